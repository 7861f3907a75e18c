"""Evaluate in all its states: sets of tests, and what writes them."""

from dataclasses import replace
from threading import Event

from explorer.domain.places import Room
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.store import EvalStore
from explorer.rooms.evaluate.exchange.from_chat_pane import FromChatPanel
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.evaluate.room.making import (
    COMPLAINTS,
    CONVERSATION,
    FENCED,
    FENCES,
    INVOICES,
    LETTERS,
    clinic_letters,
    faulty_set,
    odd_set,
    plain_set,
)
from tests.models.tiny import Tiny, write_tiny
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ARABIC, EMOJI, ENDLESS_NAME
from tests.tour.driver import settle


def room(stage: Stage) -> EvaluatePane:
    stage.driver.go(Room.EVALUATE)
    pane = stage.driver.app.room(Room.EVALUATE)
    assert isinstance(pane, EvaluatePane)
    return pane


def show(stage: Stage) -> None:
    room(stage)


def stocked(stage: Stage) -> EvaluatePane:
    """Three sets, the first of which is open."""
    store = EvalStore(stage.driver.app.core.store)
    for title, document in (
        (COMPLAINTS, plain_set(31)),
        (INVOICES, plain_set(12)),
        (LETTERS, clinic_letters()),
    ):
        store.add_set(title, document)
    pane = room(stage)
    pane.tests.case.open_row(1)
    settle()
    return pane


def editor(stage: Stage) -> None:
    stocked(stage)


def tried(stage: Stage) -> EvaluatePane:
    """The answer of a model that puts JSON into a fence."""
    models = stage.driver.app.catalog.models_folder
    write_tiny(models / FENCES, Tiny(text=FENCED, name="Fences"))
    pane = stocked(stage)
    stage.driver.app.catalog.rescan()
    pane.tests.trying.model = stage.model(lambda model: model.id == FENCES, FENCES)
    pane.run_command("Ctrl+Return")
    stage.driver.wait(lambda: pane.tests.trying.judged is not None, "what the checks say")
    settle()
    return pane


def failed(stage: Stage) -> None:
    tried(stage)


def base(stage: Stage) -> None:
    """A model without a chat template goes on with the text, and never ends."""
    pane = stocked(stage)
    pane.tests.trying.model = stage.model(lambda model: not model.is_chat, "a base model")
    pane.tests.case.change(lambda case: replace(case, turns=CONVERSATION))
    pane.run_command("Ctrl+Return")
    stage.driver.wait(lambda: bool(pane.tests.trying.tried and pane.tests.trying.tried.reply.text), "a text")
    pane.run_command("Esc")
    stage.driver.wait(lambda: not pane.is_busy(), "its end")
    settle()


def odd(stage: Stage) -> None:
    """Long names, checks that are broken, and every form of a check."""
    store = EvalStore(stage.driver.app.core.store)
    for title in (ENDLESS_NAME, ARABIC, EMOJI):
        store.add_set(title, odd_set())
    room(stage)
    settle()


def many(stage: Stage) -> None:
    store = EvalStore(stage.driver.app.core.store)
    for number in range(40):
        store.add_set(f"{INVOICES} {number}", plain_set(1))
    store.add_set(LETTERS, plain_set(20_000))
    pane = room(stage)
    stage.driver.wait(lambda: pane.session.set is not None, "the tests")
    pane.tests.case.open_row(12_344)
    settle()


def reading(stage: Stage) -> None:
    """A large set that is still read."""
    pane, goes_on = room(stage), Event()
    pane.session.store.add_set(LETTERS, plain_set(1000))
    setattr(pane.session.keeper, "read", lambda _number: goes_on.wait() and None)  # noqa: B010  mypy knows none
    stage.undo.callback(goes_on.set)
    pane.session.refresh()
    settle()


def no_tests(stage: Stage) -> None:
    EvalStore(stage.driver.app.core.store).add_set(LETTERS, EvalSet())
    room(stage)


def new_set(stage: Stage) -> None:
    """The keys are in its first test."""
    room(stage).sets.begin()
    settle()


def from_chat(stage: Stage) -> None:
    """What was asked in a chat."""
    pane = stocked(stage)
    pane.tests.open_chats()
    panel = stage.window.findChildren(FromChatPanel)[-1]
    stage.undo.callback(panel.dismiss)
    panel.use(panel.lines()[0])
    settle()


def unfolded(stage: Stage) -> None:
    """Values and prompts that are written."""
    pane = stocked(stage)
    pane.tests.editor.prompt.values["letter"].unfold()
    pane.tests.editor.prompt.system.unfold()
    settle()


def problems(stage: Stage) -> None:
    """A value lacks, one is used nowhere, a pattern is broken, and no judge is chosen."""
    EvalStore(stage.driver.app.core.store).add_set(LETTERS, faulty_set())
    pane = room(stage)
    stage.driver.wait(lambda: bool(pane.session.problems.told.found), "what is wrong")
    pane.tests.case.open_row(2)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-empty", "new", show),
        Scene("evaluate-editor", "stocked", editor, alone=True),
        Scene("evaluate-tried", "stocked", failed, alone=True),
        Scene("evaluate-base", "stocked", base, alone=True),
        Scene("evaluate-odd", "stocked", odd, alone=True),
        Scene("evaluate-problems", "stocked", problems, alone=True),
        Scene("evaluate-many", "stocked", many, alone=True),
        Scene("evaluate-reading", "stocked", reading, alone=True),
        Scene("evaluate-new-set", "stocked", new_set, alone=True),
        Scene("evaluate-no-tests", "stocked", no_tests, alone=True),
        Scene("evaluate-from-chat", "stocked", from_chat, alone=True),
        Scene("evaluate-unfolded", "stocked", unfolded, alone=True),
    )
