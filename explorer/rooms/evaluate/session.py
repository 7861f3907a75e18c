"""What the room Evaluate works on: the sets of tests, what is open, and what is run. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from explorer.base.listeners import Listeners
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.store import EvalStore, StoredSet
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class EvalPage:
    """What is open. ``subject``: of a set or a pack, as of ``Subject.id``; "" of all packs together, of what
    a quantization costs, and of an empty room. ``part``: of a set or pack.
    """

    kind: Literal["none", "set", "pack", "packs", "quantization"] = "none"
    subject: str = ""
    part: Literal["tests", "results"] = "tests"


class EvaluateSession:
    """``listed``: sets came, went or are called otherwise. ``opened``: another page, or part of it, is shown.
    ``set_changed``: the open set has another document. ``runs_changed``: a run of this subject began,
    ended, or has one more outcome (``EvalRun.subject``).
    """

    def __init__(self, services: RoomServices) -> None:
        self.services = services
        self.store = EvalStore(services.core.store)
        self.listed = Listeners[None]()
        self.opened = Listeners[EvalPage]()
        self.set_changed = Listeners[StoredSet]()
        self.runs_changed = Listeners[str]()
        self.sets = self.store.sets()
        self.page = EvalPage()

    @property
    def set(self) -> StoredSet | None:
        """The open one."""
        return next((one for one in self.sets if subject_of(one) == self.page.subject), None)

    def open(self, page: EvalPage) -> None:
        if page != self.page:
            self.page = page
            self.opened.emit(page)

    def add_set(self, title: str, document: EvalSet) -> StoredSet:
        """Keep it and open it."""
        added = self.store.add_set(title, document)
        self._list()
        self.open(EvalPage("set", subject_of(added)))
        return added

    def change_set(self, change: Callable[[EvalSet], EvalSet]) -> None:
        """Of the open set; kept at once."""
        if (before := self.set) is not None and (document := change(before.document)) != before.document:
            self.store.change_set(before.id, before.title, document)
            changed = replace(before, document=document)
            self.sets = tuple(changed if one.id == before.id else one for one in self.sets)
            self.set_changed.emit(changed)

    def close(self) -> None:
        """The room ends."""

    def _list(self) -> None:
        self.sets = self.store.sets()
        self.listed.emit(None)


def subject_of(stored: StoredSet) -> str:
    """As of ``Subject.id``."""
    return f"set:{stored.id}"
