"""What looking at an answer brings to light, before it is said whether that is good or bad."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.words import Words, wording_of

type Spans = tuple[tuple[int, int], ...]

NOT_JUDGED = Words("not judged")
UNTOLD = wording_of(NOT_JUDGED)  # what is kept of such a check: a model that does not know says otherwise
_MOST_SPANS = 100
# Thai to Khmer, kana, Chinese, Hangul: written without spaces, or with endings that belong to no word
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
)
LETTER = rf"[^\W{_UNSPACED}\U00020000-\U0003ffff]"  # a pattern: beside one of these, no word begins or ends
_LONG, _SHORT = 60, 18  # characters of a quote in a sentence, and in a cell


@dataclass(frozen=True)
class CheckFinding:
    """``holds``: what the check speaks of is so; ``None`` where nobody can tell. ``says``: what was found, in
    a sentence; ``short``: in two or three words. ``is_telling``: it is worth saying also where all is well.
    """

    holds: bool | None
    says: Words
    short: Words
    spans: Spans = ()
    is_telling: bool = False


def untold(says: Words) -> CheckFinding:
    return CheckFinding(None, says, NOT_JUDGED)


def quoted(text: str, most: int = _LONG) -> str:
    """A piece of it in one line."""
    line = " ".join(text[: most * 20].split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def brief(text: str) -> str:
    """For a cell."""
    return quoted(text, _SHORT)


def options_of(value: str) -> tuple[str, ...]:
    """What stands one a line, without empty lines."""
    return tuple(line.strip() for line in value.splitlines() if line.strip())


def spans_of(text: str, wanted: Iterable[str], *, any_case: bool = False) -> Spans:
    """Where each of these texts stands, the first hundred of all, in their order."""
    flags, found = re.IGNORECASE if any_case else 0, set[tuple[int, int]]()
    for one in filter(None, wanted):
        for match in re.finditer(re.escape(one), text, flags):
            found.add(match.span())
            if len(found) >= _MOST_SPANS:
                break
    return tuple(sorted(found))[:_MOST_SPANS]


def is_in(text: str, wanted: str, *, any_case: bool = False) -> bool:
    if any_case:
        return bool(wanted) and re.search(re.escape(wanted), text, re.IGNORECASE) is not None
    return wanted in text


def fault_words(fault: str) -> str:
    """Why the held process could not tell; what it says beside these is English."""
    ours = (
        ("time", Words("it takes too long")),
        ("memory", Words("it takes too much memory")),
        ("RecursionError", Words("it is nested too deeply")),
        ("_WrappedReferencingError", Words("it refers to what is not in it, and nothing is fetched")),
        ("SchemaError", Words("it is no schema")),
    )
    known = (words for begin, words in ours if fault.startswith(begin))
    return next(known, fault.split("\n", 1)[0])
