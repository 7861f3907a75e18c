"""One door: everything told is kept, shown once, and can be acted on."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.errors import CancelledError, KnownError
from explorer.kit.actions import Action
from explorer.kit.messages import Message, Messages
from explorer.kit.notices import Notices
from explorer.kit.tasks import Bug, UnexpectedError


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.show()
    return widget


def test_a_known_error_is_told_with_what_to_do(qtbot: QtBot) -> None:
    messages = Messages()
    with qtbot.waitSignal(messages.added) as caught:
        messages.fail(KnownError("The Hub did not answer.", "Try later.", "timeout"))
    (message,) = caught.args
    assert isinstance(message, Message)
    assert (message.kind, message.text, message.advice, message.details) == (
        "bad",
        "The Hub did not answer.",
        "Try later.",
        "timeout",
    )
    assert messages.all == [message]


@pytest.mark.parametrize("error", [CancelledError(), UnexpectedError()])
def test_what_the_person_stopped_or_already_heard_is_not_told(error: KnownError, qtbot: QtBot) -> None:
    messages = Messages()
    with qtbot.assertNotEmitted(messages.added):
        messages.fail(error)


def test_a_bug_report_holds_the_trace_and_no_secret() -> None:
    messages = Messages()
    messages.bug(Bug(ValueError("x"), "Traceback: token hf_abcdefghijkl failed"))
    (message,) = messages.all
    assert "0.1.0" in message.copied
    assert "Traceback" in message.copied
    assert "hf_abcdefghijkl" not in message.copied


def test_only_the_last_messages_are_kept() -> None:
    messages = Messages()
    for number in range(250):
        messages.tell(str(number))
    assert len(messages.all) == 200
    assert messages.all[-1].text == "249"


def test_notices_stand_at_the_bottom_right(host: QWidget, qtbot: QtBot) -> None:
    messages = Messages()
    notices = Notices(messages, host)
    messages.tell("Ready.")
    assert notices.isVisible()
    assert notices.geometry().right() == host.width() - 1
    assert notices.geometry().bottom() == host.height() - 1
    host.resize(1000, 700)
    qtbot.waitUntil(lambda: notices.geometry().right() == host.width() - 1)


def test_a_notice_does_its_action_and_leaves(host: QWidget, qtbot: QtBot) -> None:
    messages, called = Messages(), list[str]()
    notices = Notices(messages, host)
    messages.tell("Ready.", "good", Action("Try it", lambda: called.append("tried")))
    button = next(b for b in notices.findChildren(QPushButton) if b.text() == "Try it")
    button.click()
    assert called == ["tried"]
    assert not notices.isVisible()


def test_a_bug_notice_copies_its_report(host: QWidget) -> None:
    messages = Messages()
    notices = Notices(messages, host)
    messages.bug(Bug(ValueError("x"), "Traceback: x"))
    button = next(b for b in notices.findChildren(QPushButton) if b.text() == "Copy report")
    button.click()
    assert QGuiApplication.clipboard().text() == messages.all[-1].copied


def test_news_that_can_be_acted_on_stays_longer(host: QWidget) -> None:
    messages = Messages()
    notices = Notices(messages, host)
    messages.tell("News")
    messages.tell("Deleted", action=Action("Undo", str))
    news, deleted = notices.shown
    assert deleted.stay.interval() >= 2 * news.stay.interval() > 0
    notices.clear()


def test_at_most_four_notices_are_shown(host: QWidget, qtbot: QtBot) -> None:
    messages = Messages()
    notices = Notices(messages, host)
    for number in range(6):
        messages.fail(KnownError(f"Error {number}."))
    assert [notice.message.text for notice in notices.shown] == [f"Error {n}." for n in range(2, 6)]
    more = next(b for b in notices.findChildren(QPushButton) if b.text() == "2 more")
    with qtbot.waitSignal(notices.more_wanted):
        more.click()
    assert not notices.isVisible()
    messages.tell("Ready.")
    assert notices.left_out == 0


def test_notices_never_cover_a_composer_and_rise_as_it_grows(host: QWidget, qtbot: QtBot) -> None:
    composer = QWidget(host)
    composer.setGeometry(200, 500, 580, 60)
    composer.show()
    messages = Messages()
    notices = Notices(messages, host, clear_of=lambda: [composer])
    messages.tell("Ready.")
    assert notices.geometry().bottom() < 500
    composer.setGeometry(200, 400, 580, 160)
    qtbot.waitUntil(lambda: notices.geometry().bottom() < 400)


def test_a_notice_without_room_above_what_it_keeps_clear_is_not_cut(host: QWidget) -> None:
    panel = QWidget(host)
    panel.setGeometry(200, 20, 580, 500)
    panel.show()
    messages = Messages()
    notices = Notices(messages, host, clear_of=lambda: [panel])
    messages.fail(KnownError("It failed.", "Do this, or do that instead."))
    assert notices.y() == 0
    (notice,) = notices.shown
    assert notices.height() >= notice.heightForWidth(notices.width()) > 20


def test_where_room_is_short_the_oldest_give_way(host: QWidget) -> None:
    host.resize(800, 220)
    messages = Messages()
    notices = Notices(messages, host)
    for number in range(4):
        messages.fail(KnownError(f"Error {number}.", "Do this, or do that instead."))
    assert 1 <= len(notices.shown) < 4
    assert notices.shown[-1].message.text == "Error 3."
    assert len(notices.shown) + notices.left_out == 4
