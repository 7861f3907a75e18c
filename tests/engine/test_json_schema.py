"""What a grammar made from a schema lets through is JSON that fits, or is known to need a look afterwards."""

import json
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Constraint
from explorer.engine.structured_output.gbnf import check_gbnf
from explorer.engine.structured_output.grammar import Grammar, grammar_of
from explorer.engine.structured_output.number_rules import (
    NumberBound,
    NumberLimits,
    decimal_rule,
    integer_range_rule,
)
from explorer.engine.structured_output.schema_grammar import schema_to_gbnf
from explorer.engine.structured_output.validator_process import validated
from tests.engine.grammar_walk import Walk

TEXT = {"type": "string"}
PERSON = {
    "type": "object",
    "properties": {"name": TEXT, "age": {"type": "integer"}, "mail": TEXT},
    "required": ["age"],
}
NODE = {
    "type": "object",
    "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
    "required": ["next"],
}
LIST = {"$defs": {"node": NODE}, "$ref": "#/$defs/node"}
CLOSED = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": False}


@pytest.fixture(scope="module")
def walk(scripted: Path) -> Iterator[Walk]:
    walk = Walk(scripted)
    yield walk
    walk.close()


def grammar(schema: Any) -> Grammar:
    found = grammar_of(Constraint("json_schema", json.dumps(schema)))
    assert found is not None
    return found


