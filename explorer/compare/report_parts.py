"""A whole report as blocks: the first page, facts, licenses, measurements, votes, and what follows."""

from collections.abc import Iterator

from explorer.compare.numbers import count_words
from explorer.compare.report_answers import answers_part
from explorer.compare.report_blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Heading,
    Line,
    Page,
    Para,
    Row,
    Table,
)
from explorer.compare.report_first import first_page, preference_words
from explorer.compare.report_model import Fact, Measurement, Model, Report
from explorer.compare.report_sources import conditions_part, sources_part, where_words
from explorer.domain.enumeration import enumerated
from explorer.domain.units import off_text
from explorer.domain.words import Words, joined
from explorer.local.measured import FEWEST
from explorer.transparency.rubric import group_title, groups

_QUOTE = 200  # characters in the table; the whole quote stands under "Sources"


def page_of(report: Report, language: str) -> Page:
    """The whole report; ``report_blocks.spoken`` says it in the language."""
    footer = Words("{title} · made by {app} on {date}", title=report.title, app=report.app,
                   date=f"{report.made_at:%Y-%m-%d}")  # fmt: skip
    parts = (
        first_page, _facts, _licenses, _measured, _votes, answers_part, sources_part, conditions_part,
    )  # fmt: skip
    blocks = tuple(block for part in parts for block in part(report))
    return Page(report.title, footer, language, blocks)


def _facts(report: Report) -> Iterator[Block]:
    yield Heading(Words("Facts"), 2, "facts")
    yield Para(
        Words(
            "What was published, each with the words it was read from. A mark and a word say how much is"
            " disclosed; where a model above says it, that is told."
        ),
        "muted",
    )
    head = (Words("Question"), *(model.label for model in report.models))
    rows: list[Row] = []
    for group in groups():
        named = [(f.dimension, f.title) for f in _most_facts(report) if f.group is group]
        if named:
            rows.append(Row((Line(group_title(group), "strong"),)))
            rows += [_fact_row(report, dimension, title) for dimension, title in named]
    if rows:
        yield Table(Words("Facts by question and model"), head, tuple(rows), "facts")
    for model in report.models:
        if model.problem:
            yield Para(Words("{model}: {what}", model=model.label, what=model.problem), "caution")
        elif model.as_of is not None:
            date = f"{model.as_of:%Y-%m-%d}"
            yield Para(Words("{model}: read from the Hub on {date}.", model=model.label, date=date), "muted")


def _most_facts(report: Report) -> tuple[Fact, ...]:
    return max((model.facts for model in report.models), key=len, default=())


def _fact_row(report: Report, dimension: str, title: str) -> Row:
    return Row((Line(title),), tuple(_fact_cell(model, dimension) for model in report.models))


def _fact_cell(model: Model, dimension: str) -> tuple[Line, ...]:
    fact = next((one for one in model.facts if one.dimension == dimension), None)
    if fact is None:
        return (Line(Words("not checked"), "strong", "not_checked"),)
    lines = [Line(fact.text, "strong", fact.mark)]
    if fact.conflict:
        lines.append(Line(Words("sources disagree: {what}", what=fact.conflict), "caution"))
    if fact.sources:
        first = fact.sources[0]
        if not first.plain.isdecimal():  # a bare number says nothing that the fact does not
            lines.append(Line(_cut(first.plain), "quote"))
        lines.append(Line(where_words(first), "muted", href=first.url))
    elif fact.searched:
        lines.append(Line(Words("searched: {places}", places=enumerated(fact.searched)), "muted"))
    if fact.base:
        lines.append(Line(fact.base, "muted"))
    return tuple(lines)


def _cut(quote: str) -> str:
    if isinstance(quote, Words):  # our own words about a file, which holds no sentence
        return quote
    line = " ".join(quote.split())
    return line if len(line) <= _QUOTE else f"{line[:_QUOTE]}…"


def _licenses(report: Report) -> Iterator[Block]:
    yield Heading(Words("Licenses"), 2, "licenses")
    for model in report.models:
        yield Heading(model.label, 3)
        if model.permission:
            lines = tuple(Line(one.text) for one in model.permission)
            yield Bullets((*lines, *_license_texts(model)))
        else:
            yield Para(model.problem or Words("not checked"), "muted")


def _license_texts(model: Model) -> Iterator[Line]:
    """Where the texts lie that the answer rests on."""
    for source, dated in dict.fromkeys((one.source, one.dated) for one in model.permission if one.source):
        of_date = Words("Text of the license, of {date}", date=dated)
        yield Line(of_date if dated else Words("Text of the license"), href=source)


def _measured(report: Report) -> Iterator[Block]:
    yield Heading(Words("Measurements"), 2, "measurements")
    if not report.measurements:
        yield Para(Words("Nothing was measured in this comparison."), "muted")
        return
    yield Para(
        Words(
            "Medians. The line over the end of a bar is the middle half of four values or more; of fewer it"
            " reaches from the smallest to the largest."
        ),
        "muted",
    )
    for measurement in report.measurements:
        yield _bars(report, measurement)
    yield from (Para(Words("Measured with: {conditions}.", conditions=one), "muted")
                for one in report.conditions)  # fmt: skip
    if report.left_out:
        yield Para(report.left_out, "caution")
    yield from _estimates(report)


def _bars(report: Report, measurement: Measurement) -> Bars:
    top = max(max(one.median, one.high or 0.0) for one in measurement.spreads) or 1.0  # all are empty
    bars = []
    for one in measurement.spreads:
        note = joined(" · ", (one.range_text, count_words(measurement, one)))
        low, high = (None if edge is None else edge / top for edge in (one.low, one.high))
        bars.append(Bar(report.label(one.column), one.text, note, one.median / top, low, high))
    return Bars(measurement.title, measurement.unit, tuple(bars))


def _estimates(report: Report) -> Iterator[Block]:
    if not report.estimates:
        return
    yield Heading(Words("Estimated before, measured after"), 3)
    titles = tuple(dict.fromkeys(one.title for one in report.estimates))
    columns = dict.fromkeys(one.column for one in report.estimates)
    rows = tuple(
        Row((Line(report.label(key)),), tuple(_estimate_cell(report, key, title) for title in titles))
        for key in columns
    )
    head = (Words("Model"), *titles)
    yield Table(Words("What was estimated before, and what was measured"), head, rows)


def _estimate_cell(report: Report, key: str, title: str) -> tuple[Line, ...]:
    found = next((one for one in report.estimates if (one.column, one.title) == (key, title)), None)
    if found is None:
        return (Line(Words("not estimated"), "muted"),)
    told = Line(Words("{before} → {after}", before=found.predicted, after=found.measured))
    if found.count < FEWEST:
        return (told,)
    return told, Line(Words("typically {error} off", error=off_text(found.error)), "muted")


def _votes(report: Report) -> Iterator[Block]:
    if not report.preferences:
        return
    yield Heading(Words("Votes"), 2, "votes")
    yield Para(Words("Names and speeds were hidden, and sides were shuffled, until each vote."), "muted")
    yield Bullets(tuple(Line(preference_words(report, one)) for one in report.preferences))
