"""Bytes of a stranger to an image no larger than it is shown. Slow: call it in the background.

What an image would take in memory is known before it is read, so that a small file cannot fill it.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

LARGEST = 8_000_000  # bytes of a file
_MOST_PIXELS = 24_000_000  # a photo of a good camera; about 100 MB while it is read
_SHOWN = QSize(1280, 2560)  # pixels: the width of a page on a fine screen
Decoded = QImage | KnownError
_FORMATS = (b"png", b"jpeg", b"gif", b"webp")  # none that could name another file


def decoded(data: bytes) -> Decoded:
    """The image, scaled down to what can be shown, or why there is none."""
    if len(data) > LARGEST:
        return _too_large()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _FORMATS:
        return KnownError(Words("This is no image that can be shown here."))
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        return _too_large()
    if size.boundedTo(_SHOWN) != size:
        reader.setScaledSize(size.scaled(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return (
        KnownError(Words("The image is damaged."), details=reader.errorString()) if image.isNull() else image
    )


def _too_large() -> KnownError:
    return KnownError(Words("The image is too large to be shown here."))
