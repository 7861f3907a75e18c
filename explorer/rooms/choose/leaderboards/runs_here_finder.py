"""Asks for the rows in sight which of their models run here: one request at a time, and never too many."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from explorer.base.listeners import Listeners
from explorer.choose.leaderboards.board import BoardEntry
from explorer.choose.leaderboards.runs_here import (
    RunsHere,
    find_runs_here,
    library_bases,
)
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.hub.errors import BusyError
from explorer.kit.tasks import LatestTask
from explorer.rooms.room_services import RoomServices

_FRESH = timedelta(days=7)  # what was seen so lately is not asked for again
_MOST = 60  # requests while the page is open; more only for a row that is chosen


class RunsHereFinder:
    """``known``: by the ids of models; ``found`` tells that more is known."""

    def __init__(self, services: RoomServices) -> None:
        self._services = services
        self._reading, self._asking = LatestTask(services.tasks), LatestTask(services.tasks)
        self.known: dict[str, RunsHere] = {}
        self.asking = ""  # the id of the model that is asked for now
        self.found = Listeners[None]()
        self._bases: dict[str, LocalModel] | None = None
        self._wanted: deque[str] = deque()
        self._asked, self._since = 0, datetime.now(UTC) - _FRESH

    def look(self, models: Iterable[LocalModel]) -> None:
        """Take in what is on this disk; what was said of others stays."""
        models = tuple(models)
        self._reading.do(lambda: library_bases(models), self._take_bases, self._services.messages.fail)

    def want(self, entries: Iterable[BoardEntry]) -> None:
        """These rows are in sight; those before are not wanted any more."""
        names = dict.fromkeys(entry.model for entry in entries if entry.is_on_hub)
        self._wanted = deque(name for name in names if name not in self.known and name != self.asking)
        self._next()

    def ask_again(self) -> None:
        """What is known of those on the Hub may have changed by now."""
        self.known = {name: here for name, here in self.known.items() if here.model is not None}
        self._asked, self._since = 0, datetime.now(UTC)

    def rest(self) -> None:
        """Nobody looks: ask nothing more."""
        self._wanted.clear()

    def insist(self, model: str) -> None:
        """This one was chosen: ask for it, whatever was asked before."""
        before = self.known.get(model)
        if model != self.asking and (before is None or before.trouble is not None):
            self.known.pop(model, None)
            self._asked = min(self._asked, _MOST - 1)
            self._wanted.appendleft(model)
            self._next()

    def close(self) -> None:
        self._reading.stop()
        self._asking.stop()

    def _take_bases(self, bases: dict[str, LocalModel]) -> None:
        self._bases = bases
        self.known = {
            name: replace(here, model=None)
            for name, here in self.known.items()
            if here.repos or here.model is None
        }
        for name in list(self.known):
            if (model := bases.get(name.lower())) is not None:
                self.known[name] = RunsHere(model)
            else:
                self.known[name] = self.known[name].seen_from(bases)
        self.found.emit(None)
        self._next()

    def _next(self) -> None:
        """Nothing is asked before it is known what is here."""
        while self._bases is not None and self._wanted and not self.asking:
            name = self._wanted.popleft()
            local = self._bases.get(name.lower())
            if local is None:
                self._ask(name)
            else:
                self._keep(name, RunsHere(local))

    def _ask(self, name: str) -> None:
        core, self.asking = self._services.core, name
        asks = self._asked < _MOST and not core.settings.is_offline()
        self.found.emit(None)

        work = partial(find_runs_here, core.hub, name, core.machine.yardstick, self._since if asks else None)
        self._asking.do(work, self._take, self._fail, network=True)

    def _take(self, answer: tuple[RunsHere | None, bool]) -> None:
        (here, was_asked), name, self.asking = answer, self.asking, ""
        self._asked += was_asked
        if here is not None and isinstance(here.trouble, BusyError):
            self._wanted.clear()  # the Hub wants peace
        self._keep(name, here)
        self._next()

    def _fail(self, error: KnownError) -> None:
        self._take((RunsHere(trouble=error), True))

    def _keep(self, name: str, here: RunsHere | None) -> None:
        if here is not None:
            self.known[name] = here.seen_from(self._bases or {})
        self.found.emit(None)
