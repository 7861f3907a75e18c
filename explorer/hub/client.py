"""The Hub as this app asks it: search, next page, open. What was seen once is shown without a network.

No answer of the Hub is trusted to have a shape (answers.py), and every failure speaks (troubles.py).
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from explorer.domain.errors import (
    AccessError,
    AnswerError,
    CancelledError,
    KnownError,
    NotFoundError,
    OfflineError,
)
from explorer.domain.quantization import group_files
from explorer.domain.repo import Repo, RepoFile, RepoPage, RepoQuery
from explorer.domain.words import Words
from explorer.hub.cached_requests import CachedRequests, HubAnswer, RateLimitPolicy
from explorer.hub.environment import importing_library
from explorer.hub.errors import BusyError
from explorer.hub.listing_query import Params, parameters
from explorer.hub.reachability import Reach, check_reach
from explorer.hub.repo_details import ModelFamily, discussions_of, family_of
from explorer.hub.repo_names import check_endpoint, check_repo_id, file_address, is_commit, origin_of
from explorer.hub.response_cache import ResponseCache
from explorer.hub.responses import dataset_id_of, files_of, mapping, row_of, rows_of

if TYPE_CHECKING:
    from explorer.hub.http_session import HttpSession

HUB = "https://huggingface.co"
_LONGEST_CARD = 2_000_000  # bytes
_FAMILY = ("baseModels", "childrenModelCount")
_LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class DatedText:
    """A text, and when it was read."""

    text: str
    read_at: datetime


class Hub:
    """One endpoint. Calls block for up to some 20 s: run them as tasks. Safe to call from any thread.

    ``endpoint``: empty for ``HF_ENDPOINT`` or huggingface.co. ``offline``: asked before each request;
    while it says yes, no socket is opened.
    """

    def __init__(self, endpoint: str, offline: Callable[[], bool], seen: ResponseCache) -> None:
        self.endpoint = chosen_endpoint(endpoint)
        self._wire: HttpSession | None = None
        self._offline = offline
        self._seen = seen
        self._is_closed = False
        self.reach = Reach()
        self._asking = CachedRequests(seen, self.check_online, lambda: origin_of(self.endpoint)[1])

    def use(self, endpoint: str) -> None:
        """Ask another endpoint from now on; what is under way ends where it began, without the token."""
        if self.endpoint != chosen_endpoint(endpoint):
            self.endpoint = chosen_endpoint(endpoint)
            self._asking.forget_wait()
            self.reach.forget()

    def as_seen(self) -> "Hub":
        """The same endpoint with what was seen of it: nothing is asked, whatever the mode."""
        return Hub(self.endpoint, lambda: True, self._seen)

    def wait_with(self, patience: RateLimitPolicy) -> None:
        """How waits are taken from now on."""
        self._asking.patience = patience

    def close(self) -> None:
        """The app ends: nothing is asked any more, and whoever waits for an answer is let go."""
        self._is_closed = True
        self.reach.close()
        if self._wire is not None:
            self._wire.close()

    @property
    def wire(self) -> "HttpSession":
        """The session, loaded at the first request. Raises KnownError if the endpoint is no address."""
        endpoint, wire = self.endpoint, self._wire
        if wire is None or wire.endpoint != endpoint:
            check_endpoint(endpoint)
            try:
                check_reach(endpoint)
            except OfflineError as error:
                self.reach.heard(error)
                raise
            quiet_library()
            with importing_library():  # 0.2 s, and the library reads the variables
                from explorer.hub.http_session import HttpSession  # noqa: PLC0415

            self._wire = wire = HttpSession(endpoint, self.check_online, self.reach.heard)
        return wire

    def check_online(self) -> None:
        """Raises OfflineError while offline mode is on, CancelledError after ``close``."""
        if self._is_closed:
            raise CancelledError
        if self._offline():
            advice = Words("Switch it off in the settings to reach the Hub.")
            raise OfflineError(Words("Offline mode is on."), advice)

    def knock(self) -> None:
        """Ask for as little as there is, to see whether it answers. Raises KnownError."""
        with suppress(NotFoundError):  # a mirror that lists nothing answers too
            self._asking.call(lambda: self.wire.get_json(f"{self.endpoint}/api/models", [("limit", "1")]))

    def search(self, query: RepoQuery) -> RepoPage:
        """The first page of what ``query`` asks for. Raises KnownError."""
        return self._page(*self._listing(query))

    def kept_search(self, query: RepoQuery) -> RepoPage | None:
        """The page as it was seen last, at once and without a request."""
        kept = self._asking.kept(_key(*self._listing(query)))
        return _page_of(kept) if kept is not None else None

    def next_page(self, page: RepoPage) -> RepoPage:
        """The page after ``page``; an empty one after the last. Raises KnownError."""
        if page.next is None:
            return RepoPage((), None, page.read_at, page.from_cache)
        return self._page(page.next, [])

    def open(self, repo_id: str, revision: str = "main") -> Repo:
        """One repo with its files and its card, all at one commit. Raises KnownError."""
        return self.with_card(self.describe(repo_id, revision))

    def describe(self, repo_id: str, revision: str = "main") -> Repo:
        """One repo with its files, in one request; its card is not read yet. Raises KnownError."""
        url = self._info(repo_id, revision)
        return self._repo(self._asking.asked(url, lambda: self._read_repo(url)), repo_id, revision)

    def with_card(self, repo: Repo) -> Repo:
        """The same repo with its card. Raises KnownError.

        A card that the gate or its publisher withholds is ``None``, like one that does not exist; then
        README.md is among the ``other_files``. That of a commit never changes: it is asked for once.
        """
        if "README.md" not in repo.row.files and repo.row.files:
            return repo
        url = file_address(self.endpoint, repo.id, repo.commit, "README.md")
        kept = self._asking.kept(url) if is_commit(repo.commit) else None
        try:
            answer = kept or self._asking.asked(url, lambda: (None, self._card(url)), keep_empty=False)
        except (OfflineError, BusyError):
            if not repo.from_cache:
                raise
            return repo
        return replace(repo, card=answer.beside)

    def kept_repo(self, repo_id: str, revision: str = "main") -> Repo | None:
        """The repo with its card as it was seen last, at once and without a request."""
        kept = self._asking.kept(self._info(repo_id, revision))
        if kept is None or row_of(kept.data) is None:
            return None
        repo = self._repo(kept, repo_id, revision)
        card = self._asking.kept(file_address(self.endpoint, repo.id, repo.commit, "README.md"))
        return replace(repo, card=card.beside if card is not None else None)

    def first_bytes(self, repo: Repo, file: RepoFile, length: int) -> bytes:
        """The first ``length`` bytes of a file, of which no more is sent. Raises KnownError."""
        url = file_address(repo.endpoint, repo.id, repo.commit, file.path)
        return self._asking.call(lambda: self.wire.get_start(url, length))

    def keep_start(self, repo: Repo, file: RepoFile, body: bytes) -> None:
        """Keep what was needed of a file's first bytes, so that they are asked for once."""
        self._seen.put(_start_key(repo, file), body)

    def kept_start(self, repo: Repo, file: RepoFile) -> bytes | None:
        found = self._seen.get(_start_key(repo, file))
        return found[0] if found is not None else None

    def family(self, repo_id: str) -> ModelFamily:
        """From what a model was made, and how many were made from it. Raises KnownError."""
        url = f"{self.endpoint}/api/models/{check_repo_id(repo_id)}"
        params = [("expand", name) for name in _FAMILY]
        return family_of(self._asking.asked(_key(url, params), lambda: self.wire.get_json(url, params)).data)

    def discussions(self, repo_id: str) -> int | None:
        """How many discussions there are about a repo. Raises KnownError."""
        url = f"{self.endpoint}/api/models/{check_repo_id(repo_id)}/discussions"
        return discussions_of(self._asking.asked(url, lambda: self.wire.get_json(url, [])).data)

    def results(self, repo_id: str) -> list[Any]:
        """The results of tests that the Hub lists for a model, each as it was sent. Raises KnownError."""
        url = f"{self.endpoint}/api/models/{check_repo_id(repo_id)}"
        params = [("expand", "evalResults")]
        answer = self._asking.asked(_key(url, params), lambda: self.wire.get_json(url, params)).data
        found = mapping(answer).get("evalResults")
        return found if isinstance(found, list) else []

    def text(self, repo: Repo, path: str, limit: int = _LONGEST_TEXT) -> str | None:
        """A small text file of a repo at its commit, ``None`` where it is gone or withheld.

        What a commit holds never changes: it is asked for once and then kept. Raises KnownError.
        """
        url = file_address(self.endpoint, repo.id, repo.commit, path)
        kept = self._asking.kept(url) if is_commit(repo.commit) else None
        if kept is not None:
            return kept.beside
        try:
            return self._asking.asked(url, lambda: (None, self.wire.get_text(url, limit))).beside
        except (NotFoundError, AccessError):
            return None

    def license_file(self, repo_id: str, revision: str, path: str) -> DatedText | None:
        """A text file of a repo; ``None`` where it is gone or withheld. Raises KnownError."""
        url = file_address(self.endpoint, check_repo_id(repo_id), revision, path)
        kept = self._asking.kept(url) if is_commit(revision) else None
        try:
            answer = kept or self._asking.asked(url, lambda: (None, self.wire.get_text(url, _LONGEST_TEXT)))
        except (NotFoundError, AccessError):
            return None
        return DatedText(answer.beside, answer.read_at) if answer.beside is not None else None

    def page(self, url: str, limit: int) -> DatedText:
        """At most ``limit`` bytes of a page elsewhere; kept, as answers of the Hub are. Raises KnownError."""

        def read() -> tuple[None, str]:
            return None, self.wire.get_foreign(url, limit).decode("utf-8", errors="replace")

        answer = self._asking.asked(url, read)
        return DatedText(answer.beside or "", answer.read_at)

    def dataset(self, dataset_id: str) -> tuple[dict[str, Any], str | None, datetime]:
        """The Hub's answer about a data set, its card, and when both were read. Raises KnownError.

        One that was renamed answers under its new name.
        """
        url = f"{self.endpoint}/api/datasets/{check_repo_id(dataset_id)}"
        answer = self._asking.asked(url, lambda: self._read_dataset(url))
        if dataset_id_of(answer.data) is None:
            raise _unreadable(dataset_id)
        return mapping(answer.data), answer.beside, answer.read_at

    def foreign(self, url: str, limit: int) -> bytes:
        """What lies elsewhere, at most ``limit`` bytes; nothing of it is kept. Raises KnownError.

        Over HTTPS, told nothing but the name of this app: an image that a card names, the app's own releases.
        """
        self.check_online()
        return self.wire.get_foreign(url, limit)

    def _listing(self, query: RepoQuery) -> tuple[str, Params]:
        return f"{self.endpoint}/api/models", parameters(query)

    def _info(self, repo_id: str, revision: str) -> str:
        path = f"/api/models/{check_repo_id(repo_id)}/revision/{quote(revision, safe='')}"
        return self.endpoint + path

    def _page(self, url: str, params: Params) -> RepoPage:
        return _page_of(self._asking.asked(_key(url, params), lambda: self._read_page(url, params)))

    def _read_page(self, url: str, params: Params) -> tuple[Any, str | None]:
        host = self.wire.host
        try:
            data, following = self.wire.get_json(url, params)
        except NotFoundError as error:
            what = Words("{host} does not list models.", host=host)
            advice = Words("Open one by its name, such as publisher/model, or choose another Hub address.")
            raise NotFoundError(what, advice, error.details) from error
        if not isinstance(data, list) or (data and not rows_of(data)):
            what = Words("{host} sent something other than a list of models.", host=host)
            raise AnswerError(what, Words("Check the Hub address."), f"{data!r:.200}")
        return data, following

    def _read_repo(self, url: str) -> tuple[Any, None]:
        data, _ = self.wire.get_json(url, [("blobs", "true"), ("securityStatus", "true")])
        if row_of(data) is None:
            what = Words("The Hub’s answer does not describe a model.")
            raise KnownError(what, Words("Check the Hub address."))
        return data, None

    def _read_dataset(self, url: str) -> tuple[Any, str | None]:
        data, _ = self.wire.get_json(url, [])
        name = dataset_id_of(data)
        if name is None:
            what = Words("The Hub’s answer does not describe a data set.")
            raise KnownError(what, Words("Check the Hub address."))
        kept = self._asking.kept(url)
        if kept is not None and kept.beside is not None and _commit(kept.data, "") == _commit(data, "main"):
            return data, kept.beside  # the card of a commit never changes
        address = file_address(f"{self.endpoint}/datasets", name, _commit(data, "main"), "README.md")
        return data, self._card(address)

    def _card(self, url: str) -> str | None:
        try:
            return self.wire.get_text(url, _LONGEST_CARD)
        except (NotFoundError, AccessError):
            return None  # the rest of the answer is worth showing

    def _repo(self, answer: HubAnswer, repo_id: str, revision: str) -> Repo:
        row = row_of(answer.data)
        if row is None:
            raise _unreadable(repo_id)
        groups = group_files(files_of(answer.data))
        return Repo(
            row=row,
            commit=_commit(answer.data, revision),
            endpoint=self.endpoint,
            read_at=answer.read_at,
            variants=groups.variants,
            other_files=groups.other,
            api=mapping(answer.data),
            from_cache=answer.from_cache,
            trouble=answer.trouble,
        )


def _unreadable(repo_id: str) -> KnownError:
    return KnownError(
        Words("What was kept about {repo} cannot be read.", repo=repo_id),
        Words("Open it again with a network."),
    )


def chosen_endpoint(setting: str) -> str:
    """The address of the Hub: of the settings, else of ``HF_ENDPOINT``, else huggingface.co."""
    return (setting.strip() or os.environ.get("HF_ENDPOINT", "").strip() or HUB).rstrip("/")


def quiet_library() -> None:
    """Before the library is imported: it counts nothing, and files come over plain HTTP."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_XET"] = "1"


def _commit(data: object, revision: str) -> str:
    sha = mapping(data).get("sha")
    return str(sha) if is_commit(sha) else revision


def _key(url: str, params: Params) -> str:
    return f"{url}?{urlencode(params)}" if params else url


def _start_key(repo: Repo, file: RepoFile) -> str:
    return f"{file_address(repo.endpoint, repo.id, repo.commit, file.path)}#start"


def _page_of(answer: HubAnswer) -> RepoPage:
    return RepoPage(rows_of(answer.data), answer.beside, answer.read_at, answer.from_cache, answer.trouble)
