"""The full-text index of what was said: it comes with every earlier database, and survives a repair."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from explorer.base.migrations import MIGRATIONS
from explorer.base.store import Store

_CHAT = "INSERT INTO chats (title, model, created_at, changed_at) VALUES ('Tea', '', '', '')"
_SAID = "INSERT INTO messages (chat, role, text, created_at) VALUES (?, 'user', ?, '')"


def _fill(store: Store) -> None:
    for chat in range(2):
        number = store.write(_CHAT)
        for message in range(3):
            store.write(_SAID, number, f"metformin {chat} {message}")


def _found(store: Store, words: str = "%etform%") -> int:
    store.write("INSERT INTO messages_text(messages_text, rank) VALUES ('integrity-check', 1)")
    return len(store.read("SELECT rowid FROM messages_text WHERE text LIKE ?", words))


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_what_was_said_in_every_earlier_database_is_found(version: int, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with closing(Store(path, MIGRATIONS[:version])) as old:
        _fill(old)
    with closing(Store(path)) as store:
        assert _found(store) == 6
        store.write("UPDATE messages SET text = 'insulin' WHERE id = 1")
        store.write("DELETE FROM chats WHERE id = 2")
        assert (_found(store), _found(store, "%insulin%")) == (2, 1)


def test_a_repaired_database_finds_what_was_taken_over(tmp_path: Path) -> None:
    told: list[str] = []
    path = tmp_path / "a.sqlite3"
    with closing(Store(path)) as store:
        _fill(store)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE seen")
    with closing(Store(path, tell=told.append)) as store:
        assert _found(store) == 6
    assert len(told) == 1


def test_an_index_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with closing(Store(path)) as store:
        _fill(store)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE messages_text_data SET block = x'00' WHERE id > 10")
    path.with_name("a.sqlite3.damaged").touch()  # as the one leaves who was refused an answer
    told: list[str] = []
    with closing(Store(path, tell=told.append)) as store:
        assert _found(store) == 6
    assert not told


def test_words_of_what_was_deleted_are_in_no_byte_of_the_file(tmp_path: Path) -> None:
    """Rows of the index only note that they are gone."""
    with closing(Store(tmp_path / "a.sqlite3")) as store:
        _fill(store)
        store.write(_SAID, 1, "\u03c9" * 9)
        store.write(_SAID, 1, "and more")
        store.write("DELETE FROM messages WHERE text LIKE '\u03c9%'")
        assert store.write_anew()
        trigram = ("\u03c9" * 3).encode()
        assert [one.name for one in tmp_path.iterdir() if trigram in one.read_bytes()] == []
        assert _found(store) == 6
