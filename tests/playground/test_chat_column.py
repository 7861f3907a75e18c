"""The column of chats: found by their words, pinned, in folders that fold, copied, and in the bin."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from explorer.base.store import Store
from explorer.kit.actions import Action
from explorer.kit.question import DangerQuestion
from explorer.kit.title_list import ROW
from explorer.rooms.playground.chats.listed import ChatRow
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.pages.playground import part
from tests.playground.conftest import Table

MODEL = "tiny/chat/Tiny-chat-Q8_0.gguf"


def write(table: Table, *titles: str) -> list[int]:
    """Chats that were held earlier; the last one is the newest."""
    chats = Chats(table.store)
    return [chats.create(title, MODEL).id for title in titles]


def listed(table: Table) -> list[str]:
    """What stands in the column, from the top."""
    model = table.page.chat_list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def stand_on(table: Table, title: str) -> None:
    table.page.chat_list.setFocus()
    table.page.chat_list.stand_at(listed(table).index(title))


def menu_of(table: Table, title: str) -> Sequence[Action]:
    stand_on(table, title)
    return [one for one in table.page.chat_list.actions_of(table.page.chat_list.at_hand) if one is not None]


def use(actions: Sequence[Action], text: str, *, inside: str = "") -> None:
    """An entry of a menu, or of the menu in it."""
    for action in actions:
        if action.text == (inside or text):
            entries = [entry for entry in action.entries if entry is not None]
            return use(entries, text) if inside else action.run()
    raise LookupError(text)


def seen(table: Table) -> list[str]:
    """The questions that are in view."""
    rows = table.page.questions()
    return [row.turn.text for row in rows if not row.visibleRegion().isEmpty()]


def search(table: Table, words: str) -> None:
    table.page.chats.search.setFocus()
    table.page.chats.search.setText(words)
    QTest.keyClick(table.page.chats.search, Qt.Key.Key_Return)


def test_pinned_chats_and_folders_stand_above_the_others(table: Table, tiny_models: Path) -> None:
    write(table, "One", "Two", "Three")
    table.open(tiny_models)
    assert listed(table) == ["Three", "Two", "One"]
    use(menu_of(table, "One"), "Pin")
    assert listed(table) == ["Pinned", "One", "Other chats", "Three", "Two"]
    use(menu_of(table, "Two"), "New folder…", inside="Move to a folder")
    assert listed(table) == ["Pinned", "One", "New folder", "Two", "Other chats", "Three"]
    editor = part(table.page.chat_list, QLineEdit)  # its name can be typed at once
    editor.setText("Letters")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    table.wait(lambda: listed(table)[2] == "Letters")
    use(menu_of(table, "Three"), "Letters", inside="Move to a folder")
    stand_on(table, "One")
    assert listed(table) == ["Pinned", "One", "Letters", "Three", "Two"]
    table.page.command("Unpin the chat").run()
    use(menu_of(table, "Letters"), "Delete the folder")
    assert listed(table) == ["Three", "Two", "One"]
    undo = table.messages.all[-1].action
    assert undo is not None
    undo.run()
    table.page.pane.show_place(table.places[-1])
    table.page.new_chat()
    assert listed(table) == ["Letters", "Three", "Two", "Other chats", "One"]


def test_a_folder_folds_by_its_keys_and_stays_folded(table: Table, tiny_models: Path) -> None:
    one, _two = write(table, "One", "Two")
    chats = Chats(table.store)
    chats.folders.move(one, chats.folders.create("Letters").id)
    pane = table.open(tiny_models)
    stand_on(table, "Letters")
    QTest.keyClick(table.page.chat_list, Qt.Key.Key_Left)
    assert listed(table) == ["Letters", "Other chats", "Two"]
    QTest.keyClick(table.page.chat_list, Qt.Key.Key_Left)  # it is folded already: nothing more
    assert listed(table) == ["Letters", "Other chats", "Two"]
    pane.close_room()
    table.open(tiny_models)
    assert listed(table) == ["Letters", "Other chats", "Two"]
    stand_on(table, "Letters")
    QTest.keyClick(table.page.chat_list, Qt.Key.Key_Return)
    assert listed(table) == ["Letters", "One", "Other chats", "Two"]


def test_a_search_finds_what_was_said_and_opens_the_chat_there(table: Table, tiny_models: Path) -> None:
    first, second = write(table, "One", "Two")
    chats = Chats(table.store)
    for chat, word in ((first, "zeppelin"), (second, "balloon")):
        for number in range(12):
            said = f"What is a {word}?" if number == 1 else f"Question {number}"
            chats.add(chat, "user", said, TurnRecord())
            chats.add(chat, "assistant", "A line.\n\n" * 12, TurnRecord())
    told = chats.turns(first)[-1]
    chats.add(first, "user", "Another zeppelin, where nobody looks", TurnRecord(), told.parent)
    chats.show(told.id)
    table.open(tiny_models)
    search(table, "zeppelin")
    table.wait(lambda: listed(table) == ["One"])
    row: ChatRow = table.page.chat_list.model().index(0, 0).data(ROW)
    assert row.hit is not None
    assert row.hit.snippet == "Another zeppelin, where nobody looks"
    table.wait(table.page.chat_list.hasFocus)  # Enter leads from the field to what was found
    QTest.keyClick(table.page.chat_list, Qt.Key.Key_Return)
    assert table.page.session.chat is not None
    assert table.page.session.chat.id == first
    table.wait(lambda: "What is a zeppelin?" in seen(table))
    table.page.chats.search.clear()
    assert listed(table) == ["Two", "One"]


def test_the_bin_gives_back_and_really_deletes(table: Table, tiny_models: Path) -> None:
    one, *_ = write(table, "One", "Two", "Three")
    secret = "Quuxolotl" * 20
    Chats(table.store).add(one, "user", secret, TurnRecord())
    table.open(tiny_models)
    column = table.page.chats
    for title in ("One", "Two", "Three"):
        stand_on(table, title)
        QTest.keyClick(table.page.chat_list, Qt.Key.Key_Delete)
    assert listed(table) == []
    assert column.bin.text() == "Bin · 3"
    column.bin.click()
    assert listed(table) == ["Three", "Two", "One"]
    use(menu_of(table, "Two"), "Restore")
    assert listed(table) == ["Three", "One"]
    use(menu_of(table, "Three"), "Delete for good…")
    assert listed(table) == ["Three", "One"]  # it asks first
    part(table.pane, DangerQuestion).agree.click()
    table.wait(lambda: listed(table) == ["One"])
    column.emptied.emit()
    table.pane.findChildren(DangerQuestion)[-1].agree.click()
    table.wait(lambda: listed(table) == [])
    table.page.pane.run_command("Ctrl+F")  # back to the chats
    assert listed(table) == ["Two"]
    table.wait(lambda: table.store.read("SELECT title FROM chats") == [{"title": "Two"}])
    files = list(table.store.path.parent.glob(f"{table.store.path.name}*"))
    table.wait(lambda: not any(secret.encode() in path.read_bytes() for path in files))


def test_the_file_is_written_anew_once_no_answer_is_on_its_way(
    table: Table, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes one would have to wait meanwhile."""
    secret = "Quuxolotl" * 20
    Chats(table.store).add(write(table, "One")[0], "user", secret, TurnRecord())
    table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    stand_on(table, "One")
    QTest.keyClick(table.page.chat_list, Qt.Key.Key_Delete)
    table.send("Go")
    table.wait(lambda: bool(table.pane.last_answer()))
    busy, write_anew = list[bool](), Store.write_anew

    def write_and_note(store: Store) -> bool:
        busy.append(table.pane.is_busy())
        return write_anew(store)

    monkeypatch.setattr(Store, "write_anew", write_and_note)
    table.page.chats.emptied.emit()
    part(table.pane, DangerQuestion).agree.click()
    table.wait(lambda: len(table.store.read("SELECT 1 FROM chats")) == 1)
    table.page.stop()
    table.wait(lambda: busy == [False])
    files = list(table.store.path.parent.glob(f"{table.store.path.name}*"))
    table.wait(lambda: not any(secret.encode() in path.read_bytes() for path in files))


def test_a_copy_stands_beside_its_chat_and_is_opened(table: Table, tiny_models: Path) -> None:
    (chat,) = write(table, "One")
    chats = Chats(table.store)
    chats.add(chat, "user", "What is a tensor?", TurnRecord())
    table.open(tiny_models)
    use(menu_of(table, "One"), "Duplicate")
    table.wait(lambda: listed(table) == ["One (copy)", "One"])
    assert table.page.session.turns[0].text == "What is a tensor?"
    assert table.page.session.chat is not None
    assert table.page.session.chat.id != chat
