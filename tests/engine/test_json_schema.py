"""What a grammar made from a schema lets through is JSON that fits, and what it cannot hold is refused."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.errors import KnownError
from explorer.engine.gbnf import check_gbnf
from explorer.engine.json_schema import schema_to_gbnf
from explorer.engine.json_schema_texts import integers

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "mail": {"type": "string"}},
    "required": ["age"],
}
LIST = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
            "required": ["next"],
        }
    },
    "$ref": "#/$defs/node",
}


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        PERSON,
        LIST,
        {"type": ["string", "null"]},
        {"enum": ["a", 1, None, 'with "quotes"\n']},
        {"const": {"a": [1]}},
        {"type": "array", "items": PERSON, "minItems": 2, "maxItems": 4},
        {"type": "array", "prefixItems": [{"type": "string"}, PERSON]},
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"type": "string", "pattern": r"^\d{3}-[A-Z]+(x|y)?$"},
        {"type": "string", "minLength": 1, "maxLength": 5},
        {"type": "string", "format": "date-time"},
        {"allOf": [PERSON, {"properties": {"job": {"type": "string"}}, "required": ["job"]}]},
    ],
)
def test_schemas_become_grammars_that_are_well_formed(schema: Any) -> None:
    check_gbnf(schema_to_gbnf(json.dumps(schema)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ('{"type": "object", "minProperties": 2}', "minProperties"),
        ('{"type": "number", "multipleOf": 3}', "multipleOf"),
        ('{"not": {}}', "not"),
        ('{"type": "thing"}', "thing"),
        ('{"$ref": "#/$defs/none"}', "not there"),
        ('{"$ref": "https://example.org/x"}', "outside"),
        ('{"type": "string", "pattern": "^(?=a)b$"}', "pattern"),
        ('{"type": "string", "pattern": "a"}', "pattern"),
        ('{"type": "object", "properties": {"a": {}}, "required": ["b"]}', "required"),
        ('{"anyOf": [{}], "properties": {}}', "properties"),
        ('{"type": "integer", "minimum": 5, "maximum": 4}', "limits"),
        ('{"enum": []}', "enum"),
        ("[" * 10_000 + "]" * 10_000, ""),
        (json.dumps({"allOf": [{"type": "string"}, {"type": "object"}]}), "allOf"),
    ],
)
def test_what_cannot_be_held_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(KnownError, match="The JSON schema cannot be used") as refused:
        schema_to_gbnf(text)
    assert said in refused.value.what
    assert refused.value.advice


def test_a_rule_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(KnownError, match="begins with itself"):
        check_gbnf(schema_to_gbnf('{"$ref": "#"}'))


def _matches(rule: str, text: str) -> bool:
    """Alternatives of digits are regular expressions but for their quotes and spaces."""
    return re.fullmatch(rule.replace('"', "").replace(" ", ""), text) is not None


@given(st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(-4000, 4000))
def test_a_range_of_numbers_lets_through_just_these(one: int, other: int, number: int) -> None:
    least, most = sorted((one, other))
    assert _matches(integers(least, most), str(number)) == (least <= number <= most)
    assert _matches(integers(least, None), str(number)) == (number >= least)
    assert _matches(integers(None, most), str(number)) == (number <= most)
