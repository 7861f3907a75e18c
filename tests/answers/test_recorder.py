"""An answer that is recorded: as it comes, as it ends, and what is left of it when what answers dies."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.answers.recorder import (
    MOST_DEATHS,
    AnswerRecorder,
    CrashPolicy,
    RecordedAnswer,
    RecorderListener,
)
from explorer.base.energy import EnergyMeter
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, AnswerTiming, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.piece import Piece
from explorer.domain.tokens import ContextUse, TokenDetail
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent, BackendState, Chunk, ContextShortened, ModelLoading, PromptRead
from tests.backends.scripted import AWAY, SAYS, ScriptedBackend, ScriptedModel
from tests.waiting import found

DIED = KnownError("The engine stopped unexpectedly while answering.", "Load the model again.")
ROOM = ContextUse(10, 100)


class Mortal(ScriptedBackend):
    """Is gone where an answer breaks off, as a worker that crashed; counts how often it was made ready."""

    prepared = 0

    def prepare(self, options: LoadOptions) -> None:
        self.prepared += 1
        super().prepare(options)

    def _break(self, number: int, error: KnownError) -> None:
        generation = self._take(number)
        self._become(BackendState.FAILED, error)
        generation.failed.emit(error)


class Measured(ScriptedBackend):
    """Takes memory of this machine."""

    held = 0

    def memory(self) -> int:
        return self.held

    def peak_memory(self) -> int:
        return self.held

    def unload(self) -> None:
        self._become(BackendState.EMPTY)


class Asker(RecorderListener):
    """Has one answer recorded, and writes down what it is told of it. ``now``: seconds."""

    def __init__(
        self,
        backend: ScriptedBackend,
        prompt: str | tuple[ChatMessage, ...] = (ChatMessage("user", "Hi"),),
        recorded: RecordedAnswer | None = None,
        energy: EnergyMeter | None = None,
    ) -> None:
        self.now = 0.0
        self.heard_of: list[AnswerEvent] = []
        self.saved: list[str] = []
        self.ends: list[RecordedAnswer] = []
        question = Question(prompt, Sampling(), LoadOptions())
        self.recorder = AnswerRecorder(
            backend, question, self, recorded, energy=energy, clock=lambda: self.now
        )

    @property
    def recorded(self) -> RecordedAnswer:
        return self.recorder.recorded

    def heard(self, event: AnswerEvent) -> None:
        self.heard_of.append(event)

    def save(self) -> None:
        self.saved.append(self.recorded.said.text)

    def over(self, recorded: RecordedAnswer) -> None:
        self.ends.append(recorded)

    def write(self, text: str = "", thought: str = "", raw: str = "", *, at: float = 0.0) -> None:
        """As a backend does it."""
        self.now = at
        self.recorder.hear(Chunk(Piece(text, thought, raw or text + thought), 1, ROOM))

    def run(self) -> RecordedAnswer:
        self.recorder.start()
        found(lambda: self.ends or None, "the end of the answer")
        return self.ends[0]


def answer(text: str, thought: str = "", raw: str = "") -> Answer:
    return Answer(text, AnswerTiming(1, 2, 0.5, 1), "end", "<s>Hi", thought, raw)


@pytest.fixture
def backend(qapp: QApplication) -> Mortal:
    return Mortal(ScriptedModel())


def test_an_answer_is_recorded_with_what_was_sent_and_what_made_it(backend: Mortal) -> None:
    asker = Asker(backend)
    recorded = asker.run()
    assert (recorded.said.text, recorded.end, recorded.has_died) == (SAYS, "end", False)
    assert recorded.answer is not None
    assert recorded.model is backend.model
    kinds = list(dict.fromkeys(type(event) for event in asker.heard_of))
    assert kinds == [ModelLoading, LoadedModel, Chunk]


def test_what_the_backend_tells_is_noted(backend: Mortal) -> None:
    asker = Asker(backend)
    token = TokenDetail(7, "Yes", -0.1)
    for event in (PromptRead(9, 4, ROOM), ContextShortened(2, ROOM)):
        asker.recorder.hear(event)
    asker.recorder.hear(Chunk(Piece("Yes", "", "Yes"), 1, ContextUse(11, 100), (token,)))
    asker.recorder.hear(Chunk(Piece("!", "", "!"), 2, None))  # not every backend tells
    recorded = asker.recorded
    assert (recorded.reused, recorded.dropped, recorded.tokens) == (4, 2, [token])
    assert recorded.context == ContextUse(11, 100)


def test_what_there_is_is_kept_every_second(backend: Mortal) -> None:
    asker = Asker(backend)
    asker.write("one ", at=0.5)
    assert asker.saved == []
    asker.write("two ", at=1.0)
    asker.write("three ", at=1.5)
    asker.write("four", at=2.0)
    assert asker.saved == ["one two ", "one two three four"]


def test_after_a_death_in_mid_answer_the_text_is_kept_and_marked_and_it_is_not_asked_again_by_itself(
    backend: Mortal,
) -> None:
    backend.breaks, backend.breaks_after = DIED, 2
    recorded = Asker(backend).run()
    assert (recorded.said.text.strip(), recorded.end, recorded.has_died) == ("Far away", "failed", True)
    assert (recorded.error, recorded.answer) == (DIED, None)
    assert (len(backend.asked), backend.prepared) == (1, 1)


def test_the_next_question_after_a_death_makes_the_model_ready_again(backend: Mortal) -> None:
    backend.breaks, backend.breaks_after = DIED, 2
    Asker(backend).run()
    backend.breaks = None
    assert Asker(backend).run().said.text == SAYS
    assert backend.prepared == 2


def test_who_asks_by_itself_gives_a_model_up_that_dies_again_and_again(backend: Mortal) -> None:
    policy, backend.breaks, asked = CrashPolicy(), DIED, 0
    while not policy.gives_up(has_died=Asker(backend).run().has_died):
        asked += 1
    assert (asked + 1, backend.prepared) == (MOST_DEATHS, MOST_DEATHS)


def test_an_answer_between_two_deaths_is_one_more_chance() -> None:
    policy = CrashPolicy()
    deaths = (True, False, True, False, True, True)
    assert [policy.gives_up(has_died=one) for one in deaths] == [False] * 5 + [True]


def test_an_error_that_leaves_the_model_ready_is_no_death(qapp: QApplication) -> None:
    backend = ScriptedBackend(ScriptedModel())
    backend.breaks = DIED
    recorded = Asker(backend).run()
    assert (recorded.end, recorded.has_died) == ("failed", False)


def test_a_model_that_cannot_be_made_ready_fails_before_a_word(backend: Mortal) -> None:
    backend.refuses = AWAY
    recorded = Asker(backend).run()
    assert (recorded.said.text, recorded.end, recorded.error, recorded.model) == ("", "failed", AWAY, None)


def test_a_stopped_answer_keeps_what_was_said(backend: Mortal) -> None:
    backend.is_held = True
    asker = Asker(backend)
    asker.recorder.start()
    found(lambda: asker.recorded.said.text or None, "the first word")
    asker.recorder.stop()
    assert (asker.recorded.said.text.strip(), asker.recorded.end) == ("Far", "stopped")
    assert asker.recorded.answer is not None
    assert len(asker.ends) == 1


def test_what_is_stopped_while_its_model_loads_was_not_asked(backend: Mortal) -> None:
    asker = Asker(backend)
    asker.recorder.start()
    asker.recorder.stop()
    assert (asker.recorded.end, asker.recorded.answer, asker.recorded.error) == ("stopped", None, None)
    assert (backend.state, backend.asked, len(asker.ends)) == (BackendState.EMPTY, [], 1)


def test_a_model_that_is_unloaded_by_another_stops_the_answer(backend: Mortal) -> None:
    asker = Asker(backend)
    asker.write("half")
    asker.recorder.hear(CancelledError())
    assert (asker.recorded.said.text, asker.recorded.end) == ("half", "stopped")


def test_an_answer_the_app_leaves_is_interrupted_and_hears_nothing_more(backend: Mortal) -> None:
    backend.is_held = True
    asker = Asker(backend)
    asker.recorder.start()
    found(lambda: asker.recorded.said.text or None, "the first word")
    asker.recorder.close()
    asker.recorder.hear(answer("whole"))
    assert (asker.recorded.said.text.strip(), asker.recorded.end) == ("Far", "interrupted")
    assert len(asker.ends) == 1


def test_a_continued_answer_tells_nothing_until_it_says_more_than_before(backend: Mortal) -> None:
    before = RecordedAnswer(Piece("Far away", "", "Far away"), thought_s=2.0)
    asker = Asker(backend, recorded=before)
    asker.write("Far ", at=5.0)
    assert (asker.heard_of, asker.recorded.said.text) == ([], "Far away")
    asker.write("away it is")
    assert (len(asker.heard_of), asker.recorded.said.text) == (1, "Far away it is")
    assert asker.recorded.thought_s == 2.0


def test_one_that_is_stopped_before_it_says_all_again_keeps_what_it_had(backend: Mortal) -> None:
    asker = Asker(backend, recorded=RecordedAnswer(Piece("Far away", "", "Far away")))
    asker.recorder.hear(answer("Far"))
    assert asker.recorded.said.text == "Far away"


def test_a_thought_lasts_from_the_end_of_the_prompt_until_the_answer_begins(backend: Mortal) -> None:
    asker = Asker(backend)
    asker.now = 3.0
    asker.recorder.hear(PromptRead(9, 0, ROOM))
    asker.write("", "hm", at=5.0)
    assert asker.recorded.thought_s == 2.0
    asker.write("Yes", at=7.0)
    asker.write(", that", at=20.0)
    asker.recorder.hear(answer("Yes, that", "hm", "<think>hm</think>Yes, that"))
    assert asker.recorded.thought_s == 4.0
    assert asker.recorded.said == Piece("Yes, that", "hm", "<think>hm</think>Yes, that")


def test_a_thought_goes_on_from_what_it_had_thought_before(backend: Mortal) -> None:
    before = RecordedAnswer(Piece("", "hm", "<think>hm"), thought_s=2.0)
    asker = Asker(backend, recorded=before)
    asker.now = 1.0
    asker.recorder.hear(PromptRead(9, 0, ROOM))
    asker.write("", "hm", "<think>hm", at=3.0)  # what it had, said again
    asker.write("", "m", at=4.5)
    assert (asker.recorded.said.thought, asker.recorded.thought_s) == ("hmm", 3.5)


def test_a_text_that_a_base_model_goes_on_with_is_one_text_whatever_marks_are_in_it(
    backend: Mortal,
) -> None:
    asker = Asker(backend, "Once")
    asker.write("", "hm", "<think>hm")
    asker.recorder.hear(answer("", "hm", "<think>hm"))
    assert (asker.recorded.said.text, asker.recorded.said.thought) == ("<think>hm", "")
    assert asker.recorded.thought_s is None


def test_memory_and_energy_are_measured_where_that_is_asked_for(qapp: QApplication, tmp_path: Path) -> None:
    package = tmp_path / "intel-rapl:0"
    package.mkdir()
    for name, text in (("name", "package-0"), ("max_energy_range_uj", "9000000"), ("energy_uj", "1000000")):
        (package / name).write_text(text)
    backend = Measured(ScriptedModel())
    asker = Asker(backend, energy=EnergyMeter(tmp_path))
    backend.held = 500
    asker.write("one", at=1.0)
    backend.held = 300  # a system that does not remember the most
    (package / "energy_uj").write_text("3500000")
    asker.recorder.hear(answer("one"))
    assert (asker.recorded.peak_memory, asker.recorded.joules) == (500, 2.5)


def test_a_backend_that_takes_no_memory_here_has_none_to_tell(backend: Mortal, tmp_path: Path) -> None:
    asker = Asker(backend, energy=EnergyMeter(tmp_path))
    asker.recorder.hear(answer("one"))
    assert (asker.recorded.peak_memory, asker.recorded.joules) == (0, None)
