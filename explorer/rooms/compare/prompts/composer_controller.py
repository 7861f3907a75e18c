"""What the line over the composer tells: how the run goes, which prompts wait, what the next one takes."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.domain.model import Whereabouts
from explorer.domain.piece import NOTHING
from explorer.domain.places import Place, Room
from explorer.kit.announce import announce
from explorer.kit.current_work import CurrentWork, WorkStatus
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.rooms.compare.document.document import with_prompts
from explorer.rooms.compare.prompts.composer_rows import PromptComposer
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.run.plan import PlanStep, missing_steps, steps_of
from explorer.rooms.compare.run.planner import EarlierAnswers
from explorer.rooms.compare.run.run_words import (
    memory_text,
    order_text,
    reach_text,
    run_text,
    short_text,
    time_text,
    work_text,
)
from explorer.rooms.compare.session import CompareSession

_PAUSE_MS = 250  # after the last change, before the plan of the next prompt is made


class RunStatusController(QObject):
    """Tells how the run goes: over the composer, and in the activity bar, seen from every room."""

    def __init__(self, session: CompareSession, composer: PromptComposer, working: CurrentWork) -> None:
        super().__init__(composer)
        self._session, self._run = session, session.run
        self._composer, self._working = composer, working
        self._seconds = QTimer(self, interval=1000)  # what is said of the time left moves
        self._seconds.timeout.connect(self._show)
        composer.stopped.connect(session.run.stop)
        composer.went_on.connect(partial(session.attempt, session.run.resume))
        session.run.told.add(self._hear)
        session.run.busy_changed.add(self._follow_run)
        for changed in (session.columns_changed, session.document_changed, session.blind_changed):
            changed.add(self._follow)

    def _hear(self, change: RunChange) -> None:
        if change.piece == NOTHING:  # more text changes nothing of it, and comes hundreds of times a second
            self._show()

    def _follow_run(self, busy: bool) -> None:  # noqa: FBT001  a listener
        if busy:
            self._seconds.start()
        else:
            self._seconds.stop()
            announce(self._composer, self.tr("The models have answered."))
        self._follow(busy)

    def _follow(self, _change: object) -> None:
        count = len(self._run.models())
        reach = shown(reach_text(count, len(self._session.board.slots)))
        if count and self._run.is_busy:
            reach = self.tr("Enter: asks when the models have answered · Esc: stop")
        self._composer.show_reach(reach, can_ask=count > 0)
        models = self._run.models().values()
        away = (one for one in models if one.where is Whereabouts.AWAY and not one.why_not_usable)
        self._composer.show_hosts(one.host for one in away)
        self._show()

    @Slot()
    def _show(self) -> None:
        live, run = self._run.live, ""
        if live is not None and live is not self._run.live_here:
            run = self.tr("Another comparison is running · {progress}")
            run = run.format(progress=shown(short_text(live)))
        elif live is not None:
            run = shown(run_text(live, None if self._session.is_blind else self._run.titles))
        self._composer.tell(run=run, missing=self._run.missing_count)
        place = Place(Room.COMPARE, comparison_id=self._run.number)
        status = WorkStatus(work_text(live), short_text(live), place) if live is not None else None
        self._working.show(Room.COMPARE, status)


class PromptQueueController(QObject):
    """The prompts that were typed while models answer: stored at once, and asked when the run has ended.

    They stand in their comparison like every other, and which of them wait is stored beside it. Where the run
    was stopped, another comparison was open at its end or the app was left, they are asked when the person
    says so.
    """

    def __init__(self, session: CompareSession, composer: PromptComposer) -> None:
        super().__init__(composer)
        self._session, self._kept, self._run = session, session.kept, session.run
        self._composer = composer
        composer.taken_back.connect(self._take_back)
        composer.asked_now.connect(self._ask)
        session.run.busy_changed.add(self._follow_run)
        for changed in (session.columns_changed, session.document_changed):
            changed.add(self._show)

    def _steps(self) -> list[PlanStep]:
        """What is to be asked still: not what was answered by choice, nor what the run that goes on asks."""
        keys, here, live = self._kept.waiting(), self._run.models(), self._run.live_here
        if not keys:
            return []
        now = frozenset(live.plan.steps if live is not None else ())
        missing = missing_steps(self._session.document, self._session.outcomes)
        return [step for step in missing if step.prompt in keys and step.column in here and step not in now]

    def _mine(self) -> tuple[str, ...]:
        """The prompts of the open comparison that wait."""
        left = {step.prompt for step in self._steps()}
        return tuple(key for key in self._kept.waiting() if key in left)

    def add(self, keys: Iterable[str]) -> None:
        self._kept.keep_waiting((*self._kept.waiting(), *keys))
        self._show()
        announce(self._composer, self._composer.told)

    def _show(self, _change: object = None) -> None:
        self._composer.tell(waiting=len(self._mine()))

    def _follow_run(self, busy: bool) -> None:  # noqa: FBT001  a listener
        self._show()
        self._session.later(self._keep_up if busy else self._go_on)  # all others have heard of it by then

    def _keep_up(self) -> None:
        if self._run.live_here is not None:
            self._kept.keep_waiting(self._mine())  # what is asked waits no more, even if it is stopped

    def _go_on(self) -> None:
        if not self._run.is_busy and not self._run.was_stopped and self._mine():
            self._ask()

    @Slot()
    def _ask(self) -> None:
        self._session.ask(self._steps())

    @Slot()
    def _take_back(self) -> None:
        """The last one stands in the field again, before what was begun there meanwhile."""
        document, last = self._session.document, self._mine()[-1]
        prompt = document.prompt(last)
        rest = tuple(one for one in document.prompts if one.key != last)
        if prompt is not None and self._session.change(replace(document, prompts=rest)):
            texts = (prompt.text, self._composer.text())
            self._composer.show_text("\n\n".join(text for text in texts if text.strip()))
        self._composer.field.setFocus()


class NextPlanController(QObject):
    """Tells what asking what is typed takes; answers of before are read in the background."""

    def __init__(
        self, session: CompareSession, composer: PromptComposer, tasks: Tasks, messages: Messages
    ) -> None:
        super().__init__(composer)
        self._session, self._composer, self._tasks, self._messages = session, composer, tasks, messages
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        composer.field.textChanged.connect(self._pause.start)
        for changed in (session.columns_changed, session.document_changed, session.run.busy_changed):
            changed.add(lambda _change: self._pause.start())

    @Slot()
    def _read(self) -> None:
        if not self._text():
            self._composer.tell(plan="")
            return
        self._tasks.do(self._session.run.remember(), self._show, self._messages.fail, owner=self)

    def _show(self, remembered: EarlierAnswers) -> None:
        """Something else may stand in the composer by now; the models may be others too."""
        text = self._text()
        self._composer.tell(plan=self._words(text, remembered) if text else "")

    def _text(self) -> str:
        """What is typed, where it can be asked."""
        part = self._composer.parentWidget()  # the composer itself gives way to some pages
        is_of_use = part is not None and part.isVisible() and not self._session.run.is_busy
        return self._composer.text().strip() if is_of_use else ""

    def _words(self, text: str, remembered: EarlierAnswers) -> str:
        document = with_prompts(self._session.document, [text])
        steps = [step for step in steps_of(document) if step.prompt == document.prompts[-1].key]
        plan = self._session.run.plan(steps, of=document, remembered=remembered)
        if not plan.steps:
            return ""
        return " · ".join(shown(words) for words in (order_text(plan), memory_text(plan), time_text(plan)))
