"""A transcript of ten thousand messages: rows only around what is seen, and nobody notices."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollBar, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.generation import Role
from explorer.kit.boxes import Card
from explorer.kit.thought_view import ThoughtView
from explorer.rooms.playground.chats.store import Turn, TurnRecord
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.pages.playground import part

MANY = 10_000
MOST = 60  # rows at a time


@cache
def turns(count: int, *, lines: int = 9) -> tuple[Turn, ...]:
    """Answers of one line to so many, every third after a thought."""
    made = []
    for number in range(1, count + 1):
        role: Role = "user" if number % 2 else "assistant"
        text = f"Question {number}" if number % 2 else f"Answer {number}\n\n" * (number // 2 % lines + 1)
        record = TurnRecord(thought="Because." if number % 3 == 0 else "")
        made.append(Turn(number, 1, role, text, record, number - 1, (number,)))
    return tuple(made)


class Page:
    """A transcript beside nothing else."""

    def __init__(self, qtbot: QtBot) -> None:
        self.wait = qtbot.waitUntil
        self.transcript = Transcript(lambda _id: None)
        qtbot.addWidget(self.transcript)
        self.transcript.resize(800, 600)
        self.transcript.show()
        self.bar: QScrollBar = self.transcript.area.verticalScrollBar()

    def rows(self) -> dict[int, QWidget]:
        """Those that are there, by their turns."""
        found: list[AnswerRow | QuestionRow] = [*self.transcript.findChildren(AnswerRow)]
        found += self.transcript.findChildren(QuestionRow)
        return {row.turn.id: row for row in found if not row.isHidden()}

    def row(self, turn: int) -> QWidget:
        return self.rows()[turn]

    def seen(self) -> dict[int, int]:
        """Where the rows that can be seen begin, in what is seen."""
        area = self.transcript.area.viewport()
        tops = {turn: row.mapTo(area, QPoint(0, 0)).y() for turn, row in self.rows().items()}
        return {
            turn: tops[turn]
            for turn in sorted(tops)
            if tops[turn] < area.height() and tops[turn] + self.row(turn).height() > 0
        }

    def is_filled(self) -> bool:
        """Whether nothing that is seen waits for its row: one follows the other, from edge to edge."""
        seen, high = self.seen(), self.transcript.area.viewport().height()
        ends = [top + self.row(turn).height() for turn, top in seen.items()]
        gaps = [top - end for top, end in zip(list(seen.values())[1:], ends, strict=False)]
        edge = 30  # more than lies between two
        return (
            bool(seen)
            and max(gaps, default=0) < edge
            and min(seen.values()) < edge
            and ends[-1] > high - edge
        )

    def settle(self) -> None:
        self.wait(self.transcript.is_settled)

    def go(self, place: float) -> None:
        """Drag the bar there, from 0.0 to 1.0."""
        self.bar.setValue(round(place * self.bar.maximum()))


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    made = Page(qtbot)
    made.transcript.show_turns(turns(MANY))
    return made


def test_the_end_is_seen_at_once(page: Page) -> None:
    assert page.is_filled()
    assert max(page.seen()) == MANY
    page.settle()
    assert page.transcript.area.at_end()
    assert page.is_filled()
    assert len(page.rows()) <= MOST


def test_what_is_read_stays_in_its_place_when_rows_come_around_it(page: Page) -> None:
    for place in (0.4, 0.9, 0.1, 0.75, 0.0, 0.5):
        page.go(place)
        page.wait(page.is_filled)
        read = page.seen()
        page.settle()
        assert page.seen().items() >= read.items()
        assert len(page.rows()) <= MOST


def test_dragging_the_bar_waits_for_no_row(page: Page) -> None:
    page.settle()
    there = set(page.rows())
    page.go(0.3)
    assert set(page.rows()) == there
    page.wait(page.is_filled)
    assert not there.intersection(page.seen())


def test_rows_are_short_lived_but_for_what_is_in_use(page: Page) -> None:
    page.go(0.5)
    page.settle()
    questions = [row for row in page.rows().values() if isinstance(row, QuestionRow)]
    answers = [row for row in page.rows().values() if isinstance(row, AnswerRow)]
    selected, focused, judged = answers[0], questions[1], answers[1]
    selected.findChildren(QTextEdit)[-1].selectAll()
    page.transcript.activateWindow()
    part(focused, QAbstractButton, "Edit and send again; what follows is kept as a branch").setFocus()
    judged.show_judgement(QWidget())
    page.go(0.1)
    page.settle()
    kept = {selected.turn.id, focused.turn.id, judged.turn.id, MANY}  # and the last answer
    first = min(page.seen())
    far = {turn for turn in page.rows() if abs(turn - first) > 2 * MOST}
    assert far == kept
    assert page.row(focused.turn.id) is focused
    assert selected.findChildren(QTextEdit)[-1].textCursor().hasSelection()


def test_a_thought_that_was_unfolded_is_so_when_one_comes_back(page: Page) -> None:
    page.transcript.go_to(6000)
    page.row(6000).findChildren(ThoughtView)[0].set_open(True)
    page.go(0.0)
    page.settle()
    assert 6000 not in page.rows()
    page.transcript.go_to(6000)
    assert page.row(6000).findChildren(ThoughtView)[0].is_open()
    page.transcript.go_to(5994)
    assert not page.row(5994).findChildren(ThoughtView)[0].is_open()


def test_a_turn_is_gone_to_at_once(page: Page) -> None:
    for turn in (4321, 1, MANY, 17):
        page.transcript.go_to(turn)
        assert turn in page.seen()
        assert page.is_filled()
        place = page.seen()[turn]
        page.settle()
        assert page.seen()[turn] == place


def test_home_and_end_lead_to_the_ends(page: Page) -> None:
    for key, turn in ((Qt.Key.Key_Home, 1), (Qt.Key.Key_End, MANY), (Qt.Key.Key_Home, 1)):
        QTest.keyClick(page.transcript.area, key)
        page.settle()
        assert turn in page.seen()
        assert page.is_filled()


def test_a_page_up_shows_what_comes_before(page: Page) -> None:
    for _ in range(5):
        page.settle()
        first = min(page.seen())
        QTest.keyClick(page.transcript.area, Qt.Key.Key_PageUp)
        page.wait(page.is_filled)
        assert first in page.seen() or first - 1 in page.seen()
        assert min(page.seen()) < first


def test_the_wheel_moves_what_is_read_by_as_much_as_it_turns(page: Page) -> None:
    for _ in range(25):
        page.settle()  # else a row that is not whole yet grows meanwhile
        before = page.seen()
        page.bar.setValue(page.bar.value() - 120)
        QApplication.processEvents()
        both = before.keys() & page.seen().keys()
        assert both
        assert {turn: page.seen()[turn] for turn in both} == {turn: before[turn] + 120 for turn in both}


def test_what_is_read_is_read_on_in_a_narrower_window(page: Page) -> None:
    page.go(0.5)
    page.settle()
    read = min(page.seen())
    page.transcript.resize(480, 600)
    page.wait(lambda: page.row(read).width() < 480)
    assert page.is_filled()
    page.settle()
    assert min(page.seen()) == read
    assert {row.width() for turn, row in page.rows().items() if turn != MANY} == {page.row(read).width()}


def test_a_screen_reader_is_told_where_a_message_stands(page: Page) -> None:
    assert page.row(MANY).accessibleName() == "Message 10,000 of 10,000"
    page.transcript.go_to(312)
    assert page.row(312).accessibleName() == "Message 312 of 10,000"


def test_tab_goes_through_the_rows_that_are_there_from_top_to_bottom(page: Page) -> None:
    page.go(0.5)
    page.settle()
    stops = page.transcript.stops()[1:]
    tops = [stop.mapTo(page.transcript, QPoint(0, 0)).y() for stop in stops]
    assert tops == sorted(tops)
    assert any(page.row(min(page.seen()) + 2).isAncestorOf(stop) for stop in stops)


def test_rows_that_come_later_are_as_all_others_are(page: Page) -> None:
    edit = "Edit and send again; what follows is kept as a branch"
    page.transcript.rows.set_busy(True)
    page.transcript.go_to(101)
    assert not part(page.row(101), QAbstractButton, edit).isEnabled()
    page.transcript.rows.set_busy(False)
    assert part(page.row(101), QAbstractButton, edit).isEnabled()
    question = turns(MANY)[200]
    page.transcript.mark_edited(question)
    page.wait(lambda: question.id in page.seen())
    assert [str(card.property("card")) for card in page.row(question.id).findChildren(Card)] == ["chosen"]


def test_another_branch_in_the_middle_leaves_what_comes_before_in_place(page: Page) -> None:
    page.transcript.go_to(5000)
    page.settle()
    before, said = page.seen()[5000], list(turns(MANY))
    siblings = (5001, MANY + 1)
    said[5000] = replace(said[5000], siblings=siblings)
    other = [replace(turn, id=MANY + turn.id) for turn in said[:20]]
    other[0] = replace(other[0], siblings=siblings)
    page.transcript.show_branch((*said[:5000], *other), other[0].id)
    assert page.seen()[5000] == before
    assert other[0].id in page.seen()
    page.transcript.show_branch(said, 5001)
    page.settle()
    assert page.seen()[5000] == before
    assert page.is_filled()


def test_an_answer_is_seen_while_it_grows_unless_something_else_is_read(page: Page) -> None:
    question = Turn(MANY + 1, 1, "user", "And then?", TurnRecord(), MANY, (MANY + 1,))
    answer = Turn(MANY + 2, 1, "assistant", "", TurnRecord(end="writing"), MANY + 1, (MANY + 2,))
    page.transcript.add_question(question)
    row = page.transcript.begin_answer(question, answer, "Reading…")
    assert row is not None
    for lines in range(1, 30):
        row.grow(replace(answer, text="A line of it.\n\n" * lines))
        page.wait(partial(_is_as_high, row, min(20 * lines, 400)))
        assert page.transcript.area.at_end()
    page.go(0.2)
    page.settle()
    read = page.seen()
    row.grow(replace(answer, text="A line of it.\n\n" * 60))
    QApplication.processEvents()
    assert page.seen() == read
    assert page.row(answer.id) is row


def _is_as_high(row: QWidget, height: int) -> bool:
    """Whether so much of its text is seen."""
    return row.findChildren(QTextEdit)[-1].visibleRegion().boundingRect().height() > height


def test_longer_than_a_widget_of_qt_can_be(qtbot: QtBot) -> None:
    page = Page(qtbot)
    page.transcript.show_turns(turns(MANY, lines=400))
    for place in (0.5, 0.0, 1.0):
        page.go(place)
        page.wait(page.is_filled)
        page.settle()
    assert max(page.seen()) == MANY


@pytest.mark.parametrize("said", [lambda: (), lambda: turns(1), lambda: turns(3)])
def test_a_short_one_is_shown_from_its_top(qtbot: QtBot, said: Callable[[], tuple[Turn, ...]]) -> None:
    page = Page(qtbot)
    page.transcript.show_turns(said())
    page.settle()
    assert list(page.seen()) == [turn.id for turn in said()]
    assert page.bar.maximum() == 0
