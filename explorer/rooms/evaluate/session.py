"""What the room Evaluate works on: the sets of tests, what is open, and what is run. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.places import Go, evaluate_place
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.kept_tests import note_used
from explorer.evaluate.store import BinnedRun, EvalRun, EvalStore, LastRun, ListedSet, StoredSet
from explorer.kit.language import tr
from explorer.kit.tasks import LatestTask
from explorer.rooms.evaluate.found_problems import FoundProblems
from explorer.rooms.evaluate.set_keeper import MANY, Later, SetKeeper, at_once
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
    ``reading``: the open one while it is read beside the window, because it is large; then ``opened`` is told
    again.

    ``problems``: of the open set. ``listed``: sets came, went or are called otherwise. ``opened``: another
    page, or part of it, is shown. ``set_changed``: the open set has another document. ``runs_changed``: a run
    of this subject began, ended, or has one more outcome (``EvalRun.subject``). ``leaves``: what is to be
    done at the end, of those that listen to ``run``, which outlives the room.
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
        self.binned_runs: tuple[BinnedRun, ...] = ()
        self.last_runs: dict[str, LastRun] = {}
        self.set: StoredSet | None = None
        self.reading: ListedSet | None = None
        self._reader = LatestTask(services.tasks)
        self.page = EvalPage()
        self.problems = FoundProblems(services, later)
        self.opened.add(self._look)
        self.set_changed.add(self._look)
        self.run = services.runs
        self.leaves = [self.run.runs_changed.add(self.runs_changed.emit)]
        self.runs_changed.add(self._follow_runs)

    def start(self) -> None:
        """What there is, and what was open when the room was left."""
        self._list()
        self.open(self.services.core.store.get_value(_PAGE, EvalPage, EvalPage()))

    def open(self, page: EvalPage) -> None:
        """A set that is gone gives way to the last changed one."""
        found, before = self._found(page), (self.page, self.reading)
        self._bring(number_of(found))
        if (found, self.reading) != before:
            self.page = found
            if found.kind == "set":
                note_used(self.services.core.store, number_of(found))
            self.services.core.store.set_value(_PAGE, found)
            self.opened.emit(found)

    def open_set(self, number: int) -> None:
        """With the part that was looked at last."""
        self.open(EvalPage("set", f"set:{number}", self.page.part))

    def add_set(
        self, title: str, document: EvalSet, then: Callable[[StoredSet], object] = lambda _added: None
    ) -> None:
        """Keep it and open it; a large one beside the window."""

        def take(added: StoredSet) -> None:
            self._list()
            self.set = added
            self.open(EvalPage("set", subject_of(added)))
            then(added)

        if len(document.cases) > MANY:
            services = self.services
            going = services.messages.begin(tr("Keeping the tests…"))
            work = partial(self.keeper.add, title, document)
            services.tasks.do(work, *services.messages.during(going, take))
        else:
            take(self.keeper.add(title, document))

    def change_set(self, change: Callable[[EvalSet], EvalSet]) -> None:
        """Of the open set; kept at once."""
        if (before := self.set) is not None and (document := change(before.document)) != before.document:
            self._change(replace(before, document=document))

    def retitle(self, number: int, title: str) -> None:
        """Of any set."""
        if self.set is not None and self.set.id == number:
            if title != self.set.title:
                self._change(replace(self.set, title=title))
        else:
            self.keeper.write()
            self.store.retitle_set(number, title)
            self._list()

    def delete(self, number: int) -> None:
        """Into the bin; the next one is open then."""
        self.keeper.write()
        self.store.delete_set(number)
        self._list()
        self.open(self.page)

    def delete_run(self, run: EvalRun) -> None:
        """Into the bin."""
        self.store.delete_run(run.id)
        self._list()
        self.run.runs_changed.emit(run.subject)

    def refresh(self) -> None:
        """Another hand may have changed sets, the open one too, or runs of it."""
        self.keeper.write()
        before = self.set
        self._list()
        listed = next((one for one in self.sets if before is not None and one.id == before.id), None)
        if before is None or listed is None or listed.changed_at != self.keeper.written_at(before):
            self.set = None
        self.open(self.page)
        if self.set is not None and self.set != before:
            self.set_changed.emit(self.set)
        self.runs_changed.emit(self.page.subject)

    def close(self) -> None:
        """The room ends; a run goes on."""
        for leave in self.leaves:
            leave()
        self.problems.close()
        self._reader.stop()
        self.keeper.write()

    def _look(self, _change: object) -> None:
        self.problems.look(self.set.document if self.set is not None else None)

    def _follow_runs(self, _subject: str) -> None:
        before, self.last_runs = self.last_runs, self.store.last_runs()
        if before != self.last_runs:
            self.listed.emit(None)

    def _found(self, page: EvalPage) -> EvalPage:
        if page.kind not in ("set", "none"):
            return page
        known = [f"set:{one.id}" for one in self.sets]
        subject = page.subject if page.subject in known else next(iter(known), "")
        return replace(page, kind="set", subject=subject) if subject else EvalPage()

    def _bring(self, number: int) -> None:
        """The set with this number; 0 for none."""
        if self.set is not None and self.set.id == number:
            return
        listed = next((one for one in self.sets if one.id == number), None)
        if listed is not None and listed.count > MANY:
            if self.reading is None or self.reading.id != number:
                self.reading, self.set = listed, None
                self._reader.do(partial(self.keeper.read, number), self._take, self._fail)
            return
        self._reader.stop()
        self.reading = None
        self.set = self.keeper.read(number) if listed is not None else None

    def _take(self, read: StoredSet | None) -> None:
        self.set, self.reading = read, None
        self.opened.emit(self.page)
        if read is not None:
            self.set_changed.emit(read)

    def _fail(self, error: KnownError) -> None:
        self._take(None)
        self.services.messages.fail(error)

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
        self.binned, self.binned_runs = self.store.binned(), self.store.binned_runs()
        self.listed.emit(None)


def number_of(page: EvalPage) -> int:
    """Of the set that it shows; 0 for none."""
    return int(page.subject.removeprefix("set:")) if page.kind == "set" else 0


def take_back_run(store: EvalStore, go: Go, number: int, subject: str) -> None:
    """Out of the bin, and show what it is of."""
    store.restore_run(number)
    go(evaluate_place(subject))


def subject_of(stored: StoredSet) -> str:
    """As of ``Subject.id``."""
    return f"set:{stored.id}"
