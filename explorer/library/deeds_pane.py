"""What happens when a person asks something of a row."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from explorer.domain.errors import KnownError
from explorer.domain.local import Intact, LocalModel, Origin
from explorer.domain.names import says_nothing
from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.copying import to_clipboard
from explorer.kit.popup import menu
from explorer.kit.room import RoomPane
from explorer.library.again import Again
from explorer.library.confirm_rows import DeleteQuestion
from explorer.library.ends_pane import Ends
from explorer.library.job_kinds import JobKind
from explorer.library.jobs import Jobs
from explorer.library.listing import Asked, Row, Verb
from explorer.library.owners import advice_of, keeps_an_index
from explorer.library.rename_pane import RenameSheet
from explorer.library.shared import Shared
from explorer.library.table_rows import MenuAt
from explorer.local.catalog import Catalog


class Deeds(QObject):
    """``do`` answers an Asked, ``show_menu`` a MenuAt. ``facts_wanted``, ``changes_wanted`` carry a model."""

    changes_wanted = Signal(object)
    facts_wanted = Signal(object)

    def __init__(self, pane: RoomPane, jobs: Jobs, shared: Shared) -> None:
        super().__init__(pane)
        self._pane, self._jobs = pane, jobs
        self._catalog, self._messages = shared.catalog, shared.messages
        self._go, self._in_use, self._unload = shared.go, shared.in_use, shared.unload
        self._again = Again(shared.hub, shared.downloads, shared.tasks, shared.messages, shared.go)
        self.ends = Ends(self, shared.messages, shared.go, self._trace)

    @Slot(object)
    def do(self, asked: Asked) -> None:
        deeds: dict[Verb, Callable[[LocalModel], object]] = {
            Verb.TRY: partial(self._open, Room.PLAYGROUND),
            Verb.COMPARE: partial(self._open, Room.COMPARE),
            Verb.FACTS: self.facts_wanted.emit,
            Verb.RENAME: self._ask_for_name,
            Verb.CHECK: self._check,
            Verb.SHOW_FOLDER: self._show_folder,
            Verb.COPY_ID: self._copy_id,
            Verb.COPY_HERE: self._copy_here,
            Verb.TRACE: self._jobs.trace,
            Verb.ASK_HUB: self._ask_hub,
            Verb.SHOW_CHANGES: self.changes_wanted.emit,
            Verb.FORGET: self._forget,
            Verb.DELETE: self._ask_to_delete,
            Verb.DOWNLOAD_AGAIN: self._again.fetch,
        }
        deeds[asked.verb](asked.model)

    @Slot(object)
    def show_menu(self, wanted: MenuAt) -> None:
        menu(self._pane, self.menu_of(wanted.row)).popup(wanted.at)

    def menu_of(self, row: Row) -> tuple[Action | None, ...]:
        """What can be done with a row; None separates."""
        model = row.model
        again = [self._action(self.tr("Download again"), Verb.DOWNLOAD_AGAIN, model, "download"), None]
        if model.is_missing:
            forget = self._action(self.tr("Take it off the list"), Verb.FORGET, model, "close", "Del")
            return (*(again if model.repo else []), self._facts(model), self._renaming(model), forget)
        first = [
            self._action(self.tr("Try"), Verb.TRY, model, "chat", self.tr("Enter")),
            self._action(self.tr("Compare"), Verb.COMPARE, model, "columns", "C"),
            None,
        ]
        return (
            *(first if row.is_sound else again if model.repo else []),
            self._facts(model),
            self._renaming(model),
            *self._checks(row),
            self._action(self.tr("Show in folder"), Verb.SHOW_FOLDER, model, "folder"),
            self._action(self.tr("Copy id"), Verb.COPY_ID, model, "copy"),
            None,
            *self._ends_of(model),
        )

    def commands_of(self, row: Row | None) -> tuple[Action, ...]:
        """The same for the palette and the shortcuts, where the words stand alone."""
        sound = row is not None and row.is_sound
        has = row is not None and not row.model.is_missing

        def command(text: str, verb: Verb, icon: str, *, on: bool, shortcut: str = "") -> Action:
            call = partial(self.do, Asked(verb, row.model)) if row is not None else _nothing
            return Action(text, call, icon, on, shortcut=shortcut)

        return (
            command(self.tr("Try the chosen model"), Verb.TRY, "chat", on=sound),
            command(self.tr("Compare the chosen model"), Verb.COMPARE, "columns", on=sound),
            command(self.tr("Facts of the chosen model"), Verb.FACTS, "info", on=row is not None),
            command(self.tr("Rename the chosen model…"), Verb.RENAME, "edit", on=row is not None),
            command(self.tr("Check the file of the chosen model"), Verb.CHECK, "check", on=has),
            command(self.tr("Find the chosen model on the Hub"), Verb.TRACE, "search", on=has),
            command(self.tr("Show the chosen model in its folder"), Verb.SHOW_FOLDER, "folder", on=has),
            command(
                self.tr("Delete the chosen model…"), Verb.DELETE, "trash", on=row is not None, shortcut="Del"
            ),
        )

    def _facts(self, model: LocalModel) -> Action:
        return self._action(self.tr("Facts and their sources"), Verb.FACTS, model, "info", "F")

    def _renaming(self, model: LocalModel) -> Action:
        return self._action(self.tr("Rename…"), Verb.RENAME, model, "edit", "F2")

    def _checks(self, row: Row) -> list[Action]:
        """What can be found out about a file that is here."""
        model, checking = row.model, row.checking is not None
        check = self.tr("Stop checking") if checking else self.tr("Check hash")
        found = [self._action(check, Verb.CHECK, model, "stop" if checking else "check")]
        if model.facts is None and row.is_sound:
            found.append(self._action(self.tr("Find it on the Hub"), Verb.TRACE, model, "search"))
        elif model.upstream is not None:
            found.append(self._action(self.tr("What changed on the Hub"), Verb.SHOW_CHANGES, model, "clock"))
        elif model.facts is not None and model.repo:
            found.append(self._action(self.tr("Look for changes on the Hub"), Verb.ASK_HUB, model, "refresh"))
        return found

    def _ends_of(self, model: LocalModel) -> list[Action]:
        """How it can leave the list or the disk, or come into the models folder."""
        ends = []
        if model.is_outside and not model.problem:
            text = self.tr("Copy into the models folder")
            ends.append(self._action(text, Verb.COPY_HERE, model, "download"))
        if str(model.path) in self._catalog.choice.files:
            ends.append(self._action(self.tr("Take it off the list"), Verb.FORGET, model, "close"))
        delete = partial(self.do, Asked(Verb.DELETE, model))
        ends.append(Action(self.tr("Delete…"), delete, "trash", shortcut="Del", danger=True))
        return ends

    def _action(self, text: str, verb: Verb, model: LocalModel, icon: str = "", shortcut: str = "") -> Action:
        return Action(text, partial(self.do, Asked(verb, model)), icon, shortcut=shortcut)

    def _open(self, room: Room, model: LocalModel) -> None:
        if model.is_missing:
            self.ends.tell_missing(model)
        elif model.intact is Intact.DAMAGED or model.problem:
            self.ends.tell_damaged(model, model.problem)
        else:
            self._go(Place(room, model=model))

    def _check(self, model: LocalModel) -> None:
        job = self._jobs.of_model(model.id)
        if job is None:
            self._jobs.check(model)
        else:
            self._jobs.cancel(job.id)

    def _trace(self, path: Path) -> None:
        """Of a file that was taken in a moment ago."""
        model = next((model for model in self._catalog.models if model.path == path), None)
        if model is not None:
            self._jobs.trace(model)

    def _ask_hub(self, model: LocalModel) -> None:
        self._jobs.ask_hub((model,))

    def _show_folder(self, model: LocalModel) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(model.path.parent)))

    def _copy_id(self, model: LocalModel) -> None:
        to_clipboard(model.id)
        self._messages.tell(self.tr("Copied: {id}").format(id=model.id))

    def _copy_here(self, model: LocalModel) -> None:
        """Some programs name files by their hash, or all of them alike."""
        name = f"{model.called or model.name}.gguf" if says_nothing(model.path.name) else ""
        self._jobs.import_file(model.path, name=name)

    def _ask_for_name(self, model: LocalModel) -> None:
        sheet = RenameSheet(model, self._pane)
        sheet.named.connect(partial(self._rename, model))
        sheet.ask()

    def _rename(self, model: LocalModel, alias: str) -> None:
        try:
            self._catalog.rename(model, alias)
        except KnownError as error:
            self._messages.fail(error)

    def _forget(self, model: LocalModel) -> None:
        """Nothing on the disk changes but what this app has noted."""
        if model.origin is not Origin.IN_PLACE:
            self._jobs.forget(model)
            return
        self._catalog.choose(self._catalog.choice.without_file(model.path))
        words = self.tr("{name} is off the list. Its file stays where it is.").format(name=model.name)
        undo = Action(self.tr("Undo"), partial(_list_again, self._catalog, model.path), "undo")
        self._messages.tell(words, action=undo)

    def _ask_to_delete(self, model: LocalModel) -> None:
        problem = self._why_not(model)
        if model.is_missing:
            self._forget(model)
        elif problem is not None:
            self._messages.fail(problem)
        else:
            is_loaded = self._in_use(model.path)
            question = DeleteQuestion(model, self._pane, is_loaded=is_loaded)
            question.agreed.connect(partial(self._delete, model, unload=is_loaded))
            question.ask()

    def _delete(self, model: LocalModel, *, unload: bool) -> None:
        """A load or another deletion may have come since the question was put: then once more."""
        if self._why_not(model) is not None or (self._in_use(model.path) and not unload):
            self._ask_to_delete(model)
            return
        self._unload(model.path)
        job = self._jobs.of_model(model.id)
        if job is not None:  # nobody asks any more what it would find
            self._jobs.cancel(job.id)
        self._jobs.delete(model)
        if model.origin is Origin.IN_PLACE:
            self._catalog.choose(self._catalog.choice.without_file(model.path))

    def _why_not(self, model: LocalModel) -> KnownError | None:
        job = self._jobs.of_model(model.id)
        if job is not None and job.kind is JobKind.DELETE:
            return KnownError(
                self.tr("{name} is being deleted already.").format(name=model.name),
                self.tr("It leaves the list once that is done."),
            )
        if model.app is not None and keeps_an_index(model.app):
            text = self.tr("{name} belongs to {app}, which would miss its file.")
            return KnownError(text.format(name=model.name, app=model.app.value), advice_of(model))
        return None


def _list_again(catalog: Catalog, path: Path) -> None:
    """Messages outlive rooms: what they do must hold no widget."""
    catalog.choose(catalog.choice.with_file(path))


def _nothing() -> None:
    """A command that cannot be used now."""
