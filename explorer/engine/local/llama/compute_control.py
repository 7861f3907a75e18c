"""What another thread says while llama.cpp computes: to stop in the middle of it, how to share the cores.

The library asks "shall I stop?" some 700 times a token. A Python callback there would take the
interpreter's lock each time and cost several percent of the speed, so C's own ``strlen`` answers: of the
control's two bytes, "" is 0, go on, and "x" is 1, stop.
"""

import ctypes
import sys


class ComputeControl:
    """Safe to use from any thread. ``share``: models that compute at once, this one among them."""

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)
        self.share = 1

    @property
    def is_stopped(self) -> bool:
        return self._text[0] != b"\0"

    @property
    def address(self) -> int:
        """What the callback is to be given as its data."""
        return ctypes.addressof(self._text)

    def stop(self) -> None:
        self._text[0] = b"x"

    def reset(self) -> None:
        """Go on with the next job."""
        self._text[0] = b"\0"


def abort_callback() -> int:
    """The address of a C function that returns non-zero if the control at its argument says stop."""
    c = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
    return ctypes.cast(c.strlen, ctypes.c_void_p).value or 0
