"""The ribbon of tokens: keys, mouse, odds, and both directions of writing."""

import pytest
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.token_ribbon.odds_on_hover import RibbonOdds, TokenReplacement
from explorer.kit.token_ribbon.odds_panel import OddsPanel, OddsRow, odds_of, place_by
from explorer.kit.token_ribbon.ribbon import Ribbon
from tests.playground.making import WATER, detailed

ARABIC = "مرحبا بالعالم هذا نموذج لغوي صغير مفتوح المصدر"


class Shown:
    """A ribbon in a window, with its odds."""

    def __init__(self, qtbot: QtBot, text: str = WATER, why_not: str = "") -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.ribbon = Ribbon(detailed(text), text)
        column.addWidget(self.ribbon)
        column.addStretch(1)
        self.odds = RibbonOdds(self.ribbon, lambda: why_not)
        self.picked: list[TokenReplacement] = []
        self.odds.picked.connect(self.picked.append)
        self.window.resize(640, 640)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.ribbon.setFocus(Qt.FocusReason.TabFocusReason)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.ribbon, key)

    @property
    def panel(self) -> OddsPanel | None:
        return next((p for p in self.window.findChildren(OddsPanel) if p.isVisible()), None)

    def rows(self) -> list[OddsRow]:
        assert self.panel is not None
        return [row for row in self.panel.findChildren(OddsRow) if row.isVisible()]


