"""An answer is foreign text: while it streams, once it is whole, and in the list of chats."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from explorer.kit.field import Field
from explorer.rooms.playground.chats.list_rows import ChatList
from explorer.rooms.playground.chats.store import Chats
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import Table
from tests.playground.test_pane import button
from tests.scenes.painted import painted_texts
from tests.scenes.text_checks import deceiving_texts

SAID = "Say \u202enep and \x1b[31mred in `\u2066code` now."
GREEDY = {"general.sampling.temp": 0.0}


def test_an_answer_cannot_turn_or_command_what_shows_it(table: Table, tmp_path: Path) -> None:
    write_tiny(tmp_path / "hostile/Hostile-Q8_0.gguf", Tiny(text=SAID, name="Hostile", metadata=GREEDY))
    pane = table.open(tmp_path)
    table.use("Hostile")
    answer = table.ask("\u202eolleH")
    assert "\u202e" in answer  # kept as it was said
    said = "U+202Enep and U+001B[31mred"
    table.wait(lambda: any(said in text.text for text in painted_texts(pane)))  # it is laid out in steps
    found = list(deceiving_texts(painted_texts(pane), pane))
    assert found == []
    button(pane, "Copy").click()
    assert QGuiApplication.clipboard().text() == answer  # elsewhere it is what the model wrote
    (chats,) = pane.findChildren(ChatList)
    chats.rename(chats.model().index(0, 0))
    (editor,) = chats.findChildren(Field)
    assert editor.text() == "U+202EolleH"
    chats.commitData(editor)
    assert Chats(table.store).all()[0].title == "\u202eolleH"  # nothing was typed
