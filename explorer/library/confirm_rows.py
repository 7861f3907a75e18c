"""Asked before a model leaves the disk: what that frees, and whether it can come back."""

from pathlib import Path

from PySide6.QtCore import QFile, Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.local import LocalModel
from explorer.domain.units import size_text
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.question import Question, host_of
from explorer.kit.text import Elided, Para
from explorer.library.owners import owner_words
from explorer.local.downloads import Download, Downloads


def move_to_trash(path: Path) -> bool:
    """Put a file into the system's trash; False where that is not possible."""
    return QFile(str(path)).moveToTrash()


class DeleteQuestion(Question):
    """``agreed`` carries the model. Escape, Enter and a click beside it keep it."""

    agreed = Signal(object)

    def __init__(self, model: LocalModel, room: QWidget) -> None:
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


def give_up(downloads: Downloads, number: int, widget: QWidget) -> None:
    """Take a download off the queue; where bytes have come that would be lost, it is asked before."""
    item = next((item for item in downloads.items if item.id == number), None)
    if item is not None and item.received:
        GiveUpQuestion(downloads, item, host_of(widget)).ask()
    elif item is not None:
        downloads.cancel(number)


class GiveUpQuestion(Question):
    """Meanwhile the download goes on."""

    def __init__(self, downloads: Downloads, item: Download, host: QWidget) -> None:
        name = host.tr("Give up a download")
        super().__init__(name, host.tr("Give up {name}?").format(name=item.title), host)
        self._downloads, self._number = downloads, item.id
        words = self.tr("The {size} that have come are deleted. A later download begins anew.")
        self.body.addWidget(Para(words.format(size=size_text(item.received)), "body", "muted"))
        self.keep = Button("outlined", self.tr("Keep it"))
        self.keep.clicked.connect(self.dismiss)
        self.give_up = Button("danger", self.tr("Give up"), "trash")
        self.give_up.clicked.connect(self._agree)
        self.add_buttons(self.keep, self.give_up)

    def ask(self) -> None:
        self.open(self.keep)

    def _agree(self) -> None:
        self.dismiss()
        if any(item.id == self._number for item in self._downloads.items):  # it may be here by now
            self._downloads.cancel(self._number)
