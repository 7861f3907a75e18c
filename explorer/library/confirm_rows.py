"""The one question this app asks in a box: whether a model is really to leave the disk."""

from pathlib import Path

from PySide6.QtCore import QFile, Signal
from PySide6.QtWidgets import QDialog, QWidget

from explorer.domain.local import LocalModel
from explorer.domain.units import size_text
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of
from explorer.library.owners import owner_words

_WIDTH = 440  # pixels at 100 %


def move_to_trash(path: Path) -> bool:
    """Put a file into the system's trash; False where that is not possible."""
    return QFile(str(path)).moveToTrash()


class DeleteQuestion(QDialog):
    """``agreed`` carries the model. Escape, Enter and closing the box keep it."""

    agreed = Signal(object)

    def __init__(self, model: LocalModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModal(True)
        self.setWindowTitle(self.tr("Delete a model"))
        self.keep = Button("outlined", self.tr("Keep it"))
        self.delete = Button("danger", self.tr("Delete"), "trash")
        self.delete.clicked.connect(self._agree)
        self.keep.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self._lay_out()
        self.keep.setDefault(True)
        self.keep.setFocus()

    def words(self) -> str:
        """What is about to happen, and what it frees."""
        model = self._model
        again = (
            self.tr("You can download it again from the Hub.")
            if model.repo
            else self.tr("It did not come from the Hub: it cannot be downloaded again from here.")
        )
        freed = self.tr(
            "This frees {size}. Where the system has a trash, the file goes there first, "
            "and the space is free once you empty it."
        )
        parts = [freed.format(size=size_text(model.size))]
        if model.repo or not model.is_outside:
            parts.append(again)
        owner = owner_words(model)
        if owner is not None:
            parts.insert(0, shown(owner))
        if model.copies:
            parts.append(self._copies())
        return " ".join(parts)

    def _copies(self) -> str:
        copies = self._model.copies
        if len(copies) == 1:
            return self.tr("A file with the same content stays at {path}.").format(path=copies[0].path)
        return self.tr("{n} files with the same content stay.").format(n=len(copies))

    def _lay_out(self) -> None:
        px = look_of(self).sizes.px
        parts = column(self, margins=(24, 20, 24, 20), spacing=8)
        version = self._model.quantization
        name = f"{self._model.name} ({version})" if version else self._model.name
        heading = self.tr("Delete {name}?").format(name=name)
        title = Para(heading, "heading")
        parts.addWidget(title)
        parts.addWidget(Para(self.words(), "body", "muted"))
        parts.addWidget(
            Elided(
                str(self._model.path) if self._model.is_outside else self._model.path.name, "code", "faint"
            )
        )
        parts.addSpacing(px(8))
        line = row(spacing=8)
        line.addStretch()
        line.addWidget(self.keep)
        line.addWidget(self.delete)
        parts.addLayout(line)
        width = px(_WIDTH)
        self.resize(width, parts.totalHeightForWidth(width))  # Qt asks wrapped text for a height too early

    def _agree(self) -> None:
        self.agreed.emit(self._model)
        self.accept()
