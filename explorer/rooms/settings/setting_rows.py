"""The row of one setting (title, default, reset, control), its controls, and the group of rows under a title.

``chosen`` of a control carries the value that the person picked, never one that was shown.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import call
from typing import Any, Protocol, cast

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.base.settings import Settings, SettingsFile
from explorer.kit.boxes import Card, Row, centred, column, stretched
from explorer.kit.buttons import Button, Picker
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.paint import fill_round
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.kit.toggle import TOGGLE_EDGE, Toggle
from explorer.rooms.settings.index import AppSetting, SettingsSection, setting_of

_NARROW = 520  # pixels at 100 %: below it the control stands under the words
_GLOW_MS = 2200
_HEAD = 22  # as high as a link
_PAD = 12  # pixels at 100 %, beside the words of a row: the glow reaches a little further than they


type AskFirst = Callable[[Callable[[], object]], object]


class SettingChoice(Protocol):
    """What a row asks of its control."""

    @property
    def chosen(self) -> Any: ...

    def text_of(self, value: Any) -> str: ...

    def show_value(self, value: Any) -> None: ...


def choices_of(values: Iterable[Any], text_of: Callable[[Any], str]) -> dict[Any, str]:
    return {value: text_of(value) for value in values}


class DropDownChoice(Picker):
    """``others`` names a value that is not among the choices: it came from the file."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Mapping[Any, str], others: Callable[[Any], str] = str) -> None:
        super().__init__(name)
        self._others = others
        self.offer(choices)
        self.activated.connect(self._tell)

    def offer(self, choices: Mapping[Any, str]) -> None:
        """These from now on; what was shown is shown again by ``show_value``."""
        self.clear()
        for value, text in choices.items():
            self.addItem(text, value)

    def text_of(self, value: Any) -> str:
        index = self.findData(value)
        return self.itemText(index) if index >= 0 else self._others(value)

    def show_value(self, value: Any) -> None:
        if self.findData(value) < 0:
            self.addItem(self._others(value), value)
        self.setCurrentIndex(self.findData(value))

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class SegmentedChoice(Segmented):
    """The same, side by side."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Mapping[Any, str], others: Callable[[Any], str] = str) -> None:
        super().__init__(name, list(choices.values()))
        self._choices, self._others = dict(choices), others
        self.currentChanged.connect(self._tell)

    def text_of(self, value: Any) -> str:
        return self._choices.get(value) or self._others(value)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self):
            if value not in self._choices:
                self._choices[value] = self._others(value)
                self.addTab(self._choices[value])
            self.setCurrentIndex(list(self._choices).index(value))

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(list(self._choices)[index])


class SwitchChoice(Toggle):
    """On or off; off where nothing was chosen."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.clicked.connect(self._tell)

    def text_of(self, _value: Any) -> str:
        return self.tr("Off")

    def show_value(self, value: Any) -> None:
        self.setChecked(bool(value))

    @Slot(bool)
    def _tell(self, on: bool) -> None:  # noqa: FBT001  # a slot of clicked(bool)
        self.chosen.emit(on)


