"""Parts of the section on loading: memory as a bar with its legend, and a control with its name and value."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.cache_type import CACHE_TYPES, CacheType, PackedCache
from explorer.domain.units import size_text
from explorer.domain.words import joined
from explorer.kit.boxes import Card, at_top, column, row, stretched
from explorer.kit.buttons import Picker
from explorer.kit.language import shown
from explorer.kit.paint import faded, fill_round, mirrored
from explorer.kit.pill import Pill
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import Theme, look_of
from explorer.local.fit.load_forecast import LoadForecast
from explorer.rooms.playground.model.loading_words import (
    cache_costs,
    cache_name,
    explanation,
    images_size,
    needs_words,
    on_device_words,
    part_lines,
    speed_words,
)

_BAR, _SWATCH, _GAP = 8, 9, 1


class MemoryCard(Card):
    """What a load takes: a word, the sum, its parts, how fast it will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("plain", 13, parent)
        self.body.setSpacing(look_of(self).sizes.px(5))
        self.pill = Pill("")
        self.needs = Para("", "strong")
        self._bar = MemoryBar()
        self._lines = [MemoryLegendLine(number) for number in range(3)]
        self._device = Para("", "secondary", "muted")
        self.images = MemoryLegendLine(None)
        self._too_much = Para(self.tr("With images it would not fit."), "secondary", "caution")
        self.speed = Para("", "secondary", "muted")
        head = row(spacing=8).add(stretched(self.needs), at_top(self.pill))
        self.body.add(head, self._bar, *self._lines, self.images, self._too_much, self._device, self.speed)

    def show_outlook(self, outlook: LoadForecast | None) -> None:
        """Hidden where nothing is known."""
        self.setVisible(outlook is not None)
        if outlook is None:
            return
        self.pill.show_state(outlook.word, outlook.word.tone)
        self.needs.setText(needs_words(outlook))
        parts = part_lines(outlook)
        self._bar.show_parts([size / max(1, outlook.fit.total) for _, size in parts])
        for line, (name, size) in zip(self._lines, parts, strict=True):
            line.show_part(shown(name), size_text(size))
            line.setVisible(size > 0)
        self._device.setText(on_device_words(outlook))
        self._device.setVisible(outlook.device is not None)
        self.images.show_part(self.tr("Images, from the first one"), shown(images_size(outlook)))
        self.images.setVisible(outlook.images > 0)
        self._too_much.setVisible(outlook.images > 0 and not outlook.has_room_for_images)
        self.speed.setText(speed_words(outlook))
        self.setToolTip(plain_tip(shown(explanation(outlook))))
        said = [joined(" ", (name, size_text(size))) for name, size in parts]
        self._bar.setAccessibleDescription(shown(joined(" · ", said)))


class MemoryBar(QWidget):
    """Shares of one whole beside each other; the legend beneath says which is which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Sequence[float] = ()
        self.setAccessibleName(self.tr("Memory of this machine"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, shares: Sequence[float]) -> None:
        """Of 1, in their order; what goes beyond the whole is not drawn."""
        self._shares = shares
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(120), px(_BAR))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, whole = look_of(self).theme, QRectF(self.rect())
        radius, left = whole.height() / 2, 0.0
        with QPainter(self) as painter:
            fill_round(painter, whole, radius, theme.line)
            for number, share in enumerate(self._shares):
                width = min(whole.width() - left, max(share * whole.width(), 2.0 if share else 0.0))
                if width <= 0:
                    continue
                part = mirrored(QRectF(left, 0, width, whole.height()), whole, self.layoutDirection())
                fill_round(painter, part, min(radius, width / 2), _colour(theme, number))
                left += width + _GAP


class MemoryLegendLine(QWidget):
    """One line of the legend: a swatch, what it is, how much it is. Without a ``number`` the bar has no such
    part.
    """

    def __init__(self, number: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size = Elided("", "secondary", "muted"), Label("", "secondary")
        row(self, spacing=7).add(_Swatch(number), stretched(self._name), self._size)

    def show_part(self, name: str, size: str) -> None:
        self._name.setText(name)
        self._size.setText(size)


class _Swatch(QWidget):
    """The colour of a part of the bar."""

    def __init__(self, number: int | None) -> None:
        super().__init__()
        self._number = number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = look_of(self).sizes.px(_SWATCH)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._number is None:
            return
        with QPainter(self) as painter:
            fill_round(painter, QRectF(self.rect()), 2, _colour(look_of(self).theme, self._number))


class LabelledControl(QWidget):
    """A name, the value in words beside it, and the control beneath. ``why`` is its hover."""

    def __init__(self, title: str, control: QWidget, why: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self._value = Para("", "body", "muted")
        head = row(spacing=5).add(at_top(Para(title)), at_top(self._value, 1))
        column(self, spacing=4).add(head, control)
        self.setToolTip(plain_tip(why))

    def show_value(self, words: str) -> None:
        self._value.setText(words)
        self.control.setAccessibleDescription(shown(words))


class CacheControl(QWidget):
    """What keys and values are kept as. Hidden where fewer bits make no difference and none were chosen;
    ``chosen`` carries a CacheType.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._types: tuple[CacheType, ...] = ()
        self.picker = Picker(self.tr("Context in memory"))
        self.picker.currentIndexChanged.connect(self._on_picked)
        why = self.tr("KV cache: what the model keeps of all it has read.")
        self._costs = Para("", "secondary", "muted")
        named = LabelledControl(self.tr("Context in memory"), self.picker, why)
        column(self, spacing=4).add(named, self._costs)

    def show_choices(self, choices: Sequence[PackedCache], wanted: CacheType) -> None:
        """``choices``: what makes the difference, and ``wanted`` if that is not the usual."""
        offered = {"f16", wanted, *(one.type for one in choices)}
        self._types = tuple(one for one in CACHE_TYPES if one in offered)
        with QSignalBlocker(self.picker):
            self.picker.clear()
            self.picker.addItems([shown(cache_name(one)) for one in self._types])
            self.picker.setCurrentIndex(self._types.index(wanted))
        told = next((one for one in choices if one.type == wanted), None)
        self._costs.setText(cache_costs(told) if told is not None else "")
        self._costs.setVisible(told is not None)
        self.setVisible(len(self._types) > 1 or self.picker.hasFocus())

    @Slot(int)
    def _on_picked(self, index: int) -> None:
        self.chosen.emit(self._types[index])


def _colour(theme: Theme, number: int) -> QColor:
    return (theme.accent, faded(theme.accent, 0.5), theme.muted)[number]
