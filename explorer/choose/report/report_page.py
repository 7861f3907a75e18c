"""A decision as a report: one page to hand on first, then every source, the rules and the conditions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from explorer.base.version import app_words
from explorer.choose.deciding.decision_read import DecisionRead
from explorer.choose.deciding.page import (
    CellLine,
    CellSource,
    DecisionCell,
    DecisionPage,
    RuleTold,
    TableQuestion,
)
from explorer.choose.need_words import answer_words
from explorer.domain.words import Day, Words, joined
from explorer.evaluate.results.conditions import caveat_words, told_conditions
from explorer.evaluate.results.portable_run import portable_run
from explorer.kit.report.report_blocks import (
    BulletsBlock,
    HeadingBlock,
    PageBreak,
    ParagraphBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    Role,
    TableBlock,
    TableBlockRow,
)
from explorer.transparency.licensing.permission import NOT_ADVICE

_SHORT_HASH = 12
# Shapes that reports do not know, by those that say the same there
_MARKS = {
    "cannot tell": "not_disclosed",
    "running": "not_checked",
    "waiting": "not_checked",
    "leaves": "partial",
}
_ROLES: dict[str, Role] = {
    "strong": "strong", "big": "strong", "quote": "quote", "place": "muted", "body": "body",
}  # fmt: skip


def report_of_decision(page: DecisionPage, read: DecisionRead, language: str) -> ReportPage:
    """The whole report; ``report_blocks.spoken`` says it in the language."""
    today = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    footer = Words("{title} · made by {app} on {date}", title=page.title, app=app_words(), date=today)
    parts = (_first(page, read), _sources(page), _rules(page), _models(page, read), _conditions(read))
    return ReportPage(page.title, footer, language, tuple(chain.from_iterable(parts)))


def _first(page: DecisionPage, read: DecisionRead) -> Iterator[ReportBlock]:
    yield HeadingBlock(page.title, 1)
    asked = (Words("{question} {answer}", question=one.question, answer=one.answer)
             for one in answer_words(read.decision.need))  # fmt: skip
    yield ParagraphBlock(joined(" ", (Words("{asked}.", asked=one) for one in asked)), "muted")
    yield ParagraphBlock(page.headline, "lead")
    if page.reasons:
        yield BulletsBlock(tuple(map(_line, page.reasons)))
    if page.against:
        yield HeadingBlock(Words("What speaks against it"), 3)
        yield BulletsBlock(tuple(map(_line, page.against)))
    yield _table(page)
    if page.what_if:
        yield HeadingBlock(Words("What would change it"), 3)
        yield BulletsBlock(tuple(map(ReportLine, page.what_if)))
    if page.changes:
        date = Day(page.decided_on[:10])
        yield HeadingBlock(Words("Changed since it was decided on {date}", date=date), 3)
        yield BulletsBlock(tuple(map(ReportLine, page.changes)))
    yield ParagraphBlock(joined(" ", (page.foot, page.went, NOT_ADVICE)), "muted")


def _table(page: DecisionPage) -> TableBlock:
    head = (Words("Question"), *(column.title for column in page.columns))
    about = tuple(
        (ReportLine(one.subtitle, "muted"), ReportLine(one.pill), *_goes(one.goes)) for one in page.columns
    )
    rows = (TableBlockRow((ReportLine(""),), about), *map(_row, page.rows))
    return TableBlock(Words("Candidates beside each other"), head, rows, "facts", most=4)


def _goes(goes: str) -> tuple[ReportLine, ...]:
    return (ReportLine(goes, "caution"),) if goes else ()


def _row(row: TableQuestion) -> TableBlockRow:
    note = (ReportLine(row.note, "muted", _MARKS.get(row.mark, row.mark)),) if row.note else ()
    return TableBlockRow((ReportLine(row.title, "strong"), *note), tuple(map(_cell, row.cells)))


def _cell(cell: DecisionCell) -> tuple[ReportLine, ...]:
    changed = (ReportLine(Words("then: {what}", what=cell.changed), "caution"),) if cell.changed else ()
    return (*map(_line, cell.lines), *changed)


def _line(line: CellLine) -> ReportLine:
    said = Words("{label}: {text}", label=line.label, text=line.text) if line.label else line.text
    aside = line.aside or _interval(line)
    told = Words("{text} ({aside})", text=said, aside=aside) if aside else said
    return ReportLine(told, _ROLES[line.role], _MARKS.get(line.mark, line.mark))


def _interval(line: CellLine) -> str:
    """Of a rate that the page draws: reports say it."""
    if not line.label or line.drawn is None:
        return ""
    low, high = round(100 * line.drawn.low), round(100 * line.drawn.high)
    return Words("{low}–{high} %", low=low, high=high)


def _sources(page: DecisionPage) -> Iterator[ReportBlock]:
    yield PageBreak()
    yield HeadingBlock(Words("Sources"), 2, "sources")
    yield ParagraphBlock(
        Words("What stands behind each cell: every quote word for word, and where it was read."), "muted"
    )
    for number, column in enumerate(page.columns):
        yield HeadingBlock(column.title, 3)
        rows = tuple(chain.from_iterable(_source_rows(row, row.cells[number]) for row in page.rows))
        head = (Words("Question"), Words("What it says"), Words("Where"))
        if rows:
            yield TableBlock(Words("Sources of {model}", model=column.title), head, rows, "facts")


def _source_rows(row: TableQuestion, cell: DecisionCell) -> Iterator[TableBlockRow]:
    for number, one in enumerate(cell.sources):
        title = ReportLine(row.title, "muted" if number else "body")
        yield TableBlockRow((title,), (_said(one), _where(one)))


def _said(one: CellSource) -> tuple[ReportLine, ...]:
    quote = (ReportLine(one.quote, "quote"),) if one.quote else ()
    return (*((ReportLine(one.text),) if one.text else ()), *quote) or (ReportLine(""),)


def _where(one: CellSource) -> tuple[ReportLine, ...]:
    address = (ReportLine(one.address, href=one.address),) if one.address else ()
    return (*(ReportLine(place, "muted") for place in one.places), *address) or (ReportLine(""),)


def _rules(page: DecisionPage) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("How it was decided"), 2, "rules")
    yield ParagraphBlock(
        Words("No score is computed. These rules are asked one after the other, until one is left.")
    )
    rows = tuple(
        TableBlockRow((ReportLine(str(number)),), (_rule(rule), (ReportLine(rule.did),)))
        for number, rule in enumerate(page.rules, 1)
    )
    yield TableBlock(Words("The rules"), ("", Words("Rule"), Words("What it did")), rows, "facts")


def _rule(rule: RuleTold) -> tuple[ReportLine, ...]:
    return (ReportLine(rule.asks, "strong"), *((ReportLine(rule.words),) if rule.words else ()))


def _models(page: DecisionPage, read: DecisionRead) -> Iterator[ReportBlock]:
    yield HeadingBlock(Words("The models"), 2, "models")
    for column in page.columns:
        facts = read.facts[column.id]
        kept, commit = facts.kept, (facts.commit or facts.kept.commit)[:_SHORT_HASH]
        sha = facts.sha256 or kept.sha256
        told = (
            facts.repo or kept.repo, kept.file.rpartition("/")[2],
            Words("commit {start}", start=commit) if commit else "",
            Words("SHA-256 {hash}", hash=sha) if sha else Words("its file’s hash is not known"), column.goes,
        )  # fmt: skip
        yield ParagraphBlock(column.title, "strong")
        yield ParagraphBlock(joined(" · ", told), "muted")


def _conditions(read: DecisionRead) -> Iterator[ReportBlock]:
    runs = [portable_run(run) for run in read.tried.runs()]
    if not runs:
        return
    yield HeadingBlock(Words("Conditions of the measurements"), 2, "conditions")
    for run in runs:
        yield ParagraphBlock(run.title, "strong")
        lines = [ReportLine(caveat_words(run))]
        for title, told in told_conditions(run):
            lines += [ReportLine(joined(": ", (title, words))) for words in told]
        yield BulletsBlock(tuple(lines))
