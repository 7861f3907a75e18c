"""The body of a request: decoded into what it may hold, and the fields that several routes share.

Fields that nobody here knows are passed over; what is known and makes no sense is told with its name. The
sampling settings are those of the one table, by OpenAI's names and by those that llama-server has for them.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.domain.errors import KnownError
from explorer.domain.sampling import BY_PATH, SETTINGS, Sampling, sampler_names, with_value
from explorer.domain.sampling_setting import SamplingSetting, SettingValue
from explorer.domain.tokens import Constraint
from explorer.serve.api_error import bad_request

MOST_CHOICES = 16  # of one prompt
MOST_ANSWERS = 64  # of one request
MOST_TEXT = 4_000_000  # letters of all prompts
MOST_ALTERNATIVES = 20
_MOST_STOPS = 32
_MOST_STOP = 1_000  # letters
_OBJECT = '{"type": "object"}'
_MOST_RAW = 1 << 20  # bytes of a schema, or of other things that are read by themselves

_ALSO = {
    "mirostat": "mirostat.version",
    "repeat_last_n": "penalty_last_n",
    "dry_penalty_last_n": "dry.last_n",
    "dry_sequence_breakers": "dry.breakers",
    "n_predict": "max_tokens",
}
NOTHING: Any = msgspec.field(default_factory=msgspec.Raw)  # a field that is read by itself, and not there
_TYPES: dict[str, tuple[Any, Any]] = {  # with what stands for a field that is not there
    "switch": (bool | None, None), "choice": (int | None, None), "whole": (int | None, None),
    "number": (float | None, None), "words": (list[str] | None, None), "lines": (list[str] | None, None),
    "biases": (msgspec.Raw, NOTHING),
}  # fmt: skip
_KINDS = {
    "float": "a number", "int": "a whole number", "str": "a text", "bool": "true or false",
    "array": "a list", "object": "an object", "null": "null",
}  # fmt: skip
_EXPECTED = re.compile(r"Expected (.*?)(?:, got (.*?))?(?: - at `\$\.?(.*?)`)?\Z", re.DOTALL)

type Stops = str | list[str]


class ResponseFormat(msgspec.Struct):
    type: str
    json_schema: msgspec.Raw = NOTHING
    schema: msgspec.Raw = NOTHING


class StreamOptions(msgspec.Struct):
    include_usage: bool | None = None


class SharedFields(msgspec.Struct):
    """Of all routes that write."""

    model: str | None = None
    n: int | None = None
    stop: Stops | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = None
    json_schema: msgspec.Raw = NOTHING
    grammar: str | None = None


def decoded[T: msgspec.Struct](body: bytes, kind: type[T]) -> T:
    """Raises ApiError that names the field which is wrong."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _wrong_kind(str(error)) from error
    except RecursionError as error:
        raise bad_request("The body is nested too deeply.") from error
    except DECODE_ERRORS as error:
        raise bad_request(f"The body is no JSON: {error}") from error


def _wrong_kind(told: str) -> Exception:
    found = _EXPECTED.match(told)
    if found is None:
        return bad_request(f"The body makes no sense: {told}")
    expected, got, place = (re.sub("`", "", part or "") for part in found.groups())
    wanted = " or ".join(_KINDS.get(one, one) for one in expected.split(" | ") if one != "null")
    instead = f", not {_KINDS.get(got, got)}" if got else ""
    if not place:
        return bad_request(f"The body must be {wanted}{instead}.")
    return bad_request(f"{place} must be {wanted}{instead}.", re.split(r"[.\[]", place)[0])


def decoded_with_sampling[T: msgspec.Struct](body: bytes, kind: type[T]) -> T:
    """With the fields of the table in it. Raises ApiError."""
    made: T = decoded(body, with_sampling(kind))
    return made


@cache
def with_sampling(kind: type[msgspec.Struct]) -> Any:
    """The type of this body with the fields of the table in it."""
    own = {field.name for field in msgspec.structs.fields(kind)}
    fields = [(name, *_TYPES[entry.kind]) for name, entry in _names() if name not in own]
    return msgspec.defstruct(f"{kind.__name__}WithSampling", fields, bases=(kind,))


def _names() -> Iterator[tuple[str, SamplingSetting]]:
    """What requests call each setting; of several the last counts."""
    found = {name: BY_PATH[path] for name, path in _ALSO.items()}
    for entry in SETTINGS:
        found |= {name: entry for name in (entry.hub, entry.column, entry.openai) if name}
    yield from found.items()


