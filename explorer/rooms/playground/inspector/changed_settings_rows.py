"""The line under the header: a chip for each setting that differs from the default."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from explorer.kit.chips import PlaceChip
from explorer.kit.language import shown
from explorer.kit.layouts import remove_widget
from explorer.kit.text import Elided, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.inspector.changed_settings import ICONS, ChangedSetting, InspectorPlace

_HEIGHT, _GAP = 22, 6


class ChangedSettingsRow(QWidget):
    """One line. ``wanted`` carries the place in the inspector that a chip stands for, a Where.

    What finds no room is counted in a chip of its own, which leads to the first of it.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Set for this chat"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown: tuple[ChangedSetting, ...] = ()
        self._chips: list[PlaceChip] = []
        self._first_left_out: InspectorPlace | None = None
        self._more = PlaceChip("", parent=self)
        self._more.clicked.connect(self._on_more)
        self._words = Elided("", "secondary", "muted", parent=self)

    def show_differences(self, differences: Sequence[ChangedSetting]) -> None:
        """Chips that say the same stay the same ones."""
        if tuple(differences) != self._shown or not self._words.text():
            self._put(tuple(differences))
        self._place()

    def texts(self) -> list[str]:
        """What stands on its chips, also those without room."""
        return [chip.text() for chip in self._chips]

    def chip(self, where: InspectorPlace) -> PlaceChip:
        """Raises StopIteration where that is as usual."""
        pairs = zip(self._shown, self._chips, strict=True)
        return next(chip for difference, chip in pairs if difference.where == where)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(120), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._place()

    def _put(self, differences: tuple[ChangedSetting, ...]) -> None:
        for old in self._chips:
            remove_widget(old)
        self._shown, self._chips = differences, []
        for difference in differences:
            chip = PlaceChip(difference.words, ICONS[difference.where], self)
            chip.setAccessibleDescription(self.tr("Differs from the default; opens where it is set"))
            chip.setToolTip(plain_tip(shown(difference.why)))
            chip.clicked.connect(partial(self.wanted.emit, difference.where))
            self._chips.append(chip)
        self._more.raise_()  # Tab comes to it last
        self._words.setText(self._said_of(len(differences)))

    def _said_of(self, count: int) -> str:
        if not count:
            return self.tr("All is as by default")
        return self.tr("differs from the default") if count == 1 else self.tr("differ from the default")

    def _place(self) -> None:
        """From where reading begins, as many as there is room for."""
        gap, left = look_of(self).sizes.px(_GAP), 0
        out: list[ChangedSetting] = []
        for number, (difference, chip) in enumerate(zip(self._shown, self._chips, strict=True)):
            rest = len(self._chips) - number - 1
            needed = chip.sizeHint().width() + (gap + self._width_of_more(rest) if rest else 0)
            if out or left + needed > self.width():
                out.append(difference)
                chip.hide()
                continue
            left = self._stand(chip, left) + gap
        self._first_left_out = out[0].where if out else None
        if out:
            self._more.setText(f"+{len(out)}")
            self._more.setAccessibleName(self.tr("{count} more").format(count=len(out)))
            self._more.setToolTip(plain_tip("\n".join(shown(one.words) for one in out)))
            left = self._stand(self._more, left) + gap
        self._more.setVisible(bool(out))
        width = self._words.sizeHint().width()
        self._words.setVisible(not out and left + width <= self.width())
        if not self._words.isHidden():
            self._stand(self._words, left + (gap if self._chips else 0))

    def _stand(self, widget: QWidget, left: int) -> int:
        """Put it there, seen in a mirror where reading goes the other way; where it ends."""
        size = widget.sizeHint()
        place = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        widget.show()
        return left + size.width()

    def _width_of_more(self, count: int) -> int:
        self._more.setText(f"+{count}")
        return self._more.sizeHint().width()

    @Slot()
    def _on_more(self) -> None:
        if self._first_left_out is not None:
            self.wanted.emit(self._first_left_out)
