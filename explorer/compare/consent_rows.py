"""The terms of an included model, in place of the answers that wait for them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.included import TermsOfUse
from explorer.kit import boxes
from explorer.kit.consent import ConsentCard
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of

_WIDEST = 720  # at 100 %


class ConsentPage(Scroll):
    """``accepted`` once the person goes on."""

    accepted = Signal()

    def __init__(self, terms: TermsOfUse) -> None:
        page = QWidget()
        super().__init__(page, "")
        title = self.tr("Before the first answer of {name}").format(name=terms.name)
        self.setAccessibleName(title)
        self.setObjectName("compare-consent")
        card = ConsentCard(title, terms.text, terms.url)
        card.accepted.connect(self.accepted)
        card.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        middle = boxes.row()
        middle.addStretch(1)
        middle.addWidget(card, 1000)  # as wide as it may be
        middle.addStretch(1)
        place = boxes.column(page, margins=20)
        place.addStretch(2)
        place.addLayout(middle)
        place.addStretch(3)
