"""Asked before a model leaves the disk: what that frees, and whether it can come back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile, Signal

from explorer.domain.local import LocalModel
from explorer.domain.units import size_text
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.question import Question
from explorer.kit.room import RoomPane
from explorer.kit.text import Elided, Para
from explorer.library.owners import owner_words


def move_to_trash(path: Path) -> bool:
    """Put a file into the system's trash; False where that is not possible."""
    return QFile(str(path)).moveToTrash()


class DeleteQuestion(Question):
    """``agreed`` carries the model. Escape, Enter and a click beside it keep it; the room's keys rest."""

    agreed = Signal(object)

    def __init__(self, model: LocalModel, room: RoomPane) -> None:
        version = model.quantization
        name = f"{model.name} ({version})" if version else model.name
        super().__init__(room.tr("Delete a model"), room.tr("Delete {name}?").format(name=name), room)
        self._model = model
        self.body.addWidget(Para(self.words(), "body", "muted"))
        file = str(model.path) if model.is_outside else model.path.name
        self.body.addWidget(Elided(file, "code", "faint"))
        self.keep = Button("outlined", self.tr("Keep it"))
        self.delete = Button("danger", self.tr("Delete"), "trash")
        self.delete.clicked.connect(self._agree)
        self.keep.clicked.connect(self.dismiss)
        self.add_buttons(self.keep, self.delete)
        room.listen(on=False)
        self.closed.connect(partial(room.listen, on=True))

    def ask(self) -> None:
        self.open(self.keep)

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

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit(self._model)
