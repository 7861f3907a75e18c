"""kill -9 in the middle of reading and embedding: the next start makes of it what it would without a kill."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import gguf
import psutil
import pytest

from explorer.documents.folders import bring_up_to_date
from explorer.documents.index.schema import DOCUMENT_MIGRATIONS
from explorer.documents.index.store import DocumentIndex
from tests.models.encoder import write_encoder

pytestmark = pytest.mark.journey

WORDS = ("a", "cat", "dog", "sat", "something", "else", "the")
_WHOLE = """
    SELECT d.name, d.pages, p.place, p.text FROM documents AS d JOIN passages AS p ON p.document = d.id
    ORDER BY d.name, p.place, p.text
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(24):
        words = (f"{WORDS[(number * line) % 7]} {WORDS[line % 7]} {line}" for line in range(400))
        text = "\n\n".join(f"# Part {number}\n\n{' '.join(words)}." for number in range(2))
        (papers / f"{number}.md").write_text(f"{number}\n\n{text}")
    return papers


@contextmanager
def victim(index: Path, folder: Path, encoder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "tests.documents.victim", str(index), str(folder), str(encoder)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def count(index: Path, table: str) -> int:
    if not index.exists():
        return 0
    with closing(sqlite3.connect(index)) as db:
        if db.execute("PRAGMA user_version").fetchone()[0] < len(DOCUMENT_MIGRATIONS):
            return 0
        return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def rows(index: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(index)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO passages_text(passages_text, rank) VALUES ('integrity-check', 1)")
        return db.execute(_WHOLE).fetchall()


def test_after_kills_the_index_is_as_without(tmp_path: Path, folder: Path) -> None:
    encoder = write_encoder(tmp_path / "encoder.gguf", gguf.PoolingType.MEAN)
    killed, other = tmp_path / "killed.sqlite3", tmp_path / "other.sqlite3"
    for table, most in (("documents", 3), ("vectors", 60)):
        with victim(killed, folder, encoder) as process:
            while count(killed, table) <= most and process.poll() is None:
                time.sleep(0.005)
            workers = psutil.Process(process.pid).children(recursive=True)
        assert psutil.wait_procs(workers, timeout=20)[1] == []
        with closing(sqlite3.connect(killed)) as db:
            own = "SELECT COUNT(*) FROM passages WHERE document = d.id"
            halves = f"SELECT name FROM documents AS d WHERE state <> 'read' OR passages <> ({own})"
            assert db.execute(halves).fetchall() == []
    kept = count(killed, "vectors")
    with victim(killed, folder, encoder) as process:
        assert process.wait(60) == 0
    with closing(DocumentIndex(other)) as index:
        bring_up_to_date(index, index.create("Papers").key, folder)
    assert rows(killed) == rows(other)
    assert 60 < kept < count(killed, "vectors") == len(rows(other))
