"""The search as it stands: what was asked, what came, what the filters leave. Knows no widget.

What was seen before is shown at once, with its age, while the Hub is asked again. Lines are worked out off
the screen's thread. Of a use the Hub is asked sign by sign (uses.py), a page at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from time import time

from explorer.base.listeners import Listeners
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.fit import Fit, Yardstick
from explorer.domain.repo import RepoPage, RepoQuery, RepoSort
from explorer.domain.units import ago_text
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.kit.tasks import LatestTask, TaskContext, Tasks
from explorer.local.hub_search.filters import Filters, filtered, queries, with_reason
from explorer.local.hub_search.repo_lines import LocalFits, RepoLine, best_fit, line_of, no_local_fits
from explorer.local.hub_search.uses import use_of
from explorer.transparency.licensing.licenses import Licenses

_PAGE = 50  # rows asked for at once
_JUST_NOW = timedelta(seconds=90)


class SearchPhase(Enum):
    LOADING = "loading"
    CONTENT = "content"
    ERROR = "error"
    STOPPED = "stopped"


@dataclass(frozen=True)
class SearchState:
    """What the list shows. ``old``: why it is of another day, ``None`` for a list of now."""

    phase: SearchPhase
    query: RepoQuery
    filters: Filters
    lines: tuple[RepoLine, ...] = ()
    loaded: int = 0
    has_more: bool = False
    is_loading_more: bool = False
    is_refreshing: bool = False  # it is what was seen, and the Hub is asked
    seen_at: datetime | None = None  # set when shown from what was seen before
    old: KnownError | None = None
    error: KnownError | None = None

    @property
    def is_waiting(self) -> bool:
        """An answer of the Hub is on its way."""
        return self.phase is SearchPhase.LOADING or self.is_loading_more or self.is_refreshing

    @property
    def filtered(self) -> Words | None:
        """What the filters did here, None if there is nothing to say."""
        if not self.filters.is_on or self.phase is not SearchPhase.CONTENT or not self.loaded:
            return None
        kept, names = len(self.lines), self.filters.applied_here
        if names:
            return Words(
                "{kept} of the {loaded} loaded fit. The Hub cannot filter by: {names}.",
                kept=kept, loaded=self.loaded, names=names,
            )  # fmt: skip
        if kept == self.loaded:
            return None
        return Words(
            "{kept} of the {loaded} loaded fit; the others do not say so.", kept=kept, loaded=self.loaded
        )

    @property
    def seen(self) -> Words | None:
        """How old the list is and why, None if it is of now or is being refreshed."""
        if self.seen_at is None or self.old is None or self.phase is not SearchPhase.CONTENT:
            return None
        date = f"{self.seen_at.astimezone():%Y-%m-%d %H:%M}"
        return Words("{why} This is the list as seen on {date}.", why=self.old.what, date=date)

    @property
    def refreshing(self) -> Words:
        """How old the list is that is being refreshed."""
        now = datetime.now(UTC)
        seen = self.seen_at or now
        if now - seen < _JUST_NOW:
            return Words("Seen just now. Asking the Hub again…")
        return Words("Seen {age} ago. Asking the Hub again…", age=ago_text(seen, now))

    @property
    def trouble(self) -> Words | None:
        """Why there are no more rows, though there are some."""
        if self.error is None or self.phase is not SearchPhase.CONTENT:
            return None
        return Words("More could not be loaded: {what}", what=self.error.what)


@dataclass(frozen=True)
class _Loaded:
    """A page in lines, and what is left to ask after it. ``as_of``: how often this disk had changed."""

    page: RepoPage
    lines: tuple[RepoLine, ...]
    rest: tuple[RepoQuery, ...]
    as_of: int


class Search:
    """Runs queries; a newer one replaces an older one still under way."""

    def __init__(
        self,
        hub: Hub,
        tasks: Tasks,
        licenses: Licenses,
        yardstick: Yardstick,
        look_here: Callable[[], LocalFits] = lambda: no_local_fits,
    ) -> None:
        """``look_here`` gives what is on this disk now; that is then asked on other threads."""
        self._hub, self._look_here = hub, look_here
        self._changes = 0  # of what was measured and what is here
        self._asking, self._judging = LatestTask(tasks), LatestTask(tasks)
        self._licenses = licenses
        self._yardstick = yardstick
        self._is_closed = False
        self._loaded: _Loaded | None = None
        self._lines: list[RepoLine] = []  # of all that is loaded, before the filters
        self.state = SearchState(SearchPhase.LOADING, RepoQuery(), Filters())
        self.changed: Listeners[SearchState] = Listeners()

    def start(self, text: str, sort: RepoSort) -> None:
        """Ask the Hub; what was shown stays until there is something. After close() it never starts."""
        if self._is_closed:
            return
        self._asking.stop()
        asked = queries(text, sort, self.state.filters, _PAGE)
        query = replace(asked[0], text=text.strip())
        self.state = replace(self.state, error=None, is_loading_more=False, is_refreshing=False)
        self._set(replace(self.state, phase=SearchPhase.LOADING, query=query))
        hub, lined = self._hub, self._lined()

        def work(context: TaskContext[_Loaded]) -> _Loaded:
            kept = hub.kept_search(asked[0])
            if kept is not None:
                context.report(lined(kept, asked[1:]))
            return _first_with_rows(hub, asked, lined, context.stopped)

        self._asking.run(
            work, self._show_first, self._fail, partial(self._show_first, is_refreshing=True), network=True
        )

    def repeat(self) -> None:
        self.start(self.state.query.text, self.state.query.sort)

    def cancel(self) -> None:
        """Wait no longer; what was shown before stays."""
        if not self.state.is_waiting:
            return
        self._asking.stop()
        phase = SearchPhase.CONTENT if self._lines else SearchPhase.STOPPED
        self._set(replace(self.state, phase=phase, is_loading_more=False, is_refreshing=False))

    def more(self) -> None:
        """The next page, once."""
        before = self._loaded
        if before is None or not self.state.has_more or self.state.is_waiting:
            return
        if self.state.phase is not SearchPhase.CONTENT:
            return
        self._set(replace(self.state, is_loading_more=True, error=None))
        hub, lined = self._hub, self._lined()

        def work(context: TaskContext[None]) -> _Loaded:
            if before.page.next is not None:
                page = lined(hub.next_page(before.page), before.rest)
                if page.lines or not page.rest:
                    return page
            return _first_with_rows(hub, before.rest, lined, context.stopped)

        self._asking.run(work, self._take, self._fail_more, network=True)

    def filter(self, filters: Filters) -> None:
        """Those that the Hub applies ask it anew, the others look through what is loaded."""
        before = self.state.filters
        self.state = replace(self.state, filters=filters)
        if filters.asked != before.asked:
            self.repeat()
        else:
            self._show_lines()

    def set_filters(self, filters: Filters) -> None:
        """For the next start; nothing is asked or shown."""
        self.state = replace(self.state, filters=filters)

    def judge_again(self) -> None:
        """Something was measured, downloaded or deleted: the rows say how well each model runs by that."""
        self._changes += 1
        self._judge()

    def _judge(self) -> None:
        before, yardstick, here = tuple(self._lines), self._yardstick, self._look_here()
        if not before or self._is_closed:
            return

        def work() -> dict[str, tuple[str, Fit | None]]:
            return {line.row.id: best_fit(line.row, yardstick, here) for line in before}

        self._judging.do(work, self._show_judged, lambda _error: None)

    def close(self) -> None:
        self._is_closed = True
        self._asking.stop()
        self._judging.stop()

    def _show_judged(self, judged: dict[str, tuple[str, Fit | None]]) -> None:
        """Only the fits: meanwhile the lines may be those of another search."""
        fits = ((line, *judged.get(line.row.id, (line.judged, line.fit))) for line in self._lines)
        now = [replace(line, judged=label, fit=fit) for line, label, fit in fits]
        if now != self._lines:
            self._lines = now
            self._show_lines()

    def _lined(self) -> "Callable[[RepoPage, tuple[RepoQuery, ...]], _Loaded]":
        """What turns a page into lines, on any thread."""
        licenses, yardstick, here = self._licenses, self._yardstick, self._look_here()
        use, as_of = use_of(self.state.filters.use), self._changes

        def lined(page: RepoPage, rest: tuple[RepoQuery, ...]) -> _Loaded:
            now = datetime.fromtimestamp(time(), UTC)
            lines = (with_reason(line_of(row, licenses, yardstick, now, here), use) for row in page.rows)
            return _Loaded(page, tuple(lines), rest, as_of)

        return lined

    def _show_first(self, loaded: _Loaded, *, is_refreshing: bool = False) -> None:
        self._lines = []
        self._take(loaded, is_refreshing=is_refreshing)

    def _take(self, loaded: _Loaded, *, is_refreshing: bool = False) -> None:
        known = {line.row.id for line in self._lines}
        self._lines += [line for line in loaded.lines if line.row.id not in known]
        self._loaded, page = loaded, loaded.page
        self.state = replace(
            self.state,
            phase=SearchPhase.CONTENT,
            error=None,
            has_more=page.next is not None or bool(loaded.rest),
            is_loading_more=False,
            is_refreshing=is_refreshing,
            seen_at=page.read_at if page.from_cache else None,
            old=page.trouble,
        )
        self._show_lines()
        if loaded.as_of != self._changes:  # it was asked before this disk was looked at
            self._judge()

    def _show_lines(self) -> None:
        kept = tuple(filtered(self._lines, self.state.filters))
        self._set(replace(self.state, lines=kept, loaded=len(self._lines)))

    def _fail(self, error: KnownError) -> None:
        if self.state.is_refreshing:  # what was seen stays, and says why it is old
            self._set(replace(self.state, is_refreshing=False, old=error))
            return
        self._loaded = None
        self._lines = []
        self._set(
            replace(self.state, phase=SearchPhase.ERROR, error=error, lines=(), loaded=0, has_more=False)
        )

    def _fail_more(self, error: KnownError) -> None:
        self._set(replace(self.state, is_loading_more=False, error=error))

    def _set(self, state: SearchState) -> None:
        self.state = state
        self.changed.emit(state)


def _first_with_rows(
    hub: Hub,
    asked: tuple[RepoQuery, ...],
    lined: Callable[[RepoPage, tuple[RepoQuery, ...]], _Loaded],
    stopped: Callable[[], bool],
) -> _Loaded:
    """The first page that has a row, or the last one. Raises KnownError."""
    for number, query in enumerate(asked, start=1):
        loaded = lined(hub.search(query), asked[number:])
        if loaded.lines or not loaded.rest:
            return loaded
        if stopped():
            break
    raise CancelledError
