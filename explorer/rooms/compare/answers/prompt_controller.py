"""Takes a prompt from the composer to a run.

It opens the pages of prompts, plan and blind vote, and starts what was planned.

A single prompt is asked at once; what a run of it takes stands over the composer before. A plan that warns
of something, and a run of many prompts, is shown first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.included_models import TermsOfUse
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext, Tasks
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.answers.blind_pane import BlindContent, BlindPage
from explorer.rooms.compare.document.answer_store import store_sampling
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, with_prompts
from explorer.rooms.compare.document.prompt_sets import prompt_sets
from explorer.rooms.compare.document.results import Outcome
from explorer.rooms.compare.document.votes import Vote
from explorer.rooms.compare.page_rows import ConsentPage
from explorer.rooms.compare.prompts.composer_rows import PromptGiven, SharedSettingsChosen
from explorer.rooms.compare.prompts.plan_pane import DocumentChosen, PlanChoices, PlanPage
from explorer.rooms.compare.prompts.prompt_queue_controller import PromptQueue
from explorer.rooms.compare.prompts.prompts_pane import PromptSource, PromptsPage
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.run.plan import PlanStep, RunPlan, in_chance_order, missing_steps, steps_of
from explorer.rooms.compare.run.planner import EarlierAnswers
from explorer.rooms.compare.run.run_controller import RunController
from explorer.rooms.compare.run.run_words import memory_text, order_text, time_text

_PAUSE_MS = 250  # after the last change, before the plan of the next prompt is made


@dataclass(frozen=True)
class OpenComparisonAccess:
    """What the room does with the open comparison. ``change`` keeps and shows a document."""

    change: Callable[[ComparisonDocument], object]
    outcomes: Callable[[], tuple[Outcome, ...]]
    titles: Callable[[], Mapping[str, str]]  # of the columns, by their keys


class PromptController(QObject):
    """Pages are built when they are opened for the first time. ``blind_left``: names are wanted again."""

    blind_left = Signal()

    def __init__(
        self,
        kept: Comparisons,
        asking: RunController,
        answers: AnswersPane,
        deeds: OpenComparisonAccess,
        store: Store,
        tasks: Tasks,
        messages: Messages,
    ) -> None:
        super().__init__(answers)
        self._tasks = tasks
        self._kept, self._asking, self._answers = kept, asking, answers
        self._deeds, self._store, self._messages = deeds, store, messages
        self._plan_page: PlanPage | None = None
        self._prompts_page: PromptsPage | None = None
        self._consent: ConsentPage | None = None
        self._blind_page: BlindPage | None = None
        self._is_blind = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_next)
        answers.composer.asked.connect(self._ask)
        answers.composer.chosen.connect(self._share)
        answers.composer.field.textChanged.connect(self._pause.start)
        answers.prompt.planned.connect(self.open_plan)
        answers.prompt.listed.connect(self.open_prompts)
        answers.composer.went_on.connect(asking.resume)
        self._queue = PromptQueue(kept, asking, answers.composer, deeds.outcomes, self._change_to, self.run)
        asking.consent_wanted.connect(self._ask_consent)
        asking.busy_changed.connect(self._follow_busy)
        asking.told.connect(self._hear)

    def refresh(self) -> None:
        """The document, its models or its answers are others now."""
        document = self._kept.current.document
        shared = SharedSettingsChosen(document.sampling, document.system, document.think)
        self._answers.composer.show_shared(shared)
        self._answers.composer.show_switches(self._asking.switches())
        self._answers.prompt.plan.setEnabled(bool(document.prompts) and not self._asking.is_busy)
        self._queue.refresh()
        self._pause.start()
        if self._prompts_page is not None and self._answers.page is self._prompts_page:
            self._prompts_page.show_document(document, self._asking.is_busy)
        if self._plan_page is not None and self._answers.page is self._plan_page:
            self._plan_page.show_plan(self._planned())
        self.show_votes()

    def set_blind(self, *, on: bool) -> None:
        """Hide names and speeds until a vote is given, or show them again."""
        self._is_blind = on
        self._answers.set_blind(on=on)
        if not on:
            self.leave()
            return
        if self._blind_page is None:
            self._blind_page = BlindPage()
            self._blind_page.left.connect(self.blind_left)
            self._blind_page.voted.connect(self._vote)
        self._answers.show_page(self._blind_page, asks=True)
        self.show_votes()
        self._blind_page.take_focus()

    def show_votes(self) -> None:
        """Answers, votes or names are others now."""
        if self._is_blind and self._blind_page is not None:
            current = self._kept.current
            votes = self._kept.answers.votes(current.id)
            self._blind_page.show_content(
                BlindContent(
                    current.document,
                    self._deeds.outcomes(),
                    votes,
                    self._deeds.titles(),
                    self._asking.live_here,
                )
            )
            self._answers.show_composer()

    @Slot(object)
    def _hear(self, change: RunChange) -> None:
        """Answers come without names too."""
        if self._is_blind and self._blind_page is not None and self._answers.page is self._blind_page:
            self._blind_page.hear(change)

    @Slot(object)
    def _vote(self, vote: Vote) -> None:
        self._kept.answers.add_vote(self._kept.current.id, vote)
        self.show_votes()

    def run(self, steps: Sequence[PlanStep]) -> None:
        """Start at once, unless the plan warns of something. Whoever is on another page stays there."""
        plan = self._asking.plan(steps)
        if all(leg.warning is None for leg in plan.legs):
            self._start(plan)
        elif self._answers.page in (None, self._blind_page):
            self.open_plan()

    @Slot()
    def open_plan(self, *, again: bool = False) -> None:
        """``again``: everything is asked once more, not only what is missing."""
        if self._asking.is_busy or not self._kept.current.document.prompts:
            return
        if self._plan_page is None:
            self._plan_page = PlanPage()
            self._plan_page.left.connect(self.leave)
            self._plan_page.started.connect(self._start_planned)
            self._plan_page.changed.connect(self._change)
        self._plan_page.show_plan(self._planned())
        self._plan_page.choose(again=again)
        self._answers.show_page(self._plan_page)
        (self._plan_page.start if self._plan_page.start.isEnabled() else self._plan_page.back).setFocus()

    @Slot()
    def open_prompts(self) -> None:
        if self._prompts_page is None:
            source = PromptSource(prompt_sets, self._taken)
            self._prompts_page = PromptsPage(source)
            self._prompts_page.left.connect(self.leave)
            self._prompts_page.planned.connect(self.open_plan)
            self._prompts_page.changed.connect(self._change)
        self._prompts_page.show_document(self._kept.current.document, self._asking.is_busy)
        self._answers.show_page(self._prompts_page)
        self._prompts_page.field.setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to the answers."""
        self._show_answers()
        self._answers.composer.field.setFocus()

    def _planned(self) -> PlanChoices:
        document, remembered = self._kept.current.document, self._asking.remember()()
        missing = missing_steps(document, self._deeds.outcomes())
        return PlanChoices(
            document,
            self._asking.plan(missing, only_here=False, remembered=remembered),
            self._asking.plan(steps_of(document), only_here=False, remembered=remembered),
            self._asking.switches(),
        )

    def _taken(self) -> frozenset[str]:
        return self._kept.answers.taken(self._kept.current.id)

    @Slot(object)
    def _ask(self, given: PromptGiven) -> None:
        if not self._asking.models():
            return
        before = {prompt.key for prompt in self._kept.current.document.prompts}
        if not self._change(
            DocumentChosen(with_prompts(self._kept.current.document, [given.text], self._taken()))
        ):
            return
        self._answers.composer.clear()
        document = self._kept.current.document
        if self._asking.is_busy:
            self._queue.add(prompt.key for prompt in document.prompts if prompt.key not in before)
            return
        self._answers.show_document(document, self._deeds.outcomes(), to_end=True)
        self.run([step for step in steps_of(document) if step.prompt not in before])

    @Slot(object)
    def _change(self, chosen: DocumentChosen) -> bool:
        """Whether it could be; what cannot is told, and the pages show again what is."""
        try:
            self._deeds.change(chosen.document)
        except KnownError as error:
            self._messages.fail(error)
            self.refresh()
            return False
        return True

    def _change_to(self, document: ComparisonDocument) -> bool:
        return self._change(DocumentChosen(document))

    @Slot(object)
    def _share(self, chosen: SharedSettingsChosen) -> None:
        document = self._kept.current.document
        changed = replace(document, sampling=chosen.sampling, system=chosen.system, think=chosen.think)
        if self._change(DocumentChosen(changed)):
            store_sampling(self._store, chosen.sampling)

    @Slot(object)
    def _start_planned(self, plan: RunPlan) -> None:
        self._show_answers()
        self._start(self._asking.plan(plan.steps))

    def _start(self, plan: RunPlan) -> None:
        self._asking.start(in_chance_order(plan) if self._is_blind else plan)

    def _show_answers(self) -> None:
        """With their names, or as a blind vote."""
        self._answers.show_page(self._blind_page if self._is_blind else None, asks=True)

    @Slot()
    def _show_next(self) -> None:
        """What the next prompt takes, over the composer; answers of before are read in the background."""
        if not self._next_text():
            self._answers.composer.tell(plan="")
            return
        remember = self._asking.remember()

        def work(_context: TaskContext[None]) -> EarlierAnswers:
            return remember()

        self._tasks.run(work, self._show_next_words, self._messages.fail, owner=self)

    def _show_next_words(self, remembered: EarlierAnswers) -> None:
        """Something else may stand in the composer by now; the models may be others too."""
        text = self._next_text()
        self._answers.composer.tell(plan=self._next_words(text, remembered) if text else "")

    def _next_text(self) -> str:
        """What is typed, where it can be asked."""
        is_of_use = self._answers.isVisible() and not self._asking.is_busy
        return self._answers.composer.text().strip() if is_of_use else ""

    def _next_words(self, text: str, remembered: EarlierAnswers) -> str:
        document = with_prompts(self._kept.current.document, [text])
        steps = [step for step in steps_of(document) if step.prompt == document.prompts[-1].key]
        plan = self._asking.plan(steps, of=document, remembered=remembered)
        if not plan.steps:
            return ""
        return " · ".join(shown(words) for words in (order_text(plan), memory_text(plan), time_text(plan)))

    @Slot(object)
    def _ask_consent(self, terms: TermsOfUse) -> None:
        self._consent = ConsentPage(terms)
        self._consent.accepted.connect(self._accept)
        self._answers.show_page(self._consent)

    @Slot()
    def _accept(self) -> None:
        self._show_answers()
        if self._consent is not None:
            self._consent.deleteLater()
            self._consent = None
        self._asking.go_on()

    @Slot()
    def _follow_busy(self) -> None:
        self.refresh()
