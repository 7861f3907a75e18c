"""Choosing a model: found by typing, told apart, the likeliest first."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.fit import FitWord
from explorer.domain.local import Intact
from explorer.playground.pane import PlaygroundPane
from explorer.playground.picker_pane import ModelPicker
from explorer.playground.picking import Pick, PickHeading, lines_for
from tests.playground.conftest import Table
from tests.playground.test_conversation import model
from tests.playground.test_keeping import run
from tests.playground.test_pane import button


def opened(pane: PlaygroundPane) -> ModelPicker:
    """As Ctrl+L does."""
    run(pane, "Ctrl+L")
    picker = pane.window().findChildren(ModelPicker)[-1]
    assert isinstance(picker, ModelPicker)
    return picker


def listed(picker: ModelPicker) -> list[str]:
    return [line.model.name for line in picker.list.rows.lines if isinstance(line, Pick)]


def test_loaded_ones_come_first_then_those_used_last_and_what_cannot_be_used_at_the_end() -> None:
    models = [model(name, is_chat=True) for name in ("a", "b", "c", "d")]
    broken = model("0", intact=Intact.DAMAGED)
    lines = lines_for("", [broken, *models], {Path("c")}, {"a": "2026-01-01", "b": "2026-02-01"})
    said = [str(line.words) if isinstance(line, PickHeading) else line.model.name for line in lines]
    assert said == ["Loaded", "c", "Used before", "b", "a", "Not used yet", "d", "Cannot be used", "0"]
    last = lines[-1]
    assert isinstance(last, Pick)
    assert last.why_not == "its file is damaged"
    assert [type(line) for line in lines_for("", models, (), {})] == [Pick] * 4  # one group needs no heading


def test_two_with_one_name_are_told_apart_by_what_differs() -> None:
    four, eight = (model(f"m/{q}", name="Qwen3", quantization=q, is_chat=True) for q in ("Q4_0", "Q8_0"))
    ours = model("ours/x.gguf", name="Qwen3", quantization="Q4_0", apart="ours")
    lines = lines_for("", [four, eight, ours], (), {})
    details = [line.details for line in lines if isinstance(line, Pick)]
    assert details == ["Q4_0 · 1 B", "Q8_0 · 1 B", "Q4_0 · 1 B · base model · ours"]


def test_every_word_typed_must_be_found() -> None:
    models = [model("qwen/a", name="Qwen3 4B", quantization="Q4_K_M"), model("b", name="Gemma 3")]
    found = {words: len(lines_for(words, models, (), {})) for words in ("", "qwen q4", "QWEN gemma", "3")}
    assert found == {"": 2, "qwen q4": 1, "QWEN gemma": 0, "3": 2}


def test_a_model_is_chosen_with_the_keys_alone(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    picker = opened(pane)
    assert set(listed(picker)) == {"Tiny chat", "Endless", "Tiny base"}
    current = picker.list.line
    assert current is not None
    assert current.model.name == "Tiny chat"  # where one is
    QTest.keyClicks(picker.field, "endl")
    assert listed(picker) == ["Endless"]
    picker.field.clear()
    names, at = listed(picker), listed(picker).index("Tiny chat")
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.is_closed
    assert pane._chosen.file is not None
    assert pane._chosen.file.name == names[(at + 1) % 3]


def test_escape_changes_nothing_and_at_the_foot_there_are_others(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    picker = opened(pane)
    QTest.keyClicks(picker.field, "nothing is called so")
    assert "No model here is called that." in picker._nothing.text()
    closed = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(picker.field, key)
        closed.append(picker.is_closed)
    assert closed == [False, True]
    assert pane._chosen.file is not None
    assert pane._chosen.file.name == "Tiny chat"
    button(opened(pane), "Get a model").click()
    assert table.places


def test_each_row_says_whether_it_fits_and_is_loaded(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    chat = table.use("Tiny chat")
    picker = opened(pane)
    table.wait(lambda: len(picker.list.rows.fits) == 3)
    assert picker.list.rows.fits[chat.id] in FitWord
    first = next(line for line in picker.list.rows.lines if isinstance(line, Pick))
    said = picker.list.rows.spoken(first)
    assert said.startswith("Tiny chat, Q8_0 · ")
    assert said.endswith(f", loaded, {picker.list.rows.fits[chat.id]}")
