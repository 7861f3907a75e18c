"""Compare in all its states."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import msgspec
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from explorer.domain.local_model import Origin
from explorer.domain.places import Place, Room
from explorer.domain.sampling import Sampling
from explorer.evaluate.store import EvalStore
from explorer.local.fit.measurements import model_key
from explorer.local.model_picker_pane import ModelPicker
from explorer.local.models.origin_record import read_record, write_record
from explorer.local.prompt_sets import prompt_sets
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.difference_rows import DifferenceView
from explorer.rooms.compare.comparison_list_pane import ComparisonListPage
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.document import with_prompts
from explorer.rooms.compare.document.prompt_sets import prompts_of_set
from explorer.rooms.compare.document.results import PredictedNumbers, results_in
from explorer.rooms.compare.document.votes import VoteVerdict
from explorer.rooms.compare.facts.facts_pane import EvidencePage
from explorer.rooms.compare.facts.facts_table_pane import FactsTable
from explorer.rooms.compare.pane import ANSWERS, FACTS, MEASUREMENTS, ComparePane
from explorer.rooms.compare.prompts.settings_pane import ColumnSettingsPopup, SharedSettingsChosen
from explorer.rooms.compare.run.plan import steps_of
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from tests.compare.making import result
from tests.evaluate.results.making import add_run, outcome_of, run_model
from tests.evaluate.room.making import LETTERS, clinic_letters
from tests.pages.compare import AnswersPage
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ENDLESS_MODEL, FORMATTED, GATED, LONG, MARKDOWN_ANSWER, MEADOW, SAID
from tests.tour.driver import settle
from tests.tour.repos import GEMMA

_UNSEEN = "northwind/Northwind-24B-Instruct-GGUF"


def show(stage: Stage) -> None:
    stage.driver.go(Room.COMPARE)


def part(number: int, stage: Stage) -> None:
    stage.driver.go(Room.COMPARE)
    compare = stage.driver.app.compare
    stage.driver.wait(lambda: len(compare.columns()) >= 3, "the columns")
    read(stage)
    compare.show_part(number)
    settle()


def read(stage: Stage) -> None:
    """Until nothing is being read of any column."""
    board = stage.driver.app.compare.session.board
    stage.driver.wait(lambda: not any(map(board.is_reading, board.keys)), "the columns to be read")
    settle()


def many(stage: Stage) -> None:
    """Six columns, one of a model that is not downloaded."""
    part(FACTS, stage)
    for name in ("saghir", "emoji", "Exceptionally"):
        model = stage.model(lambda m, name=name: name in m.id, name)  # type: ignore[misc]
        stage.driver.app.go(Place(Room.COMPARE, model=model))
    stage.driver.wait(lambda: len(stage.driver.app.compare.columns()) == 6, "six columns")
    read(stage)


def adding(stage: Stage) -> None:
    """The models that may come in addition, below the button that asks for one."""
    part(FACTS, stage)
    compare = stage.driver.app.compare
    compare.run_command("Ctrl+M")
    opened = stage.window.findChildren(ModelPicker)[-1]
    stage.undo.callback(opened.dismiss)
    stage.driver.wait(lambda: bool(opened.list.rows.fits), "whether they fit")
    settle()


def evidence(stage: Stage) -> None:
    """The source of the fact in the first cell that has one."""
    part(FACTS, stage)
    table = stage.driver.app.compare.findChildren(FactsTable)[0]
    model = table.model()

    def cells() -> Iterator[QModelIndex]:
        return (model.index(row, 0) for row in range(model.rowCount()))

    cell = stage.found(lambda: (c for c in cells() if c.flags() & Qt.ItemFlag.ItemIsEnabled), "a fact")
    spot = table.visualRect(cell).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    stage.show_own(stage.popup(EvidencePopup))


def of_the_hub(stage: Stage) -> None:
    """Models that nobody has downloaded yet: their cards say most."""
    stage.driver.go(Room.COMPARE)
    compare = stage.driver.app.compare
    compare.run_command("Ctrl+N")
    for repo_id in (MEADOW, GATED, _UNSEEN):
        stage.driver.app.go(Place(Room.COMPARE, repo_id=repo_id))
    stage.driver.wait(lambda: len(compare.columns()) == 3, "three columns")
    read(stage)
    compare.show_part(FACTS)
    settle()


def row(stage: Stage) -> None:
    """One row of the facts, opened."""
    of_the_hub(stage)
    compare = stage.driver.app.compare
    compare.session.board.remove(GATED)
    table = stage.driver.app.compare.findChildren(FactsTable)[0]
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()


def not_downloaded(stage: Stage) -> None:
    part(FACTS, stage)
    stage.driver.app.go(Place(Room.COMPARE, repo_id=MEADOW))
    stage.driver.wait(lambda: len(stage.driver.app.compare.columns()) == 4, "four columns")
    read(stage)


def absent_offline(stage: Stage) -> None:
    """A column of the Hub among the answers: it cannot be downloaded now."""
    not_downloaded(stage)
    stage.driver.app.core.settings.change(offline=True)
    part(ANSWERS, stage)


def own_prompts(stage: Stage) -> None:
    """Own prompts, and a ready-made set that needs a caution."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    compare.run_command("Ctrl+L")
    healthcare = next(one for one in prompt_sets() if one.id == "healthcare")
    session = compare.session
    session.change(with_prompts(session.document, prompts_of_set(healthcare)[:4], session.taken()))
    settle()


