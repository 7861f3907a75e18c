"""Records of files outside the models folder, kept by their SHA-256.

Nothing is written into the folder of another program. Card and Hub answer of such a file lie in
``<models>/.explorer/elsewhere/<sha256>/.explorer/``, in the shape they have beside a download, and hold for
every file with these bytes, wherever it lies and whatever it is called.
"""

from functools import cached_property
from pathlib import Path

from explorer.local.models.origin_record import RECORD_FOLDER, FileRecord, OriginRecord, read_record


def folder_of_hash(models_folder: Path, sha256: str) -> Path:
    """The folder that keeps what is known of these bytes."""
    return models_folder / RECORD_FOLDER / "elsewhere" / sha256


class KnownByHash:
    """Read once, when it is asked for the first time."""

    def __init__(self, models_folder: Path) -> None:
        self._folder = models_folder / RECORD_FOLDER / "elsewhere"

    def get(self, sha256: str) -> tuple[Path, OriginRecord, FileRecord] | None:
        """The folder with the answers, its record, and what that says of these bytes."""
        return self._all.get(sha256)

    @cached_property
    def _all(self) -> dict[str, tuple[Path, OriginRecord, FileRecord]]:
        found: dict[str, tuple[Path, OriginRecord, FileRecord]] = {}
        for folder in self._folder.glob("*"):
            record = read_record(folder)
            if record is not None:
                found |= {file.sha256: (folder, record, file) for file in record.files}
        return found
