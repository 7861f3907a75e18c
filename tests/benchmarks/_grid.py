"""Results of large runs, opened and scrolled: ``python -m tests.benchmarks._grid`` writes one JSON."""

import json
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter, process_time

from PySide6.QtWidgets import QApplication

from explorer.base.store import MEMORY, Store
from explorer.evaluate.results.opened_run import open_run
from explorer.evaluate.store import EvalStore
from explorer.kit.pyside_features import leave_out_features
from explorer.kit.theme import Look
from explorer.rooms.evaluate.results.run_view_pane import RunView
from tests.benchmarks._rounds import rounds
from tests.evaluate.results.making import add_large_run

_TESTS, _MODELS, _MANY = 500, 6, 100_000
_OPENINGS = rounds(12, 5)
_NEAR, _FAR, _STEPS = 60, 5003, rounds(300, 100)


def main() -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    Look(qt, "light")
    store = Store(MEMORY)
    run = add_large_run(store, _TESTS, _MODELS)
    opened = [_opened(store, run.subject) for _ in range(_OPENINGS)][1:]  # the first reads fonts and icons
    frames = _scrolled(store, run.subject)
    many = add_large_run(store, _MANY, 1)
    begun = perf_counter()
    open_run(EvalStore(store), many.subject)
    print(json.dumps({"opened": opened, "frames": frames, "many_s": perf_counter() - begun}))


def _view(store: Store, subject: str) -> RunView:
    opened = open_run(EvalStore(store), subject)
    assert opened is not None
    view = RunView(opened, lambda _key: "", lambda _key, _words: None)
    view.resize(976, 710)
    view.show()
    return view


def _opened(store: Store, subject: str) -> float:
    begun = process_time()
    view = _view(store, subject)
    QApplication.processEvents()
    passed = (process_time() - begun) * 1000
    view.close()
    view.deleteLater()
    QApplication.processEvents()
    return passed


def _scrolled(store: Store, subject: str) -> list[float]:
    view = _view(store, subject)
    QApplication.processEvents()
    bar = view.table.verticalScrollBar()

    def step(pixels: int) -> None:
        bar.setValue((bar.value() + pixels) % max(1, bar.maximum()))

    return [_frame(partial(step, pixels)) for pixels in (_NEAR, _FAR) for _ in range(_STEPS)]


def _frame(change: Callable[[], None]) -> float:
    begun = process_time()
    change()
    for _ in range(2):  # the paint that was asked for, and what it asks for
        QApplication.processEvents()
    return (process_time() - begun) * 1000


if __name__ == "__main__":
    main()