# Each schema with values that a model may write, and with others that no grammar of it lets through
EXACT: list[tuple[Any, list[Any], list[Any]]] = [
    (True, [1, "a", None, [{"b": 2}]], []),
    (PERSON, [{"age": 3}, {"name": "x", "age": 1}], [{}, {"age": "3"}, {"age": 1, "pet": 1}]),
    (LIST, [{"next": None}, {"next": {"next": None}}], [{"next": 1}, {}]),
    ({"type": ["string", "null"]}, ["a", None], [1]),
    ({"enum": ["a", 1, None, 'with "quotes"\n']}, ["a", 1, None, 'with "quotes"\n'], ["b", 2]),
    ({"const": {"a": [1]}}, [{"a": [1]}], [{"a": [2]}]),
    ({"type": "integer", "enum": [1, "1", 2]}, [1, 2], ["1"]),
    ({"type": "array", "items": PERSON, "minItems": 1, "maxItems": 2}, [[{"age": 1}]], [[]]),
    ({"items": {"type": "null"}, "maxItems": 3000}, [[], [None] * 3000], [[None] * 3001]),
    ({"items": {"type": "null"}, "maxItems": 2}, [[], [None], [None, None]], [[None, None, None]]),
    ({"type": "array", "prefixItems": [TEXT, {"type": "null"}]}, [["a", None]], [[None, "a"]]),
    ({"prefixItems": [TEXT], "items": {"type": "null"}, "minItems": 2}, [["a", None]], [["a"], ["a", "b"]]),
    ({"items": [TEXT], "additionalItems": False}, [["a"]], [["a", 1], [1]]),
    # What Pydantic makes of ge, gt, le, lt
    ({"type": "number", "minimum": 0, "maximum": 1}, [0, 1, 0.5, 0.25], [-0.1, 1.01, 2]),
    ({"type": "number", "exclusiveMinimum": 0}, [0.001, 7, 12.5], [0, -1]),
    ({"type": "number", "exclusiveMaximum": -2.5}, [-2.51, -3, -99], [-2.5, -2.4, 0]),
    ({"type": "number", "minimum": 0, "multipleOf": 0.01}, [9.99, 3], [0.001, -1]),
    ({"type": "integer", "minimum": -3, "exclusiveMaximum": 12}, [-3, 0, 11], [-4, 12]),
    ({"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}, [0, -5, 10**15], ["a"]),
    # A type beside a choice, and what holds for one type alone
    ({"type": "string", "anyOf": [{"minLength": 2}, {"const": ""}]}, ["", "ab"], ["a", 1]),
    ({"type": ["string", "integer"], "minLength": 2, "minimum": 5}, ["ab", 5], ["a", 4]),
    ({"type": "object", "properties": {"a": TEXT}, "anyOf": [{"required": ["a"]}]}, [{"a": "x"}], [{}]),
    ({"oneOf": [TEXT, {"type": "null"}]}, ["a", None], [1]),
    # Patterns: those that are not anchored too
    ({"type": "string", "pattern": r"^\d{3}-[A-Z]+(x|y)?$"}, ["123-AB", "123-Zx"], ["12-A", "a123-A"]),
    ({"type": "string", "pattern": "b+"}, ["b", "abba", "\n b"], ["a", ""]),
    ({"type": "string", "pattern": "^a|b$"}, ["ax", "xb"], ["xa", "bx"]),
    ({"type": "string", "pattern": r"^[\^a]$"}, ["^", "a"], ["b"]),
    ({"type": "string", "pattern": r"^[!-~]+$"}, ["ab!"], ['"', "\\", "ä"]),
    ({"type": "string", "minLength": 1, "maxLength": 5}, ["a", "ä日b"], ["", "abcdef"]),
    ({"type": "string", "maxLength": 3000}, ["a" * 3000], ["a" * 3001]),
    ({"type": "string", "format": "date"}, ["2026-11-30"], ["30.11.2026"]),
    # Names that are not properties' own
    ({"type": "object", "additionalProperties": {"type": "number"}}, [{}, {"x": 1, "y": 2}], [{"x": "1"}]),
    (
        {"properties": {"a": TEXT, "ab": TEXT}, "additionalProperties": {"type": "number"}},
        [{"a": "x", "b": 1}, {"abc": 1}, {"a": "x", "": 1}],
        [{"a": 1}, {"ab": 1}, {"b": "x"}],
    ),
    ({"type": "object", "required": ["a"]}, [{"a": 1}, {"a": [], "b": 2}], [{"b": 2}]),
    ({"additionalProperties": True, "maxProperties": 1}, [{}, {"a": 1}], [{"a": 1, "b": 2}]),
    ({"propertyNames": {"enum": ["a", "b"]}, "additionalProperties": TEXT}, [{"a": "x"}], [{"c": "x"}]),
    # Several that hold together
    ({"allOf": [PERSON, {"properties": {"b": TEXT}, "required": ["b"]}]}, [{"age": 1, "b": ""}], [{}]),
    ({"allOf": [CLOSED, {"properties": {"b": TEXT}}]}, [{"a": "x"}, {}], [{"b": "x"}, {"a": "x", "b": "y"}]),
    ({"allOf": [{"minimum": 3}, {"type": "integer"}, {"maximum": 4}]}, [3, 4], [2, 5]),
    ({"$ref": "#/$defs/t", "maxLength": 1, "$defs": {"t": TEXT}}, ["a", ""], ["ab", 1]),
    ({"$ref": "#t", "$defs": {"x": {"$anchor": "t", **TEXT}}}, ["a"], [1]),
    ({"properties": {"a": False, "b": TEXT}}, [{"b": "x"}, {}], [{"a": 1}]),
    ({"anyOf": [False, TEXT]}, ["a"], [1]),
    ({"properties": {f"p{n}": TEXT for n in range(150)}}, [{}, {"p7": "", "p149": ""}], [{"p0": 1}]),
    # Remarks
    ({"type": "integer", "nullable": True, "example": 3, "x-a": 1, "$comment": "", "of": 1}, [3], [None]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "allowed", "refused"), EXACT)
def test_a_grammar_lets_through_what_fits_and_nothing_else(
    walk: Walk, schema: Any, allowed: list[Any], refused: list[Any]
) -> None:
    made = grammar(schema)
    assert made.schema is None, "nothing is left to be checked afterwards"
    for value in allowed:
        assert validated(json.dumps(schema), json.dumps(value)) == {}
        assert walk.accepts(made.text, json.dumps(value, ensure_ascii=False)), value
    for value in refused:
        assert not walk.accepts(made.text, json.dumps(value, ensure_ascii=False)), value


# Each schema with a value that fits, and one that its grammar lets through although it does not fit
LOOSE: list[tuple[Any, Any, Any]] = [
    ({"type": "array", "uniqueItems": True}, [1, 2], [1, 1]),
    ({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}, 1, 3),
    ({"type": "number", "multipleOf": 0.07}, 0.21, 0.2),
    ({"type": "string", "pattern": "^(?!a)"}, "b", "a"),
    ({"type": "string", "pattern": "^a", "minLength": 2}, "ab", "a"),
    ({"type": "string", "pattern": "^a?+b$"}, "ab", "x"),
    ({"not": {"type": "string"}}, 1, "a"),
    ({"if": {"type": "string"}, "then": {"maxLength": 1}}, "a", "ab"),
    ({"properties": {"a": TEXT, "b": TEXT}, "minProperties": 2}, {"a": "", "b": ""}, {"a": ""}),
    ({"properties": {"a": TEXT}, "propertyNames": {"minLength": 2}}, {}, {"a": ""}),
    ({"patternProperties": {"^a": TEXT}, "additionalProperties": True}, {"ab": "x"}, {"ab": 1}),
    ({"type": "array", "contains": {"const": 1}}, [2, 1], [2]),
    ({"properties": {"a": TEXT, "b": TEXT}, "dependentRequired": {"a": ["b"]}}, {"b": "x"}, {"a": "x"}),
    ({"$id": "urn:one", "$ref": "#/$defs/t", "$defs": {"t": {"$id": "urn:two", **TEXT}}}, "a", 1),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "right", "wrong"), LOOSE)
def test_what_a_grammar_cannot_hold_is_checked_afterwards(
    walk: Walk, schema: Any, right: Any, wrong: Any
) -> None:
    made = grammar(schema)
    assert made.schema == schema
    for value, fits in ((right, True), (wrong, False)):
        assert walk.accepts(made.text, json.dumps(value))
        verdict = validated(json.dumps(schema), json.dumps(value))
        assert (verdict == {}) is fits, verdict
        assert "fault" not in verdict


def test_a_grammar_counts_only_so_far() -> None:
    assert grammar({"type": "string", "maxLength": 9_000}).schema is None
    assert grammar({"type": "string", "maxLength": 90_000}).schema is not None
    assert grammar({"type": "array", "minItems": 90_000}).schema is not None


def test_the_check_names_the_place_and_the_keyword() -> None:
    schema = {"properties": {"items": {"items": {"properties": {"price": {"multipleOf": 0.01}}}}}}
    answer = {"items": [{"price": 0.07}, {"price": 0.005}]}
    verdict = validated(json.dumps(schema), json.dumps(answer))
    assert verdict == {"keyword": "multipleOf", "place": "$.items[1].price"}


def test_nothing_is_fetched_where_a_check_meets_a_foreign_reference() -> None:
    schema = {"$defs": {"a": {"$id": "http://localhost:9/b", "$ref": "c"}}, "$ref": "#/$defs/a"}
    assert "Unresolvable" in validated(json.dumps(schema), "1")["fault"]


@pytest.mark.parametrize(
    "wrapped",
    [
        {"name": "person", "strict": True, "schema": PERSON},
        {"type": "json_schema", "json_schema": {"name": "person", "schema": PERSON}},
        {"type": "json_schema", "name": "person", "schema": PERSON, "strict": True},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "person", "schema": PERSON}}},
        {"type": "function", "function": {"name": "person", "parameters": PERSON}},
        {"name": "person", "description": "One.", "input_schema": PERSON},
    ],
)
def test_what_apis_put_around_a_schema_is_taken_off(wrapped: Any) -> None:
    assert grammar(wrapped) == grammar(PERSON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ('{"const": NaN}', "no JSON"),
        ('{"const": "\\ud800"}', "no JSON"),
        ('{"type": "thing"}', "thing"),
        ('{"$ref": "#/$defs/none"}', "not there"),
        ('{"$ref": "https://example.org/x"}', "outside"),
        ('{"type": "string", "pattern": "("}', "pattern"),
        ('{"type": "integer", "minimum": 5, "maximum": 4}', "limits"),
        ('{"type": "number", "exclusiveMinimum": 5, "maximum": 5}', "limits"),
        ('{"type": "number", "minimum": 5.6, "maximum": 5.4}', "limits"),
        ('{"type": "string", "minLength": 5, "maxLength": 4}', "do not fit"),
        ('{"type": "string", "minLength": "5"}', "wrong value"),
        ('{"type": "string", "maxlength": 5}', "maxLength"),
        ('{"type": "string", "enums": ["a"]}', "enum"),
        ('{"properties": {"a": {"required": true}}}', "wrong value"),
        ('{"enum": []}', "enum"),
        ("false", "no value"),
        ('{"properties": {"a": false}, "required": ["a"]}', "no value"),
        ('{"allOf": [{"$ref": "#"}]}', "itself"),
        ('{"anyOf": []}', "wrong value"),
        ('{"type": "object", "propertyNames": {"allOf": -1}}', "wrong value"),
        ('{"type": "string", "pattern": {}}', "wrong value"),
        ('{"$defs": {"a": 5}}', "no schema"),
        ('{"x": {"enum": 5}, "$ref": "#/x"}', "wrong value"),
        ("[" * 10_000 + "]" * 10_000, ""),
        (json.dumps({"allOf": [{"type": "string"}, {"type": "object"}]}), "no value"),
    ],
)
def test_what_nothing_can_keep_to_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(KnownError, match="The JSON schema cannot be used") as refused:
        schema_to_gbnf(text)
    assert said in refused.value.what
    assert refused.value.advice


