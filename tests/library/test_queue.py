"""The cards of the download queue: their order by pointer and keys, their notes, and a newer version."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explorer.base.store import Store
from explorer.domain.errors import ChangedError, KnownError
from explorer.domain.words import Words
from explorer.local.download_queue.download import Download, DownloadState, QueueStore
from explorer.rooms.library.jobs.work_card_rows import DownloadCard
from tests.local.test_queue import order_named
from tests.pages.library import LibraryPage

type Open = Callable[[], LibraryPage]


@pytest.fixture
def room(open_room: Open, store: Store) -> LibraryPage:
    """Four paused downloads."""
    kept = QueueStore(store)
    for name in "ABCD":
        kept.add(order_named(f"pub/Model-{name}-GGUF"), DownloadState.PAUSED)
    room = open_room()
    room.downloads.restore()
    QApplication.processEvents()
    return room


def cards(room: LibraryPage) -> list[DownloadCard]:
    return [card for card in room.pane.cards.cards if isinstance(card, DownloadCard)]


def letters(room: LibraryPage) -> str:
    """From top to bottom as they stand on the screen."""
    QApplication.processEvents()
    by_height = sorted(cards(room), key=lambda card: card.y())
    return "".join(card.title.text().split()[1] for card in by_height)


def drag(card: DownloadCard, to: DownloadCard) -> None:
    """Take the card by its grip and let it go over the lower part of another one."""
    grip, middle = card.grip, card.grip.rect().center()
    target = to.mapToGlobal(QPoint(0, to.height() // 2 + (4 if to.y() > card.y() else -4)))
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    end = QPoint(middle.x(), grip.mapFromGlobal(target).y())
    QTest.mouseMove(grip, end)
    grip.dragged.emit(target)  # the platform without a screen tells no buttons while the pointer moves
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=end)


def test_the_arrow_keys_move_a_card_and_it_keeps_the_focus(room: LibraryPage) -> None:
    card = cards(room)[2]
    card.grip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(card.grip, Qt.Key.Key_Up)
    assert letters(room) == "ACBD"
    assert card.grip.hasFocus()
    assert card.grip.accessibleDescription() == "2 of 4"
    QTest.keyClick(card.grip, Qt.Key.Key_Up)
    QTest.keyClick(card.grip, Qt.Key.Key_Up)  # it is the first already
    assert letters(room) == "CABD"
    QTest.keyClick(card.grip, Qt.Key.Key_Down)
    assert letters(room) == "ACBD"
    QTest.keyClick(card.grip, Qt.Key.Key_End)
    assert letters(room) == "ABDC"
    QTest.keyClick(card.grip, Qt.Key.Key_Home)
    assert letters(room) == "CABD"


def test_a_card_can_be_dragged_down_and_up(room: LibraryPage) -> None:
    first, last = cards(room)[0], cards(room)[3]
    drag(first, last)
    assert letters(room) == "BCDA"
    drag(first, cards(room)[0])
    assert letters(room) == "ABCD"
    assert last.y() > first.y()


def test_tab_follows_the_order_of_the_cards(room: LibraryPage) -> None:
    moved = cards(room)[3]
    room.downloads.move(moved.number, 0)
    QApplication.processEvents()
    at: QWidget = cards(room)[0].resume
    seen: list[DownloadCard] = []
    while len(seen) < 4:
        if isinstance(card := at.parentWidget(), DownloadCard) and card not in seen:
            seen.append(card)
        following = at.nextInFocusChain()
        assert following is not None
        at = following
    assert seen == cards(room)
    assert seen[0] is moved


def test_one_alone_cannot_be_moved(room: LibraryPage) -> None:
    for card in cards(room)[1:]:
        card.cancel.click()
    assert cards(room)[0].grip.isHidden()


def card_of(
    room: LibraryPage, state: DownloadState, problem: KnownError | None = None, note: str = ""
) -> DownloadCard:
    order = order_named("pub/Model-X-GGUF")
    item = Download(9, order, state, note=note, problem=problem)
    return DownloadCard(item, room.downloads, room.pane)


def test_a_changed_file_offers_the_new_version_in_place_of_a_retry(
    room: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(room.downloads, "renew", asked.append)
    card = card_of(
        room, DownloadState.FAILED, ChangedError("It has changed.", "Get the version that is there now.")
    )
    assert card.retry.isHidden()
    card.renew.click()
    assert asked == [9]
    other = card_of(room, DownloadState.FAILED, KnownError("The disk is full."))
    assert other.renew.isHidden()
    assert not other.retry.isHidden()


def test_what_a_download_waits_for_stands_under_it(room: LibraryPage) -> None:
    note = Words("Nothing has come for {time}.", time="12 s")
    card = card_of(room, DownloadState.RUNNING, note=note)
    assert card.note.text() == "Nothing has come for 12 s."
    assert not card.note.isHidden()
    assert card.numbers.text() == ""
    assert "Nothing has come for 12 s." in card.bar.accessibleDescription()
    card.show_item(Download(9, order_named("pub/Model-X-GGUF"), DownloadState.RUNNING, received=5))
    assert card.note.isHidden()


def test_one_that_waits_for_its_turn_has_no_bar(room: LibraryPage) -> None:
    card = card_of(room, DownloadState.WAITING)
    assert card.bar.isHidden()
    card.show_item(Download(9, order_named("pub/Model-X-GGUF"), DownloadState.WAITING, received=5))
    assert not card.bar.isHidden()
