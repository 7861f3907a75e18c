"""YAML that may be anything: a small file can unfold to a large one, or nest until whoever reads it ends.

Made in one pass of what the parser tells, which is several times as fast as PyYAML makes values. Words are
those of YAML 1.2, as promptfoo reads them: "yes", "12:30" and dates are texts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.base.helper_process import never
from explorer.domain.errors import CancelledError
from explorer.domain.words import Words

_DEEPEST = 100  # lists within lists
_LARGEST = 10_000_000  # values, those behind references counted each time
_LOOK = 10_000  # events between two looks at whether it was stopped
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]{1,300}|[0-9]{1,300}(?:\.[0-9]{0,300})?)(?:[eE][-+]?[0-9]{1,3})?")
_CORE = "tag:yaml.org,2002:"
_NO_KEY, _MERGE = object(), object()


class UnsafeYamlError(Exception):
    """``why``: in words, a sentence."""

    def __init__(self, why: Words) -> None:
        super().__init__(str(why))
        self.why = why


def read_yaml(text: str, stopped: Callable[[], bool] = never) -> Any:
    """Plain values. Raises UnsafeYamlError, CancelledError once it is stopped."""
    import yaml  # noqa: PLC0415  only whoever reads such a file needs it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    building = _Building(yaml)
    try:
        for number, event in enumerate(yaml.parse(text, Loader=loader)):
            building.hear(event)
            if number % _LOOK == 0 and stopped():
                raise CancelledError
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        reason = error.problem or ""
        raise UnsafeYamlError(
            Words("It is no YAML from line {line} on: {reason}.", line=line, reason=reason)
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise UnsafeYamlError(_unreadable(str(error)[:200])) from error
    return building.value


@dataclass
class _Open:
    """A list or mapping whose end has not come. ``size``: values in it so far."""

    value: list[Any] | dict[Any, Any]
    anchor: str | None
    size: int = 1
    key: Any = _NO_KEY

    def put(self, value: Any, *, is_plain: bool) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is _NO_KEY:
            if isinstance(value, list | dict):
                raise UnsafeYamlError(_unreadable("a list is no key"))
            self.key = _MERGE if is_plain and value == "<<" else value
        else:
            if self.key is _MERGE:
                self._merge(value if isinstance(value, list) else [value])
            else:
                self.value[self.key] = value
            self.key = _NO_KEY

    def _merge(self, several: list[Any]) -> None:
        """What the mapping itself says counts, then what comes first."""
        assert isinstance(self.value, dict)  # noqa: S101  lists merge nothing
        for one in several:
            for key, said in one.items() if isinstance(one, dict) else ():
                self.value.setdefault(key, said)


class _Building:
    """Makes values of events, which come in the order of the text."""

    def __init__(self, yaml: Any) -> None:
        self.value: Any = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0
        self._hears = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._begin(event, {}),
            yaml.SequenceStartEvent: lambda event: self._begin(event, []),
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def hear(self, event: Any) -> None:
        hears = self._hears.get(type(event))
        if hears is not None:
            hears(event)

    def _document(self, _event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise UnsafeYamlError(Words("It has more than one document."))

    def _scalar(self, event: Any) -> None:
        tag = event.tag
        if tag and not tag.startswith(_CORE) and tag != "!":
            raise UnsafeYamlError(_unreadable(tag[:200]))
        is_plain = bool(event.implicit[0])
        value = _word(event.value) if is_plain else event.value
        if event.anchor:
            self._anchors[event.anchor] = value, 1
        self._put(value, 1, is_plain=is_plain)

    def _begin(self, event: Any, value: list[Any] | dict[Any, Any]) -> None:
        if event.tag and event.tag not in (f"{_CORE}map", f"{_CORE}seq"):
            raise UnsafeYamlError(_unreadable(event.tag[:200]))
        if len(self._open) >= _DEEPEST:
            raise UnsafeYamlError(Words("It has too many lists within lists."))
        self._anchors.pop(event.anchor, None)
        self._open.append(_Open(value, event.anchor))

    def _end(self, _event: Any) -> None:
        done = self._open.pop()
        if done.anchor:
            self._anchors[done.anchor] = done.value, done.size
        self._put(done.value, done.size)

    def _alias(self, event: Any) -> None:
        if any(one.anchor == event.anchor for one in self._open):
            raise UnsafeYamlError(Words("A part of it refers to itself."))
        if event.anchor not in self._anchors:
            raise UnsafeYamlError(_unreadable(f"*{event.anchor}"))
        self._put(*self._anchors[event.anchor])

    def _put(self, value: Any, size: int, *, is_plain: bool = False) -> None:
        """Where it belongs: in the list or mapping that is open."""
        if not self._open:
            self.value = value
            return
        into = self._open[-1]
        into.size += size
        if into.size > _LARGEST:
            raise UnsafeYamlError(Words("It unfolds to too many values."))
        into.put(value, is_plain=is_plain)


def _word(text: str) -> Any:
    """Of one without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _unreadable(reason: str) -> Words:
    return Words("It is no YAML that can be read ({reason}).", reason=reason)
