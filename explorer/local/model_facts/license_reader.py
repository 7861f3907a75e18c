"""Reader of license texts for the sheet: shown at once where one was seen before, else fetched on a press.

Nothing is fetched by itself, and another host than the Hub is named before it is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from explorer.domain.errors import KnownError
from explorer.domain.words import Words, joined
from explorer.hub.client import Hub
from explorer.kit.actions import Action
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.local.model_facts.license_place import LicensePlace
from explorer.transparency.sheet_view.sheet_content import LicenseText

_LONGEST = 400_000  # bytes of a page


@dataclass(frozen=True)
class _Read:
    text: str
    read_at: datetime | None = None
    trouble: str = ""


class LicenseReader:
    """``changed`` is called when there is more to show."""

    def __init__(
        self, hub: Hub, tasks: Tasks, changed: Callable[[], None], is_offline: Callable[[], bool]
    ) -> None:
        self._hub, self._tasks, self._changed, self._is_offline = hub, tasks, changed, is_offline
        self._place: LicensePlace | None = None
        self._read: _Read | None = None
        self._task: Task | None = None

    def shown(self, place: LicensePlace | None) -> LicenseText | None:
        """What the sheet shows of the text at this place, ``None`` where there is none."""
        if place != self._place:
            self.close()
            self._place, self._read = place, _seen(self._hub, place)
        if place is None:
            return None
        read = self._read or _Read("")
        return LicenseText(
            name=place.path or place.host,
            origin=_origin(place, read.read_at),
            text=read.text,
            trouble=read.trouble,
            fetch=None if read.text else self._fetching(place),
            url=place.url,
        )

    def close(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _fetching(self, place: LicensePlace) -> Action:
        busy = self._task is not None and not self._task.is_over()
        text = Words("Show the text of {file}", file=place.path)
        if place.url:
            text = Words("Fetch the text from {host}", host=place.host)
        tip = Words("Offline mode is on.") if self._is_offline() else ""
        return Action(text, partial(self._fetch, place), "document", enabled=not busy and not tip, tip=tip)

    def _fetch(self, place: LicensePlace) -> None:
        hub = self._hub

        def work(_context: TaskContext[None]) -> _Read:
            return fetch_license_text(hub, place)

        self._task = self._tasks.run(work, self._take, self._fail, network=True)
        self._changed()

    def _take(self, read: _Read) -> None:
        self._read, self._task = read, None
        self._changed()

    def _fail(self, error: KnownError) -> None:
        self._read, self._task = _Read("", trouble=error.words), None
        self._changed()


def fetch_license_text(hub: Hub, place: LicensePlace) -> _Read:
    """The text, now. Raises KnownError."""
    if place.url:
        from explorer.local.model_facts.html_text import plain_text  # noqa: PLC0415  html.parser, for this alone

        page = hub.files.page(place.url, _LONGEST)
        return _Read(plain_text(page.text), page.read_at)
    found = hub.files.text(place.repo, place.revision, place.path)
    if found is None:
        raise KnownError(Words("{file} is not there, or behind a gate.", file=place.path))
    return _Read(found.text, found.read_at)


def _seen(hub: Hub, place: LicensePlace | None) -> _Read | None:
    """As it was fetched before."""
    if place is None:
        return None
    try:
        return fetch_license_text(hub.as_seen(), place)
    except KnownError:
        return None


def _origin(place: LicensePlace, read_at: datetime | None) -> Words:
    """Whose text it is, of which state, and when it was read."""
    at = (
        Words("{repo}, at {commit}", repo=place.repo, commit=place.revision[:12]) if place.repo else place.url
    )
    date = Words("read on {date}", date=f"{read_at.astimezone():%Y-%m-%d}") if read_at is not None else ""
    return joined(" · ", (at, date))
