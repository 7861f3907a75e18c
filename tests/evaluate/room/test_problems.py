"""What is wrong with tests is said while they are written, and before they are run."""

from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import FENCES, LETTERS, faulty_set, last_set
from tests.pages.compare import choose, texts_of
from tests.pages.evaluate import TestsPage


def opened(rig: EvalRig) -> TestsPage:
    rig.store.add_set(LETTERS, faulty_set())
    page = TestsPage(rig.open())
    rig.qtbot.waitUntil(lambda: page.button("evaluate-problems").text() == "4")
    return page


def test_each_problem_leads_to_the_first_test_that_has_it_and_is_said_there(rig: EvalRig) -> None:
    page = opened(rig)
    choose(page.button("evaluate-problems").click, "{{what}} has no value.")
    assert page.pane.case.row == 1
    assert page.editor.checks.rows[0].problem.startswith("The pattern is broken")
    page.write(page.editor.prompt.values["what"].field, "no")
    page.write(page.editor.checks.rows[0].value, "a+")
    assert page.editor.checks.rows[0].problem == ""
    rig.qtbot.waitUntil(lambda: page.button("evaluate-problems").text() == "2")


def test_a_judge_is_chosen_where_a_check_asks_for_one(rig: EvalRig) -> None:
    page = opened(rig)
    assert page.editor.checks.judge.isHidden()
    choose(page.button("evaluate-problems").click, "judged by a model: No judge model is chosen.")
    assert page.editor.checks.rows[0].problem == "No judge model is chosen."
    model = rig.services.catalog.find(FENCES)
    page.editor.checks.judge.chosen.emit(model)
    assert page.editor.checks.rows[0].problem == ""
    assert page.editor.checks.judge.picker.accessibleName() == "Judge model: Fences · Q8_0"
    rig.qtbot.waitUntil(lambda: last_set(rig.store).document.judge == FENCES)


def test_a_test_without_checks_is_allowed_and_says_what_that_means(rig: EvalRig) -> None:
    page = opened(rig)
    page.editor.checks.rows[0].removed.emit()
    assert "No check: only you can say whether an answer is good." in texts_of(page.editor.checks)


def test_the_panel_of_a_run_says_what_is_wrong_and_can_start_all_the_same(rig: EvalRig) -> None:
    page = opened(rig)
    page.pane.run.click()
    sheet = rig.rooms[-1].runs.sheet
    assert sheet is not None
    assert any("{{what}} has no value." in text and "and 1 more" in text for text in texts_of(sheet))
    rig.qtbot.waitUntil(sheet.start.isEnabled, timeout=20_000)


def test_the_panel_of_a_run_follows_what_was_written_last(rig: EvalRig) -> None:
    page = opened(rig)
    choose(page.button("evaluate-problems").click, "{{what}} has no value.")
    page.write(page.editor.prompt.values["what"].field, "no")
    page.pane.run.click()
    sheet = rig.rooms[-1].runs.sheet
    assert sheet is not None
    rig.qtbot.waitUntil(lambda: not any("{{what}} has no value." in text for text in texts_of(sheet)))
