"""The key of an endpoint: where it lies, and how another is given. It is typed or pasted, and never shown."""

import os

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.errors import KnownError
from explorer.engine.remote.key_keeping import GivenKey
from explorer.kit.boxes import STRETCH, at_start, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.keys import EscapeKey
from explorer.kit.layouts import HeadLayout, flowing
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, IconLabel, Para
from explorer.kit.theme import look_of
from explorer.rooms.settings.outcome_rows import OutcomeLine

_PLACES = (KeyPlace.NONE, KeyPlace.KEYRING, KeyPlace.ENVIRONMENT)


class KeyChoice(QWidget):
    """No key, one that is pasted, or the variable that holds it. ``entered``: by Enter in a field."""

    entered = Signal()

    def __init__(self, place: KeyPlace = KeyPlace.NONE, variable: str = "") -> None:
        super().__init__()
        words = (self.tr("No key"), self.tr("Key"), self.tr("Variable"))
        self.places = Segmented(self.tr("Where the key lies"), words)
        self.secret, self.variable = Field(), Field()
        self.secret.setEchoMode(Field.EchoMode.Password)
        self.secret.setAccessibleName(self.tr("Key"))
        self.secret.setPlaceholderText(self.tr("Paste the key"))
        self.variable.setAccessibleName(self.tr("Name of the variable"))
        self.variable.setPlaceholderText(self.tr("Name of the variable"))
        self.variable.setText(variable)
        column(self, spacing=8).add(at_start(self.places), self._stack())
        self.places.currentChanged.connect(self._fields.setCurrentIndex)
        self.places.setCurrentIndex(_PLACES.index(place))

    @property
    def given(self) -> GivenKey:
        return GivenKey(_PLACES[self.places.currentIndex()], self.secret.text(), self.variable.text())

    def clear(self) -> None:
        """The key stands nowhere on the screen then, hidden or not."""
        self.secret.clear()

    def choose(self, place: KeyPlace, variable: str = "") -> None:
        self.variable.setText(variable)
        self.places.setCurrentIndex(_PLACES.index(place))

    def _stack(self) -> QStackedWidget:
        """Nothing moves when another place is chosen."""
        self._fields = QStackedWidget()
        notes = (
            self.tr("It is asked without one."),
            self.tr("It lies in the keyring of this system alone, and goes to this address alone."),
            self.tr("It is read from this environment variable when the endpoint is asked."),
        )
        for field, note in zip((None, self.secret, self.variable), notes, strict=True):
            page = QWidget()
            lines = column(page, spacing=6)
            if field is not None:
                field.returnPressed.connect(self.entered)
                lines.addWidget(field)
            self._fields.addWidget(page)
            lines.add(Para(note, "secondary", "muted"), STRETCH)
        return self._fields


class KeyPanel(QWidget):
    """``given`` carries a GivenKey that is to be kept; ``remove_wanted`` asks first."""

    given = Signal(object)
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._where = IconLabel("key"), Elided("", "body")
        self._end = Elided("", "code", "muted")
        self.replace = Button("quiet", "", scale="compact", then=self.open_choice)
        self.remove = Button("quiet", self.tr("Remove"), scale="compact", then=self.remove_wanted)
        self.choice = KeyChoice()
        self.keep = Button("outlined", self.tr("Store"), "key", scale="compact", then=self._give)
        self.leave = Button("quiet", self.tr("Cancel"), scale="compact", then=self.close_choice)
        self.said = OutcomeLine()
        self._line = self._build_line()
        self._editor = QWidget()
        column(self._editor, spacing=8).add(self.choice, flowing(self.keep, self.leave))
        column(self, spacing=6).add(self._line, self._editor, self.said)
        self._editor.hide()
        self.choice.entered.connect(self._give)
        EscapeKey(self._editor).pressed.connect(self.leave.click)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        has_key = endpoint.key is not KeyPlace.NONE
        is_unset = endpoint.key is KeyPlace.ENVIRONMENT and not os.environ.get(endpoint.variable)
        tone = "muted" if not has_key else "caution" if is_unset else "good"
        self._icon.show_icon("warning" if is_unset else "key", tone)
        self._where.setText(self._words(endpoint, is_unset=is_unset))
        self._where.set_tone(tone)
        self._end.setText(f"…{endpoint.key_end}" if endpoint.key_end else "")
        self._end.setVisible(bool(endpoint.key_end))
        self.replace.setText(self.tr("Replace") if has_key else self.tr("Add a key"))
        self.remove.setVisible(has_key)

    def tell(self, error: KnownError) -> None:
        self.set_busy(busy=False)
        self.said.tell(error)

    def set_busy(self, *, busy: bool) -> None:
        """What is on its way to the keyring cannot be called back: another key can be given then."""
        self.keep.set_busy(busy=busy)
        self.leave.setEnabled(not busy)

    @Slot()
    def open_choice(self) -> None:
        endpoint = self._endpoint
        place = KeyPlace.KEYRING if endpoint.key is KeyPlace.NONE else endpoint.key
        self.choice.choose(place, endpoint.variable)
        self.said.clear()
        self._line.hide()
        self._editor.show()
        field = self.choice.variable if place is KeyPlace.ENVIRONMENT else self.choice.secret
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_choice(self) -> None:
        had_focus = self._editor.isAncestorOf(QApplication.focusWidget() or self)
        self.choice.clear()
        self.set_busy(busy=False)
        self._editor.hide()
        self._line.show()
        if had_focus:
            self.replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, endpoint: Endpoint, *, is_unset: bool) -> str:
        if endpoint.key is KeyPlace.KEYRING:
            return self.tr("In the system keyring")
        if endpoint.key is KeyPlace.NONE:
            return self.tr("No key")
        words = self.tr("{name} is not set") if is_unset else self.tr("In the variable {name}")
        return words.format(name=endpoint.variable)

    def _build_line(self) -> QWidget:
        line, told = QWidget(), QWidget()
        row(told, spacing=6).add(self._icon, self._where, self._end, stretched(QWidget()))
        HeadLayout(line, spacing=look_of(self).sizes.px(4)).add(told, self.replace, self.remove)
        return line

    @Slot()
    def _give(self) -> None:
        if self.keep.is_busy():
            return
        self.said.clear()
        try:
            given = self.choice.given.checked()
        except KnownError as error:
            self.said.tell(error)
            return
        self.set_busy(busy=True)
        self.given.emit(given)
