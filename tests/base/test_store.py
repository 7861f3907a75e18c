"""The database keeps what it was given, walks up from any age, and says when it cannot."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from explorer.base.store import MIGRATIONS, Store
from explorer.domain.errors import KnownError


def test_state_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "a.sqlite3")
    first.set_state("window.room", "library")
    first.close()
    second = Store(tmp_path / "a.sqlite3")
    assert second.get_state("window.room") == "library"
    assert second.get_state("unknown", "default") == "default"
    second.close()


def test_a_text_with_what_is_no_text_is_kept_as_it_can_be_and_found_again(store: Store) -> None:
    """The name of a file may be any bytes; SQLite takes UTF-8 alone."""
    store.set_state("of \udcff.gguf", "a \ud800")
    assert store.get_state("of \udcff.gguf") == "a U+D800"
    assert store.read("SELECT key FROM state") == [{"key": r"of \xff.gguf"}]


def test_an_old_database_walks_up_and_keeps_its_rows(tmp_path: Path) -> None:
    old = Store(tmp_path / "a.sqlite3", MIGRATIONS[:1])
    old.set_state("a", "1")
    old.close()
    new = Store(tmp_path / "a.sqlite3", (*MIGRATIONS, "CREATE TABLE later (x TEXT);"))
    assert new.get_state("a") == "1"
    assert new.read("SELECT * FROM later") == []
    new.close()


def test_a_newer_database_is_refused_in_words(tmp_path: Path) -> None:
    Store(tmp_path / "a.sqlite3", (*MIGRATIONS, "CREATE TABLE later (x TEXT);")).close()
    with pytest.raises(KnownError, match="newer version"):
        Store(tmp_path / "a.sqlite3")


def test_a_damaged_database_is_refused_in_words_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"not a database, certainly" * 100)
    with pytest.raises(KnownError, match="could not be read"):
        Store(path)
    assert path.read_bytes().startswith(b"not a database")


def test_writes_of_a_failed_transaction_do_not_happen(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(store)
    assert store.get_state("a") == ""


def test_the_whole_schema_is_what_it_was(store: Store) -> None:
    tables = [
        r["name"] for r in store.read("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
    ]
    assert tables == [
        "aliases",
        "answers",
        "chats",
        "comparison_runs",
        "comparisons",
        "downloads",
        "files",
        "measured",
        "messages",
        "models",
        "seen",
        "state",
        "token_details",
        "votes",
    ]


def _write_and_fail(store: Store) -> None:
    with store.transaction():
        store.set_state("a", "1")
        store.set_state("b", str(1 // 0))


def test_two_processes_may_create_the_database_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    code = "import sys, pathlib, explorer.base.store as s; s.Store(pathlib.Path(sys.argv[1])).close()"
    command = [sys.executable, "-c", code, str(path)]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate()[1] for process in started] == [b""] * 4


@pytest.mark.parametrize("is_old", [False, True])
def test_the_room_of_deleted_rows_is_given_back_while_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_old: bool
) -> None:
    path = tmp_path / "a.sqlite3"
    if is_old:  # made by a version that did not know of it
        made = sqlite3.connect(path)
        made.execute("CREATE TABLE old (x)")
        made.close()
    store = Store(path)
    for number in range(40):
        store.write("INSERT INTO seen VALUES (?, ?, '')", str(number), b"x" * 200_000)
    store.write("DELETE FROM seen")
    heard: list[bool] = []
    rebuild = store._rebuild

    def rebuild_and_look() -> None:
        heard.append(_others_read(store))
        rebuild()

    monkeypatch.setattr(store, "_rebuild", rebuild_and_look)
    store.compact()
    assert heard == [True] * is_old
    assert path.stat().st_size < 500_000
    store.compact()
    assert heard == [True] * is_old  # once
    store.close()


def _others_read(store: Store) -> bool:
    """Whether another thread gets an answer now."""
    answers: list[str] = []
    other = threading.Thread(target=lambda: answers.append(store.get_state("a", "answered")))
    other.start()
    other.join(5)
    return answers == ["answered"]
