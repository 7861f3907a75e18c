"""Chats on disk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from explorer.base.store import Store
from explorer.domain.generation import ChatMessage, Measured, Sampling
from explorer.playground.chats import Chats, Record

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Each look at it is a minute later."""

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


def test_the_chat_used_last_comes_first(store: Store) -> None:
    chats = Chats(store, Clock())
    first, second = chats.create("first", "m"), chats.create("second", "m")
    assert [chat.id for chat in chats.all()] == [second.id, first.id]
    chats.touch(first.id, "other")
    assert [(chat.title, chat.model) for chat in chats.all()] == [("first", "other"), ("second", "m")]


def test_a_turn_comes_back_with_everything_that_was_kept_of_it(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    record = Record(
        kind="completion", end="length", model="a/b.gguf", model_name="B", sha256="ab", engine="llama",
        threads=4,        sampling=Sampling(seed=7), messages=(ChatMessage("user", "Ä\0\n"),), sent="<s>Ä",
        measured=Measured(3, 4, 0.5, 1.5), backend="CPU", context_length=4096, problem="p",
    )  # fmt: skip
    kept = chats.add(chat.id, "assistant", "Öl\n🙂", record)
    assert chats.turns(chat.id) == (kept,)
    changed = replace(kept, text="longer", record=Record(end="stopped"))
    chats.update(changed)
    assert chats.turns(chat.id) == (changed,)


def test_dropping_a_turn_drops_what_followed_in_this_chat_only(store: Store) -> None:
    chats = Chats(store)
    one, other = chats.create("one", "m"), chats.create("other", "m")
    kept = chats.add(one.id, "user", "kept", Record())
    dropped = chats.add(one.id, "user", "dropped", Record())
    elsewhere = chats.add(other.id, "user", "elsewhere", Record())
    chats.add(one.id, "assistant", "dropped too", Record())
    chats.drop_from(dropped)
    assert chats.turns(one.id) == (kept,)
    assert chats.turns(other.id) == (elsewhere,)


def test_deleting_a_chat_deletes_its_messages(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    chats.add(chat.id, "user", "text", Record())
    chats.delete(chat.id)
    assert (chats.all(), store.read("SELECT * FROM messages")) == ((), [])


def test_only_answers_that_were_being_written_become_interrupted(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    chats.add(chat.id, "assistant", "half", Record(end="writing"))
    chats.add(chat.id, "assistant", 'says "writing"', Record(end="end", sent='"writing"'))
    chats.mark_interrupted()
    ends = [(turn.text, turn.record.end) for turn in chats.turns(chat.id)]
    assert ends == [("half", "interrupted"), ('says "writing"', "end")]


def test_a_record_of_a_newer_version_is_still_read(store: Store) -> None:
    chats = Chats(store)
    turn = chats.add(chats.create("t", "m").id, "assistant", "text", Record())
    newer = msgspec.json.encode({"end": "stopped", "surprise": 1}).decode()
    store.write("UPDATE messages SET record = ? WHERE id = ?", newer, turn.id)
    assert chats.turns(turn.chat)[0].record.end == "stopped"
