"""Leaderboards of the Hub: which data sets have one, and what it lists.

As documented by the Hub ("Accessing Benchmark Leaderboard Data"): data sets with the tag benchmark:official,
and ``/api/datasets/ID/leaderboard``. Each row is passed on as it was sent; who shows it trusts no shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from explorer.domain.errors import AccessError, AnswerError, GateError, KnownError, NotFoundError
from explorer.domain.words import Words
from explorer.hub.connection import HubConnection
from explorer.hub.repo_names import check_repo_id
from explorer.hub.responses import count, dataset_id_of, mapping

_PAGES, _PAGE = 5, 100  # of the list of benchmarks
_BOARD, _ALL = "leaderboard", "?base_model=false"


@dataclass(frozen=True)
class HubBenchmark:
    """A data set with a leaderboard. ``downloads``: of the last 30 days, ``None`` if the Hub did not say."""

    id: str
    downloads: int | None = None


@dataclass(frozen=True)
class HubBenchmarks:
    """``trouble``: why this is what was seen before."""

    listed: tuple[HubBenchmark, ...]
    read_at: datetime
    trouble: KnownError | None = None


@dataclass(frozen=True)
class HubBoard:
    """The rows of a leaderboard as they were sent, without what is said of authors. ``trouble``: why this is
    what was seen before.
    """

    rows: tuple[dict[str, Any], ...]
    read_at: datetime
    trouble: KnownError | None = None


class HubLeaderboards:
    """Blocks as the connection does."""

    def __init__(self, connection: HubConnection) -> None:
        self._hub = connection

    def benchmarks(self) -> HubBenchmarks:
        """The data sets that the Hub calls benchmarks, the most downloaded first. Raises KnownError."""
        url = self._benchmarks_url()
        answer = self._hub.requests.asked(url, lambda: (self._read_benchmarks(url), None))
        return HubBenchmarks(_benchmarks(answer.data), answer.read_at, answer.trouble)

    def leaderboard(self, dataset_id: str, *, only_bases: bool = True) -> HubBoard:
        """``only_bases``: without models that name another one as their base. Raises KnownError."""
        url = self._url(dataset_id, only_bases=only_bases)
        answer = self._hub.requests.asked(url, lambda: (self._read(url, dataset_id), None))
        return HubBoard(_rows(answer.data), answer.read_at, answer.trouble)

    def kept_leaderboards(self) -> Iterator[tuple[str, bool, HubBoard]]:
        """All that were read, as they were seen last, at once and without a request: of which data set, and
        whether ``only_bases``.
        """
        begins, requests = self._begins, self._hub.requests
        for url in requests.kept_addresses(begins):
            dataset, _slash, asked = url.removeprefix(begins).rpartition("/")
            kept = requests.kept(url) if asked in (_BOARD, f"{_BOARD}{_ALL}") else None
            if kept is not None:
                yield dataset, asked == _BOARD, HubBoard(_rows(kept.data), kept.read_at)

    @property
    def _begins(self) -> str:
        return f"{self._hub.endpoint}/api/datasets/"

    def _url(self, dataset_id: str, *, only_bases: bool) -> str:
        url = f"{self._begins}{check_repo_id(dataset_id)}/{_BOARD}"
        return url if only_bases else f"{url}{_ALL}"

    def _benchmarks_url(self) -> str:
        query = urlencode([("filter", "benchmark:official"), ("sort", "downloads"), ("limit", str(_PAGE))])
        return f"{self._hub.endpoint}/api/datasets?{query}"

    def _read_benchmarks(self, url: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        following: str | None = url
        for _page in range(_PAGES):
            if following is None:
                break
            data, following = self._hub.wire.get_json(following, [])
            rows += [{key: row.get(key) for key in ("id", "downloads")} for row in _rows(data)]
        return rows

    def _read(self, url: str, dataset_id: str) -> list[dict[str, Any]]:
        try:
            data, _following = self._hub.wire.get_json(url, [])
        except GateError as error:
            raise _gated(error) from error
        except KnownError as error:
            if isinstance(error, NotFoundError) or error.details.startswith("400"):
                raise self._missing(dataset_id, error) from error
            raise
        if not isinstance(data, list):
            what = Words("{host} sent something other than a leaderboard.", host=self._hub.wire.host)
            raise AnswerError(what, Words("Try again later."), f"{data!r:.200}")
        return [{key: value for key, value in row.items() if key != "author"} for row in map(mapping, data)]

    def _missing(self, dataset_id: str, error: KnownError) -> KnownError:
        """The Hub says the same of a data set that is not there and of one without results: ask about it."""
        try:
            self._hub.wire.get_json(f"{self._hub.endpoint}/api/datasets/{dataset_id}", [])
        except GateError as gate:
            return _gated(gate)
        except (NotFoundError, AccessError):
            what = Words("The data set {name} does not exist, or it is private.", name=dataset_id)
            return NotFoundError(what, Words("Check the name."), error.details)
        except KnownError:
            return error
        what = Words("The data set {name} has no leaderboard.", name=dataset_id)
        advice = Words("Only data sets that the Hub lists as benchmarks have one.")
        return NotFoundError(what, advice, error.details)


def _gated(error: KnownError) -> GateError:
    what = Words("The publisher of this data set asks you to accept conditions first.")
    advice = Words("Accept them on the page of the data set, then put an access token into the settings.")
    return GateError(what, advice, error.details)


def _rows(data: object) -> tuple[dict[str, Any], ...]:
    return tuple(filter(None, map(mapping, data))) if isinstance(data, list) else ()


def _benchmarks(data: object) -> tuple[HubBenchmark, ...]:
    found: dict[str, HubBenchmark] = {}
    for row in _rows(data):
        if (name := dataset_id_of(row)) is not None:
            found.setdefault(name, HubBenchmark(name, count(row.get("downloads"))))
    return tuple(found.values())
