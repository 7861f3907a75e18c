"""The tests of the open set: their list, and beside it the one that is written."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.rooms.evaluate.editing.case_list_rows import CaseList
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.session import EvaluateSession


class TestsPane(EvalPageView):
    """``run`` asks for the panel that plans a run of the set."""

    __test__ = False  # no test of pytest

    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session = session
        self.case = OpenCase(session)
        self.run = Button("primary", self.tr("Run…"), "play", then=lambda: session.run.wanted.emit(None))
        self.run.setObjectName("evaluate-run")
        session.run.busy_changed.add(lambda busy: self.run.set_busy(busy=busy))
        self.buttons = (self.run,)
        self.list = CaseList()
        side = QFrame()
        side.setProperty("rule", "right")
        add = Button("quiet", self.tr("Add a test"), "plus", then=self.case.add)
        add.setObjectName("evaluate-add")
        foot = QFrame()
        foot.setProperty("rule", "top")
        boxes.column(foot, margins=(10, 8, 10, 8)).add(boxes.at_start(add))
        boxes.column(side, margins=(0, 8, 0, 0)).add(boxes.stretched(self.list), foot)
        boxes.row(self).add(side, boxes.STRETCH)
        self.list.chosen.connect(self.case.open_row)
        self.list.removed.connect(self.case.delete)
        self.list.copied.connect(self.case.duplicate)
        self.list.moved.connect(self.case.move)
        self.case.changed.add(self._show)
        self._show()

    def take_focus(self) -> None:
        self.list.setFocus()

    @Slot()
    def _show(self, _change: object = None) -> None:
        self.list.show_cases(self.case.cases)
        self.list.stand_at(self.case.row)
