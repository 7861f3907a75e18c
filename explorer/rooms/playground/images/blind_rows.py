"""A model that sees no images, before it is asked with some, or goes on with a conversation that has some."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of


class BlindModelCard(QWidget):
    """Why, what would become of the images, and the ways. ``lead`` is the one that most want, ``cancel``
    leaves all as it is; the focus is on that of them which is there: ``first``.
    """

    def __init__(
        self,
        title: Words,
        words: Words,
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
        self.first = buttons[0 if lead is not None else -1]
        line.add(*buttons)
        self.card.body.add(Label(title, "heading"), Para(words), deeds)
        parts = column(self)
        parts.addStretch(2)
        parts.addWidget(self.card)
        parts.addStretch(3)
