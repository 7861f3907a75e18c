"""What would let a model see images that is here without it: by what is kept of its repo, nobody is asked."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from explorer.domain.local_model import Integrity, LocalModel, Origin
from explorer.domain.model import Model
from explorer.domain.projectors import projector_of
from explorer.domain.quantization import group_files
from explorer.domain.repo import Repo, RepoFile
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.responses import files_of, row_of
from explorer.local.download_queue.download_order import DownloadOrder, projector_order
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.local.models.origin_record import read_answers, read_record
from explorer.local.models.projector_files import why_unfit


@dataclass(frozen=True)
class ProjectorOffer:
    """Once it is here the catalog tells of the model anew, which then sees."""

    repo: Repo
    file: RepoFile
    unfit: Words | None = None  # why it does not help, where it is here

    @property
    def size(self) -> str:
        return size_text(self.file.size) if self.file.size is not None else Words("size not told")

    @property
    def words(self) -> Words:
        text = Words("It could see images: its vision file {file}, {size}, is not here.")
        return self.unfit or text.filled(file=self.file.path, size=self.size)

    @property
    def order(self) -> DownloadOrder:
        return projector_order(self.repo, self.file)

    def bring(self, downloads: Downloads) -> Download:
        """Queue it; what was queued before goes on."""
        return downloads.bring(self.repo, self.order)

    def is_coming(self, downloads: Downloads) -> bool:
        """Whether a download brings it, by itself or with another model; not one that stands."""
        return any(item.is_active and item.order.shares_file(self.order) for item in downloads.items)

    def can_come(self, downloads: Downloads) -> bool:
        """Whether there is something to do for it."""
        return self.unfit is None and not self.is_coming(downloads)


def projector_offer(hub: Hub, model: Model | None) -> ProjectorOffer | None:
    """``None`` where it sees already, did not come from the Hub, or nothing says that its repo has one.

    Reads two small files: not for each row of a list.
    """
    if not isinstance(model, LocalModel) or not _can_take_one(model):
        return None
    offers = (offer_in(repo, model) for repo in _kept(hub, model))
    return next((offer for offer in offers if offer is not None), None)


def offer_in(repo: Repo, model: LocalModel) -> ProjectorOffer | None:
    """As ``projector_offer``, where the repo is known."""
    here = (one for one in repo.variants if any(file.path == model.hub_path for file in one.files))
    variant = next(here, None)
    projector = projector_of(repo, variant) if variant is not None and _can_take_one(model) else None
    if projector is None:
        return None
    path = _whole(model, projector)
    if path is None:
        return ProjectorOffer(repo, projector)
    with suppress(OSError):
        unfit = why_unfit(model.path, path)
        return ProjectorOffer(repo, projector, unfit) if unfit is not None else None
    return None  # the next look at the disk tells


def lies_with_repo(model: LocalModel) -> bool:
    """Whether what is downloaded of its repo lies where it lies."""
    return model.origin is Origin.HUB and model.facts in model.path.parents


def _can_take_one(model: LocalModel) -> bool:
    is_usable = not (model.problem or model.is_missing) and model.writes and model.is_chat
    return is_usable and lies_with_repo(model) and model.projector is None


def _whole(model: LocalModel, projector: RepoFile) -> Path | None:
    """Where it lies, if all of it does."""
    record = read_record(model.facts) if model.facts is not None else None
    kept = record.file(projector.path) if record is not None else None
    if model.facts is None or kept is None or kept.intact is Integrity.DAMAGED:
        return None
    path = model.facts / projector.path
    with suppress(OSError):
        return path if path.stat().st_size == kept.size else None
    return None


def _kept(hub: Hub, model: LocalModel) -> Iterator[Repo]:
    """As it was when the model came, else as it was seen last."""
    commits = (model.commit, model.upstream.commit if model.upstream is not None else None)
    for commit in filter(None, commits):
        repo = _beside(model, commit)
        if repo is not None:
            yield repo
    repo = hub.kept_repo(model.repo or "")
    if repo is not None:
        yield repo


def _beside(model: LocalModel, commit: str) -> Repo | None:
    if model.facts is None:
        return None
    answers, record = read_answers(model.facts, commit), read_record(model.facts)
    row = row_of(answers.api)
    if row is None or record is None or row.id != model.repo:
        return None
    groups = group_files(files_of(answers.api))
    return Repo(
        row=row,
        commit=commit,
        endpoint=record.endpoint,
        read_at=answers.read_at or datetime.now(UTC),
        variants=groups.variants,
        other_files=groups.other,
        card=answers.card,
        api=answers.api or {},
        from_cache=True,
    )
