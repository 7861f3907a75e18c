"""Builds each room when it is first asked for, and anew when its text size or language has changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.places import Room
from explorer.kit.room_pane import RoomPane
from explorer.rooms.room_services import RoomServices
from explorer.rooms.room_spec import spec_of


class Rooms:
    """The panes of the rooms. ``drop`` is told of a pane that another takes the place of; ``building`` is
    around the building of each."""

    def __init__(
        self,
        services: RoomServices,
        drop: Callable[[RoomPane], None],
        building: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._services, self._building = services, building
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
        """Whether something would be cut off or lost there if it were built anew."""
        pane = self._built.get(room)
        return pane is not None and (pane.is_busy() or bool(pane.unfinished()))

    def pane(self, room: Room) -> RoomPane:
        """The pane of a room, built when it is asked for the first time."""
        if room in self._outgrown and not self.is_busy(room):
            self._close_outgrown(room)
        if room not in self._built:
            with self._building():
                self._built[room] = spec_of(room).build(self._services)
        return self._built[room]

    def knock(self, over: Callable[[], None]) -> None:
        """Ask the Hub whether it answers now; then ``over``, and a room that waits for it goes on."""

        def answered(_done: None) -> None:
            over()
            for pane in self._built.values():
                pane.hub_answers()

        def silent(_error: KnownError) -> None:
            over()

        self._services.tasks.do(self._services.core.hub.knock, answered, silent, network=True)

    def close(self) -> None:
        end_all(*(room.close_room for room in self._built.values()))

    def _close_outgrown(self, room: Room) -> None:
        self._outgrown.discard(room)
        pane = self._built.pop(room)
        try:
            pane.close_room()  # keeps what is typed and not yet sent
        except KnownError as error:
            self._services.messages.fail(error)
        self._drop(pane)
