"""`omx card FILE --why WHAT`: why a card is read as it is, for a line or for what is disclosed.

The JSON is ``{"file", "why", "findings": [finding_json], "places": [ExplainedPlace]}``. The findings are that
of the dimension, or those that quote one of the lines or could have.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from explorer.cli.output import table
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier, Finding
from explorer.transparency.explain import (
    ExplainedPlace,
    ExplainedStep,
    explain,
    files_of_phrases,
    telling_steps,
)
from explorer.transparency.facts_json import finding_json
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.phrases.trace import StepKind
from explorer.transparency.rubric import dimensions, title_of
from explorer.transparency.sources import Sources

_WHAT = re.compile(
    r"(?P<dimension>\D.*?)??\s*(?:(?:^|:)\s*(?P<first>\d{1,9})(?:\s*[-–]\s*(?P<last>\d{1,9}))?)?"
)
_DIGIT = re.compile(r"\d")
_LONGEST = 90  # characters of a line or of what matched that are shown
_KINDS: dict[StepKind, str] = {
    "phrase": "matched",
    "cut": "left out",
    "missing": "misses",
    "guard": "refused by",
}
_FEW = 2  # dimensions that are named; more are counted


class WhyQuestion(NamedTuple):
    """``dimension`` is "" for all of them, ``lines`` ``None`` for the whole card."""

    dimension: str
    lines: tuple[int, int] | None


def why_question(what: str, card: str) -> WhyQuestion:
    """What "12", "12-15", "license" or "license:12" asks of this card. Raises KnownError."""
    found = _WHAT.fullmatch(what.strip())
    if not found or _DIGIT.search(found["dimension"] or ""):  # no dimension has one in its name
        raise KnownError(f"“{what.rpartition(':')[2].strip()}” is no line: write 12 or 12-15.")
    dimension = _dimension_called(found["dimension"] or "")
    if not (dimension or found["first"]):
        raise KnownError("--why asks for nothing.", "Name a line of the card, such as 12, or license.")
    if not found["first"]:
        return WhyQuestion(dimension, None)
    first, last = int(found["first"]), int(found["last"] or found["first"])
    count = card.count("\n") + (not card.endswith("\n"))
    if not 1 <= first <= last <= count:
        named = found["first"] + (f"-{found['last']}" if found["last"] else "")
        raise KnownError(f"There is no line {named} in this card: it has {count}.")
    return WhyQuestion(dimension, (first, last))


def _dimension_called(name: str) -> str:
    """By its id or title. Raises KnownError, which names those there are."""
    if not name:
        return ""
    meant = name.strip().lower()
    for one in dimensions():
        if meant in (one.id, one.id.replace("_", " "), one.title.lower()):
            return one.id
    known = ", ".join(one.id for one in dimensions())
    raise KnownError(f"Nothing that a model discloses is called “{name}”.", f"These are: {known}.")


def why_result(
    asked: WhyQuestion, sources: Sources, dossier: Dossier, licenses: Licenses
) -> tuple[dict[str, Any], str]:
    """For machines and for people."""
    places = explain(sources, licenses, asked.dimension, asked.lines)
    ids = {asked.dimension} if asked.dimension else {id_ for place in places for id_ in _told_by(place)}
    findings = [finding for finding in dossier.findings if finding.dimension in ids]
    told = [*map(_finding, findings), *(_place(place, asked) for place in places)]
    if not places:
        told.append("No phrase for it matched in this card, and no guard refused.")
    files = files_of_phrases(asked.dimension)
    if files and not any(place.steps for place in places):
        told.append(f"Its phrases are written in {', '.join(files)}.")
    return {"findings": list(map(finding_json, findings)), "places": places}, "\n\n".join(told)


def _told_by(place: ExplainedPlace) -> Iterator[str]:
    """Whose findings quote a place, or may have found a better one."""
    yield from place.quoted_by
    asked = {id_ for step in place.steps for id_ in step.dimensions}
    yield from (id_ for id_ in asked if telling_steps(place, id_))


def _finding(finding: Finding) -> str:
    """What won, and where it stands."""
    verdict = str(finding.verdict).replace("_", " ")
    said = verdict if finding.text.lower() in ("", verdict) else f"{finding.text} ({verdict})"
    quotes = (f"  {one.place}: {_quoted(one.words)}" for one in finding.evidence)
    conflict = (f"  sources disagree: {finding.conflict}",) if finding.conflict else ()
    return "\n".join((f"{title_of(finding.dimension)}: {said}", *conflict, *quotes))


def _place(place: ExplainedPlace, asked: WhyQuestion) -> str:
    last = f"-{place.last_line}" if place.last_line > place.first_line else ""
    where = f"line {place.first_line}{last}"
    rows = [_row(step, asked) for step in place.steps if asked.dimension in ("", *step.dimensions)]
    return "\n".join((f"{where}  {_quoted(place.text)}", *_indented(table(rows)), *_outcome(place, rows)))


def _row(step: ExplainedStep, asked: WhyQuestion) -> list[str]:
    at = f"{step.file}:{step.line}" if step.line else step.file
    told = () if asked.dimension else step.dimensions
    which = ", ".join(map(title_of, told)) if len(told) <= _FEW else f"{len(told)} questions"
    kind = f"under line {step.under}: {_KINDS[step.kind]}" if step.under else _KINDS[step.kind]
    return [kind, step.name, _quoted(step.said) if step.said else "", at, which]


def _outcome(place: ExplainedPlace, rows: Sequence[object]) -> Iterator[str]:
    if not place.is_read:
        is_code = "no rule reads it: code, pictures, comments and tables of contents are no evidence"
        yield f"  {is_code if place.text.strip() else 'nothing stands here'}"
        return
    quoting = ", ".join(map(title_of, place.quoted_by))
    if not rows and not quoting:
        yield "  code and comments: only few rules read them" if place.is_code else "  no phrase matched"
    yield f"  → quoted for {quoting}" if quoting else "  → no finding quotes it"


def _indented(text: str) -> list[str]:
    return [f"  {line}".rstrip() for line in text.splitlines()]


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= _LONGEST else f'{line[:_LONGEST]}…'}”"
