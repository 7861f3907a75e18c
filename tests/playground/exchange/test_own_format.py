"""Our own JSON: what is exported comes in again as it was, here and on another machine."""

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerTiming, LoadOptions, Sampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.tokens import AdapterFile
from explorer.rooms.playground.chats.exchange import arriving_chats
from explorer.rooms.playground.chats.exchange.arriving_chats import ArrivingChats
from explorer.rooms.playground.chats.exchange.exporting import write_chats
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.playground.exchange.making import bring_in, lines


@pytest.fixture
def other(tmp_path: Path) -> Store:
    """The database of another machine."""
    return Store(tmp_path / "other.sqlite3")


def held_chat(store: Store) -> int:
    """With two branches on either side, settings, a passage that was given, and a file."""
    chats = Chats(store)
    chat = chats.create("Ω letters", "pub/repo/m.gguf").id
    question = chats.add(chat, "user", "Ä\0\n🙂 \u202e", TurnRecord())
    record = TurnRecord(
        model="pub/repo/m.gguf", model_name="M", quantization="Q4_K_M", sha256="ab",
        sampling=Sampling(seed=7), thought="hm", raw="<think>hm</think>one", thought_s=2.5,
        measured=AnswerTiming(3, 4, 0.5, 1.5),
    )  # fmt: skip
    first = chats.add(chat, "assistant", "one", record, question.id)
    chats.add(chat, "user", "more", TurnRecord(), first.id)
    answer = chats.add(chat, "assistant", "two", TurnRecord(end="stopped", thought=""), question.id)
    chats.add(chat, "user", "edited", TurnRecord(), 0)
    chats.show(question.id)
    settings = ChatSettings(system_prompt="Be kind.", choice=SamplingChoice({"temperature": 0.2}))
    ChatSettingsStore(store).keep(chat, settings)
    folder = store.write("INSERT INTO chat_folders (title, position) VALUES ('Ward', 1)")
    store.write("UPDATE chats SET folder = ?, pinned_at = '2026-01-02T03:04:05+00:00'", folder)
    place = '{"number": 14, "start": 0, "end": 9, "unit": "page"}'
    names = "(message, number, document, title, place, text)"
    store.write(f"INSERT INTO given {names} VALUES (?, 3, 'd', 'guide', ?, 'So.')", answer.id, place)
    names = "(chat, message, kind, reference, name)"
    sql = f"INSERT INTO attachments {names} VALUES (?, ?, 'document', 'd', 'g.pdf')"
    store.write(sql, chat, question.id)
    return chat


def read(store: Store, chat: int) -> PortableChat:
    found = ExchangeStore(store).read(chat)
    assert found is not None
    return found


def test_what_is_exported_comes_in_as_it_was(store: Store, other: Store, tmp_path: Path) -> None:
    for _number in range(3):  # so that ids differ there
        Chats(other).add(Chats(other).create("own", "m").id, "user", "own", TurnRecord())
    chat = read(store, held_chat(store))
    write_chats(ExchangeStore(store), [1], tmp_path / "c.json")
    (came,) = bring_in(other, tmp_path / "c.json").came
    assert read(other, came) == chat
    assert lines(chat) == [("user", "Ä\0\n🙂 \u202e"), ("assistant", "two")]
    assert [(turn.parent, turn.shown) for turn in chat.turns] == [(0, 4), (1, 3), (2, 0), (1, 0), (0, 0)]
    assert (chat.turns[3].given[0].place.number, chat.turns[0].attachments[0].name) == (14, "g.pdf")
    shown = Chats(other).turns(came)
    assert [turn.text for turn in shown] == ["Ä\0\n🙂 \u202e", "two"]
    assert len(shown[1].siblings) == 2
    write_chats(ExchangeStore(other), [came], tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "c.json").read_bytes()
    other.close()


def test_a_chat_that_is_here_comes_no_second_time_but_back_from_the_bin(store: Store, tmp_path: Path) -> None:
    chat, path = held_chat(store), tmp_path / "c.json"
    write_chats(ExchangeStore(store), [chat], path)
    Chats(store).rename(chat, "called otherwise")
    assert str(bring_in(store, path).words) == "No new chats were imported. 1 was there already."
    Chats(store).delete(chat)
    assert bring_in(store, path).came == [chat]
    assert [kept.id for kept in Chats(store).all()] == [chat]


