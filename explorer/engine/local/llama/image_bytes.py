"""The bytes of an image as they came: whether they are those that were announced, and how large it is.

The library would take sounds and films too and may ask other programs to open them, so nothing reaches it
that is not a PNG or JPEG of this app.
"""

import hashlib
import struct

from explorer.domain.errors import KnownError
from explorer.domain.images import LONGEST_SIDE, ChatImage
from explorer.domain.words import Words

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))


def checked_size(image: ChatImage) -> tuple[int, int]:
    """Its width and height. Raises KnownError."""
    if hashlib.sha256(image.data).hexdigest() != image.sha256:
        raise unreadable_image("The bytes are not those of its hash.")
    try:
        width, height = _png_size(image.data) if image.data.startswith(_PNG) else _jpeg_size(image.data)
    except struct.error as error:
        raise unreadable_image("It ends too early.") from error
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise unreadable_image(f"It has {width} × {height} pixels.")
    return width, height


def unreadable_image(details: str = "") -> KnownError:
    return KnownError(Words("The image cannot be read."), Words("Add it again, or another one."), details)


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, len(_PNG) + 8)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    if not data.startswith(_JPEG):
        raise unreadable_image("It is neither PNG nor JPEG.")
    at = 2
    while True:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker >> 8 != 0xFF or length < 2:
            raise unreadable_image("It is no JPEG.")
        if marker & 0xFF in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
