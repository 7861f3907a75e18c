"""Mover of the models folder: asks, begins, stops, goes on, and tells how it is.

What is asked and what is under way is kept here and not in the room that shows it, which may be built anew
meanwhile. The settings name the new folder from the first moment, so downloads and the catalog follow at
once, and the old folder is only drained. Everything here runs on the screen thread.
"""

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.base.settings import SettingsFile
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.kit.tasks import LatestTask, TaskContext, Tasks
from explorer.local.download_queue.downloads import Downloads
from explorer.local.folder_move.move_file import remove_halves
from explorer.local.folder_move.move_models import (
    MoveJournal,
    MovePlan,
    MoveProgress,
    begin_journal,
    check_folder,
    end_journal,
    move_models,
    plan_move,
    read_journal,
)
from explorer.local.models.catalog import Catalog


class MoveState(StrEnum):
    IDLE = "idle"
    COUNTING = "counting"  # what a move would take
    ASKED = "asked"
    REFUSED = "refused"  # the folder stays as it is
    MOVING = "moving"
    STOPPED = "stopped"  # by the person, by an error, or by the end of the app; the journal holds it
    DONE = "done"


@dataclass(frozen=True)
class Move:
    """``plan`` is what is to move or left to move, ``None`` where that is not known."""

    state: MoveState = MoveState.IDLE
    source: Path = Path()
    target: Path = Path()
    plan: MovePlan | None = None
    progress: MoveProgress | None = None
    problem: KnownError | None = None

    @property
    def is_pending(self) -> bool:
        """Begun and not at its end."""
        return self.state in (MoveState.MOVING, MoveState.STOPPED)


def _halted(journal: MoveJournal, problem: KnownError | None = None) -> Move:
    """A move that has come to a halt, with what is left. Reads the old folder: in the background."""
    source, target = Path(journal.source), Path(journal.target)
    try:
        rest = plan_move(source, target, token=journal.token)
    except KnownError as error:
        return Move(MoveState.STOPPED, source, target, problem=problem or error)
    return Move(MoveState.STOPPED, source, target, rest, problem=problem)


