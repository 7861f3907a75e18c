"""The room as a person uses it, with tiny models."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from explorer.domain.generation import Sampling
from explorer.domain.places import Place, Room
from explorer.kit.segmented import Segmented
from explorer.kit.theme import Look
from explorer.rooms.compare.answers.answer_rows import AnswerColumn
from explorer.rooms.compare.pane import ANSWERS, FACTS, MEASUREMENTS
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from tests.compare.conftest import ONE, TWO, Around, add, model
from tests.compare.making import fill, result
from tests.pages.compare import AnswersPage, ComparePage, FactsPage, choose, texts_of

_PLAIN = Qt.KeyboardModifier.NoModifier


def test_an_empty_room_offers_to_add_a_model_and_leads_to_discover(around: Around) -> None:
    room = around.open()
    words = {b.text(): b for b in room.findChildren(QPushButton) if b.isVisible()}
    assert set(words) == {"Add a model", "Find models in Discover", "Bring in a report"}
    words["Find models in Discover"].click()
    assert around.went == [Place(Room.DISCOVER)]


def test_a_new_comparison_begins_with_the_facts_and_the_keys_on_them(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.show_part(MEASUREMENTS)
    (new,) = [action for action in room.commands() if action.shortcut == "Ctrl+N"]
    new.run()
    add(around, room, TWO)
    assert FactsPage(room).table.isVisible()
    assert room.window().focusWidget() is FactsPage(room).table


def test_models_become_columns_with_facts_once(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    room.show_place(Place(Room.COMPARE, model=model(around, ONE)))
    assert [column.title for column in room.columns()] == ["One", "Two"]
    facts = FactsPage(room).table
    license_row = FactsPage(room).row_of("License")
    spoken = facts.facts.index(license_row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("License, One: ")
    assert "mit" in spoken.lower()
    assert "GGUF header" in spoken


def test_a_repo_out_of_reach_says_so_in_its_column_and_can_be_tried_again(around: Around) -> None:
    room = around.open()
    room.show_place(Place(Room.COMPARE, repo_id="maker/Far-GGUF"))
    words = "Offline mode is on."
    around.qtbot.waitUntil(lambda: any(words in texts_of(h) for h in FactsPage(room).heads()), timeout=5000)
    assert any("Try again" in texts_of(head) for head in FactsPage(room).heads())


def test_offline_a_column_out_of_reach_says_so_in_every_cell_and_leads_back_online(around: Around) -> None:
    around.settings.change(offline=True)
    room = around.open()
    add(around, room, ONE)
    room.show_place(Place(Room.COMPARE, repo_id="maker/Far-GGUF"))
    around.qtbot.waitUntil(
        lambda: any("Go online" in texts_of(h) for h in FactsPage(room).heads()), timeout=5000
    )
    facts = FactsPage(room).table.facts
    spoken = facts.index(FactsPage(room).row_of("License"), 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Not read" in spoken
    assert "Offline mode is on." in spoken
    (online,) = [b for b in room.findChildren(QPushButton) if b.text() == "Go online" and b.isVisible()]
    online.click()
    assert not around.settings.current.offline
    around.qtbot.waitUntil(
        lambda: any("Try again" in texts_of(h) for h in FactsPage(room).heads()), timeout=5000
    )


def test_in_a_low_window_the_heads_of_the_facts_say_only_the_names(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    head = FactsPage(room).heads()[0]
    assert any("memory" in text for text in texts_of(head))
    room.resize(1204, 320)
    around.qtbot.waitUntil(lambda: not any("memory" in text for text in texts_of(head)))
    assert "One" in texts_of(head)


def test_only_differences_hides_rows_that_say_the_same(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    facts = FactsPage(room).table
    ComparePage(room).button("compare-differences").click()
    assert not facts.isRowHidden(FactsPage(room).row_of("License"))
    assert not facts.isRowHidden(FactsPage(room).row_of("What you may do"))
    assert facts.isRowHidden(FactsPage(room).row_of("How to use it"))
    assert facts.isRowHidden(FactsPage(room).row_of("Risks"))
    ComparePage(room).button("compare-differences").click()
    assert not facts.isRowHidden(FactsPage(room).row_of("Risks"))


def test_enter_on_a_fact_opens_its_evidence(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    facts = FactsPage(room).table
    facts.setCurrentIndex(facts.facts.index(FactsPage(room).row_of("License"), 0))
    QTest.keyClick(facts, Qt.Key.Key_Return)
    opened = [w for w in QApplication.topLevelWidgets() if w.objectName() == "compare-evidence"]
    assert len(opened) == 1
    assert opened[0].accessibleName() == "License, One"
    assert "What does this mean?" in texts_of(opened[0])
    opened[0].close()


@pytest.mark.parametrize("modifier", [_PLAIN, Qt.KeyboardModifier.ControlModifier], ids=["fact", "row"])
def test_a_fact_leads_to_the_text_its_quote_stands_in(around: Around, modifier: Qt.KeyboardModifier) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    around.qtbot.waitUntil(lambda: all(column.shelf is not None for column in room.columns()), timeout=5000)
    facts = FactsPage(room).table
    facts.setCurrentIndex(facts.facts.index(FactsPage(room).row_of("License"), 0))
    QTest.keyClick(facts, Qt.Key.Key_Return, modifier)
    shown = [w for w in room.findChildren(QPushButton) if w.text() == "Show it in its source"]
    shown[0].click()
    (source,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, SourcePopup) and w.isVisible())
    view = source.view
    assert view.textCursor().block().text() == "general.license: mit"
    source.close()
    for opened in QApplication.topLevelWidgets():
        if opened.objectName() == "compare-evidence":
            opened.close()


def test_arrows_skip_the_titles_of_groups(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    facts = FactsPage(room).table
    group = next(n for n, row in enumerate(facts.facts.rows) if row.is_group and n)
    facts.setCurrentIndex(facts.facts.index(group - 1, 0))
    QTest.keyClick(facts, Qt.Key.Key_Down)
    assert facts.currentIndex().row() == group + 1


def test_a_model_that_is_deleted_keeps_its_facts_and_cannot_answer(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    model(around, ONE).path.unlink()
    around.catalog.rescan()
    around.qtbot.waitUntil(lambda: room.columns()[0].model is None, timeout=5000)
    assert room.columns()[0].get("license") is not None
    assert not AnswersPage(room).composer.send.isEnabled()


def test_a_new_comparison_starts_empty_and_the_old_one_opens_again(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    choose(ComparePage(room).title.more.click, "New comparison")
    assert room.columns() == ()
    choose(ComparePage(room).title.more.click, "One")
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)


def test_measurements_ask_for_a_prompt_and_then_show_bars(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.show_part(MEASUREMENTS)
    assert "Ask something first" in texts_of(room)
    room.session.kept.change(replace(fill(room.session.kept, [], ["Hi"]), sampling=Sampling()))
    room.session.kept.answers.add(room.session.kept.current.id, result(ONE))
    room.session.show()
    around.qtbot.waitUntil(lambda: any("10.0" in text for text in texts_of(room)), timeout=5000)


def test_every_control_has_a_name(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    for number in (FACTS, ANSWERS, MEASUREMENTS):
        room.show_part(number)
        for widget in room.findChildren(QWidget):
            tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if widget.isVisible() and tab:
                words = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or words, type(widget).__name__


def test_the_room_stays_usable_in_a_small_window_with_large_text(around: Around, look: Look) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    look.set("dark", 150)
    room.resize(884, 568)
    QApplication.processEvents()
    assert room.minimumSizeHint().width() <= 884
    assert room.minimumSizeHint().height() <= 568


def test_a_title_is_changed_where_it_stands(around: Around) -> None:
    room = around.open()
    edit = ComparePage(room).title
    edit.edit()
    QTest.keyClicks(edit.field, "Help desk")
    QTest.keyClick(edit.field, Qt.Key.Key_Return)
    assert edit.title == "Help desk"
    edit.edit()
    QTest.keyClicks(edit.field, "Nothing")
    QTest.keyClick(edit.field, Qt.Key.Key_Escape)
    assert edit.title == "Help desk"


def test_columns_that_are_read_at_the_same_time_are_told_of_together(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    again = around.open()
    told: list[int] = []
    board = again.session.board
    board.changed.add(lambda slots: told.append(len([s for s in slots if s.column is not None])))
    for key in board.keys:
        board.retry(key)  # now, and not in the loop: both have ended before it turns again
    for pool in around.tasks.findChildren(QThreadPool):
        pool.waitForDone()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    assert told == [2]


def test_answers_are_built_when_they_are_seen(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    assert AnswersPage(room).pane.findChildren(AnswerColumn) == []
    room.show_part(ANSWERS)
    assert [column.key for column in AnswersPage(room).pane.findChildren(AnswerColumn)] == [ONE]


def test_the_keys_go_along_when_another_part_is_chosen(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    room.show_part(FACTS)
    around.qtbot.waitUntil(FactsPage(room).table.hasFocus)
    parts = room.findChild(Segmented, "compare-parts")
    assert isinstance(parts, Segmented)
    parts.setCurrentIndex(ANSWERS)  # as by a click, which takes no keys
    assert AnswersPage(room).composer.field.hasFocus()
    parts.setFocus()
    parts.setCurrentIndex(FACTS)  # as by an arrow key on it
    assert parts.hasFocus()
