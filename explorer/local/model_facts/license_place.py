"""Place of a license text: a file of its repo, or the address its maker gives.

Pure: what is fetched from there, and when, is another question.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from explorer.engine.local.gguf.header import Header
from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import files_of

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
