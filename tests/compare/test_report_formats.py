"""Each format, opened by a parser of its own and held against the report it was written from."""

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.csv_cell import safe_cell
from explorer.domain.errors import KnownError, record_of
from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.facts import Verdict as Fact
from explorer.domain.markdown_text import markdown_line
from explorer.domain.words import Words
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, Prompt
from explorer.rooms.compare.document.results import Failure
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict
from explorer.rooms.compare.report.report_file import FORMATS, read_comparison, report_bytes
from explorer.rooms.compare.report.report_model import Report
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages, pieces_of
from tests.compare.report_content import HOSTILE, MADE, answer, content, hostile, report

TWO, SIX = report(content(2)), report(content(6))


def _html(made: Report) -> str:
    return report_bytes(made, ".html").decode()


@pytest.mark.parametrize("made", [TWO, SIX], ids=["two", "six"])
def test_html_says_every_fact_answer_and_number_of_the_report(made: Report) -> None:
    text = packed(HtmlReport(_html(made)).text)
    missing = [piece for piece in pieces_of(made) if packed(piece) not in text]
    assert missing == []


def test_html_puts_each_fact_into_the_column_of_its_model() -> None:
    table = HtmlReport(_html(SIX)).table("Facts by question and model")
    assert table.rows[0][1:] == [model.label for model in SIX.models]
    rows = {row[0].strip(): row[1:] for row in table.rows[1:] if len(row) > 1}
    for at, model in enumerate(SIX.models):
        for fact in model.facts:
            cell = rows[fact.title][at]
            assert fact.text in cell
            if fact.sources:
                assert fact.sources[0].quote in cell


def test_html_gives_every_answer_as_it_was_written() -> None:
    told = HtmlReport(_html(TWO)).verbatim
    for said in TWO.said:
        assert said.text in told
    for prompt in TWO.prompts:
        assert prompt.text in told


def test_html_can_load_and_run_nothing() -> None:
    html = _html(report(hostile()))
    page = HtmlReport(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("style", "src", "srcset", "xlink:href")
        if name == "href":
            assert tag == "a"
            assert value.startswith(("https://", "#"))
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_html_lets_in_its_own_style_sheet_alone() -> None:
    html = _html(TWO)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_html_shows_hostile_texts_as_text() -> None:
    text = HtmlReport(_html(report(hostile()))).text
    assert text.count('<script>alert("x")</script>') > 20
    assert "\u202e" not in text


def test_html_tables_have_heads_that_say_what_they_are_of_and_a_caption() -> None:
    page = HtmlReport(_html(SIX))
    assert all(table.caption for table in page.tables)
    scopes = [value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")]
    assert {*scopes} == {"col", "row", "rowgroup"}
    assert len(scopes) == page.tags.count("th")


def test_html_marks_have_a_word_beside_their_shape() -> None:
    cell = HtmlReport(_html(TWO)).table("What each model may be used for").rows[1][1]
    assert cell.startswith("Open: You may use it")


@pytest.mark.parametrize("count", [2, 6])
def test_pdf_says_every_fact_answer_and_number_of_the_report(count: int) -> None:
    made = report(content(count, prompts=content(1).comparison.document.prompts[:2]))
    kept = [piece for piece in pieces_of(made) if piece.isascii()]  # the app's fonts hold no Chinese
    text = "".join(pdf_pages(report_bytes(made, ".pdf")))
    plain = packed(text).replace(packed(f"{made.title} · made by {made.app}"), "")
    missing = [piece for piece in kept if _unbroken(piece) not in _unbroken(plain)]
    assert missing == []


def _unbroken(text: str) -> str:
    """Without signs that differ by font alone."""
    return re.sub(r"[^!-~]", "", packed(text))


@pytest.mark.parametrize("count", [1, 2, 6])
def test_pdf_has_all_that_decides_on_its_first_page(count: int) -> None:
    pages = pdf_pages(report_bytes(report(content(count)), ".pdf"))
    for heading in ("The models at a glance", "What each discloses", "What is unknown", "no legal advice"):
        assert packed(heading) in pages[0]
    assert pages[1].startswith("Facts")


def test_pdf_numbers_its_pages() -> None:
    pages = pdf_pages(report_bytes(TWO, ".pdf"))
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1))


