"""Settings take effect at once, are kept, found, reset and led to."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import Settings, SettingsFile
from explorer.domain.places import Place, Room
from explorer.kit.theme import Look
from explorer.rooms.settings.about_pane import AboutGroup
from explorer.rooms.settings.engine_pane import EngineGroup
from explorer.rooms.settings.index import SettingsSection, all_settings
from explorer.rooms.settings.look_pane import LanguageGroup, LookGroup
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.pane import SettingsPane
from explorer.rooms.settings.server_pane import ServerGroup
from explorer.rooms.settings.setting_rows import DropDownChoice, SettingsRow
from explorer.rooms.settings.storage_pane import StorageGroup
from tests.pages.settings import asked
from tests.settings.conftest import Open


def row_of(pane: SettingsPane, key: str) -> SettingsRow:
    return next(row for group in pane.groups.values() for row in group.rows if row.setting.key == key)


def pick(choices: DropDownChoice, value: object) -> None:
    """As the person does in the drop-down list."""
    choices.setCurrentIndex(choices.findData(value))
    choices.activated.emit(choices.currentIndex())


def links(row: SettingsRow) -> list[QWidget]:
    """The reset link, if it is shown."""
    return [w for w in row.findChildren(QWidget) if w.accessibleName().startswith("Reset ") and w.isVisible()]


def test_choices_are_kept(pane: SettingsPane, paths: Paths) -> None:
    pane.group(LookGroup).theme.setCurrentIndex(2)
    pane.group(LookGroup).percent.setCurrentIndex(pane.group(LookGroup).percent.count() - 1)
    pane.group(LookGroup).contrast.setCurrentIndex(1)
    pane.group(LookGroup).motion.setCurrentIndex(1)
    pick(pane.group(LanguageGroup).language, "zh_CN")
    pick(pane.group(EngineGroup).context, 8192)
    pick(pane.group(EngineGroup).threads, 2)
    pane.group(NetworkGroup).offline.click()
    assert SettingsFile(paths.settings, pytest.fail).current == Settings(
        theme="dark", text_percent=150, contrast="more", motion="less", language="zh_CN",
        context_length=8192, threads=2, offline=True,
    )  # fmt: skip


def test_the_page_shows_what_another_part_changed(pane: SettingsPane, settings: SettingsFile) -> None:
    settings.change(theme="light", context_length=5000, threads=3)
    assert pane.group(LookGroup).theme.currentIndex() == 1
    assert pane.group(EngineGroup).context.currentText() == "5,000 tokens"
    assert pane.group(EngineGroup).threads.currentText() == "3"


def test_showing_a_setting_does_not_change_it(pane: SettingsPane, settings: SettingsFile) -> None:
    heard: list[Settings] = []
    settings.changed.add(heard.append)
    settings.change(theme="dark", contrast="more")
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", {"theme": "dark"}),
        ("text", {"text_percent": 125}),
        ("contrast", {"contrast": "more"}),
        ("motion", {"motion": "less"}),
        ("language", {"language": "zh_CN"}),
        ("context", {"context_length": 8192}),
        ("threads", {"threads": 2}),
        ("offline", {"offline": True}),
        ("endpoint", {"endpoint": "https://hub.example"}),
    ],
)
def test_each_setting_can_be_reset_while_it_differs(
    pane: SettingsPane, settings: SettingsFile, key: str, value: dict[str, object]
) -> None:
    row = row_of(pane, key)
    assert links(row) == []
    settings.change(**value)
    (link,) = links(row)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert settings.current == Settings()
    assert links(row) == []


def test_all_settings_are_reset_after_a_question(
    pane: SettingsPane, settings: SettingsFile, tmp_path: Path
) -> None:
    reset = pane.group(AboutGroup).reset
    assert not reset.ask.isEnabled()
    settings.change(theme="dark", offline=True, models_folder=str(tmp_path), terms_seen=("https://terms",))
    reset.ask.click()
    asked(pane).keep.click()
    assert settings.current.theme == "dark"
    reset.ask.click()
    asked(pane).agree.click()
    assert settings.current == Settings(models_folder=str(tmp_path), terms_seen=("https://terms",))


def test_a_search_leaves_the_rows_that_match(pane: SettingsPane) -> None:
    pane.search.setText("threads")
    pane.search.returnPressed.emit()
    seen = [row.setting.key for group in pane.groups.values() for row in group.rows if row.isVisible()]
    assert seen == ["threads"]
    pane.search.setText("qqqq")
    pane.search.returnPressed.emit()
    assert "No setting found" in texts(pane)
    pane.search.start_over()
    assert not any(row.isHidden() for group in pane.groups.values() for row in group.rows)


def test_a_search_finds_other_words_and_whole_parts(pane: SettingsPane) -> None:
    pane.search.setText("login")
    pane.search.returnPressed.emit()
    assert row_of(pane, "token").isVisible()
    pane.search.setText("look")
    pane.search.returnPressed.emit()
    assert all(row.isVisible() for row in pane.group(LookGroup).rows)


def texts(pane: QWidget) -> str:
    found = [w.text() for w in pane.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()]
    return "\n".join(str(text) for text in found)


@pytest.mark.parametrize("key", [one.key for one in all_settings()])
def test_a_place_leads_to_its_setting(qtbot: QtBot, pane: SettingsPane, key: str) -> None:
    pane.search.setText("qqqq")
    pane.search.returnPressed.emit()
    pane.show_place(Place(Room.SETTINGS, setting=key))
    row = row_of(pane, key)

    def is_seen() -> None:
        assert row.isVisible()
        assert row.visibleRegion().boundingRect().height() > 20
        chosen = [
            section for section, b in zip(SettingsSection, pane.nav.buttons, strict=True) if b.isChecked()
        ]
        assert chosen == [row.setting.section]

    qtbot.waitUntil(is_seen)


def test_a_part_is_gone_to_and_the_list_follows_the_page(qtbot: QtBot, pane: SettingsPane) -> None:
    QTest.mouseClick(pane.nav.buttons[4], Qt.MouseButton.LeftButton)
    bar = pane.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    assert pane.nav.buttons[4].isChecked()
    bar.setValue(0)
    assert pane.nav.buttons[0].isChecked()


def test_a_room_built_anew_opens_where_it_was_left(qtbot: QtBot, open_pane: Open) -> None:
    first = open_pane()
    first.show_place(Place(Room.SETTINGS, setting="storage"))
    qtbot.waitUntil(lambda: first.area.verticalScrollBar().value() > 500)
    first.close_room()
    second = open_pane()
    qtbot.waitUntil(lambda: second.area.verticalScrollBar().value() > 500)


def test_a_place_that_is_not_known_is_no_error(pane: SettingsPane) -> None:
    pane.show_place(Place(Room.SETTINGS, setting="telepathy"))
    assert pane.isVisible()


def test_the_search_has_a_shortcut(pane: SettingsPane) -> None:
    (action,) = [one for one in pane.commands() if one.shortcut == "Ctrl+F"]
    action.run()
    assert QApplication.focusWidget() is pane.search


@pytest.mark.parametrize(("width", "height"), [(1196, 768), (860, 560)])
@pytest.mark.parametrize("percent", [90, 100, 150])
def test_nothing_is_wider_than_the_page(
    qtbot: QtBot, look: Look, open_pane: Open, percent: int, width: int, height: int
) -> None:
    look.set("light", percent)
    pane = open_pane()
    pane.resize(width, height)
    qtbot.waitUntil(lambda: pane.group(StorageGroup).panel.usage is not None)
    page = pane.area.widget()
    assert page is not None
    assert page.minimumSizeHint().width() <= pane.area.viewport().width()
    assert pane.minimumSizeHint().width() <= width


def test_an_address_is_taken_when_the_field_is_left(pane: SettingsPane, settings: SettingsFile) -> None:
    type_address(pane, "https://hub.example/ ")
    assert settings.current.endpoint == "https://hub.example"
    type_address(pane, "https://huggingface.co")
    assert settings.current.endpoint == ""


def test_what_is_no_address_is_told_and_not_taken(pane: SettingsPane, settings: SettingsFile) -> None:
    type_address(pane, "hub.example")
    assert "is not an address" in pane.group(NetworkGroup).endpoint.said.text
    assert settings.current.endpoint == ""
    settings.change(theme="dark")  # what was typed is not lost over it
    assert pane.group(NetworkGroup).endpoint.field.text() == "hub.example"
    type_address(pane, "https://hub.example")
    assert (settings.current.endpoint, pane.group(NetworkGroup).endpoint.said.text) == (
        "https://hub.example",
        "",
    )


def test_an_address_without_encryption_is_told(pane: SettingsPane) -> None:
    type_address(pane, "http://hub.example")
    assert "not encrypted" in pane.group(NetworkGroup).endpoint.said.text
    type_address(pane, "http://127.0.0.1:8000")
    assert pane.group(NetworkGroup).endpoint.said.text == ""


def type_address(pane: SettingsPane, text: str) -> None:
    field: QLineEdit = pane.group(NetworkGroup).endpoint.field
    field.clear()
    QTest.keyClicks(field, text)
    field.editingFinished.emit()


def test_after_leaving_nothing_is_heard(pane: SettingsPane, settings: SettingsFile) -> None:
    pane.close_room()
    settings.change(theme="dark")
    assert pane.group(LookGroup).theme.currentIndex() == 0


def test_the_nav_follows_a_search(qtbot: QtBot, pane: SettingsPane) -> None:
    QTest.keyClicks(pane.search, "mirror")
    QTest.keyClick(pane.search, Qt.Key.Key_Return)
    assert pane.nav.buttons[list(SettingsSection).index(SettingsSection.NETWORK)].isChecked()


def test_a_text_size_of_the_file_is_one_of_the_choices(pane: SettingsPane, settings: SettingsFile) -> None:
    settings.change(text_percent=130)
    switch = pane.group(LookGroup).percent
    assert switch.tabText(switch.currentIndex()) == "130 %"


def test_a_room_that_is_built_anew_gives_the_keyboard_back(qtbot: QtBot, open_pane: Open) -> None:
    first = open_pane()
    first.activateWindow()
    first.group(LookGroup).percent.setFocus()
    qtbot.waitUntil(first.group(LookGroup).percent.hasFocus)
    first.close_room()
    first.hide()
    again = open_pane()
    again.activateWindow()
    qtbot.waitUntil(again.group(LookGroup).percent.hasFocus)


def test_the_first_cards_are_there_at_once_and_the_others_soon(qtbot: QtBot, pane: SettingsPane) -> None:
    def titles() -> list[str]:
        rows = sorted(pane.findChildren(SettingsRow), key=lambda row: row.mapTo(pane, QPoint(0, 0)).y())
        return [row.setting.key for row in rows if row.isVisible()]

    assert not pane.is_whole()
    assert titles()[:2] == ["theme", "text"]
    assert "about" not in titles()
    qtbot.waitUntil(pane.is_whole)
    folded = [row.setting.key for row in pane.group(ServerGroup).rows[1:]]
    seen = [setting.key for setting in all_settings() if setting.key not in folded]
    qtbot.waitUntil(lambda: titles() == seen)


def test_a_place_among_cards_that_are_not_there_yet_is_shown(qtbot: QtBot, pane: SettingsPane) -> None:
    pane.show_place(Place(Room.SETTINGS, setting="storage"))
    (row,) = [row for row in pane.findChildren(SettingsRow) if row.setting.key == "storage"]
    assert not pane.is_whole()
    qtbot.waitUntil(pane.is_whole)
    qtbot.waitUntil(lambda: 0 <= row.mapTo(pane.area, QPoint(0, 0)).y() < pane.area.height() // 2)
    assert pane.nav.buttons[list(SettingsSection).index(SettingsSection.STORAGE)].isChecked()


def test_a_search_finds_what_is_not_there_yet(pane: SettingsPane) -> None:
    pane.search.setText("license")
    pane.search.returnPressed.emit()
    assert "about" in [row.setting.key for row in pane.findChildren(SettingsRow) if row.isVisible()]
