"""Builds every service once, hands it to the rooms, and takes everything down again in order."""

import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from explorer.activity import ActivityBar
from explorer.base.log import close_log, open_log
from explorer.base.paths import Paths, find_paths
from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.engine.pool import Pool
from explorer.kit.language import Language
from explorer.kit.messages import Messages
from explorer.kit.room import RoomPane
from explorer.kit.tasks import Bug, Tasks
from explorer.kit.theme import Look
from explorer.local.catalog import Catalog
from explorer.local.downloads import Download, Downloads
from explorer.services import Core, build_core, models_folder
from explorer.window import Window

if TYPE_CHECKING:
    from explorer.compare.pane import ComparePane
    from explorer.discover.pane import DiscoverPane
    from explorer.library.pane import LibraryPane
    from explorer.playground.pane import PlaygroundPane
    from explorer.settings.pane import SettingsPane


class App(QObject):
    """The running app. ``close`` ends workers, downloads and tasks, and loses nothing."""

    def __init__(self, core: Core, look: Look) -> None:
        super().__init__()
        self.core = core
        self.look = look
        self.tasks = Tasks(self)
        self.messages = Messages(version("open-model-explorer"), self)
        self.tasks.bug.connect(self.messages.bug)
        self.catalog = Catalog(self.tasks, core.store, core.models_folder)
        self.downloads = Downloads(self.tasks, core.store, core.hub, self.catalog)
        self.pool = Pool(parent=self)
        activity = ActivityBar(self.downloads, self.pool, core.settings, core.machine)
        activity.downloads_clicked.connect(self._go_to_library)
        activity.models_clicked.connect(self._go_to_playground)
        self._rooms: dict[Room, RoomPane] = {}
        self._outgrown: set[Room] = set()  # built at another text size
        self.window = Window(core.store, self.messages, activity, self.room)
        self.downloads.finished.add(self._tell_finished)
        self.downloads.failed.add(self._tell_failed)
        core.settings.changed.add(self._follow_settings)
        self.window.room_changed.connect(self._enter)
        self._log = open_log(core.paths.log)
        self._is_closed = False

    def start(self) -> None:
        """Show the window at once; what takes time begins after the first frame."""
        self.window.restore()
        self.window.painted.connect(self._begin)
        self.window.show()

    def go(self, place: Place) -> None:
        self.window.show_room(place.room)
        self.room(place.room).show_place(place)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self.window.close()
        for room in self._rooms.values():
            room.close_room()
        self.downloads.close()
        self.tasks.close()
        self.pool.close()
        self.core.close()
        close_log(self._log)
        self.window.deleteLater()
        self.look.setParent(None)  # the next app in this process finds its own
        self.look.deleteLater()

    @property
    def discover(self) -> "DiscoverPane":
        return self._kept_room(Room.DISCOVER, self._build_discover)

    @property
    def library(self) -> "LibraryPane":
        return self._kept_room(Room.LIBRARY, self._build_library)

    @property
    def playground(self) -> "PlaygroundPane":
        return self._kept_room(Room.PLAYGROUND, self._build_playground)

    @property
    def compare(self) -> "ComparePane":
        return self._kept_room(Room.COMPARE, self._build_compare)

    @property
    def settings(self) -> "SettingsPane":
        return self._kept_room(Room.SETTINGS, self._build_settings)

    def room(self, room: Room) -> RoomPane:
        """The pane of a room, built when it is asked for the first time."""
        panes: dict[Room, Callable[[], RoomPane]] = {
            Room.DISCOVER: lambda: self.discover,
            Room.LIBRARY: lambda: self.library,
            Room.PLAYGROUND: lambda: self.playground,
            Room.COMPARE: lambda: self.compare,
            Room.SETTINGS: lambda: self.settings,
        }
        return panes[room]()

    def _kept_room[P: RoomPane](self, room: Room, build_pane: Callable[[], P]) -> P:
        if room in self._outgrown and not self._rooms[room].is_busy():
            self._outgrown.discard(room)
            outgrown = self._rooms.pop(room)
            outgrown.close_room()
            self.window.drop(outgrown)
        if room not in self._rooms:
            self._rooms[room] = build_pane()
        return cast(P, self._rooms[room])

    # Each room is imported when it is built: the window is on the screen before that.

    def _build_discover(self) -> "DiscoverPane":
        from explorer.discover.pane import DiscoverPane  # noqa: PLC0415  see above

        core = self.core
        pane = DiscoverPane(
            hub=core.hub,
            tasks=self.tasks,
            store=core.store,
            catalog=self.catalog,
            downloads=self.downloads,
            licenses=core.licenses,
            machine=core.machine,
            go=self.go,
            is_offline=self._is_offline,
        )
        pane.start()
        return pane

    def _build_library(self) -> "LibraryPane":
        from explorer.library.pane import LibraryPane  # noqa: PLC0415  see above

        core = self.core
        return LibraryPane(
            catalog=self.catalog,
            downloads=self.downloads,
            licenses=core.licenses,
            machine=core.machine,
            store=core.store,
            tasks=self.tasks,
            messages=self.messages,
            go=self.go,
            in_use=self.pool.is_in_use,
        )

    def _build_playground(self) -> "PlaygroundPane":
        from explorer.playground.pane import PlaygroundPane  # noqa: PLC0415  see above

        return PlaygroundPane(
            pool=self.pool,
            catalog=self.catalog,
            store=self.core.store,
            settings=self.core.settings,
            tasks=self.tasks,
            messages=self.messages,
            go=self.go,
        )

    def _build_compare(self) -> "ComparePane":
        from explorer.compare.pane import ComparePane  # noqa: PLC0415  see above

        core = self.core
        return ComparePane(
            catalog=self.catalog,
            downloads=self.downloads,
            pool=self.pool,
            hub=core.hub,
            store=core.store,
            settings=core.settings,
            licenses=core.licenses,
            machine=core.machine,
            tasks=self.tasks,
            messages=self.messages,
            go=self.go,
        )

    def _build_settings(self) -> "SettingsPane":
        from explorer.settings.pane import SettingsPane  # noqa: PLC0415  see above

        return SettingsPane(settings=self.core.settings, paths=self.core.paths, machine=self.core.machine)

    @Slot()
    def _begin(self) -> None:
        QTimer.singleShot(0, self._begin_work)

    @Slot()
    def _begin_work(self) -> None:
        if not self._is_closed:
            self.catalog.rescan()
            self.downloads.restore()
            self.window.fill()

    @Slot()
    def _renew(self) -> None:
        if not self._is_closed:
            self.window.fill()
            self._enter(self.window.room)

    @Slot(object)
    def _enter(self, room: Room) -> None:
        self.room(room).show_place(Place(room))

    @Slot()
    def _go_to_library(self) -> None:
        self.window.show_room(Room.LIBRARY)

    @Slot()
    def _go_to_playground(self) -> None:
        self.window.show_room(Room.PLAYGROUND)

    def _is_offline(self) -> bool:
        return self.core.settings.current.offline

    def _tell_finished(self, item: Download) -> None:
        checked = all(f.sha256 for f in item.order.files)
        text = self.tr("{name} is here, checked and intact.") if checked else self.tr("{name} is here.")
        self.messages.tell(text.format(name=item.title), "good")

    def _tell_failed(self, item: Download) -> None:
        if item.problem is not None:
            self.messages.fail(item.problem)

    def _follow_settings(self, settings: Settings) -> None:
        percent = self.look.sizes.percent
        self.look.set(settings.theme, settings.text_percent)
        if settings.text_percent != percent:
            # Sizes fixed in a built room do not follow: it is built anew when it is shown next.
            self._outgrown = set(self._rooms)
            QTimer.singleShot(0, self._renew)
        folder = models_folder(self.core.paths, settings)
        if folder != self.catalog.models_folder:
            self.catalog.models_folder = folder
            self.catalog.rescan()


def build(paths: Paths, argv: Sequence[str]) -> App:
    """Everything but the event loop. Raises KnownError if the database cannot be read."""
    running = QApplication.instance()
    qt = running if isinstance(running, QApplication) else QApplication([sys.argv[0], *argv])
    told: list[str] = []
    core = build_core(paths, told.append)
    settings = core.settings.current
    Language(qt, settings.language)
    app = App(core, Look(qt, settings.theme, settings.text_percent))
    for text in told:
        app.messages.tell(text, "caution")
    return app


def run(argv: Sequence[str]) -> int:
    """Run the window until it is closed; returns the exit status."""
    try:
        app = build(find_paths(), argv)
    except KnownError as error:
        sys.stderr.write(f"{error}\n")  # there is no window yet to say it in
        return 2
    _catch_bugs(app.messages)
    app.start()
    status = QApplication.exec()
    app.close()
    return status


def _catch_bugs(messages: Messages) -> None:
    """Exceptions raised in slots reach the one door; the loop goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if isinstance(error, KnownError):
            messages.fail(error)
            return
        messages.bug(Bug(error, "".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook
