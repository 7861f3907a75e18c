"""What a loaded model says about itself is there when it is unfolded."""

from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from explorer.kit.error_card import FoldedDetails
from tests.playground.conftest import Table
from tests.playground.test_pane import words


def test_a_loaded_model_tells_its_numbers_and_its_log(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    table.page.toggle_inspector()
    section = table.page.description
    section.set_open(True)
    assert "Load the model" in section.note.text()
    table.use("Tiny chat")
    table.wait(section.note.isHidden)
    said = words(section)
    for text in ("llama", "2,048 tokens", "<s>", "</s>", "llama.cpp", "CPU"):
        assert text in said
    (details,) = section.findChildren(FoldedDetails)
    details.toggle()
    assert "llama_" in details.findChildren(QPlainTextEdit)[0].toPlainText()


def test_another_model_tells_of_itself(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.toggle_inspector()
    section = table.page.description
    section.set_open(True)
    table.wait(section.note.isHidden)
    assert "100,000 tokens" not in words(section)
    table.use("Endless")
    table.wait(lambda: "100,000 tokens" in words(section))
