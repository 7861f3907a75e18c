"""The messages that wait until the running answer has ended, over the composer: a card for each."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import Card, centred, clear, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.language import tr
from explorer.kit.text import Elided, IconLabel, Label

_MOST = 3  # cards before the rest is folded, so that the conversation stays in sight


class QueuedMessageCard(Card):
    """One message, to be put into the field again or dropped."""

    def __init__(self, text: str, edit: Callable[[], object], drop: Callable[[], object]) -> None:
        super().__init__("bubble", 8)
        words = Elided(" ".join(text.split()))
        words.setProperty("data", True)  # as it was written, whatever the language of the window
        words.explain(text)
        back = IconButton("edit", tr("Take it back into the field, to edit it"), then=edit)
        away = IconButton("close", tr("Do not send it"), then=drop)
        self.body.addLayout(
            row(margins=(4, 0, 0, 0), spacing=6).add(
                centred(IconLabel("clock")), stretched(words), back, away
            )
        )


class QueuedMessages(QWidget):
    """Hidden while there are none. ``taken_back`` and ``dropped`` carry the place of a message."""

    taken_back = Signal(int)
    dropped = Signal(int)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts: tuple[str, ...] = ()
        self._is_open = False  # all of them are shown
        self._heading = Label("", "secondary", "muted")
        self._more = Button("link", "", scale="compact", then=self._unfold)
        self._cards = column(spacing=4)
        heading = row(margins=(2, 0, 0, 0)).add(stretched(self._heading), self._more)
        column(self, spacing=4).add(heading, self._cards)
        self.hide()

    def show_texts(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self._is_open = self._is_open and len(self.texts) > _MOST
        clear(self._cards)
        shown = self.texts if self._is_open else self.texts[:_MOST]
        for place, text in enumerate(shown):
            self._cards.addWidget(
                QueuedMessageCard(
                    text, partial(self.taken_back.emit, place), partial(self.dropped.emit, place)
                )
            )
        one, several = self.tr("Waits until the answer has ended"), self.tr("Sent one after the other")
        self._heading.setText(one if len(self.texts) == 1 else several)
        rest = len(self.texts) - len(shown)
        self._more.setText(self.tr("{count} more").format(count=rest))
        self._more.setVisible(rest > 0)
        self.setVisible(bool(self.texts))

    @Slot()
    def _unfold(self) -> None:
        self._is_open = True
        self.show_texts(self.texts)
        self.resized.emit()
