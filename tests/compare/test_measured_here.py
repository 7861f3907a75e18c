"""What was measured of files here, in Compare: rows of their own, never among what was published."""

from dataclasses import replace
from pathlib import Path

from explorer.base.store import Store
from explorer.domain.words import Words
from explorer.evaluate.measured_here import MeasuredHere
from explorer.evaluate.store import EvalStore
from explorer.local.fit.measurements import model_key
from explorer.rooms.compare.facts.column_reader import with_measured
from explorer.rooms.compare.facts.compared_models import hidden_rows, measured_cell, rows_of
from explorer.rooms.compare.report.report_file import report_bytes
from tests.compare.making import column, local, said
from tests.compare.reading_reports import HtmlReport
from tests.compare.report_content import content, report
from tests.evaluate.results.making import add_run, passed, run_model
from tests.evaluate.room.making import LETTERS, clinic_letters

CONDITIONS = Words("temperature 0 · llama.cpp b9123"), Words("One wording each.")
TOLD = MeasuredHere(
    "set:1", LETTERS, Words("Passed 19 of 24 (plausible 60–91 %)"), "2026-11-29T12:00:00+00:00", *CONDITIONS
)


def test_what_was_measured_stands_in_a_group_of_its_own_below_what_was_published() -> None:
    one = replace(column("a", said("license", "MIT")), measured=(TOLD,))
    other = column("b", said("license", "MIT"))
    rows = rows_of((one, other))
    assert [row.title for row in rows[-2:]] == ["Measured here", LETTERS]
    assert [row.is_group for row in rows[-2:]] == [True, False]
    cells = [measured_cell(each.measured_in(rows[-1])) for each in (one, other)]
    assert [cell.fact for cell in cells] == ["Passed 19 of 24 (plausible 60–91 %)", "not measured here"]
    assert "temperature 0 · llama.cpp b9123" in cells[0].source
    assert len(rows) - 1 not in hidden_rows(rows, (one, other))


def test_nothing_stands_there_where_nothing_was_measured() -> None:
    assert all(not row.subject for row in rows_of((column("a", said("license", "MIT")),)))


def test_a_column_of_a_file_has_what_was_measured_of_it(store: Store, tmp_path: Path) -> None:
    model, runs = local(tmp_path, "one"), EvalStore(store)
    stored = runs.add_set(LETTERS, clinic_letters())
    run = add_run(store, stored, [run_model("one", file=model_key(model))], [passed("one", "case1")])
    runs.end_run(run.id, "done")
    read = with_measured(replace(column("one"), model=model), store)
    assert [one.words for one in read.measured] == ["Passed 1 of 1: too few for a rate"]
    assert with_measured(column("elsewhere"), store).measured == ()


def test_a_report_tells_it_under_a_heading_of_its_own() -> None:
    made = content(2)
    columns = (replace(made.columns[0], measured=(TOLD,)), made.columns[1])
    html = HtmlReport(report_bytes(report(replace(made, columns=columns)), ".html").decode())
    table = next(one for one in html.tables if one.caption == "What was measured here, by model")
    assert "Passed 19 of 24" in table.rows[1][1]
    assert table.rows[1][2].strip() == "not measured here"
    assert "they cannot be compared with these" in html.text
    assert "Measured here" not in HtmlReport(report_bytes(report(made), ".html").decode()).text
