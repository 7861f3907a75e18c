"""Takes a prompt from the composer to a run, and opens the pages of prompts, plan, terms and blind vote.

A single prompt is asked at once; what a run of it takes stands over the composer before. A plan that warns
of something, and a run of many prompts, is shown first.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from explorer.base.store import Store
from explorer.domain.included_models import TermsOfUse
from explorer.rooms.compare.answers.answers_pane import AnswersPane
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.answers.vote_rows import BlindContent
from explorer.rooms.compare.document.answer_store import store_sampling
from explorer.rooms.compare.document.document import with_prompts
from explorer.rooms.compare.document.votes import Vote
from explorer.rooms.compare.page_rows import ConsentPage
from explorer.rooms.compare.prompts.composer_controller import PromptQueueController
from explorer.rooms.compare.prompts.plan_pane import PlanChoices, PlanPage
from explorer.rooms.compare.prompts.prompts_pane import PromptsPage
from explorer.rooms.compare.prompts.settings_pane import SharedSettingsChosen
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.run.plan import RunPlan, missing_steps, steps_of
from explorer.rooms.compare.session import CompareSession


class PromptController(QObject):
    """Pages are built when they are opened for the first time."""

    def __init__(self, session: CompareSession, answers: AnswersPane, store: Store) -> None:
        super().__init__(answers)
        self._session, self._answers, self._store = session, answers, store
        self._plan_page: PlanPage | None = None
        self._prompts_page: PromptsPage | None = None
        self._consent: ConsentPage | None = None
        self._blind_page: BlindPage | None = None
        self._queue = PromptQueueController(session, answers.composer)
        answers.composer.asked.connect(self._ask)
        answers.composer.chosen.connect(self._share)
        answers.prompt.planned.connect(self.open_plan)
        answers.prompt.listed.connect(self.open_prompts)
        session.run.consent_wanted.add(self._ask_consent)
        session.run.told.add(self._hear)
        session.warned.add(self._show_warned)
        session.blind_changed.add(self._follow_blind)
        session.outcome_came.add(self._follow_outcome)
        for changed in (session.columns_changed, session.document_changed, session.failed):
            changed.add(self._refresh)
        session.run.busy_changed.add(self._refresh)

    def _refresh(self, _change: object = None) -> None:
        """The document, its models or its answers are others now; or are still what they were."""
        document, is_busy = self._session.document, self._session.run.is_busy
        shared = SharedSettingsChosen(document.sampling, document.system, document.think)
        self._answers.composer.show_shared(shared, self._session.run.switches())
        self._answers.prompt.plan.setEnabled(bool(document.prompts) and not is_busy)
        if self._prompts_page is not None and self._answers.page is self._prompts_page:
            self._prompts_page.show_document(document, is_busy)
        if self._plan_page is not None and self._answers.page is self._plan_page:
            self._plan_page.show_plan(self._planned())
        self._show_votes()

    def _follow_blind(self, on: bool) -> None:  # noqa: FBT001  a listener
        if not on:
            self.leave()
            return
        if self._blind_page is None:
            self._blind_page = BlindPage()
            self._blind_page.left.connect(self._leave_blind)
            self._blind_page.voted.connect(self._vote)
        self._answers.show_page(self._blind_page, asks=True)
        self._show_votes()
        self._blind_page.take_focus()

    def _show_votes(self) -> None:
        if self._session.is_blind and self._blind_page is not None:
            session, current = self._session, self._session.kept.current
            votes = session.kept.answers.votes(current.id)
            live, titles = session.run.live_here, session.run.titles
            self._blind_page.show_content(
                BlindContent(current.document, session.outcomes, votes, titles, live)
            )
            self._answers.show_composer()

    def _follow_outcome(self, _outcome: object) -> None:
        self._show_votes()

    def _hear(self, change: RunChange) -> None:
        """Answers come without names too."""
        if self._session.is_blind and self._answers.page is self._blind_page is not None:
            self._blind_page.hear(change)

    @Slot()
    def _leave_blind(self) -> None:
        self._session.set_blind(on=False)

    @Slot(object)
    def _vote(self, vote: Vote) -> None:
        self._session.kept.answers.add_vote(self._session.kept.current.id, vote)
        self._show_votes()

    def _show_warned(self, _plan: RunPlan) -> None:
        """Whoever is on another page stays there."""
        if self._answers.page in (None, self._blind_page):
            self.open_plan()

    @Slot()
    def open_plan(self, *, again: bool = False) -> None:
        """``again``: everything is asked once more, not only what is missing."""
        if self._session.run.is_busy or not self._session.document.prompts:
            return
        if self._plan_page is None:
            self._plan_page = PlanPage()
            self._plan_page.left.connect(self.leave)
            self._plan_page.started.connect(self._start_planned)
            self._plan_page.changed.connect(self._session.change)
        self._plan_page.show_plan(self._planned())
        self._plan_page.choose(again=again)
        self._answers.show_page(self._plan_page)
        (self._plan_page.start if self._plan_page.start.isEnabled() else self._plan_page.back).setFocus()

    @Slot()
    def open_prompts(self) -> None:
        if self._prompts_page is None:
            self._prompts_page = PromptsPage(self._session.taken)
            self._prompts_page.left.connect(self.leave)
            self._prompts_page.planned.connect(self.open_plan)
            self._prompts_page.changed.connect(self._session.change)
        self._prompts_page.show_document(self._session.document, self._session.run.is_busy)
        self._answers.show_page(self._prompts_page)
        self._prompts_page.field.setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to the answers."""
        self._show_answers()
        self._answers.composer.field.setFocus()

    def _planned(self) -> PlanChoices:
        document, run = self._session.document, self._session.run
        remembered = run.remember()()
        missing = missing_steps(document, self._session.outcomes)
        return PlanChoices(
            document,
            run.plan(missing, only_here=False, remembered=remembered),
            run.plan(steps_of(document), only_here=False, remembered=remembered),
            run.switches(),
        )

    @Slot(str)
    def _ask(self, prompt: str) -> None:
        session, is_busy = self._session, self._session.run.is_busy
        before = {one.key for one in session.document.prompts}
        document = with_prompts(session.document, [prompt], session.taken())
        if not session.run.models() or not session.change(document, to_end=not is_busy):
            return
        self._answers.composer.clear()
        if is_busy:
            self._queue.add(one.key for one in document.prompts if one.key not in before)
        else:
            session.ask([step for step in steps_of(session.document) if step.prompt not in before])

    @Slot(object)
    def _share(self, chosen: SharedSettingsChosen) -> None:
        document = self._session.document
        changed = replace(document, sampling=chosen.sampling, system=chosen.system, think=chosen.think)
        if self._session.change(changed):
            store_sampling(self._store, chosen.sampling)

    @Slot(object)
    def _start_planned(self, plan: RunPlan) -> None:
        self._show_answers()
        self._session.start(self._session.run.plan(plan.steps))

    def _show_answers(self) -> None:
        """With their names, or as a blind vote."""
        self._answers.show_page(self._blind_page if self._session.is_blind else None, asks=True)

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
        self._session.run.go_on()
