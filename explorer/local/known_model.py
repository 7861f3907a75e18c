"""All that is known of a model on this disk: its header, what was kept about it, and the models above it.

Nothing is asked of the Hub unless that is wanted: what was seen before is there without a network.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.local import CARD_UNREAD, LocalModel
from explorer.domain.repo import Repo
from explorer.engine.header import Header
from explorer.hub.client import Hub
from explorer.hub.names import is_repo_id
from explorer.local.asked_once import keep_asked, with_commit
from explorer.local.facts import header_of, kept_answers, sources_of_model
from explorer.local.lineage import LineageReader, Walked
from explorer.local.record import KeptAnswers
from explorer.transparency.licenses import Licenses
from explorer.transparency.sources import Sources


@dataclass(frozen=True)
class KnownModel:
    """``header`` is ``None`` where the file cannot be read. ``is_asked``: the Hub was, just now.

    ``trouble``: why the Hub did not answer for the model itself.
    """

    model: LocalModel
    header: Header | None
    sources: Sources
    walked: Walked
    is_asked: bool = False
    trouble: KnownError | None = None

    @property
    def dossier(self) -> Dossier:
        return replace(self.walked.dossier, unread=self.sources.unread)

    @property
    def needs_network(self) -> bool:
        """Whether its card was never read, and its repo is known."""
        return self.sources.unread == CARD_UNREAD

    @property
    def card(self) -> str | None:
        return self.sources.card

    @property
    def api(self) -> Mapping[str, Any] | None:
        return self.sources.api

    @property
    def read_at(self) -> datetime | None:
        """When card and answer were read, ``None`` without either."""
        return self.sources.read_at if self.card is not None or self.api is not None else None


def _untold(_known: KnownModel) -> None:
    return None


def read_known(
    model: LocalModel,
    hub: Hub,
    licenses: Licenses,
    stopped: Callable[[], bool] = lambda: False,
    *,
    asks: bool = False,
    told: Callable[[KnownModel], None] = _untold,
) -> KnownModel:
    """Blocks for the disk, and for some requests a model above if it ``asks``: run it as a task.

    ``told`` is handed what is known before each model above is asked for. Raises CancelledError once
    ``stopped`` says yes.
    """
    kept, repo, trouble = _answers(model, hub, asks=asks)
    model = with_commit(model, repo) if repo is not None else model
    header = header_of(model.path)
    sources = sources_of_model(model, kept, header)

    def known(walked: Walked) -> KnownModel:
        return KnownModel(model, header, sources, walked, asks, trouble)

    def met(walked: Walked) -> None:
        told(known(walked))

    walked = LineageReader(hub, licenses, stopped, asks=asks, told=met).of_sources(sources)
    if repo is not None:
        with suppress(KnownError):  # a disk that refuses: it is asked for again next time
            keep_asked(model, repo)  # last: what was cut off is asked for again too
    return known(walked)


def _answers(
    model: LocalModel, hub: Hub, *, asks: bool
) -> tuple[KeptAnswers, Repo | None, KnownError | None]:
    """What is kept beside the file; else what was seen of its repo at this commit, or is asked for now."""
    kept = kept_answers(model)
    if kept.card is not None or model.repo is None or not is_repo_id(model.repo):
        return kept, None, None
    seen = hub if asks else hub.as_seen()
    try:
        repo = seen.open(model.repo, model.commit or "main")
    except KnownError as error:
        return _seen_last(model, kept, hub), None, error if asks else None
    return _kept(repo), repo, None


def _seen_last(model: LocalModel, kept: KeptAnswers, hub: Hub) -> KeptAnswers:
    """The repo as it was seen last, if that is the state the file came from."""
    repo = hub.kept_repo(model.repo or "")
    is_same = repo is not None and model.commit in (None, "", repo.commit)
    return _kept(repo) if repo is not None and is_same else kept


def _kept(repo: Repo) -> KeptAnswers:
    return KeptAnswers(repo.card, dict(repo.api), repo.read_at)
