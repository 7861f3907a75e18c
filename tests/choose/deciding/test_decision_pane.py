"""The page that decides in its room: keys, sources, what is kept, and a trial that goes on meanwhile."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.choose.decision import Decision, EnteredTerms
from explorer.domain.places import Place, Room, evaluate_place
from explorer.evaluate.store import EvalStore
from explorer.kit.theme import Look
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.session import ChoosePage
from explorer.rooms.room_services import RoomServices
from explorer.services import Core
from tests.choose.deciding.deciding_data import CLINIC, FOUR, MEADOW, PROVIDER, TITLE, add_board, tried
from tests.evaluate.results.making import outcome_of
from tests.pages.choose_decision import DecisionView
from tests.waiting import found

type Show = Callable[[Decision], DecisionView]


@pytest.fixture
def show(qtbot: QtBot, look: Look, core: Core, services: RoomServices) -> Iterator[Show]:
    services.catalog.offer(core.endpoints.models)
    room = ChoosePane(services)
    qtbot.addWidget(room)
    room.resize(1196, 768)
    room.show()

    def showing(decision: Decision) -> DecisionView:
        number = room.session.store.add(TITLE, decision).id
        return DecisionView(room, number).open()

    yield showing
    room.close_room()


def kept(view: DecisionView) -> Decision:
    stored = view.room.session.store.decision(view.decision)
    assert stored is not None
    return stored.decision


def test_a_cell_opens_its_source_by_keys_and_leads_to_evaluate(
    show: Show, store: Store, went: list[Place]
) -> None:
    view = show(tried(store))
    view.pane.take_focus()
    view.press(Qt.Key.Key_Down)
    view.press(Qt.Key.Key_Down)
    view.press(Qt.Key.Key_Return)
    assert "Clinic letters: 19 of 24 passed" in view.popup().text
    view.press_link("Open in Evaluate")
    assert went[-1] == evaluate_place("set:1")
    assert went[-1].room is Room.EVALUATE


def test_a_screen_reader_is_told_the_question_the_model_and_the_answer(show: Show, store: Store) -> None:
    view = show(tried(store))
    assert view.spoken(0, 0).startswith(
        "May I use it at work?, Meadow 1.7B Instruct: Yes; license: apache-2.0"
    )
    assert view.name_of_table == "Candidates beside each other"


def test_a_complete_page_is_kept_when_it_is_seen_and_only_then(show: Show, store: Store) -> None:
    assert kept(show(Decision(CLINIC, FOUR))).then is None
    add_board(store)
    view = show(tried(store))
    then = kept(view).then
    assert then is not None
    assert then.first == (MEADOW.id,)
    assert not view.pane.page.changes
    view.open()
    assert kept(view).then == then, "a look does not decide anew"
    found(lambda: view.pane.is_read, "what was measured since")
    assert view.pane.page.row("boards") is not None
    assert not view.pane.page.changes


def test_what_is_not_complete_is_kept_by_hand(show: Show) -> None:
    view = show(Decision(CLINIC, FOUR))
    assert view.pane.verdict.keep.isVisible()
    view.pane.verdict.keep.click()
    assert kept(view).then is not None
    found(lambda: bool(view.pane.page.decided_on), "the page as it is decided by")
    assert not view.pane.verdict.keep.isVisible()


def test_what_changed_is_shown_until_it_is_decided_anew(show: Show, store: Store) -> None:
    decision = tried(store)
    view = show(decision)
    then = kept(view).then
    assert then is not None
    models = (msgspec.structs.replace(then.models[0], commit="0" * 40), *then.models[1:])
    old = msgspec.structs.replace(decision, then=msgspec.structs.replace(then, models=models))
    view = show(old)
    assert view.pane.verdict.changes.isVisible()
    view.pane.verdict.changes.keep.click()
    found(lambda: not view.pane.verdict.changes.isVisible(), "no changes any more")


def test_results_that_come_fill_their_cells_and_nothing_jumps(show: Show, store: Store) -> None:
    view = show(tried(store, is_done=False, packs=()))
    view.pane.take_focus()
    view.press(Qt.Key.Key_Down)
    view.press(Qt.Key.Key_Right)
    assert "Being measured" in view.spoken(2, 2)
    run = EvalStore(store).last_run("set:1")
    assert run is not None
    for candidate in FOUR[2:]:
        for number in range(1, 25):
            EvalStore(store).add_outcome(run.id, outcome_of(candidate.id, number, ""))
    EvalStore(store).end_run(run.id, "done")
    found(lambda: "24 of 24" in view.spoken(2, 2), "the new results")
    index = view.pane.table.currentIndex()
    assert (index.row(), index.column()) == (1, 1)


def test_what_is_entered_while_the_page_is_read_stands_there(show: Show) -> None:
    view = show(Decision(CLINIC, (MEADOW, PROVIDER)))
    session = view.room.session
    session.open(ChoosePage())
    session.open(ChoosePage("decision", view.decision))
    assert view.pane.page.columns
    entered = {PROVIDER.id: EnteredTerms("By contract")}
    session.change(lambda decision: msgspec.structs.replace(decision, entered=entered))
    row = [one.key for one in view.pane.page.rows].index("terms")
    found(lambda: "By contract" in view.spoken(row, 1), "what was entered")


def test_a_provider_s_terms_are_entered_from_its_cell(show: Show) -> None:
    view = show(Decision(CLINIC, (MEADOW, PROVIDER)))
    row = [one.key for one in view.pane.page.rows].index("terms")
    view.pane.table.clicked.emit(view.pane.table.model().index(row, 1))
    assert view.popup().way.text() == "Enter…"


def test_without_candidates_it_says_how_to_get_them(show: Show, store: Store) -> None:
    room = show(Decision(CLINIC, FOUR)).room
    number = room.session.store.add(TITLE, Decision(CLINIC)).id
    view = DecisionView(room, number)
    view.room.session.open_decision(number)
    assert view.room.session.page.kind == "need"


def test_a_report_is_only_written_of_what_is_shown(show: Show, store: Store) -> None:
    view = show(tried(store))
    head = view.pane.head
    assert head.export.isEnabled()
    empty = view.room.session.store.add("Another", Decision()).id
    view.room.session.open(ChoosePage("decision", empty))
    assert not head.export.isEnabled()
    assert head.export.toolTip() == "There is nothing to report yet."


def test_as_long_as_nothing_was_tried_the_trial_is_what_comes_next(show: Show, store: Store) -> None:
    assert show(Decision(CLINIC, FOUR)).pane.head.trial.text() == "Try them"
    assert show(tried(store)).pane.head.trial.text() == "To the trial"
