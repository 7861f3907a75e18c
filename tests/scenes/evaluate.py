"""Evaluate in all its states: sets of tests, and what writes them."""

from explorer.domain.places import Room
from explorer.evaluate.store import EvalStore
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.evaluate.room.making import COMPLAINTS, INVOICES, LETTERS, clinic_letters, plain_set
from tests.scenes.stage import Scene, Stage
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


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-empty", "new", show),
        Scene("evaluate-editor", "stocked", editor, alone=True),
    )
