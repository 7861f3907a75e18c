"""Base rules of every JSON grammar, the keywords of each type, and small helpers."""

import re
from collections.abc import Mapping
from typing import Any

from explorer.domain.words import Words


class ImpossibleError(Exception):
    """No value fits; ``reason`` says why."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


NOTHING_FITS = Words("no value fits it")
TYPE_KEYWORDS = {
    "object": {
        "properties", "required", "additionalProperties", "minProperties", "maxProperties",
        "patternProperties", "propertyNames", "dependentRequired", "dependentSchemas",
        "unevaluatedProperties",
    },
    "array": {
        "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "additionalItems",
        "unevaluatedItems",
    },
    "string": {"minLength", "maxLength", "pattern", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "boolean": set[str](),
    "null": set[str](),
}  # fmt: skip
# What no grammar of ours says, so that the answer is checked afterwards
UNSUPPORTED_KEYWORDS = {
    "not", "if", "$dynamicRef", "$recursiveRef", "patternProperties", "dependentRequired", "dependentSchemas",
    "dependencies", "unevaluatedProperties", "unevaluatedItems", "contains",
}  # fmt: skip
BASE_RULES = {
    "space": r'| " " | "\n" [ \t]{0,20}',
    # No halves of characters: "\ud83d\ude00" counts as one, and half of it as none
    "char": r'[^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt/] | "u" unit)',
    "unit": "[0-9a-cA-CeEfF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}",
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
RULE_NEEDS = {
    "string": ("char", "space"), "char": ("unit",), "boolean": ("space",), "null": ("space",),
    "integer": ("integral", "space"), "number": ("integral", "space"),
    "value": ("object", "array", "string", "number", "boolean", "null"),
    "object": ("string", "value", "space"), "array": ("value", "space"),
}  # fmt: skip


def implied_type(schema: Mapping[str, Any]) -> str | None:
    return next((kind for kind, keys in TYPE_KEYWORDS.items() if keys & schema.keys()), None)


def is_of_type(value: Any, kind: str) -> bool:
    """Whether a value of JSON is of a type."""
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict, "array": list, "string": str, "number": (int, float), "null": type(None),
    }  # fmt: skip
    return isinstance(value, kinds.get(kind, ()))


def repeat_rule(what: str, least: int, most: int | None) -> str:
    if most is None:
        return f"{what}*" if least == 0 else f"{what}{{{least},}}"
    return f"{what}{{{least},{most}}}" if most else ""


def count_bounds(schema: Mapping[str, Any], least: str, most: str) -> tuple[int, int | None]:
    """Both as whole numbers. Raises ImpossibleError if nothing lies between them."""
    low, high = int(schema.get(least, 0)), schema.get(most)
    high = None if high is None else int(high)
    if high is not None and high < low:
        raise ImpossibleError(Words("“{least}” and “{most}” do not fit", least=least, most=most))
    return low, high


def rule_name(text: str) -> str:
    """A rule's name out of anything."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:80] or "part"
