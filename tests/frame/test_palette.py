"""Ctrl+K finds every action, model, chat and setting, and the keyboard is enough to use it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from explorer.choose.decision import Decision
from explorer.choose.need import Need
from explorer.choose.store import DecisionStore
from explorer.domain.places import Room
from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.store import EvalStore
from explorer.frame.palette.entries import PaletteKind
from explorer.frame.palette.palette_pane import Palette
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, with_column, with_prompts
from explorer.rooms.evaluate.pane import EvaluatePane
from explorer.rooms.playground.chats.store import Chats
from tests.pages.choose import ChooseRoom
from tests.tour.driver import Driver, settle


def opened(driver: Driver, typed: str = "") -> Palette:
    QTest.keyClick(driver.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = driver.app.overlays.current
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.field, typed)
    return palette


def listed(palette: Palette) -> list[str]:
    return [line.entry.action.text for line in palette.list.rows.lines if line.entry is not None]


def press(
    palette: Palette, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(palette.field, key, modifier)
    settle()


def test_a_decision_is_found_by_what_was_written_and_opens_where_it_is(driver: Driver) -> None:
    need = Need(words="Take the medicines out of clinic letters")
    DecisionStore(driver.app.core.store).add("Which model?", Decision(need))
    palette = opened(driver, "clinic letters")
    assert listed(palette)[0] == "Which model?"
    press(palette, Qt.Key.Key_Return)
    room = driver.app.room(Room.CHOOSE)
    assert isinstance(room, ChoosePane)
    assert ChooseRoom(room).need == need


@pytest.mark.parametrize(
    ("typed", "room"), [("compare", Room.COMPARE), ("library", Room.LIBRARY), ("token", Room.SETTINGS)]
)
def test_enter_goes_where_the_first_result_says(driver: Driver, typed: str, room: Room) -> None:
    press(opened(driver, typed), Qt.Key.Key_Return)
    assert driver.app.overlays.current is None
    assert driver.app.window.room is room


def test_a_model_opens_in_the_playground_and_ctrl_enter_compares_it(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    palette = opened(driver, "harb")
    assert listed(palette)[0] == "Harbor"
    press(palette, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: len(driver.app.compare.columns()) == 1, "the column")
    assert driver.app.window.room is Room.COMPARE


def test_the_keys_of_a_room_go_there_and_close_what_lies_over_the_window(driver: Driver) -> None:
    for key in (Qt.Key.Key_K, Qt.Key.Key_J):
        QTest.keyClick(driver.window, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(driver.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        settle()
        assert driver.app.overlays.current is None
        driver.go(Room.DISCOVER)
    assert driver.app.window.room is Room.DISCOVER


def test_a_chat_is_opened(driver: Driver) -> None:
    chat = Chats(driver.app.core.store).create("Why water boils lower", "own/harbor-Q8_0.gguf")
    press(opened(driver, "boils"), Qt.Key.Key_Return)
    assert driver.app.window.room is Room.PLAYGROUND
    assert driver.app.core.store.get_state("playground.chat") == str(chat.id)


def test_the_theme_is_changed_from_it(driver: Driver) -> None:
    press(opened(driver, "theme dark"), Qt.Key.Key_Return)
    assert driver.app.core.settings.current.theme == "dark"
    assert "Theme: dark" not in listed(opened(driver, "theme"))  # it is on already


def test_arrows_skip_headings_and_go_round(driver: Driver) -> None:
    palette = opened(driver)
    first = palette.list.entry
    press(palette, Qt.Key.Key_Up)
    last = palette.list.entry
    assert last is not None
    assert last.action.text == listed(palette)[-1]
    press(palette, Qt.Key.Key_Down)
    assert palette.list.entry is first
    press(palette, Qt.Key.Key_PageDown)
    assert palette.list.entry is not first


def test_what_was_used_comes_first_next_time(driver: Driver) -> None:
    press(opened(driver, "storage"), Qt.Key.Key_Return)
    assert listed(opened(driver))[0] == "What is kept on this disk"


def test_what_is_not_here_is_looked_for_on_the_hub(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    palette = opened(driver, "qqqqq  small")
    assert listed(palette) == ["Search the Hub for “qqqqq small”"]
    press(palette, Qt.Key.Key_Return)
    assert driver.app.overlays.current is None
    assert driver.app.window.room is Room.DISCOVER
    assert driver.app.discover.head.field.text() == "qqqqq small"


def test_a_snippet_that_is_pasted_opens_its_model(driver: Driver) -> None:
    driver.go(Room.LIBRARY)
    palette = opened(driver)
    QGuiApplication.clipboard().setText("# Serve it:\nllama serve -hf meadow/Lark-1B-GGUF:Q4_K_M")
    palette.field.paste()
    assert listed(palette) == ["Open meadow/Lark-1B-GGUF"]
    press(palette, Qt.Key.Key_Return)
    assert driver.app.window.room is Room.DISCOVER
    assert driver.app.discover.head.field.text() == "meadow/Lark-1B-GGUF"


def test_the_hub_comes_last_and_words_typed_are_not_kept(driver: Driver) -> None:
    palette = opened(driver, "storage")
    assert listed(palette)[0] == "What is kept on this disk"
    assert listed(palette)[-1] == "Search the Hub for “storage”"
    press(palette, Qt.Key.Key_Up)  # round to the last
    press(palette, Qt.Key.Key_Return)
    assert driver.app.window.room is Room.DISCOVER
    palette = opened(driver)
    assert PaletteKind.RECENT not in [line.kind for line in palette.list.rows.lines]


def test_escape_closes_it_and_the_focus_returns(driver: Driver) -> None:
    driver.go(Room.PLAYGROUND)
    before = driver.window.focusWidget()
    press(opened(driver), Qt.Key.Key_Escape)
    assert driver.app.overlays.current is None
    assert driver.window.focusWidget() is before


def test_the_keys_of_the_room_rest_while_it_is_open(driver: Driver) -> None:
    driver.go(Room.DISCOVER)
    palette = opened(driver)
    QTest.keyClick(palette.field, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.focusWidget() is palette.field
    press(palette, Qt.Key.Key_Escape)
    QTest.keyClick(driver.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert driver.window.focusWidget() is driver.app.discover.head.field


def test_a_comparison_is_found_by_its_title_its_models_and_its_prompts_and_opened(driver: Driver) -> None:
    kept = Comparisons(driver.app.core.store)
    harbor = next(model for model in driver.app.catalog.models if model.name == "Harbor")
    driver.app.catalog.rename(harbor, "Office model")
    document = with_column(with_column(ComparisonDocument(), "maker/Meadow-GGUF"), harbor.id)
    made = kept.create("Help desk", with_prompts(document, ["Why is the sky blue?"]))
    for typed in ("help desk", "meadow", "office", "sky blue"):
        palette = opened(driver, typed)
        assert "Help desk" in listed(palette)
        press(palette, Qt.Key.Key_Escape)
    press(opened(driver, "help desk"), Qt.Key.Key_Return)
    assert driver.app.window.room is Room.COMPARE
    assert driver.app.compare.session.kept.current.id == made.id


def test_a_set_of_tests_and_a_pack_are_found_and_opened(driver: Driver) -> None:
    kept = EvalStore(driver.app.core.store).add_set("Clinic letters", EvalSet())
    press(opened(driver, "clinic let"), Qt.Key.Key_Return)
    pane = driver.app.room(Room.EVALUATE)
    assert isinstance(pane, EvaluatePane)
    assert pane.session.set == kept
    press(opened(driver, "refusals"), Qt.Key.Key_Return)
    assert pane.session.page.subject == "pack:refusals"
