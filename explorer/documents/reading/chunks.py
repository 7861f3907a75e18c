"""Pages become passages: about 120 words that stand together, ended with a sentence, a line or a row.

120 words were found best of 40, 120 and 240 (hit@1 of a manual's titles). No passage goes over the end of a
page, a chapter or a section, so each has one place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from explorer.documents.passages import DocumentPassage, Heading, PassagePlace, ReadPage

WORDS = 120
_OVERLAP = 20  # words of the last sentences, if they are that short
_REST = 30  # words that are too few for a passage of their own
_IDEOGRAPH = 0.5  # of a word: Chinese and Japanese are written without spaces
_MARKS = 200  # characters that may be signs of a heading
_SIGN = 0.2  # of a word: what begins with no letter
_LETTERS = 12  # of a long "word", an address or a number, that count as one

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_WIDE}]|[^\\s{_WIDE}]{{1,60}}")
_ENDS = re.compile(
    r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[^\sa-zà-ÿ])"  # not before a small letter
    r"|(?<=[。！？；])[”’」』）]*"
    r"|\n[ \t]*\n\s*"
    r"|\n(?=[ \t]*(?:[-*•–·] |\(?\d{1,3}[.)] |\|))"
    r"|(?<=\t)[^\t\n]*\n"  # a row of a table
)
_SHORTENED = re.compile(  # what a full stop follows that ends no sentence
    r"(?:(?<![\w.])(?:[A-Z]|Drs?|Mrs?|Ms|Prof|St|Nos?|Nr|Figs?|Abb|Tab|Art|Abs|Bd|Hr|Fr|vs|cf|ca|bzw|vgl|sog"
    r"|e\.g|i\.e|z\. ?B|d\. ?h|u\. ?a|p\. ?ex|approx|pp?|Vol|Eq|Sec|Ch|Mme|Sra?"
    r"|Inc|Ltd|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)"
    r"|(?:(?<=\n)|(?<=- ))\d{1,3}(?:\.\d{1,3}){0,5})\.\s+$"
)

type _Span = tuple[int, int]


@dataclass
class PassageCutter:
    """Cuts one document; give it its pages in their order."""

    _path: list[Heading] = field(default_factory=list)  # the headings above where it is

    def passages(self, page: ReadPage) -> Iterator[DocumentPassage]:
        headings = list(page.headings)
        for start, end in _regions(page):
            for begin, stop in _gathered(page.text, start, end, by_rows=bool(page.columns)):
                above: Heading | None = None
                while headings and (headings[0].start <= begin or _follows(page.text, above, headings[0])):
                    above = headings.pop(0)
                    self._enter(above)
                yield _passage(page, begin, stop, " › ".join(heading.text for heading in self._path))
        for heading in headings:
            self._enter(heading)

    def _enter(self, heading: Heading) -> None:
        self._path = [above for above in self._path if above.level < heading.level] + [heading]


def passages_of(pages: Iterable[ReadPage]) -> Iterator[DocumentPassage]:
    """The passages of a whole document."""
    cutter = PassageCutter()
    for page in pages:
        yield from cutter.passages(page)


def _passage(page: ReadPage, start: int, end: int, section: str) -> DocumentPassage:
    text = page.text[start:end]
    if page.columns:
        text = f"{page.columns}\n{text}"
    place = PassagePlace(page.number, start, end, page.unit, page.name, section)
    return DocumentPassage(place, text, tuple(flag for flag in page.flags if start <= flag.start <= end))


def _regions(page: ReadPage) -> Iterator[_Span]:
    """What is between headers and footers, chapters and sections. A page of nothing else is taken whole."""
    spans = list(_without(page.repeated, len(page.text)))
    if not any(page.text[start:end].strip() for start, end in spans):
        spans = [(0, len(page.text))]
    chapters = [
        b.start
        for a, b in pairwise((None, *page.headings))
        if b and b.level < 3 and not _follows(page.text, a, b)
    ]
    for start, end in spans:
        yield from pairwise((start, *(at for at in chapters if start < at < end), end))


def _follows(text: str, above: Heading | None, heading: Heading) -> bool:
    """Whether there is nothing between: a chapter's title, and that of its first section."""
    if above is None:
        return False
    between = text[above.start : heading.start].replace(above.text, "", 1)
    return len(between) < _MARKS and not any(map(str.isalnum, between))


def _without(taken: Sequence[_Span], length: int) -> Iterator[_Span]:
    at = 0
    for start, end in sorted(taken):
        yield at, start
        at = end
    yield at, length


def _gathered(text: str, start: int, end: int, *, by_rows: bool) -> Iterator[_Span]:
    """Sentences put together until they are enough words."""
    held: list[tuple[_Span, float]] = []
    spans = _lines(text, start, end) if by_rows else _sentences(text, start, end)
    rest, full = sum(_weight(text[a:b]) for a, b in _lines(text, start, end)), 0.0
    for span, weight in _short_enough(text, spans):
        over = full + weight - WORDS
        if held and over > 0 and (rest > _REST or over > _REST):
            yield _stripped(text, held)
            held = [] if by_rows else _overlapping(held)
            full = sum(one for _span, one in held)
        held.append((span, weight))
        full += weight
        rest -= weight
    if held and text[held[0][0][0] : held[-1][0][1]].strip():
        yield _stripped(text, held)


def _overlapping(held: Sequence[tuple[_Span, float]]) -> list[tuple[_Span, float]]:
    first, words = len(held), 0.0
    while first > 1 and words + held[first - 1][1] <= _OVERLAP:
        first -= 1
        words += held[first][1]
    return list(held[first:])


def _short_enough(text: str, spans: Iterable[_Span]) -> Iterator[tuple[_Span, float]]:
    """Those with their weights; a sentence that is longer than a passage ends with a line, or with a word."""
    for start, end in spans:
        weight = _weight(text[start:end])
        if weight <= WORDS:
            yield (start, end), weight
            continue
        for first, last in _lines(text, start, end):
            yield from _by_words(text, first, last)


def _by_words(text: str, start: int, end: int) -> Iterator[tuple[_Span, float]]:
    begin, weight = start, 0.0
    for word in _WORD.finditer(text, start, end):
        if weight >= WORDS:
            yield (begin, word.start()), weight
            begin, weight = word.start(), 0.0
        weight += _weight_of(word[0])
    yield (begin, end), weight


def _sentences(text: str, start: int, end: int) -> Iterator[_Span]:
    begin = start
    for found in _ENDS.finditer(text, start, end):
        if not _SHORTENED.search(text, max(begin, found.end() - 20), found.end()) and found.end() > begin:
            yield begin, found.end()
            begin = found.end()
    yield begin, end


def _lines(text: str, start: int, end: int) -> Iterator[_Span]:
    while start < end:
        at = text.find("\n", start, end) + 1 or end
        yield start, at
        start = at


def _weight(text: str) -> float:
    """In words."""
    return sum(map(_weight_of, _WORD.findall(text)))


def _weight_of(word: str) -> float:
    if len(word) == 1 and word >= "\u3040":
        return _IDEOGRAPH
    return max(1.0 if word[0].isalnum() else _SIGN, len(word) / _LETTERS)


def _stripped(text: str, held: Sequence[tuple[_Span, float]]) -> _Span:
    start, end = held[0][0][0], held[-1][0][1]
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
