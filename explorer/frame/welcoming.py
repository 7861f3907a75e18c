"""When the first steps are shown, and when they are over. Built only where they are due."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.domain.places import Place
from explorer.frame.rooms import Shared
from explorer.kit.room import RoomPane
from explorer.welcome.first_run import FirstRun

if TYPE_CHECKING:
    from explorer.welcome.pane import WelcomePane


class Welcoming:
    """``show`` puts a pane where the rooms are, ``drop`` forgets it. Going to any room ends the steps."""

    def __init__(
        self, shared: Shared, show: Callable[[RoomPane], None], drop: Callable[[RoomPane], None]
    ) -> None:
        self._shared, self._show, self._drop = shared, show, drop
        self.pane: WelcomePane | None = None  # while the steps are shown

    def begin(self) -> bool:
        """Show the steps if they are due; whether they were."""
        first_run = FirstRun(self._shared.core.store)
        if not first_run.is_due(self._shared.catalog.models_folder):
            return False
        self.pane = self._build(first_run)
        self.pane.finished.connect(self._go_on)
        self._show(self.pane)
        self.pane.take_focus()
        return True

    def leave(self, _room: object = None) -> None:
        """A room is shown instead."""
        pane, self.pane = self.pane, None
        if pane is not None:
            pane.leave()
            self._drop(pane)

    def close(self) -> None:
        """The app ends: they are shown again next time, where they were."""
        if self.pane is not None:
            self.pane.close_room()

    def _go_on(self, place: Place) -> None:
        self._shared.go(place)

    def _build(self, first_run: FirstRun) -> "WelcomePane":
        from explorer.welcome.pane import WelcomePane  # noqa: PLC0415  seen once in the life of an app

        shared, core = self._shared, self._shared.core
        return WelcomePane(
            first_run=first_run,
            hub=core.hub,
            catalog=shared.catalog,
            downloads=shared.downloads,
            settings=core.settings,
            licenses=core.licenses,
            machine=core.machine,
            tasks=shared.tasks,
            messages=shared.messages,
        )
