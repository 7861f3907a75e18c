"""How much of the disk the models take: the thin bar beside the room's title."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from explorer.base.machine import free_space


@dataclass(frozen=True)
class DiskUse:
    """Bytes of the disk that holds the models folder."""

    total: int
    free: int
    models: int

    @property
    def model_share(self) -> float:
        """0 to 1 of the whole disk."""
        return min(1.0, self.models / self.total) if self.total else 0.0

    @property
    def used_share(self) -> float:
        """0 to 1, the models included."""
        return max(self.model_share, 1 - self.free / self.total) if self.total else 0.0


def disk_use(models_folder: Path, models: int) -> DiskUse:
    """``models``: bytes that the models take. The folder need not exist yet."""
    folder = models_folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return DiskUse(shutil.disk_usage(folder).total, free_space(folder), models)
