"""Grammar rules for JSON's arrays and objects."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from explorer.engine.structured_output.base_rules import (
    NOTHING_FITS,
    ImpossibleError,
    count_bounds,
    repeat_rule,
)
from explorer.engine.structured_output.schema_merge import joint_schema
from explorer.engine.structured_output.text_rules import UnsupportedError, literal, other_key

if TYPE_CHECKING:
    from explorer.engine.structured_output.schema_grammar import RuleMaker


def array_rule(maker: "RuleMaker", schema: Mapping[str, Any], name: str) -> str:
    least, most = count_bounds(schema, "minItems", "maxItems")
    fixed = []
    for n, part in enumerate(schema.get("prefixItems", ())[:most], 1):
        try:
            fixed.append(maker.named(part, f"{name}-{n}"))
        except ImpossibleError:  # the array must end before it
            most = n - 1
            break
    rest = "items" in schema or "prefixItems" not in schema or least > len(fixed)
    item = None
    if rest and (most is None or most > len(fixed)):
        try:
            item = maker.named(schema.get("items", True), f"{name}-item")
        except ImpossibleError:
            most = len(fixed)
    if most is not None and most < least:
        raise ImpossibleError(NOTHING_FITS)
    space = maker.base("space")
    left = None if most is None else max(0, most - len(fixed))
    least, most = maker.held(max(0, least - len(fixed)), left)
    return f'"[" {space} {_items(maker, fixed, item, least, most)} "]" {space}'


def _items(maker: "RuleMaker", fixed: Sequence[str], item: str | None, least: int, most: int | None) -> str:
    """Items in a row: those with a place of their own, then as many as there may be of the others."""
    comma = f'"," {maker.base("space")}'
    first = f" {comma} ".join(fixed)
    if item is None or most == 0:
        return first
    if fixed:
        return f"{first} {repeat_rule(f'({comma} {item})', least, most)}"
    rest = repeat_rule(f"({comma} {item})", max(0, least - 1), None if most is None else most - 1)
    return f"{item} {rest}" if least else f'({item} {rest} | "")'  # "?" would count for all repeats in it


def object_rule(maker: "RuleMaker", schema: Mapping[str, Any], name: str) -> str:
    least, most = count_bounds(schema, "minProperties", "maxProperties")
    required = dict.fromkeys(schema.get("required", ()))
    pairs = _pairs(maker, schema, required, name)
    other = _other(maker, schema, [key for key, _, _ in pairs], name)
    named = [(pair, key in required) for key, pair, _ in pairs if pair]
    space = maker.base("space")
    is_counted = other is not None and not named
    if least > len(required) or (most is not None and not is_counted and (other or most < len(named))):
        maker.loosen()  # a key that comes twice counts once
    if pairs and "propertyNames" in schema:
        maker.loosen()
    if other and not named:
        least, most = maker.held(least, most)
        return f'"{{" {space} {_items(maker, (), other, least, most)} "}}" {space}'
    return f'"{{" {space} {_members(maker, named, other, name)} "}}" {space}'


def _pairs(
    maker: "RuleMaker", schema: Mapping[str, Any], required: Mapping[str, None], name: str
) -> list[tuple[str, str, bool]]:
    """Each named key with the rule for it and its value, "" where it must not be there."""
    properties = dict(schema.get("properties", {}))
    others = schema.get("additionalProperties", True)
    if "patternProperties" in schema:
        others = True  # which of them a name belongs to is seen afterwards
    pairs = []
    for key in [*properties, *(key for key in required if key not in properties)]:
        try:
            pair = _pair(maker, key, properties.get(key, others), name)
        except ImpossibleError:
            if key in required:
                raise
            pair = ""
        pairs.append((key, pair, key in required))
    return pairs


def _pair(maker: "RuleMaker", key: str, schema: Any, name: str) -> str:
    space = maker.base("space")
    part = maker.named(schema, f"{name}-{key}")
    return f'{literal(json.dumps(key, ensure_ascii=False))} {space} ":" {space} {part}'


def _other(maker: "RuleMaker", schema: Mapping[str, Any], names: Sequence[str], name: str) -> str | None:
    """A pair with a key that is not named; ``None`` if there must be none."""
    patterns = schema.get("patternProperties", {})
    more = schema.get("additionalProperties", "properties" not in schema and not patterns)
    keys = schema.get("propertyNames", True)
    options = [({"pattern": pattern}, value) for pattern, value in patterns.items()]
    options += [] if keys is False else [(keys, more)]
    space, rules = maker.base("space"), []
    for key, value in options:
        try:
            part = maker.named(value, f"{name}-other")
            rules.append(f'{_key(maker, names, key)} ":" {space} {part}')
        except ImpossibleError:
            continue
    if not rules:
        return None
    rule = maker.fresh(f"{name}-pair")
    maker.rules[rule] = " | ".join(rules)
    return rule


def _key(maker: "RuleMaker", names: Sequence[str], schema: Any) -> str:
    """A key that is not among ``names``, and fits; with the white space behind it."""
    if schema is True and names:
        with suppress(UnsupportedError):
            return f"{other_key(names)} {maker.base('space')}"
    if names:
        maker.loosen()
    return maker.named(joint_schema({"type": "string"}, schema), "key")


def _members(maker: "RuleMaker", pairs: Sequence[tuple[str, bool]], other: str | None, name: str) -> str:
    """The pairs in their order, those that are not required optional, commas only between them."""
    comma = f'"," {maker.base("space")} '
    more = f"({comma}{other})*" if other else '""'
    nothing = f'{other} {more} | ""' if other else '""'
    first, after = nothing, more  # what may begin, and what may follow on a pair
    for pair, is_needed in reversed(pairs):
        rest = maker.fresh(f"{name}-after")
        maker.rules[rest] = after
        first = f"{pair} {rest}" if is_needed else f"{pair} {rest} | {first}"
        after = f"{comma}{pair} {rest}" if is_needed else f"{comma}{pair} {rest} | {rest}"
    return f"({first})"
