"""Numbers as people type them: a comma and a point both begin the decimals, and nothing is guessed at."""

import re

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})")
_APART, _APART_WHOLE = re.compile(r"[;\s]+|,\s+"), re.compile(r"[;,\s]+")


def read_number(text: str, *, whole: bool = False) -> int | float | None:
    """``None`` for what is no number, and for what could be two: "1.000,5" and, of a ``whole`` one, "1,5"."""
    plain = text.strip().replace("\u2212", "-")
    if _NUMBER.fullmatch(plain) is None:
        return None
    value = float(plain.replace(",", "."))
    if not whole:
        return value
    return int(plain) if plain.lstrip("+-").isdecimal() else None


def read_numbers(text: str, *, whole: bool = False) -> tuple[int | float, ...] | None:
    """Several, with semicolons or spaces between them; of whole ones, which have no decimals, with commas."""
    parts = [part for part in (_APART_WHOLE if whole else _APART).split(text.strip()) if part]
    found = [read_number(part, whole=whole) for part in parts]
    numbers = tuple(number for number in found if number is not None)
    return numbers if len(numbers) == len(found) else None


def number_text(value: int | float) -> str:
    """As short as it can be said: 0.95, 40, -1 with a sign that keyboards have."""
    return f"{value:.12g}"
