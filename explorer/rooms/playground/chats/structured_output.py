"""Structured output: free text, JSON by a schema, or a grammar; checked before anything is asked."""

import json
from typing import Literal

from explorer.domain.errors import KnownError
from explorer.domain.tokens import AnswerOptions, Constraint
from explorer.domain.words import Words
from explorer.engine.structured_output.grammar import grammar_of

OutputForm = Literal["text", "json_schema", "gbnf"]

SCHEMA_EXAMPLE = """{
  "type": "object",
  "properties": {
    "title": {"type": "string"},
    "year": {"type": "integer"},
    "genres": {"type": "array", "items": {"type": "string"}}
  },
  "required": ["title", "year", "genres"]
}"""
GRAMMAR_EXAMPLE = """root ::= "Answer: " verdict "\\nBecause " reason
verdict ::= "yes" | "no"
reason ::= [^\\n]+ "\\n"
"""


def check_structure(constraint: Constraint) -> bool:
    """Whether its grammar holds an answer to all of it; else the answer is checked once it is whole.

    Raises KnownError that says what is wrong, and where.
    """
    if not constraint.text.strip():
        if constraint.kind == "gbnf":
            raise KnownError(Words("The grammar is empty."), Words("Write one, or begin with the example."))
        raise KnownError(Words("The JSON schema is empty."), Words("Write one, or begin with the example."))
    grammar = grammar_of(constraint)
    return grammar is None or grammar.schema is None


def is_json(text: str) -> bool:
    """Whether a text is one whole JSON value that is worth showing as such: an object or an array."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_held_to_json(options: AnswerOptions | None) -> bool:
    """Whether an answer had to be JSON."""
    constraint = options.constraint if options is not None else None
    return constraint is not None and constraint.kind == "json_schema"


def fence(text: str = "") -> str:
    """The Markdown that begins JSON as code, longer than any of its kind in ``text``."""
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}json\n"


def as_json(text: str) -> str:
    """Markdown that shows JSON as code, whatever its texts hold; one that is not whole yet can grow."""
    opening = fence(text)
    closing = "\n" + opening.removesuffix("json\n") if is_json(text) else ""
    return f"{opening}{text}{closing}" if text else ""
