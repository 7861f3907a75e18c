"""Builds every service once, hands it to the rooms, and takes everything down again in order.

The second stage of a start: the shell is on the screen when this is imported (``shell.py``).
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from explorer.base.log import close_log, open_log
from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.base.version import releases
from explorer.domain.errors import DamagedFileError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.domain.speed import MachineSpeed
from explorer.domain.words import Words, joined
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool, Eviction, EvictionReason
from explorer.engine.local.machine_benchmark import MachineBenchmark
from explorer.frame.activity.activity_services import ActivityServices
from explorer.frame.activity.activity_words import unfinished
from explorer.frame.activity.bar_status_controller import BarStatus
from explorer.frame.activity.sections import ActivitySection
from explorer.frame.commands import CommandCallbacks, general_commands
from explorer.frame.files.drop_pane import DropWatch
from explorer.frame.files.file_opener import FileOpener
from explorer.frame.instance import InstanceMessage
from explorer.frame.overlays_controller import Overlays
from explorer.frame.room_preload_controller import RoomPreloader
from explorer.frame.rooms import Rooms
from explorer.frame.welcome_flow import WelcomeFlow
from explorer.kit.actions import Action
from explorer.kit.caret import RestingCaret
from explorer.kit.current_work import CurrentWork
from explorer.kit.folder_watch import FolderWatch
from explorer.kit.icons import app_icon
from explorer.kit.language import Language, shown
from explorer.kit.messages import Messages
from explorer.kit.notices import Notices
from explorer.kit.room_pane import RoomPane, built_in
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.download_tasks import problem_of_arrival
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.folder_move.move_models import rest_words
from explorer.local.folder_move.move_state import Move
from explorer.local.models.app_folders import app_environment
from explorer.local.models.catalog import Catalog, CatalogWatch
from explorer.local.update_check import NewerVersion, UpdateCheck
from explorer.rooms.room_services import RoomServices
from explorer.services import build_core, models_folder
from explorer.shell import Shell

_PATIENCE_MS = 500  # between two looks whether a busy room has come to rest
_SESSION_MS = 15_000  # until a session that still goes on was not ended after all
_log = logging.getLogger("explorer.app")


class App(QObject):
    """The running app. ``close`` ends workers, downloads and tasks, and loses nothing."""

    _left_out = Signal(object)  # Words, from any thread

    def __init__(self, shell: Shell) -> None:
        """``shell`` is on the screen already. The room is shown by ``begin``."""
        super().__init__()
        self._shell = shell
        self.window, self.look, self.language = shell.window, shell.look, shell.language
        self.core = core = build_core(shell.paths, shell.settings, shell.store)
        self._spoken = core.settings.current.language
        self.tasks = Tasks(self)
        self.messages = Messages(self)
        self.tasks.bug.connect(self.messages.bug)
        self.catalog = Catalog(self.tasks, core.store, core.models_folder, app_environment())
        self._caret = RestingCaret(self)
        self._watch = CatalogWatch(self.catalog, FolderWatch(self))
        self.downloads = Downloads(self.tasks, core.store, core.hub, self.catalog, core.settings)
        rules = SettingsPoolPolicy(core.estimates, core.settings)
        self.pool = EnginePool(rules=rules, parent=self, drivers=core.drivers, ahead=True)
        self.pool.uses.add(rules.learn)
        self.backends = Backends(self.pool)
        self.pool.unloads.add(self._tell_unloaded)
        self.working = CurrentWork(self)
        self._gauging = MachineBenchmark(self.pool, parent=self)
        self._gauging.measured.connect(self._on_measured)
        journal = core.paths.root / "moving.json"
        self.mover = FolderMover(self.tasks, self.catalog, self.downloads, core.settings, journal)
        shared = self._share()
        window, bar = self.window, self.window.activity
        self.rooms = Rooms(shared, self._drop, partial(built_in, window.place))
        self.notices = Notices(self.messages, window.host, bar, self._keep_clear)
        self._status = BarStatus(
            bar,
            self.downloads,
            self.pool,
            core.settings,
            core.machine,
            self.messages,
            self.working,
            self.go,
            reach=core.hub.reach,
        )
        self.notices.read.connect(self._status.forget)
        self.overlays = self._build_overlays()
        self.opening = FileOpener(self.tasks, self.catalog, self.messages, self.go)
        self._is_leaving = False  # the person has said so
        self._session_ends = QTimer(self, singleShot=True, interval=_SESSION_MS)
        self._renewal = QTimer(self, singleShot=True)
        self._renewal.timeout.connect(self._renew)
        self.welcoming = WelcomeFlow(shared, window.show_instead, self._drop)
        self._newer = UpdateCheck(self.tasks, core.hub, core.store, core.settings, releases, self._tell_newer)
        self._follow()
        self._connect_frame()
        window.setWindowIcon(app_icon())  # nine milliseconds
        self._log = open_log(core.paths.log)
        self._is_closed = False

    def begin(self) -> None:
        """Show the room of last time, or the first steps, and go on with what was left."""
        self._left_out.connect(self._caution)
        self.core.store.tell = self._left_out.emit
        for text in self._shell.told:
            self._caution(text)
        self._empty_bin()
        self.catalog.changed.add(self._note_disk)
        self.catalog.changed.add(self._read_headers)
        self.catalog.rescan()
        self.downloads.restore()
        self.mover.restore()
        machine = self.core.estimates.yardstick.machine
        if machine is None or not machine.is_quiet:
            self._gauging.wait_for_leisure(self.core.settings.current.threads_of(self.core.machine.cores))
        self.welcoming.begin(otherwise=self._fill)
        self._newer.look()

    def _empty_bin(self) -> None:
        """Of what a start before this one left in it. A full disk keeps it, and nothing else waits."""
        try:
            self.core.store.empty_bin()
        except KnownError as error:
            self.messages.fail(error)

    def go(self, place: Place) -> None:
        self.window.show_room(place.room)
        self.room(place.room).show_place(place)

    def open_files(self, paths: Iterable[Path]) -> None:
        """Show these model files, or take them into the Library."""
        self.opening.open(paths)

    @Slot(object)
    def come_forward(self, handed: InstanceMessage) -> None:
        """A second start: its files here, and this window in front."""
        self.window.come_forward()
        self.open_files(handed.paths)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = self._is_leaving = True
        self._renewal.stop()
        self.ahead.close()
        self._gauging.stop()
        self._caret.close()
        end_all(self._end_work, partial(close_log, self._log), self._shell.close)

    def _end_work(self) -> None:
        """A disk that is full or gone takes what was not stored yet, and nothing else."""
        seen = (self._watch, self.overlays, self.window, self.welcoming, self.rooms)
        try:
            closing = (
                part.close for part in (*seen, self.downloads, self.core.hub, self.tasks, self.backends)
            )
            end_all(*closing, self.core.store.empty_bin)
        except KnownError as error:
            _log.warning("while closing: %s %s", error.what, error.details)

    def room(self, room: Room) -> RoomPane:
        """The pane of a room, built when it is asked for the first time."""
        return self.rooms.pane(room)

    @Slot()
    def _renew(self) -> None:
        """Show the room built anew. A busy one once its work has ended: the keyboard stays where it is."""
        room = self.window.room
        if self.welcoming.pane is not None or not self.rooms.is_outgrown(room):
            return
        if self.rooms.is_busy(room):
            self._renewal.start(_PATIENCE_MS)
        else:
            self._fill()

    def _fill(self) -> None:
        self.window.fill()
        self._enter(self.window.room)

    @Slot(object)
    def _enter(self, room: Room) -> None:
        self.room(room).show_place(Place(room))

    def _share(self) -> RoomServices:
        return RoomServices(
            core=self.core,
            tasks=self.tasks,
            messages=self.messages,
            catalog=self.catalog,
            downloads=self.downloads,
            mover=self.mover,
            pool=self.pool,
            backends=self.backends,
            working=self.working,
            go=self.go,
        )

    def _follow(self) -> None:
        """Hear of what the services and the window tell."""
        self.downloads.finished.add(self._tell_finished)
        self.downloads.failed.add(self._tell_failed)
        self.mover.halted.add(self._tell_halted)
        self.core.settings.changed.add(self._follow_settings)
        self.language.changed.connect(self._speak)
        window = self.window
        window.move_in(self.room)
        window.filled.connect(self.notices.refit)
        window.room_changed.connect(self.overlays.close)  # or Esc would go to the room below it
        window.room_changed.connect(self._enter)
        window.room_changed.connect(self.welcoming.leave)
        self.ahead = RoomPreloader(window.rail, self)
        window.filled.connect(self.ahead.rest)
        DropWatch(window, window.host, self.tasks).dropped.connect(self.opening.take)

    def _tell_newer(self, newer: NewerVersion) -> None:
        text = self.tr("Open Model Explorer {version} is available; this is {own}.")
        get = Action(
            self.tr("Where to get it"), lambda: QDesktopServices.openUrl(QUrl(newer.page)), "external"
        )
        self.messages.tell(text.format(version=newer.version, own=newer.own), action=get)

    def _build_overlays(self) -> Overlays:
        core = self.core
        going = ActivityServices(
            self.downloads,
            self.pool,
            core.settings,
            core.machine,
            self.messages,
            self._name_of,
            core.hub.reach,
            self._knock,
            self.go,
        )
        window = self.window
        return Overlays(
            window.host,
            window.activity,
            going,
            core.store,
            self.catalog,
            lambda: self.rooms.built,
            lambda: window.room,
        )

    def _connect_frame(self) -> None:
        window, overlays = self.window, self.overlays
        doing = CommandCallbacks(
            go=self.go,
            settings=self.core.settings,
            palette=overlays.toggle_palette,
            activity=overlays.toggle_activity,
            shortcuts=overlays.toggle_shortcuts,
            next_part=partial(window.move_focus, 1),
            last_part=partial(window.move_focus, -1),
            quit=window.close,
        )
        overlays.offer(partial(general_commands, doing))
        window.set_keys(partial(general_commands, doing))
        window.set_closing(self._may_close)
        window.activity.wanted.connect(overlays.press_activity)
        overlays.changed.connect(self.notices.refit)
        overlays.messages_seen.connect(self.notices.clear)
        overlays.messages_seen.connect(self._status.forget_all)
        self.notices.more_wanted.connect(partial(overlays.show_activity, ActivitySection.MESSAGES))
        overlays.quit_wanted.connect(self._leave)

    def _knock(self, over: Callable[[], None]) -> None:
        """Ask the Hub whether it answers now; then a room that waits for it goes on."""

        def answered(_done: None) -> None:
            over()
            for pane in self.rooms.built.values():
                pane.hub_answers()

        def silent(_error: KnownError) -> None:
            over()

        hub = self.core.hub
        self.tasks.run(lambda _context: hub.knock(), answered, silent, network=True)

    @Slot(object)
    def _caution(self, text: str) -> None:
        self.messages.tell(text, "caution")

    def _keep_clear(self) -> Sequence[QWidget]:
        return (*self.window.keep_clear(), *self.overlays.keep_clear())

    def _name_of(self, path: Path) -> str:
        return next((model.name for model in self.catalog.models if model.path == path), path.stem)

    def _may_close(self) -> bool:
        """Whether nothing would be cut off, or the person was told and goes on."""
        if self._is_leaving or self._session_ends.isActive() or self.overlays.is_asking():
            return True
        rooms = [pane.unfinished() for pane in self.rooms.built.values()]
        rooms.append(self.mover.unfinished())
        running = unfinished(self.downloads.items, len(self.pool.loading), rooms)
        if running:
            self.overlays.ask_quit(running)
        return not running

    @Slot()
    def _leave(self) -> None:
        self._is_leaving = True
        self.window.close()

    @Slot()
    def end_session(self) -> None:
        """The system logs out or shuts down: it is not kept waiting by a question. It may be called off."""
        self._session_ends.start()
        self.window.keep_geometry()

    @Slot(object)
    def _speak(self, _language: Language) -> None:
        self.overlays.close()
        self.window.retranslate()
        self._status.retranslate()
        self.rooms.outgrow()
        self._renewal.start(0)

    def _drop(self, pane: RoomPane) -> None:
        self.window.drop(pane)

    def _tell_finished(self, item: Download) -> None:
        folder, tell = self.catalog.models_folder, partial(self._tell_arrived, item)
        self.tasks.run(lambda _context: problem_of_arrival(folder, item.order), tell, lambda _e: tell(None))

    def _tell_arrived(self, item: Download, problem: str | None) -> None:
        """``problem``: why no model can be read from it, ``None`` where it could not be looked at."""
        if problem:
            words = self.tr("{name} is here as it was published, but cannot be read: {why}")
            advice = self.tr("Try another file of it, or tell its publisher.")
            self.messages.fail(DamagedFileError(words.format(name=item.title, why=problem), advice))
            return
        checked = problem is not None and all(f.sha256 for f in item.order.files)
        text = self.tr("{name} is here, checked and intact.") if checked else self.tr("{name} is here.")
        self.messages.tell(text.format(name=item.title), "good")

    def _note_disk(self, _models: tuple[LocalModel, ...]) -> None:
        """Before the rooms hear of the look: what may be downloaded depends on it."""
        self.core.machine.yardstick.disk = self.catalog.last.free

    def _read_headers(self, models: tuple[LocalModel, ...]) -> None:
        paths = [model.path for model in models]
        self.tasks.run(
            lambda _context: self.core.estimates.warm(paths), lambda _done: None, self.messages.fail
        )

    @Slot(object)
    def _on_measured(self, speed: MachineSpeed) -> None:
        self.core.estimates.keep(speed)

    def _tell_unloaded(self, gone: Eviction) -> None:
        name, minutes = self._name_of(gone.path), self.core.settings.current.idle_minutes
        if gone.reason is EvictionReason.ROOM:
            self.messages.tell(self.tr("{name} was unloaded to make room.").format(name=name))
        else:
            text = self.tr("{name} was unloaded: it was not used for {n} minutes.")
            self.messages.tell(text.format(name=name, n=minutes))

    def _tell_failed(self, item: Download) -> None:
        problem = item.problem
        if problem is not None and self.welcoming.pane is None:  # which tells it in place
            what = Words("{name} was not downloaded: {why}", name=item.title, why=problem.what)
            self.messages.fail(KnownError(what, problem.advice, problem.details))

    def _tell_halted(self, move: Move) -> None:
        """Half of the models are not in the Library now: say so wherever the person is."""
        where = Place(Room.SETTINGS, setting="models-folder")
        action = Action(self.tr("Show the move"), partial(self.go, where), "folder")
        if move.problem is not None:
            self.messages.fail(move.problem, action)
        elif move.plan is not None:
            text = joined(" ", (Words("The move has stopped."), rest_words(move.plan)))
            self.messages.tell(shown(text), "caution", action)

    def _follow_settings(self, settings: Settings) -> None:
        percent = self.look.sizes.percent
        self.look.set(settings.theme, settings.text_percent, settings.contrast, settings.motion)
        if settings.language != self._spoken:
            self._spoken = settings.language
            self.language.use(settings.language)
        if settings.text_percent != percent:
            self.overlays.close()
            self.rooms.outgrow()
            self._renewal.start(0)
        folder = models_folder(self.core.paths, settings)
        if folder != self.catalog.models_folder:
            self.catalog.models_folder = folder
            self.catalog.rescan()
