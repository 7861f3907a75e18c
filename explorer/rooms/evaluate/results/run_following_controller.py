"""Reads the run that is shown, in the background, and follows it while it goes on."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.evaluate.results.run_reader import GrownRun, OpenedRun, RunReader
from explorer.evaluate.results.summary import summary_of
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
        self._reader = RunReader(session.services.core.store)
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
        if self._run is None or self._run.summary is None:
            return
        board = self._run.board
        if not board.run.end and board.waiting:
            self.summed.emit(summary_of(board))
        else:
            self._summing.do(partial(summary_of, board), self.summed.emit, self._on_failed)

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
            return self._reader.opened(subject, number, document, context.stopped)

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
        newest = self._number is None

        read = partial(self._reader.grown, opened, newest=newest)
        self._reading.do(read, self._on_grown, self._on_failed)

    def _on_grown(self, grown: GrownRun | None) -> None:
        """``None``: another run is the latest now."""
        if grown is None or self._run is None:
            self._read()
            return
        self._run = replace(self._run, lines=grown.lines)
        board = self._run.board
        board.run = grown.run
        self.grown.emit(board.put(grown.placed))
        self.summarize()
        self._catch_up()
