"""Numbers as people type them: a comma and a point are decimals, and nonsense is refused in words."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.domain.number_text import read_number, read_numbers
from explorer.kit.field import NumberField
from explorer.kit.theme import Look


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0,5", 0.5),
        ("0.5", 0.5),
        (",5", 0.5),
        (" 1, ", 1.0),
        ("\u22121,5", -1.5),
        ("2", 2.0),
        ("1.000,5", None),
        ("1,000.5", None),
        ("0,5,1", None),
        ("half", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1_0", None),
        ("1e999", None),
    ],
)
def test_a_comma_and_a_point_are_decimals_and_nothing_is_guessed(typed: str, number: float | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"), [("7", 7), ("-7", -7), ("7,5", None), ("7.0", None), ("7,", None)]
)
def test_what_is_counted_is_whole(typed: str, number: int | None) -> None:
    assert read_number(typed, whole=True) == number


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0; 0,7; 1", (0, 0.7, 1)),
        ("0, 0.7, 1", (0, 0.7, 1)),
        ("0 0,7 1", (0, 0.7, 1)),
        ("0,5", (0.5,)),
        ("1.000,5", None),
        ("1; two", None),
        ("", ()),
    ],
)
def test_several_numbers_stand_apart(typed: str, numbers: tuple[float, ...] | None) -> None:
    assert read_numbers(typed) == numbers
    assert read_numbers("1,2,3", whole=True) == (1, 2, 3)


def field_of(qtbot: QtBot, *, whole: bool = False) -> NumberField:
    field = NumberField("Temperature", whole=whole, least=0, most=2)
    qtbot.addWidget(field)
    field.show_number(1)
    field.selectAll()
    return field


@pytest.mark.parametrize("typed", ["0,5", "0.5"])
def test_half_is_half_in_the_field(look: Look, qtbot: QtBot, typed: str) -> None:
    field = field_of(qtbot)
    QTest.keyClicks(field, typed)
    assert (field.value, field.refusal) == (0.5, "")


@pytest.mark.parametrize(
    ("typed", "why"),
    [("1.000,5", "“1.000,5” is no number."), ("much", "“much” is no number."), ("5", "From 0 to 2.")],
)
def test_what_is_no_number_here_is_refused_and_changes_nothing(
    look: Look, qtbot: QtBot, typed: str, why: str
) -> None:
    field = field_of(qtbot)
    said: list[str] = []
    field.refused.connect(said.append)
    QTest.keyClicks(field, typed)
    assert field.refusal == said[-1] == why
    assert field.accessibleDescription() == why
    assert field.value != 0
    field.selectAll()
    QTest.keyClicks(field, "1,5")
    assert (field.value, field.refusal, said[-1]) == (1.5, "", "")


def test_of_a_count_half_is_refused(look: Look, qtbot: QtBot) -> None:
    field = field_of(qtbot, whole=True)
    QTest.keyClicks(field, "1,5")
    assert (field.value, field.refusal) == (1, "“1,5” is no whole number.")
