"""Deletes a model from the disk: all its parts, its entry in the origin record, folders left empty."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from explorer.base.files import wait_until_free
from explorer.base.storage import remove_empty
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.download_queue.variant_download import repo_folder
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


def model_size(path: Path) -> int:
    """Bytes of all parts of the model at ``path``."""
    return sum(p.stat().st_size for p in parts_of(path) if p.is_file())


def lone_projector(
    model: LocalModel, others: Iterable[LocalModel], orders: Iterable[DownloadOrder], models_folder: Path
) -> Path | None:
    """The projector in the models folder that nobody needs once ``model`` is deleted: none of the ``others``
    here, and none that is on its way.
    """
    path = model.projector
    if path is None or model.is_outside or models_folder not in path.parents:
        return None
    if any(one.projector == path for one in others if one.id != model.id):
        return None
    coming = (repo_folder(models_folder, order.repo_id) / f.path for order in orders for f in order.all_files)
    return None if path in coming else path


def delete(
    path: Path, models_folder: Path, move_to_trash: Callable[[Path], bool], projector: Path | None = None
) -> DeletedModel:
    """Remove the model at ``path``, all its parts, and its ``projector`` if that is to go too.

    ``move_to_trash`` answers False where there is no trash; then the file is deleted. Raises KnownError
    if a file cannot be removed.
    """
    parts = (*parts_of(path), *((projector,) if projector is not None else ()))
    freed = sum(part.stat().st_size for part in parts if part.is_file())
    in_trash = True
    for part in parts:
        in_trash = _remove(part, move_to_trash) and in_trash
        forget(part)
    remove_empty(folder for folder in path.parents if models_folder in folder.parents)
    return DeletedModel(freed, in_trash)


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
