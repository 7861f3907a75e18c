"""Cycles that hold widgets are collected, but on the screen thread only."""

import gc
import threading
import weakref
from functools import partial

from PySide6.QtCore import QAbstractEventDispatcher, QTimer
from pytestqt.qtbot import QtBot

from explorer.kit.garbage_collection import GarbageCollector
from explorer.kit.headless_loop import HeadlessLoop


class _Knot:
    """Refers to itself, and notes where it died."""

    def __init__(self, died_on: list[threading.Thread]) -> None:
        self.me = self
        weakref.finalize(self, lambda: died_on.append(threading.current_thread()))


def test_cycles_die_on_the_screen_thread(qtbot: QtBot) -> None:
    died_on: list[threading.Thread] = []
    garbage = GarbageCollector()
    try:
        _Knot(died_on)
        busy = threading.Thread(target=lambda: [[object()] for _ in range(200_000)])
        busy.start()
        busy.join()
        assert died_on == []
        kept = [[object()] for _ in range(50_000)]  # enough for a collection to be due
        qtbot.waitUntil(lambda: bool(died_on))
    finally:
        garbage.close()
    assert died_on == [threading.main_thread()]
    assert kept


def test_without_a_window_no_other_thread_collects_either(qtbot: QtBot) -> None:
    gc.enable()
    loop, died_on, seen = HeadlessLoop(), list[threading.Thread](), list[int]()

    def work() -> None:
        _Knot(died_on)
        busy = threading.Thread(target=lambda: [[object()] for _ in range(200_000)])
        busy.start()
        busy.join()
        seen.append(len(died_on))
        loop.leave()

    QTimer.singleShot(0, work)
    loop.run()
    assert (seen, gc.isenabled()) == ([0], True)


def test_closed_it_leaves_the_automatic_collection_as_it_was(qtbot: QtBot) -> None:
    gc.enable()  # no test has it, so that none is hurt by it
    automatic = GarbageCollector()
    nested = GarbageCollector()
    nested.close()
    assert not gc.isenabled()
    automatic.close()
    assert gc.isenabled()


def test_a_thread_that_sleeps_is_not_woken(qtbot: QtBot) -> None:
    garbage = GarbageCollector()
    woken: list[float] = []
    loop = QAbstractEventDispatcher.instance()
    note = partial(woken.append, 0.0)
    loop.awake.connect(note)
    try:
        qtbot.wait(50)
        woken.clear()
        qtbot.wait(3_000)  # six looks of one that does not wait for others to wake the thread
    finally:
        loop.awake.disconnect(note)
        garbage.close()
    assert len(woken) <= 4  # the end of the wait, and what tests before this one left to the thread
