"""All facts of a model at once, for a script or a report."""

import json

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Dossier
from explorer.kit.boxes import row
from explorer.kit.buttons import Button
from explorer.transparency.dossier import dossier_json


class CopyFacts(QWidget):
    """A link at the foot of the facts: what ``omx card --json`` prints, as JSON in the clipboard."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__()
        self._dossier = dossier
        self.link = Button("link", self.tr("Copy all facts as JSON"), "copy")
        self.link.setToolTip(self.tr("With each quote, its place and when it was read"))
        self.link.clicked.connect(self._copy)
        line = row(self)
        line.addWidget(self.link)
        line.addStretch()

    @Slot()
    def _copy(self) -> None:
        facts = dossier_json(self._dossier, self._dossier.subject)
        QGuiApplication.clipboard().setText(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        self.link.set_icon("check")
        self.link.setText(self.tr("Copied"))
