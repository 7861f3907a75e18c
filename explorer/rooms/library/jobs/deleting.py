"""Deletes a model from the disk: all its parts, its entry in the origin record, folders left empty."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.base.files import wait_until_free
from explorer.base.storage import remove_empty
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.local.folder_move.move_file import PARTIAL_SUFFIXES
from explorer.local.models.lone_projectors import lone_ones, projectors_for
from explorer.local.models.origin_record import forget_file, recorded_file
from explorer.local.models.split_files import parts_of


@dataclass(frozen=True)
class DeletedModel:
    """``freed`` in bytes; ``in_trash`` if every file went to the system's trash."""

    freed: int
    in_trash: bool


def forget(path: Path) -> None:
    """Take a file that is gone out of its record; the last one takes kept card and answer along.

    Raises KnownError if the disk refuses.
    """
    if found := recorded_file(path):
        forget_file(found[0], found[2].path)


@dataclass(frozen=True)
class Deletion:
    """Deletes in ``models_folder``. ``move_to_trash`` answers False where there is no trash; then a file is
    deleted. ``coming``: files that downloads bring, asked for when it matters.
    """

    models_folder: Path
    move_to_trash: Callable[[Path], bool]
    coming: Callable[[], Container[Path]] = frozenset

    def delete(self, path: Path) -> DeletedModel:
        """Remove the model at ``path``, all its parts, and what let it see images where no other model needs
        it. Raises KnownError if a file cannot be removed.
        """
        projectors = self._projectors(path)  # by what lies here before
        every = [*self._remove_all(parts_of(path)), *self._remove_lone(projectors)]
        self._tidy(path)
        return DeletedModel(sum(size for size, _ in every), all(in_trash for _, in_trash in every))

    def forget(self, path: Path) -> None:
        """A model that is gone: what came with it from the Hub goes too. Raises KnownError as ``delete``."""
        noted = [one for one in self._projectors(path) if (found := recorded_file(one)) and found[2].commit]
        forget(path)
        self._remove_lone(noted)
        self._tidy(path)

    def _projectors(self, model: Path) -> tuple[Path, ...]:
        return projectors_for(model, self.models_folder) if self.models_folder in model.parents else ()

    def _remove_lone(self, projectors: Sequence[Path]) -> list[tuple[int, bool]]:
        lone = [one for one in lone_ones(projectors, self.models_folder) if one not in self.coming()]
        for half in (one.with_name(one.name + suffix) for one in lone for suffix in PARTIAL_SUFFIXES):
            half.unlink(missing_ok=True)
        return self._remove_all([one for one in lone if one.is_file()])

    def _remove_all(self, files: Sequence[Path]) -> list[tuple[int, bool]]:
        """Bytes of each, and whether it went to the trash."""
        sizes = [file.stat().st_size if file.is_file() else 0 for file in files]
        removed = []
        for file, size in zip(files, sizes, strict=True):
            removed.append((size, _remove(file, self.move_to_trash)))
            forget(file)
        return removed

    def _tidy(self, path: Path) -> None:
        remove_empty(folder for folder in path.parents if self.models_folder in folder.parents)


def _remove(path: Path, move_to_trash: Callable[[Path], bool]) -> bool:
    wait_until_free(path)  # else the trash refuses it, and it would be gone for good
    try:
        if move_to_trash(path):
            return True
        path.unlink(missing_ok=True)
    except OSError as error:
        raise KnownError(
            Words("“{name}” could not be deleted.", name=path.name),
            Words("Close other programs that use it, and see that you may write to its folder."),
            str(error),
        ) from error
    return False
