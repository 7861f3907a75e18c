"""What rooms rely on: names, keys, tooltips, signals, sizes."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, CheckBox, IconButton
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard, FoldedDetails
from explorer.kit.facts import FactRow
from explorer.kit.icons import app_icon, icon
from explorer.kit.layouts import ColumnsLayout, FlowLayout, HeadLayout
from explorer.kit.paint import text_width
from explorer.kit.popup import Popup, menu
from explorer.kit.progress import ProgressBar
from explorer.kit.rail_button import RailButton
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.section import Section
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.text import Elided, Para
from explorer.kit.theme import Look, look_of
from explorer.kit.verdict_marks import Mark, VerdictLabel, mark_of, mark_word

ICONS = (
    *("search", "library", "chat", "columns", "settings", "download", "pause", "play", "stop"),
    *("close", "check", "chevron-down", "chevron-right", "plus", "copy", "trash", "folder", "link"),
    *("info", "warning", "error", "heart", "refresh", "more", "send", "external", "cpu", "disk"),
    *("offline", "online", "lock", "key", "document", "edit", "filter", "sort"),
)


def colours(picture: QIcon, side: int = 24) -> set[str]:
    image = picture.pixmap(QSize(side, side), 1.0).toImage()
    pixels = [image.pixelColor(x, y) for x in range(side) for y in range(side)]
    return {pixel.name() for pixel in pixels if pixel.alpha() > 250}


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_drawn_in_the_colour_of_their_role(name: str, look: Look) -> None:
    assert look.theme.bad.name() in colours(icon(name, "bad"), 48)


def test_icons_follow_a_theme_switch(look: Look) -> None:
    picture = icon("search", "text")
    light = look.theme.text.name()
    assert light in colours(picture)
    look.set("dark", 100)
    assert light not in colours(picture)


def test_icons_are_drawn_anew_for_each_pixel_ratio() -> None:
    assert icon("search").pixmap(QSize(16, 16), 2.0).size() == QSize(32, 32)


def test_the_app_has_a_mark() -> None:
    assert not app_icon().isNull()
    assert colours(app_icon(), 64)


def test_cut_text_says_itself_in_a_tooltip(qtbot: QtBot) -> None:
    label = Elided("A rather long name of a model that does not fit")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text() in label.toolTip()


def test_what_explains_a_line_is_told_at_every_width(qtbot: QtBot) -> None:
    label = Elided("About 610 MB of 16 GB")
    qtbot.addWidget(label)
    label.explain("Measured here.")
    label.resize(60, 20)
    label.show()
    assert label.text() in label.toolTip()
    assert "Measured here." in label.toolTip()
    label.resize(500, 20)
    assert label.text() not in label.toolTip()
    label.setText("About 620 MB of 16 GB")
    assert "Measured here." in label.toolTip()
    label.explain("")
    assert label.toolTip() == ""
    label.resize(1000, 20)
    assert label.toolTip() == ""


def test_a_paragraph_grows_when_it_gets_narrow(qtbot: QtBot) -> None:
    para = Para("word " * 30)
    qtbot.addWidget(para)
    assert para.heightForWidth(100) > 3 * para.heightForWidth(1000)


def test_search_waits_for_a_pause_and_tells_once(qtbot: QtBot) -> None:
    field = SearchField("Search models")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    with qtbot.waitSignal(field.searched, timeout=2000):
        QTest.keyClicks(field, "qwen")
        assert heard == []
    assert heard == ["qwen"]


def test_enter_searches_at_once_and_escape_clears(qtbot: QtBot) -> None:
    field = SearchField("Search models")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    field.setText("qwen")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["qwen"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["qwen", ""]


def test_a_chip_answers_to_the_space_bar(qtbot: QtBot) -> None:
    chip = Chip("Fits this machine")
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.toggled):
        QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()


def test_a_menu_chip_shows_its_choice(qtbot: QtBot) -> None:
    chip = MenuChip("License", [Choice("", "any"), Choice("open", "open source")])
    qtbot.addWidget(chip)
    assert chip.text() == "License: any"
    assert not chip.is_on()
    chip.set_choice("open")
    assert chip.text() == "License: open source"
    assert chip.is_on()


def test_a_verdict_is_told_in_words(qtbot: QtBot) -> None:
    label = VerdictLabel(Verdict.PARTIAL, "36T tokens")
    qtbot.addWidget(label)
    assert label.accessibleName() == "Partial: 36T tokens"
    assert VerdictLabel(Verdict.NOT_DISCLOSED).text() == "Not disclosed"


def test_a_conflict_outweighs_the_verdict() -> None:
    source = Evidence(SourceKind.YAML, "license", "license: mit")
    finding = Finding("license", Verdict.OPEN, "MIT", evidence=(source,), conflict="header says Apache 2.0")
    assert mark_of(finding) == "conflict"
    assert mark_word("conflict") == "Sources disagree"


def test_the_marks_differ_in_shape_not_only_in_colour(look: Look, qtbot: QtBot) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from explorer.kit.verdict_marks import paint_mark

    def shape(mark: Mark) -> bytes:
        image = QImage(22, 22, QImage.Format.Format_Alpha8)
        image.fill(QColor(0, 0, 0, 0))
        with QPainter(image) as painter:
            paint_mark(painter, QRectF(1, 1, 20, 20), mark, look.theme)
        return bytes(image.constBits())

    marks: list[Mark] = [*Verdict, "conflict"]
    assert len({shape(mark) for mark in marks}) == len(marks)


def test_a_fact_row_is_told_in_words_and_opens_by_key(qtbot: QtBot) -> None:
    row = FactRow("License", Verdict.OPEN, "Apache 2.0", "card, line 3")
    qtbot.addWidget(row)
    assert row.accessibleName() == "License: Open, Apache 2.0"
    assert row.accessibleDescription() == "card, line 3"
    with qtbot.waitSignal(row.clicked):
        QTest.keyClick(row, Qt.Key.Key_Space)


def test_a_narrow_fact_row_puts_the_source_below(qtbot: QtBot) -> None:
    row = FactRow("License", Verdict.OPEN, "Apache 2.0", "card, line 3")
    qtbot.addWidget(row)
    assert row.heightForWidth(400) > row.heightForWidth(800)


@pytest.mark.parametrize("build", [lambda: Button("primary", "Go"), lambda: IconButton("more", "More")])
def test_buttons_are_reached_by_tab_and_not_by_click(build: Callable[[], QWidget], qtbot: QtBot) -> None:
    button = build()
    qtbot.addWidget(button)
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_icon_buttons_are_named_by_their_tooltip(qtbot: QtBot) -> None:
    button = IconButton("more", "More actions")
    qtbot.addWidget(button)
    assert button.accessibleName() == "More actions"


def test_an_empty_state_offers_the_next_step(qtbot: QtBot) -> None:
    called: list[str] = []
    state = EmptyState("search", "Nothing", "Try this.", Action("Do it", lambda: called.append("done")))
    qtbot.addWidget(state)
    assert state.button is not None
    state.button.click()
    assert called == ["done"]


def test_error_details_are_folded_and_can_be_copied(qtbot: QtBot) -> None:
    called: list[str] = []
    error = KnownError("It broke.", "Try again.", "errno 5")
    card = ErrorCard(error, Action("Try again", lambda: called.append("again")))
    qtbot.addWidget(card)
    details = card.findChildren(FoldedDetails)[0]
    assert not details.is_open()
    details.toggle()
    assert details.is_open()
    details.findChildren(IconButton)[0].click()
    assert QGuiApplication.clipboard().text() == "errno 5"
    card.retry.click()
    assert called == ["again"]


def test_the_way_out_of_an_error_stands_beside_its_words_where_there_is_room(qtbot: QtBot) -> None:
    card = ErrorCard(KnownError("It broke.", "Try it again later."), Action("Try again", lambda: None))
    qtbot.addWidget(card)
    card.resize(600, 120)
    card.show()
    words = card.findChildren(Para)[0]
    assert card.retry.mapTo(card, QPoint()).x() > words.mapTo(card, QPoint()).x() + words.width()
    card.resize(180, 200)
    qtbot.waitUntil(lambda: card.retry.mapTo(card, QPoint()).x() < 60)
    assert card.retry.mapTo(card, QPoint()).y() > words.mapTo(card, QPoint()).y() + words.height()


def test_a_section_folds(qtbot: QtBot) -> None:
    section = Section("Training data")
    qtbot.addWidget(section)
    label = QLabel("content")
    section.body.addWidget(label)
    section.show()
    assert label.isVisible()
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert not label.isVisible()


def test_a_splitter_remembers(qtbot: QtBot) -> None:
    kept: dict[str, str] = {"split.discover": "300,500"}
    split = RememberedSplitter("discover", lambda key: kept.get(key, ""), kept.__setitem__)
    qtbot.addWidget(split)
    split.addWidget(QFrame())
    split.addWidget(QFrame())
    split.resize(801, 100)
    split.show()
    split.restore((400, 400))
    assert split.sizes() == [300, 500]
    split.moveSplitter(200, 1)
    assert kept["split.discover"] == "200,600"


def test_a_splitter_ignores_nonsense(qtbot: QtBot) -> None:
    split = RememberedSplitter("x", lambda _key: "a,b,c", lambda _key, _words: None)
    qtbot.addWidget(split)
    split.addWidget(QFrame())
    split.addWidget(QFrame())
    split.resize(801, 100)
    split.show()
    split.restore((400, 400))
    assert split.sizes() == [400, 400]


def test_progress_is_told_in_numbers(qtbot: QtBot) -> None:
    bar = ProgressBar("Download")
    qtbot.addWidget(bar)
    bar.set_fraction(0.5)
    assert bar.value() == bar.maximum() / 2
    bar.set_fraction(7.0)
    assert bar.value() == bar.maximum()


def test_rail_buttons_exclude_each_other(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    one, other = RailButton("search", "Discover", host), RailButton("library", "Library", host)
    one.setChecked(True)
    other.click()
    assert not one.isChecked()


def test_a_check_box_paints_its_mark(qtbot: QtBot) -> None:
    box = CheckBox("Offline")
    qtbot.addWidget(box)
    box.resize(120, 24)
    empty = box.grab().toImage()
    box.setChecked(True)
    assert box.grab().toImage() != empty


class Block(QWidget):
    """A part of 100 by 20 pixels."""

    def sizeHint(self) -> QSize:
        return QSize(100, 20)


def placed(
    layout: FlowLayout | ColumnsLayout | HeadLayout, width: int, count: int, qtbot: QtBot
) -> list[QRect]:
    host = QWidget()
    qtbot.addWidget(host)
    blocks = [Block() for _ in range(count)]
    for block in blocks:
        layout.addWidget(block)
    host.setLayout(layout)
    host.show()
    layout.setGeometry(QRect(0, 0, width, layout.heightForWidth(width)))
    return [block.geometry() for block in blocks]


def test_a_flow_breaks_where_the_width_ends(qtbot: QtBot) -> None:
    places = placed(FlowLayout(spacing=10), 215, 3, qtbot)
    assert [place.topLeft() for place in places] == [QPoint(0, 0), QPoint(110, 0), QPoint(0, 30)]


def test_columns_share_the_width_and_drop_to_fewer(qtbot: QtBot) -> None:
    wide = placed(ColumnsLayout(narrowest=100, spacing=10), 320, 3, qtbot)
    assert [place.left() for place in wide] == [0, 110, 220]
    narrow = placed(ColumnsLayout(narrowest=100, spacing=10), 215, 3, qtbot)
    assert narrow[2].top() > narrow[1].top()


def test_a_last_row_of_cards_can_fill_its_width(qtbot: QtBot) -> None:
    cards = placed(ColumnsLayout(narrowest=100, spacing=10, fill=True), 215, 3, qtbot)
    assert cards[2].width() == 215


def test_a_head_puts_its_actions_below_when_narrow(qtbot: QtBot) -> None:
    wide = placed(HeadLayout(), 400, 2, qtbot)
    assert wide[1].right() == 399
    narrow = placed(HeadLayout(), 150, 2, qtbot)
    assert narrow[1].top() > narrow[0].top()


def tall_page(qtbot: QtBot) -> tuple[Scroll, QWidget]:
    """A page of 1,000 pixels in 200, and what it shows."""
    content = QWidget()
    content.setMinimumHeight(1000)
    scroll = Scroll(content, "Model")
    qtbot.addWidget(scroll)
    scroll.resize(200, 200)
    scroll.show()
    return scroll, content


def test_the_overlay_bar_shows_only_when_there_is_more(qtbot: QtBot) -> None:
    scroll, content = tall_page(qtbot)
    assert scroll.bar.isVisible()
    content.setMinimumHeight(10)
    content.resize(200, 10)
    qtbot.waitUntil(lambda: not scroll.bar.isVisible())


def test_home_and_end_go_to_the_ends_of_a_page(qtbot: QtBot) -> None:
    scroll, _content = tall_page(qtbot)
    QTest.keyClick(scroll, Qt.Key.Key_End)
    assert scroll.at_end(within=0)
    QTest.keyClick(scroll, Qt.Key.Key_Home)
    assert scroll.verticalScrollBar().value() == 0


def test_letters_go_to_the_entry_of_a_menu_that_begins_with_them(qtbot: QtBot) -> None:
    host, called = QWidget(), list[str]()
    qtbot.addWidget(host)
    host.show()
    names = ("Gemma 3", "Llama 2", "Llama & Co", "Qwen 3")
    built = menu(host, [Action(name, partial(called.append, name)) for name in names])
    built.popup(host.mapToGlobal(QPoint(0, 0)))
    QTest.keyClicks(built, "llama &")
    QTest.keyClick(built, Qt.Key.Key_Return)
    assert called == ["Llama & Co"]


def test_the_keys_begin_at_the_entry_that_is_chosen(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    called: list[str] = []
    names = ("First", "Second", "Third")
    actions = [Action(name, partial(called.append, name), checked=name == "Second") for name in names]
    for keys in ((Qt.Key.Key_Return,), (Qt.Key.Key_Down, Qt.Key.Key_Return)):
        built = menu(host, actions)
        built.popup(host.mapToGlobal(QPoint(0, 0)))
        for key in keys:
            QTest.keyClick(built, key)
    assert called == ["Second", "Third"]


def test_a_menu_runs_the_action_that_was_chosen(qtbot: QtBot) -> None:
    host, called = QWidget(), list[str]()
    qtbot.addWidget(host)
    built = menu(
        host, [Action("Copy", lambda: called.append("copied")), None, Action("Off", list, enabled=False)]
    )
    first, _line, last = built.actions()
    first.trigger()
    assert called == ["copied"]
    assert not last.isEnabled()


def test_a_popup_closes_on_escape(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    popup = Popup("Odds", host)
    qtbot.addWidget(popup)
    popup.body.addWidget(QLabel("near"))
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


@pytest.mark.parametrize("one_of", [False, True])
def test_a_chip_is_as_wide_when_it_is_on(*, one_of: bool, qtbot: QtBot) -> None:
    chip = Chip("Fits this machine", one_of=one_of)
    qtbot.addWidget(chip)
    before = chip.sizeHint()
    chip.click()
    assert chip.isChecked()
    assert chip.sizeHint() == before


@pytest.mark.parametrize("terse", [False, True])
def test_a_menu_chip_is_as_wide_whatever_is_chosen(*, terse: bool, qtbot: QtBot) -> None:
    choices = [Choice("", "any"), Choice("a", "commercial use allowed", "commercial use"), Choice("b", "MIT")]
    chip = MenuChip("License", choices, terse=terse)
    qtbot.addWidget(chip)
    hints = []
    for choice in choices:
        chip.set_choice(choice.value)
        hints.append(chip.sizeHint())
        words = text_width(chip.text(), look_of(chip).font("secondary"))
        assert words < hints[0].width(), "nothing is cut"
    assert len(set(map(QSize.toTuple, hints))) == 1


def test_a_terse_chip_says_all_of_its_choice_in_its_tooltip(qtbot: QtBot) -> None:
    chip = MenuChip(
        "License", [Choice("", "any"), Choice("a", "commercial use allowed", "commercial use")], terse=True
    )
    qtbot.addWidget(chip)
    chip.explain("As stated")
    assert (chip.text(), chip.accessibleName()) == ("License", "License: any")
    chip.set_choice("a")
    assert (chip.text(), chip.accessibleName()) == ("commercial use", "License: commercial use allowed")
    assert "License: commercial use allowed<br>As stated" in chip.toolTip()


def test_a_busy_button_keeps_focus_and_size_and_takes_no_press(qtbot: QtBot) -> None:
    button = Button("outlined", "Look again", "refresh")
    qtbot.addWidget(button)
    button.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    before = button.sizeHint()
    button.set_busy(busy=True)
    assert button.sizeHint() == before
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            QTest.keyClick(button, key)
    assert button.window().focusWidget() is button
    button.set_busy(busy=False)
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
