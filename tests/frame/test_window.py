"""The window keeps its place, says what it shows, and what lies over it stays out of the way."""

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.places import Place, Room
from explorer.frame.activity.activity_pane import ActivityPanel
from explorer.frame.activity.bar_pane import ActivitySection
from explorer.frame.activity.messages_pane import MessagesPage
from explorer.frame.activity.network_pane import NetworkPage
from explorer.frame.files.drop_pane import DropOverlay
from explorer.frame.files.file_opener import DroppedFiles, look
from explorer.frame.quit_pane import QuitSheet
from explorer.frame.shortcuts_pane import KeyCap, ShortcutSheet
from explorer.kit.actions import Action
from explorer.kit.language import Language
from explorer.local.model_picker_pane import ModelPicker
from explorer.rooms.settings.look_pane import LookGroup
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver, click, settle

_AS_IN_THE_BAR = (
    ActivitySection.DOWNLOADS,
    ActivitySection.MODELS,
    ActivitySection.SERVER,
    ActivitySection.MESSAGES,
    ActivitySection.NETWORK,
)
_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def press(driver: Driver, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
    QTest.keyClick(driver.window.focusWidget(), key, modifier)
    settle()


def carried(things: Iterable[Path | str]) -> QMimeData:
    """Files, and links as a browser gives them."""
    data = QMimeData()
    data.setUrls([QUrl(one) if isinstance(one, str) else QUrl.fromLocalFile(str(one)) for one in things])
    return data


def drag(driver: Driver, *paths: Path | str, is_welcome: bool = True) -> DropOverlay:
    """Bring files over the native window, as the window system does."""
    data = carried(paths)
    event = QDragEnterEvent(QPointF(400, 300), _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(driver.window.windowHandle(), event)
    assert event.isAccepted() == is_welcome
    overlay = driver.window.findChild(DropOverlay)
    assert overlay is not None
    return overlay


def drop(driver: Driver, *paths: Path | str) -> None:
    data = carried(paths)
    event = QDropEvent(QPointF(400, 300), _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(driver.window.windowHandle(), event)


def test_a_model_file_dropped_on_any_room_comes_into_the_library(driver: Driver, tmp_path: Path) -> None:
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf", Tiny(name="New"))
    driver.go(Room.PLAYGROUND)
    overlay = drag(driver, source)
    assert "Import “New-Q8_0.gguf”" in [label.text() for label in overlay.findChildren(QLabel)]
    drop(driver, source)
    driver.wait(driver.app.library.taking.isVisible, "the question")
    driver.app.library.taking.copy.click()
    driver.wait(lambda: any(m.name == "New" for m in driver.app.catalog.models), "the import")
    assert driver.app.window.room is Room.LIBRARY
    assert driver.window.findChild(DropOverlay) is None


def test_a_link_to_a_model_that_is_dropped_opens_it_in_discover(driver: Driver) -> None:
    link = "https://huggingface.co/meadow/Lark-1B-GGUF/resolve/main/Lark-Q4_K_M.gguf?download=true"
    driver.go(Room.PLAYGROUND)
    overlay = drag(driver, link)
    assert "Open meadow/Lark-1B-GGUF" in [label.text() for label in overlay.findChildren(QLabel)]
    drop(driver, link)
    settle()
    assert driver.app.window.room is Room.DISCOVER
    assert driver.app.discover.head.field.text() == "meadow/Lark-1B-GGUF"
    assert driver.window.findChild(DropOverlay) is None


def test_a_link_to_something_else_is_left_to_what_lies_below(driver: Driver) -> None:
    data = carried(["https://example.org/a/b"])
    event = QDragEnterEvent(QPointF(400, 300), _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(driver.window.windowHandle(), event)
    assert driver.window.findChild(DropOverlay) is None


def test_other_files_are_refused_in_words(driver: Driver, tmp_path: Path) -> None:
    overlay = drag(driver, tmp_path / "sounds.flac", is_welcome=False)
    assert "This is no model" in [label.text() for label in overlay.findChildren(QLabel)]
    QApplication.sendEvent(driver.window.windowHandle(), QDragLeaveEvent())
    settle()
    assert driver.window.findChild(DropOverlay) is None


def test_a_disk_that_does_not_answer_holds_up_no_drag(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def look_slowly(dropped: DroppedFiles) -> DroppedFiles:
        answer.wait(20)
        return look(dropped)

    monkeypatch.setattr("explorer.frame.files.drop_pane.look", look_slowly)
    folder, other = tmp_path / "share", tmp_path / "sounds.flac"
    folder.mkdir()
    overlay = drag(driver, folder)
    assert "Look for models in “share”" in [label.text() for label in overlay.findChildren(QLabel)]
    QApplication.sendEvent(driver.window.windowHandle(), QDragLeaveEvent())
    settle()
    overlay = drag(driver, other)
    answer.set()
    driver.wait(lambda: "This is no model" in overlay.accessibleName(), "what is there")


def test_a_folder_with_the_name_of_a_model_is_looked_into(driver: Driver, tmp_path: Path) -> None:
    folder = tmp_path / "from" / "New.gguf"
    write_tiny(folder / "New-Q8_0.gguf", Tiny(name="New"))
    drag(driver, folder)
    drop(driver, folder)
    driver.wait(driver.app.library.taking.isVisible, "the question")
    driver.app.library.taking.copy.click()
    driver.wait(lambda: any(m.name == "New" for m in driver.app.catalog.models), "the import")


def test_a_file_named_at_the_start_that_is_in_the_library_opens_in_the_playground(
    driver: Driver, home: Path
) -> None:
    driver.app.open_files([home / "models" / "own" / "harbor-Q8_0.gguf"])
    driver.wait(lambda: driver.app.window.room is Room.PLAYGROUND, "the playground")


def test_a_file_that_is_gone_is_told(driver: Driver, tmp_path: Path) -> None:
    driver.app.open_files([tmp_path / "gone.gguf"])
    driver.wait(lambda: bool(driver.app.messages.all), "the message")
    assert "gone.gguf" in driver.app.messages.all[-1].text


def test_closing_asks_while_an_answer_is_written_and_a_second_time_does_not(driver: Driver) -> None:
    driver.try_model("own/meadow-Q4_K_M.gguf")
    driver.type_in("composer", "word0")
    driver.wait(driver.app.playground.is_busy, "the answer")
    driver.window.close()
    sheet = driver.app.overlays.current
    assert isinstance(sheet, QuitSheet)
    assert driver.window.isVisible()
    click(sheet.stay)
    settle()
    assert driver.app.overlays.current is None
    driver.window.close()
    driver.window.close()
    assert not driver.window.isVisible()


def test_closing_does_not_ask_when_nothing_runs_or_the_session_ends(start: Callable[[], Driver]) -> None:
    first = start()
    first.window.close()
    assert not first.window.isVisible()
    second = start()
    second.try_model("own/meadow-Q4_K_M.gguf")
    second.app.closing.end_session()
    second.window.close()
    assert not second.window.isVisible()


def test_quit_anyway_quits(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.app.mover, "unfinished", lambda: ("Models are being moved",))
    driver.window.close()
    sheet = driver.app.overlays.current
    assert isinstance(sheet, QuitSheet)
    click(sheet.leave)
    settle()
    assert not driver.window.isVisible()


def test_the_title_names_the_room_and_what_is_open(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    assert driver.window.windowTitle() == "Library – Open Model Explorer"
    driver.try_model("own/harbor-Q8_0.gguf")
    driver.app.playground.setWindowTitle("Harbor")
    assert driver.window.windowTitle() == "Harbor – Playground – Open Model Explorer"


def test_what_lies_over_the_window_while_files_are_dragged_grows_with_it(
    driver: Driver, tmp_path: Path
) -> None:
    overlay = drag(driver, tmp_path / "a.gguf")
    driver.window.resize(1500, 900)
    settle()
    assert overlay.geometry() == driver.app.window.host.rect()


def test_tab_comes_to_the_switch_of_the_network_before_the_link_under_it(driver: Driver) -> None:
    driver.app.core.hub.reach.heard(OfflineError("It cannot be reached."))
    driver.app.overlays.show_activity(ActivitySection.NETWORK)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    panel.tabs.setFocus()
    names = []
    for _ in range(5):
        press(driver, Qt.Key.Key_Tab)
        focused = driver.window.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName() or focused.property("text"))
    assert names[2:] == ["Work offline", "Try again", "Network settings"]


def test_the_sheet_of_shortcuts_lists_the_frame_and_the_rooms(driver: Driver) -> None:
    driver.go(Room.DISCOVER)
    press(driver, Qt.Key.Key_F1)
    sheet = driver.app.overlays.current
    assert isinstance(sheet, ShortcutSheet)
    keys = [cap.text() for cap in sheet.findChildren(KeyCap)]
    assert {"Ctrl+K", "Ctrl+J", "Ctrl+1", "Ctrl+F"} <= set(keys)
    assert {"Ctrl+M", "Ctrl+E", "Ctrl+L", "Ctrl+O"} <= set(keys), "also of rooms that were never seen"
    press(driver, Qt.Key.Key_Escape)
    assert driver.app.overlays.current is None


def test_a_question_mark_opens_it_too_but_not_while_one_is_typed(driver: Driver) -> None:
    driver.go(Room.PLAYGROUND)
    QTest.keyClicks(driver.window.focusWidget(), "why?")
    assert driver.app.overlays.current is None
    driver.app.window.rail[Room.PLAYGROUND].setFocus()
    QTest.keyClicks(driver.app.window.rail[Room.PLAYGROUND], "?")
    assert isinstance(driver.app.overlays.current, ShortcutSheet)


def test_ctrl_j_opens_the_activity_and_closes_it(driver: Driver) -> None:
    press(driver, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(driver.app.overlays.current, ActivityPanel)
    press(driver, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert driver.app.overlays.current is None


def show_all_of_the_bar(driver: Driver) -> None:
    """Also what is there only now and then."""
    driver.app.messages.tell("Ready.")
    driver.app.core.settings.change(server_port=0)
    driver.app.server.start()
    driver.wait(driver.app.window.activity.server.isVisible, "the server")
    settle()


def test_the_parts_of_the_bar_open_their_part_of_the_panel(driver: Driver) -> None:
    show_all_of_the_bar(driver)
    for button, section in zip(driver.app.window.activity.buttons, _AS_IN_THE_BAR, strict=True):
        click(button)
        panel = driver.app.overlays.current
        assert isinstance(panel, ActivityPanel)
        assert panel.tabs.currentIndex() == section
        driver.app.overlays.close()


def test_the_panel_opens_above_what_was_clicked_and_a_second_click_closes_it(driver: Driver) -> None:
    show_all_of_the_bar(driver)
    driver.window.resize(1280, 800)
    settle()
    bar = driver.app.window.activity
    for button in bar.buttons:
        click(button)
        panel = driver.app.overlays.current
        assert isinstance(panel, ActivityPanel)
        surface = panel.panel.surface().translated(panel.mapTo(driver.window, QPoint(0, 0)))
        clicked = QRect(button.mapTo(driver.window, QPoint(0, 0)), button.size())
        assert surface.left() <= clicked.center().x() <= surface.right()
        assert 0 < clicked.top() - surface.bottom() < 20
        assert not panel.geometry().intersects(clicked), "the bar can be clicked"
        click(button)
        assert driver.app.overlays.current is None


def test_messages_do_not_cover_the_panel(driver: Driver) -> None:
    driver.window.resize(1280, 800)
    driver.app.messages.fail(KnownError("The disk is full.", "Make room."))
    click(driver.app.window.activity.network)
    settle()
    panel, notices = driver.app.overlays.current, driver.app.notices
    assert isinstance(panel, ActivityPanel)
    surface = panel.panel.surface().translated(panel.mapTo(driver.app.window.host, QPoint(0, 0)))
    assert not notices.geometry().intersects(surface)
    before = notices.y()
    click(driver.app.window.activity.network)
    settle()
    assert notices.y() > before, "they are back at the foot"


def test_a_click_on_another_part_of_the_bar_shows_that_part(driver: Driver) -> None:
    bar = driver.app.window.activity
    click(bar.download)
    panel = driver.app.overlays.current
    click(bar.network)
    assert isinstance(panel, ActivityPanel)
    assert driver.app.overlays.current is panel
    assert isinstance(panel.page, NetworkPage)


def test_the_focus_returns_from_everything_that_lies_over_the_window(driver: Driver) -> None:
    driver.go(Room.DISCOVER)
    driver.app.discover.head.fits.setFocus(Qt.FocusReason.TabFocusReason)
    overlays = driver.app.overlays
    for opened in (overlays.toggle_palette, overlays.toggle_activity, overlays.toggle_shortcuts):
        opened()
        settle()
        assert driver.window.focusWidget() is not driver.app.discover.head.fits
        press(driver, Qt.Key.Key_Escape)
        assert driver.window.focusWidget() is driver.app.discover.head.fits
    click(driver.app.window.activity.network)
    click(driver.app.window.activity.models)
    click(driver.app.window.activity.models)
    assert overlays.current is None
    assert driver.window.focusWidget() is driver.app.discover.head.fits


def test_text_grows_and_shrinks_by_keys_in_the_steps_of_the_settings(driver: Driver) -> None:
    held, settings = Qt.KeyboardModifier.ControlModifier, driver.app.core.settings
    driver.go(Room.SETTINGS)
    sizes = []
    for key in (*[Qt.Key.Key_Plus] * 4, *[Qt.Key.Key_Minus] * 5, Qt.Key.Key_0, Qt.Key.Key_Equal):
        press(driver, key, held)
        sizes.append(settings.current.text_percent)
        assert driver.app.look.sizes.percent == sizes[-1]
    assert sizes == [110, 125, 150, 150, 125, 110, 100, 90, 90, 100, 110]
    driver.wait(lambda: not driver.app.rooms.is_outgrown(Room.SETTINGS), "the room in its new size")
    chosen = driver.app.settings.group(LookGroup).percent
    assert chosen.tabText(chosen.currentIndex()) == "110 %"


def test_offline_mode_is_switched_in_the_panel(driver: Driver) -> None:
    click(driver.app.window.activity.network)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert isinstance(panel.page, NetworkPage)
    panel.page.offline.click()
    assert driver.app.core.settings.current.offline
    assert "Offline" in driver.app.window.activity.network.text()


def test_messages_are_kept_in_the_panel_and_the_bar(driver: Driver) -> None:
    driver.app.messages.fail(KnownError("The disk is full.", "Make room."))
    assert driver.app.window.activity.message.text() == "The disk is full."
    driver.app.overlays.show_activity(ActivitySection.MESSAGES)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert isinstance(panel.page, MessagesPage)
    assert "The disk is full." in [label.text() for label in panel.page.findChildren(QLabel)]


def test_the_action_of_a_message_is_done_and_closes_the_panel(driver: Driver) -> None:
    done: list[str] = []
    driver.app.messages.tell("Deleted.", action=Action("Undo", lambda: done.append("undone")))
    driver.app.overlays.show_activity(ActivitySection.MESSAGES)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    click(next(button for button in panel.findChildren(QPushButton) if button.text() == "Undo"))
    assert done == ["undone"]
    assert driver.app.overlays.current is None


def test_news_leaves_the_bar_and_what_went_wrong_stays_until_it_is_seen(driver: Driver) -> None:
    bar, messages = driver.app.window.activity, driver.app.messages
    timer = driver.app.status.stay
    assert timer.isSingleShot()
    messages.tell("Ready.")
    assert (bar.message.isVisible(), bar.message.text()) == (True, "Ready.")
    timer.timeout.emit()
    assert not bar.message.isVisible()
    messages.fail(KnownError("The disk is full."))
    messages.tell("Copied.")
    assert bar.message.text() == "Copied."
    timer.timeout.emit()
    assert bar.message.text() == "The disk is full."
    timer.timeout.emit()
    assert bar.message.text() == "The disk is full."
    click(bar.message)
    click(bar.message)
    assert not bar.message.isVisible(), "it was seen in the panel"
    assert not driver.app.notices.shown


def test_what_goes_on_is_told_in_the_bar_at_once_until_it_ends(driver: Driver) -> None:
    bar, messages = driver.app.window.activity.message, driver.app.messages
    messages.fail(KnownError("The disk is full."))
    going = messages.begin("The report is being written…")
    assert bar.text() == "The report is being written…"
    going.end()
    going.end()
    assert bar.text() == "The disk is full."
    assert [message.text for message in messages.all] == ["The disk is full."]


def test_a_message_that_was_closed_does_not_stay_in_the_bar(driver: Driver) -> None:
    driver.app.messages.fail(KnownError("The disk is full.", "Make room."))
    driver.app.messages.fail(KnownError("The Hub did not answer."))
    first, second = driver.app.notices.shown
    click(first.dismiss)
    bar = driver.app.window.activity.message
    assert (bar.isVisible(), bar.text()) == (True, "The Hub did not answer.")
    click(second.dismiss)
    assert not bar.isVisible()
    assert len(driver.app.messages.all) == 2


def test_a_loaded_model_is_shown_with_its_memory_and_can_be_let_go(driver: Driver) -> None:
    driver.try_model("own/harbor-Q8_0.gguf")
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model")
    assert driver.app.window.activity.models.text().startswith("1 model loaded")
    driver.app.overlays.show_activity(ActivitySection.MODELS)
    panel = driver.app.overlays.current
    assert isinstance(panel, ActivityPanel)
    (row,) = panel.models.rows
    assert row.accessibleName() == "Harbor"
    click(row.unload)
    assert not driver.app.pool.loaded
    assert panel.models.rows == ()


def test_escape_closes_the_list_of_models_in_a_room_whose_escape_stops_answers(driver: Driver) -> None:
    driver.go(Room.PLAYGROUND)
    QTest.keyClick(driver.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    picker = driver.window.findChild(ModelPicker)
    assert isinstance(picker, ModelPicker)
    QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    assert picker.is_closed


def test_tab_stays_inside_what_lies_over_the_window(driver: Driver) -> None:
    driver.app.overlays.toggle_activity()
    panel = driver.app.overlays.current
    assert panel is not None
    for _ in range(12):
        press(driver, Qt.Key.Key_Tab)
        assert panel.isAncestorOf(driver.window.focusWidget())


def test_f6_goes_through_the_parts_of_the_window_and_back(driver: Driver) -> None:
    driver.go(Room.PLAYGROUND)
    composer = driver.window.focusWidget()
    press(driver, Qt.Key.Key_F6)
    assert driver.window.focusWidget() is driver.app.window.activity.download
    press(driver, Qt.Key.Key_F6)
    assert driver.window.focusWidget() is driver.app.window.rail[Room.PLAYGROUND]
    press(driver, Qt.Key.Key_F6)
    assert driver.window.focusWidget() is composer
    press(driver, Qt.Key.Key_F6, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.focusWidget() is driver.app.window.rail[Room.PLAYGROUND]


def test_another_language_is_spoken_at_once_and_lines_run_its_way(driver: Driver) -> None:
    language = driver.app.language
    language.install("ar", {"Library": "مكتبة", "No downloads": "لا تنزيلات"})
    settle()
    assert driver.app.window.rail[Room.LIBRARY].text() == "مكتبة"
    assert driver.app.window.activity.download.text() == "لا تنزيلات"
    assert driver.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    library = driver.app.window.rail[Room.LIBRARY]
    assert library.mapTo(driver.window, QPoint(0, 0)).x() > driver.window.width() / 2
    language.install("en", {})
    settle()
    assert driver.app.window.rail[Room.LIBRARY].text() == "Library"
    assert driver.window.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_the_setting_changes_the_language(driver: Driver) -> None:
    before = driver.app.room(driver.app.window.room)
    driver.app.core.settings.change(language="zh_CN")
    settle()
    assert driver.app.language.code == "zh_CN"
    assert driver.app.room(driver.app.window.room) is not before  # built anew
    driver.app.core.settings.change(language="en")
    settle()


def test_room_selection_and_size_are_there_after_a_restart(start: Callable[[], Driver]) -> None:
    first = start()
    first.window.resize(1000, 640)
    first.go(Room.LIBRARY)
    first.app.go(Place(Room.LIBRARY, model=first.app.catalog.models[1]))
    first.app.compare.show_place(Place(Room.COMPARE, model=first.app.catalog.models[0]))
    first.wait(lambda: len(first.app.compare.columns()) == 1, "the column")
    first.go(Room.LIBRARY)
    chosen = first.app.core.store.get_state("library.chosen")
    second = start()
    assert second.app.window.room is Room.LIBRARY
    settle()
    row = second.app.library.body.table.current_row()
    assert row is not None
    assert row.model.id == chosen
    second.wait(lambda: len(second.app.compare.columns()) == 1, "the column of last time")


def test_geometry_that_lies_on_no_screen_comes_back_into_sight(start: Callable[[], Driver]) -> None:
    first = start()
    first.window.move(90_000, 90_000)
    first.app.window.keep_geometry()
    second = start()
    assert QApplication.primaryScreen().availableGeometry().intersects(second.window.frameGeometry())


@pytest.mark.usefixtures("driver")
def test_there_is_one_language_of_the_application(qapp: QApplication) -> None:
    assert len(qapp.findChildren(Language)) == 1


def test_the_bar_says_that_the_hub_does_not_answer_until_it_does(driver: Driver) -> None:
    """Nothing is asked to find out: the window follows what the last request came to."""
    app, bar = driver.app, driver.app.window.activity.network
    app.core.hub.reach.forget()
    driver.wait(lambda: "Network not used yet" in bar.text(), "a Hub that was not asked")
    with pytest.raises(OfflineError):
        app.core.hub.knock()
    driver.wait(lambda: "The Hub does not answer · since" in bar.text(), "the silence")
    app.overlays.show_activity(ActivitySection.NETWORK)
    panel = app.overlays.current
    assert isinstance(panel, ActivityPanel)
    assert isinstance(panel.page, NetworkPage)
    page = panel.page
    assert page.again.isVisible()
    page.again.click()
    assert not page.again.isEnabled()
    driver.wait(page.again.isEnabled, "the try")
    app.core.hub.reach.heard(None)
    driver.wait(lambda: "Online" in bar.text(), "the answer")
    assert not page.again.isVisible()