LONG = {"prefixItems": [{"type": "string", "minLength": 9_000 + n} for n in range(30)]}


@pytest.mark.parametrize("schema", [{"$ref": "#"}, LONG])
def test_what_no_grammar_can_hold_is_refused_as_a_schema(schema: Any) -> None:
    with pytest.raises(KnownError, match=r"schema cannot be used: it is too large, or .* begins with itself"):
        grammar(schema)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"properties": {f"p{number}": {} for number in range(12_000)}}, "too many parts"),
        ({"properties": {f"p{number}": {"maxLength": number} for number in range(6_000)}}, "too many parts"),
    ],
)
def test_large_schemas_end_in_words_and_soon(schema: Any, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(KnownError, match=said):
        grammar(schema)
    assert time.process_time() - begun < 5


def test_many_values_are_a_tree_of_what_they_begin_with(walk: Walk) -> None:
    values = [*(f"item {n}" for n in range(2_000)), *range(1_500), 'a"', "a\\", "", "a", None]
    text = grammar({"enum": values}).text
    assert all(walk.accepts(text, json.dumps(value)) for value in [*values[1_997:2_003], *values[-6:]])
    assert not any(walk.accepts(text, json.dumps(value)) for value in ["item 2000", 1_500, "b"])


def test_choices_within_choices_end() -> None:
    choices = [{"anyOf": [{"required": [f"{name}{number}"]} for name in "abcdefgh"]} for number in range(8)]
    with pytest.raises(KnownError, match="too many parts"):
        grammar({"type": "object", "allOf": choices})


def test_schemas_that_hold_themselves_together_come_to_an_end(walk: Walk) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/a"}, "b": TEXT}}
    both = {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}, {"allOf": [{"$ref": "#/$defs/a"}]}]}
    other = {"properties": {"next": {"$ref": "#/$defs/b"}}, "required": ["b"]}
    made = grammar({**both, "$defs": {"a": node, "b": other}})
    assert made.schema is None
    assert walk.accepts(made.text, '{"next": {"b": "x"}, "b": "y"}')
    assert not walk.accepts(made.text, '{"next": {}, "b": "y"}')


