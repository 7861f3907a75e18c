"""The window opens on a damaged database, with all that can be read of it, and says what was done."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.places import Room
from explorer.rooms.playground.chats.store import Chats
from tests.base.test_damaged_rows import fill_all
from tests.tour.driver import Driver, settle

_HARM = """
UPDATE chats SET controls = '[1]' WHERE id = 1;
UPDATE messages SET record = 'x', role = 'x' WHERE id = 1;
UPDATE messages SET parent = 77, shown = -5 WHERE id = 3;
UPDATE token_details SET body = 'x';
UPDATE comparisons SET document = 'x' WHERE id = 1;
UPDATE answers SET record = x'ff', point = 'x=y';
UPDATE votes SET record = '{}';
UPDATE comparison_runs SET steps = 'x';
UPDATE seen SET body = 5, read_at = 'x';
UPDATE downloads SET files = 'x' WHERE id = 1;
UPDATE downloads SET state = 'paused' WHERE id = 2;
UPDATE measured SET memory = 'x', at = 'x';
UPDATE files SET header = 'x', path = 'x' WHERE path = (SELECT min(path) FROM files);
UPDATE models SET last_used_at = 5;
UPDATE aliases SET name = x'ff00';
"""


_KEYS = (
    "newer.asked", "settings.at", "settings.in", "library.chosen", "library.order", "library.words",
    "library.places", "compare.current", "compare.draft", "compare.sampling", "compare.widths",
    "compare.part", "compare.differences", "window.geometry", "window.room", "discover.view",
    "playground.drafts",
    "playground.controls", "playground.chat", "playground.model", "playground.when_full", "machine.speed",
    "downloads.order", "palette.recent", "first_run.step", "first_run.download", "split.discover",
    "split.playground",
)  # fmt: skip


@pytest.mark.parametrize("odd", ["[1]", "9" * 40])
def test_every_room_opens_whatever_its_rows_and_its_memory_hold(home: Path, odd: str) -> None:
    database = Paths(home).database
    store = Store(database)
    fill_all(store)
    for key in _KEYS:
        store.set_state(key, odd)
    store.set_state("first_run.done", "1")
    store.close()
    with closing(connect(database)) as db:
        db.executescript(_HARM)
    driver = Driver(home)
    try:
        for room in Room:
            driver.go(room)
            settle()
        told = [message.text for message in driver.app.messages.all]
        assert any("downloads 1" in text for text in told), told
        assert not [text for text in told if "Something went wrong" in text]
    finally:
        driver.close()


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
        told = "A damaged entry of the database is not shown: chats 2 “Damaged”. The rest is as before."
        qtbot.waitUntil(lambda: app.messages.all[-1].text == told)
        assert [chat.title for chat in Chats(app.core.store).all()] == ["Kept"]
    finally:
        driver.close()
