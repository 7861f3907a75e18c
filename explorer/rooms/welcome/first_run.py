"""Whether the first steps are due, and how far the person came: kept, so that they are shown once.

They are due until finished or skipped, and never for someone who already has a model, a chat or a
comparison, from an earlier version or from `omx`. Whether there are models is for the catalog to say.
"""

from explorer.base.store import Store

STEPS = 3
_DONE = "first_run.done"
_STEP = "first_run.step"
_DOWNLOAD = "first_run.download"


class FirstRun:
    """What the database knows about the first steps. ``step`` counts from 1."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_over(self) -> bool:
        """Finished or skipped, or never due for someone who has worked here."""
        if self._store.get_state(_DONE):
            return True
        if self._has_worked():
            self.finish()
            return True
        return False

    @property
    def is_begun(self) -> bool:
        """Whether the person has gone on from the first step: what lies in the folder came by these steps."""
        return self.step > 1 or self.download is not None

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
        return self._store.get_number(_DOWNLOAD)

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
