"""The small parts around the grid: what a run says in a sentence, its filters, and its conditions."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.evaluate.results.board import BoardFilter, RunBoard
from explorer.evaluate.results.conditions import caveat_words, conditions_words
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, ListedRun
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton, LinkLine
from explorer.kit.chips import Chip, Choice, MenuChip
from explorer.kit.clock import moment
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout
from explorer.kit.pass_marks import PassIcon
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.results.words_pane import PairsPopup

_ALL: tuple[BoardFilter, ...] = ("all", "failed", "failed by all", "differ", "unmeasured")


class RunTop(QWidget):
    """What a run says, over its items."""

    def set_low(self, *, low: bool) -> None:
        """Whether the items need the room."""
        raise NotImplementedError

    def show_results(self, results: RunResults) -> None:
        raise NotImplementedError


class SummaryRow(RunTop):
    """Mark, headline, and what stands behind it; a link to all pairs of models."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = PassIcon("cannot tell")
        self._headline = Para("", "heading")
        self._details = Para("", "body", "muted")
        self._is_low = False
        self._lines: list[str] = []
        self.more = Button("link", "", then=self._show_pairs)
        self.more.setObjectName("evaluate-pairs")
        pairs = LinkLine().add(self.more)
        head = boxes.row(spacing=12).add(boxes.stretched(self._headline), pairs)
        words = boxes.column(spacing=2).add(head, self._details)
        line = boxes.row(self, margins=(20, 12, 20, 0), spacing=10).add(boxes.at_top(self._icon))
        line.addLayout(words, 1)

    def set_low(self, *, low: bool) -> None:
        """Whether the grid needs the room: then details are one line, and all of them a tooltip."""
        self._is_low = low
        _fold(self._details, folded=low)

    def show_results(self, results: RunResults) -> None:
        summary = results.summary
        if summary is None:
            return
        self._lines = [*(pair.words for pair in summary.pairs), *filter(None, [summary.silent])]
        self._icon.setVisible(bool(summary.mark))
        if summary.mark:
            self._icon.show_mark(summary.mark)
        self._headline.setText(summary.headline)
        self._details.setText(summary.details)
        self._details.setVisible(bool(summary.details))
        self.set_low(low=self._is_low)
        self.more.setText(summary.more)
        self.more.setVisible(bool(summary.more))

    def _show_pairs(self) -> None:
        PairsPopup(self._lines, self).open_below(self.more)


class FilterRow(QWidget):
    """``changed``: another filter was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: BoardFilter = "all"
        self._chips: dict[BoardFilter, Chip] = {}
        layout = FlowLayout(spacing=look_of(self).sizes.px(8))
        for name in _ALL:
            self._chips[name] = chip = Chip("", on=name == "all", one_of=True, bare=True)
            chip.clicked.connect(partial(self._choose, name))
            layout.addWidget(chip)
        outer = boxes.column(self, margins=(20, 10, 20, 10))
        outer.addLayout(layout)

    def show_board(self, board: RunBoard) -> None:
        self.chosen = "all"
        self._mark()
        self.show_counts(board)

    def show_counts(self, board: RunBoard) -> None:
        """What no item answers to is there only while some may come."""
        of_several = ("failed by all", "differ") if len(board.run.models) == 1 else ()
        may_come = bool(board.waiting) and not board.run.end
        names = {
            "all": self.tr("All · {n}"),
            "failed": self.tr("Failed only · {n}"),
            "failed by all": self.tr("Failed by all · {n}"),
            "differ": self.tr("Models differ · {n}"),
            "unmeasured": self.tr("Not measurable · {n}"),
        }
        for name, chip in self._chips.items():
            count = board.count(name)
            chip.setText(names[name].format(n=count))
            is_useful = bool(count) or may_come or name in ("all", self.chosen)
            chip.setVisible(is_useful and name not in of_several)
            chip.updateGeometry()

    def _choose(self, name: BoardFilter) -> None:
        self.chosen = name
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for name, chip in self._chips.items():
            chip.setChecked(name == self.chosen)
            chip.update()


class ConditionsFoot(QFrame):
    """No number stands without its conditions. ``run_chosen`` carries the number of another run;
    ``more_wanted``: what else is told of this one, and done with it.
    """

    run_chosen = Signal(object)
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self._words = Para("", "secondary", "muted")
        self._is_low = False
        self._runs = MenuChip("", [Choice("", "")])
        self._runs.setAccessibleDescription(self.tr("Which run is shown"))
        self._runs.picked.connect(self._on_run)
        line = boxes.row(self, margins=(20, 4, 14, 4), spacing=12)
        self.more = IconButton("more", self.tr("More about this run"), then=self.more_wanted.emit)
        self.more.setObjectName("evaluate-run-more")
        line.add(boxes.centred(self._words, 1), boxes.centred(self._runs), boxes.centred(self.more))

    def show_runs(self, run: EvalRun, runs: Sequence[ListedRun]) -> None:
        """Which there are, the latest first."""
        self._runs.setVisible(len(runs) > 1)
        if len(runs) > 1:
            self._runs.set_choices([Choice(str(one.id), _run_words(one, runs[0].version)) for one in runs])
            self._runs.set_choice(str(run.id))

    def set_low(self, *, low: bool) -> None:
        self._is_low = low
        _fold(self._words, folded=low)

    @Slot(object)
    def _on_run(self, choice: Choice) -> None:
        self.run_chosen.emit(int(choice.value))

    def show_run(self, run: EvalRun, *, is_current: bool) -> None:
        first = " · ".join(filter(None, (when_words(run), shown(conditions_words(run)))))
        words = shown(caveat_words(run))
        if not is_current:
            words += " " + self.tr("It has changed since: these are results of the version of that day.")
        self._words.setText(self.tr("{conditions}. {more}").format(conditions=first, more=words))
        self.set_low(low=self._is_low)


def _fold(para: Para, *, folded: bool) -> None:
    para.set_most(1 if folded else 0)
    para.setToolTip(plain_tip(para.text()) if folded else "")


def when_words(run: EvalRun) -> str:
    """When it began, and how long it took."""
    began = datetime.fromisoformat(run.began_at)
    if not run.ended_at:
        return tr("{when}, not finished").format(when=moment(began))
    minutes = (datetime.fromisoformat(run.ended_at) - began).total_seconds() / 60
    took = tr("{n} min").format(n=round(minutes)) if minutes >= 1 else tr("under a minute")
    return f"{moment(began)}, {took}"


def _run_words(run: ListedRun, newest: str) -> str:
    parts = [moment(datetime.fromisoformat(run.began_at))]
    if run.version != newest:
        parts.append(tr("other version"))
    if run.end == "stopped":
        parts.append(tr("stopped"))
    return " · ".join(parts)
