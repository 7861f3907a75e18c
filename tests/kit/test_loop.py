"""The loop of `omx` ends when it is told to, on Ctrl-C, and when a slot fails."""

import os
import signal
import threading

import pytest
from PySide6.QtCore import QTimer

from explorer.kit.headless_loop import HeadlessLoop


class BrokenError(Exception):
    """What a slot raises here."""


def test_leaving_before_it_runs_is_not_lost(qapp: object) -> None:
    loop = HeadlessLoop()
    too_late: list[bool] = []

    def ran_on() -> None:
        too_late.append(True)
        loop.leave()

    deadline = QTimer(singleShot=True, interval=2_000)
    deadline.timeout.connect(ran_on)
    deadline.start()
    loop.leave()
    loop.run()
    deadline.stop()
    assert not too_late


def test_what_a_slot_raises_ends_the_loop_and_is_raised(qapp: object) -> None:
    loop = HeadlessLoop()

    def fail() -> None:
        raise BrokenError

    QTimer.singleShot(0, fail)
    with pytest.raises(BrokenError):
        loop.run()


def test_what_is_survived_does_not_end_it(qapp: object) -> None:
    loop, heard = HeadlessLoop(), list[BaseException]()

    def fail() -> None:
        QTimer.singleShot(0, loop.leave)
        raise BrokenError

    def survives(error: BaseException) -> bool:
        heard.append(error)
        return True

    QTimer.singleShot(0, fail)
    loop.run(survives)
    assert [type(error) for error in heard] == [BrokenError]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot send itself Ctrl-C alone")
def test_ctrl_c_ends_the_loop_while_nothing_happens(qapp: object) -> None:
    before = signal.getsignal(signal.SIGINT)
    loop = HeadlessLoop()
    other = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    other.start()
    with pytest.raises(KeyboardInterrupt):
        loop.run()
    other.join()
    assert signal.getsignal(signal.SIGINT) is before
