"""Bytes of a stranger to an image no larger than it is shown, or to one that a chat keeps. Slow: call it
in the background.

What an image would take in memory is known before it is read, so that a small file cannot fill it.
"""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from explorer.domain.errors import KnownError
from explorer.domain.images import LONGEST_SIDE, ChatImage, UnreadableImageError
from explorer.domain.words import Words

LARGEST = 8_000_000  # bytes of a file that is only shown
LARGEST_TAKEN = 50_000_000  # bytes of one that a chat takes
Decoded = QImage | KnownError


@dataclass(frozen=True)
class _Limits:
    """``formats``: none that could name another file. ``shown``: pixels that are kept at most. ``most``:
    bytes.

    ``pixels``: of all of it, at 4 bytes each while it is read. JPEG is read at the size that is wanted.
    """

    formats: tuple[bytes, ...]
    most: int
    pixels: int
    jpeg_pixels: int
    shown: QSize


_IN_TEXT = _Limits((b"png", b"jpeg", b"gif", b"webp"), LARGEST, 24_000_000, 24_000_000, QSize(1280, 2560))
_IN_CHAT = _Limits(
    (b"png", b"jpeg", b"gif", b"webp", b"bmp"), LARGEST_TAKEN, 50_000_000, 200_000_000,
    QSize(LONGEST_SIDE, LONGEST_SIDE),
)  # fmt: skip
_KINDS = Words("PNG, JPEG, GIF, WebP and BMP can be read: save it as one of these, then attach that.")
_JPEG_QUALITY = 92
_DOTS = 3780  # a metre: else those of the screen are written, and the hash is another on another one
_PLAIN_SIZE = 1 << 20  # bytes: a PNG of this size is as good as any
_PLAIN_WORTH = 3  # so many times the size of a JPEG a PNG may have: of drawings and screens it has less


def decoded(data: bytes) -> Decoded:
    """The image, scaled down to what can be shown, or why there is none."""
    try:
        return _read(data, _IN_TEXT)[0]
    except KnownError as error:
        return error


def chat_image(given: bytes | QImage) -> ChatImage:
    """As a chat keeps it: upright, no larger than models look at, on white where one sees through it, its
    colours as screens show them, and nothing else of what its file said. Of a moving one the first picture.

    Raises KnownError for what is no image, is damaged or too large.
    """
    import hashlib  # noqa: PLC0415  cards only show images

    image, is_photo = _taken(given) if isinstance(given, bytes) else (_within(given), False)
    plain = _plain(image)
    data = _written(plain, "jpeg") if is_photo else _written(plain, "png")
    if not is_photo and len(data) > _PLAIN_SIZE:
        photo = _written(plain, "jpeg")
        data = photo if len(data) > _PLAIN_WORTH * len(photo) else data
    return ChatImage(hashlib.sha256(data).hexdigest(), data, plain.width(), plain.height())


def _taken(data: bytes) -> tuple[QImage, bool]:
    """As ``_read``; what is wrong is said with what can be done."""
    try:
        return _read(data, _IN_CHAT)
    except UnreadableImageError as error:
        raise UnreadableImageError(error.fault, error.what, error.advice or _KINDS, error.details) from error


def thumbnail(image: ChatImage, width: int, height: int) -> QImage:
    """So many pixels, of one that this app wrote; a null image where it is damaged all the same."""
    buffer = QBuffer()
    reader = _reader(buffer, image.data)
    reader.setScaledSize(QSize(width, height))
    return reader.read()


def _read(data: bytes, limits: _Limits) -> tuple[QImage, bool]:
    """And whether it is a photo. Raises KnownError."""
    if len(data) > limits.most:
        raise _too_large()
    buffer = QBuffer()
    reader = _reader(buffer, data)
    kind = bytes(reader.format().data())
    if kind not in limits.formats:
        raise UnreadableImageError("kind", Words("This file is not an image that can be read here."))
    is_photo = kind == b"jpeg"
    size = reader.size()
    if size.width() * size.height() > (limits.jpeg_pixels if is_photo else limits.pixels):
        raise _too_large()
    if size.isValid() and size.boundedTo(limits.shown) != size:
        scaled = size.scaled(limits.shown, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise _damaged(reader.errorString())
    return image, is_photo


def _reader(buffer: QBuffer, data: bytes) -> QImageReader:
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader


def _within(image: QImage) -> QImage:
    """One that was copied, and is in memory already. Raises KnownError."""
    if image.isNull():
        raise _damaged()
    if image.size().boundedTo(_IN_CHAT.shown) == image.size():
        return image
    ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(_IN_CHAT.shown, ratio, smooth)


def _plain(image: QImage) -> QImage:
    """Its pixels and no more, on white."""
    if image.colorSpace().isValid():
        on_screens = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        image = image if on_screens.isNull() else on_screens
    plain = QImage(image.size(), QImage.Format.Format_RGB888)
    plain.setDotsPerMeterX(_DOTS)
    plain.setDotsPerMeterY(_DOTS)
    plain.fill(Qt.GlobalColor.white)
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(plain) as painter:
        painter.drawImage(0, 0, image)
    return plain


def _written(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind.upper(), _JPEG_QUALITY if kind == "jpeg" else -1)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _damaged(details: str = "") -> UnreadableImageError:
    return UnreadableImageError("damaged", Words("The image is damaged."), details=details)


def _too_large() -> UnreadableImageError:
    what, advice = (
        Words("The image is too large to be shown here."),
        Words("Make it smaller, then try again."),
    )
    return UnreadableImageError("size", what, advice)
