"""What the bytes of a PNG or JPEG are made of, without decoding them."""

import re
from collections.abc import Iterator

_MARK = re.compile(rb"\xff+([^\x00\xff])")
_FRAME, _TABLES, _PROGRESSIVE, _PIXELS = 0xC0, (0xC4, 0xDB, 0xDD), 0xC2, 0xDA
_JFIF, _HEAD = 0xE0, re.compile(rb"JFIF\x00.{7}\x00\x00", re.DOTALL)  # without a small picture in it
_JPEG, _END = b"\xff\xd8", b"\xff\xd9"
_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = (b"IHDR", b"pHYs", b"IDAT", b"IEND")
_DEEP_COLOURS = b"\x08\x02"  # 8 bits for each of three colours, and nothing to see through


def is_cut_jpeg(data: bytes) -> bool:
    """Whether its end is missing: it is decoded all the same, gray where nothing came."""
    ends = (end for mark, _gap, _start, end in _marks(data) if mark == _PIXELS)
    return data.startswith(_JPEG) and data.find(_END, next(ends, len(data))) < 0


def is_progressive_jpeg(data: bytes) -> bool:
    """Whether all of it is in memory before any of it can be seen."""
    return any(mark == _PROGRESSIVE for mark, _gap, _start, _end in _marks(data))


def is_bare(data: bytes) -> bool:
    """Whether it holds pixels of three colours and nothing that was said of them, or is hidden between or
    behind them: as this app writes its images.
    """
    return _is_bare_png(data) if data.startswith(_PNG) else _is_bare_jpeg(data)


def _is_bare_jpeg(data: bytes) -> bool:
    for mark, gap, start, end in _marks(data):
        if mark == _PIXELS and not gap:
            # Of the pixels themselves each such byte has a zero behind it: there is no other part
            return data.find(_END, end) == len(data) - 2 and data.count(b"\xff", end) == 1 + data.count(
                b"\xff\x00", end
            )
        is_known = mark in (_FRAME, *_TABLES) or (mark == _JFIF and _HEAD.fullmatch(data, start, end))
        if gap or not is_known or (mark == _FRAME and data[start + 5 : start + 6] != b"\x03"):
            return False
    return False


def _marks(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Those of a JPEG until its pixels begin: each with how many bytes nobody asked for are before it, and
    where what it says begins and ends.
    """
    at, mark = len(_JPEG), 0
    while mark != _PIXELS and (found := _MARK.search(data, at)) is not None:
        mark, start = found[1][0], found.end()
        at, before = start + max(2, int.from_bytes(data[start : start + 2])), at
        yield mark, found.start() - before, start + 2, at


def _is_bare_png(data: bytes) -> bool:
    at, name = len(_PNG), b""
    while name != b"IEND" and at < len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if name not in _NEEDED or (name == b"IHDR" and data[at + 16 : at + 18] != _DEEP_COLOURS):
            return False
        at += 12 + length
    return name == b"IEND" and at == len(data)
