"""Recognizes the text of a license by its fingerprint, so that a file counts for more than its name.

A fingerprint is the set of the smallest hashes of all runs of five words. Case, punctuation, line breaks
and copyright lines do not count. Two texts are alike as far as their fingerprints share hashes.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_RUN = 5  # words
_KEPT = 256  # hashes of a text
_ALIKE = 0.72  # an amended text of the same maker lies below; a file with a foreword above
_APART = 0.02  # a second license that is as close as this leaves it open which one it is,
_SAME = 0.97  # unless the text is as good as identical
_SHORTEST = 60  # words
_LONGEST = 400_000  # characters that are read
_COPYRIGHT = re.compile(
    r"^\W{0,12}(?:copyright\W{1,4}(?:\(?c\)?\W|©|\d{4}|the\b|by\b)|\(c\)|©|all rights reserved).{0,300}$",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[a-z0-9]+")

type Sketch = tuple[int, ...]


@dataclass(frozen=True)
class Recognized:
    """A license by its text. ``likeness``: 0 to 1, an estimate of how much of both texts is the same."""

    id: str
    likeness: float


def sketch(text: str) -> Sketch:
    """The fingerprint of a text, ascending; empty for one that is too short to tell anything."""
    from hashlib import blake2b  # noqa: PLC0415  not before the first frame

    words = _WORD.findall(_COPYRIGHT.sub(" ", text[:_LONGEST].lower()))
    if len(words) < _SHORTEST:
        return ()
    runs = {" ".join(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=6).digest()) for run in runs)
    return tuple(sorted(hashes)[:_KEPT])


def likeness(a: Sketch, b: Sketch) -> float:
    """How much two texts share, 0 to 1."""
    if not a or not b:
        return 0.0
    both = sorted({*a, *b})[:_KEPT]
    shared = set(a) & set(b)
    return sum(one in shared for one in both) / len(both)


class LicenseTexts:
    """The known fingerprints. ``read`` gives them, license id to sketches; called when first asked."""

    def __init__(self, read: Callable[[], Mapping[str, list[list[int]]]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> tuple[tuple[str, Sketch], ...]:
        return tuple((id_, tuple(one)) for id_, sketches in self._read().items() for one in sketches)

    def recognize(self, text: str) -> Recognized | None:
        """The license whose text this is, ``None`` if it is none of the known ones."""
        own = sketch(text)
        if not own:
            return None
        close: dict[str, float] = {}
        for id_, known in self._known:
            close[id_] = max(close.get(id_, 0.0), likeness(own, known))
        ranked = sorted(close.items(), key=lambda one: -one[1])
        id_, best = ranked[0] if ranked else ("", 0.0)
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        is_clear = best - second >= _APART or best >= _SAME
        return Recognized(id_, best) if best >= _ALIKE and is_clear else None


def load_license_texts(path: Path) -> LicenseTexts:
    """The fingerprints in a file. One that is missing or broken is a bug in the package, and raises."""

    def read() -> Mapping[str, list[list[int]]]:
        known: dict[str, list[list[int]]] = json.loads(path.read_text(encoding="utf-8"))["licenses"]
        return known

    return LicenseTexts(read)