def test_the_arrow_keys_go_from_token_to_token_and_line_to_line(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    ribbon = shown.ribbon
    assert ribbon.current == 0
    shown.press(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert ribbon.current == 1
    shown.press(Qt.Key.Key_Down)
    assert ribbon.current is not None
    assert ribbon.spot(ribbon.current).top() > ribbon.spot(1).top()
    shown.press(Qt.Key.Key_Up)
    assert ribbon.spot(ribbon.current).top() == ribbon.spot(1).top()
    shown.press(Qt.Key.Key_End)
    assert ribbon.current == len(ribbon.tokens) - 1
    shown.press(Qt.Key.Key_Right)
    assert ribbon.current == len(ribbon.tokens) - 1
    shown.press(Qt.Key.Key_Home)
    assert ribbon.current == 0


def test_a_screen_reader_hears_the_current_token_and_how_likely_it_was(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    shown.press(Qt.Key.Key_Right)
    assert shown.ribbon.accessibleName() == "“boils”, > 99 %, token 2 of 46"
    assert shown.ribbon.accessibleDescription() == WATER


def test_enter_leads_to_the_odds_and_a_second_one_goes_on_from_there(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    shown.press(Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is shown.rows()[0]
    shown.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    (instead,) = shown.picked
    expected = shown.ribbon.tokens[1].alternatives[1]
    assert (instead.place, instead.token.token, instead.token.text) == (1, expected.token, expected.text)
    assert instead.token.alternatives == shown.ribbon.tokens[1].alternatives


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_escape_and_tab_lead_back_to_the_answer(qtbot: QtBot, key: Qt.Key) -> None:
    shown = Shown(qtbot)
    shown.press(Qt.Key.Key_Return, key)
    assert shown.panel is None
    assert shown.ribbon.hasFocus()
    assert not shown.picked


def test_a_resting_mouse_shows_the_odds_and_they_go_with_it(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    shown.press(Qt.Key.Key_Escape)
    other = QWidget(shown.window)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.show()
    other.setFocus()
    QTest.mouseMove(shown.ribbon, shown.ribbon.spot(3).center())
    qtbot.waitUntil(lambda: shown.panel is not None, timeout=5000)
    assert shown.ribbon.current == 3
    shown.ribbon.hovered.emit(None)  # the mouse leaves; offscreen it cannot
    qtbot.waitUntil(lambda: shown.panel is None, timeout=5000)
    assert shown.ribbon.current is None


def test_a_click_on_one_of_the_odds_goes_on_from_there(qtbot: QtBot) -> None:
    shown = Shown(qtbot)
    QTest.mouseClick(shown.ribbon, Qt.MouseButton.LeftButton, pos=shown.ribbon.spot(5).center())
    QTest.mouseClick(shown.rows()[2], Qt.MouseButton.LeftButton)
    assert [instead.place for instead in shown.picked] == [5]


def test_where_nobody_can_go_on_the_odds_say_why_and_take_no_click(qtbot: QtBot) -> None:
    shown = Shown(qtbot, why_not="The model is gone.")
    shown.press(Qt.Key.Key_Right)
    assert not any(row.isEnabled() for row in shown.rows())
    QTest.mouseClick(shown.rows()[0], Qt.MouseButton.LeftButton)
    assert not shown.picked


def test_the_odds_stay_in_the_window(qtbot: QtBot) -> None:
    shown = Shown(qtbot, WATER * 12)
    for place in (0, len(shown.ribbon.tokens) - 1):
        shown.ribbon.go(place)
        assert shown.panel is not None
        assert shown.window.rect().contains(shown.panel.geometry())
        spot = shown.ribbon.spot(place)
        assert (
            not shown.panel.geometry()
            .adjusted(12, 12, -12, -12)
            .intersects(QRect(shown.ribbon.mapTo(shown.window, spot.topLeft()), spot.size()))
        )


def test_what_is_left_over_is_shown_as_all_others() -> None:
    token = detailed(WATER)[4]
    rows = odds_of(token, "all others")
    assert [row.is_chosen for row in rows].count(True) == 1
    assert rows[-1].is_rest
    assert sum(row.chance for row in rows) == pytest.approx(1)


def test_every_token_is_found_where_it_stands(qtbot: QtBot) -> None:
    """In both directions of writing, and at the ends of lines."""
    for text in (WATER * 3, ARABIC * 6, "模型的权重保存在文件中" * 9):
        shown = Shown(qtbot, text)
        ribbon = shown.ribbon
        layout = ribbon.laid_out()
        for place in range(len(ribbon.tokens)):
            middles = [QPointF(chip.rect.center()) for chip in layout.chips(place) if chip.rect.width() > 5]
            assert all(layout.at(middle) == place for middle in middles)


def test_arabic_runs_from_the_right(qtbot: QtBot) -> None:
    shown = Shown(qtbot, ARABIC)
    ribbon = shown.ribbon
    assert ribbon.spot(0).left() > ribbon.spot(1).left()
    assert ribbon.spot(0).right() > ribbon.width() - 8
    shown.press(Qt.Key.Key_Left)
    assert ribbon.current == 1  # the keys go where they point


def test_surprise_is_seen_without_colour(qtbot: QtBot) -> None:
    """A token that surprised has a bar under it that a sure one lacks, also in shades of grey."""
    shown = Shown(qtbot)
    ribbon = shown.ribbon
    ribbon.go(None)
    grey = shown.window.grab(ribbon.geometry()).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    spaced = [place for place, token in enumerate(ribbon.tokens) if token.text.startswith(" ")]
    shades = []
    for step in range(5):
        spot = ribbon.spot(next(place for place in spaced if ribbon.surprises[place] == step))
        inside = spot.left() + 2  # in the space before the word
        column = [grey.pixelColor(inside, y).lightness() for y in range(spot.top(), spot.bottom())]
        shades.append(sum(1 for shade in column if shade < 120))
    assert shades[0] == 0
    assert shades[1:] == sorted(shades[1:])
    assert shades[4] > shades[1]


@pytest.mark.parametrize("spot", [QRect(x, y, 40, 20) for x in (0, 300, 560) for y in (0, 200, 370)])
@pytest.mark.parametrize("size", [QSize(200, 150), QSize(200, 380)])
def test_the_odds_never_cover_their_token_where_there_is_room(spot: QRect, size: QSize) -> None:
    room = QRect(0, 0, 600, 400)
    place = QRect(place_by(spot, size, room), size)
    assert room.contains(place)
    assert not place.intersects(spot.adjusted(2, 2, -2, -2))
