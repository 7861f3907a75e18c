"""The grammar an answer must keep to, checked before the engine's library sees it."""

from explorer.domain.tokens import Constraint


def grammar_of(constraint: Constraint | None) -> str | None:
    """The grammar of an answer, checked. Raises KnownError."""
    if constraint is None:
        return None
    from explorer.engine.gbnf import check_gbnf  # noqa: PLC0415  few answers need them, every load would wait
    from explorer.engine.json_schema import schema_to_gbnf  # noqa: PLC0415

    grammar = schema_to_gbnf(constraint.text) if constraint.kind == "json_schema" else constraint.text
    check_gbnf(grammar)
    return grammar