def _matches(rule: str, text: str) -> bool:
    """Alternatives of digits are regular expressions but for their quotes, points and spaces."""
    return re.fullmatch(rule.replace('"."', r"\.").replace('"', "").replace(" ", ""), text) is not None


@given(st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(-4000, 4000))
def test_a_range_of_numbers_lets_through_just_these(one: int, other: int, number: int) -> None:
    least, most = sorted((one, other))
    assert _matches(integer_range_rule(least, most), str(number)) == (least <= number <= most)
    assert _matches(integer_range_rule(least, None), str(number)) == (number >= least)
    assert _matches(integer_range_rule(None, most), str(number)) == (number <= most)


_NUMBERS = st.builds(
    lambda number, places: Decimal(number).scaleb(-places), st.integers(-400, 400), st.integers(0, 3)
)


@given(_NUMBERS, _NUMBERS, st.tuples(st.booleans(), st.booleans()), _NUMBERS)
def test_a_range_of_decimals_lets_through_just_these(
    one: Decimal, other: Decimal, is_open: tuple[bool, bool], number: Decimal
) -> None:
    low, high = sorted((one, other))
    below = low < number or (number == low and not is_open[0])
    above = number < high or (number == high and not is_open[1])
    rule = decimal_rule(NumberLimits(NumberBound(low, is_open[0]), NumberBound(high, is_open[1])))
    text = "0" if number == 0 else format(number.normalize(), "f")
    assert bool(rule and _matches(rule, text)) == (below and above)


def test_every_grammar_is_well_formed() -> None:
    for schema, *_ in [*EXACT, *LOOSE]:
        check_gbnf(schema_to_gbnf(json.dumps(schema)).text)