def test_pdf_of_hostile_texts_shows_them() -> None:
    text = "".join(pdf_pages(report_bytes(report(hostile()), ".pdf")))
    assert text.count('<script>alert("x")</script>') > 20


def test_markdown_says_every_fact_answer_and_number_of_the_report() -> None:
    html = markdown_html(report_bytes(TWO, ".md").decode())
    text = packed(HtmlReport(html).text)
    missing = [piece for piece in pieces_of(TWO) if packed(piece) not in text]
    assert missing == []


@pytest.mark.parametrize(
    "text", ["2.6 tokens/s", "1. first", "3) last", "2", "7.", "+1", "- x", "= y", "a. b", "_x_"]
)
def test_what_is_escaped_in_markdown_is_shown_as_it_was(text: str) -> None:
    for line in (markdown_line(text), f"**{markdown_line(text)}**", f"- {markdown_line(text)}"):
        page = HtmlReport(markdown_html(line))
        assert page.text.strip() == text
        assert "ol" not in page.tags


def test_markdown_of_hostile_texts_brings_no_html_image_or_link() -> None:
    text = report_bytes(report(hostile()), ".md").decode()
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in re.sub(r"\\.", "", outside)
    assert "![" not in re.sub(r"\\.", "", outside)
    page = HtmlReport(markdown_html(text))
    assert "script" not in page.tags
    assert not [value for _tag, name, value in page.attributes if name == "href" and "evil" in value]
    assert HOSTILE.replace("\u202e", "U+202E").replace("\u202c", "U+202C") in page.text


def test_csv_has_one_row_an_outcome_with_its_numbers_and_conditions() -> None:
    made = report(content(3))
    rows = list(csv.DictReader(io.StringIO(report_bytes(made, ".csv").decode("utf-8-sig"))))
    outcomes = made.comparison.outcomes
    assert len(rows) == len(outcomes)
    for row, outcome in zip(rows, outcomes, strict=True):
        assert row["column"] == outcome.cell.column
        if isinstance(outcome, Failure):
            assert (row["outcome"], row["first_token_s"]) == ("failed", "")
            assert row["problem"] == str(outcome.error)
            continue
        measured = outcome.answer.measured
        assert float(row["generation_tokens_per_s"]) == measured.tokens_per_second
        assert float(row["first_token_s"]) == measured.first_token_s
        assert int(row["peak_memory_bytes"]) == outcome.peak_memory
        assert (row["file_sha256"], int(row["seed"])) == (outcome.sha256, outcome.sampling.seed)
        assert row["energy_joules"] == ""  # nobody told: no zero


