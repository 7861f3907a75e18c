"""What is kept of a chat beside its texts: little, and enough to know what a model was given to read."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.documents.prompt import asked_with
from explorer.domain.generation import AnswerTiming, ChatMessage, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.engine.question import Question
from explorer.rooms.playground.chats.session import ChatSession, messages_for
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, HandedMessages, Turn, TurnRecord
from explorer.rooms.playground.context.context_room import TokensUsed, measured_use, next_prompt

MODEL = LocalModel(
    id="a.gguf", path=Path("a.gguf"), size=1, publisher="p", name="A", quantization="", is_chat=True
)
OTHER = replace(MODEL, id="b.gguf", name="B")
OPTIONS = LoadOptions()
PASSAGE = GivenPassage(1, "doc", "guide.pdf", PassagePlace(14, 0, 9), "Ten days.")


@pytest.fixture
def session(store: Store, qapp: QApplication) -> ChatSession:
    return ChatSession(Chats(store), ChatSettingsStore(store))


def say(session: ChatSession, text: str, answer: str, given: tuple[GivenPassage, ...] = ()) -> Turn:
    """A question and the whole answer to it."""
    question, turn, asked = session.ask(text, MODEL, OPTIONS)
    return end(session, turn, answer, session.give(question, turn, asked, given))


def end(session: ChatSession, turn: Turn, answer: str, asked: Question) -> Turn:
    record = replace_record(turn.record, end="end", measured=AnswerTiming(10, 5, 0.1, 1.0))
    whole = replace(turn, text=answer, record=record)
    session.chats.update(whole)
    session.chats.sent.keep(turn.id, f"<s>{asked.prompt}")
    session.replace(whole)
    return whole


def replace_record(record: TurnRecord, **values: object) -> TurnRecord:
    import msgspec

    changed: TurnRecord = msgspec.structs.replace(record, **values)
    return changed


def texts(session: ChatSession) -> list[str]:
    return [turn.text for turn in session.turns]


def read_of(asked: Question) -> list[str]:
    assert not isinstance(asked.prompt, str)
    return [message.text for message in asked.prompt]


def test_the_records_of_a_long_chat_grow_with_its_length_and_not_with_its_square(
    session: ChatSession, store: Store
) -> None:
    for number in range(100):
        say(session, f"question {number} " * 20, f"answer {number} " * 20)
    sizes = [row["size"] for row in store.read("SELECT length(record) AS size FROM messages ORDER BY id")]
    assert max(sizes) < 1_200
    assert sizes[-1] - sizes[21] < 50  # and no answer's record more than another's


def test_the_context_is_counted_from_the_last_answer_as_long_as_that_saw_the_same(
    session: ChatSession,
) -> None:
    session.change({"system_prompt": "Be brief."})
    say(session, "One", "1")
    say(session, "Two", "2")
    session.open(session.chat)
    said = next_prompt(session.turns, MODEL, "Be brief.", "")
    assert measured_use(session.turns, said) == TokensUsed(15)
    assert measured_use(session.turns, next_prompt(session.turns, MODEL, "", "")) is None
    session.delete_turn(session.turns[0])
    assert measured_use(session.turns, next_prompt(session.turns, MODEL, "Be brief.", "")) is None


def test_a_record_of_before_tells_what_it_holds(session: ChatSession) -> None:
    messages = ChatMessage("system", "Be brief."), ChatMessage("user", "Hi")
    record = TurnRecord(messages=messages, sent="<s>Hi")
    assert (
        record.handed_over()
        == HandedMessages.of(messages)
        == HandedMessages(HandedMessages.of(messages).digest, 1, 11)
    )
    assert record.system_prompt() == "Be brief."
    assert HandedMessages.of(messages) != HandedMessages.of(messages[1:])


def test_what_followed_a_deleted_turn_stays_and_comes_back_under_it(session: ChatSession) -> None:
    say(session, "One", "1")
    say(session, "Two", "2")
    session.open(session.chat)
    before = session.turns
    first = session.delete_turn(before[1])
    assert texts(session) == ["One", "Two", "2"]
    second = session.delete_turn(session.turns[0])
    assert texts(session) == ["Two", "2"]
    assert messages_for(session.turns)[0].text == "Two"
    for deleted in (first, second):  # in the order they were deleted, not the other way round
        session.chats.restore_turn(deleted)
    session.open(session.chat)
    assert session.turns == before


def test_without_the_answer_that_was_deleted_an_earlier_one_is_shown(session: ChatSession) -> None:
    say(session, "One", "first")
    _, turn, asked = session.ask_again(MODEL, OPTIONS)
    second = end(session, turn, "second", asked)
    deleted = session.delete_turn(second)
    assert (texts(session), len(session.turns[-1].siblings)) == (["One", "first"], 1)
    session.chats.restore_turn(deleted)
    session.open(session.chat)
    assert (texts(session), len(session.turns[-1].siblings)) == (["One", "second"], 2)
    for turn in (second, session.turns[0]):
        session.delete_turn(turn)
    assert texts(session) == ["first"]
    session.delete_turn(session.turns[0])
    assert texts(session) == []
    assert say(session, "Anew", "1").parent == session.turns[0].id


def test_a_deleted_turn_is_really_gone_after_the_next_start(session: ChatSession, store: Store) -> None:
    say(session, "One", "secret")
    say(session, "Two", "2")
    question = session.turns[2]
    session.chats.attachments.add(question.chat, "document", "doc", "a.pdf", message=question.id)
    for turn in session.turns[1:]:
        session.delete_turn(turn)
    store.empty_bin()
    assert store.read("SELECT text FROM messages") == [{"text": "One"}]
    assert session.chats.attachments.of_chat(question.chat) == ()  # its number is given again


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ([("user", "a"), ("user", "b")], ["a\n\nb"]),  # the answer between them was deleted
        ([("user", "a"), ("assistant", "1"), ("assistant", "2")], ["a", "1\n\n2"]),
        ([("user", "a"), ("assistant", ""), ("user", "b")], ["b"]),  # it failed
        ([("assistant", "1"), ("user", "b")], ["b"]),
        ([("assistant", "1")], []),
    ],
)
def test_a_model_reads_turns_that_alternate_whatever_was_deleted(
    session: ChatSession, said: list[tuple[str, str]], read: list[str]
) -> None:
    chat = session.chats.create("t", "m").id
    for role, text in said:
        session.chats.add(chat, "user" if role == "user" else "assistant", text, TurnRecord())
    assert [message.text for message in messages_for(session.chats.turns(chat))] == read


def test_an_answer_is_edited_beside_what_was_said(session: ChatSession) -> None:
    say(session, "One", "1", (PASSAGE,))
    old = session.turns[1]
    say(session, "Two", "2")
    edited = session.edit_answer(old, "uno")
    assert (texts(session), edited.siblings) == (["One", "uno"], (old.id, edited.id))
    assert (edited.record.written_by, edited.record.model_name) == ("person", "A")
    assert session.chats.given.of(edited.id) == (PASSAGE,)
    *_, asked = session.ask("Three", MODEL, OPTIONS)
    assert read_of(asked) == [asked_with("One", [PASSAGE]), "uno", "Three"]
    session.show(old.id)
    assert texts(session) == ["One", "1", "Two", "2"]


def test_any_answer_is_given_again_by_any_model(session: ChatSession) -> None:
    first = say(session, "One", "1")
    say(session, "Two", "2")
    question, answer, asked = session.ask_again(OTHER, OPTIONS, first)
    assert (question.text, answer.record.model, answer.siblings) == ("One", "b.gguf", (first.id, answer.id))
    assert read_of(asked) == ["One"]
    assert texts(session) == ["One", ""]


def test_an_answer_whose_question_was_deleted_is_given_to_the_one_before(session: ChatSession) -> None:
    say(session, "One", "1")
    say(session, "Two", "2")
    session.delete_turn(session.turns[2])
    question, *_ = session.ask_again(MODEL, OPTIONS)
    assert question.text == "One"


def test_what_an_answer_was_given_is_read_again_with_its_question(session: ChatSession) -> None:
    given = asked_with("How long?", [PASSAGE])
    first = say(session, "How long?", "Ten days [1].", (PASSAGE,))
    *_, asked = session.ask("Really?", MODEL, OPTIONS)
    assert read_of(asked) == [given, "Ten days [1].", "Really?"]
    assert session.turns[0].text == "How long?"
    session.open(session.chat)
    other = replace(PASSAGE, text="Two weeks.")
    question, answer, asked = session.ask_again(MODEL, OPTIONS, first)
    assert read_of(session.give(question, answer, asked, [other])) == [asked_with("How long?", [other])]
    assert session.chats.given.of(first.id) == (PASSAGE,)


def test_what_was_forgotten_is_in_no_prompt_and_in_none_that_was_sent(
    session: ChatSession, store: Store
) -> None:
    before = say(session, "Before", "0")
    first = say(
        session, "How long?", "Ten days [1].", (PASSAGE, replace(PASSAGE, number=2, document="other"))
    )
    later = say(session, "Really?", "Yes.")
    branch = session.edit_answer(session.turns[-1], "No.")
    session.chats.sent.keep(branch.id, "holds it too")
    session.chats.forget_documents(["doc"])
    assert [session.chats.sent.of(turn.id) != "" for turn in (before, first, later, branch)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert [one.text for one in session.chats.given.of(first.id)] == ["", "Ten days."]
    *_, asked = session.ask("Again", MODEL, OPTIONS)
    assert "guide.pdf" in read_of(asked)[2]  # of the other document
    assert "[1] guide" not in read_of(asked)[2]


def test_a_prompt_is_forgotten_though_the_answer_that_was_given_it_was_deleted(session: ChatSession) -> None:
    chats = session.chats
    first = say(session, "How long?", "Ten days [1].", (PASSAGE,))
    later = say(session, "Really?", "Yes.")
    chats.delete_turn(first)
    copy = chats.duplicate(later.chat, "Copy")
    assert [chats.sent.of(turn.id) for turn in chats.turns(copy.id)] == [""] * 3
    say(session, "How long?", "Ten days [1].", (PASSAGE,))
    last = say(session, "Really?", "Yes.")
    chats.delete_turn(session.turns[-2])  # the question between them
    assert "Ten days" in chats.sent.of(last.id)
    chats.forget_documents(["doc"])
    assert chats.sent.of(last.id) == ""


def test_what_was_forgotten_is_in_no_file_any_more(session: ChatSession, store: Store) -> None:
    word = "Quuxolotl" * 20
    for number in range(30):  # pages are split meanwhile
        say(
            session,
            f"How long? {number}",
            "Ten days [1].",
            (replace(PASSAGE, text=f"{word} {number} " * 40),),
        )
    files = list(store.path.parent.glob("*"))
    assert any(word.encode() in path.read_bytes() for path in files)
    session.chats.forget_documents(["doc"])
    store.write_anew()
    assert not any(word.encode() in path.read_bytes() for path in files if path.is_file())


def test_a_prompt_that_is_damaged_counts_as_not_known(session: ChatSession, store: Store) -> None:
    answer = say(session, "One", "1")
    assert session.chats.sent.of(answer.id).startswith("<s>")
    store.write("UPDATE sent_prompts SET body = x'00'")
    assert session.chats.sent.of(answer.id) == ""
    session.go_on(MODEL, OPTIONS)
    assert store.read("SELECT * FROM sent_prompts") == []
