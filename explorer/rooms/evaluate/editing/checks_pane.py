"""What a good answer to the open test must do: a row for each check, and chips that add one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.model import Model
from explorer.evaluate.checks.judging import is_judges
from explorer.evaluate.checks.kinds import KINDS, CheckKind
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import CheckResult
from explorer.evaluate.set_problems import CaseProblem
from explorer.kit import boxes
from explorer.kit.chips import PlaceChip
from explorer.kit.layouts import flowing
from explorer.kit.pass_marks import PassMark
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Elided, Label, Para
from explorer.rooms.evaluate.editing.check_rows import CheckRow, kind_actions, new_check
from explorer.rooms.evaluate.editing.judge_rows import JudgeChoice
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.room_services import RoomServices

_OFFERED = ("contains", "choice", "regex", "word-count")
_MOST = 40  # rows that are shown: more checks come out of files only


def mark_of(result: CheckResult | None) -> PassMark:
    """How a check came out."""
    if result is None or result.passed is None:
        return "cannot tell"
    return "pass" if result.passed else "fail"


class ChecksPane(QWidget):
    """Writes into the open test as one types."""

    def __init__(self, services: RoomServices, case: OpenCase) -> None:
        super().__init__()
        self._case = case
        self.rows: list[CheckRow] = []
        head = boxes.row(spacing=6).add(
            Label(self.tr("A good answer"), "strong"), Elided(self.tr("meets all of these"), tone="muted")
        )
        head.add(boxes.STRETCH)
        head.addStrut(28)
        self._box = boxes.column(spacing=8)
        self._rest = Para("", "secondary", "muted")
        self.judge = JudgeChoice(services)
        self.judge.chosen.connect(self._choose_judge)
        self.judge.hide()
        offered = (kind for name in _OFFERED for kind in KINDS if kind.type == name)
        chips = [self._chip(kind) for kind in offered]
        self.more = PlaceChip(self.tr("More"), "chevron-down")
        self.more.clicked.connect(self._open)
        adding = flowing(Label(self.tr("Add"), "secondary", "muted"), *chips, self.more)
        boxes.column(self, spacing=6).add(head, self._box, self.judge, self._rest, adding, boxes.STRETCH)

    def refresh(self, problems: Sequence[CaseProblem]) -> None:
        case, document = self._case.case, self._case.document
        checks = case.checks if case is not None else ()
        wrong = {one.check: one.words for one in problems}
        self._fit(min(len(checks), _MOST))
        for number, (row, check) in enumerate(zip(self.rows, checks, strict=False)):
            row.show_check(check, wrong.get(number))
        rest = len(checks) - len(self.rows)
        none = self.tr("No check: only you can say whether an answer is good.")
        self._rest.setText(self.tr("and {n} more").format(n=rest) if checks else none)
        self._rest.setVisible(rest > 0 or not checks)
        self.judge.setVisible(any(map(is_judges, checks)))
        self.judge.show_model(document.judge if document is not None else "")

    def show_results(self, results: Sequence[CheckResult] | None) -> None:
        """Of the answer that was tried; ``None`` for none."""
        for number, row in enumerate(self.rows):
            found = results[number] if results is not None and number < len(results) else None
            row.show_mark(mark_of(found) if results is not None else None)

    def add(self, kind: CheckKind) -> None:
        self._case.change(lambda case: replace(case, checks=(*case.checks, new_check(kind))))
        if self.rows:
            self.rows[-1].take_focus()

    def replace_check(self, number: int, check: Check) -> None:
        """Another one in its place."""
        self._case.change(
            lambda case: replace(case, checks=(*case.checks[:number], check, *case.checks[number + 1 :]))
        )

    def _fit(self, count: int) -> None:
        while len(self.rows) > count:
            self._box.drop([self.rows.pop()])
        while len(self.rows) < count:
            row, number = CheckRow(), len(self.rows)
            row.changed.connect(partial(self.replace_check, number))
            row.removed.connect(partial(self._remove, number))
            row.show_mark(None)
            self.rows.append(row)
            self._box.add(row)

    def _chip(self, kind: CheckKind) -> PlaceChip:
        chip = PlaceChip(kind.words, "plus")
        chip.clicked.connect(partial(self.add, kind))
        return chip

    def _remove(self, number: int) -> None:
        """The keys go to the one that comes in its place."""
        focused = QApplication.focusWidget()
        was_inside = focused is not None and self.rows[number].isAncestorOf(focused)
        self._case.change(
            lambda case: replace(case, checks=(*case.checks[:number], *case.checks[number + 1 :]))
        )
        if was_inside and self.rows:
            self.rows[min(number, len(self.rows) - 1)].take_focus()

    @Slot(object)
    def _choose_judge(self, model: Model) -> None:
        self._case.change_document(lambda document: replace(document, judge=model.id))

    @Slot()
    def _open(self) -> None:
        open_below(menu(self, kind_actions(self.add)), self.more)