def test_the_folders_of_this_machine_stay_here(store: Store, tmp_path: Path) -> None:
    chats, here = Chats(store), "/home/jane/secret work/model-Q8_0.gguf"
    chat = chats.create("t", here).id
    adapter = AdapterFile(os.fsencode("/home/jane/secret work/lora.gguf"))
    chats.add(chat, "assistant", "x", TurnRecord(model=here, load=LoadOptions(adapters=(adapter,))))
    for ending in ("json", "md", "html"):
        write_chats(ExchangeStore(store), [chat], tmp_path / f"c.{ending}")
        assert b"jane" not in (tmp_path / f"c.{ending}").read_bytes()
    assert read(store, chat).turns[0].record.model == "model-Q8_0.gguf"


def test_an_answer_that_is_being_written_leaves_as_one_that_was_cut_off(store: Store, tmp_path: Path) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m").id
    chats.add(chat, "assistant", "so f", TurnRecord(end="writing"))
    assert read(store, chat).turns[0].record.end == "interrupted"


def test_turns_that_were_deleted_stay_here_too(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m").id
    turns = [chats.add(chat, "user", text, TurnRecord()) for text in ("one", "two", "three")]
    store.write("UPDATE messages SET deleted_at = 'now' WHERE id = ?", turns[1].id)
    found = [(turn.id, turn.parent, turn.text) for turn in read(store, chat).turns]
    assert found == [(1, 0, "one"), (2, 1, "three")]


def changed(path: Path, **values: object) -> Path:
    """The exported file with other values in its chat; a value for "turns" is of its first turn."""
    file = json.loads(path.read_bytes())
    file["chats"][0]["turns"][0].update(values.pop("turn", {}))
    file["chats"][0].update(values)
    path.write_text(json.dumps(file))
    return path


PASSAGE = {
    "number": 1, "document": "d", "title": "t", "text": "x", "place": {"number": 1, "start": 0, "end": 9},
}  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"turn": {"parent": 4}},
        {"turn": {"id": 2}},
        {"turn": {"role": "narrator"}},
        {"turn": {"created_at": "99999-01-01"}},
        {"turn": {"attachments": [{"kind": "document", "name": "a", "tokens": 2**63}]}},
        {"turn": {"given": [PASSAGE | {"number": 2**63}]}},
        {"turn": {"given": [PASSAGE, PASSAGE]}},
        {"turn": {"given": [PASSAGE | {"place": {"number": 2**70, "start": 0, "end": 9}}]}},
        {"turn": {"record": {"used": -(2**63)}}},
        {"turns": 4},
        {"title": None},
        {"origin": ""},  # as every chat that was made here has it in its row
    ],
)
def test_a_damaged_chat_is_left_out_and_told(
    store: Store, other: Store, tmp_path: Path, values: dict[str, object]
) -> None:
    path = tmp_path / "c.json"
    held_chat(store)
    held_chat(store)
    write_chats(ExchangeStore(store), [1, 2], path)
    done = bring_in(other, changed(path, **values))
    assert (len(done.came), len(done.left_out)) == (1, 1)
    assert "1 chat could not be read." in done.words
    other.close()


@pytest.mark.parametrize(
    "when",
    ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "2026-01-02T03:04:05", "1970-01-01T00:00:00Z"],
)
def test_dates_without_a_zone_or_of_no_chat_cost_nothing(
    store: Store, other: Store, tmp_path: Path, when: str
) -> None:
    """Brought in again with something said since, the chat is listed, and can be removed."""
    chats, chat, path = Chats(store), held_chat(store), tmp_path / "c.json"
    for _again in range(2):
        write_chats(ExchangeStore(store), [chat], path)
        changed(path, created_at=when, changed_at=when, pinned_at=when, turn={"created_at": when})
        assert not bring_in(other, path).left_out
        chats.add(chat, "user", "more", TurnRecord(), 0)
    (listed,) = Chats(other).all()
    assert listed.changed_at.astimezone().year == 2026
    assert len(read(other, listed.id).turns) == 6
    Chats(other).delete(listed.id)
    assert Chats(other).binned()
    other.close()


