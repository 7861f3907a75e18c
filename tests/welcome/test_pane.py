"""The first run in the real window: from the first start to a loaded model and a cursor in the prompt."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from explorer.domain.included_models import GEMMA3, SMOLLM2
from explorer.domain.places import Room
from explorer.kit.boxes import Card
from explorer.kit.error_card import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.rooms.welcome.fetch_steps_pane import DownloadStep, TermsStep
from explorer.rooms.welcome.folder_pane import FolderStep
from explorer.rooms.welcome.model_pane import ModelStep
from explorer.rooms.welcome.pane import WelcomePane
from tests.hub.server import TestHub
from tests.tour.driver import Driver, click, settle
from tests.welcome.conftest import pane_of
from tests.welcome.making import MEADOW, MEADOW_SAYS

pytestmark = pytest.mark.journey

type Start = Callable[[], Driver]


def press(pane: WelcomePane, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Enter, or another key, where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or pane, key)
    settle()


def to_models(driver: Driver) -> ModelStep:
    """Through the first two steps by Enter, until the Hub has answered."""
    press(pane_of(driver))
    return to_folder_and_on(driver)


def to_folder_and_on(driver: Driver) -> ModelStep:
    measured(driver)
    press(pane_of(driver))
    return models(driver)


def measured(driver: Driver) -> FolderStep:
    """The second step, once the disk was measured."""
    step = pane_of(driver).step
    assert isinstance(step, FolderStep)
    driver.wait(lambda: step.face().is_ready, "the disk to be measured")
    return step


def models(driver: Driver) -> ModelStep:
    driver.wait(lambda: isinstance(pane_of(driver).step, ModelStep), "the cards")
    step = pane_of(driver).step
    assert isinstance(step, ModelStep)
    driver.wait(lambda: not step.is_asking(), "the Hub's answer")
    settle()
    return step


def choose(step: ModelStep, repo_id: str) -> None:
    for card in step.cards:
        if card.choice.suggestion is not None and card.choice.suggestion.repo.id == repo_id:
            click(card)
    assert step.choice is not None
    assert step.choice.suggestion is not None


def slow(hub: TestHub, root: Path) -> None:
    hub.fault("*.gguf*", "slow", rate=(root / MEADOW / "meadow-Q4_K_M.gguf").stat().st_size / 4)


def fetching(start: Start) -> tuple[Driver, DownloadStep]:
    """From the first start to the download of a model of the Hub."""
    driver = start()
    choose(to_models(driver), MEADOW)
    press(pane_of(driver))
    step = pane_of(driver).step
    assert isinstance(step, DownloadStep)
    return driver, step


def wait_for_the_prompt(driver: Driver) -> None:
    driver.wait(lambda: driver.app.welcoming.pane is None, "the steps to end")
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    settle()
    composer = driver.window.findChild(QAbstractScrollArea, "composer")
    assert driver.app.window.room is Room.PLAYGROUND
    assert composer is not None
    assert composer.hasFocus()


def texts(widget: QWidget) -> str:
    labels = [w for w in widget.findChildren(QWidget) if w.isVisible()]
    return " | ".join(str(w.property("text")) for w in labels if w.property("text"))


def buttons(widget: QWidget, text: str) -> list[QAbstractButton]:
    found = widget.findChildren(QAbstractButton)
    return [button for button in found if button.isVisible() and button.text() == text]


@pytest.mark.real
def test_from_the_first_start_to_an_answer_of_the_included_model(start: Start) -> None:
    driver = start()
    driver.app.core.settings.change(offline=True)
    driver.answer_greedily(12)
    step = to_models(driver)
    assert step.choice is not None
    assert step.choice.included is SMOLLM2  # chosen for the person, without terms
    press(pane_of(driver))
    wait_for_the_prompt(driver)
    assert driver.app.catalog.models[0].intact == "checked"
    assert "Berlin" in driver.ask("What is the capital of Germany?")


@pytest.mark.real
def test_the_included_base_model_is_used_only_under_its_terms(start: Start) -> None:
    driver = start()
    driver.answer_greedily(8)
    step = to_models(driver)
    (card,) = (card for card in step.cards if card.choice.included is GEMMA3)
    assert "continues text" in card.choice.why
    click(card)
    assert "terms of Google" in step.face().note
    press(pane_of(driver))
    assert isinstance(pane_of(driver).step, TermsStep)
    assert not driver.app.catalog.models
    press(pane_of(driver))  # under the terms, by the button that shows the focus
    wait_for_the_prompt(driver)
    assert GEMMA3.terms is not None
    assert driver.app.core.settings.current.terms_seen == (GEMMA3.terms.url,)
    assert driver.ask("The capital of France is")


@pytest.mark.real
def test_another_text_size_keeps_the_choice_its_terms_and_what_is_put_in_place(start: Start) -> None:
    driver = start()
    settings = driver.app.core.settings
    step = to_models(driver)
    (card,) = (card for card in step.cards if card.choice.included is GEMMA3)
    click(card)
    settings.change(text_percent=110)
    settle()
    choice = models(driver).choice
    assert choice is not None
    assert choice.included is GEMMA3
    press(pane_of(driver))
    settings.change(text_percent=125)
    settle()
    terms = pane_of(driver).step
    assert isinstance(terms, TermsStep)
    assert terms.included is GEMMA3
    press(pane_of(driver))
    settings.change(text_percent=110)
    settle()
    wait_for_the_prompt(driver)


def test_a_model_of_the_hub_is_downloaded_checked_and_answers(start: Start) -> None:
    driver = start()
    driver.answer_greedily(64)
    step = to_models(driver)
    choose(step, MEADOW)
    press(pane_of(driver))
    wait_for_the_prompt(driver)
    assert driver.app.catalog.models[0].repo == MEADOW
    assert driver.app.catalog.models[0].intact == "checked"
    assert driver.ask("Why is it green?").strip() == MEADOW_SAYS


def places(driver: Driver) -> dict[str, QRect]:
    """Of the card and the buttons that can be seen, in the window."""
    frame = pane_of(driver).frame
    shown = {"card": frame.findChildren(Card)[0], "back": frame.back, "primary": frame.primary}
    return {
        name: QRect(w.mapTo(driver.window, w.rect().topLeft()), w.size())
        for name, w in shown.items()
        if w.isVisible()
    }


def press_twice(driver: Driver, button: QWidget) -> None:
    """A double click on where the button is, as the system tells of it: to whatever lies there by then."""
    place = button.mapTo(driver.window, button.rect().center())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    under = driver.window.childAt(place)
    assert under is not None
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(under, left_button(kind, under.mapFrom(driver.window, place)))
    settle()


def left_button(kind: QEvent.Type, at: QPoint) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QMouseEvent(kind, QPointF(at), QPointF(at), left, left, none)


@pytest.mark.parametrize("size", [(960, 600), (1280, 800)])
def test_the_card_and_its_buttons_keep_their_places_through_all_steps(
    start: Start, hub: TestHub, size: tuple[int, int]
) -> None:
    hub.fault("*.gguf*", "slow", rate=1)
    driver = start()
    driver.window.resize(*size)
    settle()
    seen = {"about": places(driver)}
    press(pane_of(driver))
    seen["folder"] = places(driver)
    cards = to_folder_and_on(driver)
    seen["models"] = places(driver)
    choose(cards, MEADOW)
    seen["chosen"] = places(driver)
    press(pane_of(driver))
    getting = pane_of(driver).step
    assert isinstance(getting, DownloadStep)
    seen["getting"] = places(driver)
    getting.back.emit()
    click(models(driver).cards[1])
    press(pane_of(driver))
    assert isinstance(pane_of(driver).step, TermsStep)
    seen["terms"] = places(driver)
    wanted = seen["models"]
    assert set(wanted) == {"card", "back", "primary"}
    moved = {
        (step, part): place
        for step, shown in seen.items()
        for part, place in shown.items()
        if place != wanted[part]
    }
    assert moved == {}


def test_a_double_click_presses_once(start: Start) -> None:
    driver = start()
    frame = pane_of(driver).frame
    press_twice(driver, frame.primary)
    measured(driver)
    press_twice(driver, frame.primary)
    click(models(driver).cards[1])
    press_twice(driver, frame.primary)  # "Try it now"
    assert isinstance(pane_of(driver).step, TermsStep)
    press_twice(driver, frame.back)
    assert isinstance(pane_of(driver).step, ModelStep)


def test_skipping_is_for_ever(start: Start) -> None:
    driver = start()
    click(pane_of(driver).frame.skip)
    settle()
    assert driver.app.welcoming.pane is None
    assert driver.app.discover.isVisible()
    driver.close()
    assert start().app.welcoming.pane is None


def test_whoever_has_a_task_in_mind_is_helped_to_choose(start: Start) -> None:
    driver = start()
    to_models(driver)
    click(pane_of(driver).frame.help)
    settle()
    assert driver.app.welcoming.pane is None
    assert driver.app.window.room is Room.CHOOSE


def test_going_to_a_room_skips(start: Start) -> None:
    driver = start()
    click(driver.app.window.rail[Room.LIBRARY])
    settle()
    assert driver.app.library.isVisible()
    driver.close()
    assert start().app.welcoming.pane is None


def test_settings_only_interrupt_and_tell_the_way_back(start: Start) -> None:
    driver = start()
    press(pane_of(driver))
    click(driver.app.window.rail[Room.SETTINGS])
    settle()
    assert driver.app.settings.isVisible()
    assert driver.app.welcoming.pane is None
    click(buttons(driver.window, "Back to the first steps")[0])
    settle()
    assert isinstance(pane_of(driver).step, FolderStep)
    assert pane_of(driver).isVisible()
    assert driver.app.window.room is Room.DISCOVER
    click(driver.app.window.rail[Room.SETTINGS])
    driver.close()
    assert isinstance(pane_of(start()).step, FolderStep)


def test_from_settings_to_another_room_skips(start: Start) -> None:
    driver = start()
    click(driver.app.window.rail[Room.SETTINGS])
    click(driver.app.window.rail[Room.LIBRARY])
    settle()
    driver.close()
    assert start().app.welcoming.pane is None


def test_a_start_without_a_choice_goes_on_at_the_step(start: Start) -> None:
    driver = start()
    press(pane_of(driver))
    driver.close()
    assert isinstance(pane_of(start()).step, FolderStep)


def test_not_shown_to_someone_who_has_models(start: Start, home: Path) -> None:
    (home / "models" / "own").mkdir(parents=True)
    (home / "models" / "own" / "model.gguf").write_bytes(b"not even whole")
    driver = start()
    assert driver.app.welcoming.pane is None
    assert driver.app.discover.isVisible()


def test_a_folder_without_models_is_read_in_the_background_first(home: Path) -> None:
    (home / "models").mkdir(parents=True)
    (home / "models" / "notes.txt").write_text("no model")
    driver = Driver(home, first_run=True, held=True)  # as on a disk that answers late
    assert driver.app.welcoming.pane is None
    assert not driver.app.rooms.built
    driver.let_go()
    driver.wait(lambda: driver.app.welcoming.pane is not None, "the steps")
    driver.close()


def test_the_first_part_of_a_model_does_not_end_the_steps_that_fetch_it(start: Start, home: Path) -> None:
    driver = start()
    to_models(driver)
    driver.close()
    (home / "models" / "some").mkdir(parents=True)
    (home / "models" / "some" / "m-00001-of-00002.gguf").write_bytes(b"GGUF")
    assert isinstance(pane_of(start()).step, ModelStep)


def test_offline_an_included_model_can_still_be_chosen(start: Start) -> None:
    driver = start()
    driver.app.core.settings.change(offline=True)
    step = to_models(driver)
    assert "Offline mode is on." in texts(step)
    assert "works without a network" in texts(step)
    assert step.face().primary == "Try it now"
    assert step.face().is_ready


@pytest.mark.usefixtures("without_included")
def test_offline_without_the_included_model_ends_in_words(start: Start) -> None:
    driver = start()
    driver.app.core.settings.change(offline=True)
    step = to_models(driver)
    assert step.choice is None
    assert "once there is a network" in texts(step)
    assert step.face().primary == "Finish"
    press(pane_of(driver))
    assert driver.app.welcoming.pane is None


def test_all_of_the_last_step_is_seen_without_a_network(start: Start, hub: TestHub) -> None:
    hub.close()
    driver = start()
    step = to_models(driver)
    assert step.findChildren(ErrorCard)
    assert {card.choice.name for card in models(driver).cards} >= {"SmolLM2 135M Instruct"}
    (area,) = (scroll for scroll in pane_of(driver).findChildren(Scroll) if scroll.isAncestorOf(step))
    driver.wait(lambda: area.verticalScrollBar().maximum() == 0, "a step that needs no scrolling")


@pytest.mark.usefixtures("without_included")
def test_an_error_of_the_hub_is_told_and_can_be_tried_again(start: Start, hub: TestHub) -> None:
    hub.fault("/api/models", "status", code=403)
    driver = start()
    step = to_models(driver)
    assert step.findChildren(ErrorCard)
    hub.faults.clear()
    (again,) = buttons(step, "Try again")
    click(again)
    assert {card.choice.name for card in models(driver).cards} == {"Meadow", "Fern"}


@pytest.mark.usefixtures("without_included")
def test_too_little_room_is_told_before_and_offers_nothing_that_does_not_fit(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.rooms.welcome.folder_state.free_space", lambda _folder: 1_200_000_000)
    driver = start()
    press(pane_of(driver))
    assert "Only 1.2 GB are free here" in texts(measured(driver))
    press(pane_of(driver))
    assert models(driver).cards == ()
    assert "too little room" in texts(models(driver))


def test_a_folder_that_cannot_be_written_stops_and_another_goes_on(start: Start, tmp_path: Path) -> None:
    driver = start()
    press(pane_of(driver))
    step = pane_of(driver).step
    assert isinstance(step, FolderStep)
    (tmp_path / "file").write_text("in the way")
    step.take(tmp_path / "file" / "models")
    driver.wait(lambda: step.state is not None, "the disk to be measured")
    assert "Nothing can be saved in this folder" in texts(step)
    assert not pane_of(driver).frame.primary.isEnabled()
    step.take(tmp_path / "elsewhere")
    driver.wait(lambda: step.face().is_ready, "the disk to be measured")
    assert driver.app.catalog.models_folder == tmp_path / "elsewhere"
    assert pane_of(driver).frame.primary.isEnabled()


def test_a_failed_download_is_told_in_place_and_another_choice_is_open(start: Start, hub: TestHub) -> None:
    hub.fault("*.gguf*", "status", code=403)
    driver, step = fetching(start)
    driver.wait(lambda: step.face().can_go_back, "the failure")
    assert not [m for m in driver.app.messages.all if m.kind == "bad"]  # told once, in its place
    hub.faults.clear()
    (again,) = buttons(step, "Try again")
    click(again)
    wait_for_the_prompt(driver)


def test_a_cancelled_download_leaves_nothing_and_its_speed_says_how_long_others_take(
    start: Start, hub: TestHub, root: Path, home: Path
) -> None:
    slow(hub, root)
    driver, step = fetching(start)
    driver.wait(lambda: step.speed > 0, "a speed")
    click(step.cancel)
    cards = models(driver).cards
    assert "B/s" in cards[-1].accessibleName()
    driver.app.core.settings.change(text_percent=110)
    settle()
    assert "B/s" in models(driver).cards[-1].accessibleName()
    driver.wait(lambda: not list((home / "models").rglob("*.part")), "what came to be deleted")
    assert not driver.app.downloads.items


def test_a_download_paused_and_given_up_elsewhere_is_followed(start: Start, hub: TestHub, root: Path) -> None:
    slow(hub, root)
    driver, _step = fetching(start)
    driver.wait_for_bytes(0.1)
    (item,) = driver.app.downloads.items
    driver.app.downloads.pause(item.id)
    settle()
    assert pane_of(driver).frame.primary.text() == "Resume"
    press(pane_of(driver))
    assert driver.app.downloads.items[0].is_active
    driver.app.downloads.cancel(item.id)
    assert models(driver).cards


def test_quitting_in_the_middle_goes_on_with_the_download(start: Start, hub: TestHub, root: Path) -> None:
    slow(hub, root)
    driver, _step = fetching(start)
    driver.wait_for_bytes(0.1)
    driver.close()
    again = start()
    step = pane_of(again).step
    assert isinstance(step, DownloadStep)
    assert step.name == "Meadow"
    hub.faults.clear()
    wait_for_the_prompt(again)


def test_the_cards_are_radio_buttons_for_keys_and_screen_readers(start: Start) -> None:
    driver = start()
    step = to_models(driver)
    first, second = step.cards[:2]
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.isChecked()
    assert second.hasFocus()
    assert second.accessibleName().startswith("Gemma 3 270M, Included")
    assert "Apache 2.0 · open source" in first.accessibleName()
    assert "Gemma · conditions" in second.accessibleName()
    assert second.accessibleDescription() == second.choice.why
    assert step.face().primary == "Try it now"
    QTest.keyClick(second, Qt.Key.Key_Down)
    assert step.face().primary == "Download and try"


def test_tab_goes_from_the_cards_to_the_buttons(start: Start) -> None:
    driver = start()
    to_models(driver)
    frame = pane_of(driver).frame
    seen = []
    for _ in range(4):
        press(pane_of(driver), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [frame.skip, frame.back, frame.help, frame.primary]


def test_esc_goes_back_and_never_skips(start: Start) -> None:
    driver = start()
    to_models(driver)
    press(pane_of(driver), Qt.Key.Key_Escape)
    assert isinstance(pane_of(driver).step, FolderStep)
    for _ in range(3):
        press(pane_of(driver), Qt.Key.Key_Escape)
    assert driver.app.welcoming.pane is not None


def test_large_text_in_a_small_window_keeps_the_buttons_in_sight(start: Start) -> None:
    driver = start()
    driver.window.resize(960, 600)
    driver.app.core.settings.change(text_percent=150)
    settle()
    pane = pane_of(driver)
    for _step in range(3):
        for button in (pane.frame.skip, pane.frame.primary):
            place = QRect(button.mapTo(pane, button.rect().topLeft()), button.size())
            assert pane.rect().contains(place)
            assert button.width() >= button.sizeHint().width()
        if isinstance(pane.step, FolderStep):
            driver.wait(pane.frame.primary.isEnabled, "the disk to be measured")
        if not isinstance(pane.step, ModelStep):
            press(pane)
    assert models(driver).cards


def test_another_language_is_spoken_at_once_and_the_step_stays(start: Start) -> None:
    driver = start()
    click(pane_of(driver).frame.primary)
    driver.app.core.settings.change(language="zh_CN")
    settle()
    assert "第 2 步" in texts(pane_of(driver))
    assert "Where models go" not in texts(pane_of(driver))
    driver.app.core.settings.change(language="en")
    settle()
    assert "Where models go" in texts(pane_of(driver))


def test_right_to_left_turns_the_card_round(qapp: QApplication, start: Start) -> None:
    driver = start()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        settle()
        frame = pane_of(driver).frame
        assert frame.primary.x() < frame.skip.x()
        first, second = to_models(driver).cards[:2]
        assert first.x() > second.x()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
