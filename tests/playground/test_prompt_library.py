"""Prompts of one's own: used from the list over the composer, saved out of a message, written and removed."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from explorer.kit.buttons import IconButton
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.prompts import Prompts
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.composer.prompt_library_controller import PromptLibraryController
from explorer.rooms.playground.composer.prompts_pane import PromptsSheet
from explorer.rooms.playground.composer.slash_rows import SlashLine
from tests.pages.playground import part
from tests.playground.conftest import Table


@pytest.fixture
def library(table: Table, tiny_models: Path) -> PromptLibraryController:
    table.store.set_state("playground.controls", "{}")
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.composer.focus()
    (found,) = table.pane.findChildren(PromptLibraryController)
    return found


def lines(library: PromptLibraryController) -> dict[str, SlashLine]:
    return {str(line.text): line for source in library.slash.sources for line in source() if line.use}


def use(library: PromptLibraryController, text: str) -> None:
    call = lines(library)[text].use
    assert call is not None
    call()


def test_a_message_is_kept_as_a_prompt_and_found_behind_the_slash(
    table: Table, library: PromptLibraryController
) -> None:
    assert "Save this message as a prompt" not in lines(library)
    table.field.setPlainText("Is this so? {{text}}")
    use(library, "Save this message as a prompt")
    sheet = part(table.pane, PromptsSheet)
    assert sheet.name.text() == "Is this so? {{text}}"
    sheet.name.setText("Doubt")
    sheet.dismiss()
    assert [(one.name, one.text) for one in Prompts(table.store).all()] == [("Doubt", "Is this so? {{text}}")]
    table.field.clear()
    use(library, "Doubt")
    assert table.field.textCursor().selectedText() == "{{text}}"


def test_prompts_are_written_removed_until_undo_and_taken_along(
    table: Table, library: PromptLibraryController, tmp_path: Path
) -> None:
    prompts = Prompts(table.store)
    library.manage()
    sheet = part(table.pane, PromptsSheet)
    sheet.name.setText("One")
    sheet.text.setPlainText("First {{a}}")
    part(sheet, IconButton, "Remove this prompt")
    sheet.picker.activated.emit(0)  # another is chosen: what was written is kept
    assert [one.name for one in prompts.all()] == ["One"]
    sheet.write(tmp_path / "prompts.json")
    sheet.show_prompt(prompts.all()[0].id)
    part(sheet, IconButton, "Remove this prompt").click()
    assert prompts.all() == ()
    undo = table.messages.all[-1].action
    assert undo is not None
    undo.run()
    assert [one.name for one in prompts.all()] == ["One"]
    prompts.remove(prompts.all()[0])
    sheet.take_in(tmp_path / "prompts.json")
    assert [one.text for one in prompts.all()] == ["First {{a}}"]
    (tmp_path / "prompts.json").write_text("{", encoding="utf-8")
    sheet.take_in(tmp_path / "prompts.json")
    assert "no prompts that can be read" in table.messages.all[-1].text
    sheet.dismiss()


def test_a_preset_is_chosen_behind_the_slash(table: Table, library: PromptLibraryController) -> None:
    Presets(table.store).keep("Pirate", ChatSettings(system_prompt="You are a pirate."))
    QTest.keyClicks(table.field, "/")
    assert library.slash.is_open()
    use(library, "Pirate")
    assert table.page.session.controls.system_prompt == "You are a pirate."
