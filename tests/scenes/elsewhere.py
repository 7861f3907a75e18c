"""Models at endpoints, wherever one stands: the mark, the questions before something is sent, and offline."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt

from explorer.documents.index.writing import FileStamp
from explorer.documents.passages import ReadPage
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, EndpointPrice
from explorer.domain.generation import AnswerTiming
from explorer.domain.model import Model
from explorer.domain.places import Place, Room
from explorer.evaluate.store import EvalStore
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.kit.buttons import Button
from explorer.local.model_picker_pane import ModelPicker
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.pane import ANSWERS
from explorer.rooms.evaluate.results.grid_pane import CellPlace
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.compare.making import fill, result
from tests.evaluate.results.making import add_run, outcome_of, run_model
from tests.evaluate.room.making import clinic_letters
from tests.scenes.evaluate import stocked
from tests.scenes.evaluate_results import add_set, results
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, FORMATTED, LAB, LEASES, SAID
from tests.tour.driver import settle

_PRICE = EndpointPrice(read=0.6, written=2.4, on="2026-11-20")
_FAR = EndpointEntry("qwen/qwen3-32b", is_chosen=True, context_length=32_768, price=_PRICE)
_MORE = EndpointEntry("meta-llama/llama-3.3-70b-instruct", is_chosen=True, context_length=131_072)
_NEAR = EndpointEntry("gemma3:12b", is_chosen=True, context_length=8192)
_AWAY = Endpoint("lab", LAB, "https://llm.lab.example/v1", entries=(_FAR, _MORE))
_BESIDE = Endpoint("ollama", "Ollama", "http://127.0.0.1:11434/v1", entries=(_NEAR,))
_QUESTION = "Explain in three sentences why water boils at a lower temperature on a mountain."


def _set_up(stage: Stage) -> EndpointModel:
    """Two endpoints, one of them elsewhere; what they offer stands in every picker."""
    endpoints = stage.driver.app.core.endpoints
    for endpoint in (_AWAY, _BESIDE):
        endpoints.keep(endpoint)
        stage.undo.callback(partial(endpoints.remove, endpoint.id))
    settle()
    return next(model for model in endpoints.models if model.entry == _FAR)


def _answered(stage: Stage, model: Model) -> None:
    """A chat in which it answered after one that is here."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(_QUESTION[:40], model.id)
    stage.undo.callback(partial(chats.delete, chat.id))
    measured = AnswerTiming(24, 118, 0.21, 4.4, "server")
    here = TurnRecord(model=f"{CHAT}/Tiny-Chat-Q4_K_M.gguf", model_name="Tiny Chat", measured=measured)
    there = TurnRecord(
        model=model.id, model_name=model.name, measured=measured, elsewhere=AskedElsewhere.of(model)
    )
    for record in (here, there):
        chats.add(chat.id, "user", _QUESTION, TurnRecord())
        chats.add(chat.id, "assistant", SAID, record)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def picker(stage: Stage) -> None:
    _set_up(stage)
    stage.driver.go(Room.PLAYGROUND)
    stage.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    found = stage.found(lambda: stage.window.findChildren(ModelPicker), "the picker")
    stage.undo.callback(found.dismiss)
    found.list.scrollToBottom()


def offline_picker(stage: Stage) -> None:
    settings = stage.driver.app.core.settings
    settings.change(offline=True)
    stage.undo.callback(partial(settings.change, offline=False))
    picker(stage)


def chat(stage: Stage) -> None:
    _answered(stage, _set_up(stage))


def offline_chat(stage: Stage) -> None:
    model = _set_up(stage)
    settings = stage.driver.app.core.settings
    settings.change(offline=True)
    stage.undo.callback(partial(settings.change, offline=False))
    _answered(stage, model)


def consent(stage: Stage) -> None:
    """Before passages of a collection leave this machine."""
    core = stage.driver.app.core
    model, index = _set_up(stage), core.documents
    leases = index.create(LEASES).key
    page = ReadPage(1, "The deposit is two months of rent.")
    index.put(stage.home / "lease.txt", leases, (page,), "1", "text", FileStamp(1, 0))
    stage.driver.app.go(Place(Room.PLAYGROUND, model=model))
    chats = Chats(core.store)
    asked = chats.create(_QUESTION[:40], model.id)
    stage.undo.callback(partial(chats.delete, asked.id))
    chats.attachments.add(asked.id, "collection", leases, LEASES)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=asked.id))
    stage.driver.type_in("composer", "How much is the deposit?")
    stage.found(lambda: _shown(stage, "llm.lab.example"), "the question")


