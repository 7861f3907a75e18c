"""The report for a PDF: the same blocks as the HTML, written in what Qt's rich text knows.

Tables of many models are cut into several of three, so that every column stays readable.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from explorer.rooms.compare.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    BarsBlock,
    BarsBlockRow,
    BulletsBlock,
    HeadingBlock,
    PageBreak,
    ParagraphBlock,
    QuotedBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    TableBlock,
    TableBlockRow,
    ThoughtBlock,
)

_MOST = 3  # models beside each other in a table of facts
_MARK, _BAR = 'width="9" height="9"', 'width="190" height="9"'


def paper_html(page: ReportPage, words: dict[str, str]) -> str:
    """``words``: those of the verdicts, by mark."""
    body, breaks = [], False
    for block in page.blocks:
        if isinstance(block, PageBreak):
            breaks = True
            continue
        html = _block(block, words)
        body.append(
            html.replace(" class=", ' style="page-break-before: always" class=', 1) if breaks else html
        )
        breaks = False
    return "\n".join(body)


def _block(block: ReportBlock, words: dict[str, str]) -> str:  # noqa: PLR0911  one line a kind
    match block:
        case HeadingBlock():
            return f'<h{block.level} class="h{block.level}">{escape(block.text)}</h{block.level}>'
        case ParagraphBlock():
            return f'<p class="{block.role}">{escape(block.text)}</p>'
        case BulletsBlock():
            return f'<ul class="list">{"".join(f"<li>{_line(one, words)}</li>" for one in block.items)}</ul>'
        case TableBlock():
            return "".join(_table(part, words) for part in _narrow(block))
        case BarsBlock():
            return _bars(block)
        case QuotedBlock():
            return f'<h4 class="label">{escape(block.label)}</h4>{_verbatim(block.text, "asked")}'
        case AnswersBlock():
            return "".join(_answer(answer, words) for answer in block.answers)
    return ""


def _narrow(table: TableBlock) -> Iterator[TableBlock]:
    """A table of facts as tables of at most three models; others as they are."""
    columns = len(table.head) - 1
    if table.kind != "facts" or columns <= _MOST:
        yield table
        return
    for start in range(0, columns, _MOST):
        part = slice(start, start + _MOST)
        rows = tuple(replace(row, cells=row.cells[part]) if row.cells else row for row in table.rows)
        yield replace(table, head=(table.head[0], *table.head[1:][part]), rows=rows)


def _table(table: TableBlock, words: dict[str, str]) -> str:
    widths = _widths(table)
    head = "".join(
        f'<th width="{width}%" align="left">{escape(text)}</th>'
        for text, width in zip(table.head, widths, strict=True)
    )
    rows = "".join(_row(row, table, words) for row in table.rows)
    return (
        f'<table class="{table.kind}" width="100%" cellspacing="0" cellpadding="4" border="0">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _widths(table: TableBlock) -> list[int]:
    """Per cent."""
    others = len(table.head) - 1
    first = {"glance": 26, "facts": 17, "counts": 25}.get(table.kind, 100 // (others + 1))
    if table.kind == "glance":
        return [first, 43, 31]
    each = (100 - first) // max(1, others)
    return [100 - each * others, *[each] * others]


def _row(row: TableBlockRow, table: TableBlock, words: dict[str, str]) -> str:
    if not row.cells:
        return f'<tr><td class="group" colspan="{len(table.head)}">{_cell(row.head, words)}</td></tr>'
    cells = "".join(f'<td class="cell">{_cell(cell, words)}</td>' for cell in row.cells)
    return f'<tr><td class="cell">{_cell(row.head, words)}</td>{cells}</tr>'


def _cell(lines: Iterable[ReportLine], words: dict[str, str]) -> str:
    return "".join(f'<p class="line">{_line(one, words)}</p>' for one in lines)


def _line(line: ReportLine, words: dict[str, str]) -> str:
    text = escape(line.text)
    if line.href.startswith(("https://", "http://")):
        text = f'<a href="{escape(line.href)}">{text}</a>'
    mark = f'<img src="mark:{line.mark}" {_MARK}>&nbsp;' if line.mark in words else ""
    kind = f"m-{line.mark}" if line.mark in words else line.role
    strong = f"<b>{text}</b>" if line.role == "strong" else text
    return f'{mark}<span class="{kind}">{strong}</span>'


def _bars(bars: BarsBlock) -> str:
    rows = "".join(map(_bar, bars.bars))
    unit = escape(bars.unit)
    title = f'<b>{escape(bars.title)}</b> &nbsp;<span class="muted">{unit}</span>'
    return (
        f'<table class="bars" width="100%" cellspacing="0" cellpadding="3" border="0">'
        f'<thead><tr><td colspan="4">{title}</td></tr></thead>{rows}</table>'
    )


def _bar(bar: BarsBlockRow) -> str:
    shares = [bar.share] if bar.low is None or bar.high is None else [bar.share, bar.low, bar.high]
    name = ":".join(f"{share:.4f}" for share in shares)
    return (
        f'<tr><td width="30%">{escape(bar.label)}</td><td width="30%"><img src="bar:{name}" {_BAR}></td>'
        f'<td width="14%" align="right"><b>{escape(bar.text)}</b></td>'
        f'<td width="26%"><span class="muted">{escape(bar.note)}</span></td></tr>'
    )


def _answer(answer: AnswerBlock, words: dict[str, str]) -> str:
    text = _verbatim(answer.text, "said") if answer.text.strip() else ""
    text = (_thought(answer.thought) if answer.thought else "") + text
    notes = "".join(f'<p class="note">{_line(one, words)}</p>' for one in answer.notes)
    return f'<h4 class="label">{escape(answer.label)}</h4>{text}{notes}'


def _thought(thought: ThoughtBlock) -> str:
    """Its beginning: it is the answer that is to be read."""
    told = " · ".join(filter(None, (thought.label, thought.cut)))
    label = f'<p class="note"><span class="muted">{escape(told)}</span></p>'
    lines = _verbatim(thought.brief or thought.text, "thought")
    before, kind, last = lines.rpartition(' class="thought"')
    return f'{label}{before} style="margin-bottom: 6px"{kind}{last}'


def _verbatim(text: str, kind: str) -> str:
    """A block a line, so that a long text breaks between pages anywhere."""
    lines = (escape(line).replace("  ", " &nbsp;").replace("\t", "&nbsp; ") for line in text.splitlines())
    way = ' dir="rtl"' if _is_mirrored(text) else ""
    return "".join(f'<p class="{kind}"{way}>{line or "&nbsp;"}</p>' for line in lines)


def _is_mirrored(text: str) -> bool:
    """Whether its first letter is of a script that runs from right to left."""
    kinds = (unicodedata.bidirectional(sign) for sign in text[:1000])
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)
