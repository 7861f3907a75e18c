"""The panel of a run over the room: which models, of packs which and how much, the plan in words, Start."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QMetaObject, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.included_models import TermsOfUse
from explorer.domain.model import Model
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.run.plan import MOST_MODELS, EvalPlan
from explorer.evaluate.run.run_session import RunChoices
from explorer.evaluate.run.run_words import plan_text, takes_text
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.consent import ConsentCard
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.popup import SHADOW
from explorer.kit.question import QuestionSheet
from explorer.kit.scroll import Scroll
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.run.plan_rows import ChosenModelCard, OtherFiles, PackChoice

_WIDTH = 600  # pixels at 100 %
_FEW = 3  # problems that are said


class RunSheet(QuestionSheet):
    """``changed`` after each choice: the plan is to be made anew; ``started``; ``agreed`` to the terms.

    ``pick`` opens the list of models under a widget; ``others`` are further files of the chosen ones.
    """

    changed = Signal(object)  # RunChoices
    started = Signal(object)  # EvalPlan
    agreed = Signal()

    def __init__(
        self,
        heading: str,
        choices: RunChoices,
        packs: Sequence[Pack],
        pick: Callable[[Callable[[], QWidget]], object],
        others: Callable[[Sequence[Model]], Sequence[Model]],
        host: QWidget,
    ) -> None:
        super().__init__(heading, heading, host)
        self.setObjectName("evaluate-run-sheet")
        self.choices = choices
        self.plan: EvalPlan | None = None
        self._others_of = others
        self._cards: list[ChosenModelCard] = []
        self.packs = PackChoice(packs, choices) if packs else None
        self._models = boxes.column(spacing=8)
        self.add = Button("outlined", self.tr("Add a model"), "plus", scale="compact")
        self.add.setObjectName("evaluate-add-model")
        self.add.clicked.connect(partial(pick, lambda: self.add))
        self._others = OtherFiles()
        self._others.chosen.connect(self.add_model)
        self._content = QWidget()
        lines = boxes.column(self._content, spacing=12)
        if self.packs is not None:
            self.packs.changed.connect(self._choose_packs)
            lines.add(self.packs)
        self._count = Label("", "secondary", "muted")
        title = Label(self.tr("Models"), "strong")
        head = boxes.row(spacing=8).add(title, self._count, boxes.STRETCH, self.add)
        lines.add(head, self._models, self._others, boxes.STRETCH)
        self._content.installEventFilter(self)
        self._scroll = Scroll(self._content, self.tr("What is run"))
        self._add_foot()

    def _add_foot(self) -> None:
        """What it comes to, and its buttons."""
        self._summary, self._takes = Para("", "strong"), Para("", "secondary", "muted")
        self._problems = Para("", "secondary", "caution")
        self._problems.hide()
        self._consent: ConsentCard | None = None
        self._foot = boxes.column(margins=(0, 12, 0, 0), spacing=4)
        self._foot.add(self._problems, self._summary, self._takes)
        self.body.add(boxes.stretched(self._scroll), self._foot)
        self.cancel = Button("outlined", self.tr("Cancel"), then=self.dismiss)
        self.start = Button("primary", self.tr("Start"), "play", then=self._start)
        self.start.setObjectName("evaluate-start")
        self.add_buttons(self.cancel, self.start)

    def ask(self) -> None:
        self._show_models()
        self.open(self.start)

    @Slot(object)
    def add_model(self, model: Model) -> None:
        if model.id not in {one.id for one in self.choices.models}:
            self._choose(replace(self.choices, models=(*self.choices.models, model)))
            self._show_models()

    def show_plan(self, plan: EvalPlan) -> None:
        """Of what is chosen now."""
        self.plan = plan
        legs = {leg.reference: leg for leg in plan.legs}
        for card in self._cards:
            if (leg := legs.get(card.model.id)) is not None:
                card.show_leg(leg)
        self._tell(plan)
        self.refit()

    def show_problems(self, told: Sequence[str]) -> None:
        """What is wrong with the tests, which can be run all the same."""
        more = [self.tr("and {n} more").format(n=len(told) - _FEW)] if len(told) > _FEW else []
        self._problems.setText("\n".join([*map(shown, told[:_FEW]), *more]))
        self._problems.setVisible(bool(told) and not self._scroll.isHidden())
        self.refit()

    def show_terms(self, terms: TermsOfUse) -> None:
        """In place of the plan: they come first."""
        title = self.tr("Before the first answer of {name}").format(name=shown(terms.name))
        self._consent = ConsentCard(title, shown(terms.text), terms.url)
        self._consent.accepted.connect(self.agreed)
        self._scroll.hide()
        for part in (self._problems, self._summary, self._takes, self.start):
            part.hide()
        self._foot.insertWidget(0, self._consent)
        self._consent.go_on.setFocus()
        self.refit()

    def forget_terms(self) -> None:
        discard(self._foot, self._consent)

    def wanted_size(self) -> QSize:
        """As high as all that is chosen, where the room has the height."""
        margins, width = self.body.contentsMargins(), look_of(self).sizes.px(_WIDTH) + 2 * SHADOW
        height = self.body.heightForWidth(width)
        if not self._scroll.isHidden():
            inner = width - margins.left() - margins.right()
            height += self._content.heightForWidth(inner) - self._scroll.sizeHint().height()
        return QSize(width, height) - QSize(2 * SHADOW, 2 * SHADOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is chosen got another height."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            QMetaObject.invokeMethod(self, "refit", Qt.ConnectionType.QueuedConnection)
        return super().eventFilter(watched, event)

    def _choose(self, choices: RunChoices) -> None:
        self.choices, self.plan = choices, None
        self.start.setEnabled(False)
        self.changed.emit(choices)

    @Slot()
    def _choose_packs(self) -> None:
        if (packs := self.packs) is not None:
            chosen = replace(self.choices, packs=packs.packs, is_quick=packs.is_quick, seed=packs.seed)
            self._choose(chosen)

    def _remove(self, model: Model) -> None:
        kept = tuple(one for one in self.choices.models if one.id != model.id)
        self._choose(replace(self.choices, models=kept))
        self._show_models()
        self.add.setFocus()

    def _show_models(self) -> None:
        models = self.choices.models
        boxes.clear(self._models)
        self._cards = [ChosenModelCard(model, partial(self._remove, model)) for model in models]
        self._models.add(*self._cards)
        is_full = len(models) >= MOST_MODELS
        self.add.setEnabled(not is_full)
        self._count.setText(self.tr("{n} of {most}").format(n=len(models), most=MOST_MODELS))
        self._others.show_models(() if is_full else self._others_of(models))
        removes = (card.remove for card in self._cards)
        put_behind(self.add, (*removes, self._others, self.cancel, self.start))
        self._tell(None)
        self.refit()

    def _tell(self, plan: EvalPlan | None) -> None:
        self.start.setEnabled(plan is not None and plan.count > 0)
        if not self.choices.models:
            words, takes = self.tr("Choose a model."), ""
        elif self.packs is not None and not self.choices.packs:
            words, takes = self.tr("Choose a pack."), ""
        elif plan is None:
            words, takes = self.tr("Making the plan…"), ""
        elif not plan.count:
            words, takes = self.tr("Nothing of this can be asked."), ""
        else:
            words, takes = shown(plan_text(plan)), shown(takes_text(plan))
        self._summary.setText(words)
        self._takes.setText(takes)

    @Slot()
    def _start(self) -> None:
        if self.plan is not None:
            self.started.emit(self.plan)
