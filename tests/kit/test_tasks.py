"""Background work: where callbacks run, and when they must not."""

import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.kit.tasks import Bug, LatestTask, Task, TaskContext, Tasks, UnexpectedError


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    built = Tasks()
    yield built
    built.close()


class Heard:
    """Keeps what the callbacks got, and on which thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[KnownError] = []
        self.progress: list[object] = []
        self.order: list[str] = []
        self.threads: set[QThread] = set()

    def on_done(self, value: object) -> None:
        self.done.append(value)
        self._note("done")

    def on_failed(self, error: KnownError) -> None:
        self.failed.append(error)
        self._note("failed")

    def on_progress(self, value: object) -> None:
        self.progress.append(value)
        self._note("progress")

    def _note(self, name: str) -> None:
        self.order.append(name)
        self.threads.add(QThread.currentThread())


def test_the_result_arrives_on_the_screen_thread(tasks: Tasks, qtbot: QtBot) -> None:
    heard, worked_on = Heard(), []

    def work(_context: TaskContext[None]) -> int:
        worked_on.append(threading.current_thread())
        return 42

    tasks.run(work, heard.on_done, heard.on_failed)
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.done == [42]
    assert heard.threads == {QThread.currentThread()}
    assert worked_on[0] is not threading.current_thread()


def test_a_known_error_reaches_failed(tasks: Tasks, qtbot: QtBot) -> None:
    heard, error = Heard(), KnownError("The disk is full.", "Free some space.")

    def work(_context: TaskContext[None]) -> None:
        raise error

    with qtbot.assertNotEmitted(tasks.bug):
        tasks.run(work, heard.on_done, heard.on_failed)
        qtbot.waitUntil(lambda: bool(heard.failed))
    assert heard.failed == [error]
    assert not heard.done


def test_a_bug_goes_to_the_one_door_and_nobody_waits_for_ever(tasks: Tasks, qtbot: QtBot) -> None:
    heard = Heard()

    def work(_context: TaskContext[None]) -> None:
        raise ZeroDivisionError("odd")

    with qtbot.waitSignal(tasks.bug) as caught:
        tasks.run(work, heard.on_done, heard.on_failed)
    qtbot.waitUntil(lambda: bool(heard.failed))
    (bug,) = caught.args
    assert isinstance(bug, Bug)
    assert isinstance(bug.error, ZeroDivisionError)
    assert "odd" in bug.trace
    assert isinstance(heard.failed[0], UnexpectedError)


def test_after_stop_nothing_is_called(tasks: Tasks, qtbot: QtBot) -> None:
    heard, started, go = Heard(), threading.Event(), threading.Event()
    seen: list[bool] = []

    def work(context: TaskContext[int]) -> None:
        started.set()
        go.wait(5)
        seen.append(context.stopped())
        context.report(1)
        raise KnownError("too late")

    task = tasks.run(work, heard.on_done, heard.on_failed, heard.on_progress)
    assert started.wait(5)
    task.stop()
    go.set()
    tasks.run(lambda _context: None, heard.on_done, heard.on_failed)  # a later one proves the queue ran
    qtbot.waitUntil(lambda: bool(heard.done))
    qtbot.waitUntil(lambda: seen == [True])
    assert heard.order == ["done"]


def test_nothing_is_called_once_the_owner_is_gone(tasks: Tasks, qtbot: QtBot) -> None:
    heard, started, go, owner = Heard(), threading.Event(), threading.Event(), QObject()
    seen: list[bool] = []

    def work(context: TaskContext[None]) -> str:
        started.set()
        go.wait(5)
        seen.append(context.stopped())
        return "unwanted"

    task = tasks.run(work, heard.on_done, heard.on_failed, owner=owner)
    assert started.wait(5)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    go.set()
    qtbot.waitUntil(lambda: seen == [True])
    tasks.run(lambda _context: None, heard.on_done, heard.on_failed)
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.done == [None]
    assert task.is_over()


def test_progress_is_thinned_and_the_last_value_comes_before_done(tasks: Tasks, qtbot: QtBot) -> None:
    heard = Heard()

    def work(context: TaskContext[int]) -> None:
        for number in range(10_000):
            context.report(number)

    tasks.run(work, heard.on_done, heard.on_failed, heard.on_progress)
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.progress[-1] == 9_999
    assert len(heard.progress) < 100
    assert heard.order[-2:] == ["progress", "done"]


def test_progress_shows_while_the_work_goes_on(tasks: Tasks, qtbot: QtBot) -> None:
    heard, go = Heard(), threading.Event()

    def work(context: TaskContext[str]) -> None:
        context.report("half")
        go.wait(5)

    tasks.run(work, heard.on_done, heard.on_failed, heard.on_progress)
    qtbot.waitUntil(lambda: heard.progress == ["half"])
    assert not heard.done
    go.set()
    qtbot.waitUntil(lambda: bool(heard.done))


def test_close_waits_and_nothing_starts_afterwards(qtbot: QtBot) -> None:
    tasks, heard, ended, started = Tasks(), Heard(), threading.Event(), threading.Event()

    def work(context: TaskContext[None]) -> None:
        started.set()
        while not context.stopped():
            threading.Event().wait(0.005)
        ended.set()

    tasks.run(work, heard.on_done, heard.on_failed)
    assert started.wait(5)
    tasks.close()
    assert ended.is_set()
    assert tasks.run(work, heard.on_done, heard.on_failed).is_over()
    assert heard.order == []


class Held:
    """Stands for a widget that only the callbacks of a task hold."""


@pytest.mark.parametrize("end", ["done", "failed", "stopped", "closed"])
def test_what_callbacks_hold_goes_on_the_screen_thread_though_the_job_lives_on(
    tasks: Tasks, qtbot: QtBot, end: str
) -> None:
    over, go_on = Heard(), threading.Event()

    def start() -> tuple[Task, "weakref.ref[Held]"]:
        held = Held()

        def work(_context: TaskContext[None]) -> Held:
            return wait_for(held)

        def done(value: Held) -> None:
            over.on_done(value is held)

        return tasks.run(work, done, over.on_failed), weakref.ref(held)

    def wait_for(held: Held) -> Held:
        go_on.wait(5)
        if end == "failed":
            raise KnownError("No.", "Try again.")
        return held

    task, gone = start()  # held here as the pool's thread may hold it last
    if end == "stopped":
        task.stop()
    go_on.set()
    if end == "closed":
        tasks.close()
    qtbot.waitUntil(task.is_over)
    over.failed.clear()  # whose trace knows the work
    qtbot.waitUntil(lambda: gone() is None)
    assert task.is_over()


def test_a_server_that_hangs_holds_up_nothing_on_this_machine(tasks: Tasks, qtbot: QtBot) -> None:
    answered = threading.Event()
    heard, late = Heard(), Heard()
    for _word in range(12):  # typed one after the other
        tasks.run(lambda _context: answered.wait(10), late.on_done, late.on_failed, network=True)
    tasks.run(lambda _context: "here", heard.on_done, heard.on_failed)
    qtbot.waitUntil(lambda: heard.done == ["here"], timeout=2_000)
    assert late.done == []
    answered.set()
    qtbot.waitUntil(lambda: len(late.done) == 12)


def test_newer_work_of_a_kind_replaces_the_work_before(tasks: Tasks, qtbot: QtBot) -> None:
    heard, latest, released = Heard(), LatestTask(tasks), threading.Event()

    def slow(_context: TaskContext[None]) -> str:
        released.wait(10)
        return "old"

    latest.run(slow, heard.on_done, heard.on_failed)
    latest.run(lambda _context: "new", heard.on_done, heard.on_failed)
    released.set()
    qtbot.waitUntil(lambda: bool(heard.done))
    qtbot.wait(50)
    assert heard.done == ["new"]
    latest.run(lambda _context: "stopped", heard.on_done, heard.on_failed)
    latest.stop()
    qtbot.wait(50)
    assert (heard.done, heard.failed) == (["new"], [])