class SettingsRow(QFrame):
    """``reset`` is asked for by the link that stands beside the default while the value differs.

    A ``wide`` control always stands under the words; a ``bare`` one says them itself.
    """

    reset = Signal()

    def __init__(
        self, setting: AppSetting, note: str, control: QWidget, *, wide: bool = False, bare: bool = False
    ) -> None:
        super().__init__()
        self.setting = setting
        self.setObjectName(f"setting-{setting.key}")
        self._note = note
        self._wide, self._bare = wide or bare, bare
        self.control = control
        self._glow = 0.0
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_GLOW_MS)
        self._fade.valueChanged.connect(self._set_glow)
        pad = _PAD - TOGGLE_EDGE if bare else _PAD  # there is room for the ring of a switch in it
        self._row = Row(self, margins=(pad, 12, pad, 12), spacing=16)
        self.words = column(spacing=1)
        self._lay_out()
        self._set_direction()

    def show_default(self, text: str, *, differs: bool) -> None:
        """``text`` names the default value; where it is long and in use it need not.

        While the value is the default the row says so only in its tooltip.
        """
        words = (
            self.tr("Default: {value}").format(value=shown(text)) if text else self.tr("This is the default.")
        )
        self._default.setText(words)
        self._default.setVisible(differs)
        self._reset.setVisible(differs)
        self.setToolTip("" if differs else words)

    def matches(self, query: str) -> bool:
        title, more = shown(self.setting.title), shown(self.setting.more)
        return self.setting.matches(query, f"{title} {more} {self._note}")

    def glow(self) -> None:
        """Say softly: here it is."""
        self._fade.stop()
        self._fade.start()
        target = self.control.focusProxy() or self.control
        if target.isEnabled() and target.focusPolicy() != Qt.FocusPolicy.NoFocus:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_direction()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._glow > 0:
            look = look_of(self)
            # Without motion it stands still, and then is gone.
            strength = min(1.0, self._glow * 2) if look.motion else 1.0
            with QPainter(self) as painter:
                painter.setOpacity(strength)
                fill_round(painter, QRectF(self.rect()).adjusted(0, 1, 0, -2), 8, look.theme.soft_accent)
        super().paintEvent(event)

    def _lay_out(self) -> None:
        if self._bare:
            self._row.addWidget(self.control)
            return
        self.words.addWidget(self._head())
        if self._note:
            self.words.addWidget(Para(self._note, "secondary", "muted"))
        self._row.add(stretched(self.words), centred(self.control))

    def _head(self) -> QWidget:
        """The title, and behind it the default and the way back to it: as high with them as without."""
        px = look_of(self).sizes.px
        head = QWidget()
        flow = FlowLayout(head, spacing=px(8))
        self._default = Elided("", "secondary", "muted")
        self._reset = Button("link", self.tr("Reset"), then=self.reset)
        self._reset.setAccessibleName(self.tr("Reset {name}").format(name=shown(self.setting.title)))
        for label in (Label(shown(self.setting.title), "strong"), self._default):
            label.setMinimumHeight(px(_HEAD))
            flow.addWidget(label)
        flow.addWidget(self._reset)
        self._default.hide()
        self._reset.hide()
        return head

    def _set_direction(self) -> None:
        beneath = self._wide or self.width() < look_of(self).sizes.px(_NARROW)
        direction = QBoxLayout.Direction.TopToBottom if beneath else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self._row.setSpacing(look_of(self).sizes.px(8 if beneath else 16))
            start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            full = Qt.AlignmentFlag(0)
            beside = Qt.AlignmentFlag.AlignVCenter
            self._row.setAlignment(self.control, (full if self._wide else start) if beneath else beside)

    @Slot(object)
    def _set_glow(self, value: float) -> None:
        self._glow = value
        self.update()


class SettingsGroup(QWidget):
    """A heading over a card of rows; those that were bound show and change a field of the settings."""

    def __init__(self, section: SettingsSection, settings: SettingsFile) -> None:
        super().__init__()
        self._settings = settings
        self._bound: list[tuple[SettingsRow, SettingChoice, str]] = []
        self.rows: list[SettingsRow] = []
        self.title = shown(section.title)
        self.lay_out()

    def lay_out(self) -> None:
        self.card = Card("plain", inset=8)
        self.card.body.setSpacing(0)
        self.page = self.card.body
        self.head = Row(spacing=12).add(centred(Label(self.title, "heading")))
        column(self, spacing=8).add(self.head, self.card)

    def add(
        self, key: str, note: str, control: QWidget, *, wide: bool = False, bare: bool = False
    ) -> SettingsRow:
        """The row of a setting, on ``page``; whoever adds it shows its value."""
        if self.rows:
            self.rows[-1].setProperty("rule", "bottom")
        row = SettingsRow(setting_of(key), note, control, wide=wide, bare=bare)
        self.rows.append(row)
        self.page.addWidget(row)
        return row

    def reveal(self, row: SettingsRow) -> None:
        """Unfold what it stands in."""

    def bind[C: SettingChoice](
        self, key: str, field: str, note: str, control: C, *, wide: bool = False, ask: AskFirst = call
    ) -> C:
        """A row whose control shows and changes this field, and whose link puts it back; the control.
        ``ask``: does what it is given, perhaps after a question.
        """
        row = self.add(key, note, cast(QWidget, control), wide=wide)
        control.chosen.connect(lambda value: ask(partial(self._settings.change, **{field: value})))
        row.reset.connect(lambda: ask(partial(self._settings.reset, field)))
        self._bound.append((row, control, field))
        return control

    def show_settings(self, settings: Settings) -> None:
        """The settings are these now."""
        for row, control, field in self._bound:
            value, default = getattr(settings, field), getattr(Settings(), field)
            control.show_value(value)
            row.show_default(control.text_of(default), differs=value != default)

    def filter(self, query: str) -> bool:
        """Show the rows that match, all of them where the title does; whether there is one."""
        whole = query.casefold() in self.title.casefold()
        for row in self.rows:
            row.setVisible(whole or row.matches(query))
        found = any(not row.isHidden() for row in self.rows)
        self.setVisible(found)
        return found
