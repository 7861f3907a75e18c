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
class Place:
    """A scalar of a JSON file and the line of its key, from 1."""

    value: Scalar
    line: int


def places_of(text: str) -> dict[str, Place]:
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
        self.found: dict[str, Place] = {}
        self._text = text
        self._open: list[str | None] = []
        self._key: str | None = None
        self._at = self._line = 0
        self._key_line = 1
        self._is_value = False

    def take(self, part: str, start: int) -> None:
        if part in ("{", "["):
            self._open.append((self._key or "") if part == "{" else None)
            self._key, self._is_value = None, False
        elif part in ("}", "]"):
            self._open.pop()
            self._key, self._is_value = None, False
        elif part == ",":
            self._key, self._is_value = None, False
        elif part == ":":
            self._is_value = True
        elif self._is_value:
            self._keep(part)
        elif self._open and self._open[-1] is not None:
            self._key, self._key_line = json.loads(part), self._line_of(start)

    def _keep(self, part: str) -> None:
        if len(self._open) > _DEPTH or None in self._open:
            return
        path = ".".join([*(str(name) for name in self._open[1:]), str(self._key)])
        self.found[path] = Place(
            json.loads(part), self._key_line
        )  # of a key that stands twice the last counts

    def _line_of(self, start: int) -> int:
        self._line += self._text.count("\n", self._at, start)
        self._at = start
        return self._line + 1
