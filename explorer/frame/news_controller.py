"""Tells, wherever the person is, what came of work that goes on by itself: downloads, moves, versions."""

from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from explorer.domain.errors import DamagedFileError, KnownError
from explorer.domain.places import Place, Room
from explorer.domain.words import Words, joined
from explorer.engine.local.engine_pool import Eviction, EvictionReason
from explorer.frame.welcome_flow import WelcomeFlow
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.local.download_queue.download_tasks import problem_of_arrival
from explorer.local.download_queue.downloads import Download
from explorer.local.folder_move.folder_mover import Move
from explorer.local.folder_move.move_models import rest_words
from explorer.local.update_check import NewerVersion
from explorer.rooms.room_services import RoomServices


class News(QObject):
    """What services tell becomes messages. ``welcoming`` tells in place what fails meanwhile."""

    left_out = Signal(object)  # Words, from any thread

    def __init__(self, services: RoomServices, welcoming: WelcomeFlow, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._welcoming = services, welcoming
        self._messages = services.messages
        self.left_out.connect(self.caution)
        services.downloads.finished.add(self._tell_finished)
        services.downloads.failed.add(self._tell_failed)
        services.mover.halted.add(self._tell_halted)
        services.pool.unloads.add(self._tell_unloaded)

    @Slot(object)
    def caution(self, text: str) -> None:
        self._messages.tell(text, "caution")

    def tell_newer(self, newer: NewerVersion) -> None:
        text = self.tr("Open Model Explorer {version} is available; this is {own}.")
        page = QUrl(newer.page)
        get = Action(self.tr("Where to get it"), partial(QDesktopServices.openUrl, page), "external")
        self._messages.tell(text.format(version=newer.version, own=newer.own), action=get)

    def _tell_finished(self, item: Download) -> None:
        work = partial(problem_of_arrival, self._services.catalog.models_folder, item.order)
        tell = partial(self._tell_arrived, item)
        self._services.tasks.do(work, tell, lambda _error: tell(None))

    def _tell_arrived(self, item: Download, problem: str | None) -> None:
        """``problem``: why no model can be read from it, ``None`` where it could not be looked at."""
        if problem:
            words = self.tr("{name} is here as it was published, but cannot be read: {why}")
            advice = self.tr("Try another file of it, or tell its publisher.")
            self._messages.fail(DamagedFileError(words.format(name=item.title, why=problem), advice))
            return
        checked = problem is not None and all(f.sha256 for f in item.order.all_files)
        text = self.tr("{name} is here, checked and intact.") if checked else self.tr("{name} is here.")
        self._messages.tell(text.format(name=item.title), "good")

    def _tell_failed(self, item: Download) -> None:
        problem = item.problem
        if self._services.is_told_by_trial(item):
            return
        if problem is not None and self._welcoming.pane is None:
            what = Words("{name} was not downloaded: {why}", name=item.title, why=problem.what)
            self._messages.fail(KnownError(what, problem.advice, problem.details))

    def _tell_unloaded(self, gone: Eviction) -> None:
        name, minutes = self._services.name_of(gone.path), self._services.core.settings.current.idle_minutes
        if gone.reason is EvictionReason.ROOM:
            self._messages.tell(self.tr("{name} was unloaded to make room.").format(name=name))
        else:
            text = self.tr("{name} was unloaded: it was not used for {n} minutes.")
            self._messages.tell(text.format(name=name, n=minutes))

    def _tell_halted(self, move: Move) -> None:
        """Half of the models are not in the Library now."""
        where = Place(Room.SETTINGS, setting="models-folder")
        action = Action(self.tr("Show the move"), partial(self._services.go, where), "folder")
        if move.problem is not None:
            self._messages.fail(move.problem, action)
        elif move.plan is not None:
            text = joined(" ", (Words("The move has stopped."), rest_words(move.plan)))
            self._messages.tell(shown(text), "caution", action)
