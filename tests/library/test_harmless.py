"""Files of strangers in the Library: names of any bytes, headers that command a terminal or turn a word."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.local.models.catalog import Catalog
from explorer.rooms.compare.document.document import ComparisonDocument, with_column, write_document
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.transparency.sheet_view.finding_rows import FindingRow
from tests.library.conftest import put_model
from tests.library.test_sheet import _keep as keep
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage
from tests.scenes.findings import Finding
from tests.scenes.painted import painted_texts
from tests.scenes.text_checks import deceiving_texts

type Open = Callable[[], LibraryPage]
ANY_BYTES = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the name of a file is text")


def put(folder: Path, name: bytes, **header: str) -> Path:
    """A tiny model under a name of any bytes; dots in the keys of the header are underscores here."""
    metadata = {key.replace("_", ".", 1): value for key, value in header.items()}
    made = write_tiny(folder / "made.gguf", Tiny(name="Meadow", metadata=metadata))
    return made.rename(folder / os.fsdecode(name))


@ANY_BYTES
def test_a_file_whose_name_is_no_text_is_listed_found_and_kept(open_room: Open, models: Path) -> None:
    path = put(models, b"\xff.gguf")
    room = open_room()
    (model,) = room.catalog.models
    assert (model.name, model.id, model.path) == (r"\xff", r"\xff.gguf", path)
    assert room.catalog.find(model.id) is model
    room.catalog.note_use(model.id, "2026-01-01T00:00:00+00:00")  # the database takes it
    room.catalog.rename(model, "Mine")
    assert [m.name for m in room.catalog.models] == ["Mine"]
    write_document(with_column(ComparisonDocument(), model.id))  # so does a comparison


@ANY_BYTES
def test_two_such_files_are_told_apart(open_room: Open, models: Path) -> None:
    put(models, b"\xff.gguf")
    put(models, b"\xfe.gguf")
    assert sorted(room_ids(open_room().catalog)) == [r"\xfe.gguf", r"\xff.gguf"]


@ANY_BYTES
def test_one_that_is_taken_in_gets_a_name_that_can_be_noted(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    outside = models.parent / "outside"
    outside.mkdir()
    source = put(outside, b"wren\xff.gguf")
    room = open_room()
    room.pane.jobs.import_file(source)
    qtbot.waitUntil(lambda: bool(room.catalog.models))
    assert room_ids(room.catalog) == ["imported/wren/wren-.gguf"]


def room_ids(catalog: Catalog) -> list[str]:
    return [model.id for model in catalog.models]


HOSTILE_CARD = """---
license: "\\u202Etim"
base_model: Tester/\u202eParent
tags: ["\\x1B[31m"]
---
# Tiny \u202ener &#x202e;

It was trained on \u2067letters\u2069 \x1b[2J of [words](https://huggingface.co/datasets/Tester/letters).
"""


def test_nothing_of_a_hostile_file_acts_on_the_screen(open_room: Open, models: Path, qtbot: QtBot) -> None:
    """``license: U+202E"tim"`` would be read as "mit", in the list and on the sheet."""
    put_model(models, license_id="\u202emit")
    keep(models, HOSTILE_CARD)
    name = {"win32": b"we\xe2\x80\xaener", "darwin": b"we\x1b[31m"}.get(
        sys.platform, b"we\x1b[31m\xe2\x80\xaener\xff"
    )
    put(models, name + b".gguf", general_description="\x1b]0;x\x07 \u2066ren", general_license="\u202emit")
    room = open_room()
    assert acting(room.pane) == []
    said = [text.text for text in painted_texts(room.pane)]
    assert any("U+202E" in text for text in said)
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Tiny")))
    qtbot.waitUntil(lambda: bool(room.pane.body.sheet.findChildren(FindingRow)))
    room.pane.body.sheet.resize(1204, 6000)  # all of it is painted
    assert acting(room.pane.body.sheet) == []
    said = [text.text for text in painted_texts(room.pane.body.sheet)]
    assert any("U+202E" in text and "tim" in text for text in said)
    assert any("U+202Ener U+202E" in text for text in said)  # the card itself


def acting(window: QWidget) -> list[Finding]:
    return list(deceiving_texts(painted_texts(window), window))
