"""The sampling settings as a person changes them."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from explorer.domain.sampling import StatedSampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.creativity import Creativity
from explorer.kit.sampling.setting_row import ChoiceRow, LinesRow, NumberRow, SettingRow
from explorer.kit.theme import Look

_STATED = StatedSampling("header", {"temperature": 0.6, "top_p": 0.9})


class Desk:
    """Both parts, joined as a room joins them; ``choice`` is what was chosen last."""

    def __init__(self, qtbot: QtBot, choice: SamplingChoice | None = None) -> None:
        self.creativity, self.more = Creativity(), MoreSampling()
        for part in (self.creativity, self.more):
            qtbot.addWidget(part)
            part.changed.connect(self.take)
        self.more.set_open(True)
        self.more.show()
        self.take(choice or SamplingChoice())

    def take(self, choice: SamplingChoice) -> None:
        self.choice = choice
        self.creativity.show_choice(choice, _STATED)
        self.more.show_choice(choice, _STATED)

    def row(self, path: str) -> SettingRow:
        return self.more.parts.row(path)

    def number(self, path: str) -> NumberRow:
        row = self.row(path)
        assert isinstance(row, NumberRow)
        return row

    def lines(self, path: str) -> LinesRow:
        row = self.row(path)
        assert isinstance(row, LinesRow)
        return row

    def write(self, path: str, text: str) -> None:
        field = self.number(path).field
        field.setText(text)
        field.editingFinished.emit()


@pytest.fixture
def desk(qtbot: QtBot, look: Look) -> Desk:
    return Desk(qtbot)


def test_what_the_model_states_is_the_value_and_said_so(desk: Desk) -> None:
    assert desk.number("top_p").field.text() == "0.9"
    assert desk.row("top_p").origin.text() == "stated by the model (header)"
    assert desk.creativity.origin.text() == "stated by the model (header)"
    assert desk.row("top_k").origin.isHidden()


def test_ones_own_value_wins_and_can_be_let_go(desk: Desk) -> None:
    desk.write("top_p", "0,5")
    assert desk.choice.values == {"top_p": 0.5}
    row = desk.number("top_p")
    assert row.origin.text() == "yours; the model states 0.9"
    assert row.field.accessibleDescription() == row.origin.text()
    row.origin.button.click()
    assert desk.choice == SamplingChoice()
    assert row.field.text() == "0.9"


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("top_p", "7", "Top-p is 7; it must be between 0 and 1."),
        ("top_p", "nan", "“nan” is no number."),
        ("top_k", "many", "“many” is no number."),
        ("top_k", "1.5", "“1.5” is no number."),
    ],
)
def test_a_value_that_cannot_be_is_told_in_place_and_not_taken(
    desk: Desk, path: str, text: str, problem: str
) -> None:
    desk.write(path, text)
    assert desk.row(path).problem == problem
    assert desk.choice == SamplingChoice()
    desk.write(path, "1")
    assert desk.row(path).problem == ""


def test_use_what_the_model_states_leaves_the_other_values_alone(qtbot: QtBot, look: Look) -> None:
    desk = Desk(qtbot, SamplingChoice({"temperature": 0.1, "top_k": 3}))
    desk.more.parts.use_stated.click()
    assert desk.choice.values == {"top_k": 3}
    assert desk.more.parts.use_stated.isHidden()
    desk.more.parts.reset_all.click()
    assert desk.choice == SamplingChoice()


def test_settings_that_do_not_matter_now_are_out_of_sight(desk: Desk) -> None:
    assert desk.row("dry.base").isHidden()
    desk.write("dry.multiplier", "0.8")
    assert not desk.row("dry.base").isHidden()
    assert not desk.row("dry.breakers").isHidden()
    mirostat = desk.row("mirostat.version")
    assert isinstance(mirostat, ChoiceRow)
    mirostat.picker.setCurrentIndex(2)
    assert desk.choice.values == {"dry.multiplier": 0.8, "mirostat.version": 2}
    assert not desk.row("mirostat.tau").isHidden()


def test_a_preset_takes_the_place_of_all_values(desk: Desk) -> None:
    desk.write("top_k", "3")
    exact, balanced, _creative = desk.creativity.findChildren(QAbstractButton)[-3:]
    exact.click()
    assert desk.choice.values == {"temperature": 0.0}
    assert exact.isChecked()
    balanced.click()
    assert desk.choice == SamplingChoice()


def test_the_slider_is_moved_by_keys(desk: Desk) -> None:
    from PySide6.QtCore import Qt

    QTest.keyClick(desk.creativity.slider, Qt.Key.Key_Right)
    assert desk.choice.values == {"temperature": pytest.approx(0.7)}


def test_a_bias_is_taken_line_by_line_and_a_bad_one_told(desk: Desk) -> None:
    desk.lines("logit_bias").editor.setPlainText("12 -5\n7")
    assert desk.lines("logit_bias").problem.startswith("Line 2")
    assert not desk.choice.values
    desk.lines("logit_bias").editor.setPlainText("12 -5\n7 1")
    assert desk.choice == SamplingChoice({"logit_bias": ((12, -5.0), (7, 1.0))})
    desk.lines("logit_bias").editor.setPlainText("12 -50000")
    assert "between" in desk.lines("logit_bias").problem
