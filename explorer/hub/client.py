"""The Hub as this app asks it: search, next page, open, and what repos hold. What was seen once is shown
without a network.

No answer of the Hub is trusted to have a shape (responses.py), and every failure speaks (errors.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from explorer.domain.errors import AnswerError, KnownError, NotFoundError, OfflineError
from explorer.domain.quantization import group_files
from explorer.domain.repo import Repo, RepoFile, RepoPage, RepoQuery
from explorer.domain.words import Words
from explorer.hub.connection import HubConnection
from explorer.hub.errors import BusyError
from explorer.hub.leaderboards import HubLeaderboards
from explorer.hub.repo_names import check_repo_id, file_address
from explorer.hub.response_cache import HubAnswer, ResponseCache
from explorer.hub.responses import (
    ModelFamily,
    commit_of,
    dataset_id_of,
    discussions_of,
    family_of,
    files_of,
    mapping,
    row_of,
    rows_of,
    unreadable,
)

_EXPAND = (
    "author",
    "baseModels",
    "cardData",
    "createdAt",
    "disabled",
    "downloads",
    "gated",
    "gguf",
    "lastModified",
    "likes",
    "pipeline_tag",
    "siblings",
    "tags",
    "trendingScore",
)
_LARGEST_PAGE = 100

Params = list[tuple[str, str]]
_LONGEST_CARD = 2_000_000  # bytes
_LONGEST_TEXT = 200_000


class Hub(HubConnection):
    """The models of one endpoint; ``files``: what their repos hold; ``boards``: leaderboards."""

    def __init__(self, endpoint: str, offline: Callable[[], bool], seen: ResponseCache) -> None:
        super().__init__(endpoint, offline, seen)
        self.files = HubFiles(self)
        self.boards = HubLeaderboards(self)

    def as_seen(self) -> "Hub":
        """The same endpoint with what was seen of it: nothing is asked, whatever the mode."""
        return Hub(self.endpoint, lambda: True, self.seen)

    def search(self, query: RepoQuery) -> RepoPage:
        """The first page of what ``query`` asks for. Raises KnownError."""
        return self._page(*self._listing(query))

    def kept_search(self, query: RepoQuery) -> RepoPage | None:
        """The page as it was seen last, at once and without a request."""
        kept = self.requests.kept(_key(*self._listing(query)))
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
        return self._repo(self.requests.asked(url, lambda: self._read_repo(url)), repo_id, revision)

    def with_card(self, repo: Repo) -> Repo:
        """The same repo with its card. Raises KnownError.

        A card that the gate or its publisher withholds is ``None``, like one that does not exist; then
        README.md is among the ``other_files``. That of a commit never changes: it is asked for once.
        """
        if "README.md" not in repo.row.files and repo.row.files:
            return repo
        url = file_address(self.endpoint, repo.id, repo.commit, "README.md")
        try:
            answer = self.small_text(url, repo.commit, _LONGEST_CARD)
        except (OfflineError, BusyError):
            if not repo.from_cache:
                raise
            return repo
        return replace(repo, card=answer.beside)

    def kept_repo(self, repo_id: str) -> Repo | None:
        """The repo with its card as it was seen last, at once and without a request."""
        kept = self.requests.kept(self._info(repo_id, "main"))
        if kept is None or row_of(kept.data) is None:
            return None
        repo = self._repo(kept, repo_id, "main")
        card = self.requests.kept(file_address(self.endpoint, repo.id, repo.commit, "README.md"))
        return replace(repo, card=card.beside if card is not None else None)

    def family(self, repo_id: str) -> ModelFamily:
        """From what a model was made, and how many were made from it. Raises KnownError."""
        return family_of(self._said_of(repo_id, expand=("baseModels", "childrenModelCount")))

    def discussions(self, repo_id: str) -> int | None:
        """How many discussions there are about a repo. Raises KnownError."""
        return discussions_of(self._said_of(repo_id, "/discussions"))

    def results(self, repo_id: str) -> list[Any]:
        """The results of tests that the Hub lists for a model, each as it was sent. Raises KnownError."""
        found = mapping(self._said_of(repo_id, expand=("evalResults",))).get("evalResults")
        return found if isinstance(found, list) else []

    def _said_of(self, repo_id: str, about: str = "", expand: tuple[str, ...] = ()) -> Any:
        url = f"{self.endpoint}/api/models/{check_repo_id(repo_id)}{about}"
        params = [("expand", name) for name in expand]
        return self.requests.asked(_key(url, params), lambda: self.wire.get_json(url, params)).data

    def _listing(self, query: RepoQuery) -> tuple[str, Params]:
        return f"{self.endpoint}/api/models", parameters(query)

    def _info(self, repo_id: str, revision: str) -> str:
        path = f"/api/models/{check_repo_id(repo_id)}/revision/{quote(revision, safe='')}"
        return self.endpoint + path

    def _page(self, url: str, params: Params) -> RepoPage:
        return _page_of(self.requests.asked(_key(url, params), lambda: self._read_page(url, params)))

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

    def _repo(self, answer: HubAnswer, repo_id: str, revision: str) -> Repo:
        row = row_of(answer.data)
        if row is None:
            raise unreadable(repo_id)
        groups = group_files(files_of(answer.data))
        return Repo(
            row=row,
            commit=commit_of(answer.data, revision),
            endpoint=self.endpoint,
            read_at=answer.read_at,
            variants=groups.variants,
            other_files=groups.other,
            api=mapping(answer.data),
            from_cache=answer.from_cache,
            trouble=answer.trouble,
        )


def _key(url: str, params: Params) -> str:
    return f"{url}?{urlencode(params)}" if params else url


def _page_of(answer: HubAnswer) -> RepoPage:
    return RepoPage(rows_of(answer.data), answer.beside, answer.read_at, answer.from_cache, answer.trouble)


def parameters(query: RepoQuery) -> Params:
    """A question in the words of the Hub's listing, which wants licenses and formats as tags.

    For one page of ``/api/models``; always with a limit, or the Hub sends thousands.
    """
    params: Params = [("filter", tag) for tag in _tags(query)]
    for name, value in (
        ("search", query.text.strip()),
        ("author", query.author),
        ("pipeline_tag", query.pipeline),
        ("num_parameters", _size(query.parameters)),
    ):
        if value:
            params.append((name, value))
    params.append(("sort", query.sort.value))
    params.append(("limit", str(max(1, min(query.limit, _LARGEST_PAGE)))))
    return params + [("expand", name) for name in _EXPAND]


def _tags(query: RepoQuery) -> list[str]:
    license_ = [f"license:{query.license}"] if query.license else []
    return [*(["gguf"] if query.gguf else []), *license_, *query.tags]


def _size(limits: tuple[int, int]) -> str:
    """ "min:1B,max:4B", "" without limits."""
    named = zip(("min", "max"), limits, strict=True)
    return ",".join(f"{name}:{limit / 1e9:g}B" for name, limit in named if limit)


@dataclass(frozen=True)
class DatedText:
    """A text, and when it was read."""

    text: str
    read_at: datetime


class HubFiles:
    """Blocks as the connection does."""

    def __init__(self, connection: HubConnection) -> None:
        self._hub = connection

    def first_bytes(self, repo: Repo, file: RepoFile, length: int) -> bytes:
        """The first ``length`` bytes of a file, of which no more is sent. Raises KnownError."""
        url = file_address(repo.endpoint, repo.id, repo.commit, file.path)
        return self._hub.requests.call(lambda: self._hub.wire.get_start(url, length))

    def keep_start(self, repo: Repo, file: RepoFile, body: bytes) -> None:
        """Keep what was needed of a file's first bytes, so that they are asked for once."""
        self._hub.seen.put(_start_key(repo, file), body)

    def kept_start(self, repo: Repo, file: RepoFile) -> bytes | None:
        found = self._hub.seen.get(_start_key(repo, file))
        return found[0] if found is not None else None

    def text(self, repo_id: str, revision: str, path: str, limit: int = _LONGEST_TEXT) -> DatedText | None:
        """A small text file of a repo, ``None`` where it is gone or withheld. Raises KnownError."""
        url = file_address(self._hub.endpoint, repo_id, revision, path)
        answer = self._hub.small_text(url, revision, limit)
        return DatedText(answer.beside, answer.read_at) if answer.beside is not None else None

    def page(self, url: str, limit: int) -> DatedText:
        """At most ``limit`` bytes of a page elsewhere; kept, as answers of the Hub are. Raises KnownError."""

        def read() -> tuple[None, str]:
            return None, self._hub.wire.get_foreign(url, limit).decode("utf-8", errors="replace")

        answer = self._hub.requests.asked(url, read)
        return DatedText(answer.beside or "", answer.read_at)

    def dataset(self, dataset_id: str) -> tuple[dict[str, Any], str | None, datetime]:
        """The Hub's answer about a data set, its card, and when both were read. Raises KnownError.

        One that was renamed answers under its new name.
        """
        url = f"{self._hub.endpoint}/api/datasets/{check_repo_id(dataset_id)}"
        answer = self._hub.requests.asked(url, lambda: self._read_dataset(url))
        if dataset_id_of(answer.data) is None:
            raise unreadable(dataset_id)
        return mapping(answer.data), answer.beside, answer.read_at

    def _read_dataset(self, url: str) -> tuple[Any, str | None]:
        data, _ = self._hub.wire.get_json(url, [])
        name = dataset_id_of(data)
        if name is None:
            what = Words("The Hub’s answer does not describe a data set.")
            raise KnownError(what, Words("Check the Hub address."))
        commit, kept = commit_of(data, "main"), self._hub.requests.kept(url)
        if kept is not None and kept.beside is not None and commit_of(kept.data, "") == commit:
            return data, kept.beside  # the card of a commit never changes
        address = file_address(f"{self._hub.endpoint}/datasets", name, commit, "README.md")
        return data, self._hub.text_at(address, _LONGEST_CARD)


def _start_key(repo: Repo, file: RepoFile) -> str:
    return f"{file_address(repo.endpoint, repo.id, repo.commit, file.path)}#start"
