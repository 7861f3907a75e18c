"""Downloading one variant of a repo and keeping what was known about it: shared by window and `omx`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from explorer.domain.local import Intact
from explorer.domain.repo import Repo, RepoFile, Variant
from explorer.hub.client import Hub
from explorer.hub.download import DownloadProgress, download_file
from explorer.hub.names import safe_target
from explorer.local.record import (
    FileRecord,
    OriginRecord,
    has_answers,
    keep_answers,
    read_record,
    write_record,
)


@dataclass(frozen=True)
class Order:
    """What to download: the files of one variant at one commit."""

    repo_id: str
    commit: str
    endpoint: str
    files: tuple[RepoFile, ...]

    @property
    def total(self) -> int | None:
        """Bytes of all files, ``None`` if one is not known."""
        sizes = [f.size for f in self.files]
        return None if any(s is None for s in sizes) else sum(s or 0 for s in sizes)


def order_of(repo: Repo, variant: Variant) -> Order:
    return Order(repo.id, repo.commit, repo.endpoint, variant.files)


def fetch(
    hub: Hub, models_folder: Path, order: Order, repo: Repo | None, stop: Callable[[], bool]
) -> Iterator[DownloadProgress]:
    """Download every file of ``order``; progress counts all files together.

    Card and Hub answer are kept first: from ``repo``, or asked for again. Files already here at this
    commit are skipped. Raises KnownError; CancelledError on stop.
    """
    folder = repo_folder(models_folder, order.repo_id)
    if not has_answers(folder, order.commit):
        keep_answers(folder, repo or hub.open(order.repo_id, order.commit))
    offset = 0
    for file in order.files:
        target = safe_target(models_folder, order.repo_id, file.path)
        received = file.size or 0
        if not _is_kept(folder, order, file, target):
            for progress in download_file(hub, order.repo_id, order.commit, file, target, stop):
                received = progress.received
                whole = order.total if order.total is not None else progress.total
                yield replace(progress, received=offset + received, total=whole)
            _note_file(folder, order, file, target)
        offset += received
    if not has_answers(folder, order.commit):  # another file of this repo was deleted meanwhile
        keep_answers(folder, repo or hub.open(order.repo_id, order.commit))


def repo_folder(models_folder: Path, repo_id: str) -> Path:
    """``<models folder>/<publisher>/<repo>``, checked to stay inside."""
    return safe_target(models_folder, repo_id, "x").parent


def drop_partials(models_folder: Path, order: Order) -> None:
    """Delete what an abandoned download left."""
    for file in order.files:
        target = safe_target(models_folder, order.repo_id, file.path)
        for suffix in (".part", ".part.json"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)


def _is_kept(folder: Path, order: Order, file: RepoFile, target: Path) -> bool:
    record = read_record(folder)
    kept = record.file(file.path) if record else None
    if kept is None or not target.is_file() or target.stat().st_size != kept.size:
        return False
    return kept.intact is Intact.CHECKED and (kept.sha256 == file.sha256 or kept.commit == order.commit)


def _note_file(folder: Path, order: Order, file: RepoFile, target: Path) -> None:
    record = read_record(folder) or OriginRecord(repo=order.repo_id, endpoint=order.endpoint)
    noted = FileRecord(
        path=file.path,
        commit=order.commit,
        size=target.stat().st_size,
        sha256=file.sha256 or "",
        kept_at=datetime.now(UTC),
        intact=Intact.CHECKED if file.sha256 else Intact.UNCHECKED,
        measured=file.sha256 or "",  # the download compared it while receiving
    )
    write_record(folder, record.with_file(noted))
