"""Turns a JSON schema into a grammar, and refuses in words what a grammar cannot hold an answer to.

A keyword that is passed over in silence would let through what the schema forbids, so an unknown one is
an error. Properties come in the order of the schema. Numbers beyond 64 bits, and white space beyond one
line break with its indent, are left out: both only tempt a model to go on for ever.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.domain.words import Words
from explorer.engine.json_schema_parts import (
    BASE,
    NEEDS,
    OF_TYPE,
    bad_schema,
    bounds,
    cannot,
    following,
    implied_type,
    repeated,
    rule_name,
)
from explorer.engine.json_schema_texts import FORMATS, integers, literal, pattern_rule

_MAX_CHARACTERS = 200_000
_MAX_RULES = 5_000
_IGNORED = {
    "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
    "deprecated", "readOnly", "writeOnly", "$anchor", "discriminator",
}  # fmt: skip
_GENERAL = {"type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"}


def schema_to_gbnf(text: str) -> str:
    """A grammar whose every text is JSON that fits this schema.

    Raises KnownError: no JSON, no schema, or one that asks for what a grammar cannot say.
    """
    if len(text) > _MAX_CHARACTERS:
        raise bad_schema(Words("it has more than {count:,} characters", count=_MAX_CHARACTERS))
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        reason = Words("it is no JSON from line {line}, column {column} on", line=line, column=column)
        raise bad_schema(reason) from error
    except (ValueError, RecursionError) as error:
        raise bad_schema(Words("it is no JSON ({reason})", reason=str(error)[:200])) from error
    converter = _Converter(schema)
    try:
        root = converter.rule_of(schema, "answer")
    except RecursionError as error:
        raise bad_schema(Words("it is nested too deeply")) from error
    return "\n".join(f"{name} ::= {rule}" for name, rule in {"root": root, **converter.rules}.items()) + "\n"


class _Converter:
    """Collects the rules of one schema."""

    def __init__(self, schema: Any) -> None:
        self._whole = schema
        self._references: dict[str, str] = {}
        self._numbers: dict[str, int] = {}  # the last one behind each name
        self.rules: dict[str, str] = {}

    def rule_of(self, schema: Any, name: str) -> str:
        """The body of a rule for values that fit ``schema``."""
        if schema is True or schema == {}:
            return self._base("value")
        if not isinstance(schema, Mapping):
            raise bad_schema(Words("the part “{name}” is no schema", name=name))
        self._check_keywords(schema, name)
        for keyword, rule in self._whole_rules(name).items():
            if keyword in schema:
                return rule(schema[keyword])
        if "allOf" in schema:
            return self.rule_of(self._merged(schema, name), name)
        return self._typed(schema, name)

    def _whole_rules(self, name: str) -> dict[str, Callable[[Any], str]]:
        """Keywords that say all there is to say of a value."""
        return {
            "$ref": lambda value: self._reference(str(value)),
            "const": lambda value: self._values([value]),
            "enum": self._values,
            "anyOf": lambda value: self._any(value, name),
            "oneOf": lambda value: self._any(value, name),  # that no other fits too cannot be said
        }

    def _typed(self, schema: Mapping[str, Any], name: str) -> str:
        kind = schema.get("type") or implied_type(schema)
        if isinstance(kind, list):
            return self._any([{**schema, "type": one} for one in kind], name)
        if kind is None:
            return self._base("value")
        if kind not in OF_TYPE:
            raise bad_schema(Words("it names the unknown type “{name}”", name=str(kind)[:60]))
        if not OF_TYPE[kind] & schema.keys():
            return self._base(kind)
        return {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
        }[kind](schema, name)

    def _check_keywords(self, schema: Mapping[str, Any], name: str) -> None:
        kinds = schema.get("type", list(OF_TYPE))
        kinds = kinds if isinstance(kinds, list) else [kinds]
        allowed = _GENERAL | _IGNORED | {key for k in kinds for key in OF_TYPE.get(str(k), ())}
        for whole in (key for key in ("$ref", "anyOf", "oneOf", "const", "enum") if key in schema):
            allowed = _IGNORED | {whole} | ({"type"} if whole in {"const", "enum"} else set())
        for keyword in schema:
            if keyword not in allowed:
                raise cannot(keyword, name)

    def _any(self, schemas: Any, name: str) -> str:
        if not isinstance(schemas, list) or not schemas:
            raise bad_schema(Words("a choice in “{name}” is empty", name=name))
        return " | ".join(self._named(part, f"{name}-{n}") for n, part in enumerate(schemas, 1))

    def _values(self, values: Any) -> str:
        if not isinstance(values, list) or not values:
            raise bad_schema(Words("an “enum” is empty"))
        texts = (json.dumps(value, ensure_ascii=False) for value in values)
        return "(" + " | ".join(literal(text) for text in texts) + ") " + self._base("space")

    def _string(self, schema: Mapping[str, Any], name: str) -> str:
        least, most = bounds(schema, "minLength", "maxLength")
        space = self._base("space")
        if "pattern" in schema:
            if least or most is not None:
                raise cannot("minLength", name)
            return rf'"\"" ({pattern_rule(str(schema["pattern"]))}) "\"" {space}'
        if schema.get("format") in FORMATS:  # any other is a remark, as the standard has it
            return rf'"\"" {FORMATS[schema["format"]]} "\"" {space}'
        if not least and most is None:
            return self._base("string")
        return rf'"\"" {repeated(self._base("char"), least, most)} "\"" {space}'

    def _integer(self, schema: Mapping[str, Any], name: str) -> str:
        limits = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        if not all(isinstance(schema.get(key, 0), int | float) for key in limits):
            raise cannot("exclusiveMinimum", name)
        least = [math.ceil(schema["minimum"])] if "minimum" in schema else []
        least += [math.floor(schema["exclusiveMinimum"]) + 1] if "exclusiveMinimum" in schema else []
        most = [math.floor(schema["maximum"])] if "maximum" in schema else []
        most += [math.ceil(schema["exclusiveMaximum"]) - 1] if "exclusiveMaximum" in schema else []
        return f"({integers(max(least, default=None), min(most, default=None))}) {self._base('space')}"

    def _array(self, schema: Mapping[str, Any], name: str) -> str:
        if schema.get("uniqueItems"):
            raise cannot("uniqueItems", name)
        space = self._base("space")
        if "prefixItems" in schema:
            fixed = [self._named(part, f"{name}-{n}") for n, part in enumerate(schema["prefixItems"], 1)]
            return f'"[" {space} ' + f' "," {space} '.join(fixed) + f' "]" {space}'
        least, most = bounds(schema, "minItems", "maxItems")
        if most == 0:
            return f'"[" {space} "]" {space}'
        item = self._named(schema.get("items", True), f"{name}-item")
        rest = repeated(f'("," {space} {item})', max(0, least - 1), None if most is None else most - 1)
        some = f"{item} {rest}"
        return f'"[" {space} ' + (some if least else f"({some})?") + f' "]" {space}'

    def _object(self, schema: Mapping[str, Any], name: str) -> str:
        if "minProperties" in schema or "maxProperties" in schema:
            raise cannot("minProperties", name)
        properties, required = schema.get("properties", {}), set(schema.get("required", ()))
        if missing := required - set(properties):
            raise bad_schema(Words("“{name}” is required, but no property", name=str(min(missing))[:60]))
        pairs = [(self._pair(key, part, name), key in required) for key, part in properties.items()]
        space, more = self._base("space"), schema.get("additionalProperties", False)
        other = self._other(more, name) if more not in (False, None) else None
        return f'"{{" {space} {self._members(pairs, other, name)} "}}" {space}'

    def _pair(self, key: str, schema: Any, name: str) -> str:
        space = self._base("space")
        part = self._named(schema, f"{name}-{key}")
        return f'{literal(json.dumps(key, ensure_ascii=False))} {space} ":" {space} {part}'

    def _other(self, schema: Any, name: str) -> str:
        """A pair with any key. It may name a property again; JSON readers take the last."""
        space = self._base("space")
        return f'{self._base("string")} ":" {space} {self._named(schema, f"{name}-other")}'

    def _members(self, pairs: Sequence[tuple[str, bool]], other: str | None, name: str) -> str:
        """The pairs in their order, those that are not required optional, commas only between them."""
        comma = f'"," {self._base("space")} '
        more = f"({comma}{other})*" if other else '""'
        after: dict[int, str] = {}  # the rule for what follows once a pair is written
        for n in reversed(range(len(pairs))):
            after[n] = self._fresh(f"{name}-after")
            self.rules[after[n]] = following(pairs, n + 1, after, comma, more)
        nothing = f'{other} {more} | ""' if other else '""'
        return f"({following(pairs, 0, after, '', nothing)})"

    def _merged(self, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
        """One schema out of all that must hold together."""
        parts = [self._resolved(part) for part in schema["allOf"]]
        parts.append({key: value for key, value in schema.items() if key != "allOf"})
        merged: dict[str, Any] = {}
        for part in parts:
            for key, value in part.items():
                if key == "properties":
                    merged[key] = {**merged.get(key, {}), **value}
                elif key == "required":
                    merged[key] = [*merged.get(key, []), *value]
                elif key in merged and merged[key] != value and key not in _IGNORED:
                    raise cannot(f"allOf: {key}", name)
                else:
                    merged[key] = value
        return merged

    def _resolved(self, part: Any) -> Mapping[str, Any]:
        found = self._target(str(part["$ref"])) if isinstance(part, Mapping) and "$ref" in part else part
        if not isinstance(found, Mapping):
            raise bad_schema(Words("a part of “allOf” is no schema"))
        return found

    def _reference(self, reference: str) -> str:
        if reference not in self._references:
            name = self._fresh(reference.rsplit("/", 1)[-1] or "whole")
            self._references[reference] = name  # before its rule: it may refer to itself
            self.rules[name] = ""
            self.rules[name] = self.rule_of(self._target(reference), name)
        return self._references[reference]

    def _target(self, reference: str) -> Any:
        found = self._whole
        if not reference.startswith("#"):
            raise bad_schema(Words("it refers to “{name}”, outside of itself", name=reference[:80]))
        for step in (s.replace("~1", "/").replace("~0", "~") for s in reference[1:].split("/")[1:]):
            if isinstance(found, Mapping) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                raise bad_schema(Words("it refers to “{name}”, which is not there", name=reference[:80]))
        return found

    def _named(self, schema: Any, name: str) -> str:
        """A rule of its own for a part; its name."""
        rule = self.rule_of(schema, name)
        if re.fullmatch(r"[a-z]+", rule):  # a basic rule's name already
            return rule
        fresh = self._fresh(name)
        self.rules[fresh] = rule
        return fresh

    def _fresh(self, name: str) -> str:
        if len(self.rules) > _MAX_RULES:
            raise bad_schema(Words("it has too many parts"))
        base = rule_name(name)
        while True:
            number = self._numbers[base] = self._numbers.get(base, 0) + 1
            fresh = base if number == 1 else f"{base}-n{number}"
            if fresh not in self.rules and fresh not in BASE and fresh != "root":
                return fresh

    def _base(self, name: str) -> str:
        if name not in self.rules:
            self.rules[name] = BASE[name]
            for needed in NEEDS.get(name, ()):
                self._base(needed)
        return name
