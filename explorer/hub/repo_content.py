"""What the Hub holds beside the listing: files of a repo and their beginnings, data sets, pages elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.repo import Repo, RepoFile
from explorer.domain.words import Words
from explorer.hub.connection import HubConnection
from explorer.hub.repo_names import check_repo_id, file_address
from explorer.hub.responses import commit_of, dataset_id_of, mapping, unreadable

LONGEST_CARD = 2_000_000  # bytes
_LONGEST_TEXT = 200_000


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
        commit = commit_of(data, "main")
        address = file_address(f"{self._hub.endpoint}/datasets", name, commit, "README.md")
        return data, self._hub.small_text(address, commit, LONGEST_CARD).beside


def _start_key(repo: Repo, file: RepoFile) -> str:
    return f"{file_address(repo.endpoint, repo.id, repo.commit, file.path)}#start"
