"""What belongs to one chat, another model for it, and the list to choose one from."""

from PySide6.QtTest import QTest

from explorer.domain.generation import AnswerTiming, ChatMessage, Sampling
from explorer.domain.places import Place, Room
from explorer.domain.sampling_choice import SamplingChoice
from explorer.local.model_picker_pane import ModelPicker
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.pages.playground import PlaygroundPage
from tests.scenes.playground import new_chat
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, CODE, CODE_ANSWER, FORMATTED, SAID
from tests.tour.driver import settle
from tests.tour.repos import GEMMA

_MODEL = f"{CHAT}/Tiny-Chat-Q8_0.gguf"
_OWN = ChatSettings(
    system_prompt="You are brief and exact.", choice=SamplingChoice({"temperature": 1.2}), seed_locked=True
)
_ALL = ChatSettings(
    system_prompt="You are brief and exact.",
    choice=SamplingChoice({"temperature": 1.2, "top_k": 20, "min_p": 0.1}),
    max_tokens=2048,
    seed_locked=True,
    is_sure_shown=True,
    form="json_schema",
    schema="{}",
    stop=("###", "---"),
)


def own(stage: Stage) -> None:
    """What is not as usual, with the inspector folded."""
    _open(stage, _OWN)


def own_all(stage: Stage) -> None:
    """More than one line has room for."""
    _open(stage, _ALL)


def picker(stage: Stage) -> None:
    new_chat(stage)
    opened = open_picker(stage)
    stage.driver.wait(lambda: bool(opened.list.rows.fits), "whether they fit")
    settle()


def picker_nothing(stage: Stage) -> None:
    """No model is called so."""
    new_chat(stage)
    QTest.keyClicks(open_picker(stage).field, "zzz")
    settle()


def base_consent(stage: Stage) -> None:
    """Before a model that does not chat is chosen for a conversation."""
    _open(stage, ChatSettings())
    base = stage.model(lambda m: m.id == f"{GEMMA}/gemma-3-270m-Q8_0.gguf", "the base model")
    PlaygroundPage(stage.driver.app.playground).pick(base)
    settle()


def another_model(stage: Stage) -> None:
    """Two models answered: each by its name."""
    _open(stage, ChatSettings(), f"{CHAT}/Tiny-Chat-Q4_K_M.gguf")


def open_picker(stage: Stage) -> ModelPicker:
    """As Ctrl+L does."""
    action = next(one for one in stage.driver.app.playground.commands() if one.shortcut == "Ctrl+L")
    action.run()
    opened = stage.window.findChildren(ModelPicker)[-1]
    stage.undo.callback(opened.dismiss)
    return opened


def _open(stage: Stage, controls: ChatSettings, second: str = _MODEL) -> None:
    """A chat that is asked so, with two answers."""
    store = stage.driver.app.core.store
    chats = Chats(store)
    chat = chats.create(FORMATTED, _MODEL)
    stage.undo.callback(chats.delete, chat.id)
    ChatSettingsStore(store).keep(chat.id, controls)
    said: tuple[ChatMessage, ...] = ()
    if controls.system_prompt:
        said = (ChatMessage("system", controls.system_prompt),)
    for question, answer, model in ((FORMATTED, SAID, _MODEL), (CODE, CODE_ANSWER, second)):
        said = (*said, ChatMessage("user", question))
        measured = AnswerTiming(prompt_tokens=24, answer_tokens=118, first_token_s=0.21, generation_s=4.4)
        record = TurnRecord(
            model=model, model_name="Tiny Chat", quantization="Q8_0", messages=said, measured=measured,
            sampling=Sampling(max_tokens=512, seed=len(said)), context_length=2048,
        )  # fmt: skip
        chats.add(chat.id, "user", question, TurnRecord())
        chats.add(chat.id, "assistant", answer, record)
        said = (*said, ChatMessage("assistant", answer))
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-own", "stocked", own),
        Scene("playground-own-all", "stocked", own_all),
        Scene("playground-picker", "stocked", picker),
        Scene("playground-picker-nothing", "stocked", picker_nothing),
        Scene("playground-base-consent", "stocked", base_consent),
        Scene("playground-two-models", "stocked", another_model),
    )
