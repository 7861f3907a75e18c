"""The lineage as a strip: from the base, as far as it is known, to this model."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.transparency.sheet_content import Hop


class HopStrip(QWidget):
    """One card a model, an arrow in words between them; goes on to the next line where it is narrow."""

    def __init__(self, hops: Sequence[Hop]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        flow = Flow(spacing=px(10))
        flow.setContentsMargins(0, px(4), 0, px(8))
        for number, hop in enumerate(hops):
            card = _HopCard(hop, is_last=number == len(hops) - 1)
            flow.addWidget(card)
            if hop.relation:
                flow.addWidget(_Arrow(shown(hop.relation), card.sizeHint().height()))
        self.setLayout(flow)


class _HopCard(Card):
    def __init__(self, hop: Hop, *, is_last: bool) -> None:
        super().__init__("outlined" if is_last else "strong", inset=11)
        self.body.setSpacing(0)
        self.body.addWidget(Elided(shown(hop.name), "strong"))
        self.body.addWidget(Elided(shown(hop.note), "body", "muted"))


class _Arrow(QWidget):
    """As high as the cards, so that it points from middle to middle."""

    def __init__(self, words: str, height: int) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.setMinimumHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.addWidget(Label(words, "body", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        onward = "arrow-right" if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else "arrow-left"
        row.addWidget(IconLabel(onward, "muted", 14), 0, Qt.AlignmentFlag.AlignVCenter)
