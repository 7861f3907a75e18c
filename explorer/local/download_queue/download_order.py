"""The order of a download: which files of a repo, at which commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.projectors import projector_of
from explorer.domain.quantization import is_projector_file
from explorer.domain.repo import Repo, RepoFile, Variant


@dataclass(frozen=True)
class DownloadOrder:
    """What to download: the files of one variant at one commit, and the projector that lets it see images.

    Where that is all that is wanted, it is the only one of ``files``.
    """

    repo_id: str
    commit: str
    endpoint: str
    files: tuple[RepoFile, ...]
    projector: RepoFile | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Of the model; the projector may be that of others, too."""
        return tuple(file.path for file in self.files)

    @property
    def all_files(self) -> tuple[RepoFile, ...]:
        """As they come: once the model is here, all of it is."""
        return self.files if self.projector is None else (self.projector, *self.files)

    @property
    def is_projector(self) -> bool:
        """Whether it brings no model."""
        return is_projector_file(self.files[0].path)

    @property
    def projectors(self) -> tuple[RepoFile, ...]:
        """At most one."""
        if self.is_projector:
            return self.files
        return () if self.projector is None else (self.projector,)

    @property
    def total(self) -> int | None:
        """Bytes of all files, ``None`` if one is not known."""
        sizes = [f.size for f in self.all_files]
        return None if any(s is None for s in sizes) else sum(s or 0 for s in sizes)

    def shares_file(self, other: "DownloadOrder") -> bool:
        """Whether one file belongs to both."""
        paths = {file.path for file in other.all_files}
        return self.repo_id == other.repo_id and any(file.path in paths for file in self.all_files)


def files_of_orders(models_folder: Path, orders: Iterable[DownloadOrder]) -> frozenset[Path]:
    """Where they get. Nothing is written by this: names are checked where they are."""
    return frozenset(
        models_folder / order.repo_id / file.path for order in orders for file in order.all_files
    )


def order_of(repo: Repo, variant: Variant, *, sees: bool = True) -> DownloadOrder:
    """``sees``: with what lets it see images, where the repo has that."""
    projector = projector_of(repo, variant) if sees else None
    return DownloadOrder(repo.id, repo.commit, repo.endpoint, variant.files, projector)


def projector_order(repo: Repo, projector: RepoFile) -> DownloadOrder:
    """For a model that is here."""
    return DownloadOrder(repo.id, repo.commit, repo.endpoint, (projector,))
