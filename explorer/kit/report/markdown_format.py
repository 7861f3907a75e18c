"""The report as Markdown. Texts of strangers are escaped or fenced: they can bring no HTML, image or link."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from explorer.domain.markdown_text import fenced, markdown_line
from explorer.kit.report.report_blocks import (
    AnswerBlock,
    AnswersBlock,
    BarsBlock,
    BulletsBlock,
    FoldedBlock,
    HeadingBlock,
    ParagraphBlock,
    QuotedBlock,
    ReportBlock,
    ReportLine,
    ReportPage,
    TableBlock,
    ThoughtBlock,
)

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
    signs = " · ".join(f"{_SIGNS[mark]} {markdown_line(word)}" for mark, word in words.items())
    return "\n\n".join([*parts, "---", signs, markdown_line(page.footer)]) + "\n"


def _block(block: ReportBlock) -> Iterator[str]:
    match block:
        case HeadingBlock():
            yield f"{'#' * block.level} {markdown_line(block.text)}"
        case ParagraphBlock():
            text = markdown_line(block.text)
            yield f"**{text}**" if block.role in ("strong", "caution") else text
        case BulletsBlock():
            yield "\n".join(f"- {_line(one)}" for one in block.items)
        case TableBlock():
            yield _table(block)
        case BarsBlock():
            yield from _bars(block)
        case QuotedBlock():
            yield f"{markdown_line(block.label)}:"
            yield fenced(block.text, "text")
        case AnswersBlock():
            yield from chain.from_iterable(map(_answer, block.answers))
        case FoldedBlock():
            yield f"### {markdown_line(block.title)}"
            yield from chain.from_iterable(map(_block, block.blocks))


def _line(line: ReportLine) -> str:
    text = markdown_line(line.text)
    if line.role == "quote":
        text = f"“{text}”"
    elif line.role == "strong" and text:
        text = f"**{text}**"
    if _WEB.fullmatch(line.href):
        text = f"[{text}]({line.href})"
    return f"{_SIGNS[line.mark]} {text}" if line.mark in _SIGNS else text


def _table(table: TableBlock) -> str:
    head = [markdown_line(text) for text in table.head]
    lines = [_joined(head), _joined(["---"] * len(head))]
    for row in table.rows:
        cells = [_cell(row.head), *map(_cell, row.cells)]
        lines.append(_joined([*cells, *[""] * (len(head) - len(cells))]))
    return "\n".join(lines)


def _bars(bars: BarsBlock) -> Iterator[str]:
    yield f"**{markdown_line(bars.title)}** ({markdown_line(bars.unit)})"
    yield "\n".join(
        f"- {markdown_line(b.label)}: **{markdown_line(b.text)}** ({markdown_line(b.note)})"
        for b in bars.bars
    )


def _answer(answer: AnswerBlock) -> Iterator[str]:
    yield f"**{markdown_line(answer.label)}**"
    if answer.thought is not None:
        yield from _thought(answer.thought)
    if answer.text.strip():
        yield fenced(answer.text, "text")
    if answer.sent is not None:
        yield from _thought(answer.sent)
    if answer.notes:
        yield "  \n".join(map(_line, answer.notes))


def _thought(thought: ThoughtBlock) -> Iterator[str]:
    yield f"<details><summary>{markdown_line(thought.label)}</summary>"
    yield fenced(thought.text, "text")
    yield "</details>"


def _cell(lines: Iterable[ReportLine]) -> str:
    return "<br>".join(map(_line, lines))


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
