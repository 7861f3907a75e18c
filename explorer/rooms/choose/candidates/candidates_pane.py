"""The candidates beside the questions: which were found and why; those that are ticked go to the trial."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.choose.candidate import Candidate
from explorer.choose.decision import Decision
from explorer.choose.proposing.kept import is_of, kept_of
from explorer.domain.errors import KnownError
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import stretched
from explorer.kit.error_card import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.kit.skeleton import Skeleton
from explorer.kit.tab_order import put_behind
from explorer.rooms.choose.candidates.candidate_rows import CandidateRow, LeftOutRow
from explorer.rooms.choose.candidates.candidates_controller import (
    CandidatesSearch,
    CandidatesState,
    TrialForecast,
)
from explorer.rooms.choose.candidates.list_rows import (
    CandidateList,
    CandidatesFoot,
    CandidatesHead,
    TroubleLine,
)
from explorer.rooms.choose.candidates.reasons_popup_rows import ReasonsPopup
from explorer.rooms.choose.candidates.shown_candidates import (
    FIRST,
    ShownCandidate,
    all_refreshed,
    arranged,
    key_of,
    to_fetch,
)
from explorer.rooms.choose.session import ChoosePage, ChooseSession

_SKELETONS, _ROW = 6, 110  # rows; pixels at 100 % of one with three lines


class CandidatesPane(QWidget):
    """The side beside the questions of the open decision. ``search`` runs by itself as they are answered."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.search, self._forecast = CandidatesSearch(session), TrialForecast(session, self._show_foot)
        self._shown: tuple[ShownCandidate, ...] = ()
        self._stops: tuple[QWidget, ...] = ()
        self._most, self._is_touched = FIRST, False
        self.head, self.foot = CandidatesHead(), CandidatesFoot(self._measure)
        self.trouble, self.list = TroubleLine(self.retry), CandidateList()
        self._failed = QWidget()
        self._error = boxes.column(self._failed, margins=16)
        self._places, self._loading = QStackedWidget(), Skeleton(_SKELETONS, high=_ROW)
        self._content = Scroll(self.list, self.tr("Candidates"))
        for place in (self._loading, self._content, self._failed):
            self._places.addWidget(place)
        boxes.column(self).add(self.head, self.trouble, stretched(self._places), self.foot)
        self._listen()
        self._page_opened(session.page)

    def _listen(self) -> None:
        self.list.kept.connect(self._keep_row)
        self.list.wanted.connect(self._keep_left_out)
        self.list.asked.connect(self.show_reasons)
        self.list.touched.connect(self._touch)
        self.list.built.connect(self._put_in_order)
        self.list.more.clicked.connect(self._show_more)
        self.search.changed.add(self._show)
        self._session.changed.add(self._decision_changed)
        self._session.opened.add(self._page_opened)

    def retry(self) -> None:
        self.search.again()

    def show_end(self) -> None:
        """Scroll to what is left out."""
        self._content.to_end()

    @property
    def lacks_the_hub(self) -> bool:
        """Whether there would be more if it answered."""
        state = self.search.state
        return not state.is_searching and bool(state.error or state.proposal.trouble)

    def close_side(self) -> None:
        self.search.close()
        self._forecast.close()

    def _page_opened(self, page: ChoosePage) -> None:
        if page.kind == "need" and self._session.stored is not None:
            self._most, self._is_touched, self._shown = FIRST, False, ()
            self._content.verticalScrollBar().setValue(0)
            self.search.follow()
            self.search.look(anew=True)
            self._show(self.search.state)

    def _decision_changed(self, _stored: object) -> None:
        if self._session.page.kind == "need":
            self.search.look()
            self._show(self.search.state)

    def _show(self, state: CandidatesState) -> None:
        """Rows keep their place while more is read; once all is, they are put in order if nobody is there."""
        decision = self._decision
        if decision is None:
            return
        self._is_touched = self._is_touched and not state.is_first
        is_settled = state.proposal.is_over and not self._is_touched
        before = () if state.is_first or is_settled else tuple(one.key for one in self._shown)
        self._shown = arranged(state.proposal, decision, self.search.models, before, self._most)
        self._refresh_kept(decision)
        self.head.show_proposal(state.proposal, is_searching=state.is_searching)
        self.list.show_candidates(state.proposal, self._shown, is_over=not state.is_searching)
        self._show_place(state)
        self._show_foot()
        self.search.want(self._shown)

    @Slot()
    def _put_in_order(self) -> None:
        """Tab goes from top to bottom, whichever row was built last."""
        stops = (*self.list.stops, self.foot)
        if stops != self._stops:
            self._stops = stops
            put_behind(self._content, stops)

    def _show_foot(self) -> None:
        stored = self._session.stored
        if stored is not None:
            self._forecast.look(stored)
            size = to_fetch(self._shown)
            self.foot.show_kept(len(stored.decision.kept), size, self._forecast.words)

    def _show_place(self, state: CandidatesState) -> None:
        is_empty = not self._shown and not state.proposal.left_out
        trouble = state.error or state.proposal.trouble
        is_offline = self._session.services.core.settings.is_offline()
        self.trouble.show_trouble(trouble if not is_empty else None, is_offline=is_offline)
        if trouble is not None and is_empty and not state.is_searching:
            self._show_error(trouble)
        elif is_empty and state.is_searching:
            self._places.setCurrentWidget(self._loading)
        else:
            self._places.setCurrentWidget(self._content)

    def _show_error(self, error: KnownError) -> None:
        boxes.clear(self._error)
        is_offline = self._session.services.core.settings.is_offline()
        way = None if is_offline else Action(self.tr("Try again"), self.retry, "refresh")
        self._error.add(ErrorCard(error, way), boxes.STRETCH)
        self._places.setCurrentWidget(self._failed)

    @property
    def _decision(self) -> Decision | None:
        return self._session.stored.decision if self._session.stored is not None else None

    def keep(self, candidate: Candidate, *, on: bool) -> None:
        """At once, and where it stands."""
        added = kept_of(candidate)

        def change(decision: Decision) -> Decision:
            others = tuple(one for one in decision.kept if not is_of(one, candidate))
            kept = tuple(one for one in decision.kept if is_of(one, candidate)) or (added,)
            return msgspec.structs.replace(decision, kept=(*others, *kept) if on else others)

        self._session.change(change)

    @Slot(object)
    def show_reasons(self, row: CandidateRow | LeftOutRow) -> None:
        """All of them, with quotes and sources."""
        self._is_touched = True
        services, shelf = self._session.services, self.search.shelf_of(row.candidate)
        popup = ReasonsPopup(row.candidate, shelf, services.tasks, services.go, self, self._choosing(row))
        popup.open_below(row.name)

    def _choosing(self, row: CandidateRow | LeftOutRow) -> Callable[[], object] | None:
        """What ticks a row that is not ticked and can be."""
        if isinstance(row, CandidateRow):
            return row.check.click if not row.check.isChecked() else None
        return row.keep.click if row.left.can_be_tried else None

    @Slot(object)
    def _keep_row(self, row: CandidateRow) -> None:
        self._is_touched = True
        self.keep(row.candidate, on=row.check.isChecked())

    @Slot(object)
    def _keep_left_out(self, row: LeftOutRow) -> None:
        self._is_touched = True
        key = key_of(row.candidate)
        self.keep(row.candidate, on=True)
        if (kept := self.list.rows.get(key)) is not None:
            kept.check.setFocus(Qt.FocusReason.OtherFocusReason)  # where it stands now

    @Slot()
    def _touch(self) -> None:
        """Somebody points at a row: nothing moves below the pointer."""
        self._is_touched = True

    def _refresh_kept(self, decision: Decision) -> None:
        """Those that were kept before their card was read."""
        shown = self._shown
        if all_refreshed(decision, shown) != decision:
            self._session.change(lambda now: all_refreshed(now, shown))

    @Slot()
    def _show_more(self) -> None:
        self._most += FIRST
        self._show(self.search.state)

    @Slot()
    def _measure(self) -> None:
        self._session.open(ChoosePage("trial", self._session.page.decision))
