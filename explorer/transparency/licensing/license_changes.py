"""Finds what was put into the text of a license, or taken out of it: "… for non-commercial purposes only".

Words that stand in no run of words of the known text are somebody else's. Beside the text they count where
they take away from what it permits; within one of the short texts any word counts, and any that is missing.
Copyright lines are none of the text, so what hides in them is looked at too.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from explorer.transparency.licensing.license_text import (
    COPYRIGHT,
    LONGEST,
    RUN,
    SHORT_HASH,
    WORD,
    hashes,
    words_of,
)
from explorer.transparency.phrases.phrase import phrase

_NARROWS = phrase("license_text.narrows")
_NARROWS_ABROAD = phrase("license_text.narrows_abroad")
_SHORT_TEXT = 200  # runs, of MIT and ISC: their every word counts
_HOLDER = re.compile(r"^\W{0,8}copyright\b.{0,300}$", re.IGNORECASE | re.MULTILINE)
_HOLDERS = frozenset((
    "copyright", "holder", "holders", "owner", "owners", "author", "authors", "names", "name",
    "of", "the", "and", "or", "nor", "http", "https", "com", "org",
))  # fmt: skip


def narrowed_at(text: str, runs: bytes) -> int:
    """The first line, from 1, with words that take away from what the license permits; 0 if there is none.

    ``runs``: of the license's own text, see ``license_text.Fingerprint``.
    """
    is_short = len(runs) // SHORT_HASH < _SHORT_TEXT
    words = words_of(text)
    is_known, is_run = _known(words, runs)
    lines = ((found.start(), found.end(), False) for found in COPYRIGHT.finditer(text[:LONGEST]))
    for start, end, is_within in (*lines, *_added(text, words, is_known)):
        at = _narrowing(text, start, end)
        if at < 0 and is_short and is_within and _is_reworded(text[start:end]):
            at = start
        if at >= 0:
            return text.count("\n", 0, at) + 1
    if found := _NARROWS_ABROAD.search(text, 0, LONGEST):
        return text.count("\n", 0, found.start()) + 1
    seam = _seam(is_known, is_run) if is_short else -1
    return text.count("\n", 0, words[seam].start()) + 1 if seam >= 0 else 0


def narrows(text: str) -> bool:
    """Whether a text says what takes away from a permission."""
    return _narrowing(text, 0, min(len(text), LONGEST)) >= 0 or bool(_NARROWS_ABROAD.search(text, 0, LONGEST))


def _narrowing(text: str, start: int, end: int) -> int:
    """Where between two offsets a permission is narrowed, -1 where it is not."""
    words = list(WORD.finditer(text, start, end))
    told = " ".join(word[0].lower() for word in words)
    found = _NARROWS.search(told)
    return words[told.count(" ", 0, found.start())].start() if found else -1


def _is_reworded(text: str) -> bool:
    """Whether more was put in than names, numbers and what holders are called by."""
    told = WORD.findall(_HOLDER.sub(" ", text))
    return any(word.islower() and word not in _HOLDERS for word in told)


def _known(words: Sequence[re.Match[str]], runs: bytes) -> tuple[bytearray, list[bool]]:
    """Of each word whether it stands in a run of the license, and whether one begins with it."""
    known = {runs[n : n + SHORT_HASH] for n in range(0, len(runs), SHORT_HASH)}
    is_run = [one[:SHORT_HASH] in known for one in hashes(words)]
    is_known = bytearray(len(words))
    for at, one in enumerate(is_run):
        if one:
            is_known[at : at + RUN] = b"\1" * RUN
    return is_known, is_run


def _added(text: str, words: Sequence[re.Match[str]], is_known: bytearray) -> Iterator[tuple[int, int, bool]]:
    """Where words stand that are in none of the runs, a paragraph at a time, and whether words of the license
    stand in it too."""
    paragraphs = _paragraphs(text, words)
    told = {number for number, one in zip(paragraphs, is_known, strict=True) if one}
    places = [(one, number) for one, number in zip(is_known, paragraphs, strict=True)]
    for (was_known, number), group in itertools.groupby(range(len(words)), key=places.__getitem__):
        if not was_known:
            first, *more = group
            yield words[first].start(), words[more[-1] if more else first].end(), number in told


def _paragraphs(text: str, words: Sequence[re.Match[str]]) -> list[int]:
    """In which paragraph each word stands."""
    found, number, behind = [], 0, 0
    for word in words:
        number += text.count("\n", behind, word.start()) > 1
        behind = word.end()
        found.append(number)
    return found


def _seam(is_known: bytearray, is_run: list[bool]) -> int:
    """The first word where known words meet that the license does not have beside each other; -1 for none."""
    seams = (at for at, one in enumerate(is_run) if not one and all(is_known[at : at + RUN]))
    return next(seams, -1)
