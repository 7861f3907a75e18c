"""Projectors beside a file that was named by itself, without a look at all of its tree."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from explorer.domain.projectors import ProjectorChoice

_MOST = 20_000  # files of one folder that are looked at


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
