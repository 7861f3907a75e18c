"""Two rooms may ask one model: the second waits for the first, and neither is cut off."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadOptions, Sampling
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.state import AnswerEvent

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
    asks = [RunningQuestion(engine, question, listener.hear) for listener in (first, second)]
    asks[0].start()
    qtbot.waitUntil(lambda: engine.model is not None)
    asks[1].start()
    qtbot.waitUntil(lambda: first.answer is not None and second.answer is not None)
    assert (first.error, second.error) == (None, None)
    assert first.answer is not None
    assert second.answer is not None
    assert first.answer.text == second.answer.text
    pool.close()
