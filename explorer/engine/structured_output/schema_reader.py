"""Reading of a JSON schema: parses it, checks its keywords in words, and finds what its references mean.

What a keyword's value must be is looked at here, so that those who read on need not. What no keyword is may
stand there as a remark (``nullable``, ``example``, ``x-order``), unless it is one that is misspelt: passed
over in silence, that would let through what the schema was to forbid.
"""

import difflib
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote, urldefrag, urljoin

from explorer.domain.errors import KnownError, RequestError
from explorer.domain.words import Words

_MAX_CHARACTERS = 200_000
_WRAPPER = {"name", "description", "strict", "type"}  # beside the schema
# What APIs put around a schema, each perhaps around the next
_AROUND = ("response_format", "json_schema", "function", "schema", "parameters", "input_schema")
ANNOTATIONS = frozenset({
    "id", "definitions", "title", "description", "default", "example", "examples", "deprecated", "readOnly",
    "writeOnly", "nullable", "discriminator", "contentEncoding", "contentMediaType", "contentSchema",
    "format",
})  # fmt: skip


def read_schema(text: str) -> Any:
    """The schema, out of the wrappers that APIs put around one. Raises KnownError."""
    if len(text) > _MAX_CHARACTERS:
        raise bad_schema(Words("it has more than {count:,} characters", count=_MAX_CHARACTERS))
    try:
        schema = json.loads(text, parse_constant=_no_number)
        json.dumps(schema, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        reason = Words("it is no JSON from line {line}, column {column} on", line=line, column=column)
        raise bad_schema(reason) from error
    except (ValueError, RecursionError) as error:
        raise bad_schema(Words("it is no JSON ({reason})", reason=_printable(error))) from error
    return _unwrapped(schema)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _printable(error: Exception) -> str:
    return str(error)[:200].encode("ascii", "backslashreplace").decode()


def _unwrapped(schema: Any) -> Any:
    """Out of ``{"type": "json_schema", "json_schema": {"name": …, "schema": {…}}}``, or a part of it."""
    for name in _AROUND:
        if isinstance(schema, Mapping) and name in schema and schema.keys() <= {name, *_WRAPPER}:
            schema = schema[name]
    return schema


def check_values(schema: Any, name: str) -> None:
    """Raises KnownError where the value of a keyword is wrong, in the schema or in one within it."""
    waiting = [(schema, name)]
    while waiting:
        found, name = waiting.pop()
        if isinstance(found, bool):
            continue
        if not isinstance(found, Mapping):
            raise bad_schema(Words("the part “{name}” is no schema", name=name[:60]))
        for keyword, value in found.items():
            if (is_right := _VALUES.get(keyword)) and not is_right(value):
                said = {"keyword": keyword, "name": name[:60]}
                raise bad_schema(Words("“{keyword}” in “{name}” has a wrong value", **said))
            waiting += [(part, f"{name[:60]}-{within}") for within, part in _parts(keyword, value)]


def _parts(keyword: str, value: Any) -> Iterable[tuple[object, Any]]:
    """The schemas that stand there, each with what it is called."""
    if keyword in _NAMED:
        return value.items() if isinstance(value, Mapping) else ()
    if keyword in _LISTED and isinstance(value, list):
        return enumerate(value, 1)
    return [(keyword, value)] if keyword in _SINGLE else ()


def check_words(schema: Mapping[str, Any], name: str) -> None:
    """Raises KnownError where a keyword is misspelt, or a pattern cannot be read. Of checked values."""
    for keyword, value in schema.items():
        if keyword == "pattern":
            _check_pattern(value)
        elif keyword in _VALUES:
            continue
        elif keyword not in ANNOTATIONS and not keyword.startswith(("x-", "$")):
            for meant in difflib.get_close_matches(keyword[:60], _VALUES, 1, 0.85):
                said = {"keyword": keyword[:60], "name": name[:60], "meant": meant}
                raise bad_schema(Words("“{keyword}” in “{name}” is no keyword; is “{meant}” meant?", **said))


def is_annotation(keyword: str) -> bool:
    return keyword not in _VALUES


def _is_schema(value: Any) -> bool:
    return isinstance(value, bool | Mapping)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _named_schemas(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_schema, value.values()))


