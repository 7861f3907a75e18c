"""Parts what an answer says into text and calls of tools, while it comes.

What begins as a call is held back until it is one. Whatever turns out to be none stays text: what is cut,
too long or no JSON, and calls of tools that nobody offered.
"""

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from explorer.domain.answer_marks import overlap
from explorer.domain.call_format import CALL_KEYS, CALL_NUMBER, FUNCTION, PYTHON_TAG, CallFormat
from explorer.domain.call_values import CallValues, JsonEnd, TagsEnd
from explorer.domain.piece import Piece

_MOST = 200_000  # characters of a call
_HEADER_MOST = 200  # of what stands between an opening mark and the arguments
_FIRST_KEY = re.compile(r'\[?\s*\{\s*"([^"\\]*)"')
_BETWEEN_BARE = " \t\r\n;,"


class _Stage(Enum):
    START = auto()  # nothing was said, since the last call
    TEXT = auto()
    HEADER = auto()  # after an opening mark
    VALUE = auto()
    CLOSING = auto()  # after a call


class CallReader:
    """Feed it pieces of an answer. Text and calls are the same for all parts that it comes in."""

    def __init__(self, known: CallFormat, schemas: Mapping[str, Any], *, is_parallel: bool = True) -> None:
        """``schemas``: of the arguments of each tool that was offered, by its name."""
        self._format = known
        self._mark = known.mark or PYTHON_TAG
        self._named = _named_header(known)
        self._values = CallValues(schemas, known.arguments_key)
        self._is_parallel = is_parallel and not known.is_single
        self._held = ""  # of a call that may come, from its beginning on
        self._parts: list[str] = []  # behind that
        self._size = 0  # characters of its value
        self._end: JsonEnd | TagsEnd = JsonEnd()
        self._name = ""  # of a call whose name came first
        self._is_doubted = False  # whether it is one: no mark says so
        self._has_called = False
        self._stage = _Stage.START
        self._out: list[Piece] = []
        self._steps = {
            _Stage.START: self._start,
            _Stage.TEXT: self._text,
            _Stage.HEADER: self._header,
            _Stage.VALUE: self._value,
            _Stage.CLOSING: self._closing,
        }

    @property
    def is_full(self) -> bool:
        """Whether no more is wanted."""
        return self._has_called and not self._is_parallel

    def feed(self, piece: Piece) -> tuple[Piece, ...]:
        """What is certain now."""
        if not piece.text or piece.text != piece.raw:  # not written by the model as an answer
            return (*self.finish(), piece)
        rest = piece.text
        while rest and not self.is_full:
            rest = self._steps[self._stage](rest)
        return self._handed_out()

    def finish(self) -> tuple[Piece, ...]:
        """What was held back, at the end of the answer."""
        held = self._taken()
        if self._has_called and not held.strip():
            self._out.append(Piece(raw=held))
        else:
            self._say(held)
        is_begun = self._stage is _Stage.START or self._stage is _Stage.CLOSING
        self._stage = _Stage.START if is_begun else _Stage.TEXT
        return self._handed_out()

    # Steps: each takes what came, and gives back what of it the next one is to take

    def _start(self, came: str) -> str:
        text = self._held + came
        bare = text.lstrip()
        self._held = "" if bare else text
        if not bare:
            return ""
        self._is_doubted = not self._format.mark and bare[0] in "{["
        if not self._is_doubted:
            self._stage = _Stage.TEXT
            return text
        self._held, self._stage = text[: len(text) - len(bare)], _Stage.HEADER
        return bare

    def _text(self, came: str) -> str:
        text = self._held + came
        at = text.find(self._mark)
        sure = len(text[: at if at >= 0 else len(text) - overlap(text, (self._mark,))].rstrip())
        self._say(text[:sure])
        if at < 0:
            self._held = text[sure:]
            return ""
        end = at + len(self._mark)
        self._held, self._stage, self._is_doubted = text[sure:end], _Stage.HEADER, False
        return text[end:]

    def _header(self, came: str) -> str:
        text = "".join(self._parts) + came
        found = _value_in(text[:_HEADER_MOST], self._named)
        if found == _TO_COME and len(text) < _HEADER_MOST:
            self._parts = [text]
            return ""
        self._parts = []
        if found is None or found == _TO_COME:
            return self._refuse(text)
        start, self._name = found
        self._held += text[:start]
        self._size, self._end = 0, TagsEnd() if text[start] == "<" else JsonEnd()
        self._stage = _Stage.VALUE
        return text[start:]

    def _value(self, came: str) -> str:
        if self._is_doubted:
            text = "".join(self._parts) + came
            first = _FIRST_KEY.match(text[:_HEADER_MOST])
            if first is not None and first[1] not in CALL_KEYS:
                self._parts = []
                return self._refuse(text)
            self._is_doubted = first is None and len(text) < _HEADER_MOST
        room = _MOST - self._size
        end = self._end.within(came[:room])
        part = came[: room if end is None else end]
        self._parts.append(part)
        self._size += len(part)
        if end is None:
            return self._refuse(came[room:]) if len(came) >= room else ""
        self._take_value("".join(self._parts))
        return came[end:]

    def _take_value(self, text: str) -> None:
        if text.startswith("<"):
            calls = self._values.of_tags(text)
        else:
            calls = self._values.of_json(text, self._name, is_sure=bool(self._format.mark))
        if not calls:
            self._refuse("")
            return
        calls = calls if self._is_parallel else calls[:1]
        self._out.append(Piece(raw=self._taken(), calls=calls))
        self._has_called, self._stage = True, _Stage.CLOSING

    def _closing(self, came: str) -> str:
        text = self._held + came
        end, bare = self._format.end, text.lstrip()
        if end and bare.startswith(end):
            rest = bare[len(end) :]
            return self._leave_out(text, rest)
        following = text.lstrip(_BETWEEN_BARE)
        if not self._format.mark and (following[:1] in ("{", "[") or following.startswith(PYTHON_TAG)):
            return self._leave_out(text, following)
        coming, left = (end, bare) if self._format.mark else (PYTHON_TAG, following)
        if coming.startswith(left):  # it may still come
            self._held = text
            return ""
        self._held, self._stage = "", _Stage.START
        return text

    # What they are made of

    def _leave_out(self, text: str, rest: str) -> str:
        """What stands before ``rest`` belongs to a call."""
        self._held, self._stage = "", _Stage.START
        self._out.append(Piece(raw=text[: len(text) - len(rest)]))
        return rest

    def _refuse(self, rest: str) -> str:
        """It is no call."""
        self._say(self._taken())
        self._stage = _Stage.TEXT
        return rest

    def _taken(self) -> str:
        held = self._held + "".join(self._parts)
        self._held, self._parts = "", []
        return held

    def _say(self, text: str) -> None:
        if text:
            self._out.append(Piece(text=text, raw=text))

    def _handed_out(self) -> tuple[Piece, ...]:
        out, self._out = tuple(piece for piece in self._out if piece.raw), []
        return out


