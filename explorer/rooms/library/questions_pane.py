"""The questions of the Library: what a model is to be called, and before one is deleted or a download given
up, what that frees or loses."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel, OtherApp
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.language import shown, tr
from explorer.kit.question import DangerQuestion, QuestionSheet, host_of
from explorer.kit.text import Elided, Para
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.local.models.aliases import LONGEST_ALIAS

_INDEXED = frozenset({OtherApp.OLLAMA, OtherApp.HUGGING_FACE})


def keeps_an_index(app: OtherApp) -> bool:
    """Whether a file taken away would leave a list of that program wrong, or a dead link."""
    return app in _INDEXED


def deletion_advice(model: LocalModel) -> Words:
    """How that program itself deletes it."""
    if model.app is OtherApp.OLLAMA:
        return Words("Delete it there: ollama rm {name}", name=model.called)
    return Words("Delete it there: hf cache rm model/{repo}", repo=model.repo or "")


def owner_words(model: LocalModel) -> Words | None:
    """What the one who deletes a file outside the models folder should know first."""
    if model.app is not None:
        return Words("It belongs to {app}, which will not find it any more.", app=model.app.value)
    if model.is_outside:
        return Words("It lies outside the models folder, where you use it in place.")
    return None


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
    """What is about to happen, and what it frees at least."""
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
    if model.projector is not None and not model.is_outside:
        parts.insert(0, tr("Its vision file is deleted too, unless another model here uses it."))
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


class RenameSheet(QuestionSheet):
    """``named`` carries the new name, "" for its own again. Escape keeps the old one."""

    named = Signal(str)

    def __init__(self, model: LocalModel, host: QWidget) -> None:
        own = model.own_name or model.name
        title = host.tr("Rename {name}").format(name=model.name)
        super().__init__(title, title, host)
        self.field = self._build_field(model.alias, own)
        text = self.tr("It is called so in every room; its file stays as it is. Left empty, it is “{name}”.")
        self.body.add(self.field, Para(text.format(name=own), "secondary", "muted"))
        keep, self.rename = Button("outlined", self.tr("Cancel")), Button("primary", self.tr("Rename"))
        keep.clicked.connect(self.dismiss)
        self.rename.clicked.connect(self._name)
        self.add_buttons(keep, self.rename)

    def ask(self) -> None:
        self.open(self.field)
        self.field.selectAll()

    def _build_field(self, alias: str, own: str) -> Field:
        field = Field()
        field.setMaxLength(LONGEST_ALIAS)
        field.setText(alias or own)
        field.setPlaceholderText(own)
        field.setAccessibleName(self.tr("Its name"))
        field.returnPressed.connect(self._name)
        return field

    @Slot()
    def _name(self) -> None:
        self.dismiss()
        self.named.emit(self.field.text())
