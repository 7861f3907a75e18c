"""What is sent while an answer runs waits its turn in sight; which message is edited is seen."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.base.store import Store
from explorer.kit.boxes import Card
from explorer.kit.buttons import IconButton
from explorer.kit.text import Elided
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.draft_controller import Draft, Drafts, QueuedMessage
from explorer.rooms.playground.composer.queue_rows import QueuedMessageCard
from explorer.rooms.playground.pane import PlaygroundPane
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from tests.pages.playground import part
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import button, words


def begin(table: Table, tiny_models: Path) -> PlaygroundPane:
    """In the middle of an answer that does not end by itself."""
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: bool(pane.last_answer()))
    return pane


def seen(pane: PlaygroundPane) -> list[str]:
    """What stands in one line each."""
    return [line.text() for line in pane.findChildren(Elided) if line.isVisible()]


def stop(table: Table) -> None:
    QTest.keyClick(table.field, Qt.Key.Key_Escape)


def queued(*texts: str) -> tuple[QueuedMessage, ...]:
    return tuple(QueuedMessage(text) for text in texts)


def asked(table: Table, chat: int) -> list[str]:
    return [turn.text for turn in Chats(table.store).turns(chat) if turn.role == "user"]


def test_a_message_waits_for_the_end_of_the_answer_and_is_sent_then(table: Table, tiny_models: Path) -> None:
    pane = begin(table, tiny_models)
    (chat,) = Chats(table.store).all()
    assert "sends when this answer has ended" in table.field.placeholderText()
    table.send("And then?")
    assert table.field.toPlainText() == ""
    assert "Waits until the answer has ended" in words(pane)
    assert "And then?" in seen(pane)
    table.field.setPlainText("half a thought")
    assert asked(table, chat.id) == ["Go"]
    stop(table)
    table.wait(lambda: len(asked(table, chat.id)) == 2)
    assert asked(table, chat.id) == ["Go", "And then?"]
    assert "Waits until the answer has ended" not in words(pane)
    assert table.field.toPlainText() == "half a thought"
    table.wait(lambda: bool(pane.last_answer()))
    stop(table)
    table.wait(lambda: not pane.is_busy())
    assert len(asked(table, chat.id)) == 2


def test_several_messages_wait_and_each_is_sent_after_the_answer_to_the_one_before(
    table: Table, tiny_models: Path
) -> None:
    pane = begin(table, tiny_models)
    (chat,) = Chats(table.store).all()
    for text in ("One", "Two", "Three", "Four"):
        table.send(text)
    assert "Sent one after the other" in words(pane)
    assert [line for line in seen(pane) if line in ("One", "Two", "Three", "Four")] == ["One", "Two", "Three"]
    button(pane, "1 more").click()
    table.wait(lambda: "Four" in seen(pane))
    cards = pane.findChildren(QueuedMessageCard)
    part(cards[1], IconButton, "Do not send it").click()
    table.wait(lambda: "Two" not in seen(pane))
    assert Drafts(table.store).get(chat.id).waiting == queued("One", "Three", "Four")
    so_far = ["Go"]
    for said in ("One", "Three", "Four"):
        so_far.append(said)
        stop(table)
        table.wait(lambda: asked(table, chat.id) == so_far)
        table.wait(lambda: bool(pane.last_answer()))
    stop(table)
    table.wait(lambda: not pane.is_busy())


def test_what_waited_in_an_earlier_version_is_one_message(store: Store) -> None:
    chat = Chats(store).create("Chat", "")
    store.set_state("playground.drafts", f'{{"{chat.id}": {{"text": "half", "waiting": "And then?"}}}}')
    assert Drafts(store).get(chat.id) == Draft("half", waiting=queued("And then?"))


def test_what_waits_in_a_chat_that_was_left_is_not_sent_against_a_schema_that_is_wrong(
    table: Table, tiny_models: Path
) -> None:
    pane = begin(table, tiny_models)
    (chat,) = Chats(table.store).all()
    table.send("And then?")
    table.page.set(form="json_schema", schema='{"type": 3}')
    table.page.new_chat()
    button(pane, "Stop").click()
    table.wait(lambda: bool(table.messages.all))
    assert asked(table, chat.id) == ["Go"]
    table.page.set(max_tokens=4)
    table.ask("Another")
    assert len(table.messages.all) == 1, "it is told once"
    table.page.open_chat(chat.id)
    assert table.field.toPlainText() == "And then?"


def test_what_waits_can_be_taken_back(table: Table, tiny_models: Path) -> None:
    pane = begin(table, tiny_models)
    table.send("And then?")
    table.field.setPlainText("more")
    part(pane, IconButton, "Take it back into the field, to edit it").click()
    assert table.field.toPlainText() == "And then?\n\nmore"
    assert "Waits until the answer has ended" not in words(pane)
    stop(table)
    table.wait(lambda: not pane.is_busy())
    QTest.qWait(50)  # nothing is sent afterwards
    assert asked(table, Chats(table.store).all()[0].id) == ["Go"]


def test_what_waits_survives_a_kill_and_is_not_sent_by_itself(table: Table, tiny_models: Path) -> None:
    pane = begin(table, tiny_models)
    table.send("And then?")
    (chat,) = Chats(table.store).all()
    assert Drafts(table.store).get(chat.id).waiting == queued("And then?")
    pane.close_room()
    again = table.open(tiny_models)
    assert table.field.toPlainText() == "And then?"
    assert not again.is_busy()
    assert asked(table, chat.id) == ["Go"]


def test_what_waits_in_a_chat_that_was_left_is_sent_there(table: Table, tiny_models: Path) -> None:
    pane = begin(table, tiny_models)
    (chat,) = Chats(table.store).all()
    table.send("And then?")
    table.page.new_chat()
    assert "Waits until the answer has ended" not in words(pane)
    button(pane, "Stop").click()
    table.wait(lambda: asked(table, chat.id) == ["Go", "And then?"])
    assert pane.is_busy()
    assert pane.last_answer() == ""  # of the new chat, which is still open
    table.page.open_chat(chat.id)
    table.wait(lambda: bool(pane.last_answer()))
    stop(table)
    table.wait(lambda: not pane.is_busy())


def test_what_waits_is_sent_also_while_a_message_of_another_chat_is_edited(
    table: Table, tiny_models: Path
) -> None:
    chats = Chats(table.store)
    other = chats.create("Other", "tiny/endless/endless-Q8_0.gguf")
    earlier = chats.add(other.id, "user", "Before", TurnRecord())
    Drafts(table.store).keep(other.id, Draft("", earlier.id, "Before, said better"))
    pane = begin(table, tiny_models)
    (chat,) = (one for one in chats.all() if one.id != other.id)
    table.send("And then?")
    table.page.open_chat(other.id)
    assert table.page.session.editing is not None
    button(pane, "Stop").click()
    table.wait(lambda: asked(table, chat.id) == ["Go", "And then?"])
    assert table.field.toPlainText() == "Before, said better"
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    assert asked(table, other.id) == ["Before"]


def test_what_waits_for_the_answer_of_another_chat_is_sent_where_it_was_written(
    table: Table, tiny_models: Path
) -> None:
    other = Chats(table.store).create("Other", "tiny/endless/endless-Q8_0.gguf")
    pane = begin(table, tiny_models)
    table.page.open_chat(other.id)
    table.send("In the other")
    table.page.new_chat()
    button(pane, "Stop").click()
    table.wait(lambda: asked(table, other.id) == ["In the other"])
    assert table.page.session.chat is None  # the new one is still open
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    assert Drafts(table.store).get(other.id) == Draft()


def test_an_edited_message_does_not_wait_behind_the_answer_of_another_chat(
    table: Table, tiny_models: Path
) -> None:
    chats = Chats(table.store)
    other = chats.create("Other", "tiny/endless/endless-Q8_0.gguf")
    earlier = chats.add(other.id, "user", "Before", TurnRecord())
    Drafts(table.store).keep(other.id, Draft("", earlier.id, "Before, said better"))
    pane = begin(table, tiny_models)
    table.page.open_chat(other.id)
    QTest.keyClick(table.field, Qt.Key.Key_Return)
    assert table.field.toPlainText() == "Before, said better"
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    QTest.keyClick(table.field, Qt.Key.Key_Return)
    table.wait(lambda: asked(table, other.id) == ["Before, said better"])
    stop(table)
    table.wait(lambda: not pane.is_busy())


def test_where_the_model_is_unloaded_it_comes_back_to_the_composer(table: Table, tiny_models: Path) -> None:
    pane = begin(table, tiny_models)
    table.send("And then?")
    button(pane, "Unload").click()
    table.wait(lambda: not pane.is_busy())
    table.wait(lambda: table.field.toPlainText() == "And then?")
    assert table.pool.loaded == ()


def marks(table: Table) -> list[str]:
    """The ground of each message of the person."""
    rows = [row for row in table.page.transcript.findChildren(QuestionRow) if row.isVisible()]
    return [str(card.property("card")) for row in rows for card in row.findChildren(Card)]


def test_the_message_that_is_edited_is_marked_until_that_is_over(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.ask("Two")
    assert marks(table) == ["bubble", "bubble"]
    row = table.page.questions()[1]
    table.page.edit(row)
    assert marks(table) == ["bubble", "chosen"]
    assert any(said.startswith("Editing an earlier message") for said in seen(pane))
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    assert marks(table) == ["bubble", "bubble"]
    table.page.edit(row)
    assert table.ask("Two, said better") == SAID
    assert marks(table) == ["bubble", "bubble"]
    assert words(pane).count("edited") == 1
    button(pane, "The earlier version of this message").click()
    assert "edited" not in words(pane)
    table.page.open_chat(Chats(table.store).all()[0].id)
    assert "edited" not in words(pane)


def test_the_message_that_is_edited_is_brought_into_view(table: Table, tiny_models: Path) -> None:
    chats = Chats(table.store)
    chat = chats.create("Long", "tiny/chat/Tiny-chat-Q8_0.gguf")
    for number in range(8):
        chats.add(chat.id, "user", f"Question {number}", TurnRecord())
        chats.add(chat.id, "assistant", "A line.\n\n" * 12, TurnRecord())
    table.open(tiny_models)
    table.page.open_chat(chat.id)
    table.wait(table.page.transcript.is_settled)
    turn = chats.turns(chat.id)[4]

    def is_seen() -> bool:
        rows = (row for row in table.page.questions() if row.turn.id == turn.id)
        return any(row.visibleRegion().boundingRect().height() == row.height() for row in rows)

    assert not is_seen()  # at the end of the chat
    table.page.transcript.rows.edit.emit(turn)
    table.wait(is_seen)
    QTest.qWait(20)
    assert is_seen()


def test_escape_leaves_an_edit_wherever_the_focus_is(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.page.edit(table.page.questions()[0])
    pane.run_command("Esc")
    assert marks(table) == ["bubble"]


def test_what_waits_in_a_new_chat_comes_back_where_what_waits_before_it_is_not_sent(
    table: Table, tiny_models: Path
) -> None:
    pane = begin(table, tiny_models)
    (chat,) = Chats(table.store).all()
    table.send("First in line")
    table.page.new_chat()
    table.choose("Tiny chat")
    table.send("Second in line")
    assert table.field.toPlainText() == ""
    button(pane, "Stop").click()
    table.wait(lambda: table.field.toPlainText() == "Second in line")  # its model is not in memory
    assert asked(table, chat.id) == ["Go"]
