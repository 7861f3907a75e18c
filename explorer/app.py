"""Builds every service once, hands it to the rooms, and takes everything down again in order.

The second stage of a start: the shell is on the screen when this is imported (``shell.py``).
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.log import close_log, open_log
from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.base.store import Store
from explorer.base.version import releases
from explorer.documents.consents import DocumentConsents
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.machine_benchmark import MachineBenchmark
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.remote.provider import RemoteProvider
from explorer.evaluate.kept_tests import AskedInChat, ChatsToTest, ListedChat
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.activity.bar_status_controller import BarStatus
from explorer.frame.appearance_controller import Appearance
from explorer.frame.closing_controller import Closing
from explorer.frame.commands import endpoint_command, room_commands, server_command, settings_commands
from explorer.frame.files.drop_pane import DropWatch
from explorer.frame.files.file_opener import FileOpener
from explorer.frame.instance import InstanceMessage
from explorer.frame.news_controller import News
from explorer.frame.overlays_controller import Overlays
from explorer.frame.room_preload_controller import RoomPreloader
from explorer.frame.rooms import Rooms
from explorer.frame.welcome_flow import WelcomeFlow
from explorer.kit.actions import Action
from explorer.kit.caret import RestingCaret
from explorer.kit.current_work import CurrentWork
from explorer.kit.folder_watch import FolderWatch
from explorer.kit.formulas.formulas import Formulas
from explorer.kit.icons import app_icon
from explorer.kit.language import tr
from explorer.kit.messages import Messages
from explorer.kit.notices import Notices
from explorer.kit.room_pane import RoomPane, built_in
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.app_folders import app_environment
from explorer.local.models.catalog import Catalog, CatalogWatch
from explorer.local.update_check import UpdateCheck
from explorer.rooms.room_services import GivenAnswers, RoomServices
from explorer.serve.server_controller import ServerController
from explorer.services import Core, build_core, models_folder
from explorer.shell import Shell
from explorer.window import install_keys

_log = logging.getLogger("explorer.app")
_LEISURE_MS = 3_000  # after the start


class App(QObject):
    """The running app. ``close`` ends workers, downloads and tasks, and loses nothing."""

    def __init__(self, shell: Shell) -> None:
        """``shell`` is on the screen already. The room is shown by ``begin``."""
        super().__init__()
        self._shell = shell
        self.window, self.look, self.language = shell.window, shell.look, shell.language
        self.core = build_core(shell.paths, shell.settings, shell.store)
        self.services = services = self._build_services()
        self._caret = RestingCaret(self)
        self._watch = CatalogWatch(self.catalog, FolderWatch(self))
        self.benchmark = MachineBenchmark(self.pool, self)
        self.benchmark.measured.connect(self.core.estimates.keep)
        window, bar = self.window, self.window.activity
        self.rooms = Rooms(services, window.drop, partial(built_in, window.place))
        self.overlays = Overlays(window.host, bar, services, self.rooms, lambda: window.room)
        self.notices = Notices(self.messages, window.host, bar, self._keep_clear)
        self.status = BarStatus(bar, services)
        self.opening = FileOpener(self.tasks, self.catalog, self.messages, self.go)
        self.welcoming = WelcomeFlow(services, window.show_instead, window.drop)
        self._news = News(services, self.welcoming, self)
        self._newer = UpdateCheck(
            self.tasks, self.core.hub, self.core.store, self.core.settings, releases, self._news.tell_newer
        )
        self.closing = Closing(self.overlays, self.rooms, services)
        self.appearance = Appearance(
            self.look, self.language, self.core.settings, self.rooms, lambda: window.room
        )
        self._connect_window()
        self._connect_frame()
        window.setWindowIcon(app_icon())  # nine milliseconds
        self._log = open_log(self.core.paths.log)
        self._is_closed = False

    def begin(self) -> None:
        """Show the room of last time, or the first steps, and go on with what was left."""
        self.core.store.tell = self._news.left_out.emit
        for text in self._shell.told:
            self._news.caution(text)
        self._empty_bin()
        self.core.endpoints.changed.add(self._offer_endpoints)
        self.core.settings.changed.add(self._offer_endpoints)
        self._offer_endpoints()
        self.catalog.changed.add(self._note_disk)
        self.catalog.changed.add(self._read_headers)
        self.catalog.rescan()
        self.downloads.restore()
        self.mover.restore()
        if self.core.settings.current.server_starts:
            self.server.start()
        machine = self.core.estimates.yardstick.machine
        if machine is None or not machine.is_quiet:
            self.benchmark.wait_for_leisure(self.core.settings.current.threads_of(self.core.machine.cores))
        self.welcoming.begin(otherwise=self._fill)
        self._newer.look()
        QTimer.singleShot(_LEISURE_MS, self, self._index_documents)

    def _empty_bin(self) -> None:
        """Of what is old in it. A full disk keeps it, and nothing else waits."""
        try:
            self.core.store.empty_bin()
        except KnownError as error:
            self.messages.fail(error)

    @Slot()
    def _index_documents(self) -> None:
        """Go on with what an earlier start left, where there are documents at all."""
        if self._is_closed:
            return
        if self.services.decisions.under_way() is not None:
            self.services.trials.go_on()
        self.tasks.do(partial(_leave_nothing, self.core.store), lambda _nothing: None, self.messages.fail)
        if self.core.paths.documents.exists():
            try:
                self.services.indexing.look()
                self.services.followed_folders.look()
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
        self._is_closed = self.closing.is_leaving = True
        self.appearance.stop()
        self.ahead.close()
        self.benchmark.stop()
        self._caret.close()
        end_all(self._end_work, partial(close_log, self._log), self._shell.close)

    def _end_work(self) -> None:
        """A disk that is full or gone takes what was not stored yet, and nothing else."""
        seen = (self._watch, self.overlays, self.window, self.welcoming, self.rooms)
        try:
            closing = (
                part.close
                for part in (
                    *seen,
                    self.server,
                    self.services,
                    self.downloads,
                    self.core.hub,
                    self.tasks,
                    self._formulas,
                    self.backends,
                    self.core.requests,
                )
            )
            end_all(*closing, self.core.close_documents)
        except KnownError as error:
            _log.warning("while closing: %s %s", error.what, error.details)

    def room(self, room: Room) -> RoomPane:
        """The pane of a room, built when it is asked for the first time."""
        return self.rooms.pane(room)

    @Slot()
    def _fill(self) -> None:
        if self.welcoming.pane is None:
            self.window.fill()
            self._enter(self.window.room)

    @Slot(object)
    def _enter(self, room: Room) -> None:
        self.room(room).show_place(Place(room))

    def _build_services(self) -> RoomServices:
        core = self.core
        self.tasks, self.messages = Tasks(self), Messages(self)
        self.tasks.bug.connect(self.messages.bug)
        self._formulas = Formulas(self.tasks)
        self.catalog = Catalog(self.tasks, core.store, core.models_folder, app_environment())
        self.downloads = Downloads(self.tasks, core.store, core.hub, self.catalog, core.settings)
        rules = SettingsPoolPolicy(core.estimates, core.settings)
        self.pool = EnginePool(WorkerSupply(ahead=True), rules, self, core.drivers)
        self.pool.uses.add(rules.learn)
        self.backends = Backends(self.pool, RemoteProvider(core.endpoints, core.requests))
        self.working = CurrentWork(self)
        journal = core.paths.root / "moving.json"
        self.mover = FolderMover(self.tasks, self.catalog, self.downloads, core.settings, journal)
        self.server = ServerController(core, self.tasks, self.catalog, self.backends, self)
        return RoomServices(
            core=core,
            tasks=self.tasks,
            messages=self.messages,
            catalog=self.catalog,
            downloads=self.downloads,
            mover=self.mover,
            pool=self.pool,
            backends=self.backends,
            working=self.working,
            go=self.go,
            server=self.server,
            answers=given_answers(core),
            chats=chats_to_test(core),
        )

    def _connect_window(self) -> None:
        window = self.window
        window.pane_of = self.room
        window.filled.connect(self.notices.refit)
        window.room_changed.connect(self.overlays.close)  # or Esc would go to the room below it
        window.room_changed.connect(self._enter)
        window.room_changed.connect(self.welcoming.leave)
        self.ahead = RoomPreloader(window.rail, self)
        window.filled.connect(self.ahead.rest)
        DropWatch(window, window.host, self.tasks, lambda: window.room).dropped.connect(self.opening.take)
        window.may_close = self.closing.may_close
        self.closing.left.connect(window.close)
        self.closing.session_ends.connect(window.keep_geometry)
        self.appearance.outgrown.connect(self.overlays.close)
        self.appearance.outgrown.connect(self.welcoming.renew)
        self.appearance.renewed.connect(self._fill)
        self.language.changed.connect(window.retranslate)
        self.language.changed.connect(self.status.retranslate)
        self.core.settings.changed.add(self._follow_folder)

    def _connect_frame(self) -> None:
        window, overlays = self.window, self.overlays
        overlays.offer(self._commands)
        install_keys(window, self._commands)
        window.activity.wanted.connect(overlays.press_activity)
        overlays.changed.connect(self.notices.refit)
        overlays.messages_seen.connect(self.notices.clear)
        overlays.messages_seen.connect(self.status.forget_all)
        self.notices.read.connect(self.status.forget)
        self.notices.more_wanted.connect(partial(overlays.show_activity, ActivitySection.MESSAGES))

    def _commands(self) -> Sequence[Action]:
        """Those with keys come first in their kind; a room has its own."""
        window, overlays = self.window, self.overlays
        forward, back = partial(window.regions.move, 1), partial(window.regions.move, -1)
        return (
            *room_commands(self.go),
            Action(tr("Find anything"), overlays.toggle_palette, "search", shortcut="Ctrl+K"),
            Action(tr("Show the activity"), overlays.toggle_activity, "panel", shortcut="Ctrl+J"),
            Action(tr("Keyboard shortcuts"), overlays.toggle_shortcuts, "info", shortcut="F1"),
            Action(tr("Next part of the window"), forward, "arrow-right", shortcut="F6"),
            Action(tr("Previous part of the window"), back, "arrow-right", shortcut="Ctrl+F6"),
            Action(tr("Quit"), window.close, "close", shortcut="Ctrl+Q"),
            *settings_commands(self.core.settings),
            server_command(self.server),
            endpoint_command(self.go),
        )

    def _keep_clear(self) -> Sequence[QWidget]:
        return (*self.window.keep_clear(), *self.overlays.keep_clear())

    def _note_disk(self, _models: tuple[LocalModel, ...]) -> None:
        """Before the rooms hear of the look: what may be downloaded depends on it."""
        self.core.machine.yardstick.disk = self.catalog.last.free

    def _offer_endpoints(self, _change: object = None) -> None:
        """Their models stand beside those here; what offline mode does to them they say themselves."""
        if self.core.endpoints.models != self.catalog.others:
            self.catalog.offer(self.core.endpoints.models)

    def _read_headers(self, models: tuple[LocalModel, ...]) -> None:
        paths = [model.path for model in models]
        work = partial(self.core.estimates.headers.warm, paths)
        self.tasks.do(work, lambda _nothing: None, self.messages.fail)

    def _follow_folder(self, settings: Settings) -> None:
        self.catalog.look_in(models_folder(self.core.paths, settings))


def _leave_nothing(store: Store) -> None:
    """Of what was deleted for good, at this start or by an earlier run that was killed."""
    store.remove_stray_images()
    if store.has_remains:
        store.write_anew()


def given_answers(core: Core) -> GivenAnswers:
    temporary = list[Store]()
    count, forget = partial(_count_given, core, temporary), partial(_forget_given, core, temporary)
    return GivenAnswers(count, forget, temporary)


def chats_to_test(core: Core) -> ChatsToTest:
    return ChatsToTest(partial(_listed_chats, core), partial(_asked_in, core))


def _listed_chats(core: Core) -> Sequence[ListedChat]:
    from explorer.rooms.playground.chats.asked import listed_chats  # noqa: PLC0415  not before one is wanted

    return listed_chats(core.store)


def _asked_in(core: Core, chat: int) -> Sequence[AskedInChat]:
    from explorer.rooms.playground.chats.asked import asked_in  # noqa: PLC0415  not before one is wanted

    return asked_in(core.store, chat)


def _count_given(core: Core, temporary: Sequence[Store], documents: Sequence[str]) -> int:
    from explorer.rooms.playground.chats.forgetting import count_given  # noqa: PLC0415  not before documents are

    return sum(count_given(store, documents) for store in (core.store, *temporary))


def _forget_given(core: Core, temporary: Sequence[Store], documents: Sequence[str]) -> tuple[int, bool]:
    from explorer.rooms.playground.chats.forgetting import forget_given  # noqa: PLC0415  not before documents are

    core.consents.forget(documents)
    answers = 0
    for store in tuple(temporary):  # first: what is copied out of them meanwhile is forgotten then
        with suppress(CancelledError):  # its chats are gone meanwhile
            DocumentConsents(store).forget(documents)
            answers += forget_given(store, core.kept_contexts, documents)[0]
    kept, is_clean = forget_given(core.store, core.kept_contexts, documents)
    return answers + kept, is_clean
