"""What the room Evaluate works on: the sets of tests, what is open, and what is run. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from explorer.base.listeners import Listeners
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.kept_tests import note_used
from explorer.evaluate.store import EvalStore, LastRun, ListedSet, StoredSet
from explorer.rooms.evaluate.found_problems import FoundProblems
from explorer.rooms.evaluate.run.run_session import EvalRunSession
from explorer.rooms.evaluate.set_keeper import Later, SetKeeper, at_once
from explorer.rooms.room_services import RoomServices

_PAGE = "evaluate.page"


@dataclass(frozen=True)
class EvalPage:
    """What is open. ``subject``: of a set or a pack, as of ``Subject.id``; "" of all packs together, of what
    a quantization costs, and of an empty room. ``part``: of a set.
    """

    kind: Literal["none", "set", "pack", "packs", "quantization"] = "none"
    subject: str = ""
    part: Literal["tests", "results"] = "tests"


class EvaluateSession:
    """``sets``: all of them; ``binned``: those in the bin; ``set``: the open one. ``last_runs``: by subject.

    ``problems``: of the open set. ``listed``: sets came, went or are called otherwise. ``opened``: another
    page, or part of it, is shown. ``set_changed``: the open set has another document. ``runs_changed``: a run
    of this subject began, ended, or has one more outcome (``EvalRun.subject``).
    """

    def __init__(self, services: RoomServices, later: Later = at_once) -> None:
        """``later``: of a SetKeeper."""
        self.services = services
        self.store = EvalStore(services.core.store)
        self.keeper = SetKeeper(self.store, services.tasks, services.messages.fail, later)
        self.listed = Listeners[None]()
        self.opened = Listeners[EvalPage]()
        self.set_changed = Listeners[StoredSet]()
        self.runs_changed = Listeners[str]()
        self.sets: tuple[ListedSet, ...] = ()
        self.binned: tuple[ListedSet, ...] = ()
        self.last_runs: dict[str, LastRun] = {}
        self.set: StoredSet | None = None
        self.page = EvalPage()
        self.problems = FoundProblems(services, later)
        self.opened.add(self._look)
        self.set_changed.add(self._look)
        self.run = EvalRunSession(services, self.store, self.runs_changed)
        self.runs_changed.add(self._follow_runs)

    def start(self) -> None:
        """What there is, and what was open when the room was left."""
        self._list()
        self.open(self.services.core.store.get_value(_PAGE, EvalPage, EvalPage()))

    def open(self, page: EvalPage) -> None:
        """A set that is gone gives way to the last changed one."""
        found = self._found(page)
        if found != self.page:
            self.page = found
            if self.set is not None:
                note_used(self.services.core.store, self.set.id)
            self.services.core.store.set_value(_PAGE, found)
            self.opened.emit(found)

    def open_set(self, number: int) -> None:
        """With the part that was looked at last."""
        self.open(EvalPage("set", f"set:{number}", self.page.part))

    def add_set(self, title: str, document: EvalSet) -> StoredSet:
        """Keep it and open it."""
        added = self.store.add_set(title, document)
        self._list()
        self.open(EvalPage("set", subject_of(added)))
        return added

    def change_set(self, change: Callable[[EvalSet], EvalSet]) -> None:
        """Of the open set; kept at once."""
        if (before := self.set) is not None and (document := change(before.document)) != before.document:
            self._change(replace(before, document=document))

    def retitle(self, number: int, title: str) -> None:
        """Of any set."""
        before = self.set if self.set is not None and self.set.id == number else self.keeper.read(number)
        if before is not None and title != before.title:
            self._change(replace(before, title=title))

    def delete(self, number: int) -> None:
        """Into the bin; the next one is open then."""
        self.keeper.write()
        self.store.delete_set(number)
        self._list()
        self.open(self.page)

    def refresh(self) -> None:
        """Another hand may have changed sets, the open one too."""
        self.keeper.write()
        before = self.set
        self._list()
        listed = next((one for one in self.sets if before is not None and one.id == before.id), None)
        if before is None or listed is None or listed.changed_at != self.keeper.written_at(before):
            self.set = self.keeper.read(before.id) if before is not None else None
        self.open(self.page)
        if self.set is not None and self.set != before:
            self.set_changed.emit(self.set)

    def close(self) -> None:
        """The room ends."""
        self.run.close()
        self.problems.close()
        self.keeper.write()

    def _look(self, _change: object) -> None:
        self.problems.look(self.set.document if self.set is not None else None)

    def _follow_runs(self, _subject: str) -> None:
        before, self.last_runs = self.last_runs, self.store.last_runs()
        if before != self.last_runs:
            self.listed.emit(None)

    def _found(self, page: EvalPage) -> EvalPage:
        if page.kind not in ("set", "none"):
            self.set = None
            return page
        wanted = page.subject
        if self.set is None or subject_of(self.set) != wanted:
            known = {f"set:{one.id}": one.id for one in self.sets}
            number = known.get(wanted, next(iter(known.values()), None))
            self.set = self.keeper.read(number) if number is not None else None
        elif wanted not in (f"set:{one.id}" for one in self.sets):
            self.set = None
            return self._found(replace(page, subject=""))
        return replace(page, kind="set", subject=subject_of(self.set)) if self.set else EvalPage()

    def _change(self, changed: StoredSet) -> None:
        is_open = self.set is not None and self.set.id == changed.id
        is_same = is_open and self.set is not None and self.set.title == changed.title
        if is_open:
            self.set = changed
        self.keeper.keep(changed)
        count = len(changed.document.cases)
        listed = {one.id: one for one in self.sets}
        before = listed.get(changed.id)
        if before is not None and (not is_same or before.count != count):
            now = replace(before, title=changed.title, count=count)
            self.sets = tuple(now if one.id == changed.id else one for one in self.sets)
            self.listed.emit(None)
        if is_open:
            self.set_changed.emit(changed)

    def _list(self) -> None:
        self.sets, self.last_runs = self.store.listed(), self.store.last_runs()
        self.binned = self.store.binned()
        self.listed.emit(None)


def subject_of(stored: StoredSet) -> str:
    """As of ``Subject.id``."""
    return f"set:{stored.id}"
