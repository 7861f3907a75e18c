"""The message that waits above the composer until the running answer has ended."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.text import Elided, Label


class WaitingMessage(Card):
    """Hidden while there is none. ``take_back`` puts it into the composer again, to be edited or dropped."""

    def __init__(self, take_back: Callable[[], object]) -> None:
        super().__init__("bubble", 12)
        self.text = ""
        self._words = Elided("", "body")
        self._words.setProperty("data", True)  # as it was written, whatever the language of the window
        back = Button("quiet", self.tr("Take back"), "edit", scale="compact")
        back.setToolTip(self.tr("Puts it into the field again, to edit or to drop it"))
        back.clicked.connect(take_back)
        words = column(spacing=1)
        words.addWidget(Label(self.tr("Waits until the answer has ended"), "secondary", "muted"))
        words.addWidget(self._words)
        line = row(spacing=10)
        line.addWidget(IconLabel("clock", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        line.addWidget(back)
        self.body.addLayout(line)
        self.hide()

    def show_text(self, text: str) -> None:
        self.text = text
        self._words.setText(" ".join(text.split()))
        self._words.explain(text)
        self.setVisible(bool(text))
