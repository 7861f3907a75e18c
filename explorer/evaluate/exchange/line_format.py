"""Sets as lines of JSON, or as one list: our own lines, and rows as other programs write them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless_json
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalCase, EvalSet, Variable
from explorer.evaluate.exchange.portable_set import SetReading
from explorer.evaluate.exchange.row_reader import RowReader, columns_of
from explorer.evaluate.set_subject import values_of

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def line_cases(data: bytes, name: str, reading: SetReading) -> tuple[EvalCase, ...]:
    """Of a file with a JSON object in each line. Raises KnownError where there is none at all."""
    return _cases(_lines(data, reading), name, reading)


def list_cases(values: list[Any], name: str, reading: SetReading) -> tuple[EvalCase, ...]:
    """Of a list of objects. Raises KnownError."""
    return _cases(_listed(values, reading), name, reading)


def case_lines(document: EvalSet) -> Iterator[bytes]:
    """Our own, a test in each line, with what it has of the set."""
    for case in document.cases:
        system = document.system if case.system is None else case.system
        variables = (Variable(*one) for one in values_of(document, case).items())
        whole = replace(case, system=system, variables=tuple(variables))
        yield harmless_json(msgspec.json.encode(whole)) + b"\n"


def is_own_row(row: dict[str, Any]) -> bool:
    return isinstance(row.get("turns"), list) and "key" in row


def _cases(
    rows: Iterator[tuple[int, dict[str, Any]]], name: str, reading: SetReading
) -> tuple[EvalCase, ...]:
    first = next(rows, None)
    if first is None and reading.left_out:
        return ()
    if first is None:
        advice = Words("Each line must be an object: {example}", example='{"prompt": "…", "expected": "…"}')
        raise KnownError(Words("There are no tests in {file} that can be read.", file=name), advice)
    if is_own_row(first[1]):
        return _own(first, rows, reading)
    reader = RowReader(columns_of(tuple(first[1])), reading)
    reader.add(*first)
    for line, row in rows:
        reader.add(line, row)
    return reader.cases()


def _own(
    first: tuple[int, dict[str, Any]], rows: Iterator[tuple[int, dict[str, Any]]], reading: SetReading
) -> tuple[EvalCase, ...]:
    cases, keys = list[EvalCase](), set[str]()
    for line, row in (first, *rows):
        reading.count()
        try:
            case = msgspec.convert(row, EvalCase)
        except msgspec.ValidationError as error:
            reading.leave_out(line, Words("It is damaged ({reason}).", reason=str(error)[:200]))
            continue
        if case.key in keys:
            reading.leave_out(line, Words("Another test has its key."))
            continue
        keys.add(case.key)
        cases.append(case)
    return tuple(cases)


def _lines(data: bytes, reading: SetReading) -> Iterator[tuple[int, dict[str, Any]]]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except UNREADABLE as error:
            reading.leave_out(number, Words("It is no JSON ({reason}).", reason=str(error)[:200]))
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            reading.leave_out(number, Words("It is no JSON object."))


def _listed(values: list[Any], reading: SetReading) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, value in enumerate(values, 1):
        if isinstance(value, dict):
            yield number, value
        elif isinstance(value, str):
            yield number, {"prompt": value}
        else:
            reading.leave_out(number, Words("It is no JSON object."))
