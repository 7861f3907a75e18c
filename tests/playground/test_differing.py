"""What is not as usual is seen while the inspector is folded, and a chip leads to its place."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.domain.sampling_choice import PRESETS, SamplingChoice
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.domain.tokens import AdapterFile
from explorer.kit.chips import PlaceChip
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.playground.chats.settings import ChatSettings, usual_length
from explorer.rooms.playground.inspector.changed_settings import changed_settings
from tests.playground.conftest import Table
from tests.playground.test_keeping import run
from tests.playground.test_pane import words


def said(controls: ChatSettings, load: LoadChoice | None = None, *, is_chat: bool = True) -> list[str]:
    switch = ThinkingSwitch(("on", "off"), "on")
    usual = usual_length(thinks=switch.will_think(controls.think))
    found = changed_settings(controls, load or LoadChoice(), is_chat=is_chat, switch=switch, usual=usual)
    return [str(one.words) for one in found]


def test_nothing_is_said_of_what_is_usual() -> None:
    assert said(ChatSettings()) == []
    assert said(ChatSettings(system_prompt=" \n", seed=7, schema="{}")) == []  # not sent
    assert said(ChatSettings(think="on")) == []  # by default
    assert said(ChatSettings(think="high")) == []  # this model has no such choice


def test_everything_that_is_sent_otherwise_is_said_in_a_few_words() -> None:
    controls = ChatSettings(
        system_prompt="You are a pirate.", choice=SamplingChoice({"temperature": 1.2, "top_k": 3}),
        max_tokens=2048, seed_locked=True, is_sure_shown=True, form="json_schema", stop=("#", "##"),
        think="off", think_budget=256,
    )  # fmt: skip
    load = LoadChoice(context_length=8192, adapters=(AdapterFile(b"a"),), template="{{ x }}")
    assert said(controls, load) == [
        "System prompt", "Creativity 1.2", "Top-k 3", "Longest answer 2,048",
        "Thinking off", "Longest thought 256", "Seed 42",
        "Notes how sure it was", "Answers in JSON", "2 stop texts",
        "Context 8K", "1 adapter", "Own chat template",
    ]  # fmt: skip
    assert "System prompt" not in said(controls, is_chat=False)  # a base model is sent none


def test_a_preset_goes_by_its_name_and_many_settings_by_their_number() -> None:
    creative = next(preset for preset in PRESETS if preset.key == "creative")
    assert said(ChatSettings(choice=SamplingChoice(dict(creative.values)))) == ["Creative"]
    many = SamplingChoice({"top_k": 3, "min_p": 0.1, "logit_bias": ((5, -1.0),)})
    assert said(ChatSettings(choice=many)) == ["3 sampling settings"]


def test_a_chip_opens_its_place_and_the_line_goes_with_the_chat(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    line = table.page.changed_settings
    assert line.isHidden()
    table.page.system_prompt.setPlainText("You are a pirate.")
    table.page.lock.click()
    assert line.texts() == ["System prompt", "Seed 42"]
    assert line.isVisible()
    pane.activateWindow()
    line.chip("system").click()
    QApplication.processEvents()
    assert table.page.inspector.isVisible()
    assert table.page.system_prompt.hasFocus()
    line.chip("seed").click()
    assert table.page.seed.hasFocus()
    table.use("Tiny chat")
    table.ask("Hi")
    run(pane, "Ctrl+N")
    assert line.texts() == []


def test_a_mouse_click_on_a_chip_leaves_the_keys_and_a_key_takes_them_along(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    table.page.chosen.choose_load(context_length=1024)
    pane.activateWindow()
    chip, section = table.page.changed_settings.chip("loading"), table.page.loading
    table.field.setFocus()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert section.is_open()
    assert table.field.hasFocus()
    section.set_open(False)
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert section.is_open()
    assert section.header.shows_ring()


def test_the_line_neither_comes_nor_goes_under_what_is_being_set(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    pane.resize(640, 568)  # the inspector lies over the conversation, below the header
    run(pane, "Ctrl+I")
    QApplication.processEvents()
    before = table.page.inspector.geometry()
    table.page.system_prompt.setPlainText("You are a pirate.")
    QApplication.processEvents()
    assert table.page.inspector.geometry() == before
    run(pane, "Ctrl+I")
    QApplication.processEvents()
    assert table.page.changed_settings.isVisible()


def test_what_finds_no_room_is_counted(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    table.page.set(system_prompt="x", seed_locked=True, stop=("#",), is_sure_shown=True)
    line = table.page.changed_settings
    line.resize(200, line.height())
    visible = [chip for chip in line.findChildren(PlaceChip) if chip.isVisible()]
    assert all(chip.geometry().right() < 200 for chip in visible)
    more = next(chip for chip in visible if chip.text().startswith("+"))
    assert len(visible) - 1 + int(more.text()) == len(line.texts())
    more.click()
    assert table.page.inspector.isVisible()
    assert "Longest answer" in words(pane)
