"""Whether an answer is JSON, or has some in it, and whether that is as a schema says.

A schema is written as JSON, or as the names alone of what an object must have: "medicine, dose_mg".
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from explorer.domain.errors import KnownError
from explorer.domain.words import Words, enumerated
from explorer.evaluate.checks.finding import CheckFinding, Spans, fault_words, quoted, untold
from explorer.evaluate.checks.held_process import HeldAnswer, HeldRequest
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

_NOT_JSON = Words("not JSON")
_MOST_FOUND, _MOST_TRIED = 20, 200  # pieces of JSON in one answer, and where one could begin
_LONGEST = 1_000_000  # characters of an answer that is looked through
_BEGINS = re.compile(r"[{\[]")
_FENCE = re.compile(r"`{3,}\w*")
_UNSOUND = (ValueError, RecursionError)


def is_json(check: Check, reply: Reply, held: HeldAnswer | None) -> CheckFinding:
    text = reply.text.strip()
    try:
        value = read_json_text(text)
    except _UNSOUND:
        return _no_json(reply.text)
    return _keeps(check, value, held) or CheckFinding(True, Words("It is JSON."), Words("JSON"))


def contains_json(check: Check, reply: Reply, held: HeldAnswer | None) -> CheckFinding:
    pieces = list(json_pieces(reply.text))
    if not pieces:
        return CheckFinding(False, Words("There is no JSON in it."), Words("no JSON"))
    spans = tuple((start, end) for _value, start, end in pieces)
    if schema_of(check.value) is None:
        names = names_of(check.value)
        which = next((n for n, piece in enumerate(pieces) if not _lacking(piece[0], names)), None)
        if which is None:
            return _lacks(pieces[0][0], names, spans[:1])
    else:
        refused = _refused(held, spans[:1])
        if refused is not None or held is None:
            return refused or untold(Words("The schema was not looked at."))
        which = held.which
    return CheckFinding(True, Words("There is JSON in it."), Words("has JSON"), spans[which : which + 1])


def json_request(check: Check, reply: Reply, *, within: bool) -> HeldRequest | None:
    """What the held process is to look at: nothing where no schema is written."""
    if schema_of(check.value) is None:
        return None
    if within:
        texts = [reply.text[start:end] for _value, start, end in json_pieces(reply.text)]
    else:
        texts = [reply.text.strip()]
    return HeldRequest(schema=check.value, texts=texts) if texts else None


def json_problem(check: Check) -> Words | None:
    """What is wrong with its schema."""
    if schema_of(check.value) is None:
        return None
    # Only whoever writes a schema waits for what reads one
    from explorer.engine.structured_output.schema_grammar import schema_to_gbnf  # noqa: PLC0415

    try:
        schema_to_gbnf(check.value)
    except KnownError as error:
        return error.words
    return None


def schema_of(value: str) -> str | None:
    """The JSON of a schema; ``None`` where none is written, or names alone."""
    text = value.strip()
    return text if text.startswith(("{", "[", '"')) or text in ("true", "false") else None


def names_of(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in re.split(r"[,;\n]", value)))))


def read_json_text(text: str) -> Any:
    """Raises ValueError or RecursionError for what is no JSON."""
    return json.loads(text, parse_constant=_no_number)


def json_pieces(text: str) -> Iterator[tuple[Any, int, int]]:
    """Objects and arrays that stand in a text: each with where it begins and ends."""
    decoder, at, found = json.JSONDecoder(parse_constant=_no_number), 0, 0
    text = text[:_LONGEST]
    for _try in range(_MOST_TRIED):
        begin = _BEGINS.search(text, at)
        if begin is None or found == _MOST_FOUND:
            return
        try:
            value, at = decoder.raw_decode(text, begin.start())
        except _UNSOUND:
            at = begin.end()
        else:
            found += 1
            yield value, begin.start(), at


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _no_json(text: str) -> CheckFinding:
    said = text.strip()
    start = text.find(said) if said else 0
    if not said:
        return CheckFinding(False, Words("It is empty."), Words("empty"))
    if fence := _FENCE.match(said):
        says = Words("It begins with “{text}”, so it is not JSON alone.", text=quoted(fence[0]))
        return CheckFinding(False, says, _NOT_JSON, ((start, start + fence.end()),))
    if said[0] not in '{["' and (piece := next(json_pieces(text), None)) is not None:
        before = quoted(text[: piece[1]])
        says = Words("It begins with “{text}”, so it is not JSON alone.", text=before)
        return CheckFinding(False, says, _NOT_JSON, ((start, len(text[: piece[1]].rstrip())),))
    return CheckFinding(False, *_broken_at(said, start))


def _broken_at(said: str, start: int) -> tuple[Words, Words, Spans]:
    try:
        read_json_text(said)
    except json.JSONDecodeError as error:
        place = min(error.pos, len(said) - 1)
        if error.pos >= len(said):
            return Words("It ends in the middle of its JSON."), Words("JSON cut off"), ()
        says = Words(
            "It is no JSON from line {line}, column {column} on.", line=error.lineno, column=error.colno
        )
        return says, _NOT_JSON, ((start + place, start + min(place + 20, len(said))),)
    except _UNSOUND:
        pass
    return Words("It is no JSON that can be read."), _NOT_JSON, ()


def _keeps(check: Check, value: Any, held: HeldAnswer | None) -> CheckFinding | None:
    """What it does not keep to; ``None`` if all is well."""
    if schema_of(check.value) is not None:
        return _refused(held, ())
    names = names_of(check.value)
    return _lacks(value, names, ()) if _lacking(value, names) else None


def _lacking(value: Any, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if not isinstance(value, dict) or name not in value]


def _lacks(value: Any, names: tuple[str, ...], spans: Spans) -> CheckFinding:
    if not isinstance(value, dict):
        return CheckFinding(False, Words("It is no JSON object."), Words("no object"), spans)
    missing = _lacking(value, names)
    says = Words("The JSON has no {names}.", names=enumerated(f"“{quoted(name)}”" for name in missing[:10]))
    return CheckFinding(False, says, Words("no {name}", name=quoted(missing[0], 18)), spans)


def _refused(held: HeldAnswer | None, spans: Spans) -> CheckFinding | None:
    if held is None:
        return untold(Words("The schema was not looked at."))
    if held.fault:
        return untold(
            Words("Whether it keeps to the schema cannot be told: {reason}.", reason=fault_words(held.fault))
        )
    if held.keyword:
        says = Words(
            "It breaks “{keyword}” of the schema at {place}.", keyword=held.keyword, place=held.place
        )
        return CheckFinding(False, says, Words("breaks schema"), spans)
    return None
