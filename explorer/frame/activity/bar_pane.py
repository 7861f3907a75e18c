"""The activity bar at the foot: downloads, loaded models, the server, work, the last message, the network.

It is there from the first frame; ``bar_status_controller.py`` fills it when the services are.
"""

from enum import IntEnum
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.kit.boxes import STRETCH, row
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of

_BUTTON_HEIGHT, _ICON, _SIDE, _ICON_GAP = 24, 14, 6, 6
_HEIGHT, _EDGE, _GAP = 32, 10, 8


class StatusButton(PaintedButton):
    """Opens the panel: an icon and words, shortened where space is missing.

    ``name`` is what it is about, to a screen reader: "Downloads". The words go with it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._short, self._icon, self._tone = name, "", "", "muted"
        self._is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def rename(self, name: str) -> None:
        """In another language."""
        self._name = name

    def show_words(self, words: str, icon: str = "", tone: str = "muted", short: str = "") -> None:
        """``short`` stands for the words where they do not fit. ``tone`` colours the icon only."""
        if (words, icon, tone, short) == (self.text(), self._icon, self._tone, self._short):
            return
        self._icon, self._tone, self._short = icon, tone, short
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}")
        self._say_rest()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = self._short if self._is_short else self.text()
        return QSize(self._width_of(words), look_of(self).sizes.px(_BUTTON_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(min(px(56), self.sizeHint().width()), px(_BUTTON_HEIGHT))

    @property
    def saving(self) -> int:
        """Pixels that the short words would save; 0 if there are none."""
        return self._width_of(self.text()) - self._width_of(self._short) if self._short else 0

    @property
    def full_width(self) -> int:
        """Pixels that all words take."""
        return self._width_of(self.text())

    def set_short(self, *, on: bool) -> None:
        """Say the short words: the bar knows where room is missing."""
        on = on and bool(self._short)
        if on != self._is_short:
            self._is_short = on
            self.updateGeometry()
            self._say_rest()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_rest()

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px = look.theme, look.sizes.px
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if self.underMouse() or self.isDown():
            fill_round(painter, rect, px(6), theme.sunken)
        lead, side = self._lead(), px(_SIDE)
        words = rect.adjusted(side if mirrored else lead, 0, -(lead if mirrored else side), 0)
        if self._icon:
            left = rect.right() - side - px(_ICON) if mirrored else rect.left() + side
            spot = QRectF(left, round((rect.height() - px(_ICON)) / 2), px(_ICON), px(_ICON))
            paint_icon(painter, spot, self._icon, theme.colour(self._tone))
        colour = theme.text if self.underMouse() else theme.muted
        said, font = self._short if self._is_short else self.text(), look.font("secondary", numbers=True)
        draw_text(painter, words, said, font, colour)
        return look.sizes.px(6)

    def _lead(self) -> int:
        """Pixels before the words."""
        px = look_of(self).sizes.px
        return px(_SIDE) + (px(_ICON + _ICON_GAP) if self._icon else 0)

    def _width_of(self, words: str) -> int:
        font = look_of(self).font("secondary", numbers=True)
        return round(text_width(words, font) + 1.5) + self._lead() + look_of(self).sizes.px(_SIDE)

    def _say_rest(self) -> None:
        self.setToolTip(plain_tip(self.text()) if self.width() < self.full_width else "")


class ActivitySection(IntEnum):
    """The parts of the activity panel, in the order of its tabs."""

    DOWNLOADS = 0
    MODELS = 1
    SERVER = 2
    NETWORK = 3
    MESSAGES = 4


class ActivityBar(QFrame):
    """``wanted`` carries the Section of the panel that was clicked."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self.download = self._button(ActivitySection.DOWNLOADS)
        self.models = self._button(ActivitySection.MODELS)
        self.server = self._button(ActivitySection.SERVER)
        self.work = StatusButton("")
        for button in (self.server, self.work):
            button.hide()
        self.message = self._button(ActivitySection.MESSAGES)
        self.network = self._button(ActivitySection.NETWORK)
        line = row(self).add(self.download, self.models, self.server, self.work, self.message)
        line.add(STRETCH, self.network)
        line.setContentsMargins(_EDGE, 0, _EDGE, 0)
        line.setSpacing(_GAP)
        look_of(self).changed.connect(self._rescale)
        self._rescale(look_of(self))
        self.retranslate()

    @property
    def buttons(self) -> tuple[StatusButton, ...]:
        """Those that open a part of the panel, in the order of the bar."""
        return self.download, self.models, self.server, self.message, self.network

    def button_of(self, section: ActivitySection) -> StatusButton:
        """What opens this part of the panel."""
        return {
            ActivitySection.DOWNLOADS: self.download,
            ActivitySection.MODELS: self.models,
            ActivitySection.SERVER: self.server,
            ActivitySection.NETWORK: self.network,
            ActivitySection.MESSAGES: self.message,
        }[section]

    def retranslate(self) -> None:
        """Name the parts in the language of now."""
        self.setAccessibleName(self.tr("Activity"))
        self.download.rename(self.tr("Downloads"))
        self.models.rename(self.tr("Loaded models"))
        self.server.rename(self.tr("Server"))
        self.work.rename(self.tr("Comparison"))
        self.message.rename(self.tr("Last message"))
        self.network.rename(self.tr("Network"))

    def sizeHint(self) -> QSize:
        return QSize(400, look_of(self).sizes.px(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Where room is missing, the less urgent parts say less; the last message is cut at last."""
        seen = [button for button in (*self.buttons, self.work) if not button.isHidden()]
        missing = sum(button.full_width + _GAP for button in seen) + 2 * _EDGE - self.width()
        for button in (self.network, self.models, self.server, self.work, self.download):
            button.set_short(on=missing > 0)
            missing -= button.saving if missing > 0 else 0

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self.setFixedHeight(look.sizes.px(_HEIGHT))

    def _button(self, section: ActivitySection) -> StatusButton:
        button = StatusButton("")
        button.clicked.connect(partial(self.wanted.emit, section))
        return button
