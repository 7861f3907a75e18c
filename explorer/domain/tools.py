"""Tools that a program offers to a model, and the calls that the model answers with: plain values.

The program calls the tools; nothing is called here. What it offers comes from elsewhere and is bounded.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from explorer.domain.errors import RequestError
from explorer.domain.words import Words

MOST_TOOLS = 128  # of one request; so many OpenAI takes
_MOST_CHARACTERS = 400_000  # of all of them as JSON; no context of today holds more
_DEEPEST = 64  # of a description within another
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True)
class ToolSpec:
    """A tool that is offered. ``text``: all of it as JSON, as OpenAI has it: ``{"type": "function",
    "function": {"name": …, "description": …, "parameters": …}}``.
    """

    name: str
    text: str

    @property
    def parameters(self) -> Any:
        """The JSON schema of its arguments."""
        return json.loads(self.text)["function"].get("parameters") or {"type": "object"}


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool, as a model wrote it. ``arguments``: a JSON object as text. ``id``: what its result
    names it by.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class OfferedTools:
    """``must``: the names of those of which the answer has to call one; empty leaves it to the model.
    ``is_parallel``: it may call several at once.
    """

    specs: tuple[ToolSpec, ...]
    must: tuple[str, ...] = ()
    is_parallel: bool = True

    @property
    def names(self) -> frozenset[str]:
        return frozenset(spec.name for spec in self.specs)


def read_tools(given: Sequence[object]) -> tuple[ToolSpec, ...]:
    """Tools as OpenAI has them, out of JSON. Raises RequestError: one is none, or they are too many."""
    if len(given) > MOST_TOOLS:
        raise _unusable(Words("there are more than {count}", count=MOST_TOOLS))
    specs = tuple(map(_spec, given))
    if len({spec.name for spec in specs}) < len(specs):
        raise _unusable(Words("two have the same name"))
    if sum(len(spec.text) for spec in specs) > _MOST_CHARACTERS:
        raise _unusable(Words("they have more than {count:,} characters", count=_MOST_CHARACTERS))
    return specs


def is_tool_name(text: str) -> bool:
    """What no template can take for one of its marks."""
    return _NAME.fullmatch(text) is not None


def plain_json(value: object) -> str:
    """A value as JSON text, characters as they are; halves of some become question marks. Raises ValueError:
    it is none, or it is too deep.
    """
    _check_depth(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def read_json(text: str) -> Any:
    """Raises ValueError: it is no JSON, or it is too deep."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("too deep") from error


def read_arguments(text: str) -> str:
    """The arguments of a call, of elsewhere: a JSON object as text. Raises ValueError."""
    value = read_json(text) if text.strip() else {}
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004  it is what a text holds
    return plain_json(value)


def texts_within(value: object) -> Iterator[str]:
    """All texts in a JSON value, names of properties too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from texts_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_within(part)


def _spec(given: object) -> ToolSpec:
    function = given.get("function") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or given.get("type") != "function" or not isinstance(function, Mapping):
        raise _unusable(Words("only functions can be offered"))
    name = function.get("name")
    if not isinstance(name, str) or not is_tool_name(name):
        raise _unusable(Words("a name has 1 to 64 letters, digits, dots, dashes and underscores"))
    if not isinstance(function.get("description") or "", str):
        raise _unusable(Words("the description of “{name}” is no text", name=name))
    if not isinstance(function.get("parameters") or {}, Mapping):
        raise _unusable(Words("the parameters of “{name}” are no JSON schema", name=name))
    said = {"name": name, "description": function.get("description") or "",
            "parameters": function.get("parameters") or {"type": "object", "properties": {}}}  # fmt: skip
    try:
        return ToolSpec(name, plain_json({"type": "function", "function": said}))
    except ValueError as error:
        raise _unusable(Words("the parameters of “{name}” are nested too deeply", name=name)) from error


def _unusable(reason: Words) -> RequestError:
    what = Words("The tools cannot be used: {reason}.", reason=reason)
    return RequestError(what, Words("Change what is offered and ask again."))


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _check_depth(value: object, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        _check_depth(part, depth + 1)
