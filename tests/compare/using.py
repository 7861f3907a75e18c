"""The room's parts, found as a person finds them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from explorer.domain.local_model import LocalModel
from explorer.domain.places import Place, Room
from explorer.kit.message_field import MessageField
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.facts.facts_table_pane import FactsTable
from explorer.rooms.compare.facts.head_rows import ColumnHead
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from tests.compare.conftest import Around

ONE, TWO, ENDLESS = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "two", "endless"))


def model(around: Around, reference: str) -> LocalModel:
    found = around.catalog.find(reference)
    assert found is not None
    return found


def add(around: Around, room: ComparePane, *references: str) -> None:
    for reference in references:
        room.show_place(Place(Room.COMPARE, model=model(around, reference)))
    wanted = len(room.columns()) + len(references)
    around.qtbot.waitUntil(lambda: len(room.columns()) == min(wanted, len(references)), timeout=5000)


def part(room: ComparePane, kind: type[QWidget]) -> QWidget:
    found = room.findChild(kind)
    assert isinstance(found, kind)
    return found


def table(room: ComparePane) -> FactsTable:
    found = part(room, FactsTable)
    assert isinstance(found, FactsTable)
    return found


def answers(room: ComparePane) -> AnswersPane:
    found = part(room, AnswersPane)
    assert isinstance(found, AnswersPane)
    return found


def ask(room: ComparePane, words: str) -> None:
    room.show_part(ANSWERS)
    field = part(room, MessageField)
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def row_of(facts: FactsTable, title: str) -> int:
    return [row.title for row in facts.facts.rows].index(title)


def button(room: ComparePane, name: str) -> QPushButton:
    found = room.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def heads(room: ComparePane) -> list[ColumnHead]:
    return [h for h in table(room).heads() if isinstance(h, ColumnHead)]


def texts_of(widget: QWidget) -> list[str]:
    shown = [w for w in widget.findChildren(QWidget) if not w.isHidden()]
    return [w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)]
