"""An answer on its way to the disk."""

from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, AnswerTiming, LoadOptions, Piece, Sampling
from explorer.domain.tokens import ContextUse
from explorer.engine.local.engine import Engine
from explorer.engine.question import Question
from explorer.rooms.playground.chats.answer_recorder import ChatAnswerRecorder
from explorer.rooms.playground.chats.store import Chats, Turn, TurnKind, TurnRecord


class Bench:
    """An answer that is driven by hand, and what it told."""

    def __init__(self, store: Store, kind: TurnKind = "chat") -> None:
        self.now = 0.0
        self.told: list[str] = []
        self.ends: list[tuple[Turn, KnownError | None]] = []
        self.chats = Chats(store)
        record = TurnRecord(kind, end="writing")
        self.turn = self.chats.add(self.chats.create("t", "m").id, "assistant", "", record)
        question = Question("Once", Sampling(), LoadOptions())
        engine = Engine(["nothing"])
        self.answering = ChatAnswerRecorder(engine, self.chats, self.turn, question, self, lambda: self.now)

    @property
    def stored(self) -> Turn:
        (turn,) = self.chats.turns(self.turn.chat)
        return turn

    def reading(self) -> None:
        self.told.append("reading")

    def grew(self, turn: Turn) -> None:
        self.told.append(turn.text)

    def filled(self, context: ContextUse) -> None:
        self.told.append(f"{context.used} of {context.total}")

    def low(self, context: ContextUse) -> None:
        self.told.append(f"low: {context.left} left")

    def forgot(self, turn: Turn) -> None:
        self.told.append(f"forgot {turn.record.dropped}")

    def over(self, turn: Turn, error: KnownError | None) -> None:
        self.ends.append((turn, error))


def test_a_growing_answer_is_stored_every_second(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.answering.chunk(Piece(raw="one ", text="one "))
    assert bench.stored.text == ""
    bench.now = 1.0
    bench.answering.chunk(Piece(raw="two ", text="two "))
    assert (bench.stored.text, bench.stored.record.end) == ("one two ", "writing")
    bench.now = 1.5
    bench.answering.chunk(Piece(raw="three", text="three"))
    assert bench.stored.text == "one two "
    assert bench.told == ["one ", "one two ", "one two three"]


def test_the_end_is_stored_with_what_was_sent_and_measured(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.answering.done(Answer("whole", AnswerTiming(1, 2, 0.5, 1), "length", "<s>Once"))
    record = bench.stored.record
    assert (bench.stored.text, record.end, record.sent) == ("whole", "length", "<s>Once")
    assert record.measured == AnswerTiming(1, 2, 0.5, 1)
    assert bench.ends == [(bench.stored, None)]


def test_a_failure_keeps_the_text_and_says_why(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.answering.chunk(Piece(raw="half", text="half"))
    error = KnownError("It fell over.", "Try again.")
    bench.answering.failed(error)
    assert (bench.stored.text, bench.stored.record.end) == ("half", "failed")
    assert bench.stored.record.problem == "It fell over. Try again."
    assert bench.ends == [(bench.stored, error)]


def test_an_unloaded_model_ends_the_answer_as_stopped(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.answering.chunk(Piece(raw="half", text="half"))
    bench.answering.failed(CancelledError())
    assert (bench.stored.text, bench.stored.record.end) == ("half", "stopped")
    assert bench.ends == [(bench.stored, None)]


def test_a_thought_is_timed_until_the_answer_begins_and_kept_while_it_grows(
    qapp: QApplication, store: Store
) -> None:
    bench = Bench(store)
    bench.now = 5.0  # the prompt was read until then
    bench.answering.chunk(Piece("", "hm", "<think>hm"))
    bench.now = 7.5
    bench.answering.chunk(Piece("", "m", "m"))
    assert (bench.stored.text, bench.stored.thought, bench.stored.written) == ("", "hmm", "<think>hmm")
    bench.now = 9.0
    bench.answering.chunk(Piece("Yes", "", "</think>Yes"))
    bench.now = 20.0
    bench.answering.chunk(Piece(", that", "", ", that"))
    bench.answering.done(
        Answer("Yes, that", AnswerTiming(1, 9, 0, 1), "end", "", "hmm", "<think>hmm</think>Yes, that")
    )
    (turn, _error) = bench.ends[0]
    assert (turn.text, turn.thought, turn.record.thought_s) == ("Yes, that", "hmm", 4.0)
    assert bench.stored == turn


def test_a_text_that_a_base_model_goes_on_with_is_one_text_whatever_marks_are_in_it(
    qapp: QApplication, store: Store
) -> None:
    bench = Bench(store, "completion")
    bench.answering.chunk(Piece("", "hm", "<think>hm"))
    bench.answering.done(Answer("", AnswerTiming(1, 2, 0, 1), "length", "", "hm", "<think>hm"))
    assert (bench.stored.text, bench.stored.thought) == ("<think>hm", "")
