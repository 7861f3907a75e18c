"""The files of ``resources/phrases``, one an area, as they are written.

A file holds ``fragments``, parts of phrases by a name in capitals, and ``phrases`` by theirs::

    phrases:
      until:                         # "amounts.until" where the file is amounts.yaml
        any:                         # the ways to say it, one a line, each a regular expression
          - '\\bdata (?:until|up to) {DATE}'
        says: ["Data up to 2023."]   # texts of a card in which the file's dimension is then found
        not: ["Data up to a point."] # and some in which it is not

In a line ``{DATE}`` stands for a fragment of this file or of ``fragments.yaml``, which may be a list too, of
ways of which one is enough, and ``{maker.team}`` for another phrase. ``unless`` names the guards that keep it
from counting, and phrases beside which it does not, such as "amounts.about_results"; ``needs`` names those
that must all stand beside it. ``at`` says where it may stand: ``text``, which is meant where nothing is said,
``label``, ``heading``, the nearest above, or ``headings``, the nearest two. These three count where a rule
asks through ``told`` or ``told_in``, not where it looks for the phrase itself.

Letters match in either case, unless ``case: true``; ``ascii`` and ``lines`` are the flags of ``re`` called
ASCII and MULTILINE. ``within: '\\b(?:{})\\b'`` is what stands around the lines, of which several need the
group. Where a phrase is a list, its members are tried in order, and ``value`` is what each of them says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from explorer.base.resources import resource
from explorer.transparency.phrases.phrase_faults import faults_of_file, faults_of_pattern

_PUT_IN = re.compile(r"\{([A-Za-z][\w.]*)\}")
_FLAGS = {"ascii": re.ASCII, "lines": re.MULTILINE}
SHARED = "fragments"  # the file of those that several areas use


@dataclass(frozen=True)
class PhraseEntry:
    """``lines``: the ways to say it, with their fragments put in; ``written``: as they stand in the file.

    ``is_sure``: of a list, whether it needs a name that nothing else could be. ``unless``, ``needs``: the
    names of its guards, and of other phrases. ``at``: the places. ``says``, ``excludes``: examples.
    """

    lines: tuple[str, ...]
    written: tuple[str, ...]
    within: str = "{}"
    flags: re.RegexFlag = re.IGNORECASE
    value: str = ""
    is_sure: bool = False
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    at: tuple[str, ...] = ("text",)
    says: tuple[Any, ...] = ()
    excludes: tuple[Any, ...] = ()

    @property
    def pattern(self) -> str:
        return self.pattern_of(range(len(self.lines)))

    def pattern_of(self, numbers: Iterable[int]) -> str:
        """Some of its lines alone."""
        return self.within.replace("{}", "|".join(self.lines[number] for number in numbers))


def area_names() -> list[str]:
    """The areas there are, each a file."""
    files = resource("phrases").glob("*.yaml")
    return sorted(path.stem for path in files if path.stem != SHARED)


@cache
def area(name: str) -> Mapping[str, Any]:
    """A file as it is written. One that is missing or broken is a bug in the package and raises as it is,
    and a ValueError where something in it is not written as above."""
    import yaml  # noqa: PLC0415  15 ms

    written: Mapping[str, Any] = yaml.load(_text_of(name), Loader=_loader(yaml))  # noqa: S506  both are safe
    _refuse(name, faults_of_file(written))
    return written


def _refuse(name: str, faults: Sequence[str]) -> None:
    if faults:
        raise ValueError(f"{name}.yaml: {'; '.join(faults)}")


def _text_of(name: str) -> str:
    return resource("phrases", f"{name}.yaml").read_text(encoding="utf-8")


def _loader(yaml: Any) -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where the wheel carries it


def names_of(name: str) -> list[str]:
    """The phrases of an area, and those of its lists one by one."""
    names = []
    for one, written in area(name)["phrases"].items():
        is_list = isinstance(written, list)
        names += [f"{name}.{one}.{n}" for n in range(len(written))] if is_list else [f"{name}.{one}"]
    return names


def entry_of(name: str) -> PhraseEntry:
    """The phrase "AREA.NAME" or "AREA.LIST.NUMBER". Raises KeyError, IndexError, ValueError."""
    area_name, _, rest = name.partition(".")
    key, _, number = rest.partition(".")
    written = area(area_name)["phrases"][key]
    return _entry(area_name, rest, written[int(number)] if number else written)


def lines_of(name: str) -> list[int]:
    """The lines of its file, from 1, where each way to say a phrase is written. Raises as ``entry_of``."""
    area_name, _, rest = name.partition(".")
    key, _, number = rest.partition(".")
    phrase = _member(_member(_nodes(area_name), "phrases"), key)
    ways = _member(phrase.value[int(number)] if number else phrase, "any")
    return [way.start_mark.line + 1 for way in ways.value]


@cache
def _nodes(name: str) -> Any:
    """A file as YAML reads it, each part with its place."""
    import yaml  # noqa: PLC0415  as above

    return yaml.compose(_text_of(name), Loader=_loader(yaml))


def _member(mapping: Any, key: str) -> Any:
    return next(value for name, value in mapping.value if name.value == key)


def entries_of(name: str) -> Sequence[Any]:
    """The members of the list "AREA.LIST" as they are written. Raises KeyError."""
    area_name, _, key = name.partition(".")
    members: Sequence[Any] = area(area_name)["phrases"][key]
    return members


def _entry(area_name: str, name: str, written: Mapping[str, Any]) -> PhraseEntry:
    lines = tuple(_filled(area_name, line) for line in written["any"])
    within = _filled(area_name, written.get("within", "{}"))
    _refuse(area_name, [f"{name}: {fault}" for fault in faults_of_pattern(within, lines)])
    flags = re.RegexFlag(0) if written.get("case") else re.IGNORECASE
    for key, flag in _FLAGS.items():
        flags |= flag if written.get(key) else 0
    return PhraseEntry(
        lines=lines,
        written=tuple(written["any"]),
        within=within,
        flags=flags,
        value=str(written.get("value", "")),
        is_sure=bool(written.get("sure")),
        unless=tuple(written.get("unless", ())),
        needs=tuple(written.get("needs", ())),
        at=tuple(written.get("at", ("text",))),
        says=tuple(written.get("says", ())),
        excludes=tuple(written.get("not", ())),
    )


def _filled(area_name: str, line: str) -> str:
    """A line with its fragments put in. Raises ValueError where it names one that is not there."""

    def put_in(found: re.Match[str]) -> str:
        name = found[1]
        if "." in name:
            return entry_of(name).pattern
        for one in (area_name, SHARED):
            fragments: Mapping[str, str | list[str]] = area(one).get("fragments", {})
            if name in fragments:
                written = fragments[name]
                return _filled(one, written if isinstance(written, str) else "|".join(written))
        raise ValueError(f"{area_name}.yaml: there is no fragment {name} for {line!r}")

    return _PUT_IN.sub(put_in, line)
