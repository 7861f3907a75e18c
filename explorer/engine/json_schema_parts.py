"""Pieces that a JSON schema's grammar is put together from: the rules every JSON needs, and small texts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

OF_TYPE = {
    "object": {"properties", "required", "additionalProperties", "minProperties", "maxProperties"},
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"},
    "string": {"minLength", "maxLength", "pattern", "format"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "number": set[str](),
    "boolean": set[str](),
    "null": set[str](),
}
BASE = {
    "space": r'| " " | "\n" [ \t]{0,20}',
    "char": r'[^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt/] | "u" [0-9a-fA-F]{4})',
    "string": r'"\"" char* "\"" space',
    "boolean": '("true" | "false") space',
    "null": '"null" space',
    "integral": '[0-9] | [1-9] [0-9]{0,15}',
    "integer": '"-"? integral space',
    "number": '"-"? integral ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})? space',
    "value": "object | array | string | number | boolean | null",
    "object": r'"{" space (string ":" space value ("," space string ":" space value)*)? "}" space',
    "array": '"[" space (value ("," space value)*)? "]" space',
}  # fmt: skip
NEEDS = {
    "string": ("char", "space"), "boolean": ("space",), "null": ("space",),
    "integer": ("integral", "space"), "number": ("integral", "space"),
    "value": ("object", "array", "string", "number", "boolean", "null"),
    "object": ("string", "value", "space"), "array": ("value", "space"),
}  # fmt: skip


def following(
    pairs: Sequence[tuple[str, bool]], start: int, after: Mapping[int, str], comma: str, nothing: str
) -> str:
    """Each pair that may come next, up to the first that must; if none must, also what ends them."""
    options = []
    for n in range(start, len(pairs)):
        pair, is_needed = pairs[n]
        options.append(f"{comma}{pair} {after[n]}")
        if is_needed:
            return " | ".join(options)
    return " | ".join([*options, nothing])


def implied_type(schema: Mapping[str, Any]) -> str | None:
    return next((kind for kind, keys in OF_TYPE.items() if keys & schema.keys()), None)


def repeated(what: str, least: int, most: int | None) -> str:
    if most is None:
        return f"{what}*" if least == 0 else f"{what}{{{least},}}"
    return f"{what}{{{least},{most}}}" if most else ""


def bounds(schema: Mapping[str, Any], least: str, most: str) -> tuple[int, int | None]:
    low, high = schema.get(least, 0), schema.get(most)
    if not isinstance(low, int) or low < 0 or not (high is None or (isinstance(high, int) and high >= low)):
        raise bad_schema(Words("“{least}” and “{most}” do not fit", least=least, most=most))
    return low, high


def rule_name(text: str) -> str:
    """A rule's name out of anything."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:80] or "part"


def cannot(keyword: str, name: str) -> KnownError:
    return bad_schema(
        Words("“{keyword}” in “{name}” cannot be enforced here", keyword=str(keyword)[:60], name=name[:60])
    )


def bad_schema(reason: Words) -> KnownError:
    return KnownError(
        Words("The JSON schema cannot be used: {reason}.", reason=reason),
        Words("Change this part of the schema and try again."),
    )