_TO_COME = (-1, "")


def _named_header(known: CallFormat) -> re.Pattern[str] | None:
    """What stands between the opening mark and the arguments, where a name comes first."""
    number, between = re.escape(CALL_NUMBER), re.escape(known.between.strip())
    header = rf"\s*([\w.-]{{1,64}})(?:{number}[\w-]{{1,64}})?{between}\s*"
    return re.compile(header, re.ASCII) if between else None


def _value_in(header: str, named: re.Pattern[str] | None) -> tuple[int, str] | None:
    """Where the value of a call begins, and the name before it, if there is one. ``None``: it is no call.

    The same for all that a header goes on with, once it is not ``_TO_COME``.
    """
    bare = header.lstrip()
    start, first = len(header) - len(bare), bare[:1]
    if first == "{":
        return start, ""
    if first == "[":
        inside = bare[1:].lstrip()
        return _TO_COME if not inside else (start, "") if inside[0] == "{" else None
    if first == "<":
        return (start, "") if bare.startswith(FUNCTION) else _TO_COME if FUNCTION.startswith(bare) else None
    if not bare or named is None:
        return None if bare else _TO_COME
    start = header.find("{")
    found = named.fullmatch(header[:start]) if start >= 0 else None
    return _TO_COME if start < 0 else (start, found[1]) if found else None
