"""How a chat is asked is its own: kept with it, restored with it, and sent in no other."""

from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from explorer.base.migrations import MIGRATIONS
from explorer.base.store import Store
from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.domain.places import Place, Room
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.tokens import Constraint
from explorer.kit.chips import Choice
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, HandedMessages, TurnRecord
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from tests.playground.conftest import Table
from tests.playground.test_asking import turns
from tests.playground.test_keeping import run

_OWN = ChatSettings(
    system_prompt="You are a pirate.",
    max_tokens=32,
    seed=7,
    seed_locked=True,
    choice=SamplingChoice({"temperature": 1.2, "top_k": 3}),
    form="gbnf",
    grammar='root ::= "aye"',
    stop=("###",),
    is_sure_shown=True,
    when_full="drop_oldest",
)


def set_all(table: Table) -> None:
    """Everything the inspector can set, by its own doors."""
    inspector = table.page.inspector
    table.page.system_prompt.setPlainText(_OWN.system_prompt)
    table.page.length.setValue(0)
    table.page.seed.setText("7")
    table.page.lock.click()
    inspector.more.changed.emit(_OWN.choice)
    inspector.structure.changed.emit({"form": "gbnf"})
    inspector.structure.editor.setPlainText(_OWN.grammar)
    inspector.stops.editor.setPlainText("###")
    table.page.sure.click()
    table.page.context_line.when_full.picked.emit(Choice("drop_oldest", ""))


def test_what_is_set_in_one_chat_is_sent_in_no_other(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", "{}")
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    set_all(table)
    assert table.ask("Who are you?") == "aye"
    (pirate,) = Chats(table.store).all()
    run(pane, "Ctrl+N")
    assert table.page.inspector.controls == table.page.session.controls == ChatSettings()
    assert table.page.system_prompt.toPlainText() == table.page.inspector.stops.editor.toPlainText() == ""
    assert not any(box.isChecked() for box in (table.page.lock, table.page.sure))
    table.ask("Hello")
    record = turns(table)[-1].record
    assert record.handed == HandedMessages.of([ChatMessage("user", "Hello")])
    assert record.system == ""
    assert record.options == AnswerOptions()
    assert record.sampling is not None
    assert replace(record.sampling, seed=0) == Sampling(max_tokens=512, seed=0)
    table.page.open_chat(pirate.id)
    assert table.page.inspector.controls == table.page.session.controls == _OWN
    assert table.page.system_prompt.toPlainText() == _OWN.system_prompt


def test_a_chat_is_asked_as_before_after_a_restart_and_when_it_is_answered_again(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    set_all(table)
    table.ask("Who are you?")
    pane.close_room()
    again = table.open(tiny_models)
    assert table.page.inspector.controls == _OWN
    table.use("Tiny chat")
    run(again, "Ctrl+R")
    table.wait(lambda: not again.is_busy())
    record = turns(table)[-1].record
    assert record.sampling is not None
    assert (record.sampling.seed, record.system) == (7, _OWN.system_prompt)


def test_what_is_set_for_a_new_chat_waits_for_it_with_what_is_typed_there(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    (chat,) = Chats(table.store).all()
    run(pane, "Ctrl+N")
    table.page.system_prompt.setPlainText("Be a pirate.")
    table.page.open_chat(chat.id)
    run(pane, "Ctrl+N")  # nothing was typed: the next new chat is another one
    assert table.page.inspector.controls.system_prompt == ""
    table.page.system_prompt.setPlainText("Be brief.")
    table.field.setPlainText("Half a thought")
    table.page.open_chat(chat.id)
    assert table.page.inspector.controls.system_prompt == ""
    pane.close_room()
    pane = table.open(tiny_models)
    run(pane, "Ctrl+N")
    assert table.page.inspector.controls.system_prompt == "Be brief."


def test_a_number_half_typed_belongs_to_the_chat_it_was_typed_in(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    (chat,) = Chats(table.store).all()
    table.page.toggle_inspector()
    table.page.lock.click()
    (field,) = [one for one in table.page.inspector.findChildren(QLineEdit) if one.accessibleName() == "Seed"]
    pane.activateWindow()
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "99")
    run(pane, "Ctrl+N")
    assert not table.page.inspector.controls.seed_locked
    table.page.open_chat(chat.id)
    assert (table.page.inspector.controls.seed, table.page.inspector.controls.seed_locked) == (99, True)


def test_a_chat_of_before_is_asked_as_it_was_last(tmp_path: Path) -> None:
    """Written by a version that kept one way to ask for all chats."""
    path = tmp_path / "a.sqlite3"
    older = Store(path, MIGRATIONS[:6])
    sampling = Sampling(temperature=1.2, top_k=7, max_tokens=32, seed=5)
    record = TurnRecord(
        sampling=sampling,
        stated=("top_k",),
        messages=(ChatMessage("system", "Be brief."), ChatMessage("user", "Hi")),
        options=AnswerOptions(stop=("#",), constraint=Constraint("json_schema", "{}"), alternatives=10),
    )
    chats = Chats(older)
    asked, empty = chats.create("Asked", "m"), chats.create("Empty", "m")
    for _ in range(2):
        add = "INSERT INTO messages (chat, role, text, record, created_at) VALUES (?, ?, ?, ?, '')"
        older.write(add, asked.id, "assistant", "Hello", msgspec.json.encode(record).decode())
    older.set_state("playground.controls", '{"system_prompt": "Of all", "max_tokens": 64}')
    older.set_state("playground.when_full", f'{{"{asked.id}": "drop_oldest"}}')
    older.close()
    store = Store(path)
    kept = ChatSettingsStore(store)
    assert kept.get(asked.id) == ChatSettings(
        system_prompt="Be brief.",
        max_tokens=32,
        seed=5,
        seed_locked=True,
        choice=SamplingChoice({"temperature": 1.2}),
        form="json_schema",
        schema="{}",
        stop=("#",),
        is_sure_shown=True,
        when_full="drop_oldest",
    )
    assert kept.get(empty.id) == ChatSettings()
    assert kept.get(None) == ChatSettings()  # what was sent in all chats is sent in none unawares
    presets = Presets(store)
    for _ in range(2):
        presets.take_over_older("Earlier settings")
    (before,) = presets.all()
    assert (before.name, before.settings.system_prompt, before.settings.max_tokens) == (
        "Earlier settings",
        "Of all",
        64,
    )
    store.close()


def test_controls_of_a_newer_version_are_left_behind(store: Store) -> None:
    chat = Chats(store).create("A", "m")
    store.write("UPDATE chats SET controls = ? WHERE id = ?", '{"max_tokens": "many"}', chat.id)
    assert ChatSettingsStore(store).get(chat.id) == ChatSettings()


def test_the_id_of_a_deleted_chat_brings_nothing_of_it(store: Store) -> None:
    """SQLite gives it again."""
    chats, kept = Chats(store), ChatSettingsStore(store)
    first = chats.create("A", "m")
    kept.take_over(first.id, _OWN)
    chats.delete(first.id)
    chats.empty_bin()
    second = chats.create("B", "m")
    assert second.id == first.id
    assert kept.get(second.id) == ChatSettings()


def test_a_question_from_elsewhere_begins_a_chat_of_its_own(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.page.system_prompt.setPlainText("Of the chat before.")
    pane.show_place(Place(Room.PLAYGROUND, question="Which ward?", system="Answer only from the letter."))
    assert pane.findChildren(ChatComposer)[0].text() == "Which ward?"
    assert table.page.system_prompt.toPlainText() == "Answer only from the letter."
    assert pane.session.chat is None
