"""Chats on disk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from explorer.base.migrations import MIGRATIONS
from explorer.base.store import Store
from explorer.domain.generation import AnswerTiming, ChatMessage, Sampling
from explorer.kit.paint import text_width
from explorer.kit.theme import Look
from explorer.rooms.playground.chats.painted_rows import name_and_time
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.draft_controller import Draft, Drafts

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
    record = TurnRecord(
        kind="completion", end="length", model="a/b.gguf", model_name="B", sha256="ab", engine="llama",
        threads=4,        sampling=Sampling(seed=7), messages=(ChatMessage("user", "Ä\0\n"),), sent="<s>Ä",
        measured=AnswerTiming(3, 4, 0.5, 1.5), backend="CPU", context_length=4096, problem="p",
    )  # fmt: skip
    kept = chats.add(chat.id, "assistant", "Öl\n🙂", record)
    assert chats.turns(chat.id) == (kept,)
    changed = replace(kept, text="longer", record=TurnRecord(end="stopped"))
    chats.update(changed)
    assert chats.turns(chat.id) == (changed,)


def test_what_is_said_in_place_of_a_turn_stands_beside_it(store: Store) -> None:
    chats = Chats(store)
    one, other = chats.create("one", "m"), chats.create("other", "m")
    first = chats.add(one.id, "user", "first", TurnRecord())
    old = chats.add(one.id, "assistant", "old", TurnRecord())
    elsewhere = chats.add(other.id, "user", "elsewhere", TurnRecord())
    chats.add(one.id, "user", "after the old one", TurnRecord())
    new = chats.add(one.id, "assistant", "new", TurnRecord(), first.id)
    assert new.siblings == (old.id, new.id)
    assert chats.turns(one.id) == (first, new)
    assert chats.turns(other.id) == (elsewhere,)


def test_a_branch_is_shown_again_as_it_was_left(store: Store) -> None:
    """What was last said and chosen after a turn comes back with it, however deep."""
    chats = Chats(store)
    chat = chats.create("t", "m").id
    question = chats.add(chat, "user", "q", TurnRecord())
    one = chats.add(chat, "assistant", "one", TurnRecord())
    early = chats.add(chat, "user", "early", TurnRecord())
    chats.add(chat, "user", "late", TurnRecord(), one.id)
    chats.show(early.id)
    two = chats.add(chat, "assistant", "two", TurnRecord(), question.id)
    assert [turn.text for turn in chats.turns(chat)] == ["q", "two"]
    chats.show(one.id)
    assert [turn.text for turn in chats.turns(chat)] == ["q", "one", "early"]
    other = chats.add(chat, "user", "another beginning", TurnRecord(), 0)
    assert other.siblings == (question.id, other.id)
    assert [turn.text for turn in chats.turns(chat)] == ["another beginning"]
    chats.show(question.id)
    chats.show(two.id)
    assert [turn.text for turn in chats.turns(chat)] == ["q", "two"]


def test_a_branch_that_says_what_is_searched_for_is_brought_up(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m").id
    question = chats.add(chat, "user", "q", TurnRecord())
    chats.add(chat, "assistant", "100 % sure", TurnRecord())
    chats.add(chat, "user", "deep down", TurnRecord())
    newest = chats.add(chat, "assistant", "the newest", TurnRecord(), question.id)
    assert [hit.chat for hit in chats.search("100 %")] == [chat]
    assert chats.reveal(chat, "nowhere") == 0
    assert chats.reveal(chat, "newest") == newest.id
    assert [turn.text for turn in chats.turns(chat)] == ["q", "the newest"]
    assert chats.reveal(chat, "deep") == chats.turns(chat)[-1].id
    assert [turn.text for turn in chats.turns(chat)] == ["q", "100 % sure", "deep down"]
    assert chats.reveal(chat, "e") == chats.turns(chat)[-1].id  # a newer one is not shown
    assert [turn.text for turn in chats.turns(chat)] == ["q", "100 % sure", "deep down"]
    chats.reveal(chat, "newest")
    chats.reveal(chat, "0 %")
    assert [turn.text for turn in chats.turns(chat)] == ["q", "100 % sure", "deep down"]


def test_an_answer_without_a_word_can_go_but_nothing_that_was_answered(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m").id
    question = chats.add(chat, "user", "q", TurnRecord())
    empty = chats.add(chat, "assistant", "", TurnRecord(end="failed"))
    chats.drop(question)
    assert len(chats.turns(chat)) == 2
    chats.drop(empty)
    again = chats.add(chat, "assistant", "a", TurnRecord())
    assert [turn.text for turn in chats.turns(chat)] == ["q", "a"]
    assert again.siblings == (again.id,)


def test_chats_of_an_earlier_version_keep_their_order(tmp_path: Path) -> None:
    """Before turns were a tree, a chat was its messages in the order of their ids."""
    old = Store(tmp_path / "a.sqlite3", MIGRATIONS[:3])
    for chat in (1, 2):
        old.write("INSERT INTO chats VALUES (?, 't', 'm', ?, ?)", chat, START.isoformat(), START.isoformat())
    for number, chat in enumerate((1, 2, 1, 1, 2)):
        sql = "INSERT INTO messages (chat, role, text, created_at) VALUES (?, 'user', ?, '')"
        old.write(sql, chat, f"m{number}")
    old.close()
    store = Store(tmp_path / "a.sqlite3")
    chats = Chats(store)
    assert [turn.text for turn in chats.turns(1)] == ["m0", "m2", "m3"]
    chats.add(2, "user", "new", TurnRecord())
    turns = chats.turns(2)
    assert [turn.text for turn in turns] == ["m1", "m4", "new"]
    assert [turn.parent for turn in turns] == [0, turns[0].id, turns[1].id]
    store.close()


def test_a_deleted_chat_is_nowhere_and_can_come_back_whole(store: Store) -> None:
    chats = Chats(store)
    chat, other = chats.create("t", "m"), chats.create("other", "m")
    chats.add(chat.id, "user", "text", TurnRecord())
    chats.delete(chat.id)
    assert (chats.all(), chats.find(chat.id)) == ((other,), None)
    chats.restore(chat.id)
    assert set(chats.all()) == {chat, other}
    assert [turn.text for turn in chats.turns(chat.id)] == ["text"]


def test_emptying_the_bin_removes_a_deleted_chat_with_its_messages_and_nothing_else(store: Store) -> None:
    chats = Chats(store)
    chat, other = chats.create("t", "m"), chats.create("other", "m")
    chats.add(chat.id, "user", "text", TurnRecord())
    chats.add(other.id, "user", "stays", TurnRecord())
    chats.delete(chat.id)
    chats.empty_bin()
    chats.restore(chat.id)
    assert chats.all() == (other,)
    assert [row["text"] for row in store.read("SELECT * FROM messages")] == ["stays"]


def test_a_chat_that_gets_the_number_of_a_deleted_one_gets_no_draft_of_it(store: Store) -> None:
    chats, drafts = Chats(store), Drafts(store)
    chat = chats.create("t", "m")
    drafts.keep(chat.id, Draft("half a thought"))
    drafts.keep(None, Draft("new"))
    chats.delete(chat.id)
    assert Drafts(store).get(chat.id).text == "half a thought"  # it may still come back
    chats.empty_bin()
    kept = Drafts(store)
    assert (chats.create("other", "m").id, kept.get(chat.id), kept.get(None).text) == (
        chat.id,
        Draft(),
        "new",
    )


def test_only_answers_that_were_being_written_become_interrupted(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    chats.add(chat.id, "assistant", "half", TurnRecord(end="writing"))
    chats.add(chat.id, "assistant", 'says "writing"', TurnRecord(end="end", sent='"writing"'))
    chats.mark_interrupted()
    ends = [(turn.text, turn.record.end) for turn in chats.turns(chat.id)]
    assert ends == [("half", "interrupted"), ('says "writing"', "end")]


def test_of_several_answers_that_were_cut_off_those_without_a_word_are_gone(store: Store) -> None:
    chats = Chats(store)
    question = chats.add(chats.create("t", "m").id, "user", "What?", TurnRecord())
    record = TurnRecord(end="writing", variants=3)
    first, half, _none = (
        chats.add(question.chat, "assistant", said, record, question.id) for said in ("", "half", "")
    )
    chats.show(first.id)
    chats.mark_interrupted()
    shown = chats.turns(question.chat)[-1]
    assert (shown.id, shown.siblings) == (first.id, (first.id, half.id))
    assert shown.record.end == "interrupted"


def test_a_record_of_a_newer_version_is_still_read(store: Store) -> None:
    chats = Chats(store)
    turn = chats.add(chats.create("t", "m").id, "assistant", "text", TurnRecord())
    newer = msgspec.json.encode({"end": "stopped", "surprise": 1}).decode()
    store.write("UPDATE messages SET record = ? WHERE id = ?", newer, turn.id)
    assert chats.turns(turn.chat)[0].record.end == "stopped"


def test_a_long_name_leaves_room_for_the_time(look: Look) -> None:
    font = look.font("secondary")
    shown = name_and_time("Mistral Small 24B Instruct 2501", "3 min", font, 150)
    assert shown.startswith("Mistral")
    assert shown.endswith("… · 3 min")
    assert text_width(shown, font) <= 150
    assert name_and_time("Qwen3", "3 min", font, 150) == "Qwen3 · 3 min"


def test_a_turn_that_is_gone_for_good_does_not_come_back_as_another(store: Store) -> None:
    chats = Chats(store)
    one, other = chats.create("one", "m").id, chats.create("other", "m").id
    chats.add(one, "user", "first said", TurnRecord())
    deleted = chats.delete_turn(chats.add(one, "user", "said otherwise", TurnRecord(), 0))
    chats.empty_bin()
    again = chats.add(other, "user", "its id was given again", TurnRecord())
    assert again.id == deleted.turn
    chats.restore_turn(deleted)
    assert [turn.text for turn in chats.turns(one)] == ["first said"]
    assert [turn.text for turn in chats.turns(other)] == ["its id was given again"]
