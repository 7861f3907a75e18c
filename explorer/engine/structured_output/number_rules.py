"""Grammar rules for numbers between a minimum and a maximum, digit by digit.

Every text such a rule lets through is a number within the limits. Not every such number has one: it has at
most 16 digits before its point, as many behind it as a computer's number keeps exactly, and no exponent.
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
    least, most = limits.least, limits.most
    low, high = None, None
    if least is not None:
        low = math.floor(least.number) + 1 if least.is_open else math.ceil(least.number)
    if most is not None:
        high = math.ceil(most.number) - 1 if most.is_open else math.floor(most.number)
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
        high = None if least is None else NumberBound(-least.number, least.is_open)
        parts += [f'"-" {part}' for part in _from_zero(low, high, places)]
    return " | ".join(parts)


def _from_zero(low: NumberBound, high: NumberBound | None, places: int | None) -> list[str]:
    """Alternatives for what lies between two limits, neither negative."""
    first, above = _split(low.number)
    digits = places if places is not None else max(1, _EXACT - len(str(int(high.number if high else first))))
    lower = _Edge(above, low.is_open)
    if high is None:
        parts = [_with_fraction(f'"{first}"', lower, None, digits)]
        return [*filter(None, parts), *_any_fraction(first + 1, None, digits)]
    last, below = _split(high.number)
    upper = _Edge(below, high.is_open)
    if last < first:
        return []
    if first == last:
        return [*filter(None, [_with_fraction(f'"{first}"', lower, upper, digits)])]
    ends = (
        _with_fraction(f'"{first}"', lower, None, digits),
        _with_fraction(f'"{last}"', None, upper, digits),
    )
    return [*filter(None, ends), *_any_fraction(first + 1, last - 1, digits)]


def _split(number: Decimal) -> tuple[int, str]:
    before, _, behind = format(number, "f").partition(".")
    return int(before), behind.rstrip("0")


def _any_fraction(least: int, most: int | None, digits: int) -> list[str]:
    whole = integer_range_rule(least, most)
    return [f"({whole}) {_free(digits)}".strip()] if whole else []


def _free(digits: int) -> str:
    return f'("." [0-9]{{1,{digits}}})?' if digits else ""


@dataclass(frozen=True)
class _Edge:
    """Digits behind the point that a fraction must not fall below, or not go beyond."""

    digits: str
    is_open: bool

    @property
    def is_zero(self) -> bool:
        return not self.digits.strip("0")

    @property
    def first(self) -> int:
        return int(self.digits[:1] or 0)

    @property
    def rest(self) -> "_Edge":
        return _Edge(self.digits[1:], self.is_open)


def _with_fraction(whole: str, low: _Edge | None, high: _Edge | None, digits: int) -> str:
    """A whole number with a fraction between two others; "" if there is none."""
    rule = " | ".join(_digits(low, high, digits))
    if _may_end(low, high):
        return f'{whole} ("." ({rule}))?' if rule else whole
    return f'{whole} "." ({rule})' if rule else ""


def _may_end(low: _Edge | None, high: _Edge | None) -> bool:
    """Whether zeros alone may follow."""
    return (low is None or (low.is_zero and not low.is_open)) and not (high and high.is_zero and high.is_open)


def _digits(low: _Edge | None, high: _Edge | None, digits: int) -> list[str]:
    """Alternatives for the next digit and all that follow; at least one."""
    if low is not None and low.is_zero and not low.is_open:
        low = None
    if not digits:
        return []
    if low is None and high is None:
        return [f"[0-9]{{1,{digits}}}"]
    if high is not None and high.is_zero:  # nothing but zeros could follow: they are left out
        return []
    first, last = low.first if low else 0, high.first if high else 9
    if low and high and first == last:
        return _after(first, low.rest, high.rest, digits)
    parts = []
    if low:
        parts += _after(first, low.rest, None, digits)
        first += 1
    if high:
        parts += _after(last, None, high.rest, digits)
        last -= 1
    if first <= last:
        parts.append(f"[{first}-{last}]" + (f" [0-9]{{0,{digits - 1}}}" if digits > 1 else ""))
    return parts


def _after(digit: int, low: _Edge | None, high: _Edge | None, digits: int) -> list[str]:
    rule = " | ".join(_digits(low, high, digits - 1))
    if _may_end(low, high):
        return [f'"{digit}" ({rule})?' if rule else f'"{digit}"']
    return [f'"{digit}" ({rule})'] if rule else []


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
        parts += _same_length(str(low), str(high))
    return parts


def _same_length(low: str, high: str) -> list[str]:
    """Alternatives for numbers of as many digits as both limits have."""
    if not low:
        return [""]
    if set(low) == {"0"} and set(high) == {"9"}:
        return [f"[0-9]{{{len(low)}}}"]
    first, last = int(low[0]), int(high[0])
    rest = len(low) - 1
    if first == last:
        return [f'"{first}" {part}'.strip() for part in _same_length(low[1:], high[1:])]
    parts = []
    if set(low[1:]) - {"0"}:
        parts += [f'"{first}" {part}' for part in _same_length(low[1:], "9" * rest)]
        first += 1
    ends = []
    if set(high[1:]) - {"9"}:
        ends = [f'"{last}" {part}' for part in _same_length("0" * rest, high[1:])]
        last -= 1
    if first <= last:
        middle = f"[{first}-{last}]"
        parts.append(f"{middle} [0-9]{{{rest}}}" if rest else middle)
    return parts + ends
