"""A known error in place of the content it prevented: what happened, what to do, details folded."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Card, column, row
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyIcon
from explorer.kit.language import shown, tr
from explorer.kit.layouts import HeadLayout
from explorer.kit.text import IconLabel, Para
from explorer.kit.theme import Look, look_of


class ErrorCard(Card):
    """``ways`` are the actions that help, the best one first."""

    def __init__(self, error: KnownError, *ways: Action | None) -> None:
        super().__init__("plain", 16)
        line = row(spacing=10).add(IconLabel("warning", "bad"))
        words = column(spacing=2).add(Para(error.what, "strong"))
        if error.advice:
            words.addWidget(Para(error.advice, "body", "muted"))
        self._beside = HeadLayout(spacing=look_of(self).sizes.px(8))
        told = QWidget()
        told.setLayout(words)
        self._beside.addWidget(told)
        line.addLayout(self._beside, 1)
        self.body.addLayout(line)
        self._add_ways([way for way in ways if way is not None])
        if error.details:  # below them, so Tab comes to it after them
            self.body.addWidget(FoldedDetails(error.details, inset=18))

    def _add_ways(self, ways: Sequence[Action]) -> None:
        """Beside the words, or under them where there is no room."""
        buttons = [Button("quiet" if n else "outlined", way) for n, way in enumerate(ways)]
        self._beside.add(*buttons)
        if buttons:
            self.retry = buttons[0]


class FoldedDetails(QWidget):
    """Technical text, folded at first, with a button that copies it. ``inset`` in pixels at 100 %."""

    toggled = Signal()

    def __init__(self, text: str, inset: int = 0) -> None:
        super().__init__()
        self._text = text = shown(text)
        self._fold = Button("link", tr("Details"), "chevron-right", scale="compact", then=self.toggle)
        self._fold.setAccessibleName(tr("Show details"))
        self._copy = CopyIcon(tr("Copy the details"), self._copied)
        self._copy.hide()
        self._view = QPlainTextEdit(text)
        self._view.setReadOnly(True)
        self._view.setAccessibleName(tr("Details"))
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)
        self._view.hide()
        head = row().add(self._fold, STRETCH, self._copy)
        column(self, margins=(inset, 0, 0, 0), spacing=4).add(head, self._view)

    def is_open(self) -> bool:
        return not self._view.isHidden()

    def toggle(self) -> None:
        opened = not self.is_open()
        self._view.setVisible(opened)
        self._copy.setVisible(opened)
        self._fold.set_icon("chevron-down" if opened else "chevron-right")
        self._fold.setAccessibleName(tr("Hide details") if opened else tr("Show details"))
        self.toggled.emit()

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self._view.setFont(look.font("code"))
        self._view.setMinimumHeight(look.sizes.px(84))
        self._view.setMaximumHeight(look.sizes.px(150))

    def _copied(self) -> str:
        return self._text
