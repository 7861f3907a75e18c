"""Checks the models folder: how full its disk is, and why it cannot be read."""

import os
from dataclasses import dataclass
from pathlib import Path

from explorer.base.storage import DiskUse, disk_use
from explorer.domain.errors import KnownError
from explorer.domain.words import Words


@dataclass(frozen=True)
class FolderCheck:
    """``use`` is None where the disk does not tell; ``problem`` is set where the folder is out of reach."""

    use: DiskUse | None = None
    problem: KnownError | None = None


def inspect_folder(folder: Path, models: int) -> FolderCheck:
    """``models``: bytes that the models take. Reading a disk can wait: never on the screen thread."""
    problem = _problem(folder)
    if problem is not None:
        return FolderCheck(problem=problem)
    try:
        return FolderCheck(disk_use(folder, models))
    except OSError:
        return FolderCheck()


def _problem(folder: Path) -> KnownError | None:
    """A folder that is not there yet is none; one whose place is gone was on a drive that is not there."""
    advice = Words("Connect the drive it is on, or choose another folder in the settings.")
    if not folder.parent.exists():
        return KnownError(Words("The models folder cannot be reached."), advice, str(folder))
    if not folder.exists():
        return None
    try:
        with os.scandir(folder):
            return None
    except OSError as error:
        return KnownError(Words("The models folder cannot be read."), advice, str(error))
