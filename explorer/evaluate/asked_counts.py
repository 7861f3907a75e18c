"""How far models are in several runs together, told from the database without what they replied."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.evaluate.items import Outcome
from explorer.local.fit.measurements import model_key


@dataclass(frozen=True)
class AskedCount:
    """Items that ``came`` of one file, or of a model elsewhere, of which ``failed`` gave no answer."""

    reference: str
    file: str
    sha256: str
    came: int
    failed: int

    def is_of(self, reference: str, model: Model | None) -> bool:
        """``model``: as it is here now."""
        return self.reference == reference and not is_another_file(self.file, self.sha256, model)


def is_another_file(file: str, sha256: str, model: Model | None, measured: str = "") -> bool:
    """Whether other bytes lie there now than when it was asked, as far as that is known. ``file`` and
    ``sha256`` as of ``RunModel``; ``measured``: its hash now, where that is known for sure.
    """
    if not isinstance(model, LocalModel):
        return False
    if sha256 and measured:
        return sha256.lower() != measured.lower()
    noted = model.measured_sha256  # beside the file, which may have been replaced since
    pairs = (sha256, noted), (file, model_key(model))
    return any(old and new and old != new for old, new in pairs)


class AskedCounts:
    """Blocks, for little. Runs by their numbers, models by their references."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def there(self, runs: Collection[int]) -> tuple[int, ...]:
        """Those that are not in the bin."""
        sql = f"SELECT id FROM eval_runs WHERE deleted_at = '' AND id IN ({_marks(runs)}) ORDER BY id"  # noqa: S608
        return tuple(row["id"] for row in self._store.read(sql, *runs))

    def counts(self, runs: Collection[int]) -> Sequence[AskedCount]:
        """Of each model that something came of."""
        sql = (
            "SELECT reference, file, sha256, COUNT(eval_outcomes.id) AS came, SUM(failed) AS failed"  # noqa: S608
            " FROM eval_models JOIN eval_outcomes ON eval_outcomes.run = eval_models.run"
            f" AND model = key WHERE eval_models.run IN ({_marks(runs)}) GROUP BY reference, file, sha256"
        )
        return [AskedCount(**row) for row in self._store.read(sql, *runs)]

    def failure(self, runs: Collection[int], reference: str) -> KnownError | None:
        """Why a model gave no answer, the last time that it gave none."""
        sql = (
            "SELECT eval_outcomes.record AS record FROM eval_models JOIN eval_outcomes"  # noqa: S608
            " ON eval_outcomes.run = eval_models.run AND model = key"
            f" WHERE reference = ? AND failed = 1 AND eval_models.run IN ({_marks(runs)})"
            " ORDER BY eval_outcomes.id DESC LIMIT 1"
        )
        for row in self._store.read(sql, reference, *runs):
            error = msgspec.json.decode(row["record"], type=Outcome).reply.error
            return error.error if error is not None else None
        return None


def _marks(values: Collection[int]) -> str:
    return ", ".join("?" * len(values))
