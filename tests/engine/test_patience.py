"""A stopped job is not waited for; a worker counts as hung only when it is, however busy the machine."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.engine.jobs import Job
from explorer.engine.local import model_requests as patience
from explorer.engine.local.model_requests import RunningJobs
from explorer.engine.local.protocol import Cancel, Embed, Ping, Pong, Render, done


class Watched:
    """Stopped jobs of a worker that does not end them, and what is told of them."""

    def __init__(self, owner: QObject) -> None:
        self.told: list[object] = []
        self.jobs = RunningJobs(owner, self._on_sent)
        self.jobs.hung.connect(lambda: self.told.append("hung"))

    def stop(self, number: int) -> Job:
        job = Job(self.jobs.stop, number)
        job.failed.connect(lambda _error: self.told.append(number))
        self.jobs.begin(job, Render)
        job.stop()
        return job

    def _on_sent(self, request: object) -> None:
        if not isinstance(request, Cancel):
            self.told.append("asked" if request == Ping() else request)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(patience, "_STOP_S", 0.01)
    monkeypatch.setattr(patience, "_HANG_S", 0.05)
    owner = QObject()
    watched = Watched(owner)
    yield watched
    watched.jobs.take_all()


def test_a_job_that_has_its_turn_just_when_the_worker_is_asked_is_no_hang(
    qtbot: QtBot, watched: Watched
) -> None:
    watched.stop(2)
    qtbot.waitUntil(lambda: watched.told == [2, "asked"])
    watched.jobs.hear_life(Pong(1))  # it waits behind this one
    qtbot.waitUntil(lambda: watched.told == [2, "asked", "asked"])
    watched.jobs.hear_life(Pong(2))
    watched.jobs.hear(done(2, "late"))
    qtbot.wait(150)
    assert watched.told == [2, "asked", "asked"]


def test_a_worker_that_stays_at_a_stopped_job_hangs(qtbot: QtBot, watched: Watched) -> None:
    watched.stop(2)
    qtbot.waitUntil(lambda: watched.told == [2, "asked"])
    watched.jobs.hear_life(Pong(2))
    qtbot.waitUntil(lambda: watched.told == [2, "asked", "asked"])
    watched.jobs.hear_life(Pong(2))
    assert watched.told[-1] == "hung"


def test_a_worker_that_does_not_answer_hangs(qtbot: QtBot, watched: Watched) -> None:
    watched.stop(2)
    qtbot.waitUntil(lambda: watched.told[:3] == [2, "asked", "hung"])


def test_whoever_hears_of_one_job_may_unload_all(qtbot: QtBot, watched: Watched) -> None:
    watched.stop(1).failed.connect(lambda _error: watched.jobs.take_all())
    watched.stop(2)
    qtbot.waitUntil(lambda: watched.told == [1])
    qtbot.wait(100)
    assert watched.told == [1]


def test_a_result_that_is_no_number_fails_its_job(watched: Watched) -> None:
    job = Job(watched.jobs.stop, 3)
    said: list[KnownError] = []
    job.failed.connect(said.append)
    watched.jobs.begin(job, Embed)
    watched.jobs.hear(done(3, [math.nan, 1.0]))
    assert [str(error.what) for error in said] == ["What the engine worked out cannot be read."]
    assert not len(watched.jobs)
