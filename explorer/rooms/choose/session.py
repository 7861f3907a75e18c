"""What the room Choose works on: the decisions that are kept, and the one that is open. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from explorer.base.listeners import Listeners
from explorer.choose.decision import Decision
from explorer.choose.store import StoredDecision
from explorer.domain.places import Place, Room
from explorer.kit.language import shown, tr
from explorer.rooms.room_services import RoomServices

type ChooseKind = Literal["start", "need", "trial", "decision", "leaderboards", "use", "companies"]

_PAGE = "choose.page"
_LONGEST = 120  # letters of a title


@dataclass(frozen=True)
class ChoosePage:
    """What is shown. ``decision``: number of a stored one, 0 for none; ``subject``: id of a use, or the data
    set of a benchmark.
    """

    kind: ChooseKind = "start"
    decision: int = 0
    subject: str = ""


class ChooseSession:
    """``stored``: the open decision, as it is kept. ``leaving``: another page will be shown, so that what is
    typed is kept now; ``opened``: it is; ``changed``: the open decision was; ``listed``: decisions came, went
    or are called otherwise.
    """

    def __init__(self, services: RoomServices) -> None:
        self.services = services
        self.store = services.decisions
        self.opened, self.changed = Listeners[ChoosePage](), Listeners[StoredDecision]()
        self.listed, self.leaving = Listeners[None](), Listeners[None]()
        self.page = ChoosePage()
        self.stored: StoredDecision | None = None
        self._leave = self.store.changed.add(self._take)

    def close(self) -> None:
        """The room ends."""
        self._leave()

    def start(self) -> None:
        """With what was open when the room was left."""
        self.open(self.services.core.store.get_value(_PAGE, ChoosePage, ChoosePage()))

    def open(self, page: ChoosePage) -> None:
        """A decision that is gone gives way to the first page."""
        self.leaving.emit(None)
        self.stored = self.store.decision(page.decision) if page.decision else None
        self.page = page if self.stored is not None or not page.decision else ChoosePage()
        self.services.core.store.set_value(_PAGE, self.page)
        self.opened.emit(self.page)

    def open_decision(self, number: int) -> None:
        """At the page it is at."""
        stored = self.store.decision(number)
        self.open(ChoosePage(stored.decision.stage, number) if stored is not None else ChoosePage())

    def begin(self, title: str = "", decision: Decision | None = None) -> None:
        """A new one, kept at once, with its questions open; one of which nothing was said yet is taken up."""
        self.leaving.emit(None)
        decision = decision or Decision()
        listed = self.store.listed()
        blank = (one.id for one in listed if not one.given and one.decision == decision)
        number = next(blank, 0) if not title else 0
        if not number:
            number = self.store.add(title, decision).id
            self.listed.emit(None)
        self.open(ChoosePage("need", number))

    def change(self, change: Callable[[Decision], Decision], number: int = 0) -> None:
        """Of the open one, or of that with the number; kept at once. What another hand changed meanwhile
        stays.
        """
        self.store.update(number or self.page.decision, change)

    def retitle(self, title: str, number: int = 0) -> None:
        """The open one, or that with the number."""
        number, title = number or self.page.decision, " ".join(title.split())[:_LONGEST]
        before = self.store.decision(number)
        if before is not None and title not in ("", shown(before.title)):
            self.store.rename(number, title)

    def delete(self, number: int) -> None:
        """Into the bin, with a way back."""
        self.leaving.emit(None)
        gone = self.store.decision(number)
        if gone is None:
            return
        self.services.stop_trial(number)
        self.store.delete(number)
        self.listed.emit(None)
        if self.page.decision == number:
            self.open(ChoosePage())
        words = tr("“{title}” was deleted.").format(title=shown(gone.title))
        self.services.messages.removed(words, partial(self._take_back, number))

    def restore(self, number: int) -> None:
        self.store.restore(number)
        self.listed.emit(None)

    def empty_bin(self) -> None:
        """No byte of it stays in the file."""
        self.store.empty_bin()
        self.listed.emit(None)
        services = self.services
        services.tasks.do(services.core.store.write_anew, _ignore, services.messages.fail)

    def refresh(self) -> None:
        """Another hand may have changed decisions, the open one too."""
        self.listed.emit(None)
        before = self.stored
        if before is None:
            return
        now = self.store.decision(before.id)
        if now is None:
            self.open(ChoosePage())
        elif now != before:
            self.stored = now
            self.changed.emit(now)

    def leave(self) -> None:
        """To where the person came from."""
        self.services.go(Place(Room.DISCOVER))

    def _take(self, changed: StoredDecision) -> None:
        """The open one, or another whose trial goes on."""
        if self.stored is not None and self.stored.id == changed.id:
            self.stored = changed
            self.changed.emit(changed)
        self.listed.emit(None)

    def _take_back(self, number: int) -> None:
        """The room may have been built anew meanwhile, the bin emptied and its number given to another."""
        if any(one.id == number for one in self.store.binned()):
            self.store.restore(number)
            self.services.go(Place(Room.CHOOSE, decision_id=number))


def _ignore(_is_clean: bool) -> None:  # noqa: FBT001  a result
    """Where another program reads just now, the next one that is deleted takes what is left along."""
