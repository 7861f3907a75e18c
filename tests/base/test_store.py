"""The database keeps what it was given, walks up from any age, and says when it cannot."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from explorer.base.database_file import DatabaseFile
from explorer.base.database_repair import columns_of, take_over
from explorer.base.migrations import COLUMNS, MIGRATIONS
from explorer.base.store import Store
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


NONSENSE = b"not a database, certainly" * 100


def test_what_is_no_database_is_kept_aside_and_a_new_one_is_begun(tmp_path: Path) -> None:
    path, told = tmp_path / "a.sqlite3", list[str]()
    path.write_bytes(NONSENSE)
    for _start in range(2):
        store = Store(path, tell=told.append)
        store.set_state("b", "1")
        store.close()
    aside = tmp_path / "a.damaged.sqlite3"
    assert aside.read_bytes() == NONSENSE
    begun = f"The database is damaged. It is kept as {aside}, and a new one was begun."
    assert told == [f"{begun} Nothing of it can be read."]


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE models",
        "DROP TABLE votes",
        "ALTER TABLE chats DROP COLUMN controls",
        "DROP TABLE seen; CREATE TABLE seen (key TEXT PRIMARY KEY, body BLOB, other TEXT, more TEXT)",
    ],
)
def test_of_a_database_without_a_table_or_a_column_all_else_is_taken_over(tmp_path: Path, harm: str) -> None:
    path, told = tmp_path / "a.sqlite3", list[str]()
    old = Store(path)
    old.set_state("a", "1")
    chat = old.write("INSERT INTO chats (title, model, created_at, changed_at) VALUES ('Tea', '', '', '')")
    old.write("INSERT INTO messages (chat, role, text, created_at) VALUES (?, 'user', 'Hi', '')", chat)
    old.close()
    with closing(sqlite3.connect(path)) as other:
        other.executescript(harm)
    for _start in range(2):
        store = Store(path, tell=told.append)
        assert store.get_state("a") == "1"
        assert store.read("SELECT title, text FROM chats JOIN messages ON chat = chats.id") == [
            {"title": "Tea", "text": "Hi"}
        ]
        assert store.read("SELECT * FROM seen, models, votes") == []
        store.close()
    assert len(told) == 1
    assert told[0].endswith("What can be read of it was taken over.")
    assert (tmp_path / "a.damaged.sqlite3").is_file()


def test_starts_at_once_mend_it_once(tmp_path: Path) -> None:
    path, told = tmp_path / "a.sqlite3", list[str]()
    path.write_bytes(NONSENSE)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _n: Store(path, tell=told.append), range(4)))
    for store in stores:
        store.close()
    assert len(told) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.damaged.sqlite3", "a.sqlite3"]


def test_damage_that_shows_later_is_told_and_mended_at_the_next_start(tmp_path: Path) -> None:
    path, told = tmp_path / "a.sqlite3", list[str]()
    old = Store(path)
    for number in range(200):
        old.write("INSERT INTO seen VALUES (?, ?, '')", str(number), b"x" * 5_000)
    old.set_state("a", "1")
    old.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 100_000)
    store = Store(path, tell=told.append)
    with pytest.raises(KnownError, match=r"The database is damaged\. Start the app again"):
        store.read("SELECT * FROM seen")
    store.close()
    assert told == []
    mended = Store(path, tell=told.append)
    assert mended.get_state("a") == "1"
    assert 20 < mended.read("SELECT count(*) AS n FROM seen")[0]["n"] < 200
    mended.close()
    assert len(told) == 1
    Store(path, tell=told.append).close()
    assert len(told) == 1


def _chats(path: Path, version: int = len(MIGRATIONS)) -> Path:
    """A database with three chats, the second of which is not whole any more, and without the aliases."""
    old = Store(path, MIGRATIONS[:version])
    old.set_state("draft", "x" * 100_000)  # more than an empty one has room for
    for _number in range(3):
        chat = old.write(
            "INSERT INTO chats (title, model, created_at, changed_at) VALUES ('Tea', '', '', '')"
        )
        turn = old.write(
            "INSERT INTO messages (chat, role, text, created_at) VALUES (?, 'user', '', '')", chat
        )
        old.write("INSERT INTO token_details VALUES (?, x'00')", turn)
    old.close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DELETE FROM chats WHERE id = 2")
        other.execute("DROP TABLE seen")
    return path


def test_a_mending_that_is_interrupted_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _chats(tmp_path / "a.sqlite3")

    def full(db: sqlite3.Connection, damaged: Path) -> int:
        db.execute("PRAGMA max_page_count = 1")
        return take_over(db, damaged)

    with monkeypatch.context() as patch:
        patch.setattr("explorer.base.database_file.take_over", full)
        with pytest.raises(KnownError, match="disk is full"):
            Store(path)
    store = Store(path)
    assert store.read("SELECT id FROM chats") == [{"id": 1}, {"id": 3}]
    store.close()


def test_what_belonged_to_a_lost_row_is_not_given_to_the_next_one(tmp_path: Path) -> None:
    store = Store(_chats(tmp_path / "a.sqlite3"))
    assert store.read("SELECT message FROM token_details") == [{"message": 1}, {"message": 3}]
    store.close()


def test_a_database_that_another_has_open_is_not_mended_behind_its_back(tmp_path: Path) -> None:
    path = _chats(tmp_path / "a.sqlite3")
    window = sqlite3.connect(path)
    window.execute("SELECT count(*) FROM chats").fetchone()
    with pytest.raises(KnownError, match="Close the app everywhere"):
        Store(path)
    window.close()
    assert path.exists()
    Store(path).close()
    assert (tmp_path / "a.damaged.sqlite3").exists()


def test_a_damaged_database_of_an_earlier_version_is_taken_over_too(tmp_path: Path) -> None:
    path, told = _chats(tmp_path / "a.sqlite3", 5), list[str]()
    store = Store(path, tell=told.append)
    assert store.read("SELECT id FROM chats WHERE deleted_at = ''") == [{"id": 1}, {"id": 3}]
    store.close()
    assert told[0].endswith("What can be read of it was taken over.")


def test_an_earlier_version_that_cannot_walk_up_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    old = Store(path, MIGRATIONS[:5])
    old.set_state("compare.sampling", "{}")
    old.write("INSERT INTO comparisons (title, models, created_at, changed_at) VALUES ('Tea', 'x', '', '')")
    old.close()
    with pytest.raises(KnownError, match="could not be read"):
        Store(path)
    again = Store(path, MIGRATIONS[:5])
    assert again.read("SELECT title FROM comparisons") == [{"title": "Tea"}]
    again.close()
    assert not list(tmp_path.glob("*.damaged*"))


def test_a_database_that_cannot_be_kept_aside_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(NONSENSE)

    def refuse(_path: Path, _target: Path) -> Path:
        raise PermissionError(13, "another program uses it")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KnownError, match="could not be read"):
        Store(path)
    assert path.read_bytes() == NONSENSE


def test_a_row_that_cannot_be_read_is_left_out_and_named_once(tmp_path: Path) -> None:
    told: list[str] = []
    store = Store(tmp_path / "a.sqlite3", tell=told.append)
    for number in ("1", "x", "3"):
        store.write("INSERT INTO comparisons VALUES (?, 'Tea', '', '', '', ?)", None, number)
    for _time in range(2):
        rows = store.read_each("comparisons", lambda row: int(row["document"]), "SELECT * FROM comparisons")
        assert list(rows) == [1, 3]
    store.close()
    assert told == [
        "A damaged entry of the database is not shown: comparisons 2 “Tea”. The rest is as before."
    ]


def test_the_number_of_columns_is_known(tmp_path: Path) -> None:
    Store(tmp_path / "a.sqlite3").close()
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as db:
        assert sum(map(len, columns_of(db).values())) == COLUMNS


def test_writes_of_a_failed_transaction_do_not_happen(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(store)
    assert store.get_state("a") == ""


def test_the_whole_schema_is_what_it_was(store: Store) -> None:
    sql = "SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual') AND schema = 'main'"
    tables = sorted(r["name"] for r in store.read(sql) if not r["name"].startswith("sqlite_"))
    assert tables == [
        "aliases",
        "answers",
        "attachments",
        "chat_folders",
        "chats",
        "company_indexes",
        "comparison_runs",
        "comparisons",
        "decisions",
        "downloads",
        "endpoints",
        "eval_cases",
        "eval_models",
        "eval_outcomes",
        "eval_runs",
        "eval_sets",
        "files",
        "given",
        "images",
        "leaderboards",
        "measured",
        "messages",
        "messages_text",
        "models",
        "presets",
        "prompts",
        "seen",
        "sent_prompts",
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
    connect = DatabaseFile.connect

    def connect_and_look(file: DatabaseFile) -> sqlite3.Connection:
        heard.append(_others_read(store))
        return connect(file)

    monkeypatch.setattr(DatabaseFile, "connect", connect_and_look)
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


def test_a_database_that_was_written_anew_keeps_no_byte_of_what_was_deleted(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "a.sqlite3")) as store:
        with store.transaction():  # pages are split meanwhile: some rows leave a copy where they were
            for number in range(600):
                word = "zanzibarometer" if number % 2 else "plain"
                store.write("INSERT INTO state VALUES (?, ?)", str(number), f"{word} " * (number % 60 + 1))
        store.write("DELETE FROM state WHERE value LIKE 'zanzibar%'")
        assert store.write_anew()
        assert [one.name for one in tmp_path.iterdir() if b"zanzibar" in one.read_bytes()] == []
        assert store.read("SELECT COUNT(*) AS number FROM state")[0]["number"] == 300
