"""One check of a test: its kind, what it looks for, and whether the answer that was tried meets it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import storable
from explorer.domain.number_text import read_number
from explorer.domain.words import Words
from explorer.evaluate.checks.kinds import KINDS, CheckKind, kind_of, title_of
from explorer.evaluate.eval_set import Check
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.field import NumberField
from explorer.kit.growing_field import GrowingField
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.pass_marks import PassIcon, PassMark
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of

_KIND, _LIMIT = 160, 60  # pixels at 100 %
_MOST_LINES = 6


def new_check(kind: CheckKind) -> Check:
    return Check(kind.type, threshold=kind.usual)


def kind_actions(choose: Callable[[CheckKind], object], chosen: str = "") -> list[Action]:
    """Every kind; ``chosen`` has a tick."""
    return [
        Action(shown(kind.words), partial(choose, kind), checked=kind.type == chosen if chosen else None)
        for kind in KINDS
    ]


class CheckRow(QWidget):
    """``changed`` carries the Check as it is now, ``removed`` nothing."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.check = Check("")
        self.kind = MenuPicker(self.tr("Kind of check"), _KIND)
        self.kind.wanted.connect(self._open_kinds)
        self.value = GrowingField(self.tr("What it looks for"), (1, _MOST_LINES), "code")
        self.value.written.connect(self._write)
        self.limit = NumberField(self.tr("Limit"), width=_LIMIT)
        self.limit.textEdited.connect(self._limit)
        self.mark = PassIcon("cannot tell")
        keep_place(self.mark)
        away = IconButton("close", self.tr("Remove this check"), then=self.removed)
        self._problem = Para("", "secondary", "caution")
        line = boxes.row(spacing=8).add(
            boxes.at_top(self.kind), boxes.at_top(self.value, 1), boxes.at_top(self.limit)
        )
        self._stretch = QWidget()
        side = boxes.row(spacing=6).add(boxes.centred(self.mark), boxes.centred(away))
        side.addStrut(px(32))
        edge = boxes.column().add(side, boxes.STRETCH)
        line.add(boxes.stretched(self._stretch, 0), edge)
        boxes.column(self, spacing=2).add(line, self._problem)

    def show_check(self, check: Check, problem: Words | None) -> None:
        self.check = check
        kind = kind_of(check)
        self.kind.show_choice(title_of(check))
        has_value = kind is None or kind.form != "none"
        self.value.setVisible(has_value)
        self._stretch.setVisible(not has_value)
        self.value.takes_lines = kind is not None and kind.form in ("lines", "text")
        self.value.show_text(check.value)
        if kind is not None:
            self.value.setPlaceholderText(kind.example)
            self.value.setToolTip(plain_tip(shown(kind.value)))
            self.limit.setToolTip(plain_tip(shown(kind.threshold)))
        self.limit.setVisible(kind is not None and bool(kind.threshold))
        if not self.limit.hasFocus() and check.threshold is not None:
            self.limit.show_number(check.threshold)
        self._tell(problem)

    def show_mark(self, mark: PassMark | None) -> None:
        """Of the answer that was tried; ``None`` while there is none."""
        self.mark.setVisible(mark is not None)
        if mark is not None:
            self.mark.show_mark(mark)

    @property
    def problem(self) -> str:
        """What is wrong with it as it is written, "" for nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def take_focus(self) -> None:
        field = self.kind if self.value.isHidden() else self.value
        (self.limit if self.value.isHidden() and not self.limit.isHidden() else field).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _tell(self, problem: Words | None) -> None:
        """While one types an empty value is none yet."""
        if self.check.value == "" and self.value.isVisibleTo(self):
            problem = None
        self._problem.setText(problem or "")
        self._problem.setVisible(problem is not None)

    def kind_menu(self) -> Sequence[Action | None]:
        flip = Action(self.tr("Must not be so"), self._flip, checked=self.check.is_not)
        return [flip, None, *kind_actions(self._choose, self.check.type)]

    @Slot()
    def _open_kinds(self) -> None:
        open_below(menu(self, self.kind_menu()), self.kind)

    def _choose(self, kind: CheckKind) -> None:
        if kind.type != self.check.type:
            value = self.check.value if kind.form != "none" else ""
            self.changed.emit(replace(self.check, type=kind.type, value=value, threshold=kind.usual))

    def _flip(self) -> None:
        self.changed.emit(replace(self.check, is_not=not self.check.is_not))

    @Slot(str)
    def _write(self, text: str) -> None:
        self.changed.emit(replace(self.check, value=storable(text)))

    @Slot(str)
    def _limit(self, text: str) -> None:
        self.changed.emit(replace(self.check, threshold=read_number(text, whole=False)))
