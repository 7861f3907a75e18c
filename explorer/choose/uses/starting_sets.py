"""Tests to begin with, for whoever has none of their own: small, for each purpose, in two languages."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from explorer.base.resources import resource
from explorer.choose.need import Purpose
from explorer.choose.uses.use_page import UsePage, use_pages
from explorer.domain.variables import variables_of
from explorer.domain.words import Words, joined
from explorer.evaluate.eval_set import EvalCase, EvalSet
from explorer.evaluate.store import EvalStore
from explorer.kit.language import shown, spoken_language

_EXAMPLE = "office_tasks"  # what most people do at a desk; it is offered in Evaluate too
_SOURCE = "en"


class _SetFile(msgspec.Struct):
    set: EvalSet


@dataclass(frozen=True)
class StartingSet:
    """``title``: in the language of the window."""

    title: str
    document: EvalSet

    def keep(self, sets: EvalStore) -> int:
        """Its number among the sets of the person, where it can be changed: that of one they have just so,
        else of a new one. Blocks for little.
        """
        alike = (sets.set(one.id) for one in sets.listed() if one.title == self.title)
        same = (one for one in alike if one is not None and one.document == self.document)
        return (next(same, None) or sets.add_set(self.title, self.document)).id


def starting_of(purposes: Collection[Purpose]) -> StartingSet:
    """In the language of the window."""
    titles = joined(", ", (page.title for page in _pages(purposes)))
    title = Words("Starting set: {uses}", uses=titles) if titles else Words("Starting set: office tasks")
    return StartingSet(shown(title), starting_set(purposes, spoken_language()))


def starting_set(purposes: Collection[Purpose], language: str = _SOURCE) -> EvalSet:
    """Of all these purposes, each test once; without one the example set as a whole. ``language``: as
    ``kit.language.spoken_language`` says it; English where there is none in it.
    """
    pages = _pages(purposes)
    if not pages:
        return _read(("evaluate", "examples", _EXAMPLE), language)
    parts = [
        _read(("choose", "tests", page.tests), language) for page in pages if isinstance(page.tests, str)
    ]
    keys = {str(key) for page in pages if not isinstance(page.tests, str) for key in page.tests}
    if keys:
        example = _read(("evaluate", "examples", _EXAMPLE), language)
        parts.append(_only(example, keys))
    return _together(parts)


def is_starting(document: EvalSet) -> bool:
    """Whether all its tests came with the app and nobody changed what they ask. Blocks for little."""
    folders = (resource("choose", "tests"), resource("evaluate", "examples"))
    paths = [path for folder in folders for path in folder.glob("*.json")]
    ours = {case.turns for path in paths for case in _document(path).cases}
    return bool(document.cases) and all(case.turns in ours for case in document.cases)


def _pages(purposes: Collection[Purpose]) -> tuple[UsePage, ...]:
    return tuple(page for page in use_pages() if not set(purposes).isdisjoint(page.purposes))


def _read(parts: tuple[str, ...], language: str) -> EvalSet:
    *folder, name = parts
    found = resource(*folder, f"{name}.{language}.json")
    path = found if found.is_file() else resource(*folder, f"{name}.{_SOURCE}.json")
    document = _document(path)
    return replace(document, cases=tuple(replace(case, key=f"{name}-{case.key}") for case in document.cases))


def _document(path: Path) -> EvalSet:
    return msgspec.json.decode(path.read_bytes(), type=_SetFile).set


def _only(document: EvalSet, keys: set[str]) -> EvalSet:
    """These tests, and the variables that they use."""
    cases = tuple(case for case in document.cases if case.key.rpartition("-")[2] in keys)
    used = {name for case in cases for turn in case.turns for name in variables_of(turn.text)}
    kept = tuple(variable for variable in document.variables if variable.name in used)
    return replace(document, cases=cases, variables=kept)


def _together(parts: list[EvalSet]) -> EvalSet:
    """Each test keeps the system prompt of its part; names of variables are told apart in the files."""
    first, *others = parts
    if not others:
        return first
    cases = tuple(_with_system(case, part.system) for part in parts for case in part.cases)
    variables = tuple(variable for part in parts for variable in part.variables)
    return replace(first, system="", cases=cases, variables=variables)


def _with_system(case: EvalCase, system: str) -> EvalCase:
    return case if case.system is not None else replace(case, system=system)
