"""The window with a model at an endpoint, over a real socket: asked, seen waiting, left in the middle."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from explorer.domain.endpoint import Endpoint, EndpointEntry
from explorer.domain.places import Place, Room
from tests.endpoint.scripted import ScriptedEndpoint, Talk, failing
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
