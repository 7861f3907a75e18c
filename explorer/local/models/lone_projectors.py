"""Projectors in the models folder that no model needs any more: nothing shows them, so they go with the last.

By their names, as they are chosen: a model that is damaged needs its projector again once it is whole.
"""

from collections.abc import Iterable
from pathlib import Path

from explorer.domain.quantization import is_model_file
from explorer.local.folder_move.move_file import PARTIAL_SUFFIXES
from explorer.local.models.scanner import walk_folder

_HALF = PARTIAL_SUFFIXES[0]


def projectors_for(model: Path, folder: Path) -> tuple[Path, ...]:
    """Those below ``folder`` that may be for ``model``, here or gone; also such as are here by halves."""
    walk = walk_folder(folder)
    return walk.projectors(folder, {model, *map(_whole, walk.sizes)}).near(model)


def lone_ones(projectors: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    """Those of them that are for no model below ``folder``."""
    walk = walk_folder(folder)
    choice = walk.projectors(folder, {*walk.sizes, *projectors})
    needed = {one for path in walk.sizes if is_model_file(path.name) for one in choice.near(path)}
    return tuple(path for path in projectors if path not in needed)


def _whole(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(_HALF))
