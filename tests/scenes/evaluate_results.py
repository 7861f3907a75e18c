"""Results of sets: a whole run, one that goes on, failures, large ones, long names."""

from dataclasses import replace

from PySide6.QtWidgets import QMenu, QPushButton

from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.store import EvalStore, JudgeModel, StoredSet
from explorer.rooms.evaluate.packs.pack_offer_rows import PackOffers
from explorer.rooms.evaluate.packs.pack_top_rows import PackTop
from explorer.rooms.evaluate.packs.packs_pane import PacksPane
from explorer.rooms.evaluate.results.grid_pane import CellPlace
from explorer.rooms.evaluate.results.history_pane import HistoryPopup
from explorer.rooms.evaluate.results.run_view_pane import RunView
from explorer.rooms.evaluate.results.words_pane import WordsPopup
from explorer.rooms.evaluate.session import EvalPage, subject_of
from tests.evaluate.results.making import (
    DAMAGED,
    LONG_SHORT,
    MODELS,
    add_all_packs,
    add_clinic_run,
    add_large_run,
    add_run,
    broken,
    failed,
    outcome_of,
    passed,
    run_model,
)
from tests.evaluate.room.making import ASKED, LETTERS, clinic_letters
from tests.scenes.evaluate import room
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ENDLESS_NAME
from tests.tour.driver import settle


def results(stage: Stage, subject: str) -> RunView:
    """The results of a set, as they stand in the database."""
    pane = room(stage)
    pane.session.refresh()
    pane.session.open(EvalPage("set", subject, "results"))
    view = stage.found(lambda: [pane.results.view] if pane.results.view is not None else [], "the results")
    settle()
    return view


def add_set(stage: Stage, document: EvalSet) -> StoredSet:
    return EvalStore(stage.driver.app.core.store).add_set(LETTERS, document)


def clinic(stage: Stage, *, is_done: bool = True) -> RunView:
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    add_clinic_run(store, stored, is_done=is_done)
    return results(stage, subject_of(stored))


def whole(stage: Stage) -> None:
    clinic(stage)


def opened(stage: Stage) -> None:
    """One answer beside the grid."""
    clinic(stage).open_place(CellPlace(1, 1))
    settle()


def pairs(stage: Stage) -> None:
    """Every two models, in words."""
    view = clinic(stage)
    view.findChildren(QPushButton, "evaluate-pairs")[0].click()
    stage.show_own(stage.popup(WordsPopup))


def earlier(stage: Stage) -> None:
    """Two runs of a set that was changed since."""
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    add_run(store, stored, [run_model("Qwen3 4B")], [], "another version")
    add_clinic_run(store, stored)
    pane = room(stage)
    pane.session.refresh()
    pane.session.open(EvalPage("set", subject_of(stored), "tests"))
    pane.session.change_set(lambda document: replace(document, system="Be brief."))
    results(stage, subject_of(stored))


def unfinished(stage: Stage) -> None:
    clinic(stage, is_done=False)


def never_run(stage: Stage) -> None:
    stored = add_set(stage, clinic_letters())
    pane = room(stage)
    pane.session.refresh()
    pane.session.open(EvalPage("set", subject_of(stored), "results"))
    settle()


def large(stage: Stage) -> None:
    run = add_large_run(stage.driver.app.core.store, 500, 6)
    results(stage, run.subject)


def all_failed(stage: Stage) -> None:
    """Two models failed everything, and a third did not answer."""
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    models = [run_model("Qwen3 4B"), run_model("Gemma 3 4B"), run_model(DAMAGED)]
    keys = [case.key for case in stored.document.cases]
    outcomes = [failed(model.key, key, "not JSON") for model in models[:2] for key in keys]
    run = add_run(store, stored, models, [*outcomes, *(broken(DAMAGED, key) for key in keys)])
    EvalStore(store).end_run(run.id, "done")
    results(stage, run.subject).open_place(CellPlace(3, 2))
    settle()


def no_answer(stage: Stage) -> None:
    """One of three models gave none: the others are named."""
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    models = [run_model("Qwen3 4B"), run_model("Gemma 3 4B"), run_model(DAMAGED)]
    numbers = range(1, len(stored.document.cases) + 1)
    outcomes = [outcome_of(title, n, short.get(n, "")) for title, _, short in MODELS[:2] for n in numbers]
    run = add_run(store, stored, models, [*outcomes, *(broken(DAMAGED, f"case{n}") for n in numbers)])
    EvalStore(store).end_run(run.id, "done")
    results(stage, run.subject)


