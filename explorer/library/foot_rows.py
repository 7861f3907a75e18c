"""Under the table: where the models lie, and that some of them belong to other programs."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.text import Elided
from explorer.library.widths import EDGE


class Foot(QWidget):
    """``places_wanted`` comes from the link to the other places."""

    places_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self.others = Elided("", "body", "muted")
        self._where = Elided("", "secondary", "muted")
        self.show_others_button = Button("link", self.tr("Show"), scale="compact")
        self.show_others_button.setAccessibleName(self.tr("Show where else models lie"))
        self.show_others_button.clicked.connect(self.places_wanted)
        folder = Button("link", self.tr("Show folder"), scale="compact")
        folder.clicked.connect(self._open_folder)
        self._line = QWidget()
        others = row(self._line, spacing=4)
        others.addWidget(self.others)
        others.addWidget(self.show_others_button)
        others.addStretch(1)
        where = row(spacing=4)
        where.addWidget(self._where)
        where.addWidget(folder)
        where.addStretch(1)
        parts = column(self, margins=(EDGE, 4, EDGE, 8))
        parts.addWidget(self._line)
        parts.addLayout(where)
        self.show_others(0)

    def show_folder(self, folder: Path) -> None:
        self._folder = folder
        self._where.setText(self.tr("Models lie in {folder}").format(folder=folder))

    def show_others(self, count: int) -> None:
        """How many models of other programs are in the list."""
        words = self.tr("{n} models of other programs were found on this disk and are used in place.")
        if count == 1:
            words = self.tr("1 model of another program was found on this disk and is used in place.")
        self.others.setText(words.format(n=count))
        self._line.setVisible(count > 0)

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
