"""What all candidates are asked: which tests, which packs and why, and how much may be fetched for it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.choose.decision import Decision
from explorer.choose.trial.changes import trial_change
from explorer.choose.trial.tried import packs_for, packs_of
from explorer.domain.units import size_text, tests_text
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.store import ListedSet
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, CheckBox, LinkLine, Picker
from explorer.kit.language import shown
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.popup import menu, open_below
from explorer.kit.segmented import Segmented
from explorer.kit.text import Label, Para

_GB = 1_000_000_000
_LIMITS = (0, 1, 2, 5, 10, 20, 50)  # GB that may be fetched; 0: all
_STARTING, _NONE = 0, -1  # in place of the number of a set


class TriedChoice(QWidget):
    """``changed`` carries what is to be done to the decision; ``looked`` opens the chosen set, ``own_wanted``
    a new one. While a trial goes on it only says what is asked.
    """

    changed = Signal(object)  # TrialChange
    looked, own_wanted = Signal(), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sets = MenuPicker(self.tr("Tests"))
        self.sets.setObjectName("trial-sets")
        self.sets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sets.wanted.connect(self._open_sets)
        self._offered: dict[int, str] = {}  # what can be chosen, by the numbers of sets
        self._number = 0
        self.look = Button("link", self.tr("See these tests"), then=self.looked)
        self.own = Button("link", self.tr("Write my own tests"), then=self.own_wanted)
        self._told, self._asked = Para("", "secondary", "caution"), Para("")
        more = self.tr("What you add is asked when you press “Go on”; what is there stays.")
        self._more = Para(more, "secondary", "muted")
        self._packs: dict[str, CheckBox] = {}
        self._whys: dict[str, Para] = {}
        self._pack_lines = boxes.column(spacing=6)
        for pack in all_packs():
            self._add_pack(pack)
        self._size = Segmented(self.tr("How much of each"), (self.tr("A quarter"), self.tr("All of it")))
        self._size.currentChanged.connect(self._choose_size)
        self._limit = Picker(self.tr("How much may be downloaded"))
        self._limit.setObjectName("trial-limit")
        for limit in _LIMITS:
            words = self.tr("Up to {size}").format(size=size_text(limit * _GB))
            self._limit.addItem(words if limit else self.tr("As much as needed"), limit * _GB)
        self._limit.activated.connect(self._choose_limit)
        self._fill()

    def _fill(self) -> None:
        said = self.tr(
            "All get the same questions, one model after the other. Your own tests tell most: they are your"
            " task."
        )
        size = self.tr("A quarter is quicker, and less certain.")
        self._choices = QWidget()
        choices = boxes.column(self._choices, spacing=10)
        choices.add(Label(self.tr("How does it fail?"), "strong"), self._pack_lines, 8)
        choices.add(Label(self.tr("How much of each"), "strong"), boxes.row().add(self._size, boxes.STRETCH))
        choices.add(Para(size, "secondary", "muted"), 8)
        choices.add(Label(self.tr("How much may be downloaded"), "strong"), self._limit)
        column = boxes.column(self, margins=(24, 20, 20, 20), spacing=10)
        column.add(Label(self.tr("What they are asked"), "heading"), Para(said, "secondary", "muted"))
        column.add(self._more, 4, self._asked, self.sets, self._told)
        column.add(
            LinkLine(spacing=8).add(self.look, self.own, boxes.STRETCH), 8, self._choices, boxes.STRETCH
        )
        self._asked.hide()
        self._more.hide()

    def show_running(self, *, is_running: bool, is_begun: bool) -> None:
        """Nothing is changed then."""
        self._asked.setVisible(is_running)
        self._more.setVisible(is_begun and not is_running)
        for part in (self.sets, self.own, self._choices):
            part.setVisible(not is_running)
        self._told.setVisible(not is_running and bool(self._told.text()))

    def _add_pack(self, pack: Pack) -> None:
        box = CheckBox(shown(pack.question))
        box.clicked.connect(self._choose_packs)
        why = Para("", "secondary", "muted")
        self._packs[pack.id], self._whys[pack.id] = box, why
        self._pack_lines.add(box, boxes.row(margins=(28, 0, 0, 4)).add(boxes.stretched(why)))

    def show_choice(self, decision: Decision, sets: Sequence[ListedSet], starting: str) -> None:
        """``starting``: what the tests are called that a decision begins with, "" while that is not known."""
        trial = decision.trial
        listed = {one.id: f"{shown(one.title)} · {shown(tests_text(one.count))}" for one in sets}
        first = {} if trial.eval_set else {_STARTING: shown(starting) or "…"}
        self._offered = {**first, **listed, _NONE: self.tr("No tests, only the questions below")}
        self._number = _NONE if trial.is_without_set else trial.eval_set
        is_gone = self._number not in self._offered
        self.sets.show_choice("–" if is_gone else self._offered[self._number])
        self.look.setVisible(not is_gone and not trial.is_without_set)
        self._told.setText(self.tr("The tests that were chosen are gone. Choose others.") if is_gone else "")
        self._told.setVisible(is_gone)
        chosen = packs_of(decision.need, trial)
        for reason in packs_for(decision.need):
            box = self._packs[reason.pack]
            box.setChecked(reason.pack in chosen)
            self._whys[reason.pack].setText(reason.why if reason.is_usual else "")
            self._whys[reason.pack].setVisible(reason.is_usual)
        packs = [box.text() for name, box in self._packs.items() if name in chosen]
        self._asked.setText("\n".join([self._offered.get(self._number, ""), *packs]))
        self._size.blockSignals(True)
        self._size.setCurrentIndex(0 if trial.is_quick else 1)
        self._size.blockSignals(False)
        self._limit.setCurrentIndex(max(0, self._limit.findData(trial.most_bytes)))

    @Slot()
    def _open_sets(self) -> None:
        actions = [
            Action(words, partial(self._choose_set, number), checked=number == self._number)
            for number, words in self._offered.items()
        ]
        open_below(menu(self, actions), self.sets)

    def _choose_set(self, number: int) -> None:
        self.changed.emit(trial_change(eval_set=max(0, number), is_without_set=number == _NONE))

    @Slot()
    def _choose_packs(self) -> None:
        packs = tuple(name for name, box in self._packs.items() if box.isChecked())
        self.changed.emit(trial_change(packs=packs))

    @Slot(int)
    def _choose_size(self, index: int) -> None:
        self.changed.emit(trial_change(is_quick=index == 0))

    @Slot(int)
    def _choose_limit(self, index: int) -> None:
        self.changed.emit(trial_change(most_bytes=self._limit.itemData(index)))
