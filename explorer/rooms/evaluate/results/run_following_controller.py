"""Reads the run that is shown, in the background, and follows it while it goes on."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.evaluate.results.opened_run import OpenedRun, open_run
from explorer.evaluate.results.run_results import CameSince
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.rooms.evaluate.session import EvaluateSession, subject_of

_LOOK_MS = 400


class RunFollower(QObject):
    """``opened`` carries an OpenedRun, or ``None`` of a subject that never ran; ``grown`` the numbers of the
    rows that changed; ``summed`` the RunSummary of a set as it is now; ``failed`` a KnownError.
    """

    opened = Signal(object)
    grown = Signal(object)
    summed = Signal(object)
    failed = Signal(object)

    def __init__(self, session: EvaluateSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = LatestTask(session.services.tasks)
        self._summing = LatestTask(session.services.tasks)
        self._subject = ""
        self._number: int | None = None
        self._run: OpenedRun | None = None
        self._is_behind = False
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self._read_more)
        self._forget = session.runs_changed.add(self._on_change)

    @property
    def run(self) -> OpenedRun | None:
        return self._run

    def show(self, subject: str, number: int | None = None) -> None:
        """Run ``number`` of a set or pack; without one the latest, and a later one as soon as it begins."""
        self._subject, self._number, self._run = subject, number, None
        self._summing.stop()
        self._is_behind = False
        self._read()

    def summarize(self) -> None:
        """What the run says is another thing now. To compare many answers takes a while."""
        if self._run is None or self._run.results.pack is not None:
            return
        results = self._run.results
        if not results.run.end and results.board.waiting:
            self.summed.emit(results.summarize())
        else:
            self._summing.do(results.summarize, self.summed.emit, self._on_failed)

    def read_again(self) -> None:
        """The same run: the set that it is of is another one now."""
        if self._subject:
            self._read()

    def close(self) -> None:
        self._forget()
        self._look.stop()
        self._reading.stop()
        self._summing.stop()

    def _read(self) -> None:
        subject, number, stored = self._subject, self._number, self._session.set
        document = stored.document if stored is not None and subject_of(stored) == subject else None

        def work(context: TaskContext[None]) -> OpenedRun | None:
            return open_run(self._session.store, subject, number, document, context.stopped)

        self._reading.run(work, self._on_read, self._on_failed)

    def _on_read(self, opened: OpenedRun | None) -> None:
        self._run = opened
        self.opened.emit(opened)
        self._catch_up()

    def _on_failed(self, error: KnownError) -> None:
        self.failed.emit(error)

    def _on_change(self, subject: str) -> None:
        if subject == self._subject:
            self._is_behind = True
            self._catch_up()

    def _catch_up(self) -> None:
        if self._is_behind and not self._look.isActive() and not self._reading.is_running():
            self._look.start()

    @Slot()
    def _read_more(self) -> None:
        self._is_behind = False
        opened = self._run
        if opened is None:
            self._read()
            return
        self._reading.do(partial(self._came_since, opened), self._on_grown, self._on_failed)

    def _came_since(self, opened: OpenedRun) -> tuple[CameSince, OpenedRun] | None:
        """``None`` if it is no more, or another run is the latest by now, where that is wanted."""
        results = opened.results
        listed = self._session.store.listed_runs(results.run.subject)
        wanted = listed if self._number is not None else listed[:1]
        if results.run.id not in (one.id for one in wanted):
            return None
        return results.read_more(), replace(opened, listed=listed)

    def _on_grown(self, grown: tuple[CameSince, OpenedRun] | None) -> None:
        if grown is None or self._run is None:
            self._read()
            return
        came, self._run = grown
        self.grown.emit(self._run.results.take(came))
        self.summarize()
        self._catch_up()
