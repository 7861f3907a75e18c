"""A model that sees no images, before it is asked with some, or goes on with a conversation that has some."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of


class BlindModelCard(QWidget):
    """Why, what would become of the images, and the ways; the first of them has the focus: ``first``."""

    def __init__(self, title: str, words: str, ways: Sequence[Action]) -> None:
        super().__init__()
        card = Card("strong", inset=18)
        card.body.setSpacing(look_of(self).sizes.px(8))
        deeds = QWidget()
        line = FlowLayout(deeds, look_of(self).sizes.px(8))
        kinds = ["primary", *["outlined"] * len(ways)]
        buttons = [
            Button(kind, way.text, way.icon, then=way)  # type: ignore[arg-type]  # two of its kinds
            for kind, way in zip(kinds, ways, strict=False)
        ]
        self.first = buttons[0]
        line.add(*buttons)
        card.body.add(Label(title, "heading"), Para(words), deeds)
        parts = column(self)
        parts.addStretch(2)
        parts.addWidget(card)
        parts.addStretch(3)
