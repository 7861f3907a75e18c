"""Files that are damaged, or made to do harm: each says what is wrong, and costs no more than itself."""

import json
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.rooms.playground.chats.exchange import chat_files
from explorer.rooms.playground.chats.exchange.importing import import_chats
from explorer.rooms.playground.chats.exchange.reading import ChatReading
from explorer.rooms.playground.chats.store import Chats
from tests.playground.exchange.making import NOW, bring_in, brought_in, conversation, lines, said, written

PLAIN = {"q": (None, said("user", "?"))}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("c.json", json.dumps([conversation(PLAIN, "q")]).encode()[:-40], "ends in the middle"),
        ("c.json", b"", "ends in the middle"),
        ("c.json", b"[" * 100_000 + b"]" * 100_000, "holds no chats"),
        ("c.json", b'{"messages": ' + b'{"a":' * 100_000, "holds no chats"),
        ("c.json", b"\xff\xfe\0\0", "holds no chats"),
        ("c.json", b"GIF89a", "holds no chats"),
        ("c.json", b"7", "holds no chats"),
        ("c.json", b"[1, 2]", "holds no chats"),
        ("c.json", b'{"messages": [1]}', "holds no chats"),
        ("c.json", b'{"chat_messages": []}', "not an export of chats"),
        ("c.jsonl", b'{"role": "user", "content": "x"}\n{"ro', "ends in the middle"),
        ("c.zip", b"PK\x03\x04 nothing", "zip file c.zip is damaged"),
    ],
)
def test_a_file_that_is_none_says_so_and_what_to_do(
    store: Store, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KnownError, match=words) as raised:
        bring_in(store, tmp_path / name)
    assert raised.value.advice


def test_what_is_not_there_or_empty_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="could not be read"):
        bring_in(store, tmp_path / "gone.zip")
    with pytest.raises(KnownError, match="no chats in"):
        bring_in(store, tmp_path)


@pytest.mark.parametrize(
    "bad",
    [
        {"title": 7, "mapping": {}},
        {"mapping": [], "conversation_id": "x"},
        {"mapping": {}, "title": None},
        conversation({"a": ("b", said("user", "?")), "b": ("a", said("assistant", "!"))}, "a"),
        "text",
        None,
    ],
)
def test_a_bad_chat_is_left_out_and_the_others_come(store: Store, tmp_path: Path, bad: object) -> None:
    """Wrong types, messages in a circle, no number of its own."""
    good = conversation(PLAIN, "q", conversation_id="good")
    done = bring_in(store, written(tmp_path / "conversations.json", [good, bad]))
    assert (len(done.came), len(done.left_out)) == (1, 1)
    assert str(done.words) == "Imported 1 chat from ChatGPT. 1 chat could not be read."


def test_dates_of_no_calendar_and_signs_that_act_cost_nothing(store: Store, tmp_path: Path) -> None:
    messages = {
        "q": (None, said("user", "a\0b \u202ec", at=1e300)),
        "a": ("q", said("assistant", "d", at=-5e9)),
        "b": ("a", said("narrator", "never")),
    }
    path = written(
        tmp_path / "conversations.json",
        [conversation(messages, "b", create_time="soon", update_time=9e15, title="t\0\u202e" * 300)],
    )
    chat = brought_in(store, path)
    assert lines(chat) == [("user", "a\0b \u202ec"), ("assistant", "d")]
    assert (chat.created_at, chat.changed_at, len(chat.title)) == (NOW, NOW, 200)


def test_a_chat_of_thousands_of_messages_is_as_deep(store: Store, tmp_path: Path) -> None:
    """Nothing here calls itself."""
    messages = {
        str(n): (str(n - 1) if n else None, said("user" if n % 2 else "assistant", f"{n}"))
        for n in range(1500)
    }
    path = written(tmp_path / "conversations.json", [conversation(messages, "1499") | {"mapping": {
        key: {"id": key, "message": message, "parent": parent} for key, (parent, message) in messages.items()
    }}])  # fmt: skip
    assert len(brought_in(store, path).path()) == 1500


def test_a_stop_keeps_what_came(store: Store, tmp_path: Path) -> None:
    chats = [conversation(PLAIN, "q", conversation_id=f"c-{n}") for n in range(5)]
    path = written(tmp_path / "conversations.json", chats)
    counts = list[int]()
    reading = ChatReading(stopped=lambda: len(counts) > 1, now=NOW)
    done = import_chats(store, [path], reading, counts.append)
    assert (len(done.came), done.is_stopped, counts) == (2, True, [1, 2])
    assert str(done.words) == "Stopped. Imported 2 chats from ChatGPT."
    assert len(Chats(store).all()) == 2


def test_a_large_export_is_read_in_seconds(store: Store, tmp_path: Path) -> None:
    """50 MB, most of it what no reader needs: 100 chats of 20 messages."""
    filling = {"search_result_groups": [{"text": "x" * 25_000}]}
    messages = {
        str(n): (str(n - 1) if n else None, said("user" if n % 2 else "assistant", "word", metadata=filling))
        for n in range(20)
    }
    body = json.dumps(conversation(messages, "19")).replace('"c-1"', '"c-%d"').encode()
    path = tmp_path / "conversations.json"
    path.write_bytes(b"[" + b",".join(body.replace(b"%d", str(n).encode()) for n in range(100)) + b"]")
    assert path.stat().st_size > 50_000_000
    begun = time.process_time()
    assert len(bring_in(store, path).came) == 100
    assert time.process_time() - begun < 8


def lying_zip(path: Path) -> None:
    """It says that 100 bytes come out of it, and 200,000 do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", b"[" + b" " * 200_000 + b"]")
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 200_002), struct.pack("<L", 100)))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("conversations.json", b"0" * 60_000_000)


def locked(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations.json", b"[]")
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)


def flipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps([conversation(PLAIN, "q")]))
    data = bytearray(path.read_bytes())
    data[80] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lying_zip, "damaged"),
        (bomb, "no text that anybody wrote"),
        (locked, "password"),
        (flipped, "damaged"),
    ],
)
def test_a_zip_that_is_made_to_harm_is_refused(
    store: Store, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    make(tmp_path / "export.zip")
    with pytest.raises(KnownError, match=words):
        bring_in(store, tmp_path / "export.zip")


def test_names_in_a_zip_lead_nowhere(store: Store, tmp_path: Path) -> None:
    """Nothing is unpacked, and ".." is no folder of chats."""
    path = tmp_path / "in" / "export.zip"
    path.parent.mkdir()
    chat = {"name": "x", "messages": [{"versions": [{"role": "user", "content": "?"}]}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../conversations/../A/../../1.conversation.json", json.dumps(chat))
    assert brought_in(store, path).folder == "A"
    assert list(tmp_path.rglob("*.json")) == []


def test_what_is_larger_than_can_be_read_is_not_begun(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_files, "LARGEST", 1000)
    path = written(tmp_path / "conversations.json", [conversation(PLAIN, "q", title="x" * 1000)])
    with pytest.raises(KnownError, match="larger than can be read"):
        bring_in(store, path)
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "conversations.json")
    with pytest.raises(KnownError, match="larger than can be read"):
        bring_in(store, tmp_path / "c.zip")
