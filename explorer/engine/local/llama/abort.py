"""Abort switch: stops llama.cpp in the middle of its work, thrown from another thread.

The library asks "shall I stop?" some 700 times a token. A Python callback there would take the
interpreter's lock each time and cost several percent of the speed, so C's own ``strlen`` answers: of the
switch's two bytes, "" is 0, go on, and "x" is 1, stop.
"""

import ctypes
import sys


class AbortSwitch:
    """Off until thrown. Safe to throw from any thread."""

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)

    @property
    def is_on(self) -> bool:
        return self._text[0] != b"\0"

    @property
    def address(self) -> int:
        """What the callback is to be given as its data."""
        return ctypes.addressof(self._text)

    def throw(self) -> None:
        self._text[0] = b"x"

    def reset(self) -> None:
        self._text[0] = b"\0"


def abort_callback() -> int:
    """The address of a C function that returns non-zero if the switch at its argument is on."""
    c = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
    return ctypes.cast(c.strlen, ctypes.c_void_p).value or 0
