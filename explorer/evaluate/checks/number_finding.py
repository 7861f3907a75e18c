"""Whether a number of an answer is as far from another one as it may be.

What is wanted is typed as "500", "500 ± 5", "500 ± 2 %", or of a key of JSON "dose_mg = 500 ± 5".
"1,234" in an answer may be either of two numbers; both are tried.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from explorer.domain.number_text import number_text, read_number
from explorer.domain.words import Words, joined
from explorer.evaluate.checks.finding import LETTER, CheckFinding, Spans, brief, quoted, untold
from explorer.evaluate.checks.json_findings import json_pieces, read_json_text
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

_WRITTEN = re.compile(
    rf"(?<!{LETTER})(?<![.,])[+\-−]?"
    r"\d{1,40}(?:[.,’' \u00a0\u202f]\d{1,40}){0,12}(?:[eE][+\-]?\d{1,3})?"
)
_GROUPED = re.compile(r"[+\-]?\d{1,3}([.,’'\s])\d{3}(?:\1\d{3})*(?:[.,]\d+)?")
_PLUS_MINUS = re.compile(r"±|\+/-|\+-")
_MOST_NUMBERS = 1_000  # of one answer
_ROUNDING = 1e-9  # of a number: 0.1 + 0.2 is 0.3 here


@dataclass(frozen=True)
class WantedNumber:
    """``key``: of an object in the answer, with a point before one within it; "" for any number there is."""

    key: str
    number: float
    tolerance: float

    def fits(self, number: float) -> bool:
        return abs(number - self.number) <= self.tolerance + _ROUNDING * max(1.0, abs(self.number))

    @property
    def text(self) -> str:
        return f"{number_text(self.number)} ± {number_text(self.tolerance)}"


def wanted_number(check: Check) -> WantedNumber | None:
    """What is typed; ``None`` where it says no number. Without ±, ``threshold`` is the tolerance."""
    key, equals, rest = check.value.rpartition("=")
    typed, *more = _PLUS_MINUS.split(rest)
    number = read_number(typed)
    if number is None or len(more) > 1 or (equals and not key.strip()):
        return None
    tolerance = check.threshold or 0.0
    if more:
        percent = more[0].strip().endswith("%")
        read = read_number(more[0].strip().rstrip("%"))
        if read is None:
            return None
        tolerance = abs(number) * read / 100 if percent else float(read)
    if tolerance < 0 or not math.isfinite(tolerance):
        return None
    return WantedNumber(key.strip().strip("\"'“”"), float(number), tolerance)


def number_problem(check: Check) -> Words | None:
    if wanted_number(check) is None:
        return Words("Write a number, as “500”, “500 ± 5”, “500 ± 2 %” or, of JSON, “dose_mg = 500 ± 5”.")
    return None


def number_within(check: Check, reply: Reply) -> CheckFinding:
    wanted = wanted_number(check)
    if wanted is None:
        return untold(Words("It is not known what number is wanted."))
    return _of_key(wanted, reply.text) if wanted.key else _of_text(wanted, reply.text)


def numbers_in(text: str) -> list[tuple[tuple[float, ...], int, int]]:
    """Each number that is written there: how it may be read, and where it stands."""
    found: list[tuple[tuple[float, ...], int, int]] = []
    for match in _WRITTEN.finditer(text):
        if readings := _readings(match[0]):
            found.append((readings, match.start(), match.end()))
        else:  # "2 3" are two numbers, "29.11.2026" is none
            for part in re.finditer(r"[+\-−]?\d+(?:[.,]\d+)*", match[0]):
                if readings := _readings(part[0]):
                    found.append((readings, match.start() + part.start(), match.start() + part.end()))
        if len(found) >= _MOST_NUMBERS:
            break
    return found


def _readings(written: str) -> tuple[float, ...]:
    plain = written.replace("−", "-")
    body, _sign, power = plain.replace("E", "e").partition("e")
    readings = []
    if grouped := _GROUPED.fullmatch(body):
        whole = body.replace(grouped[1], "")
        readings.append(whole.replace(",", "."))
    if (number := read_number(body)) is not None:
        readings.append(repr(number))
    values = (float(f"{one}e{power}" if power else one) for one in readings)
    return tuple(dict.fromkeys(value for value in values if math.isfinite(value)))


def _of_text(wanted: WantedNumber, text: str) -> CheckFinding:
    numbers = numbers_in(text)
    if not numbers:
        return CheckFinding(False, Words("There is no number in it."), Words("no number"))
    fitting = [(readings, start, end) for readings, start, end in numbers if any(map(wanted.fits, readings))]
    if fitting:
        readings, start, end = fitting[0]
        number = next(filter(wanted.fits, readings))
        return _told(True, wanted, number_text(number), ((start, end),))
    written = [text[start:end] for _readings, start, end in numbers]
    spans = tuple((start, end) for _readings, start, end in numbers[:100])
    if len(written) == 1:
        return _told(False, wanted, written[0], spans)
    says = Words("None of its {count} numbers is {wanted}.", count=f"{len(written):,}", wanted=wanted.text)
    return CheckFinding(False, says, Words("other numbers"), spans)


def _of_key(wanted: WantedNumber, text: str) -> CheckFinding:
    value = _value_of(text, wanted.key)
    if value is None:
        says = Words("It has no JSON with “{key}”.", key=quoted(wanted.key))
        return CheckFinding(False, says, Words("no {key}", key=brief(wanted.key)))
    spans = _place_of(wanted.key, text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return _told(wanted.fits(float(value)), wanted, number_text(float(value)), spans)
        except OverflowError:
            return _told(False, wanted, quoted(str(value)), spans)
    within = numbers_in(value) if isinstance(value, str) else []
    if len(within) == 1:
        return _told(any(map(wanted.fits, within[0][0])), wanted, value[within[0][1] : within[0][2]], spans)
    says = Words("“{key}” is no number.", key=quoted(wanted.key))
    return CheckFinding(False, says, Words("no number"), spans)


def _told(holds: bool, wanted: WantedNumber, said: str, spans: Spans) -> CheckFinding:  # noqa: FBT001
    if holds:
        says = Words("{number} is {wanted}.", number=said, wanted=wanted.text)
    else:
        says = Words("{number} is not {wanted}.", number=said, wanted=wanted.text)
    return CheckFinding(holds, says, joined("", (said,)), spans, is_telling=True)


def _value_of(text: str, key: str) -> Any:
    for piece in _values_in(text):
        if (found := _member(piece, key)) is not None:
            return found
    return None


def _values_in(text: str) -> list[Any]:
    try:
        return [read_json_text(text)]
    except (ValueError, RecursionError):
        return [value for value, _start, _end in json_pieces(text)]


def _member(value: Any, key: str) -> Any:
    """Of an object, or of those in a list."""
    if isinstance(value, list):
        return next((found for one in value[:100] if (found := _member(one, key)) is not None), None)
    if not isinstance(value, dict):
        return None
    if key in value:
        return value[key]
    first, _point, rest = key.partition(".")
    return _member(value.get(first), rest) if rest else None


def _place_of(key: str, text: str) -> Spans:
    """Where what the key has stands, if it is a number or a short text."""
    last = re.escape(key.rpartition(".")[2])
    found = re.search(rf'"{last}"\s{{0,40}}:\s{{0,40}}("[^"\n]{{0,80}}"|[-+.\w]{{1,40}})', text)
    return (found.span(1),) if found else ()