def settings_of(body: msgspec.Struct) -> Mapping[str, SettingValue]:
    """By path, what the body says; without the seed. Raises ApiError."""
    found = dict[str, SettingValue]()
    for name, entry in _names():
        value = getattr(body, name, None)
        if is_given(value) and entry.path != "seed" and not _is_unlimited(entry, value):
            found[entry.path] = _value(name, entry, value)
    return found


def is_given(value: object) -> bool:
    """Whether a field is there, and not null."""
    if isinstance(value, msgspec.Raw):
        return bytes(value) not in (b"", b"null")
    return value is not None


def seed_of(body: Any) -> int:
    """Another one each time where the body names none."""
    seed = body.seed
    if seed is None or seed == -1:
        return secrets.randbits(32)
    return int(seed) & 0xFFFF_FFFF


def _is_unlimited(entry: SamplingSetting, value: object) -> bool:
    return entry.path == "max_tokens" and value == -1


def _value(name: str, entry: SamplingSetting, value: Any) -> SettingValue:
    if entry.kind == "biases":
        value = _biases(name, value)
    elif entry.path == "samplers":
        value = sampler_names(value, only_known=True)
    elif not entry.is_number:
        value = tuple(value)
    try:
        with_value(Sampling(), entry.path, value).check()
    except KnownError as error:
        raise bad_request(f"{name}: {error.what}", name) from error
    return value  # type: ignore[no-any-return]


def _biases(name: str, raw: msgspec.Raw) -> tuple[tuple[int, float], ...]:
    """As OpenAI writes them, {"15043": -100}, or llama-server: [[15043, -100]], [[15043, false]]."""
    kind = dict[str, float] | list[tuple[int, float | bool]]
    try:
        given = msgspec.json.decode(_small(name, raw), type=kind)
        pairs = given.items() if isinstance(given, dict) else given
        return tuple((int(token), -1_000.0 if bias is False else float(bias)) for token, bias in pairs)
    except DECODE_ERRORS as error:
        raise bad_request(f"{name} must be an object of numbers of tokens and their biases.", name) from error


def _small(name: str, raw: msgspec.Raw) -> bytes:
    data = bytes(raw)
    if len(data) > _MOST_RAW:
        raise bad_request(f"{name} is larger than {_MOST_RAW >> 20} MB.", name)
    return data


def stops_of(stop: Stops | None) -> tuple[str, ...]:
    texts = (stop,) if isinstance(stop, str) else tuple(stop or ())
    if len(texts) > _MOST_STOPS or any(len(text) > _MOST_STOP for text in texts):
        raise bad_request(f"stop may hold {_MOST_STOPS} texts of up to {_MOST_STOP} letters.", "stop")
    return tuple(text for text in texts if text)


def choices_of(n: int | None) -> int:
    count = 1 if n is None else n
    if not 1 <= count <= MOST_CHOICES:
        raise bad_request(f"n is {count}; it must be between 1 and {MOST_CHOICES}.", "n")
    return count


def constraint_of(body: SharedFields) -> Constraint | None:
    """Raises ApiError; whether a schema or grammar can be kept to, the engine says."""
    if body.grammar:
        if body.response_format is not None and body.response_format.type != "text":
            raise bad_request("Ask for a grammar or for a response_format, not for both.", "grammar")
        return Constraint("gbnf", body.grammar)
    if is_given(body.json_schema):
        return Constraint("json_schema", _schema(body.json_schema))
    return _format(body.response_format) if body.response_format is not None else None


def _format(asked: ResponseFormat) -> Constraint | None:
    name = "response_format"
    match asked.type:
        case "text":
            return None
        case "json_object":
            return Constraint("json_schema", _schema(asked.schema) if is_given(asked.schema) else _OBJECT)
        case "json_schema":
            given = asked.schema
            if is_given(asked.json_schema):
                given = decoded(_small(name, asked.json_schema), _Named).schema
            if not is_given(given):
                raise bad_request("response_format.json_schema.schema is missing.", name)
            return Constraint("json_schema", _schema(given))
    raise bad_request("response_format.type must be “text”, “json_object” or “json_schema”.", name)


def _schema(raw: msgspec.Raw) -> str:
    return _small("The JSON schema", raw).decode()


class _Named(msgspec.Struct):
    name: str | None = None
    schema: msgspec.Raw = NOTHING


def check_text(letters: int) -> None:
    """Raises ApiError for more than any context holds."""
    if letters > MOST_TEXT:
        raise bad_request(f"The prompt has more than {MOST_TEXT:,} letters.", code="context_length_exceeded")
