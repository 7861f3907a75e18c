"""Two rooms may ask one model: the second waits for the first, and neither is cut off."""

import weakref
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadOptions, Sampling
from explorer.domain.piece import Piece
from explorer.domain.tokens import ContextUse
from explorer.engine.jobs import Generation
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import AnswerEvent, Chunk, PromptRead

GREEDY = Sampling(temperature=0, max_tokens=64)


class Heard:
    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.error: KnownError | None = None

    def hear(self, event: AnswerEvent) -> None:
        if isinstance(event, Answer):
            self.answer = event
        elif isinstance(event, KnownError):
            self.error = event


def test_a_second_asker_does_not_cut_off_the_first(qtbot: QtBot, scripted: Path) -> None:
    pool = EnginePool()
    engine = pool.get(scripted)
    first, second = Heard(), Heard()
    question = Question("Hello", GREEDY, LoadOptions())
    asked = weakref.ref(question)
    asks = [RunningQuestion(engine, question, listener.hear) for listener in (first, second)]
    asks[0].start()
    qtbot.waitUntil(lambda: engine.model is not None)
    asks[1].start()
    qtbot.waitUntil(lambda: first.answer is not None and second.answer is not None)
    assert (first.error, second.error) == (None, None)
    assert first.answer is not None
    assert second.answer is not None
    assert first.answer.text == second.answer.text
    del question
    assert asked() is None  # an image of it would stay as long as what asked it, in memory
    pool.close()


def test_an_answer_that_is_given_up_keeps_what_was_thought_and_said(qapp: QApplication) -> None:
    generation = Generation(lambda _job: None, 1)
    for event in (
        PromptRead(9, 0, ContextUse(9, 100)),
        Chunk(Piece("", "hm", "<think>hm"), 2, None),
        Chunk(Piece("Yes", "", "</think>Yes"), 3, None),
    ):
        generation.hear(event)
    answer = generation.so_far()
    assert (answer.text, answer.thought, answer.written) == ("Yes", "hm", "<think>hm</think>Yes")
    assert (answer.reason, answer.measured.prompt_tokens, answer.measured.answer_tokens) == ("stopped", 9, 3)
