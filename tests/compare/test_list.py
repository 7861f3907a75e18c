"""All comparisons: found, opened, copied, renamed and deleted, as a person does it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from explorer.base.store import Store
from explorer.rooms.compare.comparison_list_pane import ComparisonListPage
from explorer.rooms.compare.document.comparison_list import found, list_rows
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import with_column, with_prompts
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from tests.compare.conftest import ENDLESS, ONE, TWO, Around, model
from tests.compare.making import fill, result
from tests.pages.compare import AnswersPage, ComparePage, choose, entries_of


def page(room: ComparePane) -> ComparisonListPage:
    return ComparePage(room).open_list()


def titles(listed: ComparisonListPage) -> list[str]:
    model = listed.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def three(around: Around) -> ComparePane:
    """Help desk is open; Code and Letters are kept."""
    kept = Comparisons(around.store)
    for title, models, prompt in (("Letters", [ONE], "Write a letter"), ("Code", [TWO], "Sort a list")):
        kept.rename(title)
        fill(kept, models, [prompt])
        kept.start_new()
    kept.rename("Help desk")
    fill(kept, [ONE, TWO], ["Why?", "How?"])
    kept.answers.add(kept.current.id, result(ONE, "Why?", "p1"))
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    return room


def test_the_list_says_models_prompts_and_how_far_each_came(around: Around) -> None:
    listed = page(three(around))
    assert titles(listed) == ["Help desk", "Code", "Letters"]
    spoken = listed.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Help desk, One, Two, 2 prompts · 1 of 4 answers"


def test_a_search_finds_titles_models_and_prompts(around: Around) -> None:
    kept = Comparisons(around.store)
    fill(kept, [ONE], ["Sort a list"])
    kept.rename("Code")
    rows = list_rows((kept.current,), {})
    assert [bool(found(rows, words)) for words in ("code", "ONE-q8", "sort LIST", "letter")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_search_asks_once_for_the_name_of_each_model(store: Store) -> None:
    asked: list[str] = []

    def name_of(reference: str) -> str:
        asked.append(reference)
        return reference

    kept = Comparisons(store, name_of)
    fill(kept, [ONE, TWO], ["Sort a list"])
    (row,) = found(list_rows(kept.all(), {}), "one two sort")
    assert (row.about, row.comparison.label) == ("Sort a list", row.comparison.called)
    assert asked == [ONE, TWO]


def test_enter_opens_the_one_that_the_search_left(around: Around) -> None:
    room = three(around)
    listed = page(room)
    QTest.keyClicks(listed.field, "letter")
    QTest.keyClick(listed.field, Qt.Key.Key_Return)
    assert titles(listed) == ["Letters"]
    QTest.keyClick(listed.list, Qt.Key.Key_Return)
    assert not listed.isVisible()
    assert ComparePage(room).title.title == "Letters"


def test_escape_leads_back_to_the_open_comparison(around: Around) -> None:
    room = three(around)
    listed = page(room)
    QTest.keyClick(listed.back, Qt.Key.Key_Escape)
    assert not listed.isVisible()
    assert ComparePage(room).title.title == "Help desk"


def test_another_one_is_renamed_copied_and_deleted_from_the_list(around: Around) -> None:
    room = three(around)
    listed = page(room)
    row = titles(listed).index("Code")
    listed.list.model().setData(listed.list.model().index(row, 0), "Python")
    assert titles(listed) == ["Help desk", "Python", "Letters"]
    choose_in_row(listed, "Letters", "Delete")
    assert titles(listed) == ["Help desk", "Python"]
    assert ComparePage(room).title.title == "Help desk"
    undo = around.messages.all[-1].action
    assert undo is not None
    undo.run()
    assert around.went[-1].comparison_id is not None
    choose_in_row(listed, "Python", "Duplicate")
    assert ComparePage(room).title.title == "Copy of Python"
    assert not listed.isVisible()


def test_after_a_rename_the_keyboard_is_where_it_was(around: Around) -> None:
    room = three(around)
    composer, title = AnswersPage(room).composer.field, ComparePage(room).title
    for key, expected in ((Qt.Key.Key_Escape, "Help desk"), (Qt.Key.Key_Return, "Better")):
        composer.setFocus()
        room.run_command("F2")
        title.field.setText("Better")
        QTest.keyClick(title.field, key)
        assert (title.title, composer.hasFocus()) == (expected, True)
    listed = page(room).list
    listed.setFocus()
    listed.rename_current()
    editor = listed.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert listed.hasFocus()
    assert ComparePage(room).title.title == "Better"


def number_of(room: ComparePane, title: str) -> int:
    return next(one.id for one in room.session.kept.all() if one.title == title)


def choose_in_row(listed: ComparisonListPage, title: str, entry: str) -> None:
    choose(menu_in_row(listed, title), entry)


def menu_in_row(listed: ComparisonListPage, title: str) -> Callable[[], object]:
    row = titles(listed).index(title)
    spot = listed.list.visualRect(listed.list.model().index(row, 0)).center()
    return partial(listed.list.customContextMenuRequested.emit, spot)


def test_a_run_goes_on_while_another_comparison_is_open(around: Around) -> None:
    kept = Comparisons(around.store)
    kept.rename("Letters")
    document = with_prompts(with_column(kept.current.document, ONE), ["Write"])
    kept.change(document)
    kept.start_new()
    kept.rename("Long")
    kept.change(with_column(kept.current.document, ENDLESS))
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    ComparePage(room).ask("Go on")
    around.qtbot.waitUntil(lambda: bool(AnswersPage(room).columns()[ENDLESS].text), timeout=20_000)
    assert "when the models have answered" in AnswersPage(room).composer.field.placeholderText()
    ComparePage(room).open(number_of(room, "Letters"))
    around.qtbot.waitUntil(lambda: [column.title for column in room.columns()] == ["One"])
    assert room.is_busy()
    assert AnswersPage(room).composer.told == "Another comparison is running · 0 of 1 answers"
    assert not entries_of(menu_in_row(page(room), "Long"))["Delete"]
    ComparePage(room).open(number_of(room, "Long"))
    around.qtbot.waitUntil(lambda: [column.title for column in room.columns()] == ["Endless"])
    room.show_part(ANSWERS)
    around.qtbot.waitUntil(lambda: bool(AnswersPage(room).columns()[ENDLESS].text), timeout=5000)
    room.run_command("Esc")
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=10_000)
    assert [one.answer.reason for one in room.results()] == ["stopped"]


def test_models_are_called_as_the_person_calls_them_wherever_a_comparison_is_told(around: Around) -> None:
    kept = Comparisons(around.store)
    fill(kept, [ONE, TWO], ["Why?"])  # without a title it is called as its models
    kept.start_new()
    kept.rename("Help desk")
    fill(kept, [ONE], ["How?"])
    room = around.open()
    around.catalog.rename(model(around, ONE), "Office model")
    listed = page(room)
    assert titles(listed) == ["Help desk", "Office model, Two"]
    spoken = listed.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Help desk, Office model, ")
    QTest.keyClicks(listed.field, "office")
    QTest.keyClick(listed.field, Qt.Key.Key_Return)
    assert len(titles(listed)) == 2
    assert "Office model, Two" in entries_of(ComparePage(room).title.more.click)


def test_a_list_that_is_seen_again_calls_models_by_their_new_names(around: Around) -> None:
    listed = page(three(around))
    listed.window().hide()  # as when the model is renamed in the Library
    around.catalog.rename(model(around, ONE), "Office model")
    listed.window().show()
    spoken = listed.list.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Letters, Office model, ")


def test_a_column_that_is_not_read_yet_has_its_name_already(around: Around) -> None:
    room = around.open()
    around.catalog.rename(model(around, ONE), "Office model")
    room.session.board.add(ONE)
    assert room.session.board.slots[0].column is None
    assert room.session.board.slots[0].title == "Office model"
