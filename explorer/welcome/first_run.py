"""Whether the first steps are due, and how far the person came: kept, so that they are shown once.

They are due until finished or skipped, and never for someone who already has a model, a chat or a
comparison, from an earlier version or from `omx`.
"""

from pathlib import Path

from explorer.base.store import Store

STEPS = 3
_DONE = "first_run.done"
_STEP = "first_run.step"
_DOWNLOAD = "first_run.download"


class FirstRun:
    """What the database knows about the first steps. ``step`` counts from 1."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_due(self, models_folder: Path) -> bool:
        if self._store.get_state(_DONE):
            return False
        if self._has_worked() or _has_model(models_folder):
            self.finish()
            return False
        return True

    @property
    def step(self) -> int:
        """Where the person was when the app ended."""
        kept = self._store.get_state(_STEP)
        return int(kept) if kept in {str(n) for n in range(1, STEPS + 1)} else 1

    def reach(self, step: int) -> None:
        self._store.set_state(_STEP, str(step))

    @property
    def download(self) -> int | None:
        """The id of the download of the chosen model, if one was begun."""
        kept = self._store.get_state(_DOWNLOAD)
        return int(kept) if kept.isdecimal() else None

    def choose(self, download: int | None) -> None:
        self._store.set_state(_DOWNLOAD, "" if download is None else str(download))

    def finish(self) -> None:
        """Finished or skipped: not shown again."""
        self._store.set_state(_DONE, "1")

    def _has_worked(self) -> bool:
        rows = self._store.read(
            "SELECT EXISTS (SELECT 1 FROM chats) OR EXISTS (SELECT 1 FROM comparisons)"
            " OR EXISTS (SELECT 1 FROM downloads WHERE id IS NOT ?) AS has",
            self.download,
        )
        return bool(rows[0]["has"])


def skip(store: Store) -> None:
    """As if the steps had been skipped, for whoever drives the app without a person."""
    FirstRun(store).finish()


def _has_model(models_folder: Path) -> bool:
    return any(True for _file in models_folder.rglob("*.gguf"))
