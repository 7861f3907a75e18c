"""Evaluate in all its states: sets of tests, and what writes them."""

from explorer.domain.places import Room
from explorer.evaluate.store import EvalStore
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.evaluate.room.making import (
    COMPLAINTS,
    FENCED,
    FENCES,
    INVOICES,
    LETTERS,
    clinic_letters,
    plain_set,
)
from tests.models.tiny import Tiny, write_tiny
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


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-empty", "new", show),
        Scene("evaluate-editor", "stocked", editor, alone=True),
        Scene("evaluate-tried", "stocked", failed, alone=True),
    )
