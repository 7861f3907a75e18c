"""What happens when a person asks something of a row, and how the end of a job is told."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import DamagedFileError, KnownError
from explorer.domain.local import Intact, LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.units import size_text
from explorer.kit.actions import Action
from explorer.kit.messages import Messages
from explorer.kit.popup import menu
from explorer.library.checking import Checked
from explorer.library.confirm_rows import DeleteQuestion
from explorer.library.deleting import Deleted
from explorer.library.jobs import Ended, Jobs
from explorer.library.listing import Asked, Row, Verb
from explorer.library.table_rows import MenuAt


class Deeds(QObject):
    """``do`` answers an Asked, ``show_menu`` a MenuAt, ``tell_end`` an Ended."""

    def __init__(
        self, pane: QWidget, jobs: Jobs, messages: Messages, go: Go, in_use: Callable[[Path], bool]
    ) -> None:
        super().__init__(pane)
        self._pane, self._jobs, self._messages = pane, jobs, messages
        self._go, self._in_use = go, in_use

    @Slot(object)
    def do(self, asked: Asked) -> None:
        deeds: dict[Verb, Callable[[LocalModel], None]] = {
            Verb.TRY: partial(self._open, Room.PLAYGROUND),
            Verb.COMPARE: partial(self._open, Room.COMPARE),
            Verb.CHECK: self._check,
            Verb.SHOW_FOLDER: self._show_folder,
            Verb.COPY_ID: self._copy_id,
            Verb.DELETE: self._ask_to_delete,
            Verb.DOWNLOAD_AGAIN: self._download_again,
        }
        deeds[asked.verb](asked.model)

    @Slot(object)
    def show_menu(self, wanted: MenuAt) -> None:
        menu(self._pane, self.menu_of(wanted.row)).popup(wanted.at)

    def menu_of(self, row: Row) -> tuple[Action | None, ...]:
        """What can be done with a row; None separates."""
        model = row.model
        checking = row.checking is not None

        def action(text: str, verb: Verb, icon: str = "", shortcut: str = "") -> Action:
            return Action(text, partial(self.do, Asked(verb, model)), icon, shortcut=shortcut)

        first = [
            action(self.tr("Try"), Verb.TRY, "chat", self.tr("Enter")),
            action(self.tr("Compare"), Verb.COMPARE, "columns", "C"),
            None,
        ]
        again = [action(self.tr("Download again"), Verb.DOWNLOAD_AGAIN, "download"), None]
        check = self.tr("Stop checking") if checking else self.tr("Check hash")
        delete = partial(self.do, Asked(Verb.DELETE, model))
        return (
            *(first if row.is_sound else again if model.repo else []),
            action(check, Verb.CHECK, "stop" if checking else "check"),
            action(self.tr("Show in folder"), Verb.SHOW_FOLDER, "folder"),
            action(self.tr("Copy id"), Verb.COPY_ID, "copy"),
            None,
            Action(self.tr("Delete…"), delete, "trash", shortcut="Del", danger=True),
        )

    def commands_of(self, row: Row | None) -> tuple[Action, ...]:
        """The same for the palette and the shortcuts, where the words stand alone."""
        sound = row is not None and row.is_sound

        def command(text: str, verb: Verb, icon: str, *, on: bool, shortcut: str = "") -> Action:
            call = partial(self.do, Asked(verb, row.model)) if row is not None else _nothing
            return Action(text, call, icon, on, shortcut=shortcut)

        has = row is not None
        return (
            command(self.tr("Try the chosen model"), Verb.TRY, "chat", on=sound),
            command(self.tr("Compare the chosen model"), Verb.COMPARE, "columns", on=sound),
            command(self.tr("Check the file of the chosen model"), Verb.CHECK, "check", on=has),
            command(self.tr("Show the chosen model in its folder"), Verb.SHOW_FOLDER, "folder", on=has),
            command(self.tr("Delete the chosen model…"), Verb.DELETE, "trash", on=has, shortcut="Del"),
        )

    def tell_end(self, ended: Ended) -> None:
        if ended.error is not None:
            self._messages.fail(ended.error)
        elif isinstance(ended.result, Checked) and ended.job.model is not None:
            self._tell_checked(ended.job.model, ended.result)
        elif isinstance(ended.result, Deleted):
            self._tell_deleted(ended.job.subject, ended.result)
        elif isinstance(ended.result, Path):
            words = self.tr("{name} is in the library.")
            self._messages.tell(words.format(name=ended.job.subject), "good")

    def _open(self, room: Room, model: LocalModel) -> None:
        if model.intact is Intact.DAMAGED or model.problem:
            self._tell_damaged(model, model.problem)
        else:
            self._go(Place(room, model=model))

    def _check(self, model: LocalModel) -> None:
        job = self._jobs.of_model(model.id)
        if job is None:
            self._jobs.check(model)
        else:
            self._jobs.cancel(job.id)

    def _show_folder(self, model: LocalModel) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(model.path.parent)))

    def _copy_id(self, model: LocalModel) -> None:
        QGuiApplication.clipboard().setText(model.id)
        self._messages.tell(self.tr("Copied: {id}").format(id=model.id))

    def _download_again(self, model: LocalModel) -> None:
        self._go(Place(Room.DISCOVER, repo_id=model.repo or ""))

    def _ask_to_delete(self, model: LocalModel) -> None:
        if self._may_delete(model):
            question = DeleteQuestion(model, self._pane)
            question.agreed.connect(self._delete)
            question.open()

    @Slot(object)
    def _delete(self, model: LocalModel) -> None:
        if self._may_delete(model):  # it may have been loaded while the question was open
            self._jobs.delete(model)

    def _may_delete(self, model: LocalModel) -> bool:
        if self._in_use(model.path):
            self._messages.fail(
                KnownError(
                    self.tr("{name} is loaded and cannot be deleted now.").format(name=model.name),
                    self.tr("Unload it first, in the activity panel or the Playground."),
                )
            )
            return False
        if self._jobs.of_model(model.id) is not None:
            self._messages.fail(
                KnownError(
                    self.tr("{name} is being worked on.").format(name=model.name),
                    self.tr("Wait until that is done, or stop it, then delete."),
                )
            )
            return False
        return True

    def _tell_checked(self, model: LocalModel, checked: Checked) -> None:
        if checked.intact is Intact.DAMAGED:
            self._tell_damaged(model, checked.details)
        elif checked.intact is Intact.CHECKED:
            words = self.tr("{name} is intact: its SHA-256 is the published one.")
            self._messages.tell(words.format(name=model.name), "good")
        else:
            words = self.tr("No hash was published for {name}, so it stays unchecked. Its SHA-256 is {hash}.")
            hashes = ", ".join(part.sha256 for part in checked.parts)
            copy = Action(self.tr("Copy the hash"), partial(_copy, hashes), "copy")
            self._messages.tell(words.format(name=model.name, hash=hashes), "info", copy)

    def _tell_damaged(self, model: LocalModel, details: str) -> None:
        what = self.tr("{name} is damaged: the file is not what its publisher put out.")
        if model.problem:
            what = self.tr("{name} cannot be read as a model.")
        again = partial(self._go, Place(Room.DISCOVER, repo_id=model.repo or ""))  # outlives this room
        retry = Action(self.tr("Download again"), again, "download") if model.repo else None
        advice = (
            self.tr("Download it again.") if model.repo else self.tr("Get another copy of it, then import.")
        )
        self._messages.fail(DamagedFileError(what.format(name=model.name), advice, details), retry)

    def _tell_deleted(self, name: str, deleted: Deleted) -> None:
        words = (
            self.tr("{name} is in the trash. Its {size} are free once you empty it.")
            if deleted.in_trash
            else self.tr("{name} was deleted. {size} are free again.")
        )
        self._messages.tell(words.format(name=name, size=size_text(deleted.freed)), "good")


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _nothing() -> None:
    """A command that cannot be used now."""
