"""Whoever closes the app while models move is asked, and hears of the rest at the next start."""

from collections.abc import Callable
from pathlib import Path

from explorer.domain.places import Room
from explorer.frame.quit_pane import QuitSheet
from explorer.local.folder_move.folder_mover import MoveState
from tests.tour.driver import Driver


def test_a_move_is_listed_before_a_quit_and_told_after_the_next_start(
    start: Callable[[], Driver], home: Path, tmp_path: Path
) -> None:
    driver = start()
    app = driver.app
    with app.catalog.use.work():  # holds the move up before its first file
        app.mover.ask(tmp_path / "new")
        driver.wait(lambda: app.mover.current.state is MoveState.ASKED, "the question")
        app.mover.begin()
        assert not app.closing.may_close()
        assert isinstance(app.overlays.current, QuitSheet)
        driver = start()
    app = driver.app
    driver.wait(lambda: bool(app.messages.all), "the message")
    message = app.messages.all[-1]
    assert "The move has stopped. 2 models" in message.text
    assert message.action is not None
    message.action.run()
    assert app.window.room == Room.SETTINGS
    app.mover.go_on()
    driver.wait(lambda: app.mover.current.state is MoveState.DONE, "the move")
    assert len(list((tmp_path / "new").rglob("*.gguf"))) == 2
    assert not list((home / "models").rglob("*.gguf"))
