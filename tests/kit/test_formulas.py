"""Formulas in a text on the screen: a picture where one can be drawn, the source wherever it is asked for."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage, QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from explorer.domain.words import Words
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.kit.formulas.formulas import Formulas
from explorer.kit.rich_text.markdown_page import MarkdownPage, StreamingView
from explorer.kit.tasks import Tasks
from explorer.kit.text_menu import actions_of
from explorer.kit.theme import Look
from tests.waiting import found

ANSWER = r"The roots are $x = \frac{a}{b}$, as said." + "\n\n$$\nE = mc^2\n$$\n\nDone."
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


@pytest.fixture
def formulas(tasks: Tasks) -> Iterator[Formulas]:
    made = Formulas(tasks)
    yield made
    tasks.close()
    made.close()


def page_of(qtbot: QtBot, text: str) -> MarkdownPage:
    page = MarkdownPage("Answer", form="reading")
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.set_markdown(text)
    page.show()
    return page


def view_of(page: MarkdownPage) -> StreamingView:
    return page.findChildren(StreamingView)[0]


def lines(page: MarkdownPage) -> str:
    """What it says; Qt leaves a space at the end of some paragraphs."""
    return "\n".join(line.rstrip() for line in page.toPlainText().split("\n"))


def said(view: StreamingView) -> str:
    """What stands in the document itself."""
    return "\n".join(line.rstrip() for line in QTextDocument.toPlainText(view.document()).split("\n"))


def wait_for(formulas: Formulas, count: int) -> None:
    found(lambda: formulas.kept >= count or None, f"{count} formulas", seconds=30)


def colours(view: StreamingView) -> set[str]:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image)
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_formulas_stand_in_the_text_and_copies_hold_their_sources(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, ANSWER)
    wait_for(formulas, 2)
    view = view_of(page)
    assert said(view).count(OBJECT) == 2
    whole = "The roots are $x = \\frac{a}{b}$, as said.\n$$\nE = mc^2\n$$\nDone."
    assert lines(page) == whole
    assert view.accessibleDescription() == page.toPlainText()
    view.selectAll()
    view.copy()
    assert QGuiApplication.clipboard().text().rstrip() == whole
    cursor = QTextCursor(view.document())
    cursor.setPosition(said(view).rindex(OBJECT))
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert QGuiApplication.clipboard().text().rstrip() == "$$\nE = mc^2\n$$\nDone."


def test_columns_of_a_table_are_copied_with_their_own_formulas(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, "| A | B |\n|---|---|\n| $a$ | $b$ |\n| $c$ | $d$ |")
    wait_for(formulas, 4)
    view = view_of(page)
    cursor = QTextCursor(view.document())
    cursor.setPosition(said(view).index("B"))
    table = cursor.currentTable()
    cursor.setPosition(table.cellAt(2, 1).lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert view.textCursor().hasComplexSelection()
    view.copy()
    assert QGuiApplication.clipboard().text().split() == ["B", "$b$", "$d$"]


def test_a_sign_for_objects_in_the_text_is_none(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, "one \ufffc two &#xfffc; $x$")
    wait_for(formulas, 1)
    assert page.toPlainText().split() == ["one", "two", "$x$"]


@pytest.mark.parametrize("selected", ["one", "six"])
def test_what_is_selected_stays_so_when_a_formula_fails(
    qtbot: QtBot, formulas: Formulas, selected: str
) -> None:
    page = page_of(qtbot, r"one two $x$ three $\foo{x}$ four five six")
    view = view_of(page)
    cursor = view.document().find(selected)
    view.setTextCursor(cursor)
    wait_for(formulas, 2)
    assert r"$\foo{x}$" in said(view)
    assert view.textCursor().selectedText() == selected


@pytest.mark.parametrize(
    "text",
    [
        r"The value of $\frac{a_#}{b}$ and $\sum_i x_#$ follows from $\int_0^1 f(#)\,dx$ here.",
        r"with $\left(\frac{1}{#+n}\right)^2$ and $x_# = 1$",
        r"with $\frac{#}{2}$ and $\sqrt{#}$",
        r"$$\frac{\partial L}{\partial w_#} = \frac{1}{n}\sum_{i=1}^n (y_i - \hat y_i) x_i$$",
        r"$$\begin{align} x_# &= \frac{a}{b} + c \\ &= \frac{a + bc}{b} \\ &= d \end{align}$$",
        r"$$\begin{pmatrix} a & # \\ c & d \\ e & f \end{pmatrix}$$",
        "$$E_# = mc^2$$",
    ],
)
def test_pictures_keep_to_the_room_that_was_kept_for_them(
    qtbot: QtBot, formulas: Formulas, text: str
) -> None:
    """More or less: what is read stays where it is."""
    page = page_of(qtbot, "\n\n".join(text.replace("#", str(number)) for number in range(10)))
    before = view_of(page).sizeHint().height()
    found(lambda: formulas.is_idle or None, "the formulas", seconds=30)
    assert view_of(page).sizeHint().height() == pytest.approx(before, rel=0.15)


def test_a_formula_is_as_high_as_its_line_needs(qtbot: QtBot, formulas: Formulas) -> None:
    """Two of them in two lines do not meet."""
    deep = r"$\left(\frac{a^2}{b_2}\right)$"
    page = page_of(qtbot, f"one {deep} two  \nthree {deep} four")
    wait_for(formulas, 1)
    layout = view_of(page).document().begin().layout()
    first, second = layout.lineAt(0), layout.lineAt(1)
    em = view_of(page).document().defaultFont().pixelSize()
    assert second.y() + second.ascent() - first.y() - first.ascent() > 2 * em


def test_a_wide_formula_is_as_wide_as_its_page(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, "$$" + " + ".join(f"x_{{{n}}}" for n in range(60)) + "$$")
    wait_for(formulas, 1)
    assert view_of(page).document().size().width() <= view_of(page).viewport().width()


def test_what_would_be_too_small_is_its_source(qtbot: QtBot, formulas: Formulas) -> None:
    source = " + ".join(f"x_{{{n}}}" for n in range(60))
    page = page_of(qtbot, f"$${source}$$")
    wait_for(formulas, 1)
    view = view_of(page)
    narrow = view.sizeHint().height()
    assert narrow > 4 * QFontMetrics(view.font()).height()
    assert lines(page) == f"$$\n{source}\n$$"
    page.resize(2_400, 400)
    found(lambda: view.sizeHint().height() < narrow / 2 or None, "the picture")


def test_the_menu_of_a_formula_copies_its_source(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, "$$\nE = mc^2\n$$")
    wait_for(formulas, 1)
    view = view_of(page)
    spot = QPoint(view.viewport().width() // 2, view.viewport().height() // 2)
    assert view.document().documentLayout().imageAt(QPointF(spot))
    first = actions_of(view, view.viewport().mapTo(view, spot))[0]
    assert first is not None
    assert first.text == "Copy LaTeX"
    first.run()
    assert QGuiApplication.clipboard().text() == "E = mc^2"
    outside = actions_of(view, QPoint(1, 1))[0]
    assert outside is not None
    assert outside.text == "Copy"


def test_what_cannot_be_drawn_is_code_that_says_why(qtbot: QtBot, formulas: Formulas) -> None:
    page = page_of(qtbot, r"with $\foo{x}$ and" + "\n\n$$\n\\bar{\n$$\n\n$$" + "{" * 9 + "x" + "}" * 9 + "$$")
    wait_for(formulas, 1)
    view = view_of(page)
    assert OBJECT not in said(view)
    assert r"with $\foo{x}$ and" in said(view)
    cursor = QTextCursor(view.document())
    cursor.setPosition(said(view).index("foo") + 1)
    assert cursor.charFormat().toolTip() == r"This formula can’t be drawn: \foo is not supported."


def test_a_formula_has_the_colour_of_the_text_around(qtbot: QtBot, formulas: Formulas, look: Look) -> None:
    page = page_of(qtbot, "$$\n\\rule{2em}{2em} \\blacksquare\\blacksquare\n$$\n\n$$\\blacksquare$$")
    wait_for(formulas, 2)
    assert look.theme.text.name() in colours(view_of(page))
    look.set("dark", 150)
    assert look.theme.text.name() in colours(view_of(page))
    other = page_of(qtbot, "$$\\blacksquare$$")
    view_of(other).selectAll()
    readable = look.theme.on_accent.name()
    found(lambda: readable in colours(view_of(other)) or None, "the selected formula")


def test_while_it_streams_a_formula_is_its_source_until_it_is_complete(
    qtbot: QtBot, formulas: Formulas
) -> None:
    page = MarkdownPage("Answer")
    qtbot.addWidget(page)
    page.append_text("So $x^2 + ")
    assert said(view_of(page)) == "So $x^2 +"
    page.append_text("y$ is\n\n$$\nE = ")
    assert said(view_of(page)).startswith(f"So {OBJECT} is")
    assert said(view_of(page)).endswith("$$\nE =")
    page.append_text("mc^2\n$$\n\nDone.")
    wait_for(formulas, 2)
    streamed = lines(page)
    page.set_markdown(page.text)
    assert lines(page) == streamed == "So $x^2 + y$ is\n$$\nE = mc^2\n$$\nDone."


def test_formulas_are_drawn_once_and_not_kept_for_ever(
    qtbot: QtBot, formulas: Formulas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.kit.formulas.formulas._MOST_KEPT", 20)
    page_of(qtbot, " ".join(f"$x_{{{number}}}$" for number in range(30)))
    wait_for(formulas, 20)
    newest = FormulaRequest("x_{29}", is_display=False)
    found(lambda: formulas.find(newest), "the last one")
    assert isinstance(formulas.find(newest), DrawnFormula)
    assert formulas.kept == 20


def test_what_is_seen_is_drawn_first_and_what_was_forgotten_is_asked_for_again(
    formulas: Formulas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.kit.formulas.formulas._MOST_WAITING", 100)
    requests = [FormulaRequest(f"x_{{{number}}}", is_display=False) for number in range(101)]
    for request in requests:
        assert formulas.find(request) is None
    formulas.seek(requests[1])
    wait_for(formulas, 1)
    assert isinstance(formulas.find(requests[1]), DrawnFormula)
    wait_for(formulas, 100)
    assert formulas.seek(requests[0]) is None
    wait_for(formulas, 101)


def test_a_process_that_never_starts_leaves_the_sources(qtbot: QtBot, tasks: Tasks) -> None:
    broken = Formulas(tasks, FormulaDrawer((sys.executable, "-c", "raise SystemExit(3)")))
    page = page_of(qtbot, "with $x^2$ here")
    wait_for(broken, 1)
    assert said(view_of(page)) == "with $x^2$ here"
    assert isinstance(broken.find(FormulaRequest("x^2", is_display=False)), Words)
    tasks.close()
    broken.close()


def test_without_anyone_who_draws_formulas_are_code(qtbot: QtBot) -> None:
    assert said(view_of(page_of(qtbot, "with $x^2$ here"))) == "with $x^2$ here"


def test_a_card_of_bombs_keeps_the_window_alive(qtbot: QtBot, formulas: Formulas) -> None:
    """Each is within the limits; what is beyond those of a page is code, also in a stranger's own HTML."""
    bombs = [
        rf"\frac{{\sqrt{{\frac{{\sqrt{{\frac{{\sqrt{{x}}}}{{y_{n}}}}}}}{{z}}}}}}{{w}}" for n in range(300)
    ]
    html = "".join(f'<code class="language-math">{bomb}</code> ' for bomb in bombs)
    for text in ("\n\n".join(f"$${bomb}$$" for bomb in bombs), f"<p>{html}</p>", "$" * 50_000):
        page = page_of(qtbot, text)
        assert said(view_of(page)).count(OBJECT) < 100
        assert r"\frac{\sqrt{" in page.toPlainText() or "$$$" in page.toPlainText()
    wait_for(formulas, 12)
