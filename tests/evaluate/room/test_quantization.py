"""What a quantization costs, as a person finds it: two files are compared, stopped, kept and deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from explorer.domain.generation import LoadOptions
from explorer.domain.places import Room
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.evaluate.quantization.given_text import GivenText
from explorer.kit.buttons import CheckBox
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.rooms.evaluate.quantization.quantization_pane import QuantizationPane
from explorer.rooms.evaluate.quantization.result_rows import QuantizationCard
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.room.conftest import BASE, EvalRig
from tests.evaluate.room.making import FENCES
from tests.models.tiny import Tiny, write_tiny

TEXT = "The old harbour lay quiet in the morning, and the boats were waiting for a wind from the west. "


@pytest.fixture
def pair(eval_models: Path) -> Iterator[None]:
    """Two files of one model, which say quite other things."""
    files = [eval_models / f"tiny/pair/pair-{label}.gguf" for label in ("Q8_0", "Q4_0")]
    for seed, file in enumerate(files):
        write_tiny(file, Tiny(text=None, name="Pair", seed=seed))
    yield
    for file in files:
        file.unlink()


def open_page(rig: EvalRig) -> QuantizationPane:
    room = rig.open()
    room.session.open(EvalPage("quantization"))
    return room.quantization


def open_pair(rig: EvalRig, count: int) -> QuantizationPane:
    page = open_page(rig)
    rig.services.catalog.rescan()
    rig.qtbot.waitUntil(lambda: page.state.choice is not None)
    page.state.give_text(GivenText(TEXT * count, "Harbour"))
    return page


def cards(page: QuantizationPane) -> list[QuantizationCard]:
    return [card for card in page.findChildren(QuantizationCard) if card.isVisible()]


def checks(page: QuantizationPane) -> list[CheckBox]:
    return [check for check in page.setup.findChildren(CheckBox) if check.isVisible()]


def said(page: QuantizationPane) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.mark.usefixtures("pair")
def test_two_files_are_compared_and_what_came_is_kept(rig: EvalRig) -> None:
    page = open_pair(rig, 30)
    assert page.button.text() == "Compare"
    assert page.setup.reference.currentText().startswith("Q8_0")
    page.button.click()
    assert page.is_busy()
    assert page.button.text() == "Stop"
    assert not page.setup.model.isEnabled()
    rig.qtbot.waitUntil(lambda: bool(cards(page)), timeout=60_000)
    assert "this file would choose another one" in said(page)
    assert page.button.text() == "Compare"
    (result,) = page.state.results
    assert (result.reference.quantization, result.other.quantization) == ("Q8_0", "Q4_0")
    assert (result.text, len(result.other.sha256), result.figures.same) != ("", 0, 0)
    assert result.figures.tokens == result.figures.total
    rig.qtbot.waitUntil(lambda: not rig.services.pool.loaded)  # nobody else needs it
    again = rig.open()
    again.session.open(EvalPage("quantization"))
    assert len(cards(again.quantization)) == 1


@pytest.mark.usefixtures("pair")
def test_a_comparison_is_stopped_and_a_result_deleted_and_brought_back(rig: EvalRig) -> None:
    page = open_pair(rig, 4000)
    page.button.click()
    rig.qtbot.waitUntil(lambda: page.state.progress is not None and page.state.progress.figures is not None)
    assert "left" in said(page)
    assert page.unfinished()
    page.button.click()
    rig.qtbot.waitUntil(lambda: not page.is_busy())
    assert not page.state.results
    assert not page.findChildren(ErrorCard)
    page.state.give_text(GivenText(TEXT * 10))
    page.button.click()
    rig.qtbot.waitUntil(lambda: bool(cards(page)), timeout=60_000)
    cards(page)[0].delete.click()
    assert not cards(page)
    rig.undo()
    rig.qtbot.waitUntil(lambda: len(cards(page)) == 1)


@pytest.mark.usefixtures("pair")
def test_what_cannot_be_compared_is_told_in_place(rig: EvalRig) -> None:
    page = open_pair(rig, 1)
    page.button.click()
    rig.qtbot.waitUntil(lambda: bool(page.findChildren(ErrorCard)))
    (card,) = page.findChildren(ErrorCard)
    rig.qtbot.waitUntil(lambda: "too short" in said(page))
    assert card.isVisible()
    QApplication.clipboard().setText("")
    page.setup.paste.click()
    assert "no text" in rig.messages.all[-1].text
    QApplication.clipboard().setText(TEXT)
    page.setup.paste.click()
    assert page.state.text.text == TEXT
    page.setup.usual.click()
    assert not page.state.text.title


@pytest.mark.usefixtures("pair")
def test_the_reference_and_the_files_to_compare_are_chosen(rig: EvalRig) -> None:
    page = open_pair(rig, 1)
    page.setup.reference.setCurrentIndex(1)
    page.setup.reference.activated.emit(1)
    assert page.state.choice is not None
    assert page.state.choice.reference.quantization == "Q4_0"
    rig.qtbot.waitUntil(lambda: len(checks(page)) == 1)
    (check,) = checks(page)
    assert check.text().startswith("Q8_0")
    check.click()
    assert not page.state.choice.chosen
    page.button.click()  # nothing is chosen, and that is said
    assert not page.is_busy()
    rig.qtbot.waitUntil(lambda: "Choose at least one file" in said(page))


class Short(PoolPolicy):
    """There is hardly any memory for models."""

    def budget(self) -> int:
        return 1_000_000


@pytest.mark.usefixtures("pair")
def test_where_memory_is_short_that_is_said_and_can_be_tried_anyway(rig: EvalRig) -> None:
    page = open_pair(rig, 30)
    rig.services.pool.rules = Short()
    page.button.click()
    rig.qtbot.waitUntil(lambda: "It needs about" in said(page))
    assert not page.is_busy()
    page.findChildren(ErrorCard)[-1].retry.click()
    assert page.is_busy()
    rig.qtbot.waitUntil(lambda: bool(cards(page)), timeout=60_000)
    assert "It needs about" not in said(page)


def test_idle_models_make_room(rig: EvalRig, eval_models: Path) -> None:
    pool = rig.services.pool
    files = [eval_models / FENCES, eval_models / BASE]
    for file in files:
        pool.get(file).load(file, LoadOptions(context_length=256))
    rig.qtbot.waitUntil(lambda: len(pool.loaded) == len(files))
    pool.free(0, files[0])
    assert len(pool.loaded) == len(files)
    pool.free(1 << 60, files[0])
    assert [engine.path for engine in pool.loaded] == files[:1]


def test_one_file_alone_leads_to_where_there_is_a_second_one(rig: EvalRig) -> None:
    page = open_page(rig)
    (empty,) = page.findChildren(EmptyState)
    assert empty.isVisible()
    assert empty.button is not None
    assert not page.button.isVisible()
    QTest.keyClick(empty.button, Qt.Key.Key_Space)
    assert rig.went[-1].room is Room.DISCOVER
