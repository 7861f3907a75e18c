"""The window with a model that lies in no file: found, asked, and counted nowhere as one in memory."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.places import Place, Room
from explorer.engine.backends import BackendProvider, Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.frame.activity.activity_pane import ActivityPanel
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.palette.palette_pane import Palette
from tests.backends.scripted import SAYS, ScriptedModel, ScriptedProvider
from tests.tour.driver import Driver, settle

FAR = ScriptedModel()


@pytest.fixture
def far(start: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch) -> tuple[Driver, ScriptedProvider]:
    provider = ScriptedProvider(FAR)

    def serve(pool: EnginePool, *others: BackendProvider) -> Backends:
        return Backends(pool, *others, provider)

    monkeypatch.setattr("explorer.app.Backends", serve)
    driver = start()
    driver.app.catalog.offer((FAR,))
    return driver, provider


def test_it_is_found_by_the_palette_and_its_chat_too(far: tuple[Driver, ScriptedProvider]) -> None:
    driver, _provider = far
    QTest.keyClick(driver.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = driver.app.overlays.current
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "faraway")
    assert palette.list.line is not None
    assert palette.list.line.entry is not None
    assert "leaves this machine" in palette.list.line.entry.note
    driver.app.core.hub.reach.forget()  # whether the Hub has answered by now says nothing about prompts
    assert driver.app.window.activity.network.text().endswith("stay here, except to Test server")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    settle()
    assert driver.app.window.room is Room.PLAYGROUND
    QTest.keyClicks(driver.window.focusWidget(), "Hello?")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    driver.wait(lambda: driver.app.playground.last_answer() == SAYS, "the answer")
    QTest.keyClick(driver.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = driver.app.overlays.current
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, "hello?")
    chat = palette.list.line
    assert chat is not None
    assert chat.entry is not None
    assert (chat.entry.action.text, chat.entry.note) == ("Hello?", FAR.name)


def test_while_it_answers_no_model_is_in_memory_and_the_pool_knows_nothing_of_it(
    far: tuple[Driver, ScriptedProvider],
) -> None:
    driver, provider = far
    provider.scripted().is_held = True
    driver.app.go(Place(Room.PLAYGROUND, model=FAR))
    QTest.keyClicks(driver.window.focusWidget(), "Hello?")
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Return)
    driver.wait(lambda: bool(driver.app.playground.last_answer()), "the first word")
    assert driver.app.window.activity.models.text() == "No model loaded"
    driver.app.overlays.show_activity(ActivitySection.MODELS)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert panel.models.rows == ()
    assert (driver.app.pool.loaded, driver.app.pool.loading) == ((), ())
    assert driver.app.backends.count_generating(lambda _backend: False) == 1
    provider.scripted().go_on()
    driver.wait(lambda: driver.app.playground.last_answer() == SAYS, "the rest")
