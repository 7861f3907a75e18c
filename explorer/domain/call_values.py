"""What stands between the marks of a call: where it ends, while it comes, and which calls it makes."""

import os
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from explorer.domain.call_format import ARGUMENTS_KEYS, FUNCTION_END, NAME_KEYS, PARAMETER, PARAMETER_END
from explorer.domain.tools import ToolCall, plain_json, read_arguments, read_json

_ID = re.compile(r"[A-Za-z0-9]{9}")  # templates of Mistral refuse other ids
_LETTERS = string.ascii_letters + string.digits
_STEP = re.compile(r'["\\{}\[\]]')
_FUNCTION = re.compile(r"<function=([\w.-]+)>")


class JsonEnd:
    """Finds where a JSON object or list ends that comes in parts."""

    def __init__(self) -> None:
        self._depth = 0
        self._is_quoted = self._is_escaped = False

    def within(self, came: str) -> int | None:
        """Behind its last character in ``came``; ``None`` if it goes on."""
        at = 1 if self._is_escaped and came else 0
        self._is_escaped = self._is_escaped and not came
        while step := _STEP.search(came, at):
            at, sign = step.end(), step.group()
            if sign == "\\":
                self._is_escaped = at >= len(came)
                at += 1
            elif sign == '"':
                self._is_quoted = not self._is_quoted
            elif not self._is_quoted:
                self._depth += 1 if sign in "{[" else -1
                if self._depth <= 0:
                    return at
        return None


class TagsEnd:
    """Finds where a call in tags ends."""

    def __init__(self) -> None:
        self._last = ""

    def within(self, came: str) -> int | None:
        """As of JsonEnd."""
        found = (self._last + came).find(FUNCTION_END)
        if found >= 0:
            return found + len(FUNCTION_END) - len(self._last)
        self._last = (self._last + came)[1 - len(FUNCTION_END) :]
        return None


class CallValues:
    """Makes calls of values. ``schemas``: of the arguments of each tool that was offered, by its name, which
    were checked.
    """

    def __init__(self, schemas: Mapping[str, Any], arguments_key: str) -> None:
        self._schemas = schemas
        self._keys = (arguments_key, *ARGUMENTS_KEYS)
        self._ids: set[str] = set()

    def of_json(self, text: str, name: str, *, is_sure: bool) -> tuple[ToolCall, ...]:
        """Empty if it is no call, or one of a tool that was not offered. ``name``: where it came first.

        ``is_sure``: a mark says that it is one, so that arguments may be missing.
        """
        try:
            value = read_json(text)
            parts = value if isinstance(value, list) else [value]
            named = [(name, value, None)] if name else [self._named(part, is_sure=is_sure) for part in parts]
            return tuple(self._call(*parts) for parts in named)
        except ValueError:
            return ()

    def of_tags(self, text: str) -> tuple[ToolCall, ...]:
        """Likewise, of arguments in tags."""
        head, *tags = text.removesuffix(FUNCTION_END).split(PARAMETER)
        name = _FUNCTION.fullmatch(head.strip())
        if name is None:
            return ()
        known = self._schemas.get(name[1], {}).get("properties", {})
        try:
            values = dict(_tag(tag, known) for tag in tags)
            return (self._call(name[1], values, None),)
        except ValueError:
            return ()

    def _named(self, value: Any, *, is_sure: bool) -> tuple[object, object, object]:
        """Name, arguments and id. Raises ValueError."""
        if not isinstance(value, dict):
            raise ValueError("no object")  # noqa: TRY004  it is what a text holds
        inner = value["function"] if isinstance(value.get("function"), dict) else value
        name = next((inner[key] for key in NAME_KEYS if key in inner), None)
        missing: object = {} if is_sure else None
        arguments = next((inner[key] for key in self._keys if key in inner), missing)
        return name, arguments, value.get("id")

    def _call(self, name: object, arguments: object, own: object) -> ToolCall:
        """``own``: the id that the model gave it. Raises ValueError."""
        if not isinstance(name, str) or name not in self._schemas:
            raise ValueError("not offered")
        text = read_arguments(arguments if isinstance(arguments, str) else plain_json(arguments))
        is_like_ours = isinstance(own, str) and _ID.fullmatch(own) and own not in self._ids
        made = own if is_like_ours and isinstance(own, str) else new_id()
        self._ids.add(made)
        return ToolCall(made, name, text)


def new_id() -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in os.urandom(9))


def _tag(tag: str, known: Mapping[str, Any]) -> tuple[str, Any]:
    """Name and value of one argument. Raises ValueError."""
    key, _, rest = tag.partition(">")
    text, end, after = rest.rpartition(PARAMETER_END)
    if not key or not end or after.strip():
        raise ValueError("no tag")
    text = text.removeprefix("\n").removesuffix("\n")
    kinds = list(_kinds(known.get(key)))
    if "string" in kinds:
        return key, text
    try:
        return key, read_json(text)
    except ValueError:
        return key, text


def _kinds(schema: object) -> Iterator[str]:
    """The types of values that a schema names."""
    if isinstance(schema, Mapping):
        kind = schema.get("type")
        yield from kind if isinstance(kind, list) else [kind] if isinstance(kind, str) else ()
        for part in schema.get("anyOf", ()):
            yield from _kinds(part)
        yield from ("string" for value in schema.get("enum", ()) if isinstance(value, str))
