"""What makes a file of ``resources/phrases`` say something else than whoever wrote it meant.

YAML takes a text for a list of letters where a list is meant, and "false" in quotes for true.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


def _are_texts(written: object, *or_else: type) -> bool:
    return (
        isinstance(written, list)
        and written != []
        and all(isinstance(one, (str, *or_else)) for one in written)
    )


_PARTS = frozenset(("dimension", "fragments", "phrases", "examples"))
_PLACES = ("text", "label", "heading", "headings")
_IS_MEANT: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("any", "unless", "needs", "at"), ("a list of texts", _are_texts)),
    **dict.fromkeys(("says", "not"), ("a list of examples", lambda one: _are_texts(one, Mapping))),
    **dict.fromkeys(("case", "ascii", "lines", "sure"), ("true or false", lambda one: isinstance(one, bool))),
    "within": ("a text", lambda one: isinstance(one, str)),
    "value": ("a text", lambda one: isinstance(one, str | int | float)),
}

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NO_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^]\\])*\]", re.DOTALL)  # in it a bracket is no group
_HOLE = re.compile(r"\((?:\?:|\?P<\w+>)\{\}\)")
_LINES_STAND = "\0"
_OTHER_GROUP = re.compile(rf"\([^(){_LINES_STAND}]*\)")


def faults_of_file(written: Any) -> list[str]:
    """Those that each phrase has by itself."""
    if not isinstance(written, Mapping):
        return ["it has no parts"]
    faults = [f"no file has {part!r}" for part in written if part not in _PARTS]
    for part in ("fragments", "phrases", "examples"):
        if not isinstance(written.get(part, {}), Mapping):
            return [*faults, f"{part}: no names stand there"]
    for name, fragment in written.get("fragments", {}).items():
        if not isinstance(fragment, str) and not _are_texts(fragment):
            faults.append(f"{name}: {fragment!r} is not a text or a list of texts")
    for name, one in written.get("phrases", {}).items():
        members = {f"{name}.{n}": member for n, member in enumerate(one)} if isinstance(one, list) else {}
        for place, member in (members or {name: one}).items():
            faults += (f"{place}: {fault}" for fault in _faults_of(member))
    return faults


def _faults_of(written: Any) -> list[str]:
    if not isinstance(written, Mapping):
        return [f"{written!r} is no phrase"]
    faults = [f"no phrase has {key!r}" for key in written if key not in _IS_MEANT]
    for key, (meant, is_so) in _IS_MEANT.items():
        if (key in written or key == "any") and not is_so(written.get(key)):
            faults.append(f"{key}: {written.get(key)!r} is not {meant}")
    return faults or list(_unmeant(written))


def _unmeant(written: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"there is no place {place!r}" for place in written.get("at", ()) if place not in _PLACES)
    lines = written["any"]
    yield from (f"{line!r} stands there twice" for n, line in enumerate(lines) if line in lines[:n])
    if "" in lines and "within" not in written:
        yield "any: '' stands in every text"


def faults_of_pattern(within: str, lines: Sequence[str]) -> Iterator[str]:
    """Those of what stands around the lines, and of lines that are also tried one by one.

    In both the fragments are put in.
    """
    if within.count("{}") != 1:
        yield f"within: one {{}} belongs into {within!r}"
        return
    if len(lines) == 1:
        return
    for line in (within, *lines):
        if any(sign in "123456789" for sign in _ESCAPED.findall(line)):
            yield f"{line!r} repeats a group by its number, which another line changes"
    if within != "{}" and not _is_around_all(within):
        yield f"within: {{}} stands for several lines and belongs into a group, (?:{{}}): {within!r}"


def _is_around_all(within: str) -> bool:
    """Whether the lines stand in a group, and that in no other and not in one of several choices."""
    text = _NO_GROUP.sub("", _HOLE.sub(_LINES_STAND, within))
    while (shorter := _OTHER_GROUP.sub("", text)) != text:
        text = shorter
    return _LINES_STAND in text and not set(text) & set("()|")