def _is_count(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_pattern(pattern: str) -> None:
    """The check afterwards reads patterns as Python does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Python will read otherwise one day
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        reason = Words(
            "the “pattern” {pattern} cannot be read: {reason}", pattern=pattern[:80], reason=str(error)
        )
        raise bad_schema(reason) from error


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_type(value: Any) -> bool:
    return isinstance(value, str) or (bool(value) and _are_names(value))


_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems", "items")
_SINGLE = ("not", "if", "then", "else", "additionalProperties", "propertyNames", "contains", "items",
           "unevaluatedItems", "unevaluatedProperties", "additionalItems")  # fmt: skip
_VALUES: dict[str, Callable[[Any], bool]] = {
    "type": _is_type, "enum": lambda value: isinstance(value, list), "const": lambda _: True,
    **dict.fromkeys(("anyOf", "oneOf", "allOf", "prefixItems"), _are_schemas),
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef"), lambda value: isinstance(value, str)),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _named_schemas),
    **dict.fromkeys(_SINGLE, _is_schema),
    "items": lambda value: _is_schema(value) or (isinstance(value, list) and all(map(_is_schema, value))),
    "required": _are_names,
    "dependentRequired": lambda value: isinstance(value, Mapping) and all(map(_are_names, value.values())),
    "dependencies": lambda value: isinstance(value, Mapping),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
                     "minContains", "maxContains"), _is_count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "uniqueItems": lambda value: isinstance(value, bool),
    "pattern": lambda value: isinstance(value, str),
}  # fmt: skip


def bad_schema(reason: Words) -> KnownError:
    return RequestError(
        Words("The JSON schema cannot be used: {reason}.", reason=reason),
        Words("Change this part of the schema and try again."),
    )


_STANDARD = ("https://json-schema.org/", "http://json-schema.org/")  # the validator has these at hand


class SchemaReferences:
    """Finds parts of one schema by their addresses."""

    def __init__(self, schema: Any) -> None:
        check_values(schema, "answer")
        self._whole = schema
        within = list(_within(schema))
        self._home = schema.get("$id", "") if isinstance(schema, Mapping) else ""
        self._home = urldefrag(self._home)[0] if isinstance(self._home, str) else ""
        self._anchors = {anchor: part for part in within for anchor in _anchors_of(part)}
        # Addresses within such a part are relative to it
        self._found = dict[int, Any]()
        self._has_other_homes = any(_is_home(part) for part in within if part is not schema)

    def find(self, reference: str) -> Any:
        """The part; ``None`` if only the validator knows it. Raises KnownError for what is not there."""
        if self._has_other_homes:
            return None
        place, fragment = urldefrag(reference)
        if place and urljoin(self._home, place) != self._home:
            if reference.startswith(_STANDARD):
                return None
            raise bad_schema(Words("it refers to “{name}”, outside of itself", name=reference[:80]))
        fragment = unquote(fragment)
        found = (
            self._at(fragment) if not fragment or fragment.startswith("/") else self._anchors.get(fragment)
        )
        if found is None:
            raise bad_schema(Words("it refers to “{name}”, which is not there", name=reference[:80]))
        if id(found) not in self._found:  # it may stand where no schema is looked for
            self._found[id(found)] = found
            check_values(found, reference)
        return found

    def _at(self, pointer: str) -> Any:
        found = self._whole
        for step in (s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]):
            if isinstance(found, Mapping) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                return None
        return found


def _anchors_of(part: Mapping[str, Any]) -> Iterator[str]:
    for keyword in ("$anchor", "$dynamicAnchor", "$id"):  # the last one in older drafts
        if isinstance(anchor := part.get(keyword), str):
            yield urldefrag(anchor)[1] if keyword == "$id" else anchor


def _is_home(part: Mapping[str, Any]) -> bool:
    return isinstance(part.get("$id"), str) and not part["$id"].startswith("#")


def _within(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects in it, itself included."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Mapping):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
