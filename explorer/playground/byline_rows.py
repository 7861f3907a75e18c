"""Whose answer it is: the name of the model above what it said."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from explorer.domain.model import Model
from explorer.kit.boxes import row
from explorer.kit.text import Elided
from explorer.playground.chats import Record
from explorer.playground.words import model_of, others_of

type Find = Callable[[str], Model | None]  # a model on this disk by its id


class ByLine(QWidget):
    """The name as everywhere else while the model is here, else as it was stored with the answer."""

    def __init__(self, record: Record, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record, self._find = record, find
        self._name, self._more = Elided("", "strong"), Elided("", "secondary", "muted")
        line = row(self, margins=(2, 0, 2, 0), spacing=8)
        line.addWidget(self._name)
        line.addWidget(self._more)
        line.addStretch()
        self.refresh()

    def show_record(self, record: Record) -> None:
        self._record = record
        self.refresh()

    def refresh(self) -> None:
        """A model may have another name now."""
        name, label = model_of(self._record, self._find(self._record.model))
        self._name.setText(name)
        others = others_of(self._record, self._find)
        self._more.setText(" · ".join(part for part in (label, *others) if part))
        self.setVisible(bool(name))

    def text(self) -> str:
        return " ".join(part for part in (self._name.text(), self._more.text()) if part)
