"""The search as it stands: what was asked, what came, what the filters leave. Knows no widget.

The Hub applies words, order and one license id. The rest is applied here, on what is loaded, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from time import time

from explorer.base.listeners import Listeners
from explorer.discover.lines import RepoLine, fits, line_of
from explorer.domain.errors import KnownError
from explorer.domain.fit import Yardstick
from explorer.domain.repo import Page, Query, Sort
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import Context, Task, Tasks
from explorer.transparency.licenses import Licenses

_PAGE = 50  # rows asked for at once


class Phase(Enum):
    LOADING = "loading"
    CONTENT = "content"
    ERROR = "error"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Filters:
    """What is applied here. ``license_kind``: "" any, "open" open source, "stated" any that is named."""

    fits: bool = False
    data_named: bool = False
    license_kind: str = ""

    @property
    def is_on(self) -> bool:
        return self.fits or self.data_named or bool(self.license_kind)


@dataclass(frozen=True)
class SearchState:
    """What the list shows."""

    phase: Phase
    query: Query
    filters: Filters
    lines: tuple[RepoLine, ...] = ()
    loaded: int = 0
    has_more: bool = False
    is_loading_more: bool = False
    seen_at: datetime | None = None  # set when shown from what was seen before
    error: KnownError | None = None

    @property
    def is_waiting(self) -> bool:
        """An answer of the Hub is on its way."""
        return self.phase is Phase.LOADING or self.is_loading_more

    @property
    def filtered(self) -> Words | None:
        """What the filters did, None if there is nothing to say."""
        if not self.filters.is_on or self.phase is not Phase.CONTENT:
            return None
        return Words(
            "{kept} of the {loaded} listed fit the filters", kept=len(self.lines), loaded=self.loaded
        )

    @property
    def seen(self) -> Words | None:
        """How old the list is, None if it is of now."""
        if self.seen_at is None or self.phase is not Phase.CONTENT:
            return None
        date = f"{self.seen_at.astimezone():%Y-%m-%d %H:%M}"
        return Words("No connection to the Hub. This is the list as seen on {date}.", date=date)

    @property
    def trouble(self) -> Words | None:
        """Why there are no more rows, though there are some."""
        if self.error is None or self.phase is not Phase.CONTENT:
            return None
        return Words("More could not be loaded: {what}", what=self.error.what)


class Search:
    """Runs queries; a newer one replaces an older one still under way."""

    def __init__(self, hub: Hub, tasks: Tasks, licenses: Licenses, yardstick: Yardstick) -> None:
        self._hub = hub
        self._tasks = tasks
        self._licenses = licenses
        self._yardstick = yardstick
        self._task: Task | None = None
        self._is_closed = False
        self._page: Page | None = None
        self._lines: list[RepoLine] = []  # of all that is loaded, before the filters
        self.state = SearchState(Phase.LOADING, Query(), Filters())
        self.changed: Listeners[SearchState] = Listeners()

    def start(self, text: str, sort: Sort) -> None:
        """Ask the Hub; what was shown stays until the answer is there. After close() it never starts."""
        if self._is_closed:  # the search field's pause may end between close() and its deletion
            return
        self._stop()
        query = Query(text=text.strip(), sort=sort, limit=_PAGE)
        self._set(replace(self.state, phase=Phase.LOADING, query=query, error=None, is_loading_more=False))
        hub = self._hub

        def work(_context: Context[None]) -> Page:
            return hub.search(query)

        self._task = self._tasks.run(work, self._show_first, self._fail)

    def repeat(self) -> None:
        self.start(self.state.query.text, self.state.query.sort)

    def cancel(self) -> None:
        """Wait no longer; what was shown before stays."""
        if not self.state.is_waiting:
            return
        self._stop()
        phase = Phase.CONTENT if self._lines else Phase.STOPPED
        self._set(replace(self.state, phase=phase, is_loading_more=False))

    def more(self) -> None:
        """The next page, once."""
        page = self._page
        if page is None or page.next is None or self.state.is_loading_more:
            return
        if self.state.phase is not Phase.CONTENT:
            return
        self._set(replace(self.state, is_loading_more=True, error=None))
        hub = self._hub

        def work(_context: Context[None]) -> Page:
            return hub.next_page(page)

        self._task = self._tasks.run(work, self._show_more, self._fail_more)

    def filter(self, filters: Filters) -> None:
        self.state = replace(self.state, filters=filters)
        self._show_lines()

    def close(self) -> None:
        self._is_closed = True
        self._stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _show_first(self, page: Page) -> None:
        self._lines = []
        self._show_more(page)

    def _show_more(self, page: Page) -> None:
        known = {line.row.id for line in self._lines}
        now = datetime.fromtimestamp(time(), UTC)
        new = [row for row in page.rows if row.id not in known]
        self._lines += [line_of(row, self._licenses, self._yardstick, now) for row in new]
        self._page = page
        self.state = replace(
            self.state,
            phase=Phase.CONTENT,
            error=None,
            has_more=page.next is not None,
            is_loading_more=False,
            seen_at=page.read_at if page.from_cache else None,
        )
        self._show_lines()

    def _show_lines(self) -> None:
        filters = self.state.filters
        kept = tuple(filtered(self._lines, filters))
        self._set(replace(self.state, lines=kept, loaded=len(self._lines)))

    def _fail(self, error: KnownError) -> None:
        self._page = None
        self._lines = []
        self._set(replace(self.state, phase=Phase.ERROR, error=error, lines=(), loaded=0, has_more=False))

    def _fail_more(self, error: KnownError) -> None:
        self._set(replace(self.state, is_loading_more=False, error=error))

    def _set(self, state: SearchState) -> None:
        self.state = state
        self.changed.emit(state)


def filtered(lines: Sequence[RepoLine], filters: Filters) -> Sequence[RepoLine]:
    """Those that pass all filters: one quick look over all for each, as there may be ten thousand."""
    if filters.data_named:
        lines = [line for line in lines if line.has_data]
    if filters.license_kind == "open":
        lines = [line for line in lines if line.license_kind == "open source"]
    if filters.license_kind == "stated":
        lines = [line for line in lines if line.row.license]
    return [line for line in lines if fits(line)] if filters.fits else lines
