"""Evaluate: the panel that plans a run, a run that goes on, and one that can be gone on with."""

from datetime import UTC, datetime

from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Judged, Outcome, Reply
from explorer.evaluate.store import EvalStore, RunModel, RunTerms
from explorer.rooms.evaluate.run.plan_pane import RunSheet
from explorer.rooms.evaluate.run.plan_rows import ChosenModelCard
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.room.making import LETTERS, clinic_letters
from tests.scenes.evaluate import room, stocked
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ENDLESS_MODEL
from tests.tour.driver import settle

_PASSED = Judged("pass", wording_of(Words("pass")))


def _sheet(stage: Stage) -> RunSheet:
    """With two models, and its plan."""
    pane = room(stage)
    pane.runs.open_sheet()
    sheet = pane.runs.sheet
    assert sheet is not None
    stage.undo.callback(sheet.dismiss)
    for model in stage.driver.app.catalog.askable:
        if not model.why_not_usable and len(sheet.choices.models) < 3:
            sheet.add_model(model)
    stage.driver.wait(lambda: sheet.plan is not None, "the plan")
    settle()
    return sheet


def plan(stage: Stage) -> None:
    stocked(stage)
    _sheet(stage)


def plan_of_packs(stage: Stage) -> None:
    pane = stocked(stage)
    pane.session.open(EvalPage("packs"))
    _sheet(stage)


def progress(stage: Stage) -> None:
    pane = stocked(stage)
    pane.runs.open_sheet()
    sheet = pane.runs.sheet
    assert sheet is not None
    for card in sheet.findChildren(ChosenModelCard):
        card.remove.click()
    sheet.add_model(stage.model(lambda m: m.id == ENDLESS_MODEL, ENDLESS_MODEL))
    stage.driver.wait(sheet.start.isEnabled, "the plan")
    sheet.start.click()
    stage.undo.callback(pane.session.run.stop)

    def is_asked() -> bool:
        live = pane.session.run.live
        return live is not None and live.work == "asking"

    stage.driver.wait(is_asked, "the first question")
    stage.hold_worker(ENDLESS_MODEL)


def interrupted(stage: Stage) -> None:
    """31 of 96 answers are there."""
    store = EvalStore(stage.driver.app.core.store)
    kept = store.add_set(LETTERS, clinic_letters())
    models = [RunModel(str(n), f"north/model-{n}.gguf", f"Model {n}") for n in range(1, 5)]
    run = store.begin_run(f"set:{kept.id}", "1", LETTERS, RunTerms(document=kept.document), models, 96)
    for number in range(31):
        outcome = Outcome(str(1 + number // 24), str(number % 24), Reply("yes"), _PASSED, datetime.now(UTC))
        store.add_outcome(run.id, outcome)
    pane = room(stage)
    pane.session.refresh()
    pane.session.open_set(kept.id)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-run-plan", "stocked", plan, alone=True),
        Scene("evaluate-run-packs", "stocked", plan_of_packs, alone=True),
        Scene("evaluate-run-progress", "stocked", progress, alone=True),
        Scene("evaluate-run-interrupted", "stocked", interrupted, alone=True),
    )
