"""The report as one HTML file: no script, nothing remote, light and dark, on paper too.

All text is escaped. The policy in its head lets nothing in but the style sheet of ours, by its hash.
"""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from explorer.base.resources import resource
from explorer.domain.words import Words
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


def html_of(page: ReportPage, words: dict[str, str], css: str) -> str:
    """``words``: those of the verdicts, by mark. ``css``: the style sheet with its colours filled in."""
    body = "\n".join(_Writer(words).all(page.blocks))
    links = _links(page)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(page.title)}</title>\n<style>{css}</style>\n</head>\n<body>\n"
        f"<nav>{links}</nav>\n<main>\n{body}\n</main>\n<footer><p>{escape(page.footer)}</p></footer>\n</body>\n</html>\n"
    )


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

    def all(self, blocks: Iterable[ReportBlock]) -> Iterable[str]:
        yield '<section class="first">'
        for block in blocks:
            if isinstance(block, PageBreak):
                yield '</section>\n<section class="next">'
            else:
                yield self._block(block)
        yield "</section>"

    def _block(self, block: ReportBlock) -> str:  # noqa: PLR0911  one line a kind
        match block:
            case HeadingBlock():
                anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
                return f"<h{block.level}{anchor}><bdi>{escape(block.text)}</bdi></h{block.level}>"
            case ParagraphBlock():
                return f'<p class="{block.role}">{escape(block.text)}</p>'
            case BulletsBlock():
                return f"<ul>{''.join(f'<li>{self._sentence(one)}</li>' for one in block.items)}</ul>"
            case TableBlock():
                return self._table(block)
            case BarsBlock():
                return self._bars(block)
            case QuotedBlock():
                label = escape(block.label)
                return f'<figure class="asked"><figcaption>{label}</figcaption>{_pre(block.text)}</figure>'
            case AnswersBlock():
                return f'<div class="answers">{"".join(map(self._answer, block.answers))}</div>'
            case PageBreak():
                return ""

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
        head = "".join(map(self._line, row.head))
        if not row.cells:
            return f'<tr class="group"><th scope="rowgroup" colspan="{width}">{head}</th></tr>'
        cells = "".join(f"<td>{''.join(map(self._line, cell))}</td>" for cell in row.cells)
        return f'<tr><th scope="row">{head}</th>{cells}</tr>'

    def _line(self, line: ReportLine) -> str:
        """A line of a cell: mostly of one language, whatever its direction."""
        return self._told(line, f"<bdi>{escape(line.text)}</bdi>")

    def _sentence(self, line: ReportLine) -> str:
        """Ours, with names in it: it has the direction of the page."""
        return self._told(line, escape(line.text))

    def _told(self, line: ReportLine, text: str) -> str:
        if line.href.startswith(_WEB):
            text = f'<a href="{escape(line.href)}" rel="noreferrer noopener">{text}</a>'
        tag = _TAGS.get(line.role, "span")
        mark = self._mark(line) if line.mark else ""
        kind = f' class="m-{line.mark}"' if line.mark in _MARKS else ""
        return f"<div{kind}>{mark}<{tag}>{text}</{tag}></div>"

    def _mark(self, line: ReportLine) -> str:
        """The shape, and its word for who cannot see it, where the text is another one."""
        word = self._words.get(line.mark, "")
        told = "" if word.lower() == line.text.lower() else f'<span class="unseen">{escape(word)}: </span>'
        shape = _MARKS.get(line.mark, "")
        return f'<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>{told}'

    def _bars(self, bars: BarsBlock) -> str:
        rows = "".join(map(_bar, bars.bars))
        unit = escape(bars.unit)
        return (
            f'<div class="bars"><table><caption><strong>{escape(bars.title)}</strong> <small>{unit}</small>'
            f"</caption><tbody>{rows}</tbody></table></div>"
        )

    def _answer(self, answer: AnswerBlock) -> str:
        kind = "answer failed" if answer.is_failure else "answer"
        text = _pre(answer.text) if answer.text.strip() else ""
        text = (_folded(answer.thought) if answer.thought else "") + text
        notes = "".join(map(self._sentence, answer.notes))
        head = f"<h4><bdi>{escape(answer.label)}</bdi></h4>"
        return f'<article class="{kind}">{head}{text}<div class="notes">{notes}</div></article>'


def _folded(thought: ThoughtBlock) -> str:
    label = escape(thought.label)
    return f'<details class="thought"><summary>{label}</summary>{_pre(thought.text)}</details>'


def _pre(text: str) -> str:
    return f'<div class="verbatim" dir="auto">{escape(text)}</div>'


def _bar(bar: BarsBlockRow) -> str:
    """A bar that is drawn, beside the number that it draws."""
    return (
        f'<tr><th scope="row"><bdi>{escape(bar.label)}</bdi></th><td class="draw">{bar_svg(bar)}</td>'
        f'<td class="number">{escape(bar.text)}</td><td class="note">{escape(bar.note)}</td></tr>'
    )


def bar_svg(bar: BarsBlockRow) -> str:
    """The median as a bar, the middle half as a line over its end."""
    shape = f'<rect class="track" width="100%" height="14" rx="4"/>{_rect("bar", 0, bar.share, 0, 14, 4)}'
    if bar.low is not None and bar.high is not None:
        shape += _rect("edge", bar.low, bar.high, 5, 4) + _rect("range", bar.low, bar.high, 6, 2)
    return f'<svg class="drawn" height="14" aria-hidden="true">{shape}</svg>'


def _rect(kind: str, left: float, right: float, top: int, height: int, radius: int = 1) -> str:
    width = max(0.004, right - left)
    return (
        f'<rect class="{kind}" x="{left:.2%}" y="{top}" width="{width:.2%}" height="{height}" rx="{radius}"/>'
    )


def style_sheet(colours: dict[str, dict[str, str]]) -> str:
    """``colours`` by theme ("light", "dark") and role."""
    sheet = resource("report.css").read_text(encoding="utf-8")
    for theme, roles in colours.items():
        filled = " ".join(f"--{role.replace('_', '-')}: {value};" for role, value in roles.items())
        sheet = sheet.replace(f"/* {theme} */", filled)
    return sheet


def mark_words() -> dict[str, str]:
    """What each shape means."""
    return {
        "open": Words("Open"),
        "partial": Words("Partial"),
        "closed": Words("Closed"),
        "not_disclosed": Words("Not disclosed"),
        "not_checked": Words("Not checked"),
        "not_applicable": Words("Not applicable"),
        "conflict": Words("Sources disagree"),
    }
