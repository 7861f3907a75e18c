"""What few people change of the server: its port, and the web pages that may ask it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.boxes import clear, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.field import Field, NumberField
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.serve.addresses import LEAST_PORT, MOST_PORT, origin_of


class PortChoice(QWidget):
    """``chosen`` carries a port that can be used."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = NumberField(self.tr("Port"), whole=True, least=LEAST_PORT, most=MOST_PORT)
        self.field.entered.connect(self._take)
        self.field.refused.connect(self._refuse)
        self._why = Para("", "secondary", "bad")
        self._why.hide()
        self.setFocusProxy(self.field)
        column(self, spacing=2).add(self.field, self._why)

    def text_of(self, value: int) -> str:
        return str(value)

    def show_value(self, value: int) -> None:
        self.field.show_number(value)

    @Slot(object)
    def _take(self, value: object) -> None:
        if not self.field.refusal:
            self.chosen.emit(value)

    @Slot(object)
    def _refuse(self, why: Words) -> None:
        self._why.setText(why)
        self._why.setVisible(bool(why))


class OriginsChoice(QWidget):
    """Pages by name, each with what takes it away. ``chosen`` carries all of them."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._origins: tuple[str, ...] = ()
        self.field = Field()
        self.field.setAccessibleName(self.tr("Address of a web page"))
        self.field.setPlaceholderText("https://example.org")
        self.field.setMaximumWidth(look_of(self).sizes.px(420))
        self.field.returnPressed.connect(self._add)
        self.field.textEdited.connect(self._show_button)
        self.add = Button("outlined", self.tr("Allow"), then=self._add)
        self.add.setEnabled(False)
        self.said = OutcomeLine()
        self.setFocusProxy(self.field)
        holder = QWidget()
        self._listed = column(holder)
        line = row(spacing=8).add(stretched(self.field), self.add)
        line.addStretch()
        column(self, spacing=6).add(holder, line, self.said)

    def text_of(self, value: Sequence[str]) -> str:
        return ", ".join(value) or self.tr("None")

    def show_value(self, value: Sequence[str]) -> None:
        if tuple(value) != self._origins:
            self._origins = tuple(value)
            clear(self._listed)
            self._listed.add(*map(self._line, self._origins))

    def _line(self, origin: str) -> QWidget:
        line = QWidget()
        words = self.tr("No longer allow {page}").format(page=origin)
        name = Elided(origin, "code", middle=True)
        name.setProperty("data", True)
        row(line, spacing=4).add(name, IconButton("close", words, then=partial(self._remove, origin)))
        return line

    @Slot()
    def _show_button(self) -> None:
        self.said.clear()
        self.add.setEnabled(bool(self.field.text().strip()))

    @Slot()
    def _add(self) -> None:
        try:
            origin = origin_of(self.field.text())
        except KnownError as error:
            self.said.tell(error)
            return
        self.field.clear()
        self._show_button()
        if origin not in self._origins:
            self.chosen.emit((*self._origins, origin))

    def _remove(self, origin: str) -> None:
        self.chosen.emit(tuple(one for one in self._origins if one != origin))
        self.field.setFocus()
