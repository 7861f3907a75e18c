"""Presets in the inspector: chosen, kept, renamed, removed, for new chats, and as files."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.kit.actions import Action
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.inspector.preset_controller import PresetController
from explorer.rooms.playground.inspector.preset_rows import PresetRow
from tests.playground.conftest import Table


def row(table: Table) -> PresetRow:
    return table.page.inspector.preset


def menu_of(table: Table) -> dict[str, Action]:
    return {one.text: one for one in row(table).entries() if one is not None}


def named(table: Table, name: str) -> None:
    """Type a name and Enter."""
    row(table).field.setText(name)
    QTest.keyClick(row(table).field, Qt.Key.Key_Return)


def chips(table: Table) -> list[str]:
    return table.page.changed_settings.texts()


def usual(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    table.open(tiny_models)
    assert row(table).button.text() == "None"
    assert not menu_of(table)["Save as a preset…"].enabled  # there is nothing to keep


def test_how_a_chat_is_asked_is_kept_under_a_name_and_is_one_chip(table: Table, tiny_models: Path) -> None:
    usual(table, tiny_models)
    table.page.set(system_prompt="You are a pirate.", max_tokens=2048)
    assert chips(table) == ["System prompt", "Longest answer 2,048"]
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    assert row(table).button.text() == "Pirate"
    assert chips(table) == ["Pirate"]
    table.page.set(max_tokens=1024)
    assert row(table).button.text() == "Pirate, changed"
    assert chips(table) == ["System prompt", "Longest answer 1,024"]
    menu_of(table)["Save the changes to “Pirate”"].run()
    assert chips(table) == ["Pirate"]
    menu_of(table)["None"].run()
    assert chips(table) == []
    menu_of(table)["Pirate"].run()
    assert table.page.session.controls.system_prompt == "You are a pirate."
    assert table.page.session.controls.max_tokens == 1024
    assert menu_of(table)["Pirate"].checked


def test_a_new_chat_begins_with_the_preset_that_is_chosen_for_it(table: Table, tiny_models: Path) -> None:
    usual(table, tiny_models)
    table.page.set(system_prompt="You are a pirate.")
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    menu_of(table)["Start new chats with it"].run()
    table.use("Tiny chat")
    table.ask("One")
    table.page.set(system_prompt="")
    table.page.new_chat()
    assert chips(table) == ["Pirate"]
    menu_of(table)["Start new chats with it"].run()  # no longer
    table.ask("Two")
    table.page.new_chat()
    assert chips(table) == []


def test_a_preset_is_renamed_and_removed_until_undo(table: Table, tiny_models: Path) -> None:
    usual(table, tiny_models)
    presets = Presets(table.store)
    table.page.set(system_prompt="You are a pirate.")
    for name in ("Pirate", "Other"):
        presets.keep(name, table.page.session.controls)
        table.page.set(system_prompt="You are somebody else.")
    table.page.set(system_prompt="You are a pirate.")
    assert row(table).button.text() == "Pirate"
    menu_of(table)["Rename…"].run()
    named(table, "Other")
    assert "already" in table.messages.all[-1].text
    menu_of(table)["Rename…"].run()
    QTest.keyClick(row(table).field, Qt.Key.Key_Escape)
    menu_of(table)["Rename…"].run()
    named(table, "Captain")
    assert chips(table) == ["Captain"]
    menu_of(table)["Remove it"].run()
    assert chips(table) == ["System prompt"]
    undo = table.messages.all[-1].action
    assert undo is not None
    undo.run()
    assert [one.name for one in presets.all()] == ["Captain", "Other"]


def test_a_preset_goes_to_another_machine_as_a_file(table: Table, tiny_models: Path, tmp_path: Path) -> None:
    usual(table, tiny_models)
    presets = Presets(table.store)
    file = tmp_path / "a.preset.json"
    table.page.set(system_prompt="You are a pirate.")
    presets.keep("Pirate", table.page.session.controls)
    (controller,) = table.pane.findChildren(PresetController)
    controller.refresh()
    assert controller.used is not None
    controller.write(controller.used, file)
    presets.remove(controller.used)
    menu_of(table)["None"].run()
    controller.take_in(file)
    assert chips(table) == ["Pirate"]
    file.write_text("[]", encoding="utf-8")
    controller.take_in(file)
    assert "not a preset that can be read" in table.messages.all[-1].text


def test_no_name_is_taken_from_another_preset_and_none_is_left_in_another_chat(
    table: Table, tiny_models: Path
) -> None:
    usual(table, tiny_models)
    presets = Presets(table.store)
    table.use("Tiny chat")
    table.ask("One")
    chat = table.page.session.chat
    assert chat is not None
    table.page.set(max_tokens=1024)
    table.page.new_chat()
    table.page.set(system_prompt="You are a pirate.")
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    table.ask("Two")
    table.page.open_chat(chat.id)
    assert row(table).button.text() == "None"
    assert "Save the changes to “Pirate”" not in menu_of(table)
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    assert "already" in table.messages.all[-1].text
    assert [one.settings.system_prompt for one in presets.all()] == ["You are a pirate."]


def test_what_is_removed_comes_back_beside_one_that_took_its_name(table: Table, tiny_models: Path) -> None:
    usual(table, tiny_models)
    table.page.set(system_prompt="Old")
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    menu_of(table)["Remove it"].run()
    undo = table.messages.all[-1].action
    assert undo is not None
    table.page.set(system_prompt="New")
    menu_of(table)["Save as a preset…"].run()
    named(table, "Pirate")
    undo.run()
    kept = [(one.name, one.settings.system_prompt) for one in Presets(table.store).all()]
    assert kept == [("Pirate", "New"), ("Pirate (2)", "Old")]


def test_no_preset_keeps_a_schema_that_was_written(table: Table, tiny_models: Path) -> None:
    usual(table, tiny_models)
    table.page.set(form="json_schema", schema='{"type": "object"}', seed=7, seed_locked=True)
    menu_of(table)["None"].run()
    controls = table.page.session.controls
    assert (controls.form, controls.schema, controls.seed) == ("text", '{"type": "object"}', 7)
    assert menu_of(table)["None"].checked
