"""Rows of the index, and the values that they are."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.documents.passages import (
    Collection,
    Document,
    DocumentPassage,
    Flag,
    FoundPassage,
    PassagePlace,
    ReadPage,
)
from explorer.domain.words import Wording

type Row = Mapping[str, Any]


def json_of(value: object) -> str:
    return msgspec.json.encode(value).decode()


def collection_of(row: Row, embedded: int) -> Collection:
    return Collection(
        row["key"],
        row["name"],
        row["kind"],
        os.fsdecode(row["folder"]),
        row["documents"],
        row["passages"],
        embedded,
        bool(row["is_stopped"]),
    )


def document_of(row: Row) -> Document:
    """``gone_at`` of the row: "" while one of its files is there."""
    problem = msgspec.json.decode(row["problem"], type=Wording).words if row["problem"] else ""
    return Document(
        key=row["key"],
        name=row["name"],
        path=os.fsdecode(row["path"]),
        size=row["size"],
        sha256=row["sha256"],
        kind=row["kind"],
        state="gone" if row["gone_at"] else row["state"],
        problem=problem,
        pages=row["pages"],
        characters=row["characters"],
        read_at=row["read_at"],
        flags=row["flags"],
    )


def held_as(document: Document, path: str) -> Document:
    """The same bytes may be several files: by the name of this one."""
    return replace(document, path=path, name=Path(path).name)


def page_of(row: Row) -> ReadPage:
    return replace(msgspec.json.decode(row["about"], type=ReadPage), text=row["text"])


def passage_of(row: Row) -> DocumentPassage:
    return DocumentPassage(
        msgspec.json.decode(row["place"], type=PassagePlace),
        row["text"],
        msgspec.json.decode(row["flags"], type=tuple[Flag, ...]),
    )


def found_of(row: Row) -> FoundPassage:
    title = Path(os.fsdecode(row["path"])).name
    return FoundPassage(row["id"], row["key"], title, passage_of(row))
