"""Projectors on this disk: those beside a file that was named by itself, and the one of a model in words."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from explorer.domain.harmless import storable
from explorer.domain.local_model import LocalModel
from explorer.domain.projectors import ProjectorChoice
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.local.models.header_facts import read_header_facts

_MOST = 20_000  # files of one folder that are looked at


def projector_words(model: LocalModel) -> Words:
    """Of one that has a projector: what that is known by."""
    file, size = storable(model.projector.name if model.projector else ""), size_text(model.projector_size)
    text = Words("Sees images with its vision file {file}, {size} (a projector by its header).")
    if not model.sees:
        text = Words("Its vision file {file}, {size}, is not used: the model has no chat template.")
    return text.filled(file=file, size=size)


def why_unfit(model: Path, projector: Path) -> Words | None:
    """Why this file does not let the model see images, by the headers of both. Raises OSError."""
    facts, width, name = (
        read_header_facts(projector),
        read_header_facts(model).width,
        storable(projector.name),
    )
    if not facts.sees:
        return Words("Sees no images: {file} is not a vision file by its header.", file=name)
    if width not in (facts.width or width, 0):
        return Words("Sees no images: the vision file {file} is for another model by its header.", file=name)
    return None


def projectors_beside(model: Path, repo: Path | None = None) -> tuple[Path, ...]:
    """Those that may be for ``model``, the best first; ``repo``: the folder above that is of one repo."""
    folders = dict.fromkeys((model.parent, *((repo,) if repo is not None else ())))
    files = (path for folder in folders for path in _files(folder))
    return ProjectorChoice(files, lambda folder: folder == repo).near(model)


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from islice(folder.iterdir(), _MOST)
    except OSError:  # it went meanwhile, or may not be listed
        return
