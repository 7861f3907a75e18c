"""The report as one HTML file: no script, nothing remote, light and dark, on paper too; and for a PDF.

All text is escaped. For a PDF the same blocks are written in what Qt's rich text knows.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from explorer.kit.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    BarsBlock,
    BarsBlockRow,
    BulletsBlock,
    FoldedBlock,
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

_WEB = ("https://", "http://")
_MARKS = {
    "open": '<circle cx="6" cy="6" r="5.5"/>',
    "partial": '<path d="M6 .5a5.5 5.5 0 0 0 0 11z"/><circle cx="6" cy="6" r="4.8" class="ring"/>',
    "closed": '<rect x=".7" y=".7" width="10.6" height="10.6" rx="2"/>',
    "conflict": '<path d="M6 .8 11.6 11.2H.4z"/>',
    "not_disclosed": '<circle cx="6" cy="6" r="4.8" class="ring dashed"/>',
    "not_checked": '<circle cx="6" cy="6" r="4.8" class="ring"/>',
    "not_applicable": '<path d="M1 5h10v2H1z"/>',
}
_TAGS = {"muted": "small", "quote": "q", "strong": "strong", "caution": "em", "lead": "span", "mono": "code"}


def html_of(page: ReportPage, words: dict[str, str]) -> bytes:
    """``words``: those of the verdicts, by mark."""
    from explorer.kit.html_file import html_file  # noqa: PLC0415  only who needs it loads Qt's colours

    main = "\n".join(_Writer(words).all(page.blocks))
    body = (
        f"<nav>{_links(page)}</nav>\n<main>\n{main}\n</main>\n<footer><p>{escape(page.footer)}</p></footer>"
    )
    return html_file(page.title, page.language, "report.css", body)


def paper_html(page: ReportPage, words: dict[str, str]) -> str:
    """For ``kit/printing/pdf.py``. ``words`` as above."""
    return "\n".join(_PaperWriter(words).all(page.blocks))


def _links(page: ReportPage) -> str:
    """To the parts that follow the first page."""
    later = page.blocks[page.blocks.index(PageBreak()) :] if PageBreak() in page.blocks else ()
    parts = [
        block for block in later if isinstance(block, HeadingBlock) and block.anchor and block.level == 2
    ]
    return " ".join(f'<a href="#{escape(part.anchor)}">{escape(part.text)}</a>' for part in parts)


class _Writer:
    """Writes block after block. A part is a ``section`` from its heading to the next one."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def all(self, blocks: Iterable[ReportBlock]) -> Iterator[str]:
        yield '<section class="first">'
        for block in blocks:
            is_break = isinstance(block, PageBreak)
            yield '</section>\n<section class="next">' if is_break else self._block(block)
        yield "</section>"

    def _block(self, block: ReportBlock) -> str:  # noqa: PLR0911  one line a kind
        match block:
            case HeadingBlock():
                return self._heading(block)
            case ParagraphBlock():
                return f'<p class="{block.role}">{escape(block.text)}</p>'
            case BulletsBlock():
                return f"<ul>{''.join(f'<li>{self._told(one)}</li>' for one in block.items)}</ul>"
            case TableBlock():
                return self._table(block)
            case BarsBlock():
                return self._bars(block, "".join(map(self._bar, block.bars)))
            case QuotedBlock():
                return self._quoted(block)
            case AnswersBlock():
                return self._answers("".join(map(self._answer, block.answers)))
            case FoldedBlock():
                return self._folded(block)
            case PageBreak():
                return ""

    def _heading(self, block: HeadingBlock) -> str:
        anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
        return f"<h{block.level}{anchor}><bdi>{escape(block.text)}</bdi></h{block.level}>"

    def _table(self, table: TableBlock) -> str:
        head = "".join(f'<th scope="col"><bdi>{escape(text)}</bdi></th>' for text in table.head)
        rows = "".join(self._row(row, len(table.head)) for row in table.rows)
        caption = escape(table.caption)
        name = f'role="region" aria-label="{caption}" tabindex="0"'  # it scrolls by keys where it is wide
        return (
            f'<div class="wide {table.kind}" {name}><table class="{table.kind} n{len(table.head)}">'
            f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def _row(self, row: TableBlockRow, width: int) -> str:
        head = self._cell(row.head)
        if not row.cells:
            return f'<tr class="group"><th scope="rowgroup" colspan="{width}">{head}</th></tr>'
        cells = "".join(f"<td>{self._cell(cell)}</td>" for cell in row.cells)
        return f'<tr><th scope="row">{head}</th>{cells}</tr>'

    def _cell(self, lines: Iterable[ReportLine]) -> str:
        """Lines that are mostly of one language, whatever its direction; others have that of the page."""
        return "".join(self._told(line, "bdi") for line in lines)

    def _told(self, line: ReportLine, apart: str = "") -> str:
        text, tag = _linked(line, apart), _TAGS.get(line.role, "span")
        mark = self._mark(line) if line.mark else ""
        kind = f' class="m-{line.mark}"' if line.mark in _MARKS else ""
        return f"<div{kind}>{mark}<{tag}>{text}</{tag}></div>"

    def _mark(self, line: ReportLine) -> str:
        """The shape, and its word for who cannot see it, where the text is another one."""
        word = self._words.get(line.mark, "")
        told = "" if word.lower() == line.text.lower() else f'<span class="unseen">{escape(word)}: </span>'
        shape = _MARKS.get(line.mark, "")
        return f'<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>{told}'

    def _bars(self, bars: BarsBlock, rows: str) -> str:
        unit = escape(bars.unit)
        return (
            f'<div class="bars"><table><caption><strong>{escape(bars.title)}</strong> <small>{unit}</small>'
            f"</caption><tbody>{rows}</tbody></table></div>"
        )

    def _bar(self, bar: BarsBlockRow) -> str:
        """A bar that is drawn, beside the number that it draws: the median, and the middle half as a line
        over its end."""
        shape = f'<rect class="track" width="100%" height="14" rx="4"/>{_rect("bar", 0, bar.share, 0, 14, 4)}'
        if bar.low is not None and bar.high is not None:
            shape += _rect("edge", bar.low, bar.high, 5, 4) + _rect("range", bar.low, bar.high, 6, 2)
        drawn = f'<svg class="drawn" height="14" aria-hidden="true">{shape}</svg>'
        return (
            f'<tr><th scope="row"><bdi>{escape(bar.label)}</bdi></th><td class="draw">{drawn}</td>'
            f'<td class="number">{escape(bar.text)}</td><td class="note">{escape(bar.note)}</td></tr>'
        )

    def _quoted(self, block: QuotedBlock) -> str:
        text = self._verbatim(block.text, "asked")
        return f'<figure class="asked"><figcaption>{escape(block.label)}</figcaption>{text}</figure>'

    def _answers(self, answers: str) -> str:
        return f'<div class="answers">{answers}</div>'

    def _answer(self, answer: AnswerBlock) -> str:
        kind = "answer failed" if answer.is_failure else "answer"
        head, notes = f"<h4><bdi>{escape(answer.label)}</bdi></h4>", "".join(map(self._told, answer.notes))
        return f'<article class="{kind}">{head}{self._said(answer)}<div class="notes">{notes}</div></article>'

    def _said(self, answer: AnswerBlock) -> str:
        thought, sent = (self._thought(one) if one else "" for one in (answer.thought, answer.sent))
        return thought + (self._verbatim(answer.text, "said") if answer.text.strip() else "") + sent

    def _folded(self, block: FoldedBlock) -> str:
        beside, inside = "".join(map(self._told, block.lines)), "\n".join(map(self._block, block.blocks))
        title = f"<strong><bdi>{escape(block.title)}</bdi></strong>"
        return f'<details class="folded"><summary>{title}{beside}</summary>{inside}</details>'

    def _thought(self, thought: ThoughtBlock) -> str:
        label, text = escape(thought.label), self._verbatim(thought.text, "thought")
        return f'<details class="thought"><summary>{label}</summary>{text}</details>'

    def _verbatim(self, text: str, _kind: str) -> str:
        return f'<div class="verbatim" dir="auto">{escape(text)}</div>'


def _linked(line: ReportLine, apart: str) -> str:
    text = f"<{apart}>{escape(line.text)}</{apart}>" if apart else escape(line.text)
    if not line.href.startswith(_WEB):
        return text
    return f'<a href="{escape(line.href)}" rel="noreferrer noopener">{text}</a>'


def _rect(kind: str, left: float, right: float, top: int, height: int, radius: int = 1) -> str:
    width = max(0.004, right - left)
    return (
        f'<rect class="{kind}" x="{left:.2%}" y="{top}" width="{width:.2%}" height="{height}" rx="{radius}"/>'
    )


class _PaperWriter(_Writer):
    """Tables of many models are cut into several of three, so that every column stays readable."""

    def all(self, blocks: Iterable[ReportBlock]) -> Iterator[str]:
        breaks = ""
        for block in blocks:
            if isinstance(block, PageBreak):
                breaks = ' style="page-break-before: always">'
            else:
                yield self._block(block).replace(">", breaks or ">", 1)
                breaks = ""

    def _heading(self, block: HeadingBlock) -> str:
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"

    def _table(self, table: TableBlock) -> str:
        return "".join(map(self._narrow_table, _narrow(table)))

    def _narrow_table(self, table: TableBlock) -> str:
        head = "".join(
            f'<th width="{width}%" align="left">{escape(text)}</th>'
            for text, width in zip(table.head, _widths(table), strict=True)
        )
        rows = "".join(self._row(row, len(table.head)) for row in table.rows)
        return (
            f'<table class="{table.kind}" width="100%" cellspacing="0" cellpadding="4" border="0">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _row(self, row: TableBlockRow, width: int) -> str:
        if not row.cells:
            return f'<tr><td class="group" colspan="{width}">{self._cell(row.head)}</td></tr>'
        cells = (f'<td class="cell">{self._cell(cell)}</td>' for cell in (row.head, *row.cells))
        return f"<tr>{''.join(cells)}</tr>"

    def _cell(self, lines: Iterable[ReportLine]) -> str:
        return "".join(f'<p class="line">{self._told(line)}</p>' for line in lines)

    def _told(self, line: ReportLine, apart: str = "") -> str:
        text = _linked(line, apart)
        is_marked = line.mark in self._words
        mark = f'<img src="mark:{line.mark}" width="9" height="9">&nbsp;' if is_marked else ""
        kind = f"m-{line.mark}" if is_marked else line.role
        strong = f"<b>{text}</b>" if line.role == "strong" else text
        return f'{mark}<span class="{kind}">{strong}</span>'

    def _bars(self, bars: BarsBlock, rows: str) -> str:
        title = f'<b>{escape(bars.title)}</b> &nbsp;<span class="muted">{escape(bars.unit)}</span>'
        return (
            f'<table class="bars" width="100%" cellspacing="0" cellpadding="3" border="0">'
            f'<thead><tr><td colspan="4">{title}</td></tr></thead>{rows}</table>'
        )

    def _bar(self, bar: BarsBlockRow) -> str:
        shares = [bar.share] if bar.low is None or bar.high is None else [bar.share, bar.low, bar.high]
        drawn = f'<img src="bar:{":".join(f"{share:.4f}" for share in shares)}" width="190" height="9">'
        return (
            f'<tr><td width="30%">{escape(bar.label)}</td><td width="30%">{drawn}</td>'
            f'<td width="14%" align="right"><b>{escape(bar.text)}</b></td>'
            f'<td width="26%"><span class="muted">{escape(bar.note)}</span></td></tr>'
        )

    def _quoted(self, block: QuotedBlock) -> str:
        return f"<h4>{escape(block.label)}</h4>{self._verbatim(block.text, 'asked')}"

    def _answers(self, answers: str) -> str:
        return answers

    def _folded(self, block: FoldedBlock) -> str:
        """What stands beside its title is told again by what is in it."""
        inside = "".join(map(self._block, block.blocks))
        return f"<h3>{escape(block.title)}</h3>{inside}"

    def _answer(self, answer: AnswerBlock) -> str:
        notes = "".join(f'<p class="note">{self._told(one)}</p>' for one in answer.notes)
        return f"<h4>{escape(answer.label)}</h4>{self._said(answer)}{notes}"

    def _thought(self, thought: ThoughtBlock) -> str:
        """Its beginning: it is the answer that is to be read."""
        told = " · ".join(filter(None, (thought.label, thought.cut)))
        lines = self._verbatim(thought.brief or thought.text, "thought")
        before, kind, last = lines.rpartition(' class="thought"')
        label = f'<p class="note"><span class="muted">{escape(told)}</span></p>'
        return f'{label}{before} style="margin-bottom: 6px"{kind}{last}'

    def _verbatim(self, text: str, kind: str) -> str:
        """A block a line, so that a long text breaks between pages anywhere."""
        lines = (escape(line).replace("  ", " &nbsp;").replace("\t", "&nbsp; ") for line in text.splitlines())
        way = ' dir="rtl"' if _is_mirrored(text) else ""
        return "".join(f'<p class="{kind}"{way}>{line or "&nbsp;"}</p>' for line in lines)


def _narrow(table: TableBlock) -> Iterator[TableBlock]:
    """A table of facts as tables of as many models as fit; others as they are."""
    columns = len(table.head) - 1
    if table.kind != "facts" or columns <= table.most:
        yield table
        return
    for start in range(0, columns, table.most):
        part = slice(start, start + table.most)
        rows = tuple(replace(row, cells=row.cells[part]) if row.cells else row for row in table.rows)
        yield replace(table, head=(table.head[0], *table.head[1:][part]), rows=rows)


def _widths(table: TableBlock) -> list[int]:
    """Per cent."""
    others = len(table.head) - 1
    first = {"glance": 26, "facts": 17, "counts": 25}.get(table.kind, 100 // (others + 1))
    if table.kind == "glance":
        return [first, 43, 31]
    each = (100 - first) // max(1, others)
    return [100 - each * others, *[each] * others]


def _is_mirrored(text: str) -> bool:
    """Whether its first letter is of a script that runs from right to left."""
    kinds = (unicodedata.bidirectional(sign) for sign in text[:1000])
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)
