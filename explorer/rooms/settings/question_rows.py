"""A question in place, under the button that asks it: what would be done, and to go on or to leave it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.layouts import FlowLayout
from explorer.kit.tab_order import holds_focus
from explorer.kit.text import Para
from explorer.kit.theme import look_of


class QuestionCard(Card):
    """``asker`` gets the keys back. ``agreed`` when the person goes on."""

    agreed = Signal()

    def __init__(self, asker: QWidget, agree: Button) -> None:
        super().__init__("sunken", inset=14)
        self._asker = asker
        self.words = Para("", "body")
        self.agree = agree
        self.agree.clicked.connect(self._agree)
        self.keep = Button("quiet", self.tr("Keep them"), then=self._leave)
        buttons = QWidget()
        FlowLayout(buttons, spacing=look_of(self).sizes.px(8)).add(self.agree, self.keep)
        self.body.setSpacing(look_of(self).sizes.px(8))
        self.body.add(self.words, buttons)
        self.hide()

    def ask(self, focus: Button) -> None:
        self.show()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _agree(self) -> None:
        self._leave()
        self.agreed.emit()

    @Slot()
    def _leave(self) -> None:
        had_focus = holds_focus(self)
        self.hide()
        if had_focus:
            self._asker.setFocus(Qt.FocusReason.OtherFocusReason)
