"""All that is known of a model on this disk: its header, what was kept about it, and the models above it.

Nothing is asked of the Hub unless that is wanted: what was seen before is there without a network.

A download keeps it by itself. A file that came with the app, or whose record names a repo, has nothing
beside it until then. Only what is proven to be of its bytes is kept: of the commit in its record, or of one
that publishes its hash.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.local_model import CARD_UNREAD, LocalModel
from explorer.domain.repo import Repo
from explorer.engine.local.gguf.header import Header
from explorer.hub.client import Hub
from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import files_of
from explorer.local.model_facts.lineage_reader import LineageDossier, LineageReader
from explorer.local.model_facts.model_sources import (
    header_of,
    kept_answers,
    sources_of_model,
    sources_of_repo,
)
from explorer.local.models.origin_record import (
    FileRecord,
    KeptAnswers,
    OriginRecord,
    change_record,
    keep_answers,
    recorded_file,
)
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.source_texts import SourceTexts
from explorer.transparency.sources import Sources


def with_commit(model: LocalModel, repo: Repo) -> LocalModel:
    """The model with the commit that it is of: as recorded, else that of a ``repo`` with these bytes."""
    published = {file.sha256.lower() for file in files_of(repo.api) if file.sha256}
    is_proven = not model.commit and (model.sha256 or "").lower() in published
    return replace(model, commit=repo.commit) if is_proven else model


def keep_hub_answer(model: LocalModel, repo: Repo) -> None:
    """Keep it for a model of this commit. Raises KnownError if the disk refuses."""
    found = recorded_file(model.path) if not model.is_outside else None
    if found is None or repo.id != model.repo or model.commit != repo.commit:
        return
    folder, _record, file = found
    keep_answers(folder, repo)
    if file.commit != repo.commit:
        _note_commit(folder, file, repo)


def _note_commit(folder: Path, file: FileRecord, repo: Repo) -> None:
    noted = msgspec.structs.replace(file, commit=repo.commit)

    def change(before: OriginRecord | None) -> OriginRecord | None:
        return before.with_file(noted) if before is not None else None

    change_record(folder, change)


@dataclass(frozen=True)
class KnownModel:
    """``header`` is ``None`` where the file cannot be read. ``is_asked``: the Hub was, just now.

    ``trouble``: why the Hub did not answer for the model itself.
    """

    model: LocalModel
    header: Header | None
    sources: Sources
    walked: LineageDossier
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


def read_known(
    model: LocalModel,
    hub: Hub,
    licenses: Licenses,
    stopped: Callable[[], bool] = lambda: False,
    *,
    asks: bool = False,
    told: Callable[[KnownModel], None] = lambda _known: None,
) -> KnownModel:
    """Blocks for the disk, and for some requests a model above if it ``asks``: run it as a task.

    ``told`` is handed what is known before each model above is asked for. Raises CancelledError once
    ``stopped`` says yes.
    """
    kept, repo, trouble = _answers(model, hub, asks=asks)
    model = with_commit(model, repo) if repo is not None else model
    header = header_of(model.path)
    sources = sources_of_model(model, kept, header)

    def known(walked: LineageDossier) -> KnownModel:
        return KnownModel(model, header, sources, walked, asks, trouble)

    def met(walked: LineageDossier) -> None:
        told(known(walked))

    walked = LineageReader(hub, licenses, stopped, asks=asks, told=met).of_sources(sources)
    if repo is not None:
        with suppress(KnownError):  # a disk that refuses: it is asked for again next time
            keep_hub_answer(model, repo)  # last: what was cut off is asked for again too
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


def shelf_of_model(known: KnownModel, endpoint: str) -> SourceTexts:
    """Of a file on this disk: its header, what was kept about it, and the cards of the models above.

    ``endpoint``: of the Hub in use; a file that came from no repo of it has no addresses there.
    """
    repo, walked = known.sources.repo, known.walked
    cards = {**walked.cards, repo: known.card or ""}
    address = endpoint if known.model.repo else ""
    answers = {**walked.answers, repo: known.api or {}}
    return SourceTexts(repo, cards, answers, _entries(known.header), walked.texts, address, walked.sources)


def shelf_of_repo(repo: Repo, walked: LineageDossier | None, header: Header | None = None) -> SourceTexts:
    """Of a repo of the Hub; ``walked``: as far as the models above were read."""
    cards = {**(walked.cards if walked is not None else {}), repo.id: repo.card or ""}
    texts = walked.texts if walked is not None else {}
    answers = {**(walked.answers if walked is not None else {}), repo.id: repo.api}
    sources = walked.sources if walked is not None else {repo.id: sources_of_repo(repo)}
    return SourceTexts(repo.id, cards, answers, _entries(header), texts, repo.endpoint, sources)


def _entries(header: Header | None) -> tuple[tuple[str, str], ...]:
    return header.entries if header is not None else ()
