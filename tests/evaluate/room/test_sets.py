"""Sets of tests as a whole: what the column lists, and what is done with one."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.places import Place, Room
from explorer.evaluate.store import RunModel, RunTerms
from explorer.kit.field import Field
from explorer.kit.question import DangerQuestion
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import INVOICES, LETTERS, clinic_letters, plain_set
from tests.pages.compare import choose, part, texts_of
from tests.pages.evaluate import EvaluatePage, TestsPage


def test_the_room_opens_with_what_was_open_when_it_was_left(rig: EvalRig) -> None:
    letters = rig.store.add_set(LETTERS, clinic_letters())
    rig.store.add_set(INVOICES, plain_set(12))
    page = EvaluatePage(rig.open())
    page.open_row(LETTERS)
    page.show_results()
    again = EvaluatePage(rig.open())
    assert again.session.page == EvalPage("set", f"set:{letters.id}", "results")
    assert again.page is again.room.results
    assert again.room.windowTitle() == LETTERS


def test_a_row_says_how_many_tests_and_when_they_were_run(rig: EvalRig) -> None:
    rig.store.add_set(INVOICES, plain_set(1))
    ran = rig.store.add_set(LETTERS, clinic_letters())
    models = [RunModel("a", "one", "One"), RunModel("b", "two", "Two")]
    page = EvaluatePage(rig.open())
    assert page.rows()[:2] == [f"{LETTERS}, 24 tests · not run yet", f"{INVOICES}, 1 test · not run yet"]
    rig.store.begin_run(f"set:{ran.id}", "", LETTERS, RunTerms(), models)
    page.session.runs_changed.emit(f"set:{ran.id}")
    assert page.rows()[0].startswith(f"{LETTERS}, 24 tests · 2 models, ")


def test_a_new_set_is_there_at_once_and_is_called_as_one_says(rig: EvalRig) -> None:
    page = EvaluatePage(rig.open())
    page.button("evaluate-new").click()
    page.rename("Discharge letters")
    rig.qtbot.waitUntil(lambda: [one.title for one in rig.store.listed()] == ["Discharge letters"])
    assert page.rows()[0].startswith("Discharge letters, 1 test")
    assert page.room.windowTitle() == "Discharge letters"


def test_a_new_set_begins_with_a_test_that_is_typed_at_once_and_is_run_only_then(rig: EvalRig) -> None:
    room = rig.open()
    EvaluatePage(room).button("evaluate-new").click()
    page = TestsPage(room)
    assert room.focusWidget() is page.prompt
    assert not page.pane.run.isEnabled()
    assert page.pane.problems.isHidden()
    QTest.keyClicks(page.prompt, "Capital of Italy?")
    assert page.titles() == ["Capital of Italy?"]
    assert page.pane.run.isEnabled()


def test_a_set_is_renamed_where_it_stands(rig: EvalRig) -> None:
    rig.store.add_set(INVOICES, plain_set(1))
    page = EvaluatePage(rig.open())
    QTest.keyClick(page.listing, Qt.Key.Key_F2)
    editor = part(page.listing, Field)
    QTest.keyClicks(editor, "Bills")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    rig.qtbot.waitUntil(lambda: [one.title for one in rig.store.listed()] == ["Bills"])


def test_a_deleted_set_comes_back_as_it_was(rig: EvalRig) -> None:
    letters = rig.store.add_set(LETTERS, clinic_letters())
    other = rig.store.add_set(INVOICES, plain_set(2))
    page = EvaluatePage(rig.open())
    page.open_set(letters.id)
    page.command("Delete the set").run()
    assert page.title.title == INVOICES
    assert [one.id for one in rig.store.listed()] == [other.id]
    rig.undo()
    page.room.show_place(rig.went[-1])
    assert page.title.title == LETTERS
    assert page.session.set is not None
    assert page.session.set.document == clinic_letters()


def test_the_last_set_that_goes_leaves_what_the_room_is_for(rig: EvalRig) -> None:
    rig.store.add_set(INVOICES, plain_set(2))
    page = EvaluatePage(rig.open())
    page.in_menu("Delete")
    assert page.session.page == EvalPage()
    assert not page.title.isVisible()


def test_a_copy_has_the_tests_of_its_original(rig: EvalRig) -> None:
    rig.store.add_set(LETTERS, clinic_letters())
    page = EvaluatePage(rig.open())
    page.in_menu("Duplicate")
    rig.qtbot.waitUntil(lambda: page.title.title == f"Copy of {LETTERS}")
    assert len(TestsPage(page.room).titles()) == 24


def test_a_large_set_is_read_beside_the_window_and_opens_at_the_test_that_is_asked_for(rig: EvalRig) -> None:
    large = rig.store.add_set(LETTERS, plain_set(1000))
    rig.store.add_set(INVOICES, plain_set(1))
    page = EvaluatePage(rig.open())
    page.room.show_place(Place(Room.EVALUATE, eval_set_id=large.id, eval_case=large.document.cases[900].key))
    assert "Reading the tests…" in texts_of(page.page)
    assert page.title.title == LETTERS
    assert page.rows()[1].startswith(f"{LETTERS}, 1,000 tests")
    page.room.run_command("Ctrl+R")
    assert page.room.runs.sheet is None
    rig.qtbot.waitUntil(lambda: page.page is page.room.tests)
    assert page.room.tests.case.row == 900
    page.in_menu("Duplicate")
    rig.qtbot.waitUntil(lambda: page.title.title == f"Copy of {LETTERS}")
    assert len(TestsPage(page.room).titles()) == 1000


def test_many_sets_are_searched(rig: EvalRig) -> None:
    for number in range(9):
        rig.store.add_set(f"Letters {number}", plain_set(1))
    page = EvaluatePage(rig.open())
    page.room.run_command("Ctrl+F")
    field = page.room.frame.column.search
    QTest.keyClicks(field, "letters 7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [row for row in page.rows() if row.startswith("Letters")] == ["Letters 7, 1 test · not run yet"]


def test_the_bin_gives_a_set_back_or_is_emptied_for_good(rig: EvalRig) -> None:
    gone = rig.store.add_set(LETTERS, clinic_letters())
    other = rig.store.add_set(INVOICES, plain_set(2))
    rig.store.begin_run(f"set:{other.id}", "", INVOICES, RunTerms(), [RunModel("a", "one", "One")], 2)
    rig.store.delete_set(gone.id)
    rig.store.delete_set(other.id)
    page = EvaluatePage(rig.open())
    choose(page.button("evaluate-bin").click, LETTERS)
    assert page.title.title == LETTERS
    choose(page.button("evaluate-bin").click, "Empty the bin…")
    part(page.room, DangerQuestion).agree.click()
    assert rig.store.binned() == ()
    assert rig.store.runs(f"set:{other.id}") == ()
    assert [one.id for one in rig.store.listed()] == [gone.id]


def test_where_the_window_is_narrow_the_column_gives_its_place_to_the_page(rig: EvalRig) -> None:
    rig.store.add_set(LETTERS, clinic_letters())
    rig.store.add_set(INVOICES, plain_set(2))
    page = EvaluatePage(rig.open())
    page.room.resize(780, 560)
    column = page.room.frame.column
    rig.qtbot.waitUntil(column.isHidden)
    page.room.run_command("Ctrl+B")
    page.open_row(LETTERS)
    assert column.isHidden()
    assert page.title.title == LETTERS
    page.room.resize(1196, 768)
    rig.qtbot.waitUntil(lambda: not column.isHidden())
