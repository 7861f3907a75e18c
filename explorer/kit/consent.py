"""Terms that must be seen before something is used for the first time: told in place, not in a box."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from explorer.kit.boxes import STRETCH, Card, row
from explorer.kit.buttons import Button
from explorer.kit.text import Label, Para


class ConsentCard(Card):
    """``accepted`` once the person goes on with ``go_on``. The link opens in the browser, on a click only."""

    accepted = Signal()

    def __init__(self, title: str, text: str, url: str) -> None:
        super().__init__("strong", inset=20)
        self._url = url
        self.body.setSpacing(8)
        read = Button("outlined", self.tr("Read the terms in the browser"), "external", then=self._open)
        self.go_on = Button("primary", self.tr("Go on under these terms"), then=self.accepted)
        self.body.add(Label(title, "heading"), Para(text, tone="muted"))
        self.body.add(Label(url, "source", "faint", selectable=True), 8)
        self.body.addLayout(row(spacing=6).add(read, STRETCH, self.go_on))

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._url))
