"""A run as the room shows it: the panel that plans it, the strip with its progress, the activity bar."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.included_models import TermsOfUse
from explorer.domain.model import Model
from explorer.domain.places import Place, Room, evaluate_place
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.run_session import RunChoices
from explorer.evaluate.run.run_words import (
    are_only_failures,
    count_text,
    ended_text,
    judge_words,
    live_text,
    work_text,
)
from explorer.evaluate.store import UnfinishedRun
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.current_work import WorkStatus
from explorer.kit.language import shown
from explorer.kit.question import host_of
from explorer.kit.tasks import LatestTask
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.evaluate.frame_pane import EvaluateFrame
from explorer.rooms.evaluate.run.plan_pane import RunSheet
from explorer.rooms.evaluate.run.run_rows import RunStrip
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession


class EvalRunController(QObject):
    """``open_sheet`` plans a run of what is open."""

    def __init__(self, session: EvaluateSession, frame: EvaluateFrame) -> None:
        super().__init__(frame)
        self._session, self._run, self._frame = session, session.run, frame
        services = session.services
        self._services, self._plans = services, LatestTask(services.tasks)
        self._picker = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, self._leave_for
        )
        self.sheet: RunSheet | None = None
        self.strip = RunStrip()
        self.strip.hide()
        frame.strip.addWidget(self.strip)
        self.strip.stopped.connect(self._run.stop)
        self.strip.went_on.connect(self._go_on)
        self.strip.dropped.connect(self._drop)
        self._offered: Sequence[UnfinishedRun] = ()
        self._seconds = QTimer(self, interval=1000)  # what is said of the time left moves
        self._seconds.timeout.connect(self._tick)
        run = self._run
        session.leaves += (
            run.told.add(self._show),
            run.wanted.add(lambda _nothing: self.open_sheet()),
            run.busy_changed.add(self._follow),
            run.consent_wanted.add(self._ask_consent),
        )
        session.opened.add(self._look)
        session.listed.add(self._look)
        session.problems.changed.add(self._show_problems)

    def commands(self) -> Sequence[Action]:
        is_idle = not self._run.is_busy
        can_run = self._session.page.kind in ("set", "pack", "packs") and self._session.reading is None
        return (
            Action(self.tr("Run…"), self.open_sheet, "play", shortcut="Ctrl+R", enabled=is_idle and can_run),
            Action(self.tr("Stop the run"), self._run.stop, "stop", enabled=not is_idle),
        )

    def unfinished(self) -> Sequence[str]:
        """As of ``RoomPane``."""
        live = self._run.live
        if live is None or self._run.room is not Room.EVALUATE:
            return ()
        words = self.tr("An evaluation runs: {progress} · what is there is kept, and it can go on later")
        return (words.format(progress=shown(count_text(live))),)

    @Slot()
    def open_sheet(self) -> None:
        """While a run goes on, the strip tells of it."""
        if self._run.is_busy:
            self._services.messages.tell(self.tr("A run goes on. Wait for its end, or stop it first."))
        if self._run.is_busy or self.sheet is not None or self._session.reading is not None:
            return
        choices, heading = self._choices()
        packs = all_packs() if choices.stored is None else ()
        self.sheet = RunSheet(heading, choices, packs, self._pick, self._others, host_of(self._frame))
        self.sheet.changed.connect(self._make_plan)
        self.sheet.started.connect(self._start)
        self.sheet.agreed.connect(self._agree)
        self.sheet.closed.connect(self._forget_sheet)
        self.sheet.ask()
        self._show_problems()
        self._make_plan(choices)

    def close(self) -> None:
        self._plans.stop()
        self._services.working.show(Room.EVALUATE, None)

    def _show_problems(self, _change: object = None) -> None:
        """They are looked for beside the window: what was written last may be found only now."""
        if self.sheet is not None and self.sheet.choices.stored is not None:
            found = [one.told for one in self._session.problems.told.found]
            judge = self._services.catalog.model_of(self.sheet.choices.stored.document.judge)
            self.sheet.show_problems([told for told in (judge_words(judge), *found) if told])

    def _choices(self) -> tuple[RunChoices, str]:
        page, stored = self._session.page, self._session.set
        if stored is not None:
            heading = self.tr("Run “{title}”").format(title=shown(stored.title))
            return RunChoices(self._run.last_models(page.subject), stored), heading
        packs = (page.subject,) if page.kind == "pack" else tuple(pack.id for pack in all_packs())
        models = self._run.last_models(packs[0] if packs else "")
        return RunChoices(models, packs=packs), self.tr("Run packs")

    def _pick(self, anchor: Callable[[], QWidget]) -> None:
        picker = self._picker.open(anchor)
        if self.sheet is not None:
            picker.picked.connect(self.sheet.add_model)

    def _leave_for(self, place: Place) -> None:
        if self.sheet is not None:
            self.sheet.dismiss()
        self._services.go(place)

    def _others(self, chosen: Sequence[Model]) -> Sequence[Model]:
        """Other files of these, such as their other quantizations."""
        names, taken = {model.name for model in chosen}, {model.id for model in chosen}
        askable = self._services.catalog.askable
        return [m for m in askable if m.name in names and m.id not in taken and not m.why_not_usable]

    @Slot(object)
    def _make_plan(self, choices: RunChoices) -> None:
        self._plans.do(partial(self._run.plan, choices), self._show_plan, self._services.messages.fail)

    def _show_plan(self, plan: EvalPlan) -> None:
        if self.sheet is not None:
            self.sheet.show_plan(plan)

    @Slot(object)
    def _start(self, plan: EvalPlan) -> None:
        self._run.start(plan)
        if self._run.is_busy and self.sheet is not None:
            self.sheet.dismiss()

    def _ask_consent(self, terms: TermsOfUse) -> None:
        """Of a run that goes on, there is no panel yet."""
        if self.sheet is None:
            self.open_sheet()
        if self.sheet is not None:
            self.sheet.forget_terms()
            self.sheet.show_terms(terms)

    @Slot()
    def _agree(self) -> None:
        self._run.agree()
        if self._run.is_busy and self.sheet is not None:
            self.sheet.dismiss()

    @Slot()
    def _forget_sheet(self) -> None:
        self.sheet = None
        self._plans.stop()
        self._look()

    def _follow(self, busy: bool) -> None:  # noqa: FBT001  a listener
        if busy:
            self._seconds.start()
            self._show_results()
        else:
            self._seconds.stop()
            announce(self._frame, self.tr("The run has ended."))
        self._look()

    def _show_results(self) -> None:
        """Where the answers come."""
        page, live = self._session.page, self._run.live
        asked = {one.subject.id for one in live.plan.assignments} if live is not None else set()
        if page.kind == "set" and page.subject in asked:
            self._session.open(EvalPage("set", page.subject, "results"))

    @Slot()
    def _go_on(self) -> None:
        self.strip.go_on.set_busy(busy=True)
        self._run.go_on(self._offered)

    @Slot()
    def _drop(self) -> None:
        self._run.drop(self._offered)
        self._look()

    @Slot()
    def _tick(self) -> None:
        self._run.tell_outcomes()
        self._show()

    def _look(self, _change: object = None) -> None:
        """What there is to go on with is read anew."""
        self._offered = () if self._run.is_busy else self._rest()
        self._show()

    def _rest(self) -> Sequence[UnfinishedRun]:
        """What broke off; what was stopped is offered with its own page alone."""
        subject = self._session.page.subject
        found = self._run.unfinished()
        own = (runs for runs in found if any(one.subject == subject for one in runs))
        cut = (runs for runs in found if not runs[0].was_stopped)
        return next(own, None) or next(cut, ())

    def _show(self, _change: object = None) -> None:
        live = self._run.live
        if live is not None:
            asked = live.leg.model if live.leg is not None else None
            self.strip.show_run(shown(live_text(live)), live.share, asked)
            if self._run.room is Room.EVALUATE:  # else who began it tells of it
                place = evaluate_place(live.runs[0].subject if len(live.runs) == 1 else "")
                status = WorkStatus(work_text(live), count_text(live), place)
                self._services.working.show(Room.EVALUATE, status)
            return
        self._services.working.show(Room.EVALUATE, None)
        self.strip.go_on.set_busy(busy=False)
        if not self._offered:
            self.strip.hide()
            return
        told = shown(ended_text(self._offered))
        if self._session.page.subject not in {one.subject for one in self._offered}:  # else it stands above
            title = self._offered[0].title if len(self._offered) == 1 else self.tr("Packs")
            told = f"{shown(title)} · {told}"
        self.strip.show_rest(told, are_failures=are_only_failures(self._offered))
