"""Pictures for tests, as files have them."""

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter


def picture(width: int = 64, height: int = 48, colour: str = "#3b82f6") -> QImage:
    """A ground that grows darker, with a bar at its top left."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    shade = QLinearGradient(0, 0, 0, height)
    shade.setColorAt(0, QColor(colour))
    shade.setColorAt(1, QColor(colour).darker(180))
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), shade)
        painter.fillRect(0, 0, max(1, width // 2), max(1, height // 8), Qt.GlobalColor.white)
    return image


def encoded(image: QImage, kind: str = "PNG") -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]  # its names are texts
    return bytes(buffer.data().data())
