"""The end of the app, and of a room, whatever the disk does; and who is asked before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Never

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.shutdown import end_all
from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.places import Room
from explorer.kit.room_pane import RoomPane
from explorer.kit.search_field import SearchField
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.pages.playground import PlaygroundPage
from tests.tour.driver import Driver, settle


def _full(*_values: object) -> Never:
    raise KnownError("The disk is full.", "Free some space.")


def test_each_step_is_done_and_what_failed_is_raised_at_the_end() -> None:
    done: list[int] = []
    with pytest.raises(KnownError, match="full"):
        end_all(lambda: done.append(1), _full, lambda: done.append(2))
    assert done == [1, 2]


def test_a_full_disk_keeps_nothing_of_the_app_standing(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = driver.app
    driver.go(Room.COMPARE)
    driver.go(Room.PLAYGROUND)
    PlaygroundPage(app.playground).composer.field.setPlainText("typed and not yet sent")
    monkeypatch.setattr(app.core.store, "write", _full)
    app.close()
    assert not app.window.isVisible()
    begun: list[bool] = []
    app.tasks.run(lambda _context: begun.append(True), lambda _none: None, lambda _error: None)
    settle()
    assert begun == []
    monkeypatch.undo()
    with pytest.raises(CancelledError):
        app.core.store.read("SELECT 1")
    assert "while closing: The disk is full." in app.core.paths.log.read_text("utf-8")


def test_a_deleted_chat_can_come_back_for_a_month_and_is_then_really_gone(driver: Driver) -> None:
    app = driver.app
    chats = Chats(app.core.store)
    chat, other = chats.create("Secret", "m"), chats.create("Stays", "m")
    chats.add(chat.id, "user", "text", TurnRecord())
    driver.go(Room.PLAYGROUND)
    PlaygroundPage(app.playground).chat_list.deleted.emit(chat)
    database = app.core.paths.database
    driver.close()
    store = Store(database)
    kept = store.read("SELECT text FROM messages")
    for days, title in ((29, "Secret"), (31, "Older")):
        deleted = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        gone = Chats(store).create(title, "m")
        store.write("UPDATE chats SET deleted_at = ? WHERE id = ?", deleted, gone.id)
    store.empty_bin()
    left = {row["title"] for row in store.read("SELECT title FROM chats")}
    store.close()
    assert (kept, left) == ([{"text": "text"}], {"Secret", other.title})


def test_a_full_disk_keeps_deleted_chats_and_lets_the_app_begin(
    driver: Driver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_store: Store) -> None:
        raise KnownError("The disk is full.")

    app, looks = driver.app, driver.app.catalog.looks
    with monkeypatch.context() as full:
        full.setattr(Store, "empty_bin", refuse)
        app.begin()
    assert [message.text for message in app.messages.all] == ["The disk is full."]
    qtbot.waitUntil(lambda: app.catalog.looks > looks)


def test_what_a_room_built_anew_cannot_store_is_told(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.go(Room.PLAYGROUND)
    old = driver.app.playground
    stop = old.close_room

    def refuse() -> None:
        end_all(stop, _full)

    monkeypatch.setattr(old, "close_room", refuse)
    driver.app.core.settings.change(text_percent=125)
    settle()
    assert driver.app.messages.all[-1].text == "The disk is full."
    assert driver.app.playground is not old


def test_a_session_that_goes_on_after_all_is_asked_about_again(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.go(Room.PLAYGROUND)
    monkeypatch.setattr(driver.app.playground, "unfinished", lambda: ["An answer is being written"])
    driver.app.closing.end_session()
    assert driver.app.closing.may_close()
    driver.app.closing.session.setInterval(1)  # as if the time were over
    driver.wait(lambda: not driver.app.closing.session.isActive(), "the session to go on")
    assert not driver.app.closing.may_close()


@pytest.mark.parametrize(
    ("asked", "percents"),
    [("is_busy", (110,)), ("unfinished", (110, 125, 150))],  # such as a temporary chat
)
def test_a_busy_room_leaves_the_keyboard_alone_until_it_is_built_anew(
    start: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch, asked: str, percents: tuple[int, ...]
) -> None:
    monkeypatch.setattr("explorer.frame.appearance_controller._PATIENCE_MS", 20)
    driver = start()
    driver.go(Room.PLAYGROUND)
    room = driver.app.playground
    looked: list[bool] = []

    def is_there_something() -> bool:
        looked.append(True)
        return len(looked) < 9

    monkeypatch.setattr(room, asked, is_there_something)
    for percent in percents:
        driver.app.core.settings.change(text_percent=percent)
    elsewhere = driver.app.window.activity.download
    elsewhere.setFocus()
    while len(looked) < 8:
        QApplication.processEvents()
        assert QApplication.focusWidget() is elsewhere
    driver.wait(lambda: driver.app.rooms.built[Room.PLAYGROUND] is not room, "the room built anew")
    shown: RoomPane = driver.app.playground
    assert shown.isVisible()


@pytest.mark.parametrize("room", list(Room))
def test_nothing_of_a_room_acts_after_its_end(driver: Driver, room: Room) -> None:
    """A field tells what was typed after a pause; the database may be closed by then."""
    driver.go(room)
    pane = driver.app.room(room)
    for field in pane.findChildren(SearchField):
        field.setText("typed a moment ago")
    pane.close_room()
    assert [timer for timer in pane.findChildren(QTimer) if timer.isActive()] == []
