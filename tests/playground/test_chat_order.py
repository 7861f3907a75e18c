"""Chats are put in order: pinned, into folders, twice, and into the bin."""

import pytest

from explorer.base.store import Store
from explorer.rooms.playground.chats import copying
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.playground.making import WATER, detailed
from tests.playground.test_chats import START, Clock


@pytest.fixture
def chats(store: Store) -> Chats:
    return Chats(store, Clock())


def titles(chats: Chats) -> list[str]:
    return [chat.title for chat in chats.all()]


def test_pinned_chats_stand_before_those_that_changed_later(chats: Chats) -> None:
    one, _two, three = (chats.create(title, "m") for title in ("One", "Two", "Three"))
    chats.pin(one.id, pinned=True)
    assert titles(chats) == ["One", "Three", "Two"]
    chats.pin(three.id, pinned=True)
    assert titles(chats) == ["Three", "One", "Two"]
    assert [chat.is_pinned for chat in chats.all()] == [True, True, False]
    chats.pin(one.id, pinned=False)
    assert titles(chats) == ["Three", "Two", "One"]


def test_a_folder_is_renamed_and_deleted_without_its_chats_and_can_come_back(chats: Chats) -> None:
    work, home = chats.folders.create("Wrok"), chats.folders.create("Home")
    one, two, other = (chats.create(title, "m").id for title in ("One", "Two", "Other"))
    chats.folders.rename(work.id, "Work")
    for chat in (one, two):
        chats.folders.move(chat, work.id)
    assert [folder.title for folder in chats.folders.all()] == ["Work", "Home"]
    renamed = chats.folders.all()[0]
    were_in = chats.folders.delete(work.id)
    assert (set(were_in), [chat.folder for chat in chats.all()]) == ({one, two}, [0, 0, 0])
    chats.folders.move(two, home.id)  # meanwhile
    back = chats.folders.put_back(renamed, were_in)
    assert [folder.title for folder in chats.folders.all()] == ["Work", "Home"]
    assert {chat.id: chat.folder for chat in chats.all()} == {one: back.id, two: home.id, other: 0}


def test_a_copy_has_all_branches_and_all_that_belongs_to_them(
    chats: Chats, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_PIECE", 1)
    chats.create("Before", "m")
    chat = chats.create("One", "m")
    kept = ChatSettingsStore(store)
    kept.keep(chat.id, ChatSettings(system_prompt="Be brief."))
    chats.folders.move(chat.id, chats.folders.create("Work").id)
    chats.pin(chat.id, pinned=True)
    question = chats.add(chat.id, "user", "q", TurnRecord())
    first = chats.add(chat.id, "assistant", WATER, TurnRecord(model="m"))
    chats.details.keep(first.id, AnswerTokens(detailed(WATER)))
    chats.sent.keep(first.id, "<s>q")
    chats.add(chat.id, "assistant", "other", TurnRecord(), question.id)
    gone = chats.add(chat.id, "user", "taken out", TurnRecord())
    chats.delete_turn(gone)
    chats.show(first.id)
    chats.attachments.add(chat.id, "collection", "k1", "Letters")
    copy = chats.duplicate(chat.id, "One, again")
    assert (copy.title, copy.model, copy.is_pinned) == ("One, again", "m", False)
    assert copy.folder == chats.all()[0].folder
    assert kept.get(copy.id).system_prompt == "Be brief."
    turns = chats.turns(copy.id)
    assert [(turn.text, turn.chat, turn.record) for turn in turns] == [
        (turn.text, copy.id, turn.record) for turn in chats.turns(chat.id)
    ]
    assert chats.details.get(turns[1].id) == chats.details.get(first.id)
    assert chats.sent.of(turns[1].id) == "<s>q"
    assert [one.name for one in chats.attachments.of_chat(copy.id)] == ["Letters"]
    chats.show(turns[1].siblings[1])
    assert [turn.text for turn in chats.turns(copy.id)] == ["q", "other"]
    assert [turn.text for turn in chats.turns(chat.id)] == ["q", WATER]
    chats.delete(chat.id)
    chats.empty_bin()
    assert [turn.text for turn in chats.turns(copy.id)] == ["q", "other"]
    assert store.read("SELECT 1 FROM messages WHERE text = 'taken out'") == []


def test_a_copy_of_an_answer_that_is_being_written_is_an_interrupted_one(chats: Chats) -> None:
    chat = chats.create("One", "m")
    chats.add(chat.id, "assistant", "half", TurnRecord(end="writing"))
    copy = chats.duplicate(chat.id, "Two")
    ends = [chats.turns(number)[0].record.end for number in (chat.id, copy.id)]
    assert ends == ["writing", "interrupted"]


def test_the_bin_shows_what_was_deleted_and_gives_it_up_for_good(chats: Chats, store: Store) -> None:
    one, two, three = (chats.create(title, "m") for title in ("One", "Two", "Three"))
    chats.add(one.id, "user", "text", TurnRecord())
    chats.delete(one.id)
    chats.delete(two.id)
    assert [(binned.chat.title, binned.deleted_at > START) for binned in chats.binned()] == [
        ("Two", True),
        ("One", True),
    ]
    chats.give_up(three.id)  # is in no bin
    chats.remove_given_up()
    chats.give_up(one.id)
    chats.remove_given_up()
    assert ([binned.chat.id for binned in chats.binned()], titles(chats)) == ([two.id], ["Three"])
    assert store.read("SELECT * FROM messages") == []
    chats.empty_bin()
    assert chats.binned() == ()
