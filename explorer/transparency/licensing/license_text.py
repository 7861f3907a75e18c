"""Recognizes the text of a license by its fingerprint, so that a file counts for more than its name.

Finds what was put into it, too, or taken out: "… for non-commercial purposes only".

A fingerprint is the set of the smallest hashes of all runs of five words. Case, punctuation, line breaks
and copyright lines do not count. Two texts are alike as far as their fingerprints share hashes.

Words that stand in no run of words of the known text are somebody else's. Beside the text they count where
they take away from what it permits; within one of the short texts any word counts, and any that is missing.
Copyright lines are none of the text, so what hides in them is looked at too.
"""

import itertools
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.transparency.phrases.phrase import phrases_of

license_text = phrases_of("license_text")
RUN = 5  # words
_KEPT = 256  # hashes of a text
_ALIKE = 0.72  # an amended text of the same maker lies below; a file with a foreword above
_APART = 0.02  # a second license that is as close as this leaves it open which one it is,
_SAME = 0.97  # unless the text is as good as identical
_SHORTEST = 60  # words
_SHORT_TEXT = 200  # runs, of MIT and ISC: their every word counts
_HOLDER = re.compile(r"^\W{0,8}copyright\b.{0,300}$", re.IGNORECASE | re.MULTILINE)
_HOLDERS = frozenset((
    "copyright", "holder", "holders", "owner", "owners", "author", "authors", "names", "name",
    "of", "the", "and", "or", "nor", "http", "https", "com", "org",
))  # fmt: skip
LONGEST = 400_000  # characters that are read
COPYRIGHT = re.compile(
    r"^\W{0,12}(?:copyright\W{1,4}(?:\(?c\)?\W|©|\d{4}|the\b|by\b)|\(c\)|©|all rights reserved).{0,300}$",
    re.IGNORECASE | re.MULTILINE,
)

WORD = re.compile(r"[A-Za-z0-9]+")
_HASH = 6  # bytes
SHORT_HASH = 3  # bytes: of one text's few thousand runs, two in ten thousand strange ones look known
type Sketch = tuple[int, ...]


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of the known texts of one license: a sketch of each, and the hashes of all of their runs,
    cut to three bytes each."""

    sketches: tuple[Sketch, ...]
    runs: bytes = b""


def sketch(text: str) -> Sketch:
    """The fingerprint of a text, ascending; empty for one that is too short to tell anything."""
    words = words_of(text)
    if len(words) < _SHORTEST:
        return ()
    return tuple(sorted({int.from_bytes(one) for one in hashes(words)})[:_KEPT])


def hashes(words: Sequence[re.Match[str]]) -> list[bytes]:
    """The hash of the run that begins at each word, as far as there is one."""
    from hashlib import blake2b  # noqa: PLC0415  not before the first frame

    told = [word[0].lower().encode() for word in words]
    runs = (b" ".join(told[n : n + RUN]) for n in range(len(told) - RUN + 1))
    return [blake2b(run, digest_size=_HASH).digest() for run in runs]


def words_of(text: str) -> list[re.Match[str]]:
    """The words that count, each where it stands."""
    blank = COPYRIGHT.sub(lambda found: " " * len(found[0]), text[:LONGEST])
    return list(WORD.finditer(blank))


def likeness(a: Sketch, b: Sketch) -> float:
    """How much two texts share, 0 to 1."""
    if not a or not b:
        return 0.0
    both = sorted({*a, *b})[:_KEPT]
    shared = set(a) & set(b)
    return sum(one in shared for one in both) / len(both)


def recognized(text: str, known: Mapping[str, Fingerprint]) -> tuple[str, float] | None:
    """Of the known texts, by license id, the one that this is, and how like it (0 to 1); or ``None``."""
    own = sketch(text)
    if not own:
        return None
    close = {id_: max(likeness(own, one) for one in print_.sketches) for id_, print_ in known.items()}
    ranked = sorted(close.items(), key=lambda one: -one[1])
    id_, best = ranked[0] if ranked else ("", 0.0)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    is_clear = best - second >= _APART or best >= _SAME
    return (id_, best) if best >= _ALIKE and is_clear else None


def fingerprints_in(path: Path) -> dict[str, Fingerprint]:
    """By license id. A file that is missing or broken is a bug in the package, and raises."""
    known = json.loads(path.read_text(encoding="utf-8"))["licenses"]
    return {
        id_: Fingerprint(tuple(map(tuple, one["sketches"])), b64decode(one["runs"]))
        for id_, one in known.items()
    }


def narrowed_at(text: str, runs: bytes) -> int:
    """The first line, from 1, with words that take away from what the license permits; 0 if there is none.

    ``runs``: of the license's own text, see ``Fingerprint``.
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
    if found := license_text.narrows_abroad.search(text, 0, LONGEST):
        return text.count("\n", 0, found.start()) + 1
    seam = _seam(is_known, is_run) if is_short else -1
    return text.count("\n", 0, words[seam].start()) + 1 if seam >= 0 else 0


def narrows(text: str) -> bool:
    """Whether a text says what takes away from a permission."""
    is_abroad = license_text.narrows_abroad.search(text, 0, LONGEST) is not None
    return is_abroad or _narrowing(text, 0, min(len(text), LONGEST)) >= 0


def _narrowing(text: str, start: int, end: int) -> int:
    """Where between two offsets a permission is narrowed, -1 where it is not."""
    words = list(WORD.finditer(text, start, end))
    told = " ".join(word[0].lower() for word in words)
    found = license_text.narrows.search(told)
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
