"""Where words go: stdout carries results (with ``--json`` nothing but JSON), stderr everything else.

Much of it is foreign: all is made harmless here, for whoever's terminal this is. JSON says the same signs in
its own escapes; only what is no text at all, in the names of files, is written out there too.
"""

import errno
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from typing import Any, TextIO

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless, harmless_json, storable
from explorer.domain.units import duration_text, size_text


class ReaderGoneError(Exception):
    """Nobody reads stdout any more, as in ``omx list | head -1``: there is nothing to say, and nobody."""


_DIM, _PLAIN = "\x1b[2m", "\x1b[22m"


class Output:
    """Prints results and progress for one run of `omx`."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._is_line_open = self._is_thought_open = False

    def result(self, value: Any, text: str) -> None:
        """The result: ``value`` as one line of JSON, or ``text`` for people."""
        self._is_line_open = False
        print_result(encode(value).decode() if self.as_json else harmless(text))

    def stream(self, text: str) -> None:
        """A piece of an answer as it comes; people only."""
        if text and not self.as_json:
            if self._is_thought_open:
                print_note("\n")  # a line between the thought and the answer
                self._is_thought_open = False
            print_result(harmless(text), end="")
            self._is_line_open = not text.endswith("\n")

    def think(self, text: str) -> None:
        """A piece of what a model thinks before it answers, on stderr and dimmed, if a person looks on."""
        if text and not self.as_json and sys.stderr is not None and sys.stderr.isatty():
            print_note(text, before=_DIM, end=_PLAIN)
            self._is_thought_open = self._is_line_open = True

    def note(self, text: str) -> None:
        self._end_line()
        print_note(text)

    def progress(
        self,
        title: str,
        received: int,
        total: int | None,
        seconds_left: float | None,
        speed: float = 0.0,
    ) -> None:
        """One line that is overwritten on a terminal; silent elsewhere."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        part = f"{100 * received / total:.0f} %" if total else size_text(received)
        pace = f" · {size_text(speed)}/s" if speed > 0 else ""
        left = f" · {duration_text(seconds_left)} left" if seconds_left is not None else ""
        print_note(f"{title} · {part}{pace}{left}", before="\r\x1b[K", end="")
        self._is_line_open = True

    def _end_line(self) -> None:
        if self._is_line_open:
            print_note("")
            self._is_line_open = self._is_thought_open = False


def print_result(text: str, end: str = "\n") -> None:
    """On stdout. Raises ReaderGoneError, or KnownError where it cannot be written."""
    if sys.stdout is None:
        raise KnownError("The result cannot be written: stdout is closed.")
    try:
        print(text, end=end, flush=True)
    except OSError as error:
        _let_go(sys.stdout)
        # Windows says "invalid argument" of a pipe that nobody reads.
        if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
            raise ReaderGoneError from error
        raise KnownError(f"The result could not be written: {error.strerror or error}.") from error


def print_note(text: str, before: str = "", end: str = "\n") -> None:
    """On stderr; where that cannot be written either, nobody is told and the work goes on."""
    if sys.stderr is None:
        return
    try:
        print(f"{before}{harmless(text)}", end=end, file=sys.stderr, flush=True)
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Python would try to write the rest once more when it ends, and complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def encode(value: Any) -> bytes:
    """Any result as JSON; what JSON does not know becomes text."""
    return harmless_json(msgspec.json.encode(_plain(value), enc_hook=lambda other: storable(str(other))))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {storable(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def table(rows: list[list[str]]) -> str:
    """Columns padded with spaces; the last one is left as it is. A row stays on its line."""
    if not rows:
        return ""
    rows = [[harmless(cell).replace("\n", " ") for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join([*(c.ljust(w) for c, w in zip(row[:-1], widths, strict=False)), row[-1]]) for row in rows
    )
