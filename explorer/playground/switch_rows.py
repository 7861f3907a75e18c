"""Before a model is chosen that cannot see what was said: what will happen, and the choice."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.model import Model
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.layouts import Flow
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of


class SwitchCard(QWidget):
    """A model that chats sees no running text, and one that does not chat no conversation.

    ``opened``: on a page of its own; ``stayed``: not at all.
    """

    opened = Signal()
    stayed = Signal()

    def __init__(self, model: Model, find_more: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        card = Card("strong", inset=18)
        card.body.setSpacing(look_of(self).sizes.px(8))
        card.body.addWidget(Label(self._title().format(name=model.name), "heading"))
        card.body.addWidget(Para(self._words()))
        self.go_on = Button("primary", self._deed())
        self.go_on.clicked.connect(self.opened)
        self.stay = Button("outlined", self.tr("Stay here"))
        self.stay.clicked.connect(self.stayed)
        deeds = QWidget()
        line = Flow(deeds, look_of(self).sizes.px(8))
        for button in (self.go_on, self.stay):
            line.addWidget(button)
        if not model.is_chat:
            more = Button("link", self.tr("Get a model that chats"))
            more.clicked.connect(find_more)
            line.addWidget(more)
        card.body.addWidget(deeds)
        column(self).addWidget(card)

    def take_focus(self) -> None:
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _title(self) -> str:
        if self.model.is_chat:
            return self.tr("{name} answers messages")
        return self.tr("{name} does not chat")

    def _words(self) -> str:
        if self.model.is_chat:
            return self.tr(
                "It would not see the text on this page. Open a chat with it: this page stays as it is, and"
                " you find it again in the list of chats."
            )
        return self.tr(
            "It is a base model: it goes on with a text, and would not see this conversation. Open it on a"
            " page of its own: this chat stays as it is, and you find it again in the list of chats."
        )

    def _deed(self) -> str:
        return self.tr("Open a chat") if self.model.is_chat else self.tr("Open a page of its own")
