"""Messages in the activity panel, newest first, with their time; details can be read again and copied."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.frame.activity.page_pane import ActivityPage
from explorer.kit.boxes import Column, at_top, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.clock import clock
from explorer.kit.copying import CopyButton
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import FoldedDetails
from explorer.kit.language import shown, tr
from explorer.kit.messages import MARKS, Message, Messages
from explorer.kit.text import IconLabel, Label, Para

_MOST = 50  # rows: each is a handful of widgets


class MessagesPage(ActivityPage):
    """``acted`` when a message's own action was used: the panel closes."""

    acted = Signal()

    def __init__(self, messages: Messages) -> None:
        empty = EmptyState("check", tr("Nothing to report"), tr("What the app has to tell is kept here."))
        super().__init__(tr("Messages"), empty)
        self._messages = messages
        messages.added.connect(self._list)
        self._list()

    @Slot()
    def _list(self) -> None:
        newest = reversed(self._messages.all[-_MOST:])
        self.show_rows([self._row(message) for message in newest])

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
        head = row(spacing=10).add(IconLabel(*MARKS[message.kind]))
        words = column(spacing=2).add(Para(shown(message.text), "strong" if message.advice else "body"))
        if message.advice:
            words.addWidget(Para(shown(message.advice), "body", "muted"))
        head.add(stretched(words), at_top(Label(clock(message.at), "source", "muted")))
        stack = column(self, margins=(18, 10, 16, 10), spacing=4).add(head)
        if message.details:
            stack.addWidget(FoldedDetails(message.details, inset=18))
        self._add_buttons(stack)

    def _add_buttons(self, stack: Column) -> None:
        line = row(margins=(26, 2, 0, 2), spacing=6)
        if self._message.action is not None:
            button = Button("outlined", self._message.action, scale="compact", then=self.acted)
            line.addWidget(button)
        if self._message.copied:
            self.copy = CopyButton("outlined", self._message.copy_words, self._copied, scale="compact")
            line.addWidget(self.copy)
        line.addStretch()
        if line.count() > 1:
            stack.addLayout(line)
        else:
            line.deleteLater()

    def _copied(self) -> str:
        return self._message.copied
