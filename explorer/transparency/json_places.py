"""Where the keys of a JSON file stand, so that a number in it can be quoted with its line.

The standard parser tells no places. This scanner walks the same text once, without recursion, and keeps the
scalars of the first two levels; what the parser refuses is not read at all.
"""

import json
import re
from dataclasses import dataclass

MAX_CHARACTERS = 400_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+')
_MAX_TOKENS = 200_000
_DEPTH = 2

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
    scan = _Scan(text)
    for number, part in enumerate(_TOKEN.finditer(text)):
        if number >= _MAX_TOKENS:
            break
        scan.take(part[0], part.start())
    return scan.found


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


class _Scan:
    """The keys that are open at one place of the text; ``None`` stands for a list."""

    def __init__(self, text: str) -> None:
        self._top: dict[str, JsonPlace | dict[str, JsonPlace]] = {}
        self._text = text
        self._open: list[str | None] = []
        self._key = ""
        self._at = self._line = 0
        self._key_line = 1
        self._is_value = False

    @property
    def found(self) -> dict[str, JsonPlace]:
        """By key path; a key with a dot in it could be mistaken for one and is left out."""
        named = {key: value for key, value in self._top.items() if "." not in key}
        flat = {key: value for key, value in named.items() if isinstance(value, JsonPlace)}
        for key, inner in named.items():
            if isinstance(inner, dict):
                flat |= {f"{key}.{name}": place for name, place in inner.items() if "." not in name}
        return flat

    def take(self, part: str, start: int) -> None:
        if part in ("{", "["):
            if len(self._open) == 1 and self._open[0] is not None:
                self._top[self._key] = {}  # of a key that stands twice the last counts, as for the parser
            self._open.append(self._key if part == "{" else None)
            self._is_value = False
        elif part in ("}", "]"):
            self._open.pop()
            self._is_value = False
        elif part in (",", ":"):
            self._is_value = part == ":"
        elif self._is_value:
            self._keep(part)
        elif self._open and self._open[-1] is not None:
            self._key, self._key_line = json.loads(part), self._line_of(start)

    def _keep(self, part: str) -> None:
        if len(self._open) > _DEPTH or None in self._open:
            return
        place = JsonPlace(json.loads(part), self._key_line)
        if len(self._open) == 1:
            self._top[self._key] = place
        else:
            inner = self._top.setdefault(self._open[1] or "", {})
            if isinstance(inner, dict):
                inner[self._key] = place

    def _line_of(self, start: int) -> int:
        self._line += self._text.count("\n", self._at, start)
        self._at = start
        return self._line + 1
