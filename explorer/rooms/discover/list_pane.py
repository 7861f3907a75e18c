"""The left side: search head and list, and what stands in its place while it loads, is empty, failed or
offline.
"""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.words import joined
from explorer.hub.errors import BusyError
from explorer.hub.pasted import read_pasted
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, column
from explorer.kit.buttons import Kind
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.skeleton import Skeleton
from explorer.kit.theme import look_of
from explorer.local.hub_search.filters import Filters
from explorer.local.hub_search.repo_lines import RepoLine
from explorer.rooms.discover.list_head_pane import ListHead
from explorer.rooms.discover.notes_rows import ListNote, RateLimitPage, StaleListNote, WaitBar
from explorer.rooms.discover.repo_list_rows import RepoList
from explorer.rooms.discover.search import Search, SearchPhase, SearchState
from explorer.rooms.discover.session import DiscoverSession

_NARROWEST = 280  # pixels at 100 %
_SKELETON_ROWS = 12
_EDGE = 16  # as of the head


class ListSide(QWidget):
    """Shows a SearchState; what its fields and buttons ask for, the session does."""

    def __init__(self, session: DiscoverSession) -> None:
        super().__init__()
        self._session, self._search = session, session.search
        self.head = ListHead(session)
        self.note = ListNote()
        self.list = RepoList()
        self.head.field.lead_to(self.list)
        self._offline = StaleListNote()
        self._wait = WaitBar()
        self._place = QStackedWidget()
        self._place.setProperty("ground", "surface")
        self._skeleton = Skeleton(_SKELETON_ROWS)
        self._place.addWidget(self.list)
        self._place.addWidget(self._skeleton)
        self._lay_out()
        self._connect()

    def show_state(self, state: SearchState) -> None:
        self.head.show_filters(state.filters)
        note = joined(" ", (state.filtered or "", state.trouble or ""))
        self.note.show_note(note, has_more=state.has_more, is_loading=state.is_waiting)
        if state.seen is not None:
            why = state.old if isinstance(state.old, BusyError) else OfflineError(state.seen)
            self._offline.show_seen(state.seen, why, self._session.actions.help_for(self._search.repeat, why))
        else:
            self._offline.leave()
        self._wait.wait_for(self._waiting(state))
        page = self._page_for(state)
        if self.list.hasFocus() and (page is not None or not state.lines):
            self.head.field.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        if page is not None:
            show_temporary_page(self._place, page, kept=2)
        elif state.phase is SearchPhase.LOADING and not state.lines:
            self._place.setCurrentWidget(self._skeleton)
        else:
            self.list.show_lines(state.lines)
            self._place.setCurrentWidget(self.list)

    def _lay_out(self) -> None:
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        parts = column(self)
        for part in (self.head, self._place, self.note, self._offline, self._wait):
            parts.addWidget(part, int(part is self._place))

    def _connect(self) -> None:
        self.note.more_wanted.connect(partial(Search.more, self._search))
        self._wait.stopped.connect(partial(Search.cancel, self._search))
        self.list.chosen.connect(self._choose)
        self.list.near_end.connect(partial(Search.more, self._search))

    @Slot(object)
    def _choose(self, line: RepoLine) -> None:
        self._session.choose(line.row.id)

    def _waiting(self, state: SearchState) -> str:
        if state.phase is SearchPhase.LOADING:
            return self.tr("Asking the Hub…")
        if state.is_refreshing:
            return shown(state.refreshing)
        return self.tr("Loading more…") if state.is_loading_more else ""

    def _page_for(self, state: SearchState) -> QWidget | None:
        """What stands in place of the list, None for the list or its skeleton."""
        if state.phase is SearchPhase.ERROR and state.error is not None:
            way_out = self._session.actions.help_for(self._search.repeat, state.error)
            lacking = self.tr("Nothing of this search is kept on this disk.")
            return error_page(state.error, way_out, _EDGE, "outlined", lacking)
        if state.phase is SearchPhase.STOPPED:
            words = self.tr("The Hub had not answered yet. The words and filters above are kept.")
            again = Action(self.tr("Try again"), self._search.repeat, "refresh")
            return _empty("stop", self.tr("The search was stopped"), words, again)
        if state.phase is SearchPhase.CONTENT and not state.lines:
            return self._nothing_left(state) if state.filters.is_on and state.loaded else self._none(state)
        return None

    def _nothing_left(self, state: SearchState) -> QWidget:
        words = self.tr("None of the {n} loaded models passes the filters.").format(n=state.loaded)
        action = Action(self.tr("Load more"), self._search.more) if state.has_more else self._clear()
        return _empty("filter", self.tr("Nothing left"), words, action)

    def _none(self, state: SearchState) -> QWidget:
        if not state.query.text:
            words = self.tr("The Hub has no model with GGUF files for these filters.")
            return _empty("filter", self.tr("Nothing found"), words, self._clear())
        title = self.tr("No model has these words in its name")
        named = read_pasted(state.query.text, "")
        if named is not None:
            words = self.tr("The list holds models with GGUF files only. Others can be opened by their name.")
            text = self.tr("Open {name}").format(name=named.repo_id)
            return _empty("search", title, words, Action(text, partial(self.head.open_named, named.repo_id)))
        words = self.tr("The Hub searches names only. Try fewer or other words, such as “qwen” or “medical”.")
        action = Action(self.tr("Show all models"), self.head.field.start_over)
        if any(state.filters.asked):  # without them there may be such a model
            title, action = self.tr("No model with these words passes the filters"), self._clear()
        return _empty("search", title, words, action)

    def _clear(self) -> Action:
        return Action(self.tr("Clear the filters"), partial(self._search.filter, Filters()))


def _empty(icon: str, title: str, words: str, action: Action) -> EmptyState:
    """The primary button of the room is on the other side."""
    return EmptyState(icon, title, words, action, kind="outlined")


def error_page(error: KnownError, way_out: Action, edge: int, kind: Kind, lacking: str) -> QWidget:
    """An error in place of what it prevented; being offline is a state, not a failure.

    ``edge``: of the page that it stands for, in pixels at 100 %; ``kind``: of the button that leads on;
    ``lacking``: why nothing of another day stands here offline.
    """
    if isinstance(error, BusyError):
        return RateLimitPage(error, way_out)
    if isinstance(error, OfflineError) and not error.details:
        words = joined(" ", (error.advice, lacking))
        return EmptyState("offline", error.what, words, way_out, kind=kind)
    page = QWidget()
    column(page, margins=(edge, 18, edge, 18)).add(ErrorCard(error, way_out), STRETCH)
    return page


def show_temporary_page(stack: QStackedWidget, widget: QWidget, *, kept: int) -> None:
    """Show a passing page behind the ``kept`` lasting ones, in place of the one before."""
    for old in [stack.widget(n) for n in range(kept, stack.count())]:
        if old is not None:
            stack.removeWidget(old)
            old.deleteLater()
    stack.addWidget(widget)
    stack.setCurrentWidget(widget)
