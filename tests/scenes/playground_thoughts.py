"""A model that thinks before it answers: while it does, what it thought, and whether it is to."""

from functools import partial

from PySide6.QtWidgets import QMenu

from explorer.domain.generation import AnswerEnd, AnswerTiming, ChatMessage, Sampling
from explorer.domain.places import Place, Room
from explorer.domain.tokens import AnswerOptions
from explorer.kit.thought_view import ThoughtView
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.inspector.setting_rows import ThinkingChip, ThinkingRows
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.pages.playground import PlaygroundPage
from tests.scenes.playground_loading import reveal
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import LONG_THOUGHT, THINKER_MODEL, THINKING
from tests.tour.driver import click, settle

_ANSWER = "The capital of Italy is **Rome**, since 1871; before that it was Turin, and then Florence."


def coming(stage: Stage, *, opened: bool) -> None:
    """In the midst of a thought; the worker is held there for the pictures."""
    driver, playground = stage.driver, stage.driver.app.playground
    driver.try_model(THINKER_MODEL)
    PlaygroundPage(playground).ask_greedily()
    driver.type_in("composer", THINKING)
    (transcript,) = playground.findChildren(Transcript)

    def thinks(row: AnswerRow | None) -> bool:
        return row is not None and "word9" in row.turn.thought

    row = stage.found(lambda: filter(thinks, [transcript.rows.last_answer()]), "the thought")
    stage.hold_worker(THINKER_MODEL)
    if opened and row is not None:
        row.findChildren(ThoughtView)[0].set_open(True)
        settle()


def kept(stage: Stage, answer: str, end: AnswerEnd, *, opened: bool = False) -> None:
    """A chat with a thought; the person scrolled to its beginning."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(THINKING, THINKER_MODEL)
    stage.undo.callback(stage.driver.app.core.store.write, "DELETE FROM chats WHERE id = ?", chat.id)
    chats.add(chat.id, "user", THINKING, TurnRecord())
    measured = AnswerTiming(prompt_tokens=24, answer_tokens=512, first_token_s=0.21, generation_s=12.8)
    thought = LONG_THOUGHT.strip()
    record = TurnRecord(
        end=end, model=THINKER_MODEL, model_name="Thinker", quantization="Q8_0", measured=measured,
        sampling=Sampling(max_tokens=512), messages=(ChatMessage("user", THINKING),), context_length=2048,
        options=AnswerOptions(think="on"), thought=thought, thought_s=11.6,
        raw=f"<think>{thought}</think>{answer}",
    )  # fmt: skip
    chats.add(chat.id, "assistant", answer, record)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    (transcript,) = stage.driver.app.playground.findChildren(Transcript)
    row = transcript.rows.last_answer()
    if opened and row is not None:
        row.findChildren(ThoughtView)[0].set_open(True)
    settle()


def switched(stage: Stage) -> None:
    """Off for this chat, and what that changes stands under the header; beside it where it is set."""
    stage.driver.try_model(THINKER_MODEL)
    stage.driver.wait(lambda: bool(stage.driver.app.pool.loaded), "the model to load")
    rows = reveal(stage, ThinkingRows)
    page = PlaygroundPage(stage.driver.app.playground)
    stage.undo.callback(page.set, think="", think_budget=None)
    rows.changed.emit({"think": "off"})
    rows.changed.emit({"think_budget": 1024})
    page.set()
    settle()


def told(stage: Stage) -> None:
    """The same with the inspector folded."""
    switched(stage)
    page = PlaygroundPage(stage.driver.app.playground)
    page.toggle_inspector()
    stage.undo.callback(page.toggle_inspector)
    settle()


def menu(stage: Stage) -> None:
    """What the chip at the composer opens."""
    stage.driver.try_model(THINKER_MODEL)
    stage.driver.wait(lambda: bool(stage.driver.app.pool.loaded), "the model to load")
    (chip,) = stage.driver.app.playground.findChildren(ThinkingChip)
    click(chip)
    stage.show_own(stage.popup(QMenu))


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-thoughts-coming", "stocked", partial(coming, opened=False), alone=True),
        Scene("playground-thoughts-coming-open", "stocked", partial(coming, opened=True), alone=True),
        Scene("playground-thoughts-folded", "stocked", partial(kept, answer=_ANSWER, end="end")),
        Scene("playground-thoughts-open", "stocked", partial(kept, answer=_ANSWER, end="end", opened=True)),
        Scene("playground-thoughts-only", "stocked", partial(kept, answer="", end="length")),
        Scene("playground-thoughts-switch", "stocked", switched),
        Scene("playground-thoughts-told", "stocked", told),
        Scene("playground-thoughts-menu", "stocked", menu),
    )
