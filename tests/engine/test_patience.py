"""A stopped job is not waited for; a worker counts as hung only when it is, however busy the machine."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from explorer.engine.local import running_jobs as patience
from explorer.engine.local.running_jobs import JobWatchdog


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    monkeypatch.setattr(patience, "_STOP_S", 0.01)
    monkeypatch.setattr(patience, "_HANG_S", 0.05)
    return []


@pytest.fixture
def watching(told: list[object]) -> Iterator[JobWatchdog]:
    owner = QObject()
    watching = JobWatchdog(owner)
    watching.given_up.connect(told.append)
    watching.doubted.connect(lambda: told.append("doubted"))
    watching.lost.connect(lambda: told.append("lost"))
    yield watching
    watching.forget()


def test_a_job_that_has_its_turn_just_when_the_worker_is_asked_is_no_hang(
    qtbot: QtBot, watching: JobWatchdog, told: list[object]
) -> None:
    watching.stopped(2)
    qtbot.waitUntil(lambda: told == [2, "doubted"])
    watching.heard(1)  # it waits behind this one
    qtbot.waitUntil(lambda: told == [2, "doubted", "doubted"])
    watching.heard(2)
    watching.ended(2)
    qtbot.wait(150)
    assert told == [2, "doubted", "doubted"]


def test_a_worker_that_stays_at_a_stopped_job_hangs(
    qtbot: QtBot, watching: JobWatchdog, told: list[object]
) -> None:
    watching.stopped(2)
    qtbot.waitUntil(lambda: told == [2, "doubted"])
    watching.heard(2)
    qtbot.waitUntil(lambda: told == [2, "doubted", "doubted"])
    watching.heard(2)
    assert told[-1] == "lost"


def test_a_worker_that_does_not_answer_hangs(qtbot: QtBot, watching: JobWatchdog, told: list[object]) -> None:
    watching.stopped(2)
    qtbot.waitUntil(lambda: told[:3] == [2, "doubted", "lost"])


def test_whoever_hears_of_one_job_may_unload_all(
    qtbot: QtBot, watching: JobWatchdog, told: list[object]
) -> None:
    watching.given_up.connect(lambda _job: watching.forget())
    watching.stopped(1)
    watching.stopped(2)
    qtbot.waitUntil(lambda: told == [1])
    qtbot.wait(100)
    assert told == [1]
