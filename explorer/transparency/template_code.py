"""The code of a chat template, cut as Jinja cuts it: what looks like an end within a text is none."""

import re
from collections.abc import Iterator

_OPENING = re.compile(r"\{[{%#]")
_CODE = re.compile(r"\{[{%]")
_ENDS = {"{{": "}}", "{%": "%}"}
_RAW = re.compile(r"\{%[-+]?\s*+raw\s*+-?%\}")
_END_OF_RAW = re.compile(r"\{%[-+]?\s*+endraw\s*+[-+]?%\}")
# Texts are stepped over as one; a % only where it may end a statement.
_MARKS = re.compile(r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\"|['\"(\[{)\]}]|%(?=\})", re.DOTALL)
_PAIRS = {")": "(", "]": "[", "}": "{"}


def code_of(template: str) -> Iterator[str]:
    """What stands between brackets, comments and raw texts apart; in linear time whatever it is.

    From where Jinja gives up, as a bracket or a text is left open, each next end is taken for one: other
    engines may be less strict.
    """
    at = 0
    while opening := _OPENING.search(template, at):
        start, kind = opening.start(), opening[0]
        passed = _passed(template, start, kind)
        end = passed if passed is not None else _end(template, start + 2, _ENDS[kind])
        if end < 0:
            yield from _loosely(template, start)
            return
        at = end
        if passed is None:
            yield template[start + 2 : end]
            at = end + len(_ENDS[kind])


def _passed(template: str, at: int, kind: str) -> int | None:
    """Behind a comment or a raw text that begins here, -1 if it has no end; ``None`` where code begins."""
    if kind == "{#":
        end = template.find("#}", at + 2)
        return end + 2 if end >= 0 else -1
    raw = _RAW.match(template, at)
    if raw is None:
        return None
    closed = _END_OF_RAW.search(template, raw.end())
    return closed.end() if closed else -1


def _end(template: str, start: int, closing: str) -> int:
    """Where the code ends that starts here; -1 if a bracket or a text is left open."""
    opened: list[str] = []
    for mark in _MARKS.finditer(template, start):
        sign = mark[0]
        if not opened and template.startswith(closing, mark.start()):
            return mark.start()
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in {"'", '"'} or (sign in _PAIRS and _PAIRS[sign] != (opened.pop() if opened else "")):
            return -1
    return -1


def _loosely(template: str, at: int) -> Iterator[str]:
    """Each next end is one, also within a text; comments are read as well."""
    while opening := _CODE.search(template, at):
        end = template.find(_ENDS[opening[0]], opening.end())
        if end < 0:
            return
        yield template[opening.end() : end]
        at = end + 2
