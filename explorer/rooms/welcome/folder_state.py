"""Free space of the models folder and whether it can be written to, measured once and said in words."""

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from explorer.base.storage import existing_part, free_space
from explorer.domain.units import size_text
from explorer.domain.words import Words

KEPT_FREE = 1_000_000_000  # bytes no model may take, so that the system can go on
LITTLE = 3_000_000_000  # a small model of 1 to 2 GB, and what is kept free


@dataclass(frozen=True)
class FolderState:
    """``free``: bytes on the disk of ``folder``, ``None`` if it cannot be read; ``problem``: the
    system's own words if nothing can be saved there, else empty."""

    folder: Path
    free: int | None
    problem: str = ""

    @property
    def for_models(self) -> int:
        """Bytes a model may take."""
        return max(0, (self.free or 0) - KEPT_FREE)


def measure_folder(folder: Path) -> FolderState:
    """Measure the disk and try to write. ``folder`` need not exist: its nearest parent is tried."""
    try:
        existing = existing_part(folder)
        free = free_space(existing)
    except OSError as error:
        return FolderState(folder, None, error.strerror or str(error))
    return FolderState(folder, free, _why_not_writable(existing))


def folder_warning(state: FolderState) -> str:
    """What stands in the way here, and what to do; empty if nothing does."""
    if state.problem:
        return Words(
            "Nothing can be saved in this folder ({reason}). Choose another one.", reason=state.problem
        )
    if state.free is not None and state.free < LITTLE:
        return Words(
            "Only {free} are free here, and a small model takes 1 to 2 GB. Make room, or choose a folder on"
            " another disk.",
            free=size_text(state.free),
        )
    return ""


def _why_not_writable(folder: Path) -> str:
    """Tried, not asked: what a system says about rights on folders is not always what it does."""
    if not folder.is_dir():
        return os.strerror(errno.ENOTDIR)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
