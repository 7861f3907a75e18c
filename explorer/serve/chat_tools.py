"""Tools in a request for chat completions: those that are offered, which must be called, earlier calls."""

from collections.abc import Sequence
from typing import Any

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.tools import OfferedTools, ToolCall, is_tool_name, read_arguments, read_tools
from explorer.engine.structured_output.schema_reader import check_values
from explorer.serve.api_error import bad_request
from explorer.serve.request_fields import NOTHING, SharedFields, is_given

_MOST_CALLS = 128  # of one answer
_MOST_ID = 256  # letters


class WrittenFunction(msgspec.Struct):
    name: str
    arguments: str = ""


class WrittenCall(msgspec.Struct):
    """A call in an earlier answer."""

    id: str
    function: WrittenFunction
    type: str = "function"


class NamedFunction(msgspec.Struct):
    name: str = ""


class NamedTool(msgspec.Struct):
    """The tool that has to be called; ``name``: as it stands without ``function`` where some write it so."""

    type: str = "function"
    function: NamedFunction | None = None
    name: str = ""


class ToolFields(SharedFields):
    """What a body says of tools. ``functions`` and ``function_call``, of an older API, are refused."""

    tools: list[dict[str, Any]] | None = None
    tool_choice: str | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    functions: msgspec.Raw = NOTHING
    function_call: msgspec.Raw = NOTHING


def offered_tools(body: ToolFields) -> OfferedTools | None:
    """``None`` where none may be called. Raises ApiError."""
    for name in ("functions", "function_call"):
        if is_given(asked := getattr(body, name)) and bytes(asked).strip() not in (b"[]", b'"none"'):
            raise bad_request(f"{name} is not supported: use tools.", name, "not_supported")
    try:
        specs = read_tools(body.tools or ())
        for spec in specs:
            check_values(spec.parameters, spec.name)
    except KnownError as error:
        raise bad_request(str(error), "tools") from error
    must = _must(body.tool_choice, tuple(spec.name for spec in specs))
    if not specs or must is None:
        return None
    is_parallel = body.parallel_tool_calls is not False and not isinstance(body.tool_choice, NamedTool)
    return OfferedTools(specs, must, is_parallel=is_parallel)


def calls_of(written: Sequence[WrittenCall], place: str) -> tuple[ToolCall, ...]:
    """``place``: where they stand, to be told. Raises ApiError."""
    if len(written) > _MOST_CALLS:
        raise bad_request(f"{place}.tool_calls holds more than {_MOST_CALLS}.", "messages")
    return tuple(_call(one, f"{place}.tool_calls[{n}]") for n, one in enumerate(written))


def told_calls(calls: Sequence[ToolCall], first: int | None = None) -> list[dict[str, Any]]:
    """As OpenAI has them; in a piece of a stream with their numbers, from ``first`` on."""
    return [
        ({} if first is None else {"index": first + n})
        | {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for n, call in enumerate(calls)
    ]


def _must(choice: str | NamedTool | None, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """As OfferedTools; ``None`` where none may be called. Raises ApiError."""
    field = "tool_choice"
    if choice == "none":
        return None
    if choice is None or choice == "auto":
        return ()
    if not names:
        raise bad_request("tool_choice needs tools.", field)
    if choice == "required":
        return names
    if isinstance(choice, str):
        raise bad_request("tool_choice must be “none”, “auto”, “required” or a function.", field)
    if choice.type != "function":
        raise bad_request(f"tool_choice of the type “{choice.type[:40]}” is not supported.", field)
    name = choice.function.name if choice.function is not None else choice.name
    if name not in names:
        raise bad_request(f"tool_choice names “{name[:64]}”, which is none of the tools.", field)
    return (name,)


def _call(written: WrittenCall, place: str) -> ToolCall:
    if written.type != "function":
        raise bad_request(f"{place}.type must be “function”.", "messages")
    if not 0 < len(written.id) <= _MOST_ID:
        raise bad_request(f"{place}.id must have between 1 and {_MOST_ID} letters.", "messages")
    if not is_tool_name(written.function.name):
        what = f"{place}.function.name must have 1 to 64 letters, digits, dots, dashes and underscores."
        raise bad_request(what, "messages")
    try:
        arguments = read_arguments(written.function.arguments)
    except ValueError as error:
        raise bad_request(
            f"{place}.function.arguments must be a JSON object, as text.", "messages"
        ) from error
    return ToolCall(storable(written.id), written.function.name, arguments)
