"""The list of collections."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from explorer.documents.passages import Collection
from explorer.kit.boxes import column
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.layouts import remove_widget
from explorer.kit.paint import draw_text, fill_round, mirrored
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of
from explorer.rooms.library.documents.captions import collection_caption

_HEIGHT, _SIDE, _ICON, _GAP = 50, 12, 16, 10


class CollectionButton(PaintedButton):
    """Its name, and how much is in it."""

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self.collection = collection
        self.setProperty("data", True)  # the name that a person gave it
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_collection(collection)

    def show_collection(self, collection: Collection) -> None:
        self.collection = collection
        self._words = shown(collection_caption(collection))
        self.setText(shown(collection.name))
        self.setAccessibleName(f"{collection.name}: {self._words}")
        self.setToolTip(plain_tip(collection.folder or collection.name))
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(_HEIGHT))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        way = self.layoutDirection()
        px, theme = look.sizes.px, look.theme
        icon = QRectF(px(_SIDE), (rect.height() - px(_ICON)) / 2, px(_ICON), px(_ICON))
        left = px(_SIDE + _ICON + _GAP)
        upper = QRectF(left, px(7), rect.width() - left - px(_SIDE), px(19))
        lower = upper.translated(0, px(18))
        if self.isChecked() or self.underMouse():
            ground = theme.soft_accent if self.isChecked() else theme.sunken
            fill_round(painter, rect, px(9), ground)
        name = "folder" if self.collection.kind == "folder" else "document"
        paint_icon(painter, mirrored(icon, rect, way), name, theme.muted)
        font = look.font("body", strong=self.isChecked())
        draw_text(painter, mirrored(upper, rect, way), self.text(), font, theme.text)
        quiet = look.font("secondary")
        draw_text(painter, mirrored(lower, rect, way), self._words, quiet, theme.muted)
        return look.sizes.px(9)


class CollectionList(QWidget):
    """``chosen`` carries the key of a collection."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, CollectionButton] = {}
        self._column = column(self, spacing=2)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_collections(self, collections: Sequence[Collection], current: str) -> None:
        wanted = {one.key: one for one in collections}
        for key in [key for key in self._buttons if key not in wanted]:
            gone = self._buttons.pop(key)
            self._group.removeButton(gone)
            remove_widget(gone)
        for place, (key, collection) in enumerate(wanted.items()):
            if key in self._buttons:
                self._buttons[key].show_collection(collection)
            else:
                button = self._buttons[key] = CollectionButton(collection)
                self._group.addButton(button)
                self._column.insertWidget(place, button)
                button.clicked.connect(partial(self.chosen.emit, key))
        if current in self._buttons:
            self._buttons[current].setChecked(True)
