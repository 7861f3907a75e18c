"""Builds each room when it is first asked for, and anew when its text size or language has changed.

A room is imported when it is built: the window is on the screen before that.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.places import Go, Room
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.kit.current_work import CurrentWork
from explorer.kit.messages import Messages
from explorer.kit.room_pane import RoomPane
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.folder_move.folder_mover import FolderMover
from explorer.local.models.catalog import Catalog
from explorer.services import Core

if TYPE_CHECKING:
    from explorer.rooms.compare.pane import ComparePane
    from explorer.rooms.discover.pane import DiscoverPane
    from explorer.rooms.library.pane import LibraryPane
    from explorer.rooms.playground.pane import PlaygroundPane
    from explorer.rooms.settings.pane import SettingsPane


@dataclass(frozen=True)
class RoomServices:
    """What all rooms work with."""

    core: Core
    tasks: Tasks
    messages: Messages
    catalog: Catalog
    downloads: Downloads
    mover: FolderMover
    pool: EnginePool
    backends: Backends
    working: CurrentWork
    go: Go


class Rooms:
    """The five rooms. ``drop`` is told of a pane that another takes the place of; ``building`` is around the
    building of each."""

    def __init__(
        self,
        shared: RoomServices,
        drop: Callable[[RoomPane], None],
        building: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._shared, self._building = shared, building
        self._drop = drop
        self._built: dict[Room, RoomPane] = {}
        self._outgrown: set[Room] = set()

    @property
    def built(self) -> dict[Room, RoomPane]:
        """Those that were seen so far."""
        return dict(self._built)

    def outgrow(self) -> None:
        """Sizes and words fixed in a built room do not follow: it is built anew when it is shown next."""
        self._outgrown = set(self._built)

    def is_outgrown(self, room: Room) -> bool:
        """True also while it waits for its work to end."""
        return room in self._outgrown

    def is_busy(self, room: Room) -> bool:
        return room in self._built and self._built[room].is_busy()

    def pane(self, room: Room) -> RoomPane:
        """The pane of a room, built when it is asked for the first time."""
        build: dict[Room, Callable[[], RoomPane]] = {
            Room.DISCOVER: lambda: self.discover,
            Room.LIBRARY: lambda: self.library,
            Room.PLAYGROUND: lambda: self.playground,
            Room.COMPARE: lambda: self.compare,
            Room.SETTINGS: lambda: self.settings,
        }
        return build[room]()

    def close(self) -> None:
        end_all(*(room.close_room for room in self._built.values()))

    @property
    def discover(self) -> "DiscoverPane":
        return self._kept(Room.DISCOVER, self._build_discover)

    @property
    def library(self) -> "LibraryPane":
        return self._kept(Room.LIBRARY, self._build_library)

    @property
    def playground(self) -> "PlaygroundPane":
        return self._kept(Room.PLAYGROUND, self._build_playground)

    @property
    def compare(self) -> "ComparePane":
        return self._kept(Room.COMPARE, self._build_compare)

    @property
    def settings(self) -> "SettingsPane":
        return self._kept(Room.SETTINGS, self._build_settings)

    def _kept[P: RoomPane](self, room: Room, build_pane: Callable[[], P]) -> P:
        if room in self._outgrown and not self._built[room].is_busy():
            self._outgrown.discard(room)
            outgrown = self._built.pop(room)
            try:
                outgrown.close_room()  # keeps what is typed and not yet sent
            except KnownError as error:
                self._shared.messages.fail(error)
            self._drop(outgrown)
        if room not in self._built:
            with self._building():
                self._built[room] = build_pane()
        return cast(P, self._built[room])

    def _build_discover(self) -> "DiscoverPane":
        from explorer.rooms.discover.pane import DiscoverPane  # noqa: PLC0415  see above
        from explorer.rooms.discover.services import DiscoverServices as DiscoverShared  # noqa: PLC0415

        shared, core = self._shared, self._shared.core
        pane = DiscoverPane(
            DiscoverShared(
                hub=core.hub,
                tasks=shared.tasks,
                store=core.store,
                catalog=shared.catalog,
                downloads=shared.downloads,
                licenses=core.licenses,
                machine=core.machine,
                estimates=core.estimates,
                go=shared.go,
                is_offline=lambda: core.settings.current.offline,
                settings_changed=core.settings.changed,
            )
        )
        pane.start()
        return pane

    def _build_library(self) -> "LibraryPane":
        from explorer.rooms.library.pane import LibraryPane  # noqa: PLC0415  see above
        from explorer.rooms.library.services import LibraryServices as LibraryShared  # noqa: PLC0415

        shared, core = self._shared, self._shared.core
        return LibraryPane(
            LibraryShared(
                catalog=shared.catalog,
                downloads=shared.downloads,
                hub=core.hub,
                mover=shared.mover,
                licenses=core.licenses,
                estimates=core.estimates,
                store=core.store,
                tasks=shared.tasks,
                messages=shared.messages,
                go=shared.go,
                in_use=shared.pool.is_in_use,
                unload=shared.pool.unload,
                is_offline=lambda: core.settings.current.offline,
                settings_changed=core.settings.changed,
            )
        )

    def _build_playground(self) -> "PlaygroundPane":
        from explorer.rooms.playground.pane import PlaygroundPane  # noqa: PLC0415  see above

        shared = self._shared
        return PlaygroundPane(
            backends=shared.backends,
            estimates=shared.core.estimates,
            catalog=shared.catalog,
            store=shared.core.store,
            settings=shared.core.settings,
            tasks=shared.tasks,
            messages=shared.messages,
            go=shared.go,
        )

    def _build_compare(self) -> "ComparePane":
        from explorer.rooms.compare.pane import ComparePane  # noqa: PLC0415  see above
        from explorer.rooms.compare.services import CompareServices as CompareShared  # noqa: PLC0415

        shared, core = self._shared, self._shared.core
        return ComparePane(
            CompareShared(
                catalog=shared.catalog,
                downloads=shared.downloads,
                backends=shared.backends,
                estimates=core.estimates,
                hub=core.hub,
                store=core.store,
                settings=core.settings,
                licenses=core.licenses,
                machine=core.machine,
                tasks=shared.tasks,
                messages=shared.messages,
                working=shared.working,
                go=shared.go,
            )
        )

    def _build_settings(self) -> "SettingsPane":
        from explorer.rooms.settings.pane import SettingsPane  # noqa: PLC0415  see above
        from explorer.rooms.settings.services import SettingsServices as SettingsShared  # noqa: PLC0415

        shared, core = self._shared, self._shared.core
        return SettingsPane(
            SettingsShared(
                settings=core.settings,
                paths=core.paths,
                machine=core.machine,
                store=core.store,
                hub=core.hub,
                tasks=shared.tasks,
                catalog=shared.catalog,
                mover=shared.mover,
                pool=shared.pool,
                messages=shared.messages,
            )
        )
