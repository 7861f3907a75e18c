"""The grammar of an answer that has to call a tool: as the model's family writes calls, with arguments that
fit the schema of the tool.
"""

import json
from collections.abc import Mapping
from typing import Any

from explorer.domain.call_format import FUNCTION, FUNCTION_END, PARAMETER, PARAMETER_END, CallFormat
from explorer.domain.errors import RequestError
from explorer.domain.tools import OfferedTools, ToolSpec
from explorer.domain.words import Words
from explorer.engine.structured_output.base_rules import ImpossibleError
from explorer.engine.structured_output.gbnf import check_gbnf
from explorer.engine.structured_output.grammar import Grammar
from explorer.engine.structured_output.schema_grammar import RuleMaker
from explorer.engine.structured_output.schema_reader import bad_schema
from explorer.engine.structured_output.text_rules import literal, one_of

_MOST_CALLS = 16  # of one answer: a model may not find an end
_TAGGED = '("\\n"? [^<\\n] | "\\n"? "<" [^/])*'  # a text within tags; it may not speak of their ends


def call_grammar(tools: OfferedTools, known: CallFormat | None) -> Grammar:
    """Raises RequestError: how this model writes calls is not known, or a schema cannot be used."""
    if known is None:
        raise RequestError(
            Words("How this model writes calls of tools is not known, so it cannot be made to call one."),
            Words("Leave to the model whether it calls one, or choose another model."),
        )
    specs = [spec for spec in tools.specs if spec.name in tools.must]
    schemas = [_own_references(spec.parameters, f"#/$defs/{n}") for n, spec in enumerate(specs)]
    maker = RuleMaker({"$defs": {str(n): schema for n, schema in enumerate(schemas)}})
    try:
        calls = [_call(maker, spec, schema, known) for spec, schema in zip(specs, schemas, strict=True)]
    except RecursionError as error:
        raise bad_schema(Words("it is nested too deeply")) from error
    except ImpossibleError as error:
        raise bad_schema(error.reason) from error
    call = f"({' | '.join(calls)})"
    is_single = known.is_single or not tools.is_parallel
    root = _root(call, known, 1 if is_single else _MOST_CALLS)
    rules = {"root": root, **maker.rules}
    return Grammar(*check_gbnf("".join(f"{name} ::= {rule}\n" for name, rule in rules.items())))


def _root(call: str, known: CallFormat, most: int) -> str:
    """So many calls at most, one after another."""
    opening, closing = known.opening, known.closing
    if known.is_list:
        more = f'("," " "? {call}){{0,{most - 1}}}' if most > 1 else ""
        return f"{literal(f'{opening}[')} {call} {more} {literal(f']{closing}')}"
    one = " ".join(part for part in (_literal(opening), call, _literal(closing)) if part)
    return f'{one} ("\\n"? {one}){{0,{most - 1}}}' if most > 1 else one


def _literal(text: str) -> str:
    return literal(text) if text else ""


def _call(maker: RuleMaker, spec: ToolSpec, schema: Mapping[str, Any], known: CallFormat) -> str:
    """The name of a rule for one call, without what stands around it. Raises ImpossibleError."""
    name = maker.fresh(f"call-{spec.name}")
    maker.rules[name] = ""  # taken
    if known.is_tagged:
        rule = f"{literal(f'{FUNCTION}{spec.name}>\n')} {_tags(maker, schema)} {literal(FUNCTION_END)}"
    elif known.between:
        rule = f"{literal(spec.name + known.between)} {maker.named(_object(schema), 'arguments')}"
    else:
        head = f'{{"{known.name_key}": {json.dumps(spec.name)}, "{known.arguments_key}": '
        rule = f'{literal(head)} {maker.named(_object(schema), "arguments")} "}}"'
    maker.rules[name] = rule
    return name


def _tags(maker: RuleMaker, schema: Mapping[str, Any]) -> str:
    """Arguments between tags, in the order of the schema."""
    required = schema.get("required", ())
    rules = []
    for key, part in schema.get("properties", {}).items():
        is_text = isinstance(part, Mapping) and part.get("type") == "string" and "enum" not in part
        value = _TAGGED if is_text else maker.named(part, f"value-{key}")
        if isinstance(part, Mapping) and all(isinstance(one, str) for one in part.get("enum") or [0]):
            value = maker.fresh(f"text-{key}")
            maker.rules[value] = one_of(part["enum"])
        tag = f"{literal(f'{PARAMETER}{key}>\n')} {value} {literal(f'\n{PARAMETER_END}\n')}"
        rules.append(tag if key in required else f"({tag})?")
    return " ".join(rules) or '""'


def _object(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments are an object whatever their schema says."""
    if not schema.keys() & {"type", "$ref", "anyOf", "oneOf", "allOf"}:
        return {**schema, "type": "object"}
    return schema


def _own_references(value: Any, home: str) -> Any:
    """A schema that stands within another at ``home``, where its addresses within itself begin then."""
    if isinstance(value, list):
        return [_own_references(part, home) for part in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: home + part[1:]
        if key == "$ref" and isinstance(part, str) and part.startswith("#")
        else _own_references(part, home)
        for key, part in value.items()
    }
