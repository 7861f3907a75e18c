"""Cuts a model card into headings, paragraphs, list items and table rows, each with its place.

Line by line and without backtracking: a card is a stranger's text of any size and shape.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from explorer.transparency.card_text.markup import plain
from explorer.transparency.card_text.tables import cells_of, html_table, is_delimiter, is_row
from explorer.transparency.phrases.phrase import phrases_of

cards = phrases_of("cards")
BOLD_LEVEL = 7  # a bold line heads what follows, below every real heading
_MAX_BLOCK = 20_000  # characters of one block that are read
_ATX = re.compile(r"^ {0,3}(#{1,6})\s{0,8}(?=[^#\s])(.*)$")
_HTML_HEADING = re.compile(
    r"^\s{0,12}(?:<(?:div|center|p)\b[^<>]{0,200}>)?<h([1-6])\b[^<>]{0,300}>(.*)$", re.IGNORECASE
)
_BOLD_LINE = re.compile(r"^\s{0,3}(?:\*\*|__)(?!\s)([^*_\n]{2,90})(?:\*\*:?|__:?)\s{0,8}$")
_ITEM = re.compile(r"^\s{0,24}(?:[-*+•]|\d{1,3}[.)])\s{1,8}(?=\S)")
_BOLD_LABEL = re.compile(
    r"^[\s>]{0,12}(?:(?:[-*+•]|\d{1,3}[.)])\s{1,8})?(?:\*\*|__|<b>|<strong>)\s{0,3}"
    r"(?P<label>[^*<>\n:：]{1,80}?)\s{0,3}[:：]?\s{0,3}(?:\*\*|__|</b>|</strong>)\s{0,3}"
    r"(?::?(?=\s|$|\[|`)|：|(?<=：\*\*))"
)
_PLAIN_LABEL = re.compile(
    r"^[\s>]{0,12}(?:(?:[-*+•]|\d{1,3}[.)])\s{1,8})?"
    r"(?P<label>[^\W\d_][\w()/&'-]{0,25}(?: [\w()\[\]/&'-]{1,25}){0,4})\s{0,2}[:：](?:(?<=：)|(?=\s))"
)
_DASHED_LABEL = re.compile(  # "- License - MIT"
    r"^[\s>]{0,12}[-*+•]\s{1,8}(?P<label>[A-Z][\w()/]{1,25}(?: [\w()/]{1,25}){0,2})\s{1,2}[-–—]\s(?=\S)"
)
_COLON = re.compile("[:：]")
_LABEL_STARTS, _LABEL_ENDS = 40, 240  # a label begins and ends before these offsets
MARKER = re.compile(r"[\s>]{0,24}(?:(?:[-*+•]|\d{1,3}[.)])\s{1,8}(?=\S))?")  # before the words of a block
_OPENS_HEADING = "#<=-*_"  # every line that is a heading or a rule begins with one of these
_SETEXT = re.compile(r"^ {0,3}(=+|-{2,})\s{0,8}$")
_RULE = re.compile(r"^ {0,3}(?:[-*_=]\s{0,3}){3,}$")
_LINK_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,100}\]:\s{1,4}\S")
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s{0,3}>", re.IGNORECASE)


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


class Block(NamedTuple):
    """One block: its plain text and where it stands.

    ``start``/``end`` are offsets, lines count from 1. ``section``: the headings above, outermost
    first. ``label``: the bold words or the "Word:" it begins with. ``cells``/``header``: of rows;
    ``groups``: of each column the title above its own that stands over several, if there is any.
    ``told_from``: the offset where a row above begins that has a cell in this one, if that is so.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    first_line: int
    last_line: int
    level: int = 0
    section: tuple[str, ...] = ()
    label: str = ""
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    told_from: int | None = None


