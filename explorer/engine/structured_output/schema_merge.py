"""Merges JSON schemas that must hold together into one: ``allOf``, and what stands beside ``$ref``.

What two schemas say of a part of a value becomes an ``allOf`` of that part, which is merged when its turn
comes; so a schema that refers to itself ends.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from explorer.engine.structured_output.base_rules import NOTHING_FITS, ImpossibleError
from explorer.engine.structured_output.schema_reader import is_annotation

type Schema = dict[str, Any]

_GREATER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_BELOW = {"enum", "const", "properties", "additionalProperties", "items", "prefixItems"}  # see there
_LESSER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}


def merged_schema(parts: Iterable[Schema], loosen: Callable[[], None]) -> Schema:
    """What all of them say; none may have ``$ref`` or ``allOf``. ``loosen``: something had to be left out.

    Raises ImpossibleError if no value fits them all.
    """
    whole: Schema = {}
    for part in parts:
        whole = _merge(whole, part, loosen) if whole else dict(part)
    return whole


def _merge(one: Schema, other: Schema, loosen: Callable[[], None]) -> Schema:
    whole = {**other, **one}
    for key in one.keys() & other.keys():
        mine, theirs = one[key], other[key]
        if key in _GREATER | _LESSER:
            whole[key] = max(mine, theirs) if key in _GREATER else min(mine, theirs)
        elif key in _JOINED:
            whole[key] = _JOINED[key](mine, theirs)
        elif mine != theirs and not is_annotation(key) and key not in _BELOW:
            loosen()
    whole |= _values(one, other) | _objects(one, other) | _arrays(one, other)
    return whole


def _types(one: Any, other: Any) -> list[str]:
    mine, theirs = _as_list(one), _as_list(other)
    found = [kind for kind in mine if kind in theirs or (kind == "integer" and "number" in theirs)]
    found += [kind for kind in theirs if kind == "integer" and "number" in mine and kind not in mine]
    if not found:
        raise ImpossibleError(NOTHING_FITS)
    return found


def _as_list(kinds: Any) -> list[Any]:
    return kinds if isinstance(kinds, list) else [kinds]


def joint_schema(one: Any, other: Any) -> Any:
    """A schema for what must fit two. Each part is in it once, or one that holds itself would never end."""
    parts: dict[str, Any] = {}
    for schema in (one, other):
        is_list = isinstance(schema, dict) and schema.keys() == {"allOf"}
        parts |= {
            _text(part): part for part in (schema["allOf"] if is_list else [schema]) if part is not True
        }
    if len(parts) > 1:
        return {"allOf": [*parts.values()]}
    return next(iter(parts.values()), True)


_JOINED: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "required": lambda mine, theirs: [*dict.fromkeys([*mine, *theirs])],
    "uniqueItems": lambda mine, theirs: mine or theirs,
    "propertyNames": joint_schema,
    # A choice within each choice; beyond what a grammar may hold, the number of its rules ends it
    "anyOf": lambda mine, theirs: [joint_schema(part, {"anyOf": theirs}) for part in mine],
    "oneOf": lambda mine, theirs: [joint_schema(part, {"oneOf": theirs}) for part in mine],
}


def _values(one: Schema, other: Schema) -> Schema:
    """``const`` and ``enum``: what both allow."""
    lists = [values for schema in (one, other) if (values := listed_values(schema)) is not None]
    if len(lists) < 2:
        return {}
    theirs = {_text(value) for value in lists[1]}
    return {"enum": [value for value in lists[0] if _text(value) in theirs]}


def listed_values(schema: Schema | Mapping[str, Any]) -> list[Any] | None:
    """The values that ``const`` and ``enum`` leave; ``None`` if there is neither."""
    if "const" not in schema:
        return schema.get("enum")
    const = [schema["const"]]
    allowed = {_text(value) for value in schema.get("enum", const)}
    return const if _text(const[0]) in allowed else []


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _objects(one: Schema, other: Schema) -> Schema:
    """What each says of the properties that only the other names is its ``additionalProperties``."""
    found: Schema = {}
    keys = dict.fromkeys([*one.get("properties", {}), *other.get("properties", {})])
    if keys and (_are_closed(one) or _are_closed(other) or ("properties" in one and "properties" in other)):
        found["properties"] = {key: joint_schema(_property(one, key), _property(other, key)) for key in keys}
    if "additionalProperties" in one and "additionalProperties" in other:
        found["additionalProperties"] = joint_schema(
            one["additionalProperties"], other["additionalProperties"]
        )
    return found


def _are_closed(schema: Schema) -> bool:
    return schema.get("additionalProperties", True) is not True


def _property(schema: Schema, key: str) -> Any:
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    # Where patterns allow some names and not others, the check afterwards decides
    return True if "patternProperties" in schema else schema.get("additionalProperties", True)


def _arrays(one: Schema, other: Schema) -> Schema:
    found: Schema = {}
    if "prefixItems" in one or "prefixItems" in other:
        length = max(len(schema.get("prefixItems", ())) for schema in (one, other))
        found["prefixItems"] = [joint_schema(_item(one, n), _item(other, n)) for n in range(length)]
    if "items" in one and "items" in other:
        found["items"] = joint_schema(one["items"], other["items"])
    return found


def _item(schema: Schema, number: int) -> Any:
    fixed = schema.get("prefixItems", ())
    return fixed[number] if number < len(fixed) else schema.get("items", True)