def test_a_record_of_a_newer_version_costs_no_words(store: Store, other: Store, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    held_chat(store)
    write_chats(ExchangeStore(store), [1], path)
    bring_in(other, changed(path, turn={"record": {"end": "paused"}}, settings={"think": 4}, news=1))
    assert lines(read(other, 1))[0] == ("user", "Ä\0\n🙂 \u202e")
    assert read(other, 1).settings == ChatSettings()
    other.close()


def test_a_file_of_a_newer_version_says_so(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(msgspec.json.encode({"format": "open-model-explorer.chats", "version": 2, "chats": []}))
    with pytest.raises(KnownError, match="newer version"):
        bring_in(store, path)


def test_answers_that_say_the_same_are_still_two(store: Store, other: Store, tmp_path: Path) -> None:
    """Brought in again nothing hangs on the wrong one of them."""
    chats = Chats(store)
    chat = chats.create("t", "m").id
    question = chats.add(chat, "user", "?", TurnRecord())
    for text in ("after the first", "after the second"):
        answer = chats.add(chat, "assistant", "same", TurnRecord(), question.id)
        chats.add(chat, "user", text, TurnRecord(), answer.id)
    write_chats(ExchangeStore(store), [chat], tmp_path / "c.json")
    for came in ([1], []):
        assert bring_in(other, tmp_path / "c.json").came == came
    assert read(other, 1) == read(store, chat)
    other.close()


def test_a_long_chat_comes_in_pieces_between_which_others_write(
    store: Store, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for all of it, nor takes it away meanwhile. Cut off, it lies in the bin from the next
    start on, and the next import completes it.
    """
    monkeypatch.setattr(arriving_chats, "_PIECE", 1)
    chats = Chats(other)
    own = chats.create("own", "m").id
    insert, written = ArrivingChats._insert_turn, list[int]()

    def busy(arriving: ArrivingChats, *turn: Any) -> None:
        if len(written) == 3:
            raise KnownError("The disk is full.")
        insert(arriving, *turn)
        written.append(turn[0])
        chats.empty_bin()

    monkeypatch.setattr(ArrivingChats, "_insert_turn", busy)
    write_chats(ExchangeStore(store), [held_chat(store)], tmp_path / "c.json")
    with pytest.raises(KnownError, match="full"):
        bring_in(other, tmp_path / "c.json")
    chats.add(own, "user", "meanwhile", TurnRecord())
    assert [len(chats.all()), len(chats.binned())] == [1, 0]
    other.empty_bin()  # as at a start
    assert [len(chats.all()), len(chats.binned())] == [1, 1]
    monkeypatch.setattr(ArrivingChats, "_insert_turn", insert)
    (came,) = bring_in(other, tmp_path / "c.json").came
    assert read(other, came) == read(store, 1)
    other.close()


def test_a_chat_that_is_deleted_for_good_while_it_grows_breaks_no_import(
    store: Store, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, chats, chat = tmp_path / "c.json", Chats(other), held_chat(store)
    write_chats(ExchangeStore(store), [chat], path)
    (came,) = bring_in(other, path).came
    for text in ("more", "and more"):
        Chats(store).add(chat, "user", text, TurnRecord())
    Chats(store).create("another", "m")
    write_chats(ExchangeStore(store), [chat, chat + 1], path)
    monkeypatch.setattr(arriving_chats, "_PIECE", 1)
    insert = ArrivingChats._insert_turn

    def meanwhile(arriving: ArrivingChats, *turn: Any) -> None:
        insert(arriving, *turn)
        chats.delete(came)
        chats.empty_bin()

    monkeypatch.setattr(ArrivingChats, "_insert_turn", meanwhile)
    assert len(bring_in(other, path).came) == 1
    assert [kept.title for kept in chats.all()] == ["another"]
    assert not other.read("SELECT * FROM messages") + other.read("SELECT * FROM attachments")
    other.close()
