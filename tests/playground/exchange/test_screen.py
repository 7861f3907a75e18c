"""Chats come in and leave through the menus of the Playground, and what came of it is told."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.messages import Message
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE
from explorer.rooms.playground.chats.exchange.exchange_controller import ChatExchangeController
from explorer.rooms.playground.chats.store import Chats
from tests.playground.conftest import SAID, Table
from tests.playground.exchange.making import conversation, said, written
from tests.playground.test_chat_column import listed, menu_of, search, use, write


@pytest.fixture(autouse=True)
def _no_other_apps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(OTHER_APPS_VARIABLE, str(tmp_path / "their home"))


def dialog(table: Table) -> QFileDialog:
    (found,) = table.pane.findChildren(QFileDialog)
    return found


def choose(table: Table, path: Path) -> None:
    """In the dialog that is open."""
    asked = dialog(table)
    asked.fileSelected.emit(str(path))
    asked.filesSelected.emit([str(path)])
    asked.reject()


def more(table: Table) -> list[Action]:
    """The menu beside New."""
    return [build() for build in table.page.chats.more]


def told(table: Table, count: int) -> Message:
    """The newest message, once so many are there."""
    table.wait(lambda: len(table.messages.all) == count)
    return table.messages.all[-1]


def three(path: Path) -> Path:
    return written(
        path / "conversations.json",
        [
            conversation(
                {"q": (None, said("user", "Soup?")), "a": ("q", said("assistant", f"Leek {n}."))},
                "a",
                conversation_id=f"c-{n}",
                title=f"Soup {n}",
            )
            for n in range(3)
        ],
    )


def test_chats_come_in_from_a_file_and_go_again(table: Table, tiny_models: Path, tmp_path: Path) -> None:
    write(table, "Own")
    table.open(tiny_models)
    use(more(table), "Import chats from files…", inside="Import chats")
    choose(table, three(tmp_path))
    message = told(table, 1)
    assert (message.text, message.kind) == ("Imported 3 chats from ChatGPT.", "good")
    assert listed(table) == ["Own", "Soup 2", "Soup 1", "Soup 0"]
    assert table.messages.going == ()
    assert message.action
    table.page.open_chat(Chats(table.store).all()[1].id)
    message.action.run()
    table.pane.show_place(table.places[-1])
    assert listed(table) == ["Own"]
    assert table.page.session.chat is None


def test_one_chat_that_came_is_open_is_found_on_every_branch_and_goes_on(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    write(table, "Own")
    table.open(tiny_models)
    table.use("Tiny chat")
    messages = {
        "q": (None, said("user", "Soup?")),
        "a": ("q", said("assistant", "Leek.")),
        "b": ("q", said("assistant", "Carrot.")),
    }
    table.page.command("Import chats from files…").run()
    choose(table, written(tmp_path / "c.json", conversation(messages, "a")))
    told(table, 1)
    assert [turn.text for turn in table.page.session.turns] == ["Soup?", "Leek."]
    search(table, "carrot")
    table.wait(lambda: listed(table) == ["Discharge letter"])
    table.page.chat_list.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(table.page.chat_list, key)
    assert [turn.text for turn in table.page.session.turns] == ["Soup?", "Carrot."]
    table.page.ask_greedily()
    assert table.ask("More?") == SAID


def test_what_could_not_be_read_can_be_copied_and_a_file_that_is_none_says_so(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    table.open(tiny_models)
    (controller,) = table.pane.findChildren(ChatExchangeController)
    path = three(tmp_path)
    path.write_text(json.dumps([*json.loads(path.read_text()), {"title": "Odd one"}]))
    controller.bring_in([path])
    message = told(table, 1)
    assert (message.kind, message.text) == (
        "caution", "Imported 3 chats from ChatGPT. 1 chat could not be read."
    )  # fmt: skip
    assert message.copied.startswith("Odd one: ")
    controller.bring_in([written(tmp_path / "other.json", {"answer": 42})])
    message = told(table, 2)
    assert (message.kind, message.text) == (
        "bad",
        "other.json is not an export of chats that can be read here.",
    )
    assert "ChatGPT" in message.advice


def test_an_import_can_be_stopped(table: Table, tiny_models: Path, tmp_path: Path) -> None:
    table.open(tiny_models)
    (controller,) = table.pane.findChildren(ChatExchangeController)
    controller.bring_in([three(tmp_path)])
    assert table.messages.going == ("Importing chats…",)
    use(more(table), "Stop the import of chats", inside="Import chats")
    controller.bring_in([tmp_path])  # one at a time
    assert told(table, 1).text.startswith("Stopped.")
    assert table.page.can("Import chats from files…")


def test_the_chats_of_lm_studio_are_found_where_it_keeps_them(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    """They are asked with the same file, where it is here too."""
    version = {"type": "singleStep", "role": "user", "content": [{"type": "text", "text": "?"}]}
    used = {"identifier": "tiny-chat", "indexedModelIdentifier": "tiny/chat/Tiny-chat-Q8_0.gguf"}
    chat = {"name": "Theirs", "messages": [{"versions": [version]}], "lastUsedModel": used}
    home = tmp_path / "their home" / ".lmstudio" / "conversations"
    table.open(tiny_models)
    with pytest.raises(StopIteration):
        table.page.command("Import the chats of LM Studio")
    written(home / "Kitchen" / "1700000000000.conversation.json", chat)
    table.page.command("Import the chats of LM Studio").run()
    assert told(table, 1).text == "Imported 1 chat from LM Studio."
    assert listed(table) == ["Kitchen", "Theirs"]
    assert Chats(table.store).all()[0].model == "tiny/chat/Tiny-chat-Q8_0.gguf"


def test_a_chat_leaves_by_its_menu(table: Table, tiny_models: Path, tmp_path: Path) -> None:
    write(table, "One", "My: soup?")
    table.open(tiny_models)
    kinds = {"Markdown…": "md", "Web page (HTML)…": "html", "JSON, to import it again…": "json"}
    for count, (entry, ending) in enumerate(kinds.items(), start=1):
        out = tmp_path / f"out.{ending}"
        use(menu_of(table, "My: soup?"), entry, inside="Export")
        assert dialog(table).selectedFiles()[0].endswith(f"My soup.{ending}")
        choose(table, out)
        assert told(table, count).text == f"The chat is in {out}."
        table.wait(lambda: not table.pane.findChildren(QFileDialog))
        assert "My: soup?" in out.read_text(encoding="utf-8")
        assert "One" not in out.read_text(encoding="utf-8")


def test_all_chats_leave_together(table: Table, tiny_models: Path, tmp_path: Path) -> None:
    table.open(tiny_models)
    assert not table.page.can("Export all chats…")
    write(table, "One", "Two")
    use(more(table), "JSON, to import it again…", inside="Export all chats")
    choose(table, tmp_path / "all.json")
    assert told(table, 1).text == f"The chats are in {tmp_path / 'all.json'}."
    chats = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["chats"]
    assert [chat["title"] for chat in chats] == ["Two", "One"]


def test_exports_that_are_dropped_on_the_window_come_in(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    table.open(tiny_models)
    table.pane.show_place(Place(Room.PLAYGROUND, files=(three(tmp_path), tmp_path / "gone.zip")))
    message = told(table, 1)
    assert message.text == "Imported 3 chats from ChatGPT. 1 chat could not be read."
    assert message.copied == "gone.zip: gone.zip could not be read."
