"""What a chat keeps of an image that somebody gives it: its pixels, upright and small enough, and nothing
else.
"""

import struct
import zlib

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage

from explorer.domain.errors import KnownError
from explorer.domain.images import LONGEST_SIDE
from explorer.kit.image_decoding import LARGEST_TAKEN, chat_image, thumbnail
from tests.pictures import encoded, picture

_SECRET = "52.5163, 13.3777"
# EXIF that says: the top of this is at the right (orientation 6)
_TURNED = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def turned(jpeg: bytes) -> bytes:
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(_TURNED) + 2) + _TURNED + jpeg[2:]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_every_kind_becomes_one_that_this_app_wrote(kind: str) -> None:
    taken = chat_image(encoded(picture(), kind))
    assert (taken.width, taken.height) == (64, 48)
    assert taken.data.startswith(b"\xff\xd8" if kind == "JPEG" else b"\x89PNG")
    assert QImage.fromData(QByteArray(taken.data)).size() == picture().size()


def test_the_first_picture_of_a_moving_one_is_taken() -> None:
    one_pixel = bytes.fromhex(
        "47494638396101000100800000ff00000000ff21f904000a0000002c000000000100010000020244010021f904000a000000"
        "2c00000000010001000002024c01003b"
    )
    image = QImage.fromData(QByteArray(chat_image(one_pixel).data))
    assert image.pixelColor(0, 0) == QColor("#ff0000")


def test_what_else_its_file_said_is_gone() -> None:
    image = picture()
    image.setText("Comment", _SECRET)
    for data in (encoded(image, "PNG"), turned(encoded(image, "JPEG"))):
        taken = chat_image(data)
        assert _SECRET.encode() not in taken.data
        assert b"Exif" not in taken.data
        assert QImage.fromData(QByteArray(taken.data)).textKeys() == []


def test_it_stands_upright() -> None:
    taken = chat_image(turned(encoded(picture(), "JPEG")))
    assert (taken.width, taken.height) == (48, 64)
    assert QImage.fromData(QByteArray(taken.data)).pixelColor(47, 2).lightness() > 200


def test_one_that_is_larger_than_models_look_at_is_scaled() -> None:
    for given in (encoded(picture(4000, 1000), "JPEG"), encoded(picture(4000, 1000)), picture(4000, 1000)):
        taken = chat_image(given)
        assert (taken.width, taken.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_where_one_sees_through_it_it_is_white() -> None:
    clear = QImage(4, 4, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    image = QImage.fromData(QByteArray(chat_image(encoded(clear)).data))
    assert image.pixelColor(1, 1) == QColor("white")


def test_its_colours_are_those_of_screens() -> None:
    wide = picture(4, 4)
    wide.fill(QColor(200, 30, 30))
    wide.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    assert QImage.fromData(QByteArray(chat_image(encoded(wide)).data)).pixelColor(1, 1).red() > 210


def test_what_is_no_image_is_damaged_or_too_large_says_so_and_what_can_be_done() -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    cases = {
        b"": "This file is not an image that can be read here.",
        b"hello": "This file is not an image that can be read here.",
        svg: "This file is not an image that can be read here.",
        encoded(picture())[:60]: "The image is damaged.",
        _huge(): "The image is too large to be shown here.",
        bytes(LARGEST_TAKEN + 1): "The image is too large to be shown here.",
    }
    for data, what in cases.items():
        with pytest.raises(KnownError) as told:
            chat_image(data)
        assert told.value.what == what
        assert told.value.advice


def _huge() -> bytes:
    """A small file that says it has 60,000 × 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + b"\0\0\0\0IDAT"


def test_a_small_picture_of_it_has_the_size_that_is_asked_for() -> None:
    taken = chat_image(encoded(picture(400, 300)))
    assert thumbnail(taken, 40, 30).size().toTuple() == (40, 30)
