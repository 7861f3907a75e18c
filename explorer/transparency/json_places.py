"""Where the keys of a JSON file stand, so that a number in it can be quoted with its line.

The standard parser tells no places, so it is asked again at each value of the first two levels, whose scalars
are kept; what it refuses is not read at all.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_CHARACTERS = 400_000
_BETWEEN = re.compile(r"\s*[{:,]?\s*")  # of a bracket, a key and a value
_DECODER = json.JSONDecoder()

type Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class JsonPlace:
    """A scalar of a JSON file and the line of its key, from 1."""

    value: Scalar
    line: int


def places_of(text: str) -> dict[str, JsonPlace]:
    """Key path ("text_config.hidden_size") to what stands there; empty for what is no JSON object."""
    if len(text) > MAX_CHARACTERS or not _is_object(text):
        return {}
    breaks = [found.start() for found in re.finditer("\n", text)]

    def place(value: Scalar, at: int) -> JsonPlace:
        return JsonPlace(value, bisect_left(breaks, at) + 1)

    found: dict[str, dict[str, JsonPlace]] = {}
    for key, at, value, start in _members(text, 0):
        inner = _members(text, start) if isinstance(value, dict) else ()
        below = {f"{key}.{name}": place(one, n) for name, n, one, _ in inner if _is_kept(name, one)}
        # Of a key that stands twice the last counts, as for the parser.
        found[key] = {key: place(value, at)} if _is_kept(key, value) else below
    return {path: one for key, places in found.items() if "." not in key for path, one in places.items()}


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_kept(key: str, value: object) -> bool:
    """A key with a dot in it could be mistaken for a path."""
    return "." not in key and not isinstance(value, dict | list)


def _members(text: str, at: int) -> Iterator[tuple[str, int, Any, int]]:
    """The keys of the object at an offset, each with its own offset, its value, and where that begins."""
    at = _behind(text, at)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        start = _behind(text, end)
        value, end = _DECODER.raw_decode(text, start)
        yield key, at, value, start
        at = _behind(text, end)


def _behind(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
