"""What a sentence only denies, asks or plans: "it does not speak German", "no filtering was applied", "is
German supported?", "we will add German"."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import Finder, phrase, phrases_of

subjects = phrases_of("subjects")
_NOT = phrase("subjects.not")
_BREAK = phrase("subjects.break")

_CLAUSE = 200  # characters before a place that may deny it


def said_at(passage: Passage, pattern: Finder) -> re.Match[str] | None:
    """The first place that matches and is neither denied, asked nor planned."""
    found = passage.find(pattern)
    return (
        found
        if found is None or not passage.find(subjects.maybe)
        else next(places_said(passage, pattern), None)
    )


def places_said(passage: Passage, pattern: Finder) -> Iterator[re.Match[str]]:
    """All of them."""
    found = pattern.finditer(passage.text) if passage.find(pattern) else ()
    is_plain = not passage.find(subjects.maybe)
    for place in found:
        is_last_denied = subjects.denies_last.search(place[0])
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
    return bool(subjects.plans.search(_clause_before(text, start)) or subjects.is_planned.match(text, end))


@guard("asked")
def is_asked(text: str) -> bool:
    """Whether a sentence is a question."""
    return text.rstrip("*_`\"'”’) ").endswith(("?", "？"))


@guard("denied")
def is_denied(text: str, start: int, end: int) -> bool:
    """Whether they are denied: "not trained on German", "no filtering was done", "German is not spoken"."""
    before = _clause_before(text, start)
    return _ends_denied(before) or bool(
        subjects.is_not.match(text, end) or subjects.is_not_east.match(text, end)
    )


def _ends_denied(before: str) -> bool:
    denials = [
        m for denied in (_NOT, subjects.not_in_others, subjects.nothing) for m in denied.finditer(before)
    ]
    last = max(denials, key=lambda m: m.end(), default=None)
    rest = before[last.end() :] if last else ""
    if not last or subjects.other_than.search(rest):
        return False
    # "No text was filtered", but "text with no title was filtered".
    is_subject = last.re is subjects.nothing.compiled and bool(
        subjects.no_subject.fullmatch(before[: last.start()])
    )
    return is_subject or not subjects.begun_anew.search(rest)


def _clause_before(text: str, start: int) -> str:
    begin = max(0, start - _CLAUSE)
    breaks = [m.end() for m in _BREAK.finditer(text, begin, start)]
    return text[breaks[-1] if breaks else begin : start]
