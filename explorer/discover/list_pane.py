"""The left side: head, list, and what stands in its place while it loads, is empty, failed or offline."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.discover.head_pane import ListHead
from explorer.discover.rows import RepoList
from explorer.discover.search import Filters, Phase, SearchState
from explorer.discover.waiting_rows import WaitBar
from explorer.domain.errors import KnownError, OfflineError
from explorer.domain.words import joined
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, Kind
from explorer.kit.empty import EmptyState
from explorer.kit.errors import ErrorCard
from explorer.kit.iconlabel import IconLabel
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_NARROWEST = 280  # pixels at 100 %
_SKELETON_ROWS = 12
_EDGE = 16  # as of the head

WayOut = Callable[[KnownError], Action]


class ListSide(QWidget):
    """Shows a SearchState. ``repeat_wanted``, ``filters_off`` and ``stop_wanted`` come from its buttons."""

    repeat_wanted = Signal()
    filters_off = Signal()
    stop_wanted = Signal()

    def __init__(self, way_out: WayOut) -> None:
        """``way_out``: what helps against an error just now."""
        super().__init__()
        self._way_out = way_out
        self.head = ListHead()
        self.list = RepoList()
        self._offline = _SeenBefore()
        self._wait = WaitBar()
        self._wait.stopped.connect(self.stop_wanted)
        self._place = QStackedWidget()
        self._place.setProperty("ground", "surface")
        self._skeleton = Skeleton(_SKELETON_ROWS)
        self._place.addWidget(self.list)
        self._place.addWidget(self._skeleton)
        self._lay_out()

    def show_state(self, state: SearchState) -> None:
        self.head.show_note(joined(" · ", (state.filtered or "", state.trouble or "")))
        if state.seen is not None:
            self._offline.show_seen(state.seen, self._way_out(OfflineError(state.seen)))
        self._offline.setVisible(state.seen is not None)
        self._wait.wait_for(self._waiting(state))
        page = self._page_for(state)
        if self.list.hasFocus() and (page is not None or not state.lines):
            self.head.field.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        if page is not None:
            show_passing(self._place, page, kept=2)
        elif state.phase is Phase.LOADING and not state.lines:
            self._place.setCurrentWidget(self._skeleton)
        else:
            self.list.show_lines(state.lines)
            self._place.setCurrentWidget(self.list)

    def _lay_out(self) -> None:
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        parts = column(self)
        parts.addWidget(self.head)
        parts.addWidget(self._offline)
        parts.addWidget(self._place, 1)
        parts.addWidget(self._wait)

    def _waiting(self, state: SearchState) -> str:
        if state.phase is Phase.LOADING:
            return self.tr("Asking the Hub…")
        return self.tr("Loading more…") if state.is_loading_more else ""

    def _page_for(self, state: SearchState) -> QWidget | None:
        """What stands in place of the list, None for the list or its skeleton."""
        if state.phase is Phase.ERROR and state.error is not None:
            return trouble_page(state.error, self._way_out(state.error), _EDGE, "outlined")
        if state.phase is Phase.STOPPED:
            return self._stopped()
        if state.phase is Phase.CONTENT and not state.lines:
            return self._nothing_left(state) if state.filters.is_on and state.loaded else self._no_words()
        return None

    def _stopped(self) -> QWidget:
        words = self.tr("The Hub had not answered yet. The words and filters above are kept.")
        return EmptyState("stop", self.tr("The search was stopped"), words, self._again(), kind="outlined")

    def _nothing_left(self, state: SearchState) -> QWidget:
        words = self.tr("None of the {n} listed models passes the filters.").format(n=state.loaded)
        action = Action(self.tr("Clear the filters"), self.filters_off.emit)
        return EmptyState("filter", self.tr("Nothing left"), words, action, kind="outlined")

    def _no_words(self) -> QWidget:
        words = self.tr("The Hub searches names only. Try fewer or other words, such as “qwen” or “medical”.")
        action = Action(self.tr("Show all models"), self.head.field.start_over)
        title = self.tr("No model has these words in its name")
        return EmptyState("search", title, words, action, kind="outlined")

    def _again(self) -> Action:
        return Action(self.tr("Try again"), self.repeat_wanted.emit, "refresh")

    def clear_filters(self) -> None:
        self.head.show_filters(Filters())


class _SeenBefore(QFrame):
    """Says that the list is of another day, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self._words = Para("", "secondary", "muted")
        self._button = Button("link", "", scale="compact")
        self._button.clicked.connect(self._run)
        self._action: Action | None = None
        line = row(self, margins=(16, 6, 10, 6), spacing=8)
        line.addWidget(IconLabel("offline", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._button)
        self.hide()

    def show_seen(self, words: str, action: Action) -> None:
        self._action = action
        self._words.setText(words)
        self._button.setText(action.text)

    @Slot()
    def _run(self) -> None:
        if self._action is not None:
            self._action.run()


def trouble_page(error: KnownError, way_out: Action, edge: int, kind: Kind) -> QWidget:
    """An error in place of what it prevented; being offline is a state, not a failure.

    ``edge``: of the page that it stands for, in pixels at 100 %; ``kind``: of the button that leads on.
    """
    if isinstance(error, OfflineError) and not error.details:
        return EmptyState("offline", error.what, error.advice, way_out, kind=kind)
    page = QWidget()
    parts = column(page, margins=(edge, 18, edge, 18))
    parts.addWidget(ErrorCard(error, way_out))
    parts.addStretch()
    return page


def show_passing(stack: QStackedWidget, widget: QWidget, *, kept: int) -> None:
    """Show a passing page behind the ``kept`` lasting ones, in place of the one before."""
    for old in [stack.widget(n) for n in range(kept, stack.count())]:
        if old is not None:
            stack.removeWidget(old)
            old.deleteLater()
    stack.addWidget(widget)
    stack.setCurrentWidget(widget)
