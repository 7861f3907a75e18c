"""Grammar rules for numbers between a minimum and a maximum, digit by digit.

Every text such a rule lets through is a number within the limits. Not every such number has one: it has at
most 16 digits before its point, as many behind it as a computer's number keeps exactly, and no exponent;
and needless zeros at its end are not let through everywhere.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MAX_DIGITS = 16  # of a whole number
_EXACT = 15  # digits that a double keeps
_HUGE = Decimal(10) ** MAX_DIGITS


@dataclass(frozen=True)
class NumberBound:
    """A limit; ``is_open``: the number itself does not count."""

    number: Decimal
    is_open: bool = False


@dataclass(frozen=True)
class NumberLimits:
    """What a number must lie between; ``None``: as far as numbers are written here."""

    least: NumberBound | None = None
    most: NumberBound | None = None
    is_whole: bool = True  # False: a limit was left out, because no grammar of ours can hold it


def number_limits(schema: Mapping[str, Any]) -> NumberLimits:
    """The tighter one of ``minimum`` and ``exclusiveMinimum``, and of their like."""
    lower = _bounds(schema, "minimum", "exclusiveMinimum")
    upper = _bounds(schema, "maximum", "exclusiveMaximum")
    least = max(lower, key=lambda bound: (bound.number, bound.is_open), default=None)
    most = min(upper, key=lambda bound: (bound.number, not bound.is_open), default=None)
    is_whole = True
    if least is not None and (least.number <= -_HUGE or not _is_short(least.number)):
        is_whole, least = least.number <= -_HUGE, None
    if most is not None and (most.number >= _HUGE or not _is_short(most.number)):
        is_whole, most = is_whole and most.number >= _HUGE, None
    return NumberLimits(least, most, is_whole)


def _bounds(schema: Mapping[str, Any], closed: str, opened: str) -> list[NumberBound]:
    keys = ((closed, False), (opened, True))
    return [NumberBound(Decimal(str(schema[key])), is_open) for key, is_open in keys if key in schema]


def _is_short(number: Decimal) -> bool:
    """Whether its digits can be compared one by one."""
    if abs(number) >= _HUGE:
        return False
    before, _, behind = format(abs(number), "f").partition(".")
    return len(before) + len(behind.rstrip("0")) <= _EXACT or not behind.rstrip("0")


def integer_rule(limits: NumberLimits) -> str:
    """Alternatives for the whole numbers within the limits; "" if there is none."""
    low = None if limits.least is None else _least_within(limits.least)
    high = None if limits.most is None else -_least_within(_mirrored(limits.most))
    return integer_range_rule(low, high)


def decimal_rule(limits: NumberLimits, places: int | None = None) -> str:
    """Alternatives for the numbers within the limits; "" if there is none. ``places``: behind the point."""
    least, most = limits.least, limits.most
    parts = []
    if most is None or most.number >= 0:
        low = least if least is not None and least.number >= 0 else NumberBound(Decimal(0))
        parts += _from_zero(low, most, places)
    if least is None or least.number < 0:  # the same, mirrored
        low = NumberBound(Decimal(0), is_open=True)
        if most is not None and most.number <= 0:
            low = NumberBound(-most.number, most.is_open or most.number == 0)
        high = None if least is None else _mirrored(least)
        parts += [f'"-" {part}' for part in _from_zero(low, high, places)]
    return " | ".join(parts)


def _mirrored(bound: NumberBound) -> NumberBound:
    return NumberBound(-bound.number, bound.is_open)


def _least_within(bound: NumberBound, digits: int = 0) -> int:
    """The least number of so many digits behind the point that is not below a limit, without its point."""
    number = bound.number.scaleb(digits)
    return math.floor(number) + 1 if bound.is_open else math.ceil(number)


def _from_zero(low: NumberBound, high: NumberBound | None, places: int | None) -> list[str]:
    """Alternatives for what lies between two limits, neither negative."""
    longest = len(str(int((low if high is None else high).number)))
    digits = places if places is not None else max(1, _EXACT - longest)
    nines = 10**digits - 1
    first, lower = divmod(_least_within(low, digits), 10**digits)
    if high is None:
        parts = [_with_fraction(first, lower, nines, digits)]
        return [*parts, *_any_fraction(first + 1, None, digits)]
    last, upper = divmod(-_least_within(_mirrored(high), digits), 10**digits)
    if (last, upper) < (first, lower):
        return []
    if first == last:
        return [_with_fraction(first, lower, upper, digits)]
    parts = [_with_fraction(first, lower, nines, digits), _with_fraction(last, 0, upper, digits)]
    return [*parts, *_any_fraction(first + 1, last - 1, digits)]


def _any_fraction(least: int, most: int | None, digits: int) -> list[str]:
    whole = integer_range_rule(least, most)
    free = f'("." [0-9]{{1,{digits}}})?' if digits else ""
    return [f"({whole}) {free}".strip()] if whole else []


def _with_fraction(whole: int, least: int, most: int, digits: int) -> str:
    """A whole number with a fraction between two others, which are given without the point."""
    rule = " | ".join(_digits(f"{least:0{digits}}", f"{most:0{digits}}", may_end=True)) if digits else ""
    if least:
        return f'"{whole}" "." ({rule})'
    return f'"{whole}" ("." ({rule}))?' if rule else f'"{whole}"'


def integer_range_rule(least: int | None, most: int | None) -> str:
    """Alternatives for the whole numbers from ``least`` to ``most``, both included; "" if there is none."""
    if least is not None and most is not None and least > most:
        return ""
    parts = []
    if most is None or most >= 0:
        parts += _between(max(0, least or 0), most)
    if least is None or least < 0:  # the same, mirrored; there is no "-0"
        negative = _between(
            max(1, -most) if most is not None and most < 0 else 1, None if least is None else -least
        )
        parts += [f'"-" {part}' for part in negative]
    return " | ".join(parts)


def _between(least: int, most: int | None) -> list[str]:
    """Alternatives for ``least`` to ``most``, neither negative, without leading zeros."""
    most = 10**MAX_DIGITS - 1 if most is None else min(most, 10**MAX_DIGITS - 1)
    parts = []
    for digits in range(len(str(least)), len(str(most)) + 1):
        low = max(least, 10 ** (digits - 1) if digits > 1 else 0)
        high = min(most, 10**digits - 1)
        parts += _digits(str(low), str(high), may_end=False)
    return parts


def _digits(low: str, high: str, *, may_end: bool) -> list[str]:
    """Alternatives for as many digits as both limits have, between them.

    ``may_end``: zeros at their end need not be there, except for the first digit; where ``high`` is zero,
    nothing follows.
    """
    count, rest = len(low), len(low) - 1
    if not count:
        return [] if may_end else [""]
    if not low.strip("0") and not high.strip("9"):
        return [f"[0-9]{{1,{count}}}" if may_end else f"[0-9]{{{count}}}"]
    if may_end and not high.strip("0"):
        return []
    first, last = int(low[0]), int(high[0])
    if first == last:
        return _after(f'"{first}"', low[1:], high[1:], may_end=may_end)
    parts = []
    if low[1:].strip("0"):
        parts += _after(f'"{first}"', low[1:], "9" * rest, may_end=may_end)
        first += 1
    if high[1:].strip("9"):
        parts += _after(f'"{last}"', "0" * rest, high[1:], may_end=may_end)
        last -= 1
    if first <= last:
        parts += _after(f"[{first}-{last}]", "0" * rest, "9" * rest, may_end=may_end)
    return parts


def _after(sign: str, low: str, high: str, *, may_end: bool) -> list[str]:
    """Alternatives that begin with this digit or range of digits."""
    parts = _digits(low, high, may_end=may_end)
    if not may_end:
        return [f"{sign} {part}".strip() for part in parts]
    if low.strip("0"):
        return [f"{sign} ({' | '.join(parts)})"]
    return [f"{sign} ({' | '.join(parts)})?" if parts else sign]
