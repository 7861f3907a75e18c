"""Whether only this machine reaches the server or the network too; the second asks first, in place."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.announce import announce
from explorer.kit.boxes import STRETCH, Card, at_top, centred, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.segmented import Segmented
from explorer.kit.text import IconLabel, Label, Para
from explorer.kit.toggle import TOGGLE_EDGE

_HERE, _NETWORK = range(2)


class ReachChoice(QWidget):
    """``wanted`` carries whether the network is to reach it too."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        words = (self.tr("This machine"), self.tr("My network"))
        self.tabs = Segmented(self.tr("Reached from"), words)
        self.tabs.currentChanged.connect(self._tell)
        name = Label(self.tr("Reached from"), "body", "muted")
        row(self, spacing=12, margins=(0, 0, TOGGLE_EDGE, 0)).add(centred(name), self.tabs)

    def show_open(self, *, is_open: bool) -> None:
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(_NETWORK if is_open else _HERE)

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.wanted.emit(index == _NETWORK)


class NetworkWarning(Card):
    """What it means to open the server. ``agreed``, or ``declined``."""

    agreed = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__("strong", 14)
        heading = self.tr("Let every machine in your network ask?")
        self._words = self.tr(
            "Whoever has the token can then ask your models from any machine of the network you are in, also "
            "of one you join later. Nothing is encrypted: others in the network can read along what is asked "
            "and answered, and the token. Your firewall may ask you, too."
        )
        self.agree = Button("outlined", self.tr("Open it to my network"), then=self.agreed)
        self.leave = Button("quiet", self.tr("This machine only"), then=self.declined)
        told = column(spacing=4).add(Para(heading, "strong"), Para(self._words, "body", "muted"))
        told.add(6, row(spacing=8).add(self.agree, self.leave, STRETCH))
        self.body.addLayout(row(spacing=10).add(at_top(IconLabel("warning", "caution")), stretched(told)))
        self.hide()

    def ask(self) -> None:
        self.show()
        announce(self, self._words)