def plan(stage: Stage) -> None:
    """What is missing, with a model that is not downloaded, and two settings that vary."""
    part(ANSWERS, stage)
    stage.driver.app.go(Place(Room.COMPARE, repo_id=MEADOW))
    compare = stage.driver.app.compare
    stage.driver.wait(lambda: len(compare.columns()) == 4, "four columns")
    own_prompts(stage)
    compare.run_command("Ctrl+R")
    grid = SettingsGrid((GridAxis("temperature", (0.0, 0.7)), GridAxis("dry.multiplier", (0, 0.8))))
    compare.session.change(replace(compare.session.document, grid=grid))
    settle()


def plan_together(stage: Stage) -> None:
    """Several prompts of a model at once, as far as each can."""
    plan(stage)
    compare = stage.driver.app.compare
    compare.session.change(replace(compare.session.document, asks_together=True))
    settle()


def typed(stage: Stage) -> None:
    """What the next prompt takes, before it is asked."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    QTest.keyClicks(AnswersPage(compare).composer.field, FORMATTED)
    (words,) = compare.findChildren(QLabel, "compare-next-plan")
    stage.driver.wait(lambda: bool(words.text()), "the plan")
    settle()


def endless_first(stage: Stage) -> ComparePane:
    """Four columns, the first of a model that writes without end."""
    compare = stage.driver.app.compare
    endless = stage.driver.app.catalog.find(ENDLESS_MODEL)
    stage.driver.app.go(Place(Room.COMPARE, model=endless))
    stage.driver.wait(lambda: len(compare.columns()) == 4, "four columns")
    for _ in range(3):
        compare.session.board.move(ENDLESS_MODEL, -1)
    return compare


def running(stage: Stage) -> None:
    """One answers, the others wait for their turn; its worker is held there for the pictures."""
    part(ANSWERS, stage)
    compare = endless_first(stage)
    ask_at_length(stage)
    column = AnswersPage(compare).columns()[ENDLESS_MODEL]
    stage.driver.wait(lambda: len(column.text) > 200, "some of an answer")
    stage.undo.callback(partial(stop_run, stage))
    stage.hold_worker(ENDLESS_MODEL)  # goes on before it is stopped


def together(stage: Stage) -> None:
    """One writes several answers at once, of which one is looked at."""
    part(ANSWERS, stage)
    compare = endless_first(stage)
    session = compare.session
    document = with_prompts(session.document, (FORMATTED, SAID), session.taken())
    sampling = Sampling(temperature=0, max_tokens=4096)
    session.change(replace(document, asks_together=True, sampling=sampling))
    new = [prompt.key for prompt in document.prompts[-2:]]
    steps = steps_of(session.document)
    session.ask([step for step in steps if step.column == ENDLESS_MODEL and step.prompt in new])
    column = AnswersPage(compare).columns()[ENDLESS_MODEL]
    stage.driver.wait(lambda: len(column.text) > 200, "some of an answer")
    stage.undo.callback(partial(stop_run, stage))
    stage.hold_worker(ENDLESS_MODEL)  # goes on before it is stopped


def ask_at_length(stage: Stage) -> None:
    composer = AnswersPage(stage.driver.app.compare).composer
    composer.chosen.emit(SharedSettingsChosen(Sampling(temperature=0, max_tokens=4096), ""))
    stage.driver.type_in("compare-composer", FORMATTED)


def queued(stage: Stage) -> None:
    """A prompt waits until the models are free, and another one is typed."""
    running(stage)
    stage.driver.type_in("compare-composer", SAID)
    QTest.keyClicks(AnswersPage(stage.driver.app.compare).composer.field, FORMATTED)
    settle()


def stop_run(stage: Stage) -> None:
    compare = stage.driver.app.compare
    compare.session.run.stop()
    stage.driver.wait(lambda: not compare.is_busy(), "the end of the run")


def failed(stage: Stage) -> None:
    """A model whose file is damaged says so in its place."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    xiao = stage.model(lambda model: "xiao" in model.id, "the model to damage")
    xiao.path.write_bytes(xiao.path.read_bytes()[:200])
    stage.driver.type_in("compare-composer", FORMATTED)
    stage.driver.wait(lambda: not compare.is_busy(), "the end of the run")
    settle()


