"""An answer as its tokens, ready to be laid out: paragraphs of text, and which part each token wrote.

A token may be a part of a character (its text is then U+FFFD): those that make one are found again in the
answer and share it. A control token shows its name, a line break its mark. Signs that turn the direction of
all that follows are shown by their number, so that no text can hide another.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from explorer.domain.answer_format import leading_marks
from explorer.domain.harmless import written
from explorer.domain.tokens import TokenDetail

LINE_MARK, SPACE_MARK, BROKEN = "\u21b5", "\u2423", "\ufffd"
_TAB = " " * 4
_CONTROL = re.compile(r"<[^<>\s]+>|\[/?[A-Z_]+\]")
_JOINING = frozenset({"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))})  # emoji are made with them
_PARTS = re.compile(r"\n+|[^\n]+")
_AHEAD, _SURE = 200, 8  # characters: how far is looked for a lost place, and how many must be the same there
_MOST_BYTES = 64  # of characters that tokens share


@dataclass(frozen=True)
class TokenSpan:
    """What the token at ``place`` wrote of a paragraph, in UTF-16 units as Qt counts them.

    Where ``parts`` tokens share a character, it is the one numbered ``part``. ``is_mark``: a name or a mark
    that stands for what cannot be seen.
    """

    place: int
    start: int
    end: int
    part: int = 0
    parts: int = 1
    is_mark: bool = False


@dataclass
class TokenParagraph:
    """Text without a line break, and its spans in their order."""

    text: str = ""
    spans: list[TokenSpan] = field(default_factory=list)
    size: int = 0  # of the text, in UTF-16 units

    def add(self, text: str, places: Sequence[int], *, is_mark: bool = False) -> None:
        """More text, written by these tokens together."""
        end = self.size + len(text.encode("utf-16-le", "surrogatepass")) // 2
        for part, place in enumerate(places):
            self.spans.append(TokenSpan(place, self.size, end, part, len(places), is_mark))
        self.text, self.size = self.text + text, end


def paragraphs_of(tokens: Sequence[TokenDetail], answer: str) -> tuple[TokenParagraph, ...]:
    """``answer`` is the text that the tokens wrote."""
    paragraphs = [TokenParagraph()]
    for text, places in _pieces(tokens, answer):
        is_name = len(places) == 1 and bool(_CONTROL.fullmatch(text))
        for part in _PARTS.findall(text.replace("\r", "")):
            if part.startswith("\n"):
                paragraphs[-1].add(LINE_MARK * len(part), places, is_mark=True)
                paragraphs.append(TokenParagraph())
            else:
                paragraphs[-1].add(visible(part), places, is_mark=is_name)
    return tuple(paragraph for paragraph in paragraphs if paragraph.spans)


def visible(text: str) -> str:
    """On one line, without signs that work on what stands beside them."""
    return "".join(map(_seen, text.replace("\t", _TAB)))


def label_of(text: str, *, spaces: bool = False) -> str:
    """A token by itself: line breaks by their mark, and spaces too where there is nothing else."""
    label = visible(text.replace("\r", "").replace("\n", LINE_MARK))
    if spaces or not label.strip():
        return label.replace(" ", SPACE_MARK)
    return label.strip()


def labels_of(texts: Sequence[str]) -> list[str]:
    """Tokens beside each other: those that differ by their spaces alone show them."""
    plain = [label_of(text) for text in texts]
    return [
        label_of(text, spaces=True) if plain.count(label) > 1 else label
        for text, label in zip(texts, plain, strict=True)
    ]


def _pieces(tokens: Sequence[TokenDetail], answer: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Texts, and the places of the tokens that wrote each: one, or several that share characters."""
    at, place = _after_mark(tokens, answer), 0
    while place < len(tokens):
        text = tokens[place].text
        if BROKEN not in text:
            at = _end_of(tokens, place, answer, at)
            yield text, (place,)
            place += 1
            continue
        end = next((n for n in range(place, len(tokens)) if BROKEN not in tokens[n].text), len(tokens))
        shared = _shared(tokens[place:end], tokens[end].text if end < len(tokens) else "", answer, at)
        if shared:
            at += len(shared)
            yield shared, range(place, end)
        else:
            yield from ((tokens[n].text, (n,)) for n in range(place, end))
        place = end


def _end_of(tokens: Sequence[TokenDetail], place: int, answer: str, at: int) -> int:
    """Where this token ends that should begin at ``at``; a name that the answer lacks ends there too."""
    text, some = tokens[place].text, ""
    if answer.startswith(text, at):
        return at + len(text)
    for token in tokens[place:]:
        if BROKEN in token.text or len(some) >= _SURE:
            break
        some += token.text
    found = answer.find(some, at, at + _AHEAD) if len(some) >= _SURE else -1
    return at if found < 0 else found + len(text)


def _after_mark(tokens: Sequence[TokenDetail], answer: str) -> int:
    """Where the first token begins: a thought that the prompt has opened is marked in the answer alone."""
    if not tokens or answer.startswith(tokens[0].text):
        return 0
    return next(map(len, leading_marks(answer)), 0)


def _shared(tokens: Sequence[TokenDetail], following: str, answer: str, at: int) -> str:
    """The characters these tokens wrote together: their bytes are known by number only."""
    parts = re.split(f"({BROKEN}+)", "".join(token.text for token in tokens))
    wanted = "".join(
        f".{{1,{min(len(part), _MOST_BYTES)}}}?" if part.startswith(BROKEN) else re.escape(part)
        for part in parts
    )
    found = re.compile(wanted + _anchor(following), re.DOTALL).match(answer, at)
    return found.group() if found is not None else ""


def _anchor(following: str) -> str:
    """What must stand after them."""
    if not following:
        return r"\Z"
    return "" if _CONTROL.fullmatch(following) else f"(?={re.escape(following)})"


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    is_turning = kind == "Cf" and sign not in _JOINING
    return written(sign) if kind == "Cc" or is_turning or kind == "Cs" else sign
