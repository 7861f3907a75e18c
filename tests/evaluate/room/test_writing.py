"""Tests are written: what is typed is kept, and nothing that is taken away is gone for good."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.evaluate.eval_set import Check, EvalSet, Variable
from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import ASKED, LETTERS, SYSTEM, TITLES, clinic_letters, last_set, plain_set
from tests.pages.evaluate import TestsPage


def opened(rig: EvalRig, document: EvalSet | None = None) -> TestsPage:
    rig.store.add_set(LETTERS, document or clinic_letters())
    return TestsPage(rig.open())


def kept(rig: EvalRig) -> EvalSet:
    return last_set(rig.store).document


def test_a_test_is_kept_soon_after_it_is_typed(rig: EvalRig) -> None:
    page = opened(rig, EvalSet())
    page.pane.add()
    QTest.keyClicks(page.prompt, "How is {{name}}?")
    row = page.add_check("contains")
    QTest.keyClicks(row.value, "well")
    rig.qtbot.waitUntil(
        lambda: bool(kept(rig).cases) and kept(rig).cases[0].checks == (Check("contains", "well"),)
    )
    assert [turn.text for turn in kept(rig).cases[0].turns] == ["How is {{name}}?"]
    assert page.titles() == ["How is {{name}}?"]


def test_what_was_typed_last_is_kept_when_the_room_ends(rig: EvalRig) -> None:
    page = opened(rig, plain_set(2))
    page.write(page.prompt, "Another question")
    rig.rooms[-1].close_room()
    assert kept(rig).cases[0].turns[0].text == "Another question"


def test_the_editor_shows_the_test_that_the_list_is_on(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    assert page.prompt.text() == ASKED
    assert [row.kind.accessibleName() for row in page.editor.checks.rows] == [
        "Kind of check: is JSON", "Kind of check: contains", "Kind of check: number within",
        "Kind of check: not: contains",
    ]  # fmt: skip
    page.open(2)
    assert page.editor.head.title.text() == TITLES[2]
    assert len(page.editor.checks.rows) == 1


def test_a_variable_has_the_value_of_the_set_until_a_test_has_its_own(rig: EvalRig) -> None:
    page = opened(rig)
    value = page.editor.prompt.values["letter"]
    value.shared.emit(False)
    page.write(value.field, "Dear all")
    assert page.pane.case.case is not None
    assert page.pane.case.case.variables == (Variable("letter", "Dear all"),)
    page.open(1)
    assert page.editor.prompt.values["letter"].field.text().startswith("Thank you")
    page.open(0)
    page.editor.prompt.values["letter"].shared.emit(True)
    page.open(1)
    assert page.editor.prompt.values["letter"].field.text() == "Dear all"


def test_a_variable_that_is_written_into_the_prompt_asks_for_its_value(rig: EvalRig) -> None:
    page = opened(rig, plain_set(1))
    QTest.keyClicks(page.prompt, " {{ward}}")
    page.write(page.editor.prompt.values["ward"].field, "North")
    case = page.pane.case.case
    assert case is not None
    assert case.variables == (Variable("ward", "North"),)


def test_a_system_prompt_is_of_the_set_or_of_one_test(rig: EvalRig) -> None:
    page = opened(rig)
    system = page.editor.prompt.system
    page.write(system.field, "Be brief.")
    assert page.pane.case.document is not None
    assert page.pane.case.document.system == "Be brief."
    system.shared.emit(False)
    page.write(system.field, "Be long.")
    assert (page.pane.case.document.system, page.pane.case.cases[0].system) == ("Be brief.", "Be long.")
    page.open(1)
    assert system.field.text() == "Be brief."
    assert SYSTEM not in system.field.text()


def test_several_turns_are_a_conversation(rig: EvalRig) -> None:
    page = opened(rig, plain_set(1))
    page.add_turns()
    page.write(page.editor.prompt.fields[1], "It is 2.")
    page.write(page.prompt, "Are you sure?")
    case = page.pane.case.case
    assert case is not None
    assert [(turn.role, turn.text) for turn in case.turns] == [
        ("user", "What is 1 and 1?"), ("assistant", "It is 2."), ("user", "Are you sure?")
    ]  # fmt: skip


def test_the_kind_of_a_check_changes_and_its_text_stays(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    page.choose_kind(1, "contains, any case")
    page.choose_kind(1, "Must not be so")
    case = page.pane.case.case
    assert case is not None
    assert case.checks[1] == Check("icontains", "metformin", is_not=True)


def test_a_pattern_that_is_broken_is_told_while_one_types(rig: EvalRig) -> None:
    page = opened(rig, plain_set(1))
    row = page.add_check("regex")
    assert row.problem == ""
    QTest.keyClicks(row.value, "(a")
    assert row.problem
    QTest.keyClicks(row.value, ")")
    assert row.problem == ""


def test_a_deleted_test_comes_back_to_its_place(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(2)
    QTest.keyClick(page.cases, Qt.Key.Key_Delete)
    assert TITLES[2] not in page.titles()
    rig.undo()
    rig.rooms[-1].show_place(rig.went[-1])
    assert page.titles() == list(TITLES)
    assert kept(rig) == clinic_letters()


def test_tests_are_moved_and_duplicated(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    QTest.keyClick(page.cases, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.titles()[:2] == [TITLES[1], TITLES[0]]
    assert page.cases.row == 0
    rig.rooms[-1].run_command("Ctrl+D")
    assert page.titles()[:3] == [TITLES[1], TITLES[1], TITLES[0]]
    assert len({case.key for case in page.pane.case.cases}) == 25


def test_a_hundred_thousand_tests_are_listed_without_a_widget_each(rig: EvalRig) -> None:
    page = opened(rig, plain_set(100_000))
    rig.qtbot.waitUntil(lambda: page.cases.model().rowCount() == 100_000, timeout=20_000)
    page.open(99_999)
    before = rig.store.listed()
    QTest.keyClicks(page.prompt, "!")
    assert page.pane.case.cases[-1].turns[0].text.startswith("!")
    rig.qtbot.waitUntil(lambda: rig.store.listed() != before, timeout=20_000)
    assert kept(rig).cases[-1].turns[0].text.startswith("!")