class FolderMover:
    """``changed`` tells of every step, ``halted`` of a move that rests and that no hand stopped just now."""

    def __init__(
        self, tasks: Tasks, catalog: Catalog, downloads: Downloads, settings: SettingsFile, journal: Path
    ) -> None:
        self._tasks, self._catalog, self._downloads = tasks, catalog, downloads
        self._settings, self._journal = settings, journal
        self._task = LatestTask(tasks)
        self._stopping = threading.Event()
        self.current = Move()
        self.changed: Listeners[Move] = Listeners()
        self.halted: Listeners[Move] = Listeners()

    def restore(self) -> None:
        """Take up what an earlier run of the app left; waits for the person to go on."""
        journal = read_journal(self._journal)
        if journal is None:
            return
        source, target = Path(journal.source), Path(journal.target)
        self._set(Move(MoveState.STOPPED, source, target))

        def work() -> MovePlan:
            rest = plan_move(source, target, token=journal.token)
            if not rest.files:
                end_journal(self._journal, source)
            return rest

        self._task.do(work, self._rest_counted, self._fail)

    def unfinished(self) -> tuple[Words, ...]:
        """What a quit would cut off."""
        if self.current.state is not MoveState.MOVING:
            return ()
        return (Words("Models are being moved · you can go on at the next start"),)

    def ask(self, target: Path) -> None:
        """Count in the background what a move to ``target`` would take, then put the question."""
        if self.current.is_pending:
            return
        self._task.stop()
        source = self._catalog.models_folder

        def work() -> MovePlan:
            check_folder(target, source)
            # A folder that was never made, or whose disk is gone, must not keep anyone from choosing another.
            is_there = os.access(source, os.R_OK | os.X_OK)
            nothing = MovePlan(source, target, (), 0, 0, same_disk=True, free=0)
            return plan_move(source, target) if is_there else nothing

        self._set(Move(MoveState.COUNTING, source, target))
        self._task.do(work, self.propose, self._refuse)

    def propose(self, plan: MovePlan) -> None:
        """Put the question; where there is nothing to move, the new folder is used at once."""
        self._set(Move(MoveState.ASKED, plan.source, plan.target, plan))
        if not plan.files:
            self.leave()

    def begin(self) -> None:
        """Move what was asked about. What keeps it from beginning is told, and then nothing was moved."""
        plan, before = self.current.plan, self._settings.current.models_folder
        if self.current.state is not MoveState.ASKED or plan is None:
            return
        try:
            journal = self._enter(plan)
            try:
                self._settings.change(models_folder=str(plan.target))
            except KnownError:
                end_journal(self._journal, plan.source)
                with suppress(KnownError):
                    self._settings.change(models_folder=before)
                raise
        except KnownError as error:
            self._let_go()
            self._refuse(error)
            return
        self._run(journal)

    def stop(self) -> None:
        """Stop after the piece that is under way; ``go_on`` takes it up again."""
        self._stopping.set()

    def go_on(self) -> None:
        """Move the rest. What keeps it from moving is told."""
        if self.current.state is not MoveState.STOPPED:
            return
        journal = read_journal(self._journal)
        if journal is None:  # deleted by hand
            self._set(Move())
            return
        self._task.stop()
        try:
            self._catalog.use.begin_move()
        except KnownError as error:
            self._set(replace(self.current, problem=error))
            return
        self._downloads.hold()
        self._run(journal)

    def leave(self) -> None:
        """Leave where they are the models that were asked about, or the rest of a move, for good."""
        move = self.current
        self._task.stop()
        try:
            if move.state is MoveState.STOPPED:
                end_journal(self._journal, move.source)
                self._tidy(move)
            elif move.state is MoveState.ASKED:
                self._catalog.use.demand_none()  # it would end in a folder that nobody looks at any more
                self._settings.change(models_folder=str(move.target))
        except KnownError as error:
            if move.state is MoveState.ASKED:
                self._refuse(error)
            else:
                self._set(replace(move, problem=error))
        else:
            self._set(Move())

    def dismiss(self) -> None:
        """The question is taken back, or what was told is read."""
        if not self.current.is_pending:
            self._task.stop()
            self._set(Move())

    def _enter(self, plan: MovePlan) -> MoveJournal:
        """Alone in the folder, and noted. Raises KnownError."""
        if read_journal(self._journal) is not None:
            raise KnownError(
                Words("An earlier move has not come to its end."), Words("Start the app again to see it.")
            )
        self._catalog.use.begin_move()
        self._downloads.hold()
        return begin_journal(self._journal, plan)

    def _let_go(self) -> None:
        self._catalog.use.end_move()
        self._downloads.release()

    def _run(self, journal: MoveJournal) -> None:
        stopping = self._stopping = threading.Event()
        source, target = Path(journal.source), Path(journal.target)

        def work(context: TaskContext[MoveProgress]) -> Move:
            def stop() -> bool:
                return stopping.is_set() or context.stopped()

            try:
                self._catalog.use.wait_until_alone(stop)
                for progress in move_models(plan_move(source, target, token=journal.token), stop):
                    context.report(progress)
                end_journal(self._journal, source)
            except CancelledError:
                return _halted(journal)
            except KnownError as error:
                return _halted(journal, error)
            return Move(MoveState.DONE, source, target)

        self._set(Move(MoveState.MOVING, source, target, self.current.plan))
        self._task.run(work, self._rest, self._fail, self._show)

    def _show(self, progress: MoveProgress) -> None:
        shown = self.current.progress
        if shown is None or shown.name != progress.name:
            self._catalog.rescan()  # what has arrived can be used
        self._set(replace(self.current, progress=progress))

    def _rest(self, end: Move) -> None:
        """The move has come to its end or to a halt."""
        if self.current.state is MoveState.MOVING:
            self._let_go()
            self._catalog.rescan()
        self._set(end)
        if end.problem is not None:
            self.halted.emit(end)

    def _fail(self, error: KnownError) -> None:
        self._rest(Move(MoveState.STOPPED, self.current.source, self.current.target, problem=error))

    def _rest_counted(self, rest: MovePlan) -> None:
        """Of a move that an earlier run of the app left."""
        if rest.files:
            self._set(replace(self.current, plan=rest))
            self.halted.emit(self.current)
        else:  # it had come to its end
            self._set(Move())

    def _refuse(self, error: KnownError) -> None:
        self._set(Move(MoveState.REFUSED, self.current.source, self.current.target, problem=error))

    def _tidy(self, move: Move) -> None:
        """Halves of copies are no use to anyone once the rest is left."""
        try:
            self._catalog.use.begin_move()
        except KnownError:  # something is being copied: they are found at the end of the next move
            return
        self._downloads.hold()

        def work(context: TaskContext[None]) -> None:
            self._catalog.use.wait_until_alone(context.stopped)
            for folder in (move.source, move.target):
                remove_halves(folder)

        def done(_result: object) -> None:
            self._let_go()

        self._tasks.run(work, done, done)

    def _set(self, move: Move) -> None:
        self.current = move
        self.changed.emit(move)
