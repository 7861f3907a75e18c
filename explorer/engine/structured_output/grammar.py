"""The grammar of a constrained answer, made from a GBNF text or a JSON schema and checked."""

from dataclasses import dataclass
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Constraint
from explorer.domain.words import Words


@dataclass(frozen=True)
class Grammar:
    """``tokens``: those of the model that it names, as ``<name>`` or ``<[number]>``.

    ``schema``: what the answer must be checked against once it is whole, because the grammar lets through
    more; ``None`` if it does not.
    """

    text: str
    tokens: frozenset[str] = frozenset()
    schema: Any = None


def grammar_of(constraint: Constraint | None) -> Grammar | None:
    """The grammar of an answer, checked. Raises KnownError."""
    if constraint is None:
        return None
    from explorer.engine.structured_output.gbnf import check_gbnf  # noqa: PLC0415  few answers need them, every load would wait
    from explorer.engine.structured_output.schema_grammar import schema_to_gbnf  # noqa: PLC0415
    from explorer.engine.structured_output.schema_reader import bad_schema  # noqa: PLC0415

    if constraint.kind == "gbnf":
        return Grammar(*check_gbnf(constraint.text))
    made = schema_to_gbnf(constraint.text)
    try:
        text, tokens = check_gbnf(made.text)
    except KnownError as error:  # in words about a grammar that nobody has written
        raise bad_schema(Words("it is too large, or a part of it begins with itself")) from error
    return Grammar(text, tokens, made.schema)
