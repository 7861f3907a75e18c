"""A screen without a monitor (Xvfb), and photographs of it."""

import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from PySide6.QtGui import QImage

SIZE = (1280, 860)
PATIENCE_S = 20
OF_A_WINDOW = 100  # colours; an empty screen has one


class Screen:
    """``name`` is what DISPLAY has to say."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="screen-")
        told, said = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        line = ["Xvfb", "-displayfd", str(said), "-screen", "0", size, "-ac", "-noreset", "-nolisten", "tcp"]
        self._server = subprocess.Popen(
            [*line, "-fbdir", self._folder.name], pass_fds=(said,), stderr=subprocess.DEVNULL
        )
        os.close(said)
        with os.fdopen(told) as number:
            self.name = f":{number.readline().strip()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def photograph(self) -> QImage:
        """What it shows now. Xvfb keeps it as an XWD file: a header, colours, then lines of pixels."""
        data = Path(self._folder.name, "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", data[:100])
        size, width, height, per_line, colours = head[0], head[4], head[5], head[12], head[19]
        start = size + 12 * colours
        pixels = data[start : start + per_line * height]
        return QImage(pixels, width, height, per_line, QImage.Format.Format_RGB32).copy()

    def wait_for_window(self) -> tuple[QImage, float]:
        """The picture once there is more than an empty screen on it, and the seconds that took."""
        return self._wait(lambda colours: colours >= OF_A_WINDOW, "there is no window")

    def wait_until_empty(self) -> None:
        """Until the picture of a window that ended is gone."""
        self._wait(lambda colours: colours < OF_A_WINDOW, "there still is a window")

    def _wait(self, is_there: Callable[[int], bool], complaint: str) -> tuple[QImage, float]:
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE_S:
            picture = self.photograph()
            if is_there(colours_of(picture)):
                return picture, time.monotonic() - begun
            time.sleep(0.05)
        sys.exit(f"trial: {complaint} on the screen after {PATIENCE_S} s")


def colours_of(picture: QImage) -> int:
    """How many different colours a grid of points has."""
    points = ((x, y) for x in range(0, picture.width(), 4) for y in range(0, picture.height(), 4))
    return len({picture.pixel(x, y) for x, y in points})
