"""Results of a set or pack: its runs, one of them as a grid, and one answer beside it."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent

from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.evaluate.items import ToWrite
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.detail_content import ItemTold, turns_of
from explorer.evaluate.results.history import HistoryLine, history_of
from explorer.evaluate.results.opened_run import OpenedRun
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.results.summary import RunSummary
from explorer.evaluate.store import RunModel, StoredSet
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.clock import moment
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.skeleton import Skeleton
from explorer.kit.tasks import LatestTask
from explorer.rooms.evaluate.head_pane import FoldingButton
from explorer.rooms.evaluate.packs.pack_top_rows import PackTop
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.results.run_following_controller import RunFollower
from explorer.rooms.evaluate.results.run_reports_controller import RunReportsController
from explorer.rooms.evaluate.results.run_view_pane import OwnGiven, RunView
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession, take_back_run

_SLOW_MS = 250


class ResultsPane(EvalPageView):
    """``case_wanted`` carries the key of a test that is to be edited, once its set's tests are shown."""

    case_wanted = Signal(object)

    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session = session
        self._follower = RunFollower(session, self)
        self._history = LatestTask(session.services.tasks)
        self._subject = ""
        self.view: RunView | None = None
        self._other: EmptyState | ErrorCard | Skeleton | None = None  # in place of a run
        self.again = Button("primary", self.tr("Run again…"), "refresh", then=self._plan)
        self.again.setObjectName("evaluate-again")
        self.again.hide()
        self.export = FoldingButton(self.tr("Export report"), "download", self._export)
        self.export.setObjectName("evaluate-export")
        self.export.hide()
        self.buttons = (self.export, self.again)
        self.reports = RunReportsController(session, self)
        self._stack = boxes.column(self)
        self._follower.opened.connect(self._show_opened)
        self._follower.grown.connect(self._show_grown)
        self._follower.summed.connect(self._show_summary)
        self._follower.failed.connect(self._show_error)
        self._is_stale = False  # the set is another one than the results were compared with
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)  # most are there before it is seen
        self._slow.timeout.connect(self._show_loading)
        self._listening = (
            session.opened.add(self._follow),
            session.set_changed.add(self._on_set),
            session.run.busy_changed.add(self._on_busy),
        )

    def take_focus(self) -> None:
        if self.view is not None:
            self.view.table.setFocus()
        else:
            super().take_focus()

    def close_page(self) -> None:
        for forget in self._listening:
            forget()
        self._slow.stop()
        self._history.stop()
        self._follower.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow(self._session.page)

    def _follow(self, page: EvalPage) -> None:
        """What is open, once it is looked at."""
        is_results = page.kind == "pack" or (page.kind == "set" and page.part == "results")
        if is_results and self.isVisible() and page.subject != self._subject:
            self._subject = page.subject
            self._clear()
            self._slow.start()
            self._follower.show(page.subject)
        elif is_results and self.isVisible() and self._is_stale:
            self._follower.read_again()
        else:
            return
        self._is_stale = False

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001  a listener
        """One run at a time."""
        buttons = self.again, self._other.button if isinstance(self._other, EmptyState) else None
        for button in buttons:
            if button is not None:
                button.set_busy(busy=busy)

    def _on_set(self, _stored: StoredSet) -> None:
        self._is_stale = True

    @Slot(object)
    def _show_opened(self, opened: OpenedRun | None) -> None:
        if opened is None:
            self._show_other(self._never_run())
            return
        self._slow.stop()
        discard(self._stack, self._other)
        self._other = None
        self._on_busy(self._session.run.is_busy)
        self.again.show()
        self.export.show()
        if self.view is None:
            store = self._session.services.core.store
            pack = pack_of(self._subject, opened.results.run.terms.seed)
            top = PackTop(pack) if pack is not None else None
            self.view = view = RunView(opened, store.get_state, store.set_state, top)
            view.own_given.connect(self._note_own)
            view.edit_wanted.connect(self._edit)
            view.question_wanted.connect(self._ask)
            view.history_wanted.connect(self._read_history)
            view.delete_wanted.connect(self._delete)
            view.run_chosen.connect(lambda number: self._follower.show(self._subject, number))
            self._stack.add(boxes.stretched(view))
        else:
            self.view.show_run(opened)

    @Slot(object)
    def _show_grown(self, rows: tuple[int, ...]) -> None:
        if self.view is not None:
            self.view.show_changes(self._run, rows)

    @Slot(object)
    def _show_summary(self, summary: RunSummary) -> None:
        if self.view is not None:
            self.view.show_summary(summary)

    @Slot(object)
    def _show_error(self, error: KnownError) -> None:
        again = Action(self.tr("Try again"), partial(self._follower.show, self._subject), "refresh")
        self._show_other(ErrorCard(error, again))

    def _never_run(self) -> EmptyState:
        words = self.tr(
            "Each test is asked of each model you choose, and judged by its checks. It goes on while you do"
            " something else, and what came so far is kept."
        )
        pack = pack_of(self._subject)
        if pack is not None:
            words = f"{shown(pack.rule)}\n\n{shown(pack.caution)}"
        begin = Action(self.tr("Run…"), self._plan, "play")
        return EmptyState("checklist", self.tr("Not run yet"), words, begin)

    @Slot()
    def _plan(self) -> None:
        self._session.run.wanted.emit(None)

    @Slot()
    def _export(self) -> None:
        from explorer.evaluate.exchange.results import WantedRun  # noqa: PLC0415  with its writers

        run = self._results.run
        self.reports.ask_where(shown(run.title), (WantedRun(run.id),), is_set=self._results.is_set)

    @Slot()
    def _show_loading(self) -> None:
        self._show_other(Skeleton())

    def _show_other(self, other: EmptyState | ErrorCard | Skeleton) -> None:
        self._clear()
        self._other = other
        self._on_busy(self._session.run.is_busy)
        self._stack.add(boxes.stretched(other))

    def _clear(self) -> None:
        self._slow.stop()
        self.again.hide()
        self.export.hide()
        discard(self._stack, self.view, self._other)
        self.view, self._other = None, None

    @property
    def _run(self) -> OpenedRun:
        """The one that is shown."""
        if self._follower.run is None:
            raise LookupError("no run is shown")
        return self._follower.run

    @property
    def _results(self) -> RunResults:
        return self._run.results

    @Slot(object)
    def _read_history(self, model: RunModel) -> None:
        session, view = self._session, self.view
        read = partial(history_of, session.store, self._subject, model.reference)

        def show(lines: tuple[HistoryLine, ...]) -> None:
            if view is not None and self.view is view:
                view.show_history(model, lines)

        if view is not None:
            self._history.do(read, show, session.services.messages.fail)

    @Slot()
    def _delete(self) -> None:
        """Into the bin, whence it can come back."""
        run, session = self._results.run, self._session
        messages = session.services.messages
        if session.run.goes_on(run.id):
            messages.tell(self.tr("This run goes on. Stop it first, then it can be deleted."))
            return
        session.delete_run(run)
        words = self.tr("The run of {when} was deleted.").format(
            when=moment(datetime.fromisoformat(run.began_at))
        )
        messages.removed(
            words, partial(take_back_run, session.store, session.services.go, run.id, run.subject)
        )

    @Slot(object)
    def _note_own(self, given: OwnGiven) -> None:
        self._results.note_own(given.place.row, given.place.column, given.own)
        if self.view is not None:
            self.view.show_changes(self._run, (given.place.row,))
            self._follower.summarize()

    @Slot(object)
    def _edit(self, told: ItemTold) -> None:
        """The test as it is now."""
        if told.item is not None:
            self._session.open(EvalPage("set", self._subject, "tests"))
            self.case_wanted.emit(told.item.key)

    @Slot(object)
    def _ask(self, told: ItemTold) -> None:
        """A new chat with this question, of this model if it is there still."""
        services, item = self._session.services, told.item
        turns = turns_of(item)
        system = next((turn.text for turn in turns if turn.role == "system"), "")
        asked = next((turn.text for turn in reversed(turns) if turn.role in ("user", "text")), "")
        model = services.catalog.model_of(told.model.reference)
        if item is not None and isinstance(item.ask, ToWrite):
            services.go(Place(Room.PLAYGROUND, model=model, question=asked, system=system))
