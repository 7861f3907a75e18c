"""Prompts, plan and run as a person uses them, with real workers and tiny models."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.kit.message_field import MessageField
from explorer.kit.theme import Look
from explorer.local.prompt_sets import prompt_sets
from explorer.rooms.compare.answers.answer_grid_pane import GridTable, grid_of
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.results import AnswerCell, Round
from explorer.rooms.compare.pane import ANSWERS, FACTS, MEASUREMENTS, ComparePane
from explorer.rooms.compare.prompts.axis_rows import AxesEditor
from explorer.rooms.compare.prompts.plan_pane import PlanPage
from explorer.rooms.compare.prompts.prompts_pane import PromptsPage, RemovedRow
from tests.compare.conftest import ENDLESS, ONE, TWO, Around, add, model
from tests.compare.making import fill, result
from tests.pages.compare import AnswersPage, ComparePage, FactsPage, part, texts_of


def write(room: ComparePane, *texts: str) -> PromptsPage:
    page = ComparePage(room).open_prompts()
    for text in texts:
        QTest.keyClicks(page.field, text)
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    return page


def over(around: Around, room: ComparePane, count: int) -> None:
    around.qtbot.waitUntil(lambda: len(room.results()) == count and not room.is_busy(), timeout=20_000)


def test_prompts_are_written_ordered_edited_and_removed(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    page = write(room, "First", "Second", "Third")
    page.rows()[2].up.click()
    row = page.rows()[0]
    row.edit.click()
    field = part(row, MessageField)
    field.selectAll()
    QTest.keyClicks(field, "Zeroth")
    QTest.keyClick(field, Qt.Key.Key_Return)
    before = room.session.document.prompts
    page.rows()[1].remove.click()
    assert [prompt.text for prompt in room.session.document.prompts] == ["Zeroth", "Second"]
    (gone,) = page.findChildren(RemovedRow)
    gone.back.click()
    assert room.session.document.prompts == before  # with its key, by which its answers are found
    page.rows()[1].remove.click()
    page.rows()[0].down.click()
    assert not [row for row in page.findChildren(RemovedRow) if row.isVisible()]


def test_a_ready_made_set_is_taken_over_once_and_shows_its_caution(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    page = ComparePage(room).open_prompts()
    ready = prompt_sets()
    healthcare = next(one for one in ready if one.id == "healthcare")
    for _twice in range(2):
        ComparePage(room).add_set(ready.index(healthcare))
    prompts = room.session.document.prompts
    assert [prompt.text for prompt in prompts] == [prompt.text for prompt in healthcare.prompts]
    assert any("not medical advice" in text for text in texts_of(page))


def test_many_prompts_run_from_the_plan_and_what_is_missing_is_asked_later(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    write(room, "First", "Second")
    page = ComparePage(room).open_plan()
    assert "2 answers: 1 model, 2 prompts." in texts_of(page)
    page.start.click()
    over(around, room, 2)
    assert AnswersPage(room).page is None
    add_more = write(room, "Third")
    add_more.plan.click()
    assert "1 answer: 1 model, 1 prompt." in texts_of(page)
    page.start.click()
    over(around, room, 3)


def test_the_plan_says_what_cannot_run(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    write(room, "First")
    around.catalog.find(TWO).path.unlink()  # type: ignore[union-attr]  # it is there
    page = ComparePage(room).open_plan()
    assert any("no longer on this disk" in text for text in texts_of(page))
    assert "1 answer: 1 model, 1 prompt." in texts_of(page)


def test_a_model_that_answered_was_used_and_its_head_says_how_fast(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.show_part(FACTS)
    assert not any("tokens/s" in text for text in texts_of(FactsPage(room).heads()[0]))
    ComparePage(room).ask("Hi")
    over(around, room, 1)
    one = model(around, ONE)
    assert around.catalog.last_used() == {one.id: room.results()[0].at.isoformat()}
    estimates, ran = around.core.estimates, room.results()[0]
    assert ran.options is not None
    estimates.note_load(one.path, ran.options, ran.loaded, ran.peak_memory)
    estimates.note_speed(one.path, ran.options, ran.loaded, tokens=100, speed=12.0)
    room.show_part(FACTS)
    assert any("12 tokens/s" in text for text in texts_of(FactsPage(room).heads()[0]))


def test_one_answer_is_asked_again_and_the_latest_is_shown(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    ComparePage(room).ask("Say something")
    over(around, room, 2)
    AnswersPage(room).choose(ONE, "Answer this prompt again")
    over(around, room, 3)
    assert [one.cell.column for one in room.results()] == [ONE, TWO, ONE]


def test_one_column_is_stopped_and_the_others_answer(around: Around) -> None:
    room = around.open()
    add(around, room, ENDLESS, ONE)
    ComparePage(room).ask("Go on")
    around.qtbot.waitUntil(lambda: bool(AnswersPage(room).columns()[ENDLESS].text), timeout=20_000)
    AnswersPage(room).choose(ENDLESS, "Stop this column")
    over(around, room, 2)
    assert [(r.cell.column, r.answer.reason) for r in room.results()] == [(ENDLESS, "stopped"), (ONE, "end")]


def test_an_answer_goes_on_while_another_prompt_is_looked_at(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    ComparePage(room).ask("First")
    over(around, room, 1)
    add(around, room, ENDLESS)
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    ComparePage(room).ask("Second")
    column = AnswersPage(room).columns()[ENDLESS]
    around.qtbot.waitUntil(lambda: bool(column.text), timeout=20_000)
    bar = AnswersPage(room).prompt
    bar.back.click()
    assert bar.text == "First"
    assert column.state == "not asked yet"
    bar.on.click()
    around.qtbot.waitUntil(lambda: bool(column.text))
    room.run_command("Esc")
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=10_000)


def test_the_activity_bar_hears_of_a_run_and_of_its_end(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    told: list[str] = []
    around.given.working.changed.connect(lambda work: told.append(work.text if work else ""))
    ComparePage(room).ask("Say something")
    over(around, room, 1)
    assert told[0].startswith("Comparison: 0 of 1 answers")
    assert told[-1] == ""


def test_a_run_that_the_app_ended_in_goes_on_by_a_button(around: Around) -> None:
    room = around.open()
    add(around, room, ENDLESS, ONE)
    ComparePage(room).ask("Go on")
    around.qtbot.waitUntil(lambda: bool(AnswersPage(room).columns()[ENDLESS].text), timeout=20_000)
    room.close_room()
    around.rooms.remove(room)
    around.pool.close()
    again = around.open()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    again.show_part(ANSWERS)
    assert "2 answers are missing" in AnswersPage(again).composer.told


def test_a_prompt_with_several_settings_is_a_grid_whose_rows_open(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    document = replace(
        fill(room.session.kept, [], ["Hi"]), grid=SettingsGrid((GridAxis("temperature", (0, 1)),))
    )
    room.session.change(document)
    prompt = document.prompts[0]
    for value in (0, 1):
        made = replace(result(ONE, "Hi", prompt.key, text=f"At {value}"), point=f"temperature={value}")
        room.session.kept.answers.add(room.session.kept.current.id, made)
    room.session.show()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    room.show_part(ANSWERS)
    bar = AnswersPage(room).prompt
    bar.grid.setChecked(True)
    table = room.findChild(GridTable)
    assert isinstance(table, GridTable)
    assert table.isVisible()
    said = [table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert ["At 0" in said[0], "At 1" in said[1]] == [True, True]
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert not table.isVisible()
    assert AnswersPage(room).columns()[ONE].text.strip() == "At 0"


def test_a_grid_stays_where_it_was_read_when_an_answer_comes(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    values = tuple(n / 10 for n in range(20))
    document = replace(
        fill(room.session.kept, [], ["Hi"]), grid=SettingsGrid((GridAxis("temperature", values),))
    )
    room.session.change(document)
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    room.show_part(ANSWERS)
    AnswersPage(room).prompt.grid.setChecked(True)
    table = room.findChild(GridTable)
    assert isinstance(table, GridTable)
    around.qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 0)
    table.setCurrentIndex(table.model().index(19, 0))
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() - 3)
    made = replace(result(ONE, "Hi", document.prompts[0].key, text="Here"), point="temperature=0")
    room.session.kept.answers.add(room.session.kept.current.id, made)
    room.session.show()
    role = Qt.ItemDataRole.AccessibleTextRole
    around.qtbot.waitUntil(lambda: "Here" in table.model().index(0, 0).data(role))
    assert bar.value() == bar.maximum() - 3


def test_a_column_has_settings_of_its_own_and_older_answers_say_so(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    ComparePage(room).ask("Say something")
    over(around, room, 1)
    popup = AnswersPage(room).open_own_settings(ONE)
    popup.way.setCurrentIndex(2)
    QTest.keyClicks(popup.system, "Be brief.")
    popup.own.setChecked(True)
    popup.fields.seed.selectAll()
    QTest.keyClicks(popup.fields.seed, "7")
    popup.done.click()
    column = room.session.document.columns[0]
    assert (column.system, column.sampling.seed if column.sampling else 0) == ("Be brief.", 7)
    assert "asked otherwise than it is set now" in AnswersPage(room).columns()[ONE].state


def test_what_asking_takes_stands_over_the_composer_before(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    room.show_part(ANSWERS)
    QTest.keyClicks(AnswersPage(room).composer.field, "Hello")
    around.qtbot.waitUntil(
        lambda: any("that models may take" in text for text in texts_of(room)), timeout=5000
    )
    assert any(text.startswith("One · Q8_0 → Two · Q8_0") for text in texts_of(room))


def test_repeat_leads_to_the_plan_of_asking_all_again(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    ComparePage(room).ask("Say something")
    over(around, room, 1)
    room.show_part(MEASUREMENTS)
    ComparePage(room).button("compare-repeat").click()
    page = AnswersPage(room).page
    assert isinstance(page, PlanPage)
    assert "1 answer: 1 model, 1 prompt." in texts_of(page)
    page.start.click()
    over(around, room, 2)
    room.show_part(MEASUREMENTS)
    words = " ".join(texts_of(room))
    assert "Estimated before, measured after" in words
    assert "2 answers, medians." in words


def test_one_column_is_shown_large_by_its_button_and_small_again(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO, ENDLESS)
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    room.show_part(ANSWERS)
    first, second, _third = AnswersPage(room).columns().values()
    second.large.click()
    assert second.width() > 2 * first.width()
    second.large.click()
    assert abs(second.width() - first.width()) <= 1


def test_escape_leads_from_prompts_and_plan_back_to_the_answers(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    page = write(room, "First")
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert AnswersPage(room).page is None
    plan = ComparePage(room).open_plan()
    assert AnswersPage(room).page is plan
    QTest.keyClick(plan.back, Qt.Key.Key_Escape)
    assert AnswersPage(room).page is None
    assert [b.text() for b in plan.findChildren(QPushButton) if b.isVisible()] == []


def test_a_grid_says_which_answers_are_still_to_come() -> None:
    rounds = [Round("Hi", {"a": result("a", text="Hello")}, "p1", f"temperature={n}") for n in (0, 1)]
    rounds[1] = replace(rounds[1], results={})
    ahead = AnswerCell("a", "p1", "temperature=1")
    content = grid_of(rounds, ["0", "1"], [("a", "Alpha")], lambda cell: cell == ahead)
    assert [[cell.is_coming for cell in row] for row in content.cells] == [[False], [True]]
    after = grid_of(rounds, ["0", "1"], [("a", "Alpha")])
    assert not after.cells[1][0].is_coming


def test_values_of_a_setting_keep_their_field_and_a_click_beside_it_counts(look: Look, qtbot: QtBot) -> None:
    editor = AxesEditor()
    qtbot.addWidget(editor)
    heard: list[SettingsGrid] = []
    editor.changed.connect(heard.append)
    editor.changed.connect(editor.show_grid)  # as the page around it does
    editor.show_grid(SettingsGrid((GridAxis("temperature", (0, 1)),)))
    (field,) = editor.findChildren(QLineEdit)
    assert comes_to(field, editor) < comes_to(button_of(editor, "Do not vary Temperature"), editor)
    field.setText("0,2; 0,9")
    field.editingFinished.emit()
    assert heard == [SettingsGrid((GridAxis("temperature", (0.2, 0.9)),))]
    assert editor.findChildren(QLineEdit) == [field]
    assert field.text() == "0.2; 0.9"
    field.setText("0,3")
    field.editingFinished.emit()  # the click takes the keys from the field first
    QTest.mouseClick(button_of(editor, "Do not vary Temperature"), Qt.MouseButton.LeftButton)
    assert heard[-1] == SettingsGrid()


def comes_to(widget: QWidget, start: QWidget) -> int:
    """How many steps of Tab from ``start``."""
    steps, here = 0, start.nextInFocusChain()
    while here is not None and here is not widget:
        steps, here = steps + 1, here.nextInFocusChain()
    return steps


def button_of(widget: QWidget, name: str) -> QAbstractButton:
    return next(one for one in widget.findChildren(QAbstractButton) if one.accessibleName() == name)
