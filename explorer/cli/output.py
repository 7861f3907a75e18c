"""Where words go: stdout carries results (with ``--json`` nothing but JSON), stderr everything else."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import msgspec

from explorer.domain.units import duration_text, size_text


class Output:
    """Prints results and progress for one run of `omx`."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._is_line_open = False

    def result(self, value: Any, text: str) -> None:
        """The result: ``value`` as one line of JSON, or ``text`` for people."""
        self._is_line_open = False
        print(encode(value).decode() if self.as_json else text, flush=True)

    def stream(self, text: str) -> None:
        """A piece of an answer as it comes; people only."""
        if not self.as_json:
            print(text, end="", flush=True)
            self._is_line_open = not text.endswith("\n")

    def note(self, text: str) -> None:
        self._end_line()
        print(text, file=sys.stderr, flush=True)

    def progress(
        self,
        title: str,
        received: int,
        total: int | None,
        seconds_left: float | None,
        speed: float = 0.0,
    ) -> None:
        """One line that is overwritten on a terminal; silent elsewhere."""
        if not sys.stderr.isatty():
            return
        part = f"{100 * received / total:.0f} %" if total else size_text(received)
        pace = f" · {size_text(speed)}/s" if speed > 0 else ""
        left = f" · {duration_text(seconds_left)} left" if seconds_left is not None else ""
        print(f"\r\x1b[K{title} · {part}{pace}{left}", end="", file=sys.stderr, flush=True)
        self._is_line_open = True

    def _end_line(self) -> None:
        if self._is_line_open:
            print(file=sys.stderr)
            self._is_line_open = False


def encode(value: Any) -> bytes:
    """Any result as JSON; what JSON does not know becomes text."""
    return msgspec.json.encode(_plain(value), enc_hook=str)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def table(rows: list[list[str]]) -> str:
    """Columns padded with spaces; the last one is left as it is."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join([*(c.ljust(w) for c, w in zip(row[:-1], widths, strict=False)), row[-1]]) for row in rows
    )
