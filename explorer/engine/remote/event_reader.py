"""Reads a stream of server-sent events out of bytes, however they were cut on their way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class LongLineError(Exception):
    """A line, or the data of an event, is longer than any that is meant."""


@dataclass(frozen=True)
class StreamEvent:
    """``name``: of its kind, "" for an ordinary one."""

    name: str
    data: bytes


class EventReader:
    """Comments and what else is no event are passed over."""

    def __init__(self, longest: int) -> None:
        """``longest``: bytes of a line, and of the data of one event."""
        self._longest = longest
        self._line, self._data = bytearray(), list[bytes]()
        self._size, self._name = 0, ""
        self._was_cr = False
        self._is_first = True

    def read(self, chunk: bytes) -> Iterator[StreamEvent]:
        """The events that end in it. Raises LongLineError."""
        if self._was_cr and chunk.startswith(b"\n"):  # the rest of a line end that was cut in two
            chunk = chunk[1:]
        self._was_cr = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        for part in ended:
            self._add(part)
            line = bytes(self._line)
            self._line.clear()
            yield from self._take(line)
        self._add(rest)

    def end(self) -> Iterator[StreamEvent]:
        """What stood at the end without the empty line that ends an event."""
        line = bytes(self._line)
        self._line.clear()
        yield from self._take(line)
        yield from self._take(b"")

    def _add(self, part: bytes) -> None:
        self._line += part
        if len(self._line) > self._longest:
            raise LongLineError

    def _take(self, line: bytes) -> Iterator[StreamEvent]:
        if self._is_first:
            self._is_first, line = False, line.removeprefix(_BOM)
        if not line:
            if self._data:
                yield StreamEvent(self._name, b"\n".join(self._data))
            self._data, self._size, self._name = [], 0, ""
            return
        field, _colon, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._size += len(value) + 1
            if self._size > self._longest:
                raise LongLineError
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
