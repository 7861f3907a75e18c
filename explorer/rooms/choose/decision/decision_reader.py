"""Reads the page of a decision in the background: its candidates once, what is measured as it comes."""

from collections.abc import Callable
from dataclasses import replace

from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import DecisionRead, measured_again, read_decision
from explorer.choose.deciding.page import DecisionPage
from explorer.choose.decision import Decision
from explorer.choose.store import StoredDecision
from explorer.domain.errors import KnownError
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.rooms.room_services import RoomServices

type ReadPage = tuple[DecisionRead, DecisionPage]


class DecisionReader:
    """``tell`` gets each page; ``fail`` why there is none. ``is_whole``: not only as it was seen before."""

    def __init__(
        self, services: RoomServices, tell: Callable[[DecisionPage], None], fail: Callable[[KnownError], None]
    ) -> None:
        self._services, self._tell, self._fail = services, tell, fail
        self._reading = LatestTask(services.tasks)
        self.read: DecisionRead | None = None
        self.is_whole, self._number = False, 0
        self._asked = Decision()
        self._has_changed = False  # while it was read

    @property
    def is_reading(self) -> bool:
        return self._reading.is_running()

    def open(self, stored: StoredDecision) -> None:
        """All of it; first as it was seen before, if it was, then as the Hub says now."""
        core, models = self._services.core, self._services.catalog.askable

        def work(context: TaskContext[ReadPage]) -> ReadPage:
            for asks in (False, True):
                read = read_decision(core, stored.title, stored.decision, models, context.stopped, asks=asks)
                page = read, page_of_read(core, read)
                if not asks and read.was_seen:
                    context.report(page)
            return page

        self.is_whole = self._has_changed = False
        self._asked = stored.decision
        if stored.id != self._number:
            self._number, self.read = stored.id, None
        self._reading.run(work, self._take, self._fail, self._take_early)

    def measure(self, stored: StoredDecision) -> None:
        """What was measured since; all of it where others are candidates now."""
        read, core = self.read, self._services.core
        if read is None or read.decision.kept != stored.decision.kept:
            self.open(stored)
            return
        if self._reading.is_running():
            self._has_changed = self._has_changed or stored.decision != self._asked
            return

        self._asked = stored.decision

        def work() -> ReadPage:
            now = measured_again(core, replace(read, title=stored.title, decision=stored.decision))
            return now, page_of_read(core, now)

        self._reading.do(work, self._take, self._fail)

    def close(self) -> None:
        self._reading.stop()
        self.read = None

    def _take(self, read: ReadPage) -> None:
        again, self._has_changed = self._has_changed, False
        self.is_whole = not again
        self._take_early(read)
        stored = self._services.decisions.decision(self._number) if again else None
        if stored is not None:
            self.measure(stored)

    def _take_early(self, read: ReadPage) -> None:
        self.read = read[0]
        self._tell(read[1])
