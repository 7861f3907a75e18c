"""Imported leaderboards in the database, and as a file again."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from explorer.base.store import Store
from explorer.choose.leaderboards.board import Board, BoardEntry
from explorer.choose.leaderboards.import_file import ImportedBoard
from explorer.domain.csv_cell import safe_cell
from explorer.domain.harmless import harmless

_HEADER = ("rank", "model", "benchmark", "value", "unit", "date", "source", "notes")


class BoardRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of an import. ``file``: the name it came under; ``left_out``: rows that said nothing."""

    entries: tuple[BoardEntry, ...]
    file: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class StoredBoard:
    """``imported_at``: ISO 8601, UTC."""

    id: int
    title: str
    imported_at: str
    record: BoardRecord

    @property
    def board(self) -> Board:
        at = datetime.fromisoformat(self.imported_at)
        record = self.record
        return Board(
            self.title, record.entries, at, file=record.file, number=self.id, left_out=record.left_out
        )


class BoardStore:
    """Blocks, for little."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[StoredBoard, ...]:
        """The last imported first."""
        sql = "SELECT * FROM leaderboards ORDER BY imported_at DESC, id DESC"
        return tuple(self._store.read_each("leaderboards", _stored, sql))

    def titles(self) -> tuple[tuple[int, str, str], ...]:
        """Number, title and ISO time of each, without what is in it."""
        sql = "SELECT id, title, imported_at FROM leaderboards ORDER BY imported_at DESC, id DESC"
        rows = self._store.read(sql)
        return tuple((int(row["id"]), str(row["title"]), str(row["imported_at"])) for row in rows)

    def board(self, number: int) -> StoredBoard | None:
        sql = "SELECT * FROM leaderboards WHERE id = ?"
        return next(iter(self._store.read_each("leaderboards", _stored, sql, number)), None)

    def add(self, title: str, imported: ImportedBoard) -> StoredBoard:
        record = BoardRecord(imported.entries, imported.file, imported.left_out_count)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        sql = "INSERT INTO leaderboards (title, imported_at, record) VALUES (?, ?, ?)"
        return StoredBoard(self._store.write(sql, title, at, _encoded(record)), title, at, record)

    def retitle(self, number: int, title: str) -> None:
        self._store.write("UPDATE leaderboards SET title = ? WHERE id = ?", title, number)

    def remove(self, number: int) -> StoredBoard | None:
        """What it was, so that ``put_back`` can bring it back."""
        found = self.board(number)
        self._store.write("DELETE FROM leaderboards WHERE id = ?", number)
        return found

    def put_back(self, stored: StoredBoard) -> None:
        sql = "INSERT OR IGNORE INTO leaderboards (id, title, imported_at, record) VALUES (?, ?, ?, ?)"
        self._store.write(sql, stored.id, stored.title, stored.imported_at, _encoded(stored.record))


def board_csv(board: Board) -> bytes:
    """A table that any spreadsheet opens, and that can be imported again; no cell is a formula."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_HEADER)
    for one in board.entries:
        benchmark = one.benchmark or board.title
        source = one.source or one.source_name
        cells = (one.rank or "", one.model, benchmark, one.value, one.unit, one.dated, source, one.notes)
        rows.writerow([safe_cell(cell) for cell in cells])
    return harmless(text.getvalue()).encode("utf-8-sig")  # Excel reads UTF-8 by its mark alone


def _stored(row: Mapping[str, Any]) -> StoredBoard:
    record = msgspec.json.decode(row["record"], type=BoardRecord)
    datetime.fromisoformat(row["imported_at"])  # one that is no time is no row
    return StoredBoard(row["id"], row["title"], row["imported_at"], record)


def _encoded(record: BoardRecord) -> str:
    return msgspec.json.encode(record).decode()
