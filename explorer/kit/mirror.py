"""Places in painted rows: computed from left to right, turned round where text runs the other way."""

from PySide6.QtCore import QRectF, Qt


def mirrored(rect: QRectF, within: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """``rect`` as it is, or seen in a mirror that stands in the middle of ``within``."""
    if direction is not Qt.LayoutDirection.RightToLeft:
        return rect
    left = within.left() + within.right() - rect.right()
    return QRectF(left, rect.top(), rect.width(), rect.height())
