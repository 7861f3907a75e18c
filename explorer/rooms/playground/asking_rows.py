"""What is asked of the person in place of a conversation, before a model is asked."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of


class AskingCard(QWidget):
    """Why, what would come of it, and the ways. ``lead`` is the one that most want, ``cancel``
    leaves all as it is; the focus is on that of them which is there: ``first``.
    """

    def __init__(
        self,
        title: str,
        words: str,
        lead: Action | None,
        others: Sequence[Action],
        cancel: Action | None = None,
    ) -> None:
        super().__init__()
        self.card = Card("strong", inset=14)
        self.card.body.setSpacing(look_of(self).sizes.px(8))
        deeds = QWidget()
        line = FlowLayout(deeds, look_of(self).sizes.px(8))
        buttons = [Button("outlined", way.text, way.icon, then=way) for way in others]
        if lead is not None:
            buttons.insert(0, Button("primary", lead.text, lead.icon, then=lead))
        if cancel is not None:
            buttons.append(Button("quiet", cancel.text, then=cancel))
        for button, way in zip(buttons[lead is not None :], others, strict=False):
            button.setToolTip(plain_tip(shown(way.tip)))
        self.first = buttons[0 if lead is not None else -1]
        line.add(*buttons)
        self.card.body.add(Para(title, "heading"), Para(words), deeds)
        parts = column(self)
        parts.addStretch(2)
        parts.addWidget(self.card)
        parts.addStretch(3)
