"""Shows the steps of the first run where they are due, and ends or pauses them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.room_pane import RoomPane
from explorer.rooms.room_services import RoomServices
from explorer.rooms.welcome.first_run import FirstRun

if TYPE_CHECKING:
    from explorer.rooms.welcome.pane import WelcomePane, WelcomeProgress


class WelcomeFlow:
    """``show`` puts a pane where the rooms are, ``drop`` forgets it.

    Going to a room ends the steps. Settings does not: who looks for the theme, a folder or a token there is
    told the way back, and finds the steps again at the next start.
    """

    def __init__(
        self, services: RoomServices, show: Callable[[RoomPane], None], drop: Callable[[RoomPane], None]
    ) -> None:
        self._services, self._show, self._drop = services, show, drop
        self.pane: WelcomePane | None = None  # while the steps are shown
        self._paused: FirstRun | None = None  # while Settings is shown in between
        self._progress: WelcomeProgress | None = None  # of the pane before
        self._stop_waiting: Callable[[], None] = lambda: None

    def begin(self, otherwise: Callable[[], None]) -> None:
        """Show the steps if they are due, else call ``otherwise``.

        Where a folder may hold models already, once the catalog has read it: that takes long on some disks.
        Those of other programs do not count: the steps offer them.
        """
        first_run = FirstRun(self._services.core.store)
        if first_run.is_over():
            otherwise()
        elif first_run.is_begun or not self._services.catalog.models_folder.exists():
            self._begin(first_run)
        else:
            known = partial(self._models_known, first_run, otherwise)
            self._stop_waiting = self._services.catalog.changed.add(known)

    def _models_known(
        self, first_run: FirstRun, otherwise: Callable[[], None], models: Sequence[LocalModel]
    ) -> None:
        self._stop_waiting()
        if any(model.origin is not Origin.OTHER_APP for model in models):
            first_run.finish()
            otherwise()
        else:
            self._begin(first_run)

    def _begin(self, first_run: FirstRun) -> None:
        self._paused = None
        from explorer.rooms.welcome.pane import WelcomePane  # noqa: PLC0415  seen once in the life of an app

        self.pane = WelcomePane(first_run, self._services, self._progress)
        self.pane.finished.connect(self._services.go)
        self._show(self.pane)
        self.pane.take_focus()

    def renew(self) -> None:
        """Sizes and words fixed in what is built do not follow: the same step is built anew."""
        if self.pane is not None:
            outgrown = self.pane
            self._close(outgrown)
            self._begin(FirstRun(self._services.core.store))
            self._drop(outgrown)

    def leave(self, room: Room) -> None:
        """A room is shown instead."""
        self._stop_waiting()
        pane, self.pane = self.pane, None
        if room is not Room.SETTINGS:
            self._end(pane)
        elif pane is not None:
            self._pause(pane)
        if pane is not None:
            self._drop(pane)

    def _end(self, pane: "WelcomePane | None") -> None:
        paused, self._paused = self._paused, None
        if pane is not None:
            pane.leave()
        elif paused is not None:
            paused.finish()

    def _pause(self, pane: "WelcomePane") -> None:
        self._close(pane)
        first_run = self._paused = FirstRun(self._services.core.store)
        go_on = Action(Words("Back to the first steps"), partial(self._resume, first_run), "arrow-left")
        self._services.messages.tell(Words("The first steps wait for you."), action=go_on)

    def _close(self, pane: "WelcomePane") -> None:
        """Another goes on where it was."""
        self._progress = pane.progress()
        pane.close_room()

    def _resume(self, first_run: FirstRun) -> None:
        if self.pane is None:
            self._begin(first_run)

    def close(self) -> None:
        """The app ends: they are shown again next time, where they were."""
        self._stop_waiting()
        if self.pane is not None:
            self.pane.close_room()
