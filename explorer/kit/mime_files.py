"""Files and pictures among what is dragged or pasted."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")


def local_files(data: QMimeData) -> list[Path]:
    """Those of this machine."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def has_picture(data: QMimeData) -> bool:
    """Whether it is a picture; text with a picture beside it, as office programs copy it, is text."""
    return data.hasImage() and not data.text().strip()


def picture(data: QMimeData) -> bytes | QImage | None:
    """As bytes, which are decoded in the background, where there are any."""
    for kind in _PICTURES:
        if data.hasFormat(kind) and (found := bytes(data.data(kind).data())):
            return found
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None
