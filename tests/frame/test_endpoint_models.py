"""The window with a model at an endpoint, over a real socket: asked, seen waiting, left in the middle."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from explorer.domain.endpoint import Endpoint, EndpointEntry
from explorer.domain.places import Place, Room
from explorer.kit.message_field import MessageField
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.results import Failure
from tests.endpoint.scripted import ScriptedEndpoint, Talk, failing, saying
from tests.pages.compare import AnswersPage, ComparePage, press, texts_of
from tests.tour.driver import Driver, settle


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as started:
        yield started


@pytest.fixture
def driver(start: Callable[[], Driver], endpoint: ScriptedEndpoint) -> Driver:
    """In the Playground, with the model of an endpoint."""
    made = start()
    entries = (EndpointEntry("faraway-9b", is_chosen=True),)
    made.app.core.endpoints.keep(Endpoint("lab", "Lab", endpoint.address, entries=entries))
    (model,) = made.app.catalog.others
    made.app.go(Place(Room.PLAYGROUND, model))
    settle()
    return made


def ask(driver: Driver) -> None:
    QTest.keyClicks(driver.window.focusWidget(), "Hello?")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)


def notes(driver: Driver) -> list[str]:
    """What labels say that are seen."""
    return [label.text() for label in driver.window.findChildren(QLabel) if label.isVisible()]


def test_it_answers_and_the_chat_keeps_it(driver: Driver, endpoint: ScriptedEndpoint) -> None:
    ask(driver)
    driver.wait(lambda: driver.app.playground.last_answer() == "Hello there.", "the answer")
    assert endpoint.bodies()[0]["messages"][-1] == {"role": "user", "content": "Hello?"}


def test_a_busy_server_is_waited_for_in_sight(driver: Driver, endpoint: ScriptedEndpoint) -> None:
    endpoint.order(failing(429, {}, Retry_After="1"))
    ask(driver)
    driver.wait(lambda: "Waiting for the server…" in notes(driver), "the words")
    driver.wait(lambda: driver.app.playground.last_answer() == "Hello there.", "the answer")


def test_a_fault_is_told_in_place(driver: Driver, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = failing(402, {})
    ask(driver)
    driver.wait(lambda: any("nothing left to pay with" in text for text in notes(driver)), "the words")


def slowly(talk: Talk) -> None:
    """Without an end."""
    talk.head()
    while not talk.is_gone:
        talk.say("word ")
        talk.hold(0.04)


def test_a_chat_that_goes_offline_midway_keeps_what_came_and_asks_no_more(
    driver: Driver, endpoint: ScriptedEndpoint
) -> None:
    endpoint.usual = slowly
    ask(driver)
    driver.wait(lambda: "word word" in driver.app.playground.last_answer(), "the beginning")
    driver.app.core.settings.change(offline=True)
    driver.wait(lambda: endpoint.gone == 1, "the end of the connection", 5)
    driver.wait(lambda: not driver.app.playground.is_busy(), "the end of the answer", 5)
    assert any("Offline mode is on." in text for text in notes(driver))
    assert "word word" in driver.app.playground.last_answer()
    ask(driver)
    settle()
    assert not driver.app.playground.is_busy()
    assert len(endpoint.requests) == 1
    assert "Faraway 9B at Lab cannot be used: offline mode is on." in notes(driver)
    driver.app.core.settings.change(offline=False)
    settle()
    field = driver.window.focusWidget()
    assert isinstance(field, MessageField)
    assert field.toPlainText() == "Hello?"  # nothing typed is lost
    endpoint.usual = saying("Now it is.")
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.wait(lambda: driver.app.playground.last_answer() == "Now it is.", "the answer")


def test_a_comparison_that_goes_offline_midway_keeps_what_came_and_asks_no_more(
    driver: Driver, endpoint: ScriptedEndpoint
) -> None:
    endpoint.order(saying("Hello."))  # to warm up
    endpoint.usual = slowly
    (model,) = driver.app.catalog.others
    driver.app.go(Place(Room.COMPARE, model))
    room, kept = driver.app.compare, Comparisons(driver.app.core.store)
    driver.wait(lambda: len(room.columns()) == 1, "its column")
    ComparePage(room).ask("Hello?")
    (column,) = AnswersPage(room).columns().values()
    driver.wait(lambda: "word word" in column.text, "the beginning")
    driver.app.core.settings.change(offline=True)
    driver.wait(lambda: not room.is_busy() and endpoint.gone == 1, "the end of the connection", 5)
    asked = len(endpoint.requests)
    (failure,) = kept.answers.outcomes(kept.all()[0].id)
    assert isinstance(failure, Failure)
    assert failure.error.what == "Offline mode is on."
    assert "word word" in failure.text
    ComparePage(room).ask("And now?")
    driver.wait(lambda: len(kept.answers.outcomes(kept.all()[0].id)) == 2, "why it is not asked")
    settle()
    (column,) = AnswersPage(room).columns().values()
    assert "Faraway 9B at Lab cannot be used: offline mode is on." in texts_of(column)
    assert AnswersPage(room).prompt.text == "And now?"
    assert len(endpoint.requests) == asked
    endpoint.usual = saying("Now it is.")
    press(column, "Go online")
    driver.wait(lambda: "Try again" in texts_of(column), "the way")
    press(column, "Try again")
    driver.wait(lambda: column.text.strip() == "Now it is.", "the answer")


def test_an_app_that_ends_while_it_answers_leaves_no_connection(
    driver: Driver, endpoint: ScriptedEndpoint
) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        talk.say("Once upon a time")
        talk.hold()

    endpoint.usual = reply
    ask(driver)
    driver.wait(lambda: driver.app.playground.last_answer() == "Once upon a time", "the beginning")
    driver.close()
    driver.wait(lambda: endpoint.gone == 1, "the end of the connection")
