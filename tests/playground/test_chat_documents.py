"""Which documents chats keep in the index, whatever becomes of the chats."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.documents.giving import AnswerSources, about_tokens, given_of, look_up
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import Collection
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.documents.references_rows import ReferencesLine
from tests.playground.test_pane import words


@pytest.fixture
def documents(store: Store, paths: Paths) -> Iterator[ChatDocuments]:
    with closing(DocumentIndex(paths.documents)) as index:
        yield ChatDocuments(Chats(store), store, lambda: index)


def attach(documents: ChatDocuments, chat: int | None, name: str) -> str:
    """The key of its document."""
    key = documents.add_text(documents.collection(chat), f"All of {name}.", name).key
    documents.add(chat, "document", key, name)
    return key


def stray(documents: ChatDocuments, chat: int | None) -> str:
    """Read for a chat, and attached to no question."""
    return documents.add_text(documents.collection(chat), f"Read for {chat}.", "stray").key


def collection(documents: ChatDocuments, name: object) -> Collection:
    return next(one for one in documents.index.collections("chat") if one.name == str(name))


def test_a_document_is_kept_as_long_as_a_copy_of_its_chat_has_it(documents: ChatDocuments) -> None:
    chats = documents.chats
    chat = chats.create("A letter", "m")
    kept, key = attach(documents, chat.id, "guide"), attach(documents, chat.id, "ward")
    question = chats.add(chat.id, "user", "What is in them?", TurnRecord())
    documents.go_with(question, documents.waiting(chat.id), {})
    copy = chats.duplicate(chat.id, "A letter, again")
    (_guide, ward) = chats.attachments.of_chat(chat.id)
    documents.remove(chat.id, ward)
    assert [one.key for one in documents.index.documents(documents.collection(copy.id))] == [key]
    chats.delete(chat.id)
    chats.empty_bin()
    documents.forget_strangers()
    (left,) = documents.index.collections("chat")
    assert left.name == str(copy.id)
    assert {one.key for one in documents.index.documents(left.key)} == {kept, key}
    for one in chats.attachments.of_chat(copy.id):
        documents.remove(copy.id, one)
    assert documents.index.document(kept) is None


def test_what_no_question_came_with_is_forgotten_unless_it_waits_or_is_read_just_now(
    documents: ChatDocuments, paths: Paths
) -> None:
    chat = documents.chats.create("A letter", "m")
    kept = {attach(documents, None, "waits"), attach(documents, chat.id, "attached")}
    filled = documents.chats.create("Another", "m")
    kept.add(stray(documents, filled.id))
    gone = [stray(documents, None), stray(documents, chat.id)]
    documents.forget_strangers(collection(documents, filled.id).key.__eq__)
    assert [documents.index.document(key) for key in gone] == [None, None]
    assert all(documents.index.document(key) is not None for key in kept)
    assert f"Read for {chat.id}.".encode() not in paths.documents.read_bytes()


def test_of_a_chat_that_is_gone_the_next_with_its_number_has_nothing(documents: ChatDocuments) -> None:
    chats = documents.chats
    chat = chats.create("A letter", "m")
    key = attach(documents, chat.id, "guide")
    chats.delete(chat.id)
    chats.give_up(chat.id)
    chats.remove_given_up()
    again = chats.create("Another", "m")
    assert again.id == chat.id
    documents.forget_strangers()
    assert documents.index.document(key) is None


def test_what_is_still_read_when_a_chat_begins_is_kept_in_it(documents: ChatDocuments) -> None:
    key = stray(documents, None)
    chat = documents.chats.create("A letter", "m")
    documents.begin_chat(chat.id, is_reading=True)
    documents.add(chat.id, "document", key, "stray")
    documents.forget_strangers()
    assert [one.key for one in documents.index.documents(documents.collection(chat.id))] == [key]


def test_an_index_that_cannot_be_opened_holds_up_no_chat(store: Store, tmp_path: Path) -> None:
    def unusable() -> DocumentIndex:
        return DocumentIndex(tmp_path)  # a folder

    documents = ChatDocuments(Chats(store), store, unusable)
    documents.add(None, "document", "k1", "guide")
    chat = documents.chats.create("A letter", "m")
    documents.begin_chat(chat.id, is_reading=False)
    (waiting,) = documents.waiting(chat.id)
    documents.remove(chat.id, waiting)
    assert documents.waiting(chat.id) == ()


def test_why_an_answer_was_given_nothing_is_told(documents: ChatDocuments) -> None:
    key = attach(documents, None, "guide")
    for sources, why in (
        (AnswerSources(documents=(key,)), "no room"),
        (AnswerSources(whole=("gone",), documents=("gone too",), collections=("and this",)), "gone"),
    ):
        looked = look_up(documents.index, "What is all of guide?", sources)
        assert given_of(looked, 10, about_tokens) == ()
        assert looked.why_nothing == why
    assert look_up(documents.index, "Zebra?", AnswerSources(documents=(key,))).why_nothing == ""
    chat = documents.chats.create("A letter", "m")
    answer = documents.chats.add(chat.id, "assistant", "No.", TurnRecord())
    assert documents.chats.given.why_nothing(answer.id) is None
    documents.chats.given.note_nothing(answer.id, "no room")
    assert documents.chats.given.why_nothing(answer.id) == "no room"
    line = ReferencesLine()
    line.show_given((), frozenset(), "no room")
    assert "no room" in words(line)
