"""Results of a set: what the grid tells, its filters, one answer beside it, and a run that goes on."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from explorer.domain.places import Room
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Outcome
from explorer.evaluate.measured_here import measured_here
from explorer.evaluate.run.run_locks import RunLocks
from explorer.evaluate.store import EvalRun, JudgeModel, StoredSet
from explorer.kit.buttons import IconButton
from explorer.kit.chips import MenuChip
from explorer.kit.empty_state import EmptyState
from explorer.rooms.evaluate.results.history_pane import HistoryPopup
from explorer.rooms.evaluate.results.words_pane import WordsPopup
from explorer.rooms.evaluate.session import EvalPage, subject_of
from tests.evaluate.results.making import (
    add_clinic_run,
    add_run,
    broken,
    failed,
    passed,
    run_model,
    unmeasured,
)
from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import FENCED, LETTERS, clinic_letters, plain_set
from tests.pages.compare import choose, part, texts_of
from tests.pages.evaluate import EvaluatePage, ResultsPage
from tests.waiting import found

ONE, OTHER = "One", "Other"


def add_three(rig: EvalRig, *outcomes: Outcome) -> tuple[StoredSet, EvalRun]:
    """Three tests of two models."""
    stored = rig.store.add_set(LETTERS, plain_set(3))
    run = add_run(rig.services.core.store, stored, [run_model(ONE), run_model(OTHER)], outcomes)
    return stored, run


def shown(rig: EvalRig, subject: str) -> ResultsPage:
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", subject, "results"))
    return ResultsPage(page.room)


@pytest.fixture
def clinic(rig: EvalRig) -> ResultsPage:
    """24 tests of four models, as in the drawings."""
    stored = rig.store.add_set(LETTERS, clinic_letters())
    add_clinic_run(rig.services.core.store, stored)
    return shown(rig, subject_of(stored))


def test_a_cell_says_in_words_how_it_came_out(clinic: ResultsPage) -> None:
    assert clinic.titles()[:2] == ["1: Next appointment", "2: Medicine as JSON"]
    assert clinic.cells()[1] == ["Passed", "Failed: not JSON", "Passed", "Failed: not JSON"]
    assert clinic.cells()[14][3] == "Not measurable: too long"


def test_a_head_says_the_count_first_and_then_how_sure_it_is(clinic: ResultsPage) -> None:
    assert clinic.head(0) == ["Qwen3 4B · Q4_K_M", "Passed 19 of 24", "60–91 %"]
    assert clinic.head(3) == [
        "SmolLM2 135M Instruct · Q8_0",
        "Passed 5 of 23",
        "10–42 %",
        "Not measurable: 1",
    ]


def test_below_twenty_tests_there_is_no_rate(rig: EvalRig) -> None:
    stored, _ = add_three(rig, *(passed(ONE, f"case{n}") for n in (1, 2, 3)))
    assert shown(rig, subject_of(stored)).head(0)[1:] == ["Passed 3 of 3", "fewer than 20: no rate"]


def test_filters_tell_how_many_there_are_and_show_them(clinic: ResultsPage) -> None:
    counts = ["Failed only · 18", "Failed by all · 2", "Models differ · 16", "Not measurable · 1"]
    assert clinic.filters() == ["All · 24", *counts]
    clinic.choose_filter("Failed by all")
    assert clinic.titles() == ["5: At most 80 words", "10: Diagnosis not stated"]
    clinic.choose_filter("Not measurable")
    assert clinic.titles() == ["15: 9,800-token letter"]


def test_an_answer_opens_by_keys_with_what_was_sent_and_why_it_failed(clinic: ResultsPage) -> None:
    clinic.open(1, 1)
    said = clinic.said()
    for words in (
        "2 · Medicine as JSON",
        "Gemma 3 4B · Q4_K_M · test 2 of 24",
        "Failed 1 of 4 checks",
        "It begins with “```json”, so it is not JSON alone.",
        "Answer only from the letter.",
        FENCED,
        "First token 0.4 s · in all 3.2 s · ended by itself",
    ):
        assert words in said
    clinic.press(Qt.Key.Key_Escape)
    assert clinic.detail.isHidden()
    assert clinic.table.hasFocus()


def test_arrows_go_from_one_that_failed_to_the_next(clinic: ResultsPage) -> None:
    clinic.open(1, 1)
    clinic.press(Qt.Key.Key_Right)
    assert "5 · At most 80 words" in clinic.said()
    clinic.press(Qt.Key.Key_Left)
    assert "2 · Medicine as JSON" in clinic.said()
    clinic.press(Qt.Key.Key_Left)  # there is none before
    assert "2 · Medicine as JSON" in clinic.said()


def test_while_an_answer_is_shown_it_is_the_one_of_the_cell_one_stands_at(clinic: ResultsPage) -> None:
    clinic.open(1, 1)
    clinic.table.setFocus()
    clinic.press(Qt.Key.Key_Down)
    assert "3 · Dose with its unit" in clinic.said()


def test_ones_own_verdict_is_kept_beside_that_of_the_checks(rig: EvalRig) -> None:
    stored, _ = add_three(rig, passed(ONE, "case1"))
    results = shown(rig, subject_of(stored))
    results.open(0, 0)
    results.give_own(2)
    assert results.cells()[0][0] == "Passed · You said: bad"
    assert results.head(0)[1] == "Passed 1 of 1"
    assert shown(rig, subject_of(stored)).cells()[0][0] == "Passed · You said: bad"


def test_where_the_person_is_to_say_their_verdict_decides(rig: EvalRig) -> None:
    case = EvalCase("case1", "A letter", (EvalTurn("user", "Write a letter."),), (Check("person"),))
    stored = rig.store.add_set(LETTERS, EvalSet(cases=(case,)))
    undecided = replace(passed(ONE, "case1"), judged=replace(passed(ONE, "case1").judged, verdict="unknown"))
    add_run(rig.services.core.store, stored, [run_model(ONE)], [undecided])
    results = shown(rig, subject_of(stored))
    results.open(0, 0)
    results.give_own(1)
    assert results.cells() == [["Passed"]]


def test_cells_fill_while_a_run_goes_on(rig: EvalRig) -> None:
    stored, run = add_three(rig, passed(ONE, "case1"))
    results = shown(rig, subject_of(stored))
    results.choose_filter("Failed only")
    assert results.titles() == []
    for outcome in (failed(ONE, "case2", "not JSON"), unmeasured(OTHER, "case1", "too long")):
        rig.store.add_outcome(run.id, outcome)
    results.pane._session.runs_changed.emit(run.subject)
    found(lambda: results.titles() or None, "the row that failed")
    assert results.cells() == [["Failed: not JSON", "Not asked yet"]]
    assert results.filters()[1:] == [
        *("Failed only · 1", "Failed by all · 0", "Models differ · 0", "Not measurable · 1")
    ]
    assert results.head(0)[1:] == ["Passed 1 of 2", "1 to come"]
    found(lambda: f"{ONE} passed 1 of 2 so far" in texts_of(results.view.top), "how it goes")
    rig.store.end_run(run.id, "stopped")
    results.choose_filter("All")
    results.pane._session.runs_changed.emit(run.subject)
    ended = ["All · 3", "Failed only · 1", "Not measurable · 1"]
    found(lambda: results.filters() == ended, "the filters of what came")


def test_a_new_run_takes_the_place_of_the_one_before(rig: EvalRig) -> None:
    stored, run = add_three(rig, passed(ONE, "case1"))
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", run.subject, "results"))
    assert ResultsPage(page.room).cells()[0][0] == "Passed"
    add_run(rig.services.core.store, stored, [run_model("Third")], [])
    page.session.runs_changed.emit(run.subject)
    found(lambda: ResultsPage(page.room).head(0)[0].startswith("Third") or None, "the new run")


def test_a_model_that_did_not_answer_says_why_in_its_column(rig: EvalRig) -> None:
    stored, _ = add_three(rig, *(broken(OTHER, f"case{n}") for n in (1, 2, 3)))
    results = shown(rig, subject_of(stored))
    assert results.head(1)[2:] == ["did not answer", "Not measurable: 3", "The file is damaged."]
    results.open(0, 1)
    assert {"The file is damaged.", "Download it again."} <= set(results.said())


def test_a_set_that_was_never_run_says_what_a_run_is(rig: EvalRig) -> None:
    stored = rig.store.add_set(LETTERS, plain_set(3))
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", subject_of(stored), "results"))
    empty = found(lambda: page.room.results.findChild(EmptyState), "the empty state")
    assert empty.findChildren(QPushButton)  # a next step


def test_a_question_opens_in_the_playground(rig: EvalRig, clinic: ResultsPage) -> None:
    clinic.open(0, 0)
    next(b for b in clinic.detail.findChildren(QPushButton) if b.text() == "Open in Playground").click()
    place = rig.went[-1]
    assert place.room is Room.PLAYGROUND
    assert place.question.startswith("Next appointment: what does the letter say?\n\nThank you for")
    assert place.system == "Answer only from the letter."


def test_a_test_opens_to_be_edited(rig: EvalRig, clinic: ResultsPage) -> None:
    clinic.open(4, 0)
    next(b for b in clinic.detail.findChildren(QPushButton) if b.text() == "Edit the test").click()
    room = rig.rooms[-1]
    assert room.session.page.part == "tests"
    assert room.tests.case.case is not None
    assert room.tests.case.case.title == "At most 80 words"


def test_what_a_model_writes_is_shown_as_it_is(rig: EvalRig) -> None:
    hostile = "<b>bold</b> <img src='http://127.0.0.1/x'>\u202egnp.exe"
    stored, _ = add_three(rig, failed(ONE, "case1", "<i>no</i>", hostile))
    results = shown(rig, subject_of(stored))
    results.open(0, 0)
    assert "<b>bold</b> <img src='http://127.0.0.1/x'>U+202Egnp.exe" in results.said()


def test_items_can_stand_by_how_many_models_failed_them(clinic: ResultsPage) -> None:
    choose(part(clinic.table, IconButton, "evaluate-order").click, "What most models failed first")
    assert clinic.titles()[0] == "5: At most 80 words"


def test_results_of_a_set_that_was_changed_since_say_so(rig: EvalRig) -> None:
    stored, _ = add_three(rig, passed(ONE, "case1"))
    results = shown(rig, subject_of(stored))
    foot = results.view.foot
    assert not any("It has changed since" in words for words in texts_of(foot))
    room = rig.rooms[-1]
    room.session.open(EvalPage("set", subject_of(stored), "tests"))
    room.session.change_set(lambda document: replace(document, system="Be brief."))
    room.session.open(EvalPage("set", subject_of(stored), "results"))
    found(lambda: any("It has changed since" in words for words in texts_of(foot)) or None, "the note")


def test_an_earlier_run_can_be_looked_at_again(rig: EvalRig) -> None:
    stored, _ = add_three(rig, passed(ONE, "case1"))
    add_run(rig.services.core.store, stored, [run_model("Third")], [])
    results = shown(rig, subject_of(stored))
    assert results.head(0)[0].startswith("Third")
    choose(part(results.view.foot, MenuChip).click, 1)
    found(lambda: results.head(0)[0].startswith(ONE) or None, "the run before")


def test_the_run_says_in_a_sentence_whether_models_can_be_told_apart(clinic: ResultsPage) -> None:
    assert "Cannot tell the three larger models apart" in texts_of(clinic.view.top)
    part(clinic.view.top, QPushButton, "evaluate-pairs").click()
    popup = found(lambda: clinic.view.findChild(WordsPopup), "the pairs")
    assert sum(words.endswith("chance.") for words in texts_of(popup)) == 6
    popup.close()


def test_a_model_that_gave_no_answer_is_named_and_so_are_those_that_are_compared(rig: EvalRig) -> None:
    stored = rig.store.add_set(LETTERS, plain_set(6))
    keys = [case.key for case in stored.document.cases]
    models = [run_model(name) for name in (ONE, OTHER, "Third")]
    came = [*(passed(ONE, key) for key in keys), *(passed(OTHER, key) for key in keys)]
    run = add_run(rig.services.core.store, stored, models, [*came, *(broken("Third", key) for key in keys)])
    rig.store.end_run(run.id, "done")
    told = texts_of(shown(rig, subject_of(stored)).view.top)
    assert "Cannot tell One and Other apart" in told
    assert any(words.endswith("Third gave no answer.") for words in told)


def add_two_runs(rig: EvalRig) -> StoredSet:
    """Of the same 20 tests; at first, one more failed."""
    stored = rig.store.add_set(LETTERS, plain_set(20))
    keys = [case.key for case in stored.document.cases]
    for first in (failed(ONE, keys[0], "not JSON"), passed(ONE, keys[0])):
        outcomes = [first, *(passed(ONE, key) for key in keys[1:])]
        run = add_run(rig.services.core.store, stored, [run_model(ONE)], outcomes)
        rig.store.end_run(run.id, "done")
    return stored


def test_the_history_of_a_model_compares_runs_of_the_same_conditions_alone(rig: EvalRig) -> None:
    stored = add_two_runs(rig)
    other = add_run(rig.services.core.store, stored, [run_model(ONE)], [passed(ONE, "case1")], "another")
    rig.store.end_run(other.id, "done")
    results = shown(rig, subject_of(stored))
    choose(results.more.click, "History of One · Q4_K_M…")
    popup = found(lambda: results.view.findChild(HistoryPopup), "the history")
    told = texts_of(popup)
    for words in (
        "Passed 1 of 1: too few for a rate", "first under these conditions",
        "1 passed that failed before, 0 the other way: it can be chance",
        "Passed 19 of 20 (plausible 76–99 %)",
    ):  # fmt: skip
        assert words in told
    [*_later, earlier] = [one for one in popup.findChildren(QPushButton) if one.text() == "Show"]
    earlier.click()
    found(lambda: results.head(0)[1] == "Passed 19 of 20" or None, "the first run")


def test_a_deleted_run_is_gone_everywhere_and_comes_back(rig: EvalRig) -> None:
    stored, store = add_two_runs(rig), rig.services.core.store
    results = shown(rig, subject_of(stored))
    assert measured_here(store, f"{ONE}.gguf")[0].words == "Passed 20 of 20 (plausible above 84 %)"
    choose(results.more.click, "Delete this run")
    found(lambda: results.head(0)[1] == "Passed 19 of 20" or None, "the run before")
    (left,) = measured_here(store, f"{ONE}.gguf")
    assert (left.words, left.earlier) == ("Passed 19 of 20 (plausible 76–99 %)", ())
    choose(part(rig.rooms[-1].frame.column, QPushButton, "evaluate-bin").click, 0)
    rig.rooms[-1].show_place(rig.went[-1])
    found(lambda: results.head(0)[1] == "Passed 20 of 20" or None, "the run that came back")


def test_a_run_that_goes_on_is_not_deleted(rig: EvalRig) -> None:
    stored = add_two_runs(rig)
    results, last = shown(rig, subject_of(stored)), rig.store.listed_runs(subject_of(stored))[0]
    with RunLocks(rig.services.core.paths.root).hold([last.id]):
        choose(results.more.click, "Delete this run")
    assert "Stop it first" in rig.messages.all[-1].text
    assert len(rig.store.listed_runs(subject_of(stored))) == 2


def test_all_conditions_of_a_run_can_be_read(rig: EvalRig) -> None:
    stored = add_two_runs(rig)
    judge = replace(run_model("Judge 7B"), sha256="f" * 64)
    rig.store.note_judges(2, [JudgeModel("judge", judge, "Is it so?")])
    results = shown(rig, subject_of(stored))
    choose(results.more.click, "All conditions…")
    told = texts_of(found(lambda: results.view.findChild(WordsPopup), "the conditions"))
    assert any("judged by Judge 7B Q4_K_M" in words for words in told)
    assert "Judge 7B · Q4_K_M: SHA-256 " + "f" * 64 in told
    assert "A judge was asked: Is it so?" in told
