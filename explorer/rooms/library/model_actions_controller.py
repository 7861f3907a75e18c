"""Does what a person asks of a model in the table, and builds the menu and the commands for that."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local_model import Integrity, LocalModel, Origin
from explorer.domain.model_names import says_nothing
from explorer.domain.places import Place, Room
from explorer.domain.quantization import is_projector_file
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.copying import to_clipboard
from explorer.kit.file_dialogs import open_in_system
from explorer.kit.language import shown
from explorer.kit.popup import menu
from explorer.kit.room_pane import RoomPane
from explorer.local.download_queue.projector_offer import projector_offer
from explorer.local.models.catalog import Catalog
from explorer.local.models.included import can_come_again, of_model
from explorer.local.models.origin_record import read_record
from explorer.rooms.library.jobs.job_kinds import JobKind
from explorer.rooms.library.jobs.job_messages_controller import JobMessages
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.model_actions import (
    MODEL_ACTIONS,
    ModelAction,
    ModelRequest,
    ModelVerb,
    menu_actions,
)
from explorer.rooms.library.questions_pane import DeleteQuestion, RenameSheet, deletion_advice, keeps_an_index
from explorer.rooms.library.table.library_row import LibraryRow
from explorer.rooms.library.table.row_pointer_controller import RowMenuRequest
from explorer.rooms.room_services import RoomServices


class LocalModelActions(QObject):
    """``do`` answers a ModelRequest, ``show_menu`` a RowMenuRequest. ``facts_wanted``, ``changes_wanted``
    carry a model.
    """

    changes_wanted = Signal(object)
    facts_wanted = Signal(object)

    def __init__(self, pane: RoomPane, jobs: LibraryJobs, services: RoomServices) -> None:
        super().__init__(pane)
        self._pane, self._jobs = pane, jobs
        self._catalog, self._messages = services.catalog, services.messages
        self._hub, self._downloads = services.core.hub, services.downloads
        self._go, self._in_use, self._unload = services.go, services.pool.is_in_use, services.pool.unload
        self._again = Redownload(services)
        self.ends = JobMessages(self, services.messages, services.go, self._trace)

    @Slot(object)
    def do(self, asked: ModelRequest) -> None:
        deeds: dict[ModelVerb, Callable[[LocalModel], object]] = {
            ModelVerb.TRY: partial(self._open, Room.PLAYGROUND),
            ModelVerb.COMPARE: partial(self._open, Room.COMPARE),
            ModelVerb.FACTS: self.facts_wanted.emit,
            ModelVerb.RENAME: self._ask_for_name,
            ModelVerb.CHECK: self._check,
            ModelVerb.SHOW_FOLDER: self._show_folder,
            ModelVerb.COPY_ID: self._copy_id,
            ModelVerb.COPY_HERE: self._copy_here,
            ModelVerb.TRACE: self._jobs.trace,
            ModelVerb.ASK_HUB: self._ask_hub,
            ModelVerb.SHOW_CHANGES: self.changes_wanted.emit,
            ModelVerb.FORGET: self._forget,
            ModelVerb.DELETE: self._ask_to_delete,
            ModelVerb.DOWNLOAD_AGAIN: self._bring_again,
        }
        deeds[asked.verb](asked.model)

    @Slot(object)
    def show_menu(self, wanted: RowMenuRequest) -> None:
        menu(self._pane, self.menu_of(wanted.row)).popup(wanted.at)

    def menu_of(self, row: LibraryRow) -> tuple[Action | None, ...]:
        """What can be done with a row; None separates."""
        found: list[Action | None] = []
        for group, actions in groupby(menu_actions(row), lambda one: one.group):
            found += [None] if found else []
            found += [self._entry(action, row) for action in actions]
            found += self._projector_entry(row.model) if group == 0 else ()
        return tuple(found)

    def commands_of(self, row: LibraryRow | None) -> tuple[Action, ...]:
        """The same for the palette and the shortcuts, where the words stand alone."""

        def command(words: str, action: ModelAction) -> Action:
            call = partial(self.do, ModelRequest(action.verb, row.model)) if row is not None else _nothing
            is_on = row is not None and action.can_be_done(row)
            return Action(shown(words), call, action.icon, is_on, shortcut=action.command_keys)

        return tuple(
            command(action.command, action) for action in MODEL_ACTIONS if action.command is not None
        )

    def _entry(self, action: ModelAction, row: LibraryRow) -> Action:
        call = partial(self.do, ModelRequest(action.verb, row.model))
        return Action(
            shown(action.words), call, action.icon, shortcut=action.keys, danger=action.is_dangerous
        )

    def _projector_entry(self, model: LocalModel) -> tuple[Action, ...]:
        offer = projector_offer(self._hub, model)
        if offer is None or not offer.can_come(self._downloads):
            return ()
        words = self.tr("Download vision file ({size})").format(size=shown(offer.size))
        return (Action(words, partial(offer.bring, self._downloads), "download"),)

    def _open(self, room: Room, model: LocalModel) -> None:
        if model.is_missing:
            self.ends.tell_missing(model)
        elif model.intact is Integrity.DAMAGED or model.problem:
            self.ends.tell_damaged(model, model.problem)
        elif not model.writes and room is Room.PLAYGROUND:  # a row was opened: there is nothing to ask it
            self.facts_wanted.emit(model)
        else:
            self._go(Place(room, model=model))

    def _bring_again(self, model: LocalModel) -> None:
        one = of_model(model)
        if one is not None and can_come_again(model):
            self._jobs.add_included(one, anew=True)
        else:
            self._again.fetch(model)

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
        open_in_system(model.path.parent)

    def _copy_id(self, model: LocalModel) -> None:
        to_clipboard(model.id)
        self._messages.tell(self.tr("Copied: {id}").format(id=model.id))

    def _copy_here(self, model: LocalModel) -> None:
        """Some programs name files by their hash, or all of them alike."""
        name = f"{model.called or model.name}.gguf" if says_nothing(model.path.name) else ""
        self._jobs.import_file(model.path, name=name, projector=model.projector)

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
        """Its notes go, and what let it see images, which came with it."""
        if model.origin is not Origin.IN_PLACE:
            self._jobs.forget(model)
            return
        self._catalog.choose(self._catalog.choice.without_file(model.path))
        words = self.tr("{name} is off the list. Its file stays where it is.").format(name=model.name)
        self._messages.removed(words, partial(_list_again, self._catalog, model.path))

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
            return KnownError(text.format(name=model.name, app=model.app.value), deletion_advice(model))
        return None


@dataclass(frozen=True)
class _Offer:
    """``variant`` is None where the repo has this file no more."""

    repo: Repo
    variant: Variant | None
    sees: bool = True  # what let it see images came along, too


class Redownload:
    """``fetch`` queues the download, or shows the repo where a person has to choose."""

    def __init__(self, services: RoomServices) -> None:
        self._services = services

    def fetch(self, model: LocalModel) -> None:
        """``model`` names its repo."""
        if model.origin is not Origin.HUB or model.repo is None:
            self._show(model)
            return
        messages, work = self._services.messages, partial(_look, self._services.core.hub, model, model.repo)
        going = messages.begin(Words("Looking for {name} on the Hub…", name=model.name))

        def done(offer: _Offer) -> None:
            if offer.variant is None:
                self._show(model)
            else:
                self._services.downloads.add(offer.repo, offer.variant, sees=offer.sees)

        # Where it fails, the repo is shown: what stands in the way is told there.
        failed = partial(self._show, model)
        self._services.tasks.do(work, *messages.during(going, done, failed))

    def _show(self, model: LocalModel, _error: object = None) -> None:
        self._services.go(Place(Room.DISCOVER, repo_id=model.repo or ""))


def _list_again(catalog: Catalog, path: Path) -> None:
    catalog.choose(catalog.choice.with_file(path))


def _nothing() -> None:
    """A command that cannot be used now."""


def _look(hub: Hub, model: LocalModel, repo_id: str) -> _Offer:
    """Raises KnownError."""
    hub.check_online()
    try:
        repo = hub.open(repo_id, model.commit or "main")
    except NotFoundError:  # that commit was taken away
        repo = hub.open(repo_id)
    variant = next((v for v in repo.variants if any(_is_file(model, file.path) for file in v.files)), None)
    record = read_record(model.facts) if model.facts is not None else None
    is_left_out = record is not None and not any(is_projector_file(file.path) for file in record.files)
    return _Offer(repo, variant, not is_left_out)


def _is_file(model: LocalModel, path: str) -> bool:
    return path == (model.hub_path or model.path.name)
