"""JSON schema to GBNF grammar, and whether every text of that grammar fits the schema.

A grammar cannot say all that a schema can (``uniqueItems``, ``oneOf``, ``not``, a pattern that looks
ahead). Where it lets through more than the schema, the answer has to be checked afterwards. It also lets
through less: properties come in the order of the schema, and others only where ``additionalProperties``
names them; a value of no said type is of the type its keywords are for. Numbers beyond 64 bits, and white
space beyond one line break with its indent, are left out: both only tempt a model to go on for ever.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from explorer.domain.words import Words
from explorer.engine.structured_output.base_rules import (
    BASE_RULES,
    NOTHING_FITS,
    RULE_NEEDS,
    TYPE_KEYWORDS,
    UNSUPPORTED_KEYWORDS,
    ImpossibleError,
    count_bounds,
    implied_type,
    is_of_type,
    repeat_rule,
    rule_name,
)
from explorer.engine.structured_output.container_rules import array_rule, object_rule
from explorer.engine.structured_output.grammar import Grammar
from explorer.engine.structured_output.number_rules import decimal_rule, integer_rule, number_limits
from explorer.engine.structured_output.schema_merge import Schema, joint_schema, listed_values, merged_schema
from explorer.engine.structured_output.schema_reader import (
    SchemaReferences,
    bad_schema,
    check_words,
    is_annotation,
    read_schema,
)
from explorer.engine.structured_output.text_rules import FORMATS, UnsupportedError, one_of, pattern_rule

_MAX_RULES = 5_000
_MAX_STEPS = 20_000  # schemas looked at, those included that lead to no rule
_MAX_READ = 20_000_000  # characters of them all, what is within each included
_NEVER = r"[^\x00-\U0010FFFF]"  # a character that is none of all
_MAX_LENGTH = 10_000  # of a text or an array; beyond, a grammar only knows "more"


def schema_to_gbnf(text: str) -> Grammar:
    """A grammar for JSON that fits this schema. Raises KnownError: no JSON, no schema, or nothing fits."""
    schema = read_schema(text)
    try:
        maker = RuleMaker(schema)
        root = maker.rule_of(schema, "answer")
    except RecursionError as error:
        raise bad_schema(Words("it is nested too deeply")) from error
    except ImpossibleError as error:
        raise bad_schema(error.reason) from error
    rules = {"root": root, **maker.rules}
    gbnf = "\n".join(f"{name} ::= {rule}" for name, rule in rules.items()) + "\n"
    return Grammar(gbnf, schema=None if maker.is_exact else schema)


class RuleMaker:
    """Collects the rules of one schema. ``named``, ``base`` and ``fresh`` give the name of one."""

    def __init__(self, schema: Any) -> None:
        self._references = SchemaReferences(schema)
        self._names: dict[str, str] = {}  # of the rules for schemas; "" while nothing fits
        self._numbers: dict[str, int] = {}  # the last one behind each name
        self._steps = self._read = 0
        self.rules: dict[str, str] = {}
        self.is_exact = True

    def rule_of(self, schema: Any, name: str) -> str:
        """The body of a rule for values that fit ``schema``. Raises ImpossibleError if none does."""
        self._step()
        if schema is False:
            raise ImpossibleError(NOTHING_FITS)
        if schema is True:
            return self.base("value")
        self._look_at(schema, name)
        said = {key: value for key, value in schema.items() if key == "format" or not is_annotation(key)}
        if said.keys() == {"$ref"}:
            return self._reference(said["$ref"], name)
        if "$ref" in said or "allOf" in said:
            return self.rule_of(merged_schema(self._opened(said, name, 0), self.loosen), name)
        if (values := listed_values(said)) is not None:
            return self._values(said, values)
        for choice in ("anyOf", "oneOf"):
            if choice in said:
                return self._choice(said, choice, name)
        return self._typed(said, name)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise bad_schema(Words("it has too many parts"))

    def loosen(self) -> None:
        """What is written lets through more than the schema."""
        self.is_exact = False

    def _look_at(self, schema: Mapping[str, Any], name: str) -> None:
        check_words(schema, name)
        if UNSUPPORTED_KEYWORDS & schema.keys() or schema.get("uniqueItems"):
            self.loosen()

    def _opened(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Schema]:
        """The schemas that must hold together, without references and ``allOf``."""
        self._step()
        if depth > 50:
            raise bad_schema(Words("“{name}” refers to itself", name=name[:60]))
        self._look_at(schema, name)
        inner = list(schema.get("allOf", ()))
        if "$ref" in schema:
            found = self._references.find(schema["$ref"])
            inner.append(True if found is None else found)
            self.is_exact = self.is_exact and found is not None
        parts = [{key: value for key, value in schema.items() if key not in {"allOf", "$ref"}}]
        for part in inner:
            if part is False:
                raise ImpossibleError(NOTHING_FITS)
            if part is not True:
                parts += self._opened(part, name, depth + 1)
        return [_in_one_form(part) for part in parts]

    def _reference(self, reference: str, name: str) -> str:
        found = self._references.find(reference)
        if found is None:
            self.loosen()
            return self.base("value")
        return self.named(found, reference.rsplit("/", 1)[-1].strip("#") or name)

    def _values(self, schema: Mapping[str, Any], values: Sequence[Any]) -> str:
        if not values:
            raise ImpossibleError(Words("an “enum” is empty"))
        if kinds := _kinds_of(schema):
            values = [value for value in values if any(is_of_type(value, kind) for kind in kinds)]
        if not values:
            raise ImpossibleError(NOTHING_FITS)
        if schema.keys() - {"const", "enum", "type"}:
            self.loosen()
        texts = [json.dumps(value, ensure_ascii=False) for value in values]
        return f"{one_of(texts)} {self.base('space')}"

    def _choice(self, schema: Mapping[str, Any], choice: str, name: str) -> str:
        beside = {key: value for key, value in schema.items() if key != choice}
        if choice == "oneOf" and not self._are_apart(schema[choice]):
            self.loosen()
        rules = []
        for n, part in enumerate(schema[choice], 1):
            whole = joint_schema(beside, part) if beside else part
            try:
                rules.append(self.named(whole, f"{name}-{n}"))
            except ImpossibleError:
                continue
        if not rules:
            raise ImpossibleError(NOTHING_FITS)
        return " | ".join(dict.fromkeys(rules))

    def _are_apart(self, parts: Sequence[Any]) -> bool:
        """Whether no value can fit two of them, as their types say."""
        seen: set[str] = set()
        for part in parts:
            is_reference = isinstance(part, Mapping) and "$ref" in part
            meant = self._references.find(part["$ref"]) if is_reference else part
            kinds = {"number" if kind == "integer" else kind for kind in _kinds_of(meant)}
            if not kinds or kinds & seen:
                return False
            seen |= kinds
        return True

    def _typed(self, schema: Mapping[str, Any], name: str) -> str:
        kind = schema.get("type") or implied_type(schema)
        if isinstance(kind, list):
            return self._choice({"anyOf": [{**schema, "type": one} for one in kind]}, "anyOf", name)
        if kind is None:
            return self.base("value")
        if kind not in TYPE_KEYWORDS:
            raise bad_schema(Words("it names the unknown type “{name}”", name=str(kind)[:60]))
        if not TYPE_KEYWORDS[kind] & schema.keys():
            return self.base(kind)
        rules: dict[str, Callable[[Schema, str], str]] = {
            "object": partial(object_rule, self),
            "array": partial(array_rule, self),
            "string": self._string,
            "integer": self._number,
            "number": self._number,
        }
        return rules[kind](_in_one_form(schema), name)

    def _string(self, schema: Mapping[str, Any], _name: str) -> str:
        return self._text(schema) + self.base("space")

    def _text(self, schema: Mapping[str, Any]) -> str:
        """A text without the white space behind it."""
        least, most = count_bounds(schema, "minLength", "maxLength")
        char = self.base("char")
        if "pattern" in schema:
            try:
                inside = f"({pattern_rule(schema['pattern'])})"
            except UnsupportedError:
                self.loosen()
            else:
                if least or most is not None:
                    self.loosen()
                return rf'"\"" {inside} "\"" '
        if (inside := FORMATS.get(str(schema.get("format")), "")) and not least and most is None:
            return rf'"\"" {inside} "\"" '  # any other format is a remark, as the standard has it
        return rf'"\"" {repeat_rule(char, *self.held(least, most))} "\"" '

    def held(self, least: int, most: int | None) -> tuple[int, int | None]:
        """How often something is repeated, as far as a grammar counts."""
        if least > _MAX_LENGTH or (most or 0) > _MAX_LENGTH:
            self.loosen()
            return min(least, _MAX_LENGTH), None
        return least, most

    def _number(self, schema: Mapping[str, Any], _name: str) -> str:
        limits, places = number_limits(schema), None
        is_whole = schema.get("type") == "integer"
        step = schema.get("multipleOf", 1 if is_whole else None)
        if step in _PLACES:
            places = _PLACES[step]
        elif step is not None:
            self.loosen()
        if not limits.is_whole:
            self.loosen()
        rule = integer_rule(limits) if is_whole or places == 0 else decimal_rule(limits, places)
        if not rule:
            raise ImpossibleError(Words("no number lies between its limits"))
        return f"({rule}) {self.base('space')}"

    def named(self, schema: Any, name: str) -> str:
        """A rule of its own for a part. Equal parts share one, so a schema may hold itself.

        Raises ImpossibleError if no value fits.
        """
        key = json.dumps(schema, sort_keys=True)
        self._read += len(key)
        if self._read > _MAX_READ:
            raise bad_schema(Words("it has too many parts"))
        if key not in self._names:
            fresh = self._names[key] = self.fresh(name)
            self.rules[fresh] = ""  # before it is known: it may refer to itself
            try:
                rule = self.rule_of(schema, name)
            except ImpossibleError:
                self._names[key], self.rules[fresh] = "", _NEVER
                raise
            if rule in self.rules and rule != fresh:
                self._names[key] = rule  # one that is there already
            self.rules[fresh] = rule
        if not self._names[key]:
            raise ImpossibleError(NOTHING_FITS)
        return self._names[key]

    def fresh(self, name: str) -> str:
        """One that is not written yet."""
        if len(self.rules) > _MAX_RULES:
            raise bad_schema(Words("it has too many parts"))
        base = rule_name(name)
        while True:
            number = self._numbers[base] = self._numbers.get(base, 0) + 1
            fresh = base if number == 1 else f"{base}-n{number}"
            if fresh not in self.rules and fresh not in BASE_RULES and fresh != "root":
                return fresh

    def base(self, name: str) -> str:
        """One that every JSON needs."""
        if name not in self.rules:
            self.rules[name] = BASE_RULES[name]
            for needed in RULE_NEEDS.get(name, ()):
                self.base(needed)
        return name


_PLACES = {float(f"1e-{places}"): places for places in range(16)}


def _kinds_of(schema: Any) -> list[str]:
    """The types a schema names."""
    kinds = schema.get("type", []) if isinstance(schema, Mapping) else []
    return kinds if isinstance(kinds, list) else [kinds]


def _in_one_form(schema: Mapping[str, Any]) -> Schema:
    """``items`` as a list, of older drafts, is ``prefixItems``, and ``additionalItems`` what follows."""
    if not isinstance(schema.get("items"), list):
        return dict(schema)
    found = {key: value for key, value in schema.items() if key not in {"items", "additionalItems"}}
    if schema["items"]:
        found["prefixItems"] = schema["items"]
    if "additionalItems" in schema:
        found["items"] = schema["additionalItems"]
    return found
