"""With which message an image goes, and what becomes of Enter while one is read."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from explorer.domain.errors import KnownError
from explorer.domain.images import ChatImage
from explorer.kit.image_decoding import chat_image
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.chats.images import ImageStore
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.queue_rows import QueuedMessageCard
from explorer.rooms.playground.images.readings_controller import ImageReadings
from tests.backends.scripted import ScriptedBackend, ScriptedProvider
from tests.pages.playground import part
from tests.playground.conftest import Table
from tests.playground.test_documents import chips, paste_file, said
from tests.playground.test_images import (
    BLIND,
    EYES,
    attach,
    image_file,
    kept,
    provider,
    sent,
    turns,
)
from tests.playground.test_pane import button

__all__ = ["provider"]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Images are read once it is set."""
    gate = Event()

    def wait(source: bytes | QImage) -> ChatImage:
        assert gate.wait(20)
        return chat_image(source)

    monkeypatch.setattr(f"{ImageReadings.__module__}.chat_image", wait)
    yield gate
    gate.set()


def names(table: Table) -> list[list[str]]:
    """Of the images of each question."""
    images = table.page.session.images
    return [[one.name for one in images.get(turn.id, ())] for turn in turns(table) if turn.role == "user"]


def asked(table: Table) -> list[str]:
    return [turn.text for turn in turns(table) if turn.role == "user"]


def read(table: Table, gate: Event) -> None:
    gate.set()
    table.wait(lambda: all("reading" not in words for _name, words in said(table)))
    table.wait(lambda: not table.pane.is_busy())


def hold(table: Table, provider: ScriptedProvider) -> ScriptedBackend:
    """In the middle of the first answer."""
    backend = provider.scripted(EYES)
    backend.is_held = True
    table.send("First")
    table.wait(lambda: bool(backend.asked))
    return backend


def test_enter_while_an_image_is_read_sends_nothing_in_another_chat(
    table: Table, provider: ScriptedProvider, gate: Event, tmp_path: Path
) -> None:
    table.ask("Chat one")
    one = turns(table)[0].chat
    table.field.setPlainText("half typed")
    table.page.new_chat()
    table.ask("Chat two")
    two = turns(table)[0].chat
    paste_file(table, image_file(tmp_path))
    table.send("About the image")
    table.page.open_chat(one)
    gate.set()
    table.wait(lambda: kept(table) == 1)
    table.page.open_chat(two)
    read(table, gate)
    assert asked(table) == ["Chat two"]
    assert (table.field.toPlainText(), len(said(table))) == ("About the image", 1)
    table.page.open_chat(one)
    assert (asked(table), table.field.toPlainText()) == (["Chat one"], "half typed")


def test_enter_was_for_the_text_that_stood_there_then(
    table: Table, provider: ScriptedProvider, gate: Event, tmp_path: Path
) -> None:
    table.ask("One")
    paste_file(table, image_file(tmp_path))
    table.send("Two")
    table.page.edit(table.page.questions()[0])
    assert said(table) == [], "it is for what was begun"
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    table.send("Two")
    table.field.setPlainText("Two, but")
    read(table, gate)
    assert (asked(table), len(said(table))) == (["One"], 1)


def test_an_image_that_the_disk_refuses_holds_its_question_back(
    table: Table, provider: ScriptedProvider, gate: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_values: object) -> None:
        raise KnownError("The disk is full.")

    monkeypatch.setattr(ImageStore, "wait", refuse)
    paste_file(table, image_file(tmp_path))
    table.send("What is it?")
    read(table, gate)
    assert (asked(table), said(table)) == ([], [("holiday.png", "The disk is full.")])


def test_what_is_read_for_a_chat_that_is_gone_by_then_goes_with_no_other(
    table: Table, provider: ScriptedProvider, gate: Event, tmp_path: Path
) -> None:
    table.ask("Chat one")
    one = turns(table)[0].chat
    paste_file(table, image_file(tmp_path))
    paste_file(table, image_file(tmp_path, "other.png", "#dd2222"))
    table.page.new_chat()
    chats = Chats(table.store)
    chats.delete(one)
    chats.empty_bin()
    table.ask("Another")
    assert turns(table)[0].chat == one, "its number is given again"
    read(table, gate)
    table.wait(lambda: said(table) == [])
    assert kept(table) == 0


def test_two_messages_of_the_same_words_wait_each_with_its_image(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    backend = hold(table, provider)
    attach(table, image_file(tmp_path, "a.png"))
    table.send("What is it?")
    attach(table, image_file(tmp_path, "b.png", "#dd2222"))
    table.send("What is it?")
    backend.go_on()
    table.wait(lambda: len(turns(table)) == 6 and not table.pane.is_busy())
    assert names(table) == [[], ["a.png"], ["b.png"]]


def test_what_a_message_had_that_is_not_sent_is_free_and_an_image_may_go_with_two(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    backend = hold(table, provider)
    path = image_file(tmp_path, "a.png")
    attach(table, path)
    table.send("What is it?")
    attach(table, path)
    table.send("What is it?")
    attach(table, image_file(tmp_path, "b.png", "#dd2222"))
    table.send("What is it?")
    first = table.pane.findChildren(QueuedMessageCard)[0]
    part(first, QAbstractButton, "Do not send it").click()
    assert [name for name, _words in said(table)] == ["a.png"]
    backend.go_on()
    table.wait(lambda: len(turns(table)) == 6 and not table.pane.is_busy())
    assert names(table) == [[], ["a.png"], ["b.png"]]
    assert [name for name, _words in said(table)] == ["a.png"]


def test_the_images_of_a_draft_do_not_go_with_an_edit(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    path = image_file(tmp_path, "a.png")
    attach(table, path)
    table.ask("What is it?")
    attach(table, image_file(tmp_path, "draft.png", "#dd2222"))
    table.field.setPlainText("My next question")
    table.page.edit(table.page.questions()[0])
    attach(table, path)
    assert [name for name, _words in said(table)] == ["a.png", "a.png"]
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    table.page.new_chat()
    (chat,) = Chats(table.store).all()
    table.page.open_chat(chat.id)
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    assert [name for name, _words in said(table)] == ["a.png"]
    table.ask("And this?")
    assert len(sent(provider.scripted(EYES))[-1].images) == 1
    assert table.field.toPlainText() == "My next question"
    assert [name for name, _words in said(table)] == ["draft.png"]


def test_without_its_image_the_text_is_sent_that_stands_there_by_then(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.pick(BLIND)
    attach(table, image_file(tmp_path))
    table.send("Old")
    table.field.setPlainText("New")
    button(table.pane, "Send without images").click()
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    assert asked(table) == ["New"]
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    table.send("Next")
    assert isinstance(table.page.transcript.page, AskingCard)
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    assert not isinstance(table.page.transcript.page, AskingCard)


def test_a_new_temporary_chat_in_place_of_one_in_which_nothing_was_said_has_its_images(
    table: Table, provider: ScriptedProvider, gate: Event, tmp_path: Path
) -> None:
    table.page.command("New temporary chat").run()
    paste_file(table, image_file(tmp_path))
    table.page.command("New temporary chat").run()
    read(table, gate)
    assert [name for name, _words in said(table)] == ["holiday.png"]
    table.page.new_chat()
    assert said(table) == []
    table.page.command("New temporary chat").run()
    assert said(table) == []