class _Line(NamedTuple):
    text: str
    start: int
    number: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_blocks(text: str) -> list[Block]:
    """The blocks of a text whose code and comments are already blanked."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: list[Block] = []
        self._open: list[_Line] = []
        self._kind = BlockKind.PARAGRAPH
        self._headings: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()  # their titles
        self._header: tuple[str, ...] = ()
        self._skip_to = 0
        self._has_table_ends = True

    def run(self) -> list[Block]:
        for line in _lines(self._text):
            if line.start >= self._skip_to:
                self._take(line)
        self._close()
        return self._blocks

    def _take(self, line: _Line) -> None:
        bare = line.text.lstrip("> \t").rstrip()
        if not bare or (bare[0] == "[" and _LINK_DEFINITION.match(bare)):
            self._close()
            self._header = ()
        elif "<" in bare and _TABLE.search(bare):
            self._html_table(line)
        elif not self._heading(line, bare):
            self._text_line(line, bare)

    def _heading(self, line: _Line, bare: str) -> bool:
        if bare[0] not in _OPENS_HEADING:
            return False
        if found := _ATX.match(bare):
            self._add_heading(line, len(found[1]), found[2].rstrip("# "))
        elif found := _HTML_HEADING.match(bare):
            self._add_heading(line, int(found[1]), found[2] or self._next_line(line))
        elif _SETEXT.match(bare) and len(self._open) == 1 and self._kind is BlockKind.PARAGRAPH:
            title = self._open.pop()
            self._add_heading(title, 1 if "=" in bare else 2, title.text)
        elif _RULE.match(bare):
            self._close()
        elif (found := _BOLD_LINE.match(bare)) and not self._open and not found[1].endswith((".", ",")):
            self._add_heading(line, BOLD_LEVEL, found[1].rstrip(": "))
        else:
            return False
        return True

    def _next_line(self, line: _Line) -> str:
        """A heading tag that stands alone: its words are on the next line."""
        start = line.end + 1
        end = self._text.find("\n", start)
        self._skip_to = end if end >= 0 else len(self._text)
        return self._text[start : self._skip_to]

    def _add_heading(self, line: _Line, level: int, raw: str) -> None:
        self._close()
        title = plain(raw[:400])
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._section = tuple(title for _, title in self._headings)
        if title:
            end = max(line.end, min(self._skip_to, line.end + 400))
            place = (line.start, end, line.number, line.number + self._text.count("\n", line.start, end))
            self._blocks.append(Block(BlockKind.HEADING, title, *place, level, self._section))
            self._headings.append((level, title))
            self._section = tuple(title for _, title in self._headings)

    def _text_line(self, line: _Line, bare: str) -> None:
        if is_delimiter(bare) and (self._blocks or self._open) and len(self._open) <= 1:
            self._table_header()
        elif is_row(bare) and (self._header or bare.startswith("|")):
            self._row(line, bare)
        elif _is_item(line, bare):
            self._begin(line, BlockKind.ITEM)
        elif not self._open or _begins_bold(bare) or self._goes_on_with_labels(bare):
            self._begin(line, BlockKind.PARAGRAPH)
        else:
            self._open.append(line)

    def _goes_on_with_labels(self, bare: str) -> bool:
        """ "Creator: A", then "Original model: B" on the next line."""
        return ":" in bare and bool(_plain_label(bare) and _plain_label(self._open[0].text))

    def _table_header(self) -> None:
        if self._open:  # a header without a leading bar was taken for a paragraph
            line = self._open.pop()
            self._row(line, line.text)
        if self._blocks[-1].kind is BlockKind.ROW:
            self._header = self._blocks[-1].cells
            if not cards.fact_row.match(" | ".join(self._header)):
                self._blocks.pop()

    def _row(self, line: _Line, bare: str) -> None:
        self._close()
        cells = cells_of(bare)
        place = (line.start, line.end, line.number, line.number)
        self._add_row(Block(BlockKind.ROW, " | ".join(cells), *place, cells=cells, header=self._header))

    def _add_row(self, row: Block) -> None:
        cells = row.cells
        label = cells[0] if len(cells) == 2 and len(cells[0]) <= 60 else ""
        self._blocks.append(row._replace(section=self._section, label=label))

    def _html_table(self, line: _Line) -> None:
        self._close()
        found = _TABLE_END.search(self._text, line.start) if self._has_table_ends else None
        self._has_table_ends = found is not None
        end = found.end() if found else line.end  # a table that never ends hides nothing
        at, number = line.start, line.number
        for row in html_table(self._text, line.start, end):
            number += self._text.count("\n", at, row.start)
            at = row.start
            if any(row.cells) and (row.header or cards.fact_row.match(row.said)):
                last = number + self._text.count("\n", row.start, row.end)
                block = Block(BlockKind.ROW, row.said, row.start, row.end, number, last, cells=row.cells)
                self._add_row(block._replace(header=row.header, groups=row.groups, told_from=row.told_from))
        self._skip_to = end

    def _begin(self, line: _Line, kind: BlockKind) -> None:
        self._close()
        self._kind = kind
        self._open.append(line)

    def _close(self) -> None:
        if not self._open:
            return
        first, last = self._open[0], self._open[-1]
        self._open.clear()
        end = min(last.end, first.start + _MAX_BLOCK)
        raw = self._text[first.start : end]
        text = plain(raw)
        if text:
            label, _ = label_of(raw)
            place = (first.start, end, first.number, first.number + raw.count("\n"))
            self._blocks.append(Block(self._kind, text, *place, 0, self._section, label))


def _is_item(line: _Line, bare: str) -> bool:
    is_word = bare[0].isalpha()  # as of most lines
    return not is_word and bool(_ITEM.match(line.text.lstrip("> ")) or _ITEM.match(line.text))


def _begins_bold(bare: str) -> bool:
    return not bare[0].isalpha() and bool(_BOLD_LABEL.match(bare))


def label_of(raw: str) -> tuple[str, int]:
    """The label a text begins with and where its body starts; ("", 0) without one."""
    start = raw[:_LABEL_STARTS]
    found = _BOLD_LABEL.match(raw) if "*" in start or "_" in start or "<" in start else None
    found = found or _plain_label(raw) or _DASHED_LABEL.match(raw)
    if not found:
        return "", 0
    return plain(found["label"]).strip(" :"), found.end()


def _plain_label(raw: str) -> re.Match[str] | None:
    """A label holds no colon, so that only the first can end it."""
    colon = _COLON.search(raw, 0, _LABEL_ENDS)
    is_end = colon and (colon[0] == "：" or raw[colon.end() : colon.end() + 1].isspace())
    return _PLAIN_LABEL.match(raw) if is_end else None


def bold_label_of(raw: str) -> str:
    """The bold words a line inside a block begins with, "" without any."""
    found = _BOLD_LABEL.match(raw)
    return plain(found["label"]).strip(" :") if found else ""


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield _Line(line, start, number)
        start += len(line) + 1
