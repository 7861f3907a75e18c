"""The window opens on a damaged database, with all that can be read of it, and says what was done."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.places import Room
from explorer.playground.chats import Chats
from tests.tour.driver import Driver, settle


def test_what_is_lost_and_what_is_left_out_is_told_and_the_rest_is_there(home: Path, qtbot: QtBot) -> None:
    database = Paths(home).database
    store = Store(database)
    for title in ("Kept", "Damaged"):
        Chats(store).create(title, "")
    store.close()
    with closing(connect(database)) as db:
        db.executescript("DROP TABLE votes; UPDATE chats SET changed_at = 'x' WHERE title = 'Damaged'")
    driver = Driver(home, first_run=True)
    try:
        app = driver.app
        aside = database.with_name("explorer.damaged.sqlite3")
        assert [message.text for message in app.messages.all] == [
            f"The database is damaged. It is kept as {aside}, and a new one was begun. "
            "What can be read of it was taken over."
        ]
        driver.go(Room.PLAYGROUND)
        settle()
        told = "Something in the database cannot be read and is left out: chats 2 “Damaged”."
        qtbot.waitUntil(lambda: app.messages.all[-1].text == told)
        assert [chat.title for chat in Chats(app.core.store).all()] == ["Kept"]
    finally:
        driver.close()
