"""Whether a text speaks to the model that is given it, rather than to who reads it.

The phrases are data (``resources/instructions.yaml``). Nothing is taken out of a text for it: a passage is
shown as what it is, and the person decides.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from explorer.base.resources import resource
from explorer.documents.passages import Flag

_MOST = 20  # of one text
_AROUND = 80  # characters of a quote on each side
_LONGEST = 300
_SPACE = re.compile(r" (\??)(?![^\[\]]*\])")  # of a phrase, but for those within brackets
_BEFORE, _BEHIND = 250, 350  # characters around a word that is looked at
_BETWEEN = 50  # characters from one to the next that counts
_END = re.compile(r"[.!?。！？\n]\s*")


@dataclass(frozen=True)
class _Rule:
    name: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]


def instruction_flags(text: str) -> tuple[Flag, ...]:
    """What of it speaks to a model, in its order; each place once."""
    found = sorted(islice(_found(text), 10 * _MOST), key=lambda flag: flag.start)
    kept: dict[str, Flag] = {}
    for flag in found:
        kept.setdefault(f"{flag.why} {flag.quote}", flag)
    return tuple(kept.values())[:_MOST]


def _found(text: str) -> Iterator[Flag]:
    small = text.lower()
    for rule in _rules():
        for begin, end in _near(small, rule.near) if len(small) == len(text) else ((0, len(text)),):
            for match in rule.pattern.finditer(text, begin, end):
                yield Flag("instruction", rule.name, _quote(text, match.start(), match.end()), match.start())


def _near(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The stretches around these words."""
    places = sorted(at for word in words for at in _places(text, word))
    begin = end = 0
    for at in places:
        if at - _BEFORE > end:
            if end:
                yield begin, end
            begin = at - _BEFORE
        end = at + _BEHIND
    if end:
        yield max(0, begin), end


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + _BETWEEN)


def _quote(text: str, start: int, end: int) -> str:
    """The sentence, as far as it is near."""
    before = text[max(0, start - _AROUND) : start]
    breaks = list(_END.finditer(before))
    after = text[end : end + _AROUND]
    ended = _END.search(after)
    first = before[breaks[-1].end() :] if breaks else before
    last = after[: ended.end()] if ended else after
    return " ".join(f"{first}{text[start:end][:_LONGEST]}{last}".split())


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    import yaml  # noqa: PLC0415  some 20 ms

    written = yaml.safe_load(resource("instructions.yaml").read_text("utf-8"))
    return tuple(
        _Rule(name, tuple(rule["near"]), re.compile("|".join(map(_spaced, rule["any"])), re.IGNORECASE))
        for name, rule in written.items()
    )


def _spaced(phrase: str) -> str:
    """A space of a phrase is any white space."""
    return f"(?:{_SPACE.sub(lambda found: r'\s*' if found[1] else r'\s+', phrase)})"