def grid(stage: Stage) -> None:
    """One prompt, asked with three temperatures."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    axis = GridAxis("temperature", (0.0, 0.7, 1.2))
    kept.change(replace(kept.current.document, grid=SettingsGrid((axis,))))
    prompt = kept.current.document.prompts[-1]
    keys = [column.key for column in compare.columns()]
    for value, speed in zip(axis.values, (41.2, 40.6, 39.9), strict=True):
        for key, text in zip(keys[:2], (SAID, MARKDOWN_ANSWER), strict=True):
            made = result(key, prompt.text, prompt.key, speed=speed, text=text)
            kept.answers.add(kept.current.id, replace(made, point=f"temperature={value:g}"))
    compare.session.show()
    part(ANSWERS, stage)
    AnswersPage(compare).prompt.grid.setChecked(True)
    settle()


def grid_together(stage: Stage) -> None:
    """Answers that were written at once: none has a speed."""
    grid(stage)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    for one in results_in(compare.session.outcomes):
        if one.point:
            answer = replace(one.answer, measured=one.answer.measured.untimed)
            kept.answers.add(kept.current.id, replace(one, answer=answer, together=2))
    compare.session.show()
    part(ANSWERS, stage)
    AnswersPage(compare).prompt.grid.setChecked(True)
    settle()


def words(stage: Stage) -> None:
    """Where one answer differs from another, word by word."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    compare.run_command("Ctrl+D")
    stage.undo.callback(compare.run_command, "Ctrl+D")
    stage.driver.wait(lambda: bool(compare.findChildren(DifferenceView)), "the differences")
    settle()


def blind(stage: Stage) -> None:
    """Two answers without names."""
    part(ANSWERS, stage)
    stage.driver.app.compare.run_command("Ctrl+B")
    settle()


def blind_running(stage: Stage) -> None:
    """Answers come without names: one is written, the others wait for their turn."""
    running(stage)
    stage.driver.app.compare.run_command("Ctrl+B")
    settle()


def tallied(stage: Stage) -> None:
    """All votes are given: too few to tell."""
    blind(stage)
    page = stage.driver.app.compare.findChildren(BlindPage)[0]
    for verdict in (VoteVerdict.LEFT, VoteVerdict.TIE):
        page.buttons[verdict].click()
        page.next.click()
    settle()


def revealed(stage: Stage) -> None:
    """After a vote the names stand there."""
    blind(stage)
    stage.driver.app.compare.findChildren(BlindPage)[0].buttons[VoteVerdict.LEFT].click()
    settle()


def measured(stage: Stage) -> None:
    """Eight answers of each, with what was said before, and energy."""
    part(MEASUREMENTS, stage)
    compare = stage.driver.app.compare
    kept = compare.session.kept
    for number, prompt in enumerate(kept.current.document.prompts * 4):
        for key, speed in zip([column.key for column in compare.columns()], (41.2, 28.6, 33.0), strict=True):
            made = result(key, prompt.text, prompt.key, speed=speed + number % 5, load_s=1 + number / 9)
            said = PredictedNumbers(
                memory=1_900_000, tokens_per_second=speed * 0.9, load_s=1.2, first_token_s=0.18
            )
            kept.answers.add(kept.current.id, replace(made, predicted=said, joules=9.0 + number, run=number))
    compare.session.show()
    part(MEASUREMENTS, stage)


def listed(stage: Stage) -> None:
    """All comparisons, one of them without prompts."""
    part(FACTS, stage)
    compare = stage.driver.app.compare
    for title, repo_ids in (("", (MEADOW, GATED)), (LONG, (MEADOW,))):
        compare.run_command("Ctrl+N")
        for repo_id in repo_ids:
            stage.driver.app.go(Place(Room.COMPARE, repo_id=repo_id))
        if title:
            compare.session.kept.rename(title)
    compare.run_command("Ctrl+O")
    settle()


def not_listed(stage: Stage) -> None:
    """A search that finds nothing."""
    listed(stage)
    page = stage.driver.app.compare.findChildren(ComparisonListPage)[0]
    QTest.keyClicks(page.field, "zzz")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    settle()


def none_listed(stage: Stage) -> None:
    """Before the first comparison: reports can be brought in."""
    show(stage)
    stage.driver.app.compare.run_command("Ctrl+O")
    settle()


def source(stage: Stage) -> None:
    """The card that a quote of a row stands in."""
    row(stage)
    page = stage.driver.app.compare.findChildren(EvidencePage)[0]

    def links() -> Iterator[QAbstractButton]:
        return (one for one in page.findChildren(QAbstractButton) if one.property("way") == "source")

    stage.found(links, "a quote's source").click()
    stage.show_own(stage.popup(SourcePopup))