def _shown(stage: Stage, words: str) -> list[Button]:
    return [one for one in stage.window.findChildren(Button) if one.isVisible() and words in one.text()]


def compared(stage: Stage) -> None:
    model = _set_up(stage)
    stage.driver.app.go(Place(Room.COMPARE, model=model))
    settle()
    pane = stage.driver.app.compare
    stage.driver.wait(lambda: any(one.reference == model.id for one in pane.columns()), "its column")


def answers(stage: Stage) -> None:
    """One column of a comparison was asked elsewhere; nobody has been in the room before."""
    model, kept = _set_up(stage), Comparisons(stage.driver.app.core.store)
    (*_, prompt) = fill(kept, [model.id]).prompts
    made = result(model.id, prompt.text, prompt.key, speed=38.0, text=SAID)
    told = replace(made.answer, measured=AnswerTiming(24, 118, 0.4, 3.1, "server"), sent="")
    kept.answers.add(kept.current.id, replace(made, answer=told, elsewhere=AskedElsewhere.of(model)))
    stage.driver.go(Room.COMPARE)
    pane = stage.driver.app.compare
    stage.driver.wait(lambda: any(one.reference == model.id for one in pane.columns()), "its column")
    pane.show_part(ANSWERS)
    settle()


def answers_offline(stage: Stage) -> None:
    """What is asked now is not lost, and its cell says why nobody answers."""
    compared(stage)
    stage.driver.app.core.settings.change(offline=True)
    pane = stage.driver.app.compare
    pane.show_part(ANSWERS)
    settle()
    stage.driver.type_in("compare-composer", FORMATTED)
    stage.driver.wait(lambda: not pane.is_busy(), "the answer")
    settle()


def run_results(stage: Stage) -> None:
    """One of two models of a run was asked elsewhere."""
    model, store = _set_up(stage), stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    asked = run_model(model.name, "", elsewhere=AskedElsewhere.of(model), file="")
    models = [run_model("Qwen3 4B"), asked]
    outcomes = [outcome_of(one.key, n, "" if n % 3 else "not JSON") for one in models for n in range(1, 25)]
    done = add_run(store, stored, models, outcomes)
    EvalStore(store).end_run(done.id, "done")
    results(stage, done.subject).open_place(CellPlace(3, 1))
    settle()


def run(stage: Stage) -> None:
    model, pane = _set_up(stage), stocked(stage)
    pane.runs.open_sheet()
    sheet = pane.runs.sheet
    assert sheet is not None
    stage.undo.callback(sheet.dismiss)
    sheet.add_model(model)
    stage.driver.wait(lambda: sheet.plan is not None, "the plan")
    settle()


def bar(stage: Stage) -> None:
    _set_up(stage)
    stage.driver.go(Room.DISCOVER)
    stage.driver.app.overlays.show_activity(ActivitySection.NETWORK)
    settle()


def privacy(stage: Stage) -> None:
    model, core = _set_up(stage), stage.driver.app.core
    core.consents.agree(model, {"leases": LEASES, "one": "", "two": ""})
    stage.undo.callback(lambda: core.consents.withdraw(core.consents.kept))
    stage.driver.go(Room.SETTINGS)
    stage.driver.app.go(Place(Room.SETTINGS, setting="privacy"))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("elsewhere-picker", "stocked", picker),
        Scene("elsewhere-picker-offline", "stocked", offline_picker),
        Scene("elsewhere-chat", "stocked", chat),
        Scene("elsewhere-chat-offline", "stocked", offline_chat),
        Scene("elsewhere-consent", "stocked", consent, alone=True),
        Scene("elsewhere-compare", "stocked", compared, alone=True),
        Scene("elsewhere-answers", "stocked", answers, alone=True),
        Scene("elsewhere-answers-offline", "new", answers_offline, alone=True),
        Scene("elsewhere-run", "stocked", run, alone=True),
        Scene("elsewhere-results", "stocked", run_results, alone=True),
        Scene("elsewhere-bar", "stocked", bar),
        Scene("elsewhere-privacy", "stocked", privacy),
    )
