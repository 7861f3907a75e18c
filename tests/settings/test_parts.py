"""The token, the storage, the move and the list of parts, as the room shows them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.domain.places import Place, Room
from explorer.hub.response_cache import ResponseCache
from explorer.hub.token import TokenSource, save_token
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.about_pane import AboutGroup, PartEntry
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.pane import SettingsPane
from explorer.rooms.settings.storage_pane import StorageGroup
from tests.hub.server import TestHub
from tests.pages.settings import asked
from tests.settings.conftest import Open


def paste(qtbot: QtBot, pane: SettingsPane, text: str) -> None:
    token = pane.group(NetworkGroup).token
    qtbot.waitUntil(lambda: token.state is not None)
    token.field.setText(text)
    token.store.click()


def test_a_token_is_stored_checked_and_never_shown_again(qtbot: QtBot, pane: SettingsPane) -> None:
    token = pane.group(NetworkGroup).token
    paste(qtbot, pane, "hf_member")
    qtbot.waitUntil(lambda: "tester" in token.result.text)
    assert token.field.text() == ""
    assert token.field.echoMode() == QLineEdit.EchoMode.Password
    assert "A token is stored" in token.where.text
    assert all("hf_member" not in field.text() for field in pane.findChildren(QLineEdit))


def test_a_refused_token_is_told(qtbot: QtBot, pane: SettingsPane) -> None:
    paste(qtbot, pane, "hf_wrong")
    qtbot.waitUntil(lambda: "does not accept" in pane.group(NetworkGroup).token.result.text)


def test_what_is_no_token_is_told(qtbot: QtBot, pane: SettingsPane) -> None:
    paste(qtbot, pane, "two words")
    qtbot.waitUntil(lambda: "not an access token" in pane.group(NetworkGroup).token.result.text)


def test_a_token_is_removed(qtbot: QtBot, open_pane: Open) -> None:
    save_token("hf_member")
    pane = open_pane()
    token = pane.group(NetworkGroup).token
    qtbot.waitUntil(token.remove.isVisible)
    for choose in ("keep", "agree"):
        assert token.state is not None
        assert token.state.has_file
        token.remove.click()
        getattr(asked(pane), choose).click()
    qtbot.waitUntil(lambda: token.state is not None and token.state.source is TokenSource.NONE)
    assert "was removed" in token.result.text
    assert not token.remove.isVisible()


def test_offline_a_token_is_not_checked(
    qtbot: QtBot, open_pane: Open, settings: SettingsFile, test_hub: TestHub
) -> None:
    save_token("hf_member")
    settings.change(offline=True)
    token = open_pane().group(NetworkGroup).token
    qtbot.waitUntil(lambda: "Offline mode" in token.result.text)
    assert not token.check.isEnabled()
    assert test_hub.requests == []
    settings.change(offline=False)
    assert token.check.isEnabled()


def test_sizes_are_measured_and_caches_cleared_after_a_question(
    qtbot: QtBot, services: RoomServices, open_pane: Open
) -> None:
    ResponseCache(services.core.store).put("key", b"x" * 300_000)
    pane = open_pane()
    panel = pane.group(StorageGroup).panel
    qtbot.waitUntil(lambda: panel.usage is not None)
    assert panel.usage is not None
    assert panel.usage.answers > 300_000
    panel.clear.setFocus(Qt.FocusReason.TabFocusReason)
    panel.clear.click()
    assert "Clear 300 kB" in asked(pane).agree.text()
    asked(pane).agree.click()
    assert panel.clear.is_busy(), "the press is answered at once"
    qtbot.waitUntil(lambda: "freed" in panel.said.text)
    qtbot.waitUntil(lambda: panel.usage is not None and panel.usage.answers == 0)
    qtbot.waitUntil(lambda: not panel.clear.is_busy())
    assert panel.window().focusWidget() is panel.clear, "the keys are back where the question came from"
    panel.clear.click()
    assert panel.said.text == "There is nothing to clear"


def test_a_disk_that_cannot_be_read_is_told(
    qtbot: QtBot, pane: SettingsPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled_out(*_words: object) -> None:
        raise OSError("the disk is gone")

    panel = pane.group(StorageGroup).panel
    qtbot.waitUntil(lambda: panel.usage is not None)
    monkeypatch.setattr("explorer.rooms.settings.storage_pane.measure_storage", pulled_out)
    panel.refresh()
    qtbot.waitUntil(lambda: any("could not be read" in w for w in texts(panel)))


def texts(widget: object) -> list[str]:
    from PySide6.QtWidgets import QLabel, QWidget

    assert isinstance(widget, QWidget)
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_moving_is_asked_in_place_and_done(
    qtbot: QtBot, services: RoomServices, pane: SettingsPane, tmp_path: Path
) -> None:
    folder = pane.group(ModelsGroup).folder
    folder.ask_for(tmp_path / "new")
    qtbot.waitUntil(folder.move_panel.go.isVisible)
    assert "Move 1 model" in folder.move_panel.go.text()
    folder.move_panel.go.click()
    qtbot.waitUntil(lambda: "The models are in" in folder.move_panel.title.text())
    assert list((tmp_path / "new").rglob("*.gguf"))
    assert services.core.settings.current.models_folder == str(tmp_path / "new")


def test_models_can_be_left_or_all_be_cancelled(
    qtbot: QtBot, services: RoomServices, pane: SettingsPane, tmp_path: Path
) -> None:
    folder = pane.group(ModelsGroup).folder
    folder.ask_for(tmp_path / "new")
    qtbot.waitUntil(folder.move_panel.cancel.isVisible)
    folder.move_panel.cancel.click()
    assert not folder.move_panel.isVisible()
    assert services.core.settings.current.models_folder == ""
    folder.ask_for(tmp_path / "new")
    qtbot.waitUntil(folder.move_panel.leave.isVisible)
    folder.move_panel.leave.click()
    assert services.core.settings.current.models_folder == str(tmp_path / "new")
    assert list(services.core.paths.models.rglob("*.gguf"))


def test_the_question_outlives_the_room_that_asked_it(
    qtbot: QtBot, services: RoomServices, open_pane: Open, tmp_path: Path
) -> None:
    """As when the text size changes while it counts."""
    open_pane().group(ModelsGroup).folder.ask_for(tmp_path / "new")
    folder = open_pane().group(ModelsGroup).folder
    qtbot.waitUntil(folder.move_panel.go.isVisible)
    folder.move_panel.go.click()
    qtbot.waitUntil(lambda: "The models are in" in folder.move_panel.title.text())


def test_a_stopped_move_comes_before_another_folder(
    qtbot: QtBot, services: RoomServices, pane: SettingsPane, tmp_path: Path
) -> None:
    folder = pane.group(ModelsGroup).folder
    with services.catalog.use.work():  # holds the move up until it is stopped
        folder.ask_for(tmp_path / "new")
        qtbot.waitUntil(folder.move_panel.go.isVisible)
        folder.move_panel.go.click()
        folder.move_panel.cancel.click()
        qtbot.waitUntil(lambda: "has stopped" in folder.move_panel.title.text())
    folder.ask_for(tmp_path / "third")
    assert "A move has stopped" in folder.said.text
    folder.move_panel.go.click()
    qtbot.waitUntil(lambda: "The models are in" in folder.move_panel.title.text())
    assert list((tmp_path / "new").rglob("*.gguf"))
    assert not (tmp_path / "third").exists()


def test_a_model_that_is_being_copied_holds_the_move_up_in_words(
    qtbot: QtBot, services: RoomServices, pane: SettingsPane, tmp_path: Path
) -> None:
    panel = pane.group(ModelsGroup).folder.move_panel
    with services.catalog.use.work("some.gguf"):
        pane.group(ModelsGroup).folder.ask_for(tmp_path / "new")
        qtbot.waitUntil(panel.go.isVisible)
        assert "some.gguf" in panel.said.text
        assert not panel.go.isEnabled()
        assert not panel.leave.isEnabled()
    qtbot.waitUntil(panel.go.isEnabled)
    assert panel.leave.isEnabled()


def test_a_folder_that_cannot_be_used_is_told(qtbot: QtBot, pane: SettingsPane, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = pane.group(ModelsGroup).folder
    folder.ask_for(tmp_path / "file" / "models")
    qtbot.waitUntil(lambda: "cannot be used" in folder.move_panel.said.text)


def test_a_folder_that_is_gone_is_told(
    qtbot: QtBot, open_pane: Open, settings: SettingsFile, tmp_path: Path
) -> None:
    settings.change(models_folder=str(tmp_path / "stick"))
    folder = open_pane().group(ModelsGroup).folder
    qtbot.waitUntil(lambda: "is not there" in folder.said.text)


def test_parts_unfold_to_their_license(qtbot: QtBot, pane: SettingsPane) -> None:
    about = pane.group(AboutGroup).about
    pane.show_place(Place(Room.SETTINGS, setting="about"))
    qtbot.waitUntil(lambda: "llama-cpp-python" in about.engine.text())
    about.parts.set_open(True)
    entries = about.findChildren(PartEntry)
    assert len(entries) > 20
    assert entries[0].findChildren(QPlainTextEdit) == []
    QTest.mouseClick(entries[0].head, Qt.MouseButton.LeftButton)
    (view,) = entries[0].findChildren(QPlainTextEdit)
    assert "MIT License" in view.toPlainText()


def test_system_information_is_copied(qtbot: QtBot, pane: SettingsPane) -> None:
    about = pane.group(AboutGroup).about
    pane.show_place(Place(Room.SETTINGS, setting="about"))
    qtbot.waitUntil(lambda: bool(about.engine.text()))
    about.copy.click()
    copied = QApplication.clipboard().text()
    assert "Test processor · 4 × CPU · 16 GB RAM" in copied
    assert "llama-cpp-python 0." in copied
    assert str(Path.home()) not in copied
    assert about.copy.text() == "Copied"
