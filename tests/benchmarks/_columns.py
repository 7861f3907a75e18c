"""The facts of six models, and six models that answer at once: ``python -m tests.benchmarks._columns``.

It writes one JSON: milliseconds that the screen thread worked, which other programs of the machine do not
lengthen, for each opening of the table, and for each turn of the event loop while six columns get a token
every 10 ms.
"""

import json
import sys
from functools import partial
from time import perf_counter, thread_time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.domain.generation import Piece
from explorer.kit.paint_turns import PaintPacer
from explorer.kit.pyside_features import leave_out_features
from explorer.kit.theme import Look
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.column_rows import ColumnsView
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.facts_table_pane import FactsTable
from explorer.rooms.compare.facts.head_rows import ColumnHeadText
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState
from explorer.transparency.rubric import dimensions
from explorer.transparency.sheet_view.sheet_content import SheetTools
from tests.benchmarks._rounds import rounds
from tests.compare.making import column, said, silent

MODELS, OPENINGS = 6, 9
_SECONDS, _TOKEN_MS, _LETTERS = rounds(10, 4), 10, 4
_QUOTE = "a new mix of publicly available online data, of which the maker names the kinds but not the sources"
_ANSWER = """Water boils when its **vapour pressure** equals the pressure of the air above it.

1. On a mountain the air is thinner,
2. so that balance is reached at a lower temperature.

```python
def boils(pressure: float) -> float:
    return 100 - (101.3 - pressure) * 0.28
```

"""


def main() -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    Look(qt, "light")
    opened = [_opened() for _ in range(OPENINGS)][1:]  # the first reads fonts and icons
    frames, letters = _streamed(qt)
    print(json.dumps({"opened": opened, "frames": frames, "letters": letters}))


def _opened() -> float:
    slots = [_slot(number) for number in range(MODELS)]
    begun = thread_time()
    table = FactsTable(_words, id, SheetTools())
    table.resize(1204, 768)
    table.show_slots(slots)
    table.show()
    QApplication.processEvents()
    passed = (thread_time() - begun) * 1000
    table.close()
    table.deleteLater()
    QApplication.processEvents()
    return passed


def _slot(number: int) -> ColumnSlot:
    findings = [
        silent(one.id)
        if (number + at) % 3 == 0
        else said(one.id, f"{one.title} of {number}", _QUOTE, number % 3)
        for at, one in enumerate(dimensions())
    ]
    return ColumnSlot(f"maker/model-{number}", str(number), column(f"maker/model-{number}", *findings))


def _words(slot: ColumnSlot) -> ColumnHeadText:
    counts = "11 open · 3 partial · 7 not disclosed"
    return ColumnHeadText(
        slot.title, "Qwen · Q4_K_M · 1.1 GB", "Runs well · about 31 tokens/s", "good", "", counts
    )


def _streamed(qt: QApplication) -> tuple[list[float], int]:
    view = ColumnsView("answers")
    view.resize(1204, 600)
    pacer = PaintPacer(view)
    columns = [AnswerColumn(str(n), f"Model {n}", pacer=pacer) for n in range(MODELS)]
    view.show_columns(columns)
    view.show()
    begun = perf_counter()
    timers = [QTimer(view, interval=_TOKEN_MS) for _ in columns]
    for one, timer in zip(columns, timers, strict=True):
        timer.timeout.connect(partial(_give, one, begun, [0]))
        one.show_state(ColumnState(ColumnPhase.READING))
        timer.start()
    frames: list[float] = []
    end = perf_counter() + _SECONDS
    while perf_counter() < end:
        worked = thread_time()
        qt.processEvents()
        if (spent := thread_time() - worked) > 0.0002:  # a turn in which nothing was due is no frame
            frames.append(round(spent * 1000, 3))
    letters = sum(len(one.text) for one in columns)
    view.close()
    return frames, letters


def _give(one: AnswerColumn, begun: float, given: list[int]) -> None:
    """As many tokens as are due by now: a busy machine delays a model, not what it has written."""
    due = int((perf_counter() - begun) * 1000 / _TOKEN_MS)
    while given[0] < due:
        at = given[0] * _LETTERS % len(_ANSWER)
        one.add(Piece(_ANSWER[at : at + _LETTERS]))
        given[0] += 1


if __name__ == "__main__":
    main()
