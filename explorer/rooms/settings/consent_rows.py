"""Documents that a person agreed to send to an endpoint, and the way to take that back."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from explorer.documents.consents import DocumentConsent, DocumentConsents
from explorer.kit.boxes import row, stretched
from explorer.kit.buttons import Button
from explorer.kit.clock import near_day
from explorer.kit.text import Para


class ConsentLine(QFrame):
    """``agreed``: of one collection, or of files of chats; all to one endpoint."""

    def __init__(self, agreed: Sequence[DocumentConsent], consents: DocumentConsents) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self._agreed, self._consents = agreed, consents
        words = self._words()
        back = Button("link", self.tr("Take back"), scale="compact", then=self._withdraw)
        back.setAccessibleName(self.tr("Take back: {what}").format(what=words))
        row(self, margins=(0, 6, 0, 6), spacing=16).add(stretched(Para(words, "secondary")), back)

    def _words(self) -> str:
        first, count = self._agreed[0], len(self._agreed)
        what = self.tr("“{name}”").format(name=first.name)
        if not first.name:
            files = self.tr("1 file of chats"), self.tr("{n} files of chats")
            what = files[0] if count == 1 else files[1].format(n=count)
        told = self.tr("Passages of {what} to {source} ({host}), agreed on {date}")
        return told.format(what=what, source=first.source, host=first.host, date=near_day(first.on))

    @Slot()
    def _withdraw(self) -> None:
        self._consents.withdraw(self._agreed)
