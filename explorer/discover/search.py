"""The search as it stands: what was asked, what came, what the filters leave. Knows no widget.

The Hub applies words, order and one license id. The rest is applied here, on what is loaded, and said.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from time import time

from explorer.base.listeners import Listeners
from explorer.discover.lines import RepoLine, fits, line_of
from explorer.domain.errors import KnownError
from explorer.domain.repo import Page, Query, RepoRow, Sort
from explorer.hub.client import Hub
from explorer.kit.tasks import Context, Task, Tasks
from explorer.transparency.licenses import Licenses


class Phase(Enum):
    LOADING = "loading"
    CONTENT = "content"
    ERROR = "error"


@dataclass(frozen=True)
class Filters:
    """What is applied here. ``license_kind``: "" any, "open" open source, "commercial" allows it."""

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
    def note(self) -> str:
        """What the filters did, and how old it is; empty if there is nothing to say."""
        parts = []
        if self.filters.is_on and self.phase is Phase.CONTENT:
            parts.append(f"{len(self.lines)} of the {self.loaded} loaded fit the filters")
        if self.error is not None and self.phase is Phase.CONTENT:
            parts.append(f"more could not be loaded: {self.error.what}")
        if self.seen_at is not None and self.phase is Phase.CONTENT:
            parts.append(f"offline or not reached, as seen {self.seen_at.astimezone():%Y-%m-%d %H:%M}")
        return " · ".join(parts)


class Search:
    """Runs queries; a newer one replaces an older one still under way."""

    def __init__(self, hub: Hub, tasks: Tasks, licenses: Licenses, memory_total: int) -> None:
        self._hub = hub
        self._tasks = tasks
        self._licenses = licenses
        self._memory = memory_total
        self._task: Task | None = None
        self._is_closed = False
        self._page: Page | None = None
        self._rows: list[RepoRow] = []
        self.state = SearchState(Phase.LOADING, Query(), Filters())
        self.changed: Listeners[SearchState] = Listeners()

    def start(self, text: str, sort: Sort) -> None:
        """Ask the Hub; what was shown stays until the answer is there. After close() it never starts."""
        if self._is_closed:  # the search field's pause may end between close() and its deletion
            return
        self._stop()
        query = Query(text=text.strip(), sort=sort, limit=50)
        self._set(replace(self.state, phase=Phase.LOADING, query=query, error=None, is_loading_more=False))
        hub = self._hub

        def work(_context: Context[None]) -> Page:
            return hub.search(query)

        self._task = self._tasks.run(work, self._show_first, self._fail)

    def repeat(self) -> None:
        self.start(self.state.query.text, self.state.query.sort)

    def more(self) -> None:
        """The next page, once."""
        page = self._page
        if page is None or page.next is None or self.state.is_loading_more:
            return
        if self.state.phase is not Phase.CONTENT:
            return
        self._set(replace(self.state, is_loading_more=True))
        hub = self._hub

        def work(_context: Context[None]) -> Page:
            return hub.next_page(page)

        self._task = self._tasks.run(work, self._show_more, self._fail_more)

    def filter(self, filters: Filters) -> None:
        self._set(replace(self.state, filters=filters))
        self._show_rows()

    def close(self) -> None:
        self._is_closed = True
        self._stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _show_first(self, page: Page) -> None:
        self._rows = list(page.rows)
        self._take(page)

    def _show_more(self, page: Page) -> None:
        known = {row.id for row in self._rows}
        self._rows += [row for row in page.rows if row.id not in known]
        self._take(page)

    def _take(self, page: Page) -> None:
        self._page = page
        self._set(
            replace(
                self.state,
                phase=Phase.CONTENT,
                error=None,
                has_more=page.next is not None,
                is_loading_more=False,
                seen_at=page.read_at if page.from_cache else None,
            ),
            tell=False,
        )
        self._show_rows()

    def _show_rows(self) -> None:
        now = datetime.fromtimestamp(time(), UTC)
        lines = [line_of(row, self._licenses, self._memory, now) for row in self._rows]
        kept = tuple(line for line in lines if passes(line, self.state.filters))
        self._set(replace(self.state, lines=kept, loaded=len(lines)))

    def _fail(self, error: KnownError) -> None:
        self._page = None
        self._rows = []
        self._set(replace(self.state, phase=Phase.ERROR, error=error, lines=(), loaded=0, has_more=False))

    def _fail_more(self, error: KnownError) -> None:
        self._set(replace(self.state, is_loading_more=False, error=error))

    def _set(self, state: SearchState, *, tell: bool = True) -> None:
        self.state = state
        if tell:
            self.changed.emit(state)


def passes(line: RepoLine, filters: Filters) -> bool:
    if filters.fits and not fits(line):
        return False
    if filters.data_named and not line.has_data:
        return False
    if filters.license_kind == "open":
        return line.license_kind == "open source"
    if filters.license_kind == "stated":
        return bool(line.row.license)
    return True
