"""Messages in the activity panel, newest first, with their time; details can be read again and copied."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from explorer.frame.activity.page_pane import ActivityPage
from explorer.kit.boxes import Column, at_top, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.clock import clock
from explorer.kit.copying import CopyButton
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import FoldedDetails
from explorer.kit.icon_label import IconLabel
from explorer.kit.language import shown
from explorer.kit.messages import MARKS, Message, Messages
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_MOST = 50  # rows: each is a handful of widgets


class MessagesPage(QWidget):
    """``acted`` when a message's own action was used: the panel closes."""

    acted = Signal()

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        empty = EmptyState(
            "check", self.tr("Nothing to report"), self.tr("What the app has to tell is kept here.")
        )
        self._page = ActivityPage(self.tr("Messages"), empty)
        column(self).add(self._page)
        messages.added.connect(self._list)
        self._list()

    @Slot()
    def _list(self) -> None:
        newest = reversed(self._messages.all[-_MOST:])
        self._page.show_rows([self._row(message) for message in newest])

    def _row(self, message: Message) -> QWidget:
        row = MessageRow(message)
        row.acted.connect(self.acted)
        return row


class MessageRow(QFrame):
    """One message with all it said."""

    acted = Signal()

    def __init__(self, message: Message) -> None:
        super().__init__()
        self._message = message
        self.setProperty("rule", "bottom")
        self.setAccessibleName(shown(message.text))
        px = look_of(self).sizes.px
        head = row(spacing=10).add(IconLabel(*MARKS[message.kind]))
        words = column(spacing=2).add(Para(shown(message.text), "strong" if message.advice else "body"))
        if message.advice:
            words.addWidget(Para(shown(message.advice), "body", "muted"))
        head.add(stretched(words), at_top(Label(clock(message.at), "source", "muted")))
        stack = column(self, margins=(18, 10, 16, 10), spacing=4).add(head)
        if message.details:
            stack.addWidget(FoldedDetails(message.details, inset=18))
        self._add_buttons(stack, px(26))

    def _add_buttons(self, column: Column, inset: int) -> None:
        row = QHBoxLayout()
        above = look_of(self).sizes.px(2)
        row.setContentsMargins(inset, above, 0, above)
        if self._message.action is not None:
            button = Button("outlined", self._message.action, scale="compact", then=self.acted)
            row.addWidget(button)
        if self._message.copied:
            self.copy = CopyButton("outlined", self._message.copy_words, self._copied, scale="compact")
            row.addWidget(self.copy)
        row.addStretch()
        if row.count() > 1:
            column.addLayout(row)
        else:
            row.deleteLater()

    def _copied(self) -> str:
        return self._message.copied
