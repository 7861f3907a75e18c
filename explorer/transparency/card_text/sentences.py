"""A block as sentences, in its text as written: each with its quote, its lines and its addresses.

Left out is what says nothing: placeholders, the words of templates, tables of contents.
"""

import itertools
import re
from functools import cached_property

from explorer.transparency.card_text.blocks import MARKER, Block, BlockKind, bold_label_of, label_of
from explorer.transparency.card_text.markup import plain, references, urls
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.phrases.phrase import phrases_of

cards = phrases_of("cards")
QUOTE_CHARACTERS = 600

# The signs come first, so that the search can leap from one to the next.
_SENTENCE_END = re.compile(
    r"[.!?。！？;<](?:(?<=[.!?])[\"')\]*_]{0,3}(?!(?<=\))\s{1,4}[a-z])(?=\s{1,4}\S)"
    r"|(?<=[。！？])|(?<=;)(?=\s)|(?<=<)br\s?/?>)"
)
_END_OR_LINK = re.compile(rf"\[[^\[\]]{{1,200}}\]\(|{_SENTENCE_END.pattern}")
_LONGEST_SILENCE = 40  # characters that it matches
_MAX_SILENCE = 140  # characters of a label and a word of silence behind it


class Sentences:
    """Those of one card. ``masked``: its text without what stands in code; each is put into the index."""

    def __init__(self, text: str, masked: str, index: WordIndex) -> None:
        self._text = text
        self._masked = masked
        self._index = index

    @cached_property
    def _references(self) -> dict[str, str]:
        return references(self._masked)

    def of(self, block: Block, number: int, *, is_embedded: bool) -> list[Passage]:
        if is_silent(block.text) or (block.kind is BlockKind.ITEM and self._is_contents(block)):
            return []
        if block.kind is BlockKind.ROW:
            cuts = [block.start, block.end]
        else:
            cuts = [block.start + offset for offset in _cuts_of(self._masked[block.start : block.end])]
        if cuts == [block.start, block.end]:
            return [
                self._passage(block, block.start, block.end, number, is_embedded=is_embedded, text=block.text)
            ]
        found = [
            self._passage(block, a, b, number, is_embedded=is_embedded) for a, b in itertools.pairwise(cuts)
        ]
        return [p for p in found if p.text and not is_silent(p.text)]

    def _passage(
        self, block: Block, start: int, end: int, number: int, *, is_embedded: bool, text: str | None = None
    ) -> Passage:
        """A part of a block; ``text``: what it says without markup, if that is known."""
        raw = self._masked[start:end]
        start += len(raw) - len(raw.lstrip())
        stop = start + len(self._text[start:end].rstrip())
        first = block.first_line + self._text.count("\n", block.start, start)
        body = self._masked[start:stop]
        text = plain(body) if text is None else text
        quote_end = min(stop, start + QUOTE_CHARACTERS)
        return Passage(
            text,
            self._text[start:quote_end],
            first,
            first + self._text.count("\n", start, quote_end),
            block.section,
            (bold_label_of(body) if start > block.start else "") or block.label,
            self._urls(body),
            block.cells,
            block.header,
            block.groups,
            is_embedded,
            block.kind is BlockKind.ITEM,
            number,
            self._index.add(text),
            self._index,
            self._with_above(block, stop),
        )

    def _with_above(self, block: Block, stop: int) -> tuple[str, int] | None:
        start = block.told_from
        if start is None or start == block.start or stop - start > QUOTE_CHARACTERS:
            return None
        return self._text[start:stop], block.first_line - self._text.count("\n", start, block.start)

    def _urls(self, raw: str) -> tuple[str, ...]:
        if "http" not in raw and "][" not in raw:
            return ()
        named = re.findall(r"\]\[([^\[\]\n]{1,100})\]", raw)
        resolved = [self._references[n.lower()] for n in named if n.lower() in self._references]
        return tuple(dict.fromkeys([*urls(raw), *resolved]))

    def _is_contents(self, block: Block) -> bool:
        raw = self._masked[block.start : block.end]
        marker = MARKER.match(raw)
        words = raw[marker.end() if marker else 0 :].strip()
        return bool(re.fullmatch(r"\[[^\[\]]{0,300}\]\(#[^()\s]{0,300}\)", words))


def _cuts_of(raw: str) -> list[int]:
    """The offset at which each sentence begins, behind a list's marker, and the end."""
    marker = MARKER.match(raw)
    cuts = [marker.end() if marker else 0]
    ends = _SENTENCE_END if "](" not in raw else _END_OR_LINK
    for match in ends.finditer(raw):
        if match[0][0] == "[":  # "[Dr. A. Wren](…)" is one piece
            continue
        if not cards.abbreviation.search(raw[max(cuts[-1], match.end() - 9) : match.end()]):
            cuts.append(match.end())
    return [*cuts, len(raw)]


def is_silent(text: str) -> bool:
    """Whether a block or a sentence is only a label with a word of silence, or a template's own words."""
    marker = MARKER.match(text)
    body = text[marker.end() if marker else 0 :].strip()
    if len(body) < _MAX_SILENCE:
        length = label_of(body + " ")[1] if ":" in body else 0
        rest = body[length:].strip(" :-–*[]()") if length else body.strip(" -–*[]()")
        if not rest and not cards.list_follows.search(body):
            return True
        if rest and len(rest) < _LONGEST_SILENCE and cards.silence.fullmatch(rest):
            return True
    lower = body[:600].lower()
    may_be = "{{" in lower or "downstream" in lower or "automatically generated" in lower or "needed" in lower
    return may_be and bool(cards.template.search(body[:600]))
