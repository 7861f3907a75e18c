"""Questions before a model is deleted or a download given up: what that frees or loses."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel
from explorer.domain.units import size_text
from explorer.kit.language import shown, tr
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.text import Elided
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.rooms.library.owners import owner_words


def move_to_trash(path: Path) -> bool:
    """Put a file into the system's trash; False where that is not possible."""
    return QFile(str(path)).moveToTrash()


class DeleteQuestion(DangerQuestion):
    """Whether a model is really to leave the disk, and the memory before that where it ``is_loaded``."""

    def __init__(self, model: LocalModel, host: QWidget, *, is_loaded: bool) -> None:
        version = model.quantization
        name = f"{model.name} ({version})" if version else model.name
        heading = tr("Delete {name}?").format(name=name)
        words, agree = deletion_words(model), tr("Delete")
        if is_loaded:
            words = tr("It is loaded. It is unloaded first, which ends an answer under way.") + " " + words
            agree = tr("Unload and delete")
        super().__init__(tr("Delete a model"), heading, words, agree, host)
        file = str(model.path) if model.is_outside else model.path.name
        self.body.addWidget(Elided(file, "code", "faint"))


def deletion_words(model: LocalModel) -> str:
    """What is about to happen, and what it frees."""
    again = (
        tr("You can download it again from the Hub.")
        if model.repo
        else tr("It did not come from the Hub: it cannot be downloaded again from here.")
    )
    freed = tr(
        "This frees {size}. Where the system has a trash, the file goes there first, "
        "and the space is free once you empty it."
    )
    parts = [freed.format(size=size_text(model.size))]
    if model.repo or not model.is_outside:
        parts.append(again)
    owner = owner_words(model)
    if owner is not None:
        parts.insert(0, shown(owner))
    if len(model.copies) == 1:
        words = tr("A file with the same content stays at {path}.")
        parts.append(words.format(path=model.copies[0].path))
    elif model.copies:
        parts.append(tr("{n} files with the same content stay.").format(n=len(model.copies)))
    return " ".join(parts)


def give_up(downloads: Downloads, number: int, widget: QWidget) -> None:
    """Take a download off the queue; where bytes have come that would be lost, it is asked before."""
    item = next((item for item in downloads.items if item.id == number), None)
    if item is not None and item.received:
        question = GiveUpQuestion(item, host_of(widget))
        question.agreed.connect(partial(_cancel, downloads, number))
        question.ask()
    elif item is not None:
        downloads.cancel(number)


class GiveUpQuestion(DangerQuestion):
    """Meanwhile the download goes on."""

    def __init__(self, item: Download, host: QWidget) -> None:
        heading = tr("Give up {name}?").format(name=item.title)
        words = tr("The {size} that have come are deleted. A later download begins anew.")
        said = words.format(size=size_text(item.received))
        super().__init__(tr("Give up a download"), heading, said, tr("Give up"), host)


def _cancel(downloads: Downloads, number: int) -> None:
    if any(item.id == number for item in downloads.items):  # it may be here by now
        downloads.cancel(number)
