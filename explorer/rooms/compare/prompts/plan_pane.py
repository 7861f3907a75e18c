"""The page of the plan: what is asked in which order, what it takes, and the options of the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import most_cost_words
from explorer.domain.errors import KnownError
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit import boxes
from explorer.kit.boxes import Card
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.field import NumberField
from explorer.kit.language import shown
from explorer.kit.paint import text_width
from explorer.kit.scroll import Scroll
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.kit.theme import look_of
from explorer.kit.where_mark import WhereMark
from explorer.rooms.compare.document.answer_settings import SettingsGrid
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.facts.compared_models import sentence
from explorer.rooms.compare.page_rows import BackPage
from explorer.rooms.compare.prompts.axis_rows import AxesEditor
from explorer.rooms.compare.prompts.settings_rows import Refusals
from explorer.rooms.compare.run.plan import ColumnPlan, RunPlan
from explorer.rooms.compare.run.run_words import (
    count_text,
    error_text,
    fairness_text,
    leg_text,
    memory_text,
    time_text,
)

_MOST_REPEATS = 50


@dataclass(frozen=True)
class PlanChoices:
    """What can be run: all answers, or those alone that are missing.

    ``thinking``: what models let one choose of it, by the titles of their columns.
    """

    document: ComparisonDocument
    missing: RunPlan
    everything: RunPlan
    thinking: Mapping[str, ThinkingSwitch] = field(default_factory=dict)


class PlanPage(BackPage):
    """``left`` leads back; ``started`` carries the RunPlan; ``changed`` carries the ComparisonDocument."""

    started = Signal(object)
    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The plan"), self.tr("Back to the answers"), parent)
        self.setObjectName("compare-plan")
        self._planned: PlanChoices | None = None
        self._content = QWidget()
        self._lines = boxes.column(self._content, margins=(20, 16, 20, 20), spacing=12)
        self._which = Segmented(self.tr("What is asked"), [self.tr("Missing"), self.tr("All again")])
        self._which.currentChanged.connect(self._show)
        self._options = _Options()
        self._options.changed.connect(self.changed)
        self._legs = QWidget()
        self._legs_box = boxes.column(self._legs, spacing=8)
        self._summary = Para("", "heading")
        self._takes = Para("", tone="muted")
        self._errors = Para("", "secondary", "muted")
        self._lines.add(self._summary, self._takes, self._errors, self._legs, self._options, boxes.STRETCH)
        self.start = Button("accent", self.tr("Start"), "play", then=self._start)
        self.start.setObjectName("compare-start")
        title = Elided(self.tr("The plan"), "heading")
        self.line.add(boxes.stretched(title), self._which, self.start)
        self.page.add(boxes.stretched(Scroll(self._content, self.tr("The plan"))))

    def show_plan(self, planned: PlanChoices) -> None:
        """What can be run now; the choice between both stays."""
        self._planned = planned
        self._options.show_document(planned.document, planned.thinking)
        self._show()

    def choose(self, *, again: bool) -> None:
        """Everything again, or what is missing, if there is something."""
        is_all = again or (self._planned is not None and not self._planned.missing.steps)
        self._which.setCurrentIndex(int(is_all))

    @property
    def plan(self) -> RunPlan | None:
        """The one that is chosen."""
        if self._planned is None:
            return None
        return self._planned.missing if self._which.currentIndex() == 0 else self._planned.everything

    @Slot()
    def _show(self) -> None:
        plan = self.plan
        if plan is None:
            return
        takes = (
            fairness_text(plan),
            memory_text(plan),
            time_text(plan),
            most_cost_words(leg.most_cost for leg in plan.legs),
        )
        self._summary.setText(count_text(plan) if plan.steps else self.tr("Nothing is to be asked."))
        self._takes.setText(sentence(" · ".join(shown(words) for words in takes)))
        self._takes.setVisible(bool(plan.steps))
        self._errors.setText(error_text(plan))
        self._errors.setVisible(bool(plan.steps and error_text(plan)))
        self.start.setEnabled(bool(plan.steps))
        self._show_legs(plan.legs)

    def _show_legs(self, legs: Sequence[ColumnPlan]) -> None:
        boxes.clear(self._legs_box)
        for number, leg in enumerate(legs, 1):
            self._legs_box.addWidget(_ColumnPlanCard(number, leg))

    @Slot()
    def _start(self) -> None:
        plan = self.plan
        if plan is not None:
            self.started.emit(plan)


class _ColumnPlanCard(Card):
    """One column of the plan: its place in the order, what it takes, what stands against it."""

    def __init__(self, number: int, leg: ColumnPlan) -> None:
        super().__init__("plain", 14)
        self.setAccessibleName(leg.title)
        place = Label(f"{number}", "strong", "muted")
        width = ceil(text_width("0", look_of(self).font(strong=True)))
        place.setFixedWidth(width)  # the titles stand in line
        mark = WhereMark()
        words = boxes.column(spacing=2).add(Para(leg.title, "strong"), boxes.at_start(mark))
        mark.show_model(leg.model)
        if leg.problem is None:
            words.add(Para(leg_text(leg), "secondary", "muted"))
        for error, icon in ((leg.problem, "info"), (leg.warning, "warning")):
            if error is not None:
                words.add(_warned(error, icon))
        self.body.add(boxes.row(spacing=10).add(boxes.at_top(place), boxes.stretched(words)))


def _warned(error: KnownError, icon: str) -> boxes.Row:
    line = boxes.row(margins=(0, 2, 0, 0), spacing=6)
    line.add(boxes.at_top(IconLabel(icon, "caution", 14)), boxes.stretched(Para(error.words, "secondary")))
    return line


class _Options(QWidget):
    """How the run may differ. ``changed`` carries the ComparisonDocument."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._document = ComparisonDocument()
        self._parallel = CheckBox(self.tr("All models at once: faster, but speeds are not fair"))
        self._together = CheckBox(self.tr("All prompts at once: sooner done, but no speeds are measured"))
        self._kept = CheckBox(self.tr("Keep models in memory while there is room"))
        self._repeats = NumberField(
            self.tr("Ask each prompt so many times"), whole=True, least=1, most=_MOST_REPEATS
        )
        self._axes = AxesEditor()
        self._parallel.toggled.connect(self._set_parallel)
        self._together.toggled.connect(self._set_together)
        self._kept.toggled.connect(self._set_kept)
        self._repeats.entered.connect(self._set_repeats)
        self._axes.changed.connect(self._set_grid)
        lines = boxes.column(self, margins=(0, 8, 0, 0), spacing=10)
        lines.add(Label(self.tr("How it runs"), "heading"), self._together, self._parallel, self._kept)
        why = Elided(self.tr("times each prompt, for the spread of the measurements"))
        times = boxes.row(spacing=8).add(self._repeats, boxes.stretched(why))
        lines.add(times, Refusals((self._repeats,)), self._axes)

    def show_document(self, document: ComparisonDocument, thinking: Mapping[str, ThinkingSwitch]) -> None:
        self._document = document
        self._parallel.setChecked(document.is_parallel)
        self._together.setChecked(document.asks_together)
        self._kept.setChecked(document.is_kept_loaded)
        self._kept.setEnabled(not document.is_parallel)
        self._repeats.show_number(document.repeats)
        self._axes.show_grid(document.grid, thinking, document.sampling)

    @Slot(bool)
    def _set_parallel(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._change(is_parallel=on)

    @Slot(bool)
    def _set_together(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._change(asks_together=on)

    @Slot(bool)
    def _set_kept(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._change(is_kept_loaded=on)

    @Slot(object)
    def _set_repeats(self, value: object) -> None:
        if isinstance(value, int) and not self._repeats.refusal:
            self._change(repeats=value)

    @Slot(object)
    def _set_grid(self, grid: SettingsGrid) -> None:
        self._change(grid=grid)

    def _change(self, **changes: object) -> None:
        document = replace(self._document, **changes)  # type: ignore[arg-type]  # fields by their names
        if document != self._document:
            self.changed.emit(document)
