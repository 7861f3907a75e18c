"""Recognizes the text of a license by its fingerprint, so that a file counts for more than its name.

A fingerprint is the set of the smallest hashes of all runs of five words. Case, punctuation, line breaks
and copyright lines do not count. Two texts are alike as far as their fingerprints share hashes.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

RUN = 5  # words
_KEPT = 256  # hashes of a text
_ALIKE = 0.72  # an amended text of the same maker lies below; a file with a foreword above
_APART = 0.02  # a second license that is as close as this leaves it open which one it is,
_SAME = 0.97  # unless the text is as good as identical
_SHORTEST = 60  # words
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


def all_runs(texts: Sequence[str]) -> bytes:
    """``Fingerprint.runs`` of these texts."""
    return b"".join(sorted({one[:SHORT_HASH] for text in texts for one in hashes(words_of(text))}))


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


class LicenseTexts:
    """The known texts. ``read`` gives their fingerprints by license id; called when first asked."""

    def __init__(self, read: Callable[[], Mapping[str, Fingerprint]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> Mapping[str, Fingerprint]:
        return self._read()

    def knows(self, id_: str) -> bool:
        """Whether a text of this license would be recognized."""
        return id_ in self._known

    def recognize(self, text: str) -> tuple[str, float] | None:
        """The license whose text this is, and how like it is (0 to 1); ``None`` for an unknown text."""
        own = sketch(text)
        if not own:
            return None
        close = {id_: max(likeness(own, one) for one in known.sketches) for id_, known in self._known.items()}
        ranked = sorted(close.items(), key=lambda one: -one[1])
        id_, best = ranked[0] if ranked else ("", 0.0)
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        is_clear = best - second >= _APART or best >= _SAME
        return (id_, best) if best >= _ALIKE and is_clear else None

    def runs(self, id_: str) -> bytes:
        """``Fingerprint.runs`` of a license whose text is known."""
        return self._known[id_].runs


def load_license_texts(path: Path) -> LicenseTexts:
    """The fingerprints in a file. One that is missing or broken is a bug in the package, and raises."""

    def read() -> Mapping[str, Fingerprint]:
        known = json.loads(path.read_text(encoding="utf-8"))["licenses"]
        return {
            id_: Fingerprint(tuple(map(tuple, one["sketches"])), b64decode(one["runs"]))
            for id_, one in known.items()
        }

    return LicenseTexts(read)