def measured_here(stage: Stage) -> None:
    """What was measured of some of the files, below the facts."""
    store, catalog = stage.driver.app.core.store, stage.driver.app.catalog
    stored = EvalStore(store).add_set(LETTERS, clinic_letters())
    models = [run_model(m.id, file=model_key(m)) for m in catalog.models[::2]]
    came = [outcome_of(m.key, n, "not JSON" if n > 19 else "") for m in models for n in range(1, 25)]
    EvalStore(store).end_run(add_run(store, stored, models, came).id, "done")
    part(FACTS, stage)
    table = stage.driver.app.compare.findChildren(FactsTable)[0]
    table.set_only_differences(True)
    settle()
    table.scrollToBottom()
    settle()


def own_settings(stage: Stage) -> None:
    """What one column has of its own."""
    part(ANSWERS, stage)
    compare = stage.driver.app.compare
    AnswersPage(compare).open_own_settings(compare.columns()[0].key)
    popup = stage.popup(ColumnSettingsPopup)
    popup.own.setChecked(True)
    settle()
    stage.show_own(popup)


def consent(stage: Stage) -> None:
    """Models are asked, and the terms of the included one were not seen yet."""
    part(ANSWERS, stage)
    catalog = stage.driver.app.catalog
    gemma = stage.model(lambda model: model.repo == GEMMA, GEMMA)
    record = read_record(gemma.path.parent)
    assert record is not None
    write_record(gemma.path.parent, msgspec.structs.replace(record, origin=Origin.INCLUDED))
    catalog.rescan()
    columns = stage.driver.app.compare.columns
    stage.driver.wait(
        lambda: any(c.file and c.file.origin is Origin.INCLUDED for c in columns()), "the included model"
    )
    stage.driver.type_in("compare-composer", FORMATTED)
    settle()


def loading(stage: Stage) -> None:
    stage.hub.fault(f"/api/models/{_UNSEEN}*", "hang")
    _unseen(stage)


def error(stage: Stage) -> None:
    stage.hub.fault(f"/api/models/{_UNSEEN}*", "status", code=403, body='{"error": "Forbidden"}')
    _unseen(stage)
    read(stage)


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    _unseen(stage)
    read(stage)


def _unseen(stage: Stage) -> None:
    part(FACTS, stage)
    stage.driver.app.go(Place(Room.COMPARE, repo_id=_UNSEEN))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("compare-facts", "stocked", partial(part, FACTS)),
        Scene("compare-facts-measured", "stocked", measured_here, alone=True),
        Scene("compare-add", "stocked", adding),
        Scene("compare-answers", "stocked", partial(part, ANSWERS)),
        Scene("compare-measurements", "stocked", partial(part, MEASUREMENTS)),
        Scene("compare-evidence", "stocked", evidence),
        Scene("compare-typed", "stocked", typed, alone=True),
        Scene("compare-prompts", "stocked", own_prompts, alone=True),
        Scene("compare-plan", "stocked", plan, alone=True),
        Scene("compare-plan-together", "stocked", plan_together, alone=True),
        Scene("compare-running", "stocked", running, alone=True),
        Scene("compare-queued", "stocked", queued, alone=True),
        Scene("compare-failed", "stocked", failed, alone=True),
        Scene("compare-grid", "stocked", grid, alone=True),
        Scene("compare-grid-together", "stocked", grid_together, alone=True),
        Scene("compare-together", "stocked", together, alone=True),
        Scene("compare-words", "stocked", words, alone=True),
        Scene("compare-blind", "stocked", blind, alone=True),
        Scene("compare-blind-running", "stocked", blind_running, alone=True),
        Scene("compare-revealed", "stocked", revealed, alone=True),
        Scene("compare-tally", "stocked", tallied, alone=True),
        Scene("compare-measured", "stocked", measured, alone=True),
        Scene("compare-all", "stocked", listed, alone=True),
        Scene("compare-not-listed", "stocked", not_listed, alone=True),
        Scene("compare-none-listed", "new", none_listed, alone=True),
        Scene("compare-source", "stocked", source, alone=True),
        Scene("compare-own-settings", "stocked", own_settings, alone=True),
        Scene("compare-hub", "stocked", of_the_hub, alone=True),
        Scene("compare-row", "stocked", row, alone=True),
        Scene("compare-six", "stocked", many, alone=True),
        Scene("compare-not-downloaded", "stocked", not_downloaded, alone=True),
        Scene("compare-consent", "stocked", consent, alone=True),
        Scene("compare-absent-offline", "stocked", absent_offline, alone=True),
        Scene("compare-empty", "new", show),
        Scene("compare-loading", "stocked", loading, alone=True),
        Scene("compare-error", "stocked", error, alone=True),
        Scene("compare-offline", "stocked", offline, alone=True),
        Scene("compare-starting", "starting", show),
    )
