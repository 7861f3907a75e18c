"""What stands in the facts table."""

from dataclasses import replace
from datetime import UTC, datetime

from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict
from explorer.domain.repo import Repo, RepoRow
from explorer.rooms.compare.column_actions_controller import seen_text
from explorer.rooms.compare.facts.compared_models import (
    cell_of,
    counts_text,
    differs,
    hidden_rows,
    rows_of,
    sentence,
    why_unchecked,
)
from explorer.transparency.sheet_view.counts import counts_words
from tests.compare.making import column, said, silent


def test_rows_follow_the_rubric_and_leave_out_what_no_column_knows() -> None:
    columns = (column("a", said("context", "32K tokens"), said("license", "MIT")), column("b"))
    assert [(row.title, row.dimension) for row in rows_of(columns)] == [
        ("What you may do", ""),
        ("License", "license"),
        ("This file", ""),
        ("Context", "context"),
    ]


def test_a_row_explains_itself_with_the_question_of_the_rubric() -> None:
    row = rows_of((column("a", said("license", "MIT")),))[1]
    assert row.question == "Under which terms is it given?"


def test_a_fact_stands_with_its_quote_and_its_line() -> None:
    cell = cell_of(said("license", "MIT · open source"))
    assert (cell.fact, cell.quote, cell.source) == ("MIT · open source", "license: mit", "card, line 3")


def test_a_fact_from_up_the_lineage_names_whose_it_is() -> None:
    assert cell_of(said("license", "MIT", hop=2)).source == "from meta, 2 up"


def test_silence_says_where_it_was_looked_for() -> None:
    cell = cell_of(silent("pretraining_data"))
    assert (sentence(cell.fact), cell.source) == ("Not disclosed", "searched: card, Hub answer")


def test_what_the_base_says_stands_beside_a_fine_tunes_silence() -> None:
    base = replace(said("risks", "Confuses birds", hop=1), holder="meadow/wren", hops=1)
    cell = cell_of(replace(silent("risks"), base=base))
    assert cell.source == "searched: card, Hub answer · meadow/wren, its base: Confuses birds"


def test_a_conflict_is_told_in_place_of_the_source() -> None:
    cell = cell_of(replace(said("license", "MIT"), conflict="card says mit, header says llama3"))
    assert cell.source == "sources disagree: card says mit, header says llama3"


def test_a_bare_number_of_a_header_is_no_quote() -> None:
    evidence = Evidence(SourceKind.HEADER, "llama.context_length", "32768")
    cell = cell_of(Finding("context", Verdict.OPEN, "32K tokens", 32768, (evidence,)))
    assert (cell.quote, cell.source) == ("", "GGUF header, llama.context_length")


def test_a_hostile_quote_stays_short_and_on_one_line() -> None:
    quote = cell_of(said("license", "MIT", quote="x\n" * 5000)).quote
    assert "\n" not in quote
    assert len(quote) < 300


def test_rows_differ_when_a_verdict_or_a_text_differs() -> None:
    row = rows_of((column("a", said("license", "MIT")),))[1]
    same = (column("a", said("license", "MIT")), column("b", said("license", "MIT", quote="other words")))
    assert not differs(row, same)
    assert differs(row, (same[0], column("b", silent("license"))))
    assert differs(row, (same[0], column("b")))


def test_counts_leave_out_the_rows_of_the_file_and_the_terms_of_the_license_as_the_sheet_does() -> None:
    of_it = (said("license", "MIT"), said("language", "English"), silent("lineage"), silent("risks"))
    shown = column("a", *of_it, said("size", "1 GB"))
    assert counts_text(shown) == counts_words(of_it) == "1 open · 2 not disclosed"


def test_one_reason_for_many_unread_rows_is_told_over_the_column_and_in_no_cell() -> None:
    why = "Not checked: its card is not on this disk"
    rows = [
        Finding(name, Verdict.NOT_CHECKED, why, searched=("GGUF header",)) for name in ("risks", "compute")
    ]
    few = column("a", *rows, Finding("weights", Verdict.NOT_CHECKED, "Not checked"))
    assert why_unchecked(few) == ""
    many = column("a", *few.findings, Finding("lineage", Verdict.NOT_CHECKED, why), silent("language"))
    assert why_unchecked(many) == why
    cell = cell_of(many.get("risks"), why)
    assert (cell.fact, cell.source) == ("", "")
    assert cell.spoken == why
    assert cell_of(many.get("weights"), why).fact == ""
    assert cell_of(many.get("language"), why) == cell_of(many.get("language"))


def test_facts_read_before_say_their_date_and_fresh_ones_do_not() -> None:
    row = RepoRow(id="maker/Far-GGUF")
    repo = Repo(row, "abc", "https://hub.example", datetime(2026, 11, 3, tzinfo=UTC), from_cache=True)
    assert seen_text(replace(column("maker/Far-GGUF"), repo=repo)) == "as seen on 2026-11-03"
    assert seen_text(replace(column("maker/Far-GGUF"), repo=replace(repo, from_cache=False))) == ""
    assert seen_text(column("a")) == ""


def test_rows_that_say_the_same_are_hidden_and_so_is_a_group_without_another() -> None:
    alike, other = said("license", "MIT"), said("context", "32K tokens")
    columns = (column("a", alike, other), column("b", alike, said("context", "8K tokens")))
    rows = rows_of(columns)
    hidden = hidden_rows(rows, columns)
    assert [row.title for number, row in enumerate(rows) if number not in hidden] == ["This file", "Context"]
