"""Other writings and other sizes: mirrored from right to left, wrapped where each script allows it, live."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.facts import Verdict
from explorer.domain.words import Words
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip
from explorer.kit.empty_state import EmptyState
from explorer.kit.facts import FactRow
from explorer.kit.icons import icon
from explorer.kit.language import Language
from explorer.kit.layouts import ColumnsLayout, FlowLayout, HeadLayout
from explorer.kit.paint import TextPainter, draw_text, text_width, wrap
from explorer.kit.pill import Pill
from explorer.kit.progress import ProgressBar
from explorer.kit.search_field import SearchField
from explorer.kit.section import SectionHeader
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.kit.theme import Look
from explorer.kit.verdict_marks import VerdictLabel


def half_full() -> ProgressBar:
    bar = ProgressBar("Download")
    bar.set_fraction(0.3)
    return bar


PAINTED: dict[str, Callable[[], QWidget]] = {
    "label": lambda: Label("ab"),
    "elided": lambda: Elided("ab"),
    "para": lambda: Para("ab"),
    "quote": lambda: Quote("ab"),
    "chip": lambda: Chip("ab", on=True),
    "fact": lambda: FactRow("ab", Verdict.OPEN, "ab", "ab"),
    "verdict": lambda: VerdictLabel(Verdict.OPEN, "ab"),
    "section": lambda: SectionHeader("ab"),
    "search": lambda: SearchField(""),
    "progress": half_full,
    "skeleton": lambda: Skeleton(2),
}


def ink(widget: QWidget, qtbot: QtBot) -> tuple[int, int]:
    """Pixels that differ from the ground, in the left and in the right half."""
    qtbot.addWidget(widget)
    widget.resize(400, max(24, widget.heightForWidth(400) if widget.hasHeightForWidth() else 24))
    image = widget.grab().toImage()
    middle = image.width() // 2
    halves = [image.copy(QRect(left, 0, middle, image.height())) for left in (0, middle)]
    ground = QColor(image.pixelColor(middle, image.height() // 2))
    return marks(halves[0], ground), marks(halves[1], ground)


def marks(image: QImage, ground: QColor) -> int:
    size = image.size()
    spots = ((x, y) for x in range(size.width()) for y in range(size.height()))
    return sum(image.pixelColor(x, y) != ground for x, y in spots)


@pytest.mark.parametrize("name", PAINTED)
def test_painted_widgets_begin_where_reading_begins(name: str, qtbot: QtBot) -> None:
    plain, turned = PAINTED[name](), PAINTED[name]()
    turned.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    left, right = ink(plain, qtbot)
    other_left, other_right = ink(turned, qtbot)
    assert left > right
    assert other_right > other_left


@pytest.mark.parametrize("build", [FlowLayout, ColumnsLayout, HeadLayout])
def test_layouts_begin_where_reading_begins(
    build: type[FlowLayout | ColumnsLayout | HeadLayout], qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layout = build(host)
    parts = [Button("outlined", word) for word in ("one", "two")]
    for part in parts:
        layout.addWidget(part)
    host.resize(600, 100)
    host.show()
    assert parts[0].x() > parts[1].x()
    assert parts[0].geometry().right() >= 598


def test_margins_swap_sides(qapp: QApplication, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert column(host, margins=(30, 0, 10, 0)).contentsMargins().right() == 30
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_lines_of_chinese_fit_and_lose_nothing(look: Look) -> None:
    text = "文字换行在任何两个汉字之间都可以发生，但标点不会出现在行首。" * 3
    lines = wrap(text, look.font(), 150)
    assert "".join(lines) == text
    assert len(lines) > 3
    assert all(text_width(line, look.font()) <= 151 for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_signs_of_two_units_do_not_shift_the_text(look: Look) -> None:
    text = "A rocket 🚀 and a cake 🎂 take two units each, and nothing after them is lost 🧪 or said twice."
    assert " ".join(wrap(text, look.font(), 120)) == text


def test_arabic_is_wrapped_without_loss(look: Look) -> None:
    text = "هذا نص عربي طويل بما يكفي ليمتد على أكثر من سطر واحد"
    assert " ".join(wrap(text, look.font(), 100)) == text


@pytest.mark.parametrize("build", [lambda: Card("plain", 15), lambda: EmptyState("search", "a", "b " * 200)])
def test_spacing_follows_the_text_scale_live(build: Callable[[], QWidget], look: Look, qtbot: QtBot) -> None:
    widget = build()
    qtbot.addWidget(widget)
    layout = widget.layout()
    assert layout is not None
    before = layout.contentsMargins().left()
    look.set("light", 150)
    assert layout.contentsMargins().left() == pytest.approx(before * 1.5, abs=1)


def test_what_was_set_by_hand_stays(look: Look, qtbot: QtBot) -> None:
    card = Card("plain", 15)
    qtbot.addWidget(card)
    card.body.setContentsMargins(1, 1, 1, 1)
    card.body.setSpacing(0)
    look.set("dark", 150)
    assert card.body.contentsMargins().left() == 1
    assert card.body.spacing() == 0


LONG = "Grundstücksverkehrsgenehmigungszuständigkeit"


@pytest.mark.parametrize(
    "build", [lambda: Button("primary", LONG, "download"), lambda: Chip(LONG), lambda: Pill(LONG)]
)
def test_long_words_at_150_percent_ask_for_their_room(
    build: Callable[[], QWidget], look: Look, qtbot: QtBot
) -> None:
    look.set("light", 150)
    widget = build()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    assert widget.sizeHint().width() > text_width(LONG, look.font("secondary"))


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    language = Language(qapp, "en")
    language.install("zh_CN", {"{name} is damaged.": "{name} 已损坏。", "Open": "公开"})
    yield
    language.install("en", {})
    language.setParent(None)


@pytest.mark.parametrize(
    "build",
    [
        Label,
        Elided,
        Para,
        Pill,
        lambda words: Button("outlined", words),
        Chip,
        SectionHeader,
    ],
)
def test_words_of_rooms_without_qt_are_translated_at_the_edge(
    build: Callable[[str], Label | Button], chinese: None, qtbot: QtBot
) -> None:
    widget = build(Words("{name} is damaged.", name="Qwen3"))
    qtbot.addWidget(widget)
    assert widget.text() == "Qwen3 已损坏。"
    widget.setText(Words("{name} is damaged.", name="Gemma"))
    assert widget.text() == "Gemma 已损坏。"


def test_evidence_is_never_translated(chinese: None, qtbot: QtBot) -> None:
    quote = Quote(Words("{name} is damaged.", name="Qwen3"))
    qtbot.addWidget(quote)
    assert quote.text() == "Qwen3 is damaged."


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_sharp_at_every_ratio(ratio: float) -> None:
    """Strokes reach their full strength: a scaled-up picture would be grey all over."""
    image = icon("minus", "text").pixmap(QSize(16, 16), ratio).toImage()
    assert image.width() == round(16 * ratio)
    strengths = [image.pixelColor(image.width() // 2, y).alpha() for y in range(image.height())]
    assert max(strengths) > 150
    assert sum(strength > 60 for strength in strengths) <= 2 * ratio + 1


def edges(draw: Callable[[QPainter], None], direction: Qt.LayoutDirection) -> tuple[int, int, int, int]:
    """The edges of what is drawn."""
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setLayoutDirection(direction)
        draw(painter)
    dark = [(x, y) for x in range(200) for y in range(40) if image.pixelColor(x, y).lightness() < 128]
    xs, ys = [x for x, _ in dark], [y for _, y in dark]
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize(
    "align", [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter]
)
@pytest.mark.parametrize("text", ["Q4_K_M", "<b>نموذج</b> 7", "A text that is longer than its room"])
def test_what_is_laid_out_once_stands_where_it_would_be_drawn(
    look: Look, text: str, align: Qt.AlignmentFlag, direction: Qt.LayoutDirection
) -> None:
    font, rect, colour = look.font(numbers=True), QRectF(20, 3, 130, 31), QColor("black")
    letters = TextPainter(font)
    expected = edges(lambda painter: draw_text(painter, rect, text, font, colour, align), direction)
    for _again in range(2):
        found = edges(lambda painter: letters.draw(painter, rect, text, colour, align), direction)
        assert all(abs(one - other) <= 1 for one, other in zip(found, expected, strict=True))
