"""A temporary chat is a chat like any other, and nothing of it is ever stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats
from tests.playground.making import WATER, detailed
from tests.playground.test_records import MODEL, OPTIONS, end, texts

WORD = "Quuxolotl"


@pytest.fixture
def session(store: Store, qapp: QApplication) -> Iterator[ChatSession]:
    made = ChatSession(Chats(store), ChatSettingsStore(store))
    yield made
    made.close()


def talk(session: ChatSession) -> None:
    """A question with a system prompt, two answers, and a passage."""
    session.change({"system_prompt": f"{WORD} prompt"})
    question, turn, asked = session.ask(f"{WORD} question", MODEL, OPTIONS)
    given = GivenPassage(1, "doc", f"{WORD}.pdf", PassagePlace(1, 0, 9), f"{WORD} passage")
    answer = end(session, turn, f"{WORD} answer", session.give(question, turn, asked, [given]))
    session.chats.details.keep(answer.id, AnswerTokens(detailed(WATER)))
    session.edit_answer(answer, f"{WORD} edited")


def test_nothing_of_it_is_in_any_file(session: ChatSession, store: Store) -> None:
    kept = session.chats.create("Kept", "m")
    session.open_temporary()
    assert session.is_temporary
    talk(session)
    assert texts(session) == [f"{WORD} question", f"{WORD} edited"]
    assert [chat.title for chat in session.chats.all()] == [f"{WORD} question"]
    session.open(kept)
    session.forget_temporary()
    assert (session.is_temporary, session.chats.all()) == (False, (kept,))
    assert session.chats.search(WORD) == ()
    home = store.path.parent
    assert [path for path in home.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()] == []
    assert not Path(":memory:").exists()


def test_its_ids_are_those_of_no_stored_chat_or_turn(session: ChatSession) -> None:
    talk(session)
    stored = {session.turns[0].id, session.turns[0].chat}
    session.open_temporary()
    talk(session)
    assert min(session.turns[0].id, session.turns[0].chat) > 1 << 40 > max(stored)
    assert session.chats.find(session.turns[0].chat) is not None


def test_it_is_kept_when_the_person_says_so_with_all_that_belongs_to_it(session: ChatSession) -> None:
    session.open_temporary()
    assert session.keep_temporary() is None  # nothing was said
    talk(session)
    branch, settings = session.turns[-1].siblings, session.controls
    kept = session.keep_temporary()
    assert kept is not None
    assert (session.chat, session.is_temporary, session.chats.all()) == (kept, False, (kept,))
    assert (texts(session), session.controls) == ([f"{WORD} question", f"{WORD} edited"], settings)
    first, second = session.turns[-1].siblings
    assert len(branch) == 2
    assert session.chats.given.of(second)[0].text == f"{WORD} passage"
    assert session.chats.details.get(first) is not None
    assert session.chats.sent.of(first).startswith("<s>")
    assert second < 1 << 40
    assert session.keep_temporary() is None


def test_it_begins_as_any_new_chat_and_leaves_the_next_one_as_it_was(
    session: ChatSession, store: Store
) -> None:
    presets = Presets(store)
    presets.set_default(presets.keep("Brief", ChatSettings(max_tokens=64)))
    session.open(None)
    session.change({"stop": ("waits",)})
    session.open_temporary()
    assert session.controls == ChatSettings(max_tokens=64)
    session.change({"stop": ("temporary",)})
    session.open(None)
    assert session.controls.stop == ("waits",)


def test_what_was_measured_of_it_too_late_is_kept_nowhere(session: ChatSession, store: Store) -> None:
    session.open_temporary()
    talk(session)
    late = session.turns[-1].id
    session.open(None)
    session.chats.details.keep(late, AnswerTokens(detailed(WATER)))
    session.chats.sent.keep(late, "too late")
    assert store.read("SELECT * FROM token_details") == store.read("SELECT * FROM sent_prompts") == []
