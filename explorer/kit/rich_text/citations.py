"""References in an answer to the numbered passages it was given: "[3]", "[1, 2]", "[2-4]".

They are looked for in HTML that is clean already, so that what stands in code or in a link is no reference.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

GIVEN, NOT_GIVEN = "given-", "not-given-"  # and the number: what a reference links to on its page
_MOST = 9  # numbers of a range, beyond which it is no list of passages

_TAG = re.compile(r"(<[^>]*>)")
_OPAQUE = re.compile(r"<(/?)(?:a|code|pre)\b")
_ITEM = r"\d{1,2}(?:\s*[-–]\s*\d{1,2})?"
_ITEMS = rf"{_ITEM}(?:\s*[,;]\s*{_ITEM})*"
_REFERENCE = re.compile(rf"\[(?P<plain>{_ITEMS})\]|\[\^(?P<note>{_ITEMS})\]|【(?P<wide>{_ITEMS})】")
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


@dataclass(frozen=True)
class TextReference:
    """``whole`` as written; ``numbers`` of passages. ``is_sure``: written as the model was told to."""

    whole: str
    numbers: tuple[int, ...]
    is_sure: bool = True


def cited(clean: str, given: Container[int]) -> str:
    """The HTML with its references as links: of a passage that was ``given`` to ``#given-3``, of another
    number to ``#not-given-7``, struck. Written in another way it is one only if all its numbers were given.
    """
    return "".join(piece if isinstance(piece, str) else _linked(piece, given) for piece in _pieces(clean))


def numbers_in(clean: str) -> frozenset[int]:
    """Of all that is referred to."""
    found = (piece for piece in _pieces(clean) if isinstance(piece, TextReference))
    return frozenset(number for reference in found for number in reference.numbers)


def _pieces(clean: str) -> Iterator[str | TextReference]:
    """The HTML in its order."""
    depth = 0
    for number, part in enumerate(_TAG.split(clean)):
        if number % 2:
            opaque = _OPAQUE.match(part)
            depth += 0 if opaque is None else -1 if opaque[1] else 1
            yield part
        elif depth > 0:
            yield part
        else:
            yield from _of_text(part)


def _of_text(text: str) -> Iterator[str | TextReference]:
    end = 0
    for found in _REFERENCE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        numbers = _numbers(found["plain"] or found["note"] or found["wide"])
        yield TextReference(found[0], numbers, found["plain"] is not None) if numbers else found[0]
    yield text[end:]


def _numbers(items: str) -> tuple[int, ...]:
    """Each once, in the order written; none where a range is longer than any list of passages."""
    numbers: dict[int, None] = {}
    for first, last in _RANGE.findall(items):
        begin, end = int(first), int(last or first)
        if not 0 <= end - begin < _MOST:
            return ()
        numbers |= dict.fromkeys(range(begin, end + 1))
    return tuple(numbers)


def _linked(reference: TextReference, given: Container[int]) -> str:
    if not reference.is_sure and not all(number in given for number in reference.numbers):
        return reference.whole
    return "\N{THIN SPACE}".join(_link(number, is_given=number in given) for number in reference.numbers)


def _link(number: int, *, is_given: bool) -> str:
    if is_given:
        return f'<a href="#{GIVEN}{number}" class="given">[{number}]</a>'
    return f'<a href="#{NOT_GIVEN}{number}" class="not-given">[{number}]</a>'
