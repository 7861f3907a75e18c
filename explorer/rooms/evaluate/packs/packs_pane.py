"""All packs on one page: how models fail, each with its interval and what may be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.quantization.telling import quantization_shown
from explorer.evaluate.results.pack_board import (
    PackBoard,
    names_of,
    read_pack_board,
)
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.run_session import RunChoices
from explorer.evaluate.run.run_words import time_text
from explorer.evaluate.store import RunModel
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.popup import menu, open_below
from explorer.kit.scroll import Scroll
from explorer.kit.skeleton import Skeleton
from explorer.kit.tasks import LatestTask, TaskContext
from explorer.kit.text import Para
from explorer.rooms.evaluate.head_pane import FoldingButton
from explorer.rooms.evaluate.packs.pack_offer_rows import PackOffers
from explorer.rooms.evaluate.packs.pack_rows import PackRow
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.results.head_words import interval_words
from explorer.rooms.evaluate.results.run_reports_controller import RunReportsController
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession

_LEFT_OUT = "evaluate.packs.left_out"  # state: references of models that are not shown
_MOST = 6  # models at once: more lines than that nobody reads side by side
_PICKER = 128  # pixels at 100 %
_SLOW_MS = 250  # most are there before
_LOOK_MS = 2000  # while a run goes on: all that came of packs is read anew


@dataclass(frozen=True)
class LeftOutModels:
    references: tuple[str, ...] = ()


class PacksPane(EvalPageView):
    """Read anew in the background whenever something came of a pack; a row opens its pack."""

    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session, self._store = session, session.services.core.store
        self._reading = LatestTask(session.services.tasks)
        self._foretelling = LatestTask(session.services.tasks)
        self._board: PackBoard | None = None
        self._offers: PackOffers | None = None
        self.models = MenuPicker(self.tr("Models"), _PICKER)
        self.models.wanted.connect(self._choose_models)
        self.models.setObjectName("evaluate-pack-models")
        self.run = Button("primary", self.tr("Run packs…"), "play", then=self._plan)
        self.run.setObjectName("evaluate-run-packs")
        self.export = FoldingButton(self.tr("Export report"), "download", self._export)
        self.export.setObjectName("evaluate-export-packs")
        self.buttons = (self.models, self.export, self.run)
        self.reports = RunReportsController(session, self)
        self._page: QWidget | None = None
        self._stack = boxes.column(self)
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self._read)
        self._listening = (
            session.runs_changed.add(self._on_runs),
            session.run.busy_changed.add(self._on_busy),
        )
        for button in self.buttons:
            button.hide()

    def rows(self) -> list[PackRow]:
        return self.findChildren(PackRow)

    def take_focus(self) -> None:
        rows = self.rows()
        offers = self._offers.rows if self._offers is not None else ()
        first = rows[0] if rows else offers[0].run if offers else self
        first.setFocus()

    def close_page(self) -> None:
        for forget in self._listening:
            forget()
        self._look.stop()
        self._reading.stop()
        self._foretelling.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """A quantization may have been measured meanwhile, or a file may be gone."""
        super().showEvent(event)
        self._read()

    def _on_runs(self, subject: str) -> None:
        if subject.startswith("pack:") and self.isVisible() and not self._look.isActive():
            self._look.start()

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001  a listener
        """One run at a time."""
        self.run.set_busy(busy=busy)
        if self._offers is not None:
            self._offers.set_busy(busy=busy)

    @Slot()
    def _read(self) -> None:
        catalog, store = self._session.services.catalog, self._store

        def work(context: TaskContext[None]) -> PackBoard:
            board = read_pack_board(store, context.stopped)
            costs = quantization_shown(store, board.models, catalog.find, catalog.models)
            return replace(board, packs=(*board.packs, costs))

        self._reading.run(work, self._show_board, self._show_error)
        if self._page is None:
            QTimer.singleShot(_SLOW_MS, self, self._show_loading)

    @Slot()
    def _show_loading(self) -> None:
        if self._page is None:
            self._put(Skeleton())

    def _show_board(self, board: PackBoard) -> None:
        if board == self._board and not isinstance(self._page, ErrorCard):
            return
        self._board = board
        self.models.setVisible(len(board.models) > 1)
        self.run.show()
        self.export.setVisible(bool(board.models))
        self._show()

    def _show(self) -> None:
        if self._board is None or not self._board.models:
            self._offer()
            return
        chosen = self._chosen(self._board.models)
        words = self.tr("1 model") if len(chosen) == 1 else self.tr("{n} models").format(n=len(chosen))
        self.models.show_choice(words)
        holder = QWidget()
        column = boxes.column(holder)
        for told in self._board.packs:
            row = PackRow(told.of(chosen))
            row.clicked.connect(partial(self._open, row.pack_id))
            column.add(row)
        column.addStretch()
        page, scroll = _scrolling(holder, self.tr("What came of the packs"))
        before = self._page.findChild(Scroll) if self._page is not None else None
        scrolled = before.verticalScrollBar().value() if before is not None else 0
        self._put(page)
        QTimer.singleShot(0, scroll, partial(scroll.verticalScrollBar().setValue, scrolled))

    def _put(self, page: QWidget) -> None:
        discard(self._stack, self._page)
        self._page, self._offers = page, page.findChild(PackOffers)
        self._on_busy(self._session.run.is_busy)
        self._stack.add(boxes.stretched(page))

    def _show_error(self, error: KnownError) -> None:
        self._put(ErrorCard(error, Action(self.tr("Try again"), self._read, "refresh")))

    def _offer(self) -> None:
        """Nothing was run yet. How long each takes is told as far as it is known of the model used last."""
        offers, run = PackOffers(all_packs()), self._session.run
        offers.wanted.connect(self._plan_one)
        page, _scroll = _scrolling(offers, self.tr("All packs"))
        self._put(page)
        models = run.last_models("")

        def foretell() -> dict[str, Words]:
            ids = [pack.id for pack in all_packs()]
            plans = {one: run.plan(RunChoices(models, packs=(one,))) for one in ids}
            return {one: _takes(plan, models[0].title) for one, plan in plans.items()}

        def show(times: dict[str, Words]) -> None:
            if self._offers is not None:
                self._offers.show_times(times)

        if models:
            self._foretelling.do(foretell, show, self._session.services.messages.fail)

    def _chosen(self, models: Sequence[RunModel]) -> list[RunModel]:
        left_out = set(self._left_out())
        return [one for one in models if one.reference not in left_out][:_MOST] or list(models[:1])

    @Slot()
    def _export(self) -> None:
        """Of what is shown, the runs that it came of."""
        from explorer.evaluate.exchange.results import WantedRun  # noqa: PLC0415  with its writers

        if self._board is None:
            return
        chosen = self._chosen(self._board.models)
        keys: dict[int, tuple[str, ...]] = {}
        for line in (line for pack in self._board.packs for line in pack.of(chosen).lines):
            if line.run is not None:
                keys[line.run.id] = (*keys.get(line.run.id, ()), line.model.key)
        wanted = [WantedRun(run, models) for run, models in keys.items()]
        self.reports.ask_where(self.tr("How models fail"), wanted, is_set=False)

    def _left_out(self) -> tuple[str, ...]:
        return self._store.get_value(_LEFT_OUT, LeftOutModels, LeftOutModels()).references

    @Slot()
    def _plan(self) -> None:
        self._session.run.wanted.emit(None)

    @Slot(str)
    def _plan_one(self, pack_id: str) -> None:
        """On its own page, where its answers come."""
        self._open(pack_id)
        self._plan()

    @Slot()
    def _choose_models(self) -> None:
        if self._board is None:
            return
        chosen = {one.reference for one in self._chosen(self._board.models)}
        names = names_of(self._board.models)
        actions = [
            Action(
                shown(names[one.reference]),
                partial(self._toggle, one.reference),
                checked=one.reference in chosen,
            )
            for one in self._board.models
        ]
        open_below(menu(self, actions), self.models)

    def _toggle(self, reference: str) -> None:
        left_out = self._left_out()
        if reference in left_out:
            left_out = tuple(one for one in left_out if one != reference)
        else:
            left_out = (*left_out, reference)
        self._store.set_value(_LEFT_OUT, LeftOutModels(left_out))
        self._show()

    def _open(self, pack_id: str) -> None:
        is_pack = bool(pack_id)
        self._session.open(EvalPage("pack", pack_id, "results") if is_pack else EvalPage("quantization"))


def _scrolling(holder: QWidget, name: str) -> tuple[QWidget, Scroll]:
    page, scroll = QWidget(), Scroll(holder, name)
    boxes.column(page).add(boxes.stretched(scroll), PackFoot())
    return page, scroll


def _takes(plan: EvalPlan, title: str) -> Words:
    """ "" where nothing is known."""
    if plan.at_most is None:
        return Words("")
    time = time_text(plan.likely, plan.at_most)
    return Words("a quarter of it with {model}: {time}", model=title, time=time)


class PackFoot(QFrame):
    """What is true of every number of packs."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        words = self.tr(
            "One wording, English, quantized file, matched by rule, possibly seen in training. Lines are 95 %"
            " intervals; “cannot tell” is a result."
        )
        self.setToolTip(interval_words())
        boxes.column(self, margins=(20, 9, 20, 10)).add(Para(words, "secondary", "muted"))
