"""An answer on its way to the disk."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.documents.prompt import asked_with
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, AnswerTiming, ChatMessage, LoadOptions, Piece, Sampling
from explorer.domain.tokens import ContextUse
from explorer.engine.local.engine import Engine
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent, Chunk
from explorer.rooms.playground.chats.answer_recorder import ChatAnswerRecorder
from explorer.rooms.playground.chats.store import Chats, Turn, TurnKind, TurnRecord


class Bench:
    """An answer that is driven by hand, and what it told."""

    def __init__(self, store: Store, kind: TurnKind = "chat", given: Sequence[GivenPassage] = ()) -> None:
        self.now = 0.0
        self.told: list[str] = []
        self.ends: list[tuple[Turn, KnownError | None]] = []
        self.chats = Chats(store)
        record = TurnRecord(kind=kind, end="writing")
        self.turn = self.chats.add(self.chats.create("t", "m").id, "assistant", "", record)
        self.chats.given.keep(self.turn.id, given)
        prompt = "Once" if kind == "completion" else (ChatMessage("user", asked_with("Once", given)),)
        question = Question(prompt, Sampling(), LoadOptions())
        engine = Engine(WorkerSupply(["nothing"]))
        self.answering = ChatAnswerRecorder(
            engine, self.chats, self.turn, question, self.heard, self.over, lambda: self.now
        )
        self.hear = self.answering.recorder.hear

    def write(self, piece: Piece) -> None:
        self.hear(Chunk(piece, 1, ContextUse(1, 100)))

    @property
    def stored(self) -> Turn:
        (turn,) = self.chats.turns(self.turn.chat)
        return turn

    def heard(self, event: AnswerEvent, turn: Turn) -> None:
        assert isinstance(event, Chunk)
        self.told.append(turn.text)

    def over(self, turn: Turn, error: KnownError | None) -> None:
        self.ends.append((turn, error))


def test_a_growing_answer_is_stored_every_second(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.write(Piece(raw="one ", text="one "))
    assert bench.stored.text == ""
    bench.now = 1.0
    bench.write(Piece(raw="two ", text="two "))
    assert (bench.stored.text, bench.stored.record.end) == ("one two ", "writing")
    bench.now = 1.5
    bench.write(Piece(raw="three", text="three"))
    assert bench.stored.text == "one two "
    assert bench.told == ["one ", "one two ", "one two three"]


def test_the_end_is_stored_with_what_was_sent_and_measured(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.hear(Answer("whole", AnswerTiming(1, 2, 0.5, 1), "length", "<s>Once"))
    record = bench.stored.record
    assert (bench.stored.text, record.end, bench.chats.sent.of(bench.stored.id)) == (
        "whole",
        "length",
        "<s>Once",
    )
    assert record.measured == AnswerTiming(1, 2, 0.5, 1)
    assert bench.ends == [(bench.stored, None)]


def test_what_was_sent_is_not_kept_where_a_document_in_it_was_forgotten_meanwhile(
    qapp: QApplication, store: Store
) -> None:
    there = GivenPassage(1, "there", "ward.txt", PassagePlace(1, 0, 5), "Open.")
    gone = GivenPassage(2, "gone", "<<<guide>>>\n.pdf", PassagePlace(1, 0, 9), "Ten days.")
    for document, is_kept in (("gone", False), ("another", True)):
        bench = Bench(store, given=(there, gone))
        bench.chats.forget_documents([document])
        bench.hear(Answer("whole", AnswerTiming(1, 2, 0.5, 1), "end", "<s>Ten days. Once"))
        assert bool(bench.chats.sent.of(bench.stored.id)) is is_kept
    later = Bench(store, given=(there,))
    later.chats.given.keep(bench.turn.id, (gone,))
    later.chats.forget_documents(["gone"])  # it stood in no prompt of this chat
    later.hear(Answer("whole", AnswerTiming(1, 2, 0.5, 1), "end", "<s>Open. Once"))
    assert later.chats.sent.of(later.stored.id)


def test_a_failure_keeps_the_text_and_says_why(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.write(Piece(raw="half", text="half"))
    error = KnownError("It fell over.", "Try again.")
    bench.hear(error)
    assert (bench.stored.text, bench.stored.record.end) == ("half", "failed")
    assert bench.stored.record.problem == "It fell over. Try again."
    assert bench.ends == [(bench.stored, error)]


def test_an_unloaded_model_ends_the_answer_as_stopped(qapp: QApplication, store: Store) -> None:
    bench = Bench(store)
    bench.write(Piece(raw="half", text="half"))
    bench.hear(CancelledError())
    assert (bench.stored.text, bench.stored.record.end) == ("half", "stopped")
    assert bench.ends == [(bench.stored, None)]


def test_a_thought_is_timed_until_the_answer_begins_and_kept_while_it_grows(
    qapp: QApplication, store: Store
) -> None:
    bench = Bench(store)
    bench.now = 5.0  # the prompt was read until then
    bench.write(Piece("", "hm", "<think>hm"))
    bench.now = 7.5
    bench.write(Piece("", "m", "m"))
    assert (bench.stored.text, bench.stored.thought, bench.stored.written) == ("", "hmm", "<think>hmm")
    bench.now = 9.0
    bench.write(Piece("Yes", "", "</think>Yes"))
    bench.now = 20.0
    bench.write(Piece(", that", "", ", that"))
    bench.hear(Answer("Yes, that", AnswerTiming(1, 9, 0, 1), "end", "", "hmm", "<think>hmm</think>Yes, that"))
    (turn, _error) = bench.ends[0]
    assert (turn.text, turn.thought, turn.record.thought_s) == ("Yes, that", "hmm", 4.0)
    assert bench.stored == turn


def test_a_text_that_a_base_model_goes_on_with_is_one_text_whatever_marks_are_in_it(
    qapp: QApplication, store: Store
) -> None:
    bench = Bench(store, "completion")
    bench.write(Piece("", "hm", "<think>hm"))
    bench.hear(Answer("", AnswerTiming(1, 2, 0, 1), "length", "", "hm", "<think>hm"))
    assert (bench.stored.text, bench.stored.thought) == ("<think>hm", "")
