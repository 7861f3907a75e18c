"""Each check finds what it is for, on widgets that are wrong on purpose, and is silent on good ones."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button, IconButton
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import Look, look_of
from tests.scenes.checks import check_all
from tests.scenes.name_checks import tab_order
from tests.scenes.painted import painted_texts
from tests.scenes.pseudo import pseudo, untranslated

LONG = "A sentence that needs far more room than the few pixels it is given here"

type Show = Callable[[QWidget], QWidget]


@pytest.fixture
def show(qtbot: QtBot, look: Look) -> Show:
    def shown(widget: QWidget) -> QWidget:
        widget.setObjectName("window")
        widget.setProperty("ground", "window")
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        qtbot.addWidget(widget)
        widget.resize(400, 300)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return shown


def column(*widgets: QWidget) -> QWidget:
    window = QWidget()
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    return window


def checks_of(window: QWidget) -> list[str]:
    return sorted({finding.check for finding in check_all(window)})


def test_a_good_window_has_no_findings(show: Show) -> None:
    name = QLineEdit()
    name.setAccessibleName("Name")
    good = column(
        Label("A title", "title"), Para(LONG), Elided(LONG * 2), name, Button("primary", "Go on"), Para(LONG)
    )
    assert check_all(show(good)) == []


def test_a_foreign_text_shown_as_it_came_deceives(show: Show) -> None:
    raw = QLabel("\u202etim")
    raw.setToolTip("\x1b[31m")
    found = [f.what for f in check_all(show(column(raw))) if f.check == "deceiving"]
    assert len(found) == 2
    safe = column(Label("\u202etim"), Elided("\x1b[31m"), Para("a\u2066b"), Button("quiet", "\u202dGo"))
    assert "deceiving" not in checks_of(show(safe))


def test_a_label_narrower_than_its_text_is_cut(show: Show) -> None:
    label = Label("Far too long for this")
    label.setFixedWidth(40)
    assert checks_of(show(column(label))) == ["cut"]


def test_a_button_narrower_than_its_text_is_cut(show: Show) -> None:
    button = Button("outlined", "Download all of it")
    button.setFixedWidth(50)
    assert checks_of(show(column(button))) == ["cut"]


def test_a_wrapped_label_lower_than_its_lines_is_cut(show: Show) -> None:
    label = QLabel(LONG)
    label.setWordWrap(True)
    label.setFixedSize(120, 20)
    assert checks_of(show(column(label))) == ["cut"]


def test_a_paragraph_lower_than_its_lines_is_cut(show: Show) -> None:
    para = Para(LONG)
    para.setFixedSize(120, 20)
    assert checks_of(show(column(para))) == ["cut"]


def test_what_scrolls_is_not_cut(show: Show) -> None:
    text = QTextBrowser()
    text.setAccessibleName("Card")
    text.setPlainText("\n".join([LONG] * 60))
    assert check_all(show(column(text))) == []


def test_a_paragraph_of_which_one_row_of_pixels_is_in_view_is_not_cut(show: Show) -> None:
    """What stands below the view that scrolls it does not own its words."""
    gap, below = QWidget(), QWidget()
    gap.setFixedHeight(199)
    below.setFixedHeight(30)
    page = column(gap, Para(LONG * 3))
    area = Scroll(page, "Page")
    area.setFixedHeight(200)
    window = column(area, below)
    for box in (page.layout(), window.layout()):
        assert box is not None
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
    show(window).setFixedHeight(230)
    QTest.qWait(20)
    assert below.y() == area.y() + area.height()
    assert check_all(window) == []


def test_an_elided_text_without_a_tooltip_is_told(show: Show) -> None:
    label = Elided(LONG)
    window = show(column(label))
    label.setFixedWidth(80)
    assert checks_of(window) == []
    label.setToolTip("")
    assert checks_of(window) == ["elided"]


def test_a_placeholder_that_does_not_fit_is_told(show: Show) -> None:
    field = QLineEdit()
    field.setAccessibleName("Search")
    field.setPlaceholderText(LONG)
    field.setFixedWidth(90)
    window = show(column(field))
    assert "elided" in checks_of(window)
    field.setToolTip(LONG)
    assert "elided" not in checks_of(window)


def test_text_that_is_written_with_dots_is_not_elided(show: Show) -> None:
    assert check_all(show(column(Button("outlined", "Import…"), Label("Looking…")))) == []


def test_texts_that_run_into_each_other_are_told(show: Show) -> None:
    window = column()
    for left in (10, 40):
        words = Label("Two words")
        words.setParent(window)
        words.setGeometry(left, 10, 100, 30)
    assert checks_of(show(window)) == ["overlap"]


def test_widgets_of_one_layout_that_overlap_are_told(show: Show) -> None:
    one, two = QPushButton("One"), QPushButton("Two")
    window = show(column(one, two))
    two.move(one.x() + one.width() // 2, one.y())
    assert [f.check for f in check_all(window) if "QPushButton by" in f.what] == ["overlap"]


def test_a_widget_beyond_its_parent_is_told(show: Show) -> None:
    inner = column()
    inner.setFixedSize(60, 60)
    inside = QWidget(inner)
    inside.setGeometry(30, 30, 60, 10)
    assert checks_of(show(column(inner, Label("Beside it")))) == ["outside"]


def test_pale_text_is_told_by_its_real_ground(show: Show) -> None:
    label = Label("Pale words", "body", "faint")
    window = show(column(label))
    assert check_all(window) == []
    label.setStyleSheet("background: #9a9a9a")
    assert checks_of(window) == ["contrast"]


def test_text_that_nobody_is_to_see_needs_no_contrast(show: Show) -> None:
    label = Label("Below a mark")
    label.setStyleSheet("color: rgba(0, 0, 0, 0)")
    window = show(column(label, Label("Beside it")))
    assert check_all(window) == []
    label.setStyleSheet("color: rgba(0, 0, 0, 3)")
    assert checks_of(window) == ["contrast"]


def test_large_text_may_be_paler(show: Show) -> None:
    label = Label("Pale words")
    label.setStyleSheet("color: #858585; background: white; font-size: 13px")
    window = show(column(label))
    assert checks_of(window) == ["contrast"]
    label.setStyleSheet("color: #858585; background: white; font-size: 28px")
    assert check_all(window) == []


def test_selected_text_of_a_field_can_be_read(show: Show) -> None:
    field = QLineEdit("A name")
    field.setAccessibleName("Name")
    field.selectAll()
    window = show(column(field))
    assert checks_of(window) == []
    palette = field.palette()
    palette.setColor(QPalette.ColorRole.HighlightedText, palette.highlight().color())
    field.setPalette(palette)
    assert checks_of(window) == ["contrast"]


def test_disabled_text_is_exempt_from_contrast(show: Show) -> None:
    button = Button("outlined", "Not now")
    button.setEnabled(False)
    assert check_all(show(column(button))) == []


def test_disabled_entries_of_a_menu_are_exempt_from_contrast(show: Show) -> None:
    menu = QMenu()
    menu.setStyleSheet("QMenu::item { color: #222222; } QMenu::item:disabled { color: #cccccc; }")
    menu.addAction("Copy")
    menu.addAction("Undo").setEnabled(False)
    assert "contrast" not in checks_of(show(menu))
    menu.setStyleSheet("QMenu::item { color: #cccccc; background: white; }")
    assert "contrast" in checks_of(show(menu))


def test_a_control_without_a_name_is_told(show: Show) -> None:
    assert checks_of(show(column(QLineEdit()))) == ["unnamed"]
    assert check_all(show(column(IconButton("close", "Close")))) == []


def test_a_blank_pane_of_a_split_is_told(show: Show) -> None:
    split = QSplitter()
    split.addWidget(Para(LONG))
    split.addWidget(QWidget())
    split.setSizes([200, 200])
    assert "blank" in checks_of(show(column(split)))


def test_tab_in_reading_order_is_fine(show: Show) -> None:
    window = column(*(Button("outlined", f"Button {n}") for n in range(4)))
    assert tab_order(show(window)) == []


def test_tab_that_jumps_is_told(show: Show) -> None:
    buttons = [Button("outlined", f"Button {n}") for n in range(4)]
    window = show(column(*buttons))
    for one, two in ((0, 2), (2, 1), (1, 3)):
        QWidget.setTabOrder(buttons[one], buttons[two])
    assert [finding.check for finding in tab_order(window)] == ["tab"]


class Trap(QLineEdit):
    """Keeps the focus."""

    def event(self, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            return True
        return super().event(event)  # type: ignore[arg-type]


def test_a_trap_for_tab_is_told(show: Show) -> None:
    window = show(column(Button("outlined", "Before"), Trap(), Button("outlined", "After")))
    assert "Tab does not leave here" in [finding.what for finding in tab_order(window)]


def test_a_control_left_out_of_tab_is_told(show: Show) -> None:
    inner = Button("outlined", "Round and round")
    first, second = Button("outlined", "First"), Button("outlined", "Second")
    window = show(column(first, second, inner))
    inner.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert tab_order(window) == []


def test_untranslated_words_are_told_and_data_are_not(show: Show) -> None:
    name = Label("Some-Model-7B")
    quoted = Label("Quoted from a card")
    quoted.setProperty("data", True)
    window = show(column(Label(pseudo("Hello there")), Label("Hello there"), name, quoted))
    found = list(untranslated(painted_texts(window), "Some-Model-7B"))
    assert [finding.what for finding in found] == ["“Hello there” is said in English"]


def test_the_made_up_language_keeps_placeholders_and_is_longer() -> None:
    made = pseudo("{n} models in <b>{folder}</b>")
    assert "{n}" in made
    assert "<b>{folder}</b>" in made
    assert len(pseudo("models in that folder")) > 1.4 * len("models in that folder")


def test_the_whole_text_of_a_painted_widget_is_seen(show: Show) -> None:
    window = show(column(Para("One paragraph"), Button("primary", "Go on")))
    texts = painted_texts(window)
    assert [text.text for text in texts] == ["One paragraph", "Go on"]
    assert [type(text.widget).__name__ for text in texts] == ["Para", "Button"]
    assert texts[0].colour == look_of(window).theme.text
