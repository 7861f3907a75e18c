"""What the room Choose works on: the decisions that are kept, and the one that is open. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from explorer.base.listeners import Listeners
from explorer.choose.decision import Decision
from explorer.choose.store import StoredDecision
from explorer.rooms.room_services import RoomServices

type ChooseKind = Literal["start", "need", "trial", "decision", "leaderboards", "use", "companies"]


@dataclass(frozen=True)
class ChoosePage:
    """What is shown. ``decision``: number of a stored one, 0 for none; ``subject``: id of a use, or the data
    set of a benchmark.
    """

    kind: ChooseKind = "start"
    decision: int = 0
    subject: str = ""


class ChooseSession:
    """``stored``: the open decision, as it is kept. ``opened``: another page is shown; ``changed``: the open
    decision was; ``listed``: decisions came, went or are called otherwise.
    """

    def __init__(self, services: RoomServices) -> None:
        self.services = services
        self.store = services.decisions
        self.opened, self.changed = Listeners[ChoosePage](), Listeners[StoredDecision]()
        self.listed = Listeners[None]()
        self.page = ChoosePage()
        self.stored: StoredDecision | None = None
        self._leave = self.store.changed.add(self._take)

    def close(self) -> None:
        """The room ends."""
        self._leave()

    def open(self, page: ChoosePage) -> None:
        """A decision that is gone gives way to the first page."""
        self.stored = self.store.decision(page.decision) if page.decision else None
        self.page = page if self.stored is not None or not page.decision else ChoosePage()
        self.opened.emit(self.page)

    def begin(self, title: str, decision: Decision) -> None:
        """A new one, kept at once, with its questions open."""
        added = self.store.add(title, decision)
        self.listed.emit(None)
        self.open(ChoosePage("need", added.id))

    def change(self, change: Callable[[Decision], Decision]) -> None:
        """Of the open one; kept at once."""
        if self.stored is not None:
            self.store.update(self.stored.id, change)

    def retitle(self, title: str) -> None:
        if self.stored is not None and title != self.stored.title:
            self.store.change(self.stored.id, title, self.stored.decision)

    def delete(self, number: int) -> None:
        """Into the bin."""
        self.store.delete(number)
        self._gone(number)

    def restore(self, number: int) -> None:
        self.store.restore(number)
        self.listed.emit(None)

    def _take(self, changed: StoredDecision) -> None:
        """The open one, or another whose trial goes on."""
        if self.stored is not None and self.stored.id == changed.id:
            self.stored = changed
            self.changed.emit(changed)
        self.listed.emit(None)

    def _gone(self, number: int) -> None:
        self.listed.emit(None)
        if self.page.decision == number:
            self.open(ChoosePage())
