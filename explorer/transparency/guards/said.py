"""What a sentence only denies, asks or plans: "it does not speak German", "no filtering was applied", "is
German supported?", "we will add German"."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import Finder, phrase

_MAYBE = phrase("subjects.maybe")
_BREAK = phrase("subjects.break")
_NOT = phrase("subjects.not")
_NOT_IN_OTHERS = phrase("subjects.not_in_others")
_NO = phrase("subjects.nothing")
_NO_SUBJECT = phrase("subjects.no_subject")
_BEGUN_ANEW = phrase("subjects.begun_anew")
_OTHER_THAN = phrase("subjects.other_than")
_IS_NOT = phrase("subjects.is_not")
_IS_NOT_EAST = phrase("subjects.is_not_east")
_DENIES_LAST = phrase("subjects.denies_last")
_PLANS = phrase("subjects.plans")
_IS_PLANNED = phrase("subjects.is_planned")
_CLAUSE = 200  # characters before a place that may deny it


def said_at(passage: Passage, pattern: Finder) -> re.Match[str] | None:
    """The first place that matches and is neither denied, asked nor planned."""
    found = passage.find(pattern)
    return found if found is None or not passage.find(_MAYBE) else next(places_said(passage, pattern), None)


def places_said(passage: Passage, pattern: Finder) -> Iterator[re.Match[str]]:
    """All of them."""
    found = pattern.finditer(passage.text) if passage.find(pattern) else ()
    is_plain = not passage.find(_MAYBE)
    for place in found:
        is_last_denied = _DENIES_LAST.search(place[0])
        if is_plain or not (is_last_denied or is_unsaid(passage.text, *place.span())):
            yield place


def is_unsaid(text: str, start: int, end: int) -> bool:
    """Whether the words between two offsets are denied, or only asked or planned."""
    return is_open(text, start, end) or is_denied(text, start, end)


def is_open(text: str, start: int, end: int) -> bool:
    """Whether they are asked or planned: nobody knows yet."""
    return is_asked(text) or is_planned(text, start, end)


@guard("planned")
def is_planned(text: str, start: int, end: int) -> bool:
    """Whether they are yet to be done: "we will add German", "German is coming soon"."""
    return bool(_PLANS.search(_clause_before(text, start)) or _IS_PLANNED.match(text, end))


@guard("asked")
def is_asked(text: str) -> bool:
    """Whether a sentence is a question."""
    return text.rstrip("*_`\"'”’) ").endswith(("?", "？"))


@guard("denied")
def is_denied(text: str, start: int, end: int) -> bool:
    """Whether they are denied: "not trained on German", "no filtering was done", "German is not spoken"."""
    before = _clause_before(text, start)
    return _ends_denied(before) or bool(_IS_NOT.match(text, end) or _IS_NOT_EAST.match(text, end))


def _ends_denied(before: str) -> bool:
    denials = [m for denied in (_NOT, _NOT_IN_OTHERS, _NO) for m in denied.finditer(before)]
    last = max(denials, key=lambda m: m.end(), default=None)
    rest = before[last.end() :] if last else ""
    if not last or _OTHER_THAN.search(rest):
        return False
    # "No text was filtered", but "text with no title was filtered".
    is_subject = last.re is _NO.compiled and bool(_NO_SUBJECT.fullmatch(before[: last.start()]))
    return is_subject or not _BEGUN_ANEW.search(rest)


def _clause_before(text: str, start: int) -> str:
    begin = max(0, start - _CLAUSE)
    breaks = [m.end() for m in _BREAK.finditer(text, begin, start)]
    return text[breaks[-1] if breaks else begin : start]