def five_runs(stage: Stage) -> RunView:
    """Of one model: each a little better, the oldest of another version of the set."""
    store = stage.driver.app.core.store
    stored, runs = add_set(stage, clinic_letters()), EvalStore(store)
    title, quantization, short = MODELS[3]
    for number in range(5):
        missed = dict(list(short.items())[3 * number :])
        outcomes = [outcome_of(title, n, missed.get(n, "")) for n in range(1, 25)]
        version = "" if number else "another version"
        run = add_run(store, stored, [run_model(title, quantization)], outcomes, version)
        runs.end_run(run.id, "done")
        store.write(
            "UPDATE eval_runs SET began_at = ? WHERE id = ?", f"2026-11-{20 + number}T09:05:00+00:00", run.id
        )
        judge = run_model("Qwen3 4B", sha256="5f" * 32)
        runs.note_judges(run.id, [JudgeModel("judge", judge, ASKED)])
    return results(stage, subject_of(stored))


def history(stage: Stage) -> None:
    """One model over its runs."""
    view = five_runs(stage)
    view.history_wanted.emit(view.table.board.run.models[0])
    stage.show_own(stage.popup(HistoryPopup))


def conditions(stage: Stage) -> None:
    view = five_runs(stage)
    view.show_conditions()
    stage.show_own(stage.popup(WordsPopup))


def run_menu(stage: Stage) -> None:
    """What else there is of a run."""
    view = five_runs(stage)
    view.foot.more.click()
    stage.show_own(stage.popup(QMenu))


def long_names(stage: Stage) -> None:
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    models = [run_model(ENDLESS_NAME), run_model("Gemma 3 4B")]
    outcomes = [
        outcome_of(model.key, number, LONG_SHORT if number % 2 else "")
        for model in models
        for number in range(1, 25)
    ]
    run = add_run(store, stored, models, outcomes)
    EvalStore(store).end_run(run.id, "stopped")
    results(stage, run.subject).open_place(CellPlace(2, 0))
    settle()


def one_model(stage: Stage) -> None:
    store = stage.driver.app.core.store
    stored = add_set(stage, clinic_letters())
    title, quantization, _ = MODELS[0]
    run = add_run(
        store,
        stored,
        [run_model(title, quantization)],
        [passed(title, case.key) for case in stored.document.cases],
    )
    EvalStore(store).end_run(run.id, "done")
    results(stage, run.subject)


def all_packs_page(stage: Stage) -> PacksPane:
    add_all_packs(stage.driver.app.core.store)
    pane = room(stage)
    pane.session.open(EvalPage("packs"))
    stage.found(pane.packs.rows, "the packs")
    settle()
    return pane.packs


def packs(stage: Stage) -> None:
    all_packs_page(stage)


def packs_empty(stage: Stage) -> None:
    pane = room(stage)
    pane.session.open(EvalPage("packs"))
    stage.found(lambda: pane.packs.findChildren(PackOffers), "the packs")
    settle()


def results_of_pack(stage: Stage, pack: str) -> RunView:
    all_packs_page(stage)
    pane = room(stage)
    pane.session.open(EvalPage("pack", pack, "results"))
    return stage.found(lambda: [pane.results.view] if pane.results.view is not None else [], "the results")


def one_pack(stage: Stage) -> None:
    """What it asks, what came of it, and one item beside them all."""
    results_of_pack(stage, "pack:misconceptions").open_place(CellPlace(1, 0))
    settle()


def pairs_of_pack(stage: Stage) -> None:
    """Every two models on both rates, which are never merged."""
    view = results_of_pack(stage, "pack:refusals")
    view.findChildren(PackTop)[0].pairs.click()
    stage.show_own(stage.popup(WordsPopup))


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evaluate-results", "stocked", whole, alone=True),
        Scene("evaluate-results-answer", "stocked", opened, alone=True),
        Scene("evaluate-results-pairs", "stocked", pairs, alone=True),
        Scene("evaluate-results-earlier", "stocked", earlier, alone=True),
        Scene("evaluate-results-unfinished", "stocked", unfinished, alone=True),
        Scene("evaluate-results-never-run", "stocked", never_run, alone=True),
        Scene("evaluate-results-large", "stocked", large, alone=True),
        Scene("evaluate-results-all-failed", "stocked", all_failed, alone=True),
        Scene("evaluate-results-no-answer", "stocked", no_answer, alone=True),
        Scene("evaluate-results-history", "stocked", history, alone=True),
        Scene("evaluate-results-conditions", "stocked", conditions, alone=True),
        Scene("evaluate-results-menu", "stocked", run_menu, alone=True),
        Scene("evaluate-results-long-names", "stocked", long_names, alone=True),
        Scene("evaluate-results-one-model", "stocked", one_model, alone=True),
        Scene("evaluate-packs", "stocked", packs, alone=True),
        Scene("evaluate-packs-empty", "stocked", packs_empty, alone=True),
        Scene("evaluate-packs-one", "stocked", one_pack, alone=True),
        Scene("evaluate-packs-pairs", "stocked", pairs_of_pack, alone=True),
    )
