"""Long chats in the real window: ``python -m tests.benchmarks._chats HOME``, once ``write_chats`` filled it.

It writes one JSON: milliseconds that the screen thread worked, which other programs of the machine do not
lengthen. A chat counts as opened when its end is painted. A frame of scrolling is a step of the bar and all
that follows, one of streaming a turn of the event loop in which something was due.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, sleep, thread_time
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollBar, QTextBrowser

from explorer.base.store import Store
from explorer.domain.errors import CancelledError
from explorer.domain.generation import ChatMessage, LoadOptions, Piece, Sampling
from explorer.domain.places import Place, Room
from explorer.engine.question import Question
from explorer.engine.state import Chunk
from explorer.kit.pyside_features import leave_out_features
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.benchmarks._home import ANSWER
from tests.benchmarks._rounds import rounds

if TYPE_CHECKING:
    from explorer.rooms.playground.transcript.transcript_pane import Transcript
    from tests.tour.driver import Driver

SIZES = (20, 1_000, 10_000)  # messages
OPENINGS = rounds(9, 3)
_QUESTION = "What is in it, and why? Number"
_NEAR, _PAGE, _FAR = -60, -600, -90_001  # pixels of a step: a notch of the wheel, a key, a throw of the bar
_STEPS = rounds(200, 60)
_FRAME_S = 0.016  # from one step to the next
_SECONDS, _TOKENS_A_SECOND, _LETTERS = rounds(10, 4), 200, 4
_JOINED_S = 0.03  # a worker joins what comes within this time


def write_chats(store: Store, model: str) -> None:
    chats = Chats(store)
    for size in SIZES:
        chat, parent = chats.create(f"{size} messages", model), 0
        with chats.together():
            for number in range(size):
                if number % 2:  # thought told apart, as in all answers of today
                    by = TurnRecord(model=model, model_name="Kind 0", thought="")
                    parent = chats.add(chat.id, "assistant", ANSWER, by, parent).id
                else:
                    parent = chats.add(chat.id, "user", f"{_QUESTION} {number}", TurnRecord(), parent).id


def main(home: str) -> None:
    qt = QApplication(sys.argv[:1])
    leave_out_features()
    from tests.tour.driver import Driver, rest

    driver = Driver(Path(home))
    driver.window.resize(1280, 800)
    driver.go(Room.PLAYGROUND)
    chats = {chat.title: chat.id for chat in Chats(driver.app.core.store).all()}
    small, long, longest = (chats[f"{size} messages"] for size in SIZES)
    rest()
    driver.wait(lambda: not driver.app.ahead.is_busy(), "the imports", 60)
    found: dict[str, Any] = {"opened": {}, "left": [], "streamed": {}}
    for _ in range(OPENINGS + 1):  # the first reads fonts and icons
        for chat in (long, longest):
            found["left"].append(_opened(driver, small, into=found["opened"]))
            _opened(driver, chat, into=found["opened"])
    found["opened"] = {size: found["opened"][str(chats[f"{size} messages"])][1:] for size in SIZES}
    found["scrolled"] = {SIZES[1]: _scrolled(driver, long), SIZES[2]: _scrolled(driver, longest)}
    for size, chat in ((SIZES[0], small), (SIZES[1], long)):
        found["streamed"][size] = _streamed(driver, chat)
    found["resident"] = psutil.Process().memory_info().rss
    driver.close()
    found["peer"] = _peer()
    print(json.dumps(found))
    qt.quit()


def _opened(driver: "Driver", chat: int, into: dict[str, list[float]]) -> float:
    worked = _worked(partial(driver.app.go, Place(Room.PLAYGROUND, chat_id=chat)))
    into.setdefault(str(chat), []).append(worked)
    driver.wait(_transcript(driver).is_settled, "the rows")
    return worked


def _transcript(driver: "Driver") -> "Transcript":
    from explorer.rooms.playground.transcript.transcript_pane import Transcript

    (found,) = driver.app.playground.findChildren(Transcript)
    return found


def _worked(change: Callable[[], object]) -> float:
    begun = thread_time()
    change()
    for _ in range(2):  # the layout and the paint that were asked for, and what these ask for
        QApplication.processEvents()
    return (thread_time() - begun) * 1000


def _scrolled(driver: "Driver", chat: int) -> dict[str, list[float]]:
    _opened(driver, chat, {})
    return _steps(_transcript(driver).area.verticalScrollBar())


def _steps(bar: QScrollBar) -> dict[str, list[float]]:
    def step(pixels: int) -> None:
        bar.setValue((bar.value() + pixels) % max(1, bar.maximum()))

    return {
        kind: [_frame(partial(step, pixels)) for _ in range(_STEPS)]
        for kind, pixels in (("wheel", _NEAR), ("pages", _PAGE), ("thrown", _FAR))
    }


def _frame(change: Callable[[], object]) -> float:
    """The longest turn of the event loop until the next step."""
    end, longest = perf_counter() + _FRAME_S, _worked(change)
    while perf_counter() < end:
        worked = thread_time()
        QApplication.processEvents()
        longest = max(longest, (thread_time() - worked) * 1000)
        sleep(0.001)
    return longest


def _peer() -> dict[str, list[float]]:
    """Qt's own view of a text, with as much in one document as 1,000 messages have."""
    window, view = QMainWindow(), QTextBrowser()
    view.setMarkdown(ANSWER * (SIZES[1] // 2))
    window.setCentralWidget(view)
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()
    found = _steps(view.verticalScrollBar())
    window.close()
    return found


def _streamed(driver: "Driver", chat: int) -> list[float]:
    """An answer at the end of the chat, kept as it grows, in the way of an answer of a worker."""
    from explorer.rooms.playground.chats.answer_recorder import ChatAnswerRecorder
    from tests.backends.scripted import ScriptedBackend, ScriptedModel

    _opened(driver, chat, {})
    chats, shown = Chats(driver.app.core.store), _transcript(driver)
    last = chats.turns(chat)[-1]
    question = chats.add(chat, "user", "And then?", TurnRecord(), last.id)
    turn = chats.add(chat, "assistant", "", TurnRecord(end="writing"), question.id)
    shown.add_question(question)
    row = shown.begin_answer(question, turn, "Reading…")
    assert row is not None
    asked = Question((ChatMessage("user", "And then?"),), Sampling(), LoadOptions())
    backend = ScriptedBackend(ScriptedModel())
    recorder = ChatAnswerRecorder(
        backend, chats, turn, asked, lambda _event, grown: row.grow(grown), lambda _turn, _error: None
    ).recorder
    frames, given, begun = [], 0, perf_counter()
    while (passed := perf_counter() - begun) < _SECONDS:
        due = int(passed // _JOINED_S * _JOINED_S * _TOKENS_A_SECOND)
        worked = thread_time()
        if due > given:
            text = _text(given, due)
            recorder.hear(Chunk(Piece(text, "", text), due, None))
            given = due
        QApplication.processEvents()
        if (spent := thread_time() - worked) > 0.0002:  # a turn in which nothing was due is no frame
            frames.append(round(spent * 1000, 3))
        sleep(0.001)
    recorder.hear(CancelledError())
    if not row.turn.text.startswith(ANSWER):
        raise RuntimeError("nothing was streamed")
    return frames


def _text(begin: int, end: int) -> str:
    """Of an answer that says the same again and again."""
    letters = ANSWER * (end * _LETTERS // len(ANSWER) + 1)
    return letters[begin * _LETTERS : end * _LETTERS]


if __name__ == "__main__":
    main(sys.argv[1])
