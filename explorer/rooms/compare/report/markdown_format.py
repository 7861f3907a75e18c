"""The report as Markdown. Texts of strangers are escaped or fenced: they can bring no HTML, image or link."""

import re
from collections.abc import Iterable, Iterator

from explorer.rooms.compare.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    BarsBlock,
    BulletsBlock,
    HeadingBlock,
    ParagraphBlock,
    QuotedBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    TableBlock,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])(?=\s|$)")  # of a list; 2.6 is a number
_WEB = re.compile(r"https?://[^\s()<>\"]+")
_SIGNS = {
    "open": "●",
    "partial": "◐",
    "closed": "■",
    "conflict": "▲",
    "not_disclosed": "◌",
    "not_checked": "○",
    "not_applicable": "–",
}


def markdown_of(page: ReportPage, words: dict[str, str]) -> str:
    """``words``: those of the verdicts, by mark; what the shapes mean is told at the end."""
    parts = [part for block in page.blocks for part in _block(block)]
    signs = " · ".join(f"{_SIGNS[mark]} {escaped(word)}" for mark, word in words.items())
    return "\n\n".join([*parts, "---", signs, escaped(page.footer)]) + "\n"


def _block(block: ReportBlock) -> Iterator[str]:
    match block:
        case HeadingBlock():
            yield f"{'#' * block.level} {escaped(block.text)}"
        case ParagraphBlock():
            text = escaped(block.text)
            yield f"**{text}**" if block.role in ("strong", "caution") else text
        case BulletsBlock():
            yield "\n".join(f"- {_line(one)}" for one in block.items)
        case TableBlock():
            yield _table(block)
        case BarsBlock():
            yield from _bars(block)
        case QuotedBlock():
            yield f"{escaped(block.label)}:"
            yield _fenced(block.text)
        case AnswersBlock():
            for answer in block.answers:
                yield from _answer(answer)


def escaped(text: str) -> str:
    """On one line, and nothing in it means anything."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(r"\1\3\\\2\4", line)


def _line(line: ReportLine) -> str:
    text = escaped(line.text)
    if line.role == "quote":
        text = f"“{text}”"
    elif line.role == "strong" and text:
        text = f"**{text}**"
    if _WEB.fullmatch(line.href):
        text = f"[{text}]({line.href})"
    return f"{_SIGNS[line.mark]} {text}" if line.mark in _SIGNS else text


def _table(table: TableBlock) -> str:
    head = [escaped(text) for text in table.head]
    lines = [_joined(head), _joined(["---"] * len(head))]
    for row in table.rows:
        cells = [_cell(row.head), *map(_cell, row.cells)]
        lines.append(_joined([*cells, *[""] * (len(head) - len(cells))]))
    return "\n".join(lines)


def _bars(bars: BarsBlock) -> Iterator[str]:
    yield f"**{escaped(bars.title)}** ({escaped(bars.unit)})"
    yield "\n".join(f"- {escaped(b.label)}: **{escaped(b.text)}** ({escaped(b.note)})" for b in bars.bars)


def _answer(answer: AnswerBlock) -> Iterator[str]:
    yield f"**{escaped(answer.label)}**"
    if answer.thought is not None:
        yield f"<details><summary>{escaped(answer.thought.label)}</summary>"
        yield _fenced(answer.thought.text)
        yield "</details>"
    if answer.text.strip():
        yield _fenced(answer.text)
    if answer.notes:
        yield "  \n".join(map(_line, answer.notes))


def _cell(lines: Iterable[ReportLine]) -> str:
    return "<br>".join(map(_line, lines))


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _fenced(text: str) -> str:
    """Verbatim, between fences longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
