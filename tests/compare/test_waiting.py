"""While models answer: time left that moves and is honest, and blind columns that stream without names."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.domain.generation import Piece
from explorer.domain.time_left import TimeLeft, left_text
from explorer.kit.theme import Look
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.vote_rows import BlindContent
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, Prompt
from explorer.rooms.compare.document.results import Outcome, PredictedNumbers
from explorer.rooms.compare.document.votes import VoteVerdict, ballots_of, seats_of
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState, LiveRun, RunChange
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunPlan, in_chance_order
from explorer.rooms.compare.run.run_words import run_text, work_text
from tests.compare.making import result

TITLES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def leg(column: str, prompts: int, likely: float | None, load_s: float = 0.0) -> ColumnPlan:
    steps = tuple(PlanStep(column, f"p{number}") for number in range(1, prompts + 1))
    return ColumnPlan(column, TITLES[column], steps, predicted=PredictedNumbers(load_s=load_s), likely=likely)


def plan_of(*legs: ColumnPlan, is_parallel: bool = False) -> RunPlan:
    return RunPlan(legs, is_parallel, False, 0, 0, 0, {})


def live_of(plan: RunPlan, clock: Clock) -> LiveRun:
    return LiveRun(plan, lambda _change: None, lambda: None, clock)


def left(live: LiveRun) -> TimeLeft:
    return live.progress.left


def test_the_time_left_moves_while_one_answer_is_written() -> None:
    clock = Clock()
    live = live_of(plan_of(leg("a", 1, 10.0)), clock)
    live.asked(PlanStep("a", "p1"))
    told = []
    for _second in range(4):
        clock.now += 2
        told.append(str(left_text(left(live))))
    assert told == ["about 8 s left", "about 6 s left", "about 4 s left", "about 2 s left"]


def test_what_lasts_longer_than_expected_is_told_so_and_no_number() -> None:
    clock = Clock()
    live = live_of(plan_of(leg("a", 1, 5.0)), clock)
    live.asked(PlanStep("a", "p1"))
    clock.now += 20
    assert left_text(left(live)) == "longer than expected"
    assert "longer than expected" in run_text(live, TITLES)
    assert "longer than expected" in work_text(live)
    live.came(PlanStep("a", "p1"), result("a", key="p1"))
    assert left_text(left(live)) == ""


def test_answers_that_took_longer_lengthen_what_is_left() -> None:
    clock = Clock()
    live = live_of(plan_of(leg("a", 4, 8.0)), clock)
    assert left(live).seconds == 8
    live.asked(PlanStep("a", "p1"))
    clock.now += 10  # not 2
    live.came(PlanStep("a", "p1"), result("a", key="p1"))
    assert left(live) == TimeLeft(30.0)
    live.asked(PlanStep("a", "p2"))
    clock.now += 4
    assert left(live) == TimeLeft(26.0)


def test_a_load_is_reckoned_by_how_far_it_came() -> None:
    clock = Clock()
    live = live_of(plan_of(leg("a", 1, 6.0, load_s=2.0)), clock)
    assert left(live).seconds == 6
    live.loading("a", 0.0)
    clock.now += 1
    assert left(live).seconds == 5
    clock.now += 9
    assert left(live).is_late
    live.loading("a", 0.5)  # ten seconds for half of it
    assert left(live) == TimeLeft(14.0)


def test_without_a_plan_the_first_answer_tells() -> None:
    clock = Clock()
    live = live_of(plan_of(leg("a", 2, None), leg("b", 2, None)), clock)
    live.asked(PlanStep("a", "p1"))
    clock.now += 3
    assert left(live) == TimeLeft(None)
    live.came(PlanStep("a", "p1"), result("a", key="p1"))
    assert left(live) == TimeLeft(None)  # nothing is known of the other one
    live.column_over("b")
    assert left(live) == TimeLeft(3.0)


def test_at_once_the_longest_counts() -> None:
    live = live_of(plan_of(leg("a", 1, 4.0), leg("b", 1, 9.0), is_parallel=True), Clock())
    assert left(live).seconds == 9


def test_of_several_at_once_the_first_is_told_and_each_has_its_own_text() -> None:
    clock = Clock()
    changes: list[RunChange] = []
    live = LiveRun(plan_of(leg("a", 3, 12.0)), changes.append, lambda: None, clock)
    first, second, third = (PlanStep("a", f"p{number}") for number in (1, 2, 3))
    live.asked(first)
    live.asked(second)
    live.chunk(second, Piece("Second."))
    state = live.state("a")
    assert state is not None
    assert (state.cell, state.phase) == (first.cell, ColumnPhase.READING)
    assert live.state_of(second.cell) == ColumnState(ColumnPhase.ANSWERING, cell=second.cell)
    assert live.state_of(third.cell) == ColumnState(ColumnPhase.WAITING)
    assert live.answer(second.cell).piece == Piece("Second.")
    clock.now += 6
    live.came(second, result("a", key="p2"))
    assert not live.is_waiting(second.cell)
    assert live.is_waiting(first.cell)
    assert left(live) == TimeLeft(12.0)  # six seconds for one, and two are missing
    live.loading("a", 0.0)  # it died, and is loaded again
    assert live.state_of(first.cell) == ColumnState(ColumnPhase.LOADING)


def test_the_same_question_twice_at_once_shows_the_first_of_both() -> None:
    changes: list[RunChange] = []
    steps = PlanStep("a", "p1", turn=0), PlanStep("a", "p1", turn=1)
    live = LiveRun(plan_of(ColumnPlan("a", "Model", steps)), changes.append, lambda: None, Clock())
    for step in steps:
        live.asked(step)
        live.chunk(step, Piece(f"Turn {step.turn}."))
    assert [change.piece.text for change in changes if change.piece.text] == ["Turn 0."]
    live.came(steps[0], result("a", key="p1"))
    assert live.answer(steps[1].cell).piece == Piece("Turn 1.")
    assert live.is_waiting(steps[1].cell)


class Room:
    """A blind page and a run that it hears of."""

    def __init__(self, page: BlindPage, keys: str = "ab", prompts: int = 1) -> None:
        self.page = page
        self.document = ComparisonDocument(
            columns=tuple(DocumentColumn(key, key) for key in keys),
            prompts=tuple(Prompt(f"p{n}", f"Question {n}?") for n in range(1, prompts + 1)),
            blind_seed=7,
        )
        plan = plan_of(*(leg(key, prompts, 5.0) for key in keys))
        self.live: LiveRun | None = LiveRun(plan, self.tell, lambda: None, Clock())
        self.outcomes: tuple[Outcome, ...] = ()
        self.show()

    def tell(self, change: RunChange) -> None:
        self.page.hear(change)
        if change.outcome is not None:
            self.outcomes = (*self.outcomes, change.outcome)
            self.show()

    def show(self) -> None:
        self.page.show_content(BlindContent(self.document, self.outcomes, (), TITLES, self.live))

    def side_of(self, key: str) -> int:
        return seats_of(self.document.keys, "p1", "", 7).index(key)


def texts_of(page: BlindPage) -> list[str]:
    """What is on the screen."""
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def page(look: Look, qtbot: QtBot) -> BlindPage:
    made = BlindPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_blind_columns_stream_without_names_and_the_prompt_stays(page: BlindPage, qtbot: QtBot) -> None:
    room = Room(page)
    live = room.live
    assert live is not None
    seen = texts_of(page)
    assert "Question 1?" in seen
    assert "Blind vote · 0 done, more to come" in seen
    assert "Nothing to vote on yet" not in seen
    live.loading("a", 0.4)
    sides = page.waiting.sides
    first, second = sides[room.side_of("a")], sides[room.side_of("b")]
    assert first.state == "loading… 40 %"
    assert second.state == "waits for its turn"
    live.asked(PlanStep("a", "p1"))
    assert first.state == "reads the prompt…"
    for text in ("Water ", "boils."):
        live.chunk(PlanStep("a", "p1"), Piece(text))
    assert first.state == "answers…"
    qtbot.waitUntil(lambda: first.text.strip() == "Water boils.")
    assert second.text.strip() == ""
    live.came(PlanStep("a", "p1"), result("a", key="p1", text="Water boils."))
    assert first.state == "has answered"
    seen = texts_of(page)
    assert "Question 1?" in seen
    assert not any(name in text for text in seen for name in TITLES.values())
    assert not any("tokens/s" in text for text in seen)


def test_the_answers_keep_their_sides_when_they_can_be_voted_on(page: BlindPage) -> None:
    room = Room(page)
    live = room.live
    assert live is not None
    for key, text in (("b", "Second."), ("a", "First.")):
        live.asked(PlanStep(key, "p1"))
        live.came(PlanStep(key, "p1"), result(key, key="p1", text=text))
    assert page.is_voting
    assert page.buttons[VoteVerdict.LEFT].isVisible()
    (ballot,) = ballots_of(room.document, room.outcomes)
    assert [room.side_of(ballot.left), room.side_of(ballot.right)] == [0, 1]
    assert page.sides[room.side_of("a")].text.strip() == "First."


def test_of_three_all_stream_and_one_without_an_answer_says_so(page: BlindPage, qtbot: QtBot) -> None:
    room = Room(page, "abc")
    live = room.live
    assert live is not None
    assert [side.told for side in page.waiting.sides] == ["Answer A", "Answer B", "Answer C"]
    order = seats_of(("a", "b", "c"), "p1", "", 7)
    live.asked(PlanStep("b", "p1"))
    live.chunk(PlanStep("b", "p1"), Piece("Words"))
    qtbot.waitUntil(lambda: page.waiting.sides[order.index("b")].text.strip() == "Words")
    live.column_over("b")
    assert page.waiting.sides[order.index("b")].state == "no answer"


def test_what_is_asked_last_comes_before_older_pairs(page: BlindPage) -> None:
    room = Room(page, prompts=2)
    room.live = None
    room.outcomes = tuple(result(key, key="p1", text="Old.") for key in "ab")
    room.show()
    assert page.is_voting
    plan = plan_of(*(ColumnPlan(key, TITLES[key], (PlanStep(key, "p2"),), likely=5.0) for key in "ab"))
    room.live = LiveRun(plan, room.tell, lambda: None, Clock())
    room.show()
    assert "Question 2?" in texts_of(page)
    assert not page.buttons[VoteVerdict.LEFT].isVisible()
    for key in "ab":
        room.live.asked(PlanStep(key, "p2"))
        room.live.came(PlanStep(key, "p2"), result(key, key="p2", text="New."))
    assert page.is_voting
    assert "Question 2?" in texts_of(page)
    room.live = None
    room.show()
    assert "Question 2?" in texts_of(page)  # the pair that is shown stays


def test_an_ended_run_without_a_pair_says_how_the_votes_stand(page: BlindPage) -> None:
    room = Room(page)
    room.live = None
    room.show()
    assert "Nothing to vote on yet" in texts_of(page)


def test_in_a_blind_run_the_order_of_the_columns_tells_nothing() -> None:
    plan = plan_of(leg("a", 2, None), leg("b", 2, None), leg("c", 2, None))
    orders = {tuple(one.column for one in in_chance_order(plan).legs) for _try in range(200)}
    assert len(orders) == 6
    assert {one.column for one in in_chance_order(plan).legs} == {"a", "b", "c"}