@given(st.text(max_size=12))
def test_csv_has_no_cell_that_a_spreadsheet_would_run(text: str) -> None:
    for value in (text, f"=1+1{text}", f" @{text}", f"\t{text}", f"-{text}"):
        assert not str(safe_cell(value)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_csv_of_hostile_texts_cannot_be_run_either() -> None:
    rows = csv.reader(io.StringIO(report_bytes(report(hostile()), ".csv").decode("utf-8-sig")))
    risky = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert {float(cell) for cell in risky} == {-1.0}  # a setting that is off: a number, which nothing runs


def test_json_names_its_schema_and_every_source() -> None:
    told = json.loads(report_bytes(TWO, ".json"))
    assert (told["kind"], told["schema"]) == ("open-model-explorer/report", 2)
    for model, written in zip(TWO.models, told["models"], strict=True):
        for fact, one in zip(model.facts, written["facts"], strict=True):
            assert (one["verdict"], one["text"]) == (str(fact.verdict), fact.text)
            assert [s["quote"] for s in one["sources"]] == [s.quote for s in fact.sources]
            assert [s["commit"] for s in one["sources"]] == [s.commit for s in fact.sources]
    assert [one["text"] for one in told["answers"]] == [one.text for one in TWO.said]


def test_a_quote_is_read_as_text_and_its_raw_words_stay_in_the_json() -> None:
    raw = "| **Uses** | [Not](https://a.b/terms) for `war` |"
    evidence = Evidence(SourceKind.CARD, "Uses", raw, "maker/one", first_line=3)
    told = Finding("use_restrictions", Fact.CLOSED, "Some uses are forbidden", None, (evidence,))
    given = content(2)
    first, *rest = given.columns
    findings = tuple(told if one.dimension == told.dimension else one for one in first.findings)
    made = report(replace(given, columns=(replace(first, findings=findings), *rest)))
    for format_ in (".html", ".md"):
        text = report_bytes(made, format_).decode()
        assert "Uses · Not for war" in text
        assert "**Uses**" not in text.replace("\\", "")
    source = next(
        one
        for model in json.loads(report_bytes(made, ".json"))["models"]
        for fact in model["facts"]
        if fact["dimension"] == told.dimension
        for one in fact["sources"]
        if one["repo"] == "maker/one"
    )
    assert (source["quote"], source["plain"], source["first_line"]) == (raw, "Uses · Not for war", 3)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_PLACELESS = _TEXTS.filter(lambda text: not {*"/\\"} & {*text})  # a folder does not leave this machine


@st.composite
def _wholes(draw: st.DrawFn) -> ComparisonRecord:
    """Comparisons with anything in them that JSON could spoil."""
    keys = [f"k{number}" for number in range(draw(st.integers(1, 6)))]
    columns = tuple(
        DocumentColumn(key, draw(_PLACELESS), draw(_TEXTS), draw(st.none() | _TEXTS)) for key in keys
    )
    prompts = tuple(
        Prompt(f"p{n}", draw(_TEXTS), draw(_TEXTS)) for n in range(1, draw(st.integers(1, 3)) + 1)
    )
    values = draw(st.lists(st.floats(0, 2) | st.integers(0, 2), unique=True, max_size=3))
    grid = SettingsGrid((GridAxis("temperature", tuple(values)),)) if values else SettingsGrid()
    document = ComparisonDocument(columns=columns, prompts=prompts, grid=grid, system=draw(_TEXTS))
    results = tuple(
        answer(key, prompt, draw(st.integers(0, 5)), text=draw(_TEXTS) or "-")
        for key in keys
        for prompt in prompts
        if draw(st.booleans())
    )
    record = record_of(KnownError(Words("{what} ended.", what=draw(_PLACELESS)), "", draw(_PLACELESS)))
    failures = (Failure(keys[0], "p1", "", record, MADE),) if draw(st.booleans()) else ()
    vote = Vote(Ballot("p1", "", keys[0], keys[-1]), draw(st.sampled_from(VoteVerdict)), MADE)
    return ComparisonRecord(draw(_TEXTS), document, results, failures, (vote,))


@settings(max_examples=40)
@given(_wholes())
def test_json_that_is_read_again_is_the_same_comparison(whole: ComparisonRecord) -> None:
    made = content(1)
    told = report(type(made)(whole, made.columns, made.licenses, made.app))
    assert read_comparison(report_bytes(told, ".json")) == whole


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no report"),
        (b"[]", "no report"),
        (b'{"kind": "other", "schema": 2, "comparison": {}}', "no report"),
        (b'{"kind": "open-model-explorer/report", "schema": 3, "comparison": {}}', "newer version"),
        (b'{"kind": "open-model-explorer/report", "schema": 2, "comparison": {}}', "cannot|can be read"),
        (b"\xff\xfe", "no report"),
    ],
)
def test_json_of_something_else_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        read_comparison(data)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_report_without_answers_or_facts_can_be_written(ending: str) -> None:
    made = content(1)
    document = ComparisonDocument(columns=(DocumentColumn("gone/model", "gone/model"),))
    empty = type(made)(ComparisonRecord("", document), (), made.licenses, made.app)
    assert report_bytes(report(empty), ending)
