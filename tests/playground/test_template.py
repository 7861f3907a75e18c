"""The chat template is shown, tried in the worker before it is used, and given back."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from explorer.engine.local.gguf.header import Header, read_header
from explorer.rooms.playground.captions import answer_conditions
from explorer.rooms.playground.model.template_pane import TemplateSection
from tests.models.tiny import CHAT_TEMPLATE
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import words

OWN = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>"


def opened(table: Table, *, text: str) -> TemplateSection:
    """The section, unfolded, once it shows this text."""
    if table.page.inspector.isHidden():
        table.page.toggle_inspector()
    section = table.page.template
    section.set_open(True)
    table.wait(lambda: section.editor.toPlainText() == text and not section.editor.isReadOnly())
    return section


def sent(table: Table) -> str:
    """Before the last answer."""
    session = table.page.session
    return session.chats.sent.of(session.turns[-1].id)


def test_the_models_own_is_shown_and_what_it_would_send(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    section = opened(table, text=CHAT_TEMPLATE)
    assert "The model’s own" in section.whose.text()
    assert not section.use.isEnabled()
    section.check.click()
    table.wait(lambda: section.sent() != "")
    assert section.sent().startswith("<s>[user]Hello![/user][assistant]Hello, how can I help?[/assistant]")


def test_nothing_can_be_typed_that_the_template_of_the_file_would_replace(
    table: Table, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Header] = []

    def noted(path: Path) -> Header:
        read.append(read_header(path))
        return read[-1]

    monkeypatch.setattr("explorer.rooms.playground.model.template_pane.read_header", noted)
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.toggle_inspector()
    section = table.page.template
    section.set_open(True)
    assert section.editor.isReadOnly()
    table.page.chosen.choose_load(threads=1)  # a second look into the file begins
    table.wait(lambda: not section.editor.isReadOnly())
    section.editor.setPlainText(OWN)
    table.page.chosen.choose_load(threads=0)
    table.wait(lambda: len(read) == 2)
    QTest.qWait(20)  # what the second look found is told
    assert section.editor.toPlainText() == OWN


def test_a_template_that_is_not_what_it_looks_like_says_so(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    section = opened(table, text=CHAT_TEMPLATE)
    assert section.caution.isHidden()
    section.editor.setPlainText("{# one #}\n{# \u202etwo #}")
    assert "line 2 holds the invisible character U+202E" in section.caution.text()
    assert "\u202e" in section.editor.toPlainText()
    section.editor.setPlainText(OWN)
    assert section.caution.isHidden()


def test_ones_own_is_used_once_the_button_says_so_and_given_back(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    section = opened(table, text=CHAT_TEMPLATE)
    section.editor.setPlainText(OWN)
    assert table.ask("One") == SAID
    assert "<user>" not in sent(table)
    section.use.click()
    assert table.ask("Two") == SAID
    record = table.page.session.turns[-1].record
    assert sent(table).endswith("<user>Two<assistant>")
    assert record.load is not None
    assert record.load.template == OWN
    assert "Chat template: not the model’s own" in answer_conditions(record)
    section.reset.click()
    table.ask("Three")
    assert sent(table).endswith("<|start|>")


def test_an_error_in_it_and_a_template_without_end_are_told_in_place(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    section = opened(table, text=CHAT_TEMPLATE)
    for text, said in (
        ("{% for m in messages %}", "has an error"),
        (
            "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
            "takes too long",
        ),
    ):
        section.editor.setPlainText(text)
        assert section.problem() == ""
        section.check.click()
        table.wait(lambda: section.problem() != "")
        assert said in section.problem()
    assert table.ask("Hello") == SAID


def test_a_base_model_chats_with_a_template_of_ones_own(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    section = opened(table, text="")
    assert "The file has none" in section.whose.text()
    assert "is a base model" in words(pane)
    section.editor.setPlainText(OWN)
    section.use.click()
    assert "is a base model" not in words(pane)
    table.ask("Hello")
    record = table.page.session.turns[-1].record
    assert (record.kind, sent(table)) == ("chat", "<user>Hello<assistant>")
    table.page.new_chat()
    section.reset.click()
    assert "is a base model" in words(pane)


def test_without_a_loaded_model_it_is_not_checked(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    section = opened(table, text=CHAT_TEMPLATE)
    assert not section.check.isEnabled()
    assert section.check.toolTip() == "Load the model to check it"
    table.use("Tiny chat")
    assert section.check.isEnabled()
