"""How a model is built, read from its header alone, and the picture of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from explorer.engine.local.gguf.header import TensorInfo, read_header
from explorer.kit.actions import Action
from explorer.kit.theme import Look
from explorer.transparency.anatomy import Anatomy, PartKind, anatomy_of
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage, AnatomyPicture
from explorer.transparency.sheet_view.anatomy_words import (
    bits_words,
    context_words,
    feed_forward_words,
    heads_words,
    output_words,
    parameters_words,
    stored_words,
)
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.metadata_rows import MetadataList
from explorer.transparency.sheet_view.sheet_content import ModelStructure, structure_of
from tests.models.skeleton import Skeleton, write_skeleton

WINDOWED = Skeleton("Meadow", layers=12, vocabulary=1024)
EXPERTS = Skeleton(
    "Drifting", "qwen3moe", layers=4, heads=8, kv_heads=2, head=64, embedding=256, feed_forward=256,
    vocabulary=1024, context=131_072, window=0, experts=16, experts_used=4,
    metadata={
        "qwen3moe.rope.scaling.type": "yarn",
        "qwen3moe.rope.scaling.factor": 4.0,
        "qwen3moe.rope.scaling.original_context_length": 32_768,
    },
)  # fmt: skip


def _anatomy(folder: Path, model: Skeleton) -> Anatomy:
    return anatomy_of(read_header(write_skeleton(folder / "model.gguf", model)))


def _said(widget: AnatomyPicture) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_layers_heads_and_windows_are_those_of_the_header(tmp_path: Path) -> None:
    found = _anatomy(tmp_path, WINDOWED)
    assert (found.layers, found.heads, found.kv_heads, found.window) == (12, 4, 1, 512)
    assert [(run.count, run.is_windowed) for run in found.runs] == [
        (5, True),
        (1, False),
        (5, True),
        (1, False),
    ]
    assert found.is_tied
    assert output_words(found)[-1] == "shares the embedding’s weights"


def test_parameters_by_part_add_up_to_all_of_them(tmp_path: Path) -> None:
    found = _anatomy(tmp_path, WINDOWED)
    header = read_header(tmp_path / "model.gguf")
    assert found.parameters == header.parameters
    assert found.size == sum(t.size or 0 for t in header.tensors)
    assert {p.kind for p in found.parts} == {
        PartKind.EMBEDDING, PartKind.ATTENTION, PartKind.FEED_FORWARD, PartKind.OTHER,
    }  # fmt: skip


def test_tensor_types_tell_what_the_quantization_did(tmp_path: Path) -> None:
    found = _anatomy(tmp_path, WINDOWED)
    assert {kind.name for kind in found.types} == {"Q8_0", "Q4_K", "Q6_K", "F32"}
    assert sum(kind.parameters for kind in found.types) == found.parameters
    assert 4 < found.bits_per_weight < 9


def test_weights_of_an_unknown_type_do_not_count_as_none(tmp_path: Path) -> None:
    header = read_header(write_skeleton(tmp_path / "model.gguf", WINDOWED))
    unknown = TensorInfo("output.weight", (640, 4096), "type 77", None, 0)
    known, mixed = anatomy_of(header), anatomy_of(replace(header, tensors=(*header.tensors, unknown)))
    assert mixed.bits_per_weight == known.bits_per_weight
    assert "without those stored in a way this app does not know" in bits_words(mixed)
    assert [stored_words(kind) for kind in mixed.types if kind.name == "type 77"] == ["size not known"]
    assert bits_words(anatomy_of(replace(header, tensors=(unknown,)))).startswith("Not known")


def test_one_file_of_several_says_nothing_of_the_whole(tmp_path: Path) -> None:
    split: dict[str, str | int | float] = {"split.count": 2, "split.no": 0, "split.tensors.count": 999}
    found = _anatomy(tmp_path, replace(WINDOWED, metadata=split))
    assert output_words(found) == ("says how likely each token is next",)
    assert parameters_words(found).endswith(" parameters · in this file, one of 2 of the model")
    assert bits_words(found).endswith("in this file, one of 2 of the model")
    assert output_words(_anatomy(tmp_path, replace(EXPERTS, metadata=split)))[-1] == "has weights of its own"


def test_what_was_not_seen_of_a_header_is_not_said_of_its_output(tmp_path: Path) -> None:
    header = read_header(write_skeleton(tmp_path / "model.gguf", WINDOWED))
    assert output_words(anatomy_of(replace(header, tensors=()))) == ("says how likely each token is next",)


def test_more_experts_in_use_than_there_are_count_as_not_stated(tmp_path: Path) -> None:
    found = _anatomy(tmp_path, replace(EXPERTS, experts_used=17))
    assert feed_forward_words(found) == "then experts work on each token; there are 16 in all"
    assert "work on each token" not in parameters_words(found)


def test_of_experts_only_those_in_use_count_as_working(tmp_path: Path) -> None:
    found = _anatomy(tmp_path, EXPERTS)
    assert feed_forward_words(found) == "then 4 of 16 experts work on each token"
    assert found.active_parameters < found.parameters
    assert "of them work on each token" in parameters_words(found)


def test_a_stretched_context_says_from_where_and_how(tmp_path: Path) -> None:
    assert context_words(_anatomy(tmp_path, EXPERTS)) == "128K tokens · stretched from 32K (yarn × 4)"


def test_shared_key_value_heads_are_said_in_words(tmp_path: Path) -> None:
    assert heads_words(_anatomy(tmp_path, EXPERTS)) == (
        "8 attention heads look back",
        "sharing 2 for keys and values",
    )


def test_the_picture_says_all_of_it_in_words(tmp_path: Path, qtbot: QtBot, look: Look) -> None:
    picture = AnatomyPicture(_anatomy(tmp_path, WINDOWED))
    qtbot.addWidget(picture)
    said = _said(picture)
    for words in (
        "12 layers",
        "1,024 different ones are known",
        "into 640 numbers",
        "10 × looks back 512 tokens",
    ):
        assert words in said
    assert "2 × looks back at everything" in said


def test_a_header_that_says_little_gives_a_picture_of_little(qtbot: QtBot, look: Look) -> None:
    nothing = Anatomy("", (), 0, 0, 0, 0, 0, 0, "", 0, 0, 0, None, (), (), is_tied=False)
    page = AnatomyPage(ModelStructure(nothing))
    qtbot.addWidget(page)
    assert "Not stated" in "\n".join(label.text() for label in page.findChildren(QLabel))


def test_what_was_not_counted_can_be_counted(tmp_path: Path, qtbot: QtBot, look: Look) -> None:
    pressed: list[None] = []
    nothing = Anatomy("llama", (), 8, 0, 0, 0, 0, 0, "", 0, 0, 0, None, (), (), is_tied=False)
    page = AnatomyPage(ModelStructure(nothing, count=Action("Count", lambda: pressed.append(None))))
    qtbot.addWidget(page)
    page.findChildren(ActionButton)[0].click()
    assert pressed
    whole = AnatomyPage(structure_of(read_header(write_skeleton(tmp_path / "m.gguf", WINDOWED))))
    qtbot.addWidget(whole)
    assert not whole.findChildren(ActionButton)


@pytest.mark.parametrize(("words", "rows"), [("sliding", 1), ("SLIDING", 1), ("no such key", 0)])
def test_every_key_of_the_header_can_be_searched(
    tmp_path: Path, qtbot: QtBot, look: Look, words: str, rows: int
) -> None:
    inside = structure_of(read_header(write_skeleton(tmp_path / "m.gguf", WINDOWED)))
    keys = MetadataList(inside.metadata)
    qtbot.addWidget(keys)
    keys.field.setText(words)
    keys.field.searched.emit(words)
    table = keys.findChildren(QTableView)[0].model()
    assert table is not None
    assert table.rowCount() == rows
