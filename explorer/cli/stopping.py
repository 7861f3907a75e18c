"""Ctrl-C as a wish: work ends at the next safe moment, its files in order. A second one ends it at once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_wish() -> Iterator[Callable[[], bool]]:
    """Yields what says whether somebody has asked to stop. On the main thread only."""
    is_wished = False

    def wish(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_wished
        is_wished = True
        restore()  # whoever presses it again means now

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, wish)
    try:
        yield lambda: is_wished
    finally:
        restore()
