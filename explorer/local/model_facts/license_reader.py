"""Where a license text stands, and its reader for the sheet: shown at once where one was seen before.

Else it is fetched on a press: nothing by itself, and another host than the Hub is named before it is asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from explorer.domain.errors import KnownError
from explorer.domain.words import Words, joined
from explorer.engine.local.gguf.header import Header
from explorer.hub.client import Hub
from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import files_of
from explorer.kit.actions import Action
from explorer.kit.tasks import LatestTask, Tasks
from explorer.transparency.sheet_view.sheet_content import LicenseText

_ON_HUB = re.compile(
    r"^/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|resolve|raw)/(?P<revision>[^/]+)/(?P<path>[^?#]+)$", re.ASCII
)
_LINK = re.compile(r"^license_link:[ \t]{0,8}[\"']?(?P<link>[^\s\"'#]{1,500})", re.MULTILINE)
_TOP = 20_000  # characters of a card, which hold its metadata


@dataclass(frozen=True)
class LicensePlace:
    """A file of a repo at a revision, or else the ``url`` of a page elsewhere."""

    repo: str = ""
    revision: str = ""
    path: str = ""
    url: str = ""

    @property
    def host(self) -> str:
        """Who would be asked, "" for the Hub itself."""
        return (urlsplit(self.url).hostname or "") if self.url else ""


def license_links(api: Mapping[str, Any] | None, card: str | None, header: Header | None) -> Iterator[str]:
    """What metadata and header give as the place of the license."""
    data = (api or {}).get("cardData")
    link = data.get("license_link") if isinstance(data, Mapping) else None
    if isinstance(link, str):
        yield link
    elif found := _LINK.search((card or "")[:_TOP]):
        yield found["link"]
    if header is not None and (stated := header.text("general.license.link")):
        yield stated


def listed_files(api: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The files that a repo had when the Hub was asked."""
    return tuple(file.path for file in files_of(api))


def license_place(
    repo: str, commit: str, files: Iterable[str], links: Iterable[str], endpoint: str
) -> LicensePlace | None:
    """The file that its maker links, one that is called so, or the address of a page; else ``None``."""
    from explorer.transparency.repo_files import LICENSE_FILE  # noqa: PLC0415  with the sheet

    names = tuple(files)
    elsewhere: LicensePlace | None = None
    for link in links:
        place = _linked(link.strip(), repo, commit, names, endpoint)
        if place is not None and not place.url:
            return place
        elsewhere = elsewhere or place
    named = sorted((n for n in names if LICENSE_FILE.search(n)), key=lambda n: (n.count("/"), len(n)))
    return LicensePlace(repo, commit, named[0]) if named and is_repo_id(repo) else elsewhere


def _linked(link: str, repo: str, commit: str, names: tuple[str, ...], endpoint: str) -> LicensePlace | None:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return None
    if not parts.scheme and link in names and is_repo_id(repo):
        return LicensePlace(repo, commit, link)
    if parts.scheme.lower() != "https" or not host or parts.username is not None:
        return None
    if host in ("huggingface.co", "hf.co", urlsplit(endpoint).hostname):
        found = _ON_HUB.match(unquote(parts.path))
        if found and is_repo_id(found["repo"]) and ".." not in found["path"]:
            same = found["repo"].lower() == repo.lower() and found["revision"] == "main"
            return LicensePlace(found["repo"], commit if same else found["revision"], found["path"])
    return LicensePlace(url=link)


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
        self._hub, self._changed, self._is_offline = hub, changed, is_offline
        self._place: LicensePlace | None = None
        self._read: _Read | None = None
        self._task = LatestTask(tasks)

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
        self._task.stop()

    def _fetching(self, place: LicensePlace) -> Action:
        busy = self._task.is_running()
        text = Words("Show the text of {file}", file=place.path)
        if place.url:
            text = Words("Fetch the text from {host}", host=place.host)
        tip = Words("Offline mode is on.") if self._is_offline() else ""
        return Action(text, partial(self._fetch, place), "document", enabled=not busy and not tip, tip=tip)

    def _fetch(self, place: LicensePlace) -> None:
        self._task.do(partial(fetch_license_text, self._hub, place), self._take, self._fail, network=True)
        self._changed()

    def _take(self, read: _Read) -> None:
        self._read = read
        self._changed()

    def _fail(self, error: KnownError) -> None:
        self._read = _Read("", trouble=error.words)
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
