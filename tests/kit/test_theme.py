"""Colours can be read, sizes scale, and switching reaches everything."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.design_tokens import Sizes, Theme, dark_theme, high_contrast, light_theme
from explorer.kit.fonts import CODE_FAMILY, UI_FAMILY
from explorer.kit.pill import Tone, pill_colours
from explorer.kit.text import Label
from explorer.kit.theme import Look, fill_sheet, look_of, palette_for, theme_of

THEMES = [light_theme(), dark_theme(), high_contrast(light_theme()), high_contrast(dark_theme())]
TEXT_PAIRS = [
    *((text, ground) for text in ("text", "muted", "faint") for ground in ("window", "surface", "sunken")),
    *((text, ground) for text in ("accent", "good", "caution", "bad") for ground in ("window", "surface")),
    *((tone, f"{tone}_ground") for tone in ("good", "caution", "bad")),
    *(("accent", ground) for ground in ("soft_accent", "sunken")),
    *(("text", ground) for ground in ("soft_accent", "quote", "bubble")),
    ("muted", "bubble"),
    ("muted", "soft_accent"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("text", "line"),
    *((f"code_{part}", "sunken") for part in ("word", "string", "number", "name", "comment")),
]
CONTROL_PAIRS = [
    (mark, ground) for mark in ("field_border", "accent", "bad") for ground in ("window", "surface", "sunken")
]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast ratio."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme.colour(text), theme.colour(ground)) >= needed(theme)


def needed(theme: Theme) -> float:
    return 7 if "high contrast" in theme.name else 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("mark", "ground"), CONTROL_PAIRS)
def test_controls_can_be_seen_on_their_ground(theme: Theme, mark: str, ground: str) -> None:
    assert contrast(theme.colour(mark), theme.colour(ground)) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", ["accent", "good", "caution", "bad", "neutral"])
def test_pills_can_be_read(theme: Theme, tone: Tone) -> None:
    text, ground = pill_colours(theme, tone)
    assert contrast(text, ground) >= needed(theme)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_the_person_said_stands_out_from_the_window(theme: Theme) -> None:
    """``sunken`` is hardly another colour than the window."""
    assert contrast(theme.bubble, theme.window) >= 1.15
    assert contrast(theme.strong_line, theme.window) >= 1.5


def test_the_palette_greys_what_is_disabled() -> None:
    palette = palette_for(dark_theme())
    active = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert active == dark_theme().text
    assert disabled == dark_theme().disabled


def test_the_sheet_is_filled_with_colours_and_scaled_lengths() -> None:
    filled = fill_sheet("a { color: @text; width: @12px; height: 1px }", light_theme(), Sizes(150))
    assert filled == "a { color: #1b1d1f; width: 18px; height: 1px }"


def test_more_contrast_can_be_asked_for(look: Look, qapp: QApplication) -> None:
    look.set("dark", 100, contrast="more")
    assert look.theme == high_contrast(dark_theme())
    assert qapp.palette().color(QPalette.ColorRole.Window) == look.theme.window
    look.set("dark", 100)
    assert look.theme == dark_theme()


def test_less_motion_can_be_asked_for(look: Look) -> None:
    assert look.motion
    look.set("light", 100, motion="less")
    assert not look.motion


def test_high_contrast_draws_its_controls_stronger() -> None:
    for theme in THEMES[2:]:
        for ground in ("window", "surface", "sunken"):
            assert contrast(theme.field_border, theme.colour(ground)) >= 7
            assert contrast(theme.disabled, theme.colour(ground)) >= 3


def test_an_unknown_role_in_the_sheet_is_a_bug() -> None:
    with pytest.raises(KeyError):
        fill_sheet("a { color: @tomato }", light_theme(), Sizes())


def test_a_switch_reaches_palette_fonts_and_painters(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    label = Label("Qwen3", "title")
    qtbot.addWidget(label)
    label.ensurePolished()
    before = label.sizeHint().height()
    with qtbot.waitSignal(look.changed):
        look.set("dark", 150)
    assert theme_of(label).is_dark
    assert look_of(label) is look
    assert qapp.palette().color(QPalette.ColorRole.Window) == dark_theme().window
    assert label.sizeHint().height() > before


def test_the_shipped_fonts_are_used(look: Look) -> None:
    assert QFontInfo(look.font("body")).family() == UI_FAMILY
    assert QFontInfo(look.font("code")).family() == CODE_FAMILY
    assert QFontInfo(look.font("title")).weight() == 600


def test_figures_of_columns_are_equally_wide(look: Look, qtbot: QtBot) -> None:
    from explorer.kit.paint import text_width

    font = look.font("body", numbers=True)
    assert text_width("1111", font) == pytest.approx(text_width("0000", font))


def test_a_switch_does_not_style_a_widget_once_for_each_one_around_it(look: Look, qtbot: QtBot) -> None:
    outer = at = QWidget()
    for _ in range(12):
        at = QWidget(at)
    inner = Label("deep within")
    inner.setParent(at)
    qtbot.addWidget(outer)
    outer.show()
    styled = 0

    class Counting(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            nonlocal styled
            styled += event.type() == QEvent.Type.StyleChange
            return False

    counting = Counting()
    inner.installEventFilter(counting)
    look.set("dark", 100)
    assert 1 <= styled <= 2
    assert inner.palette().windowText().color() == look.theme.text
