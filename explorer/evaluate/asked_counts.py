"""How far models are in several runs together, told from the database without what they replied."""

from collections.abc import Collection, Mapping

import msgspec

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.evaluate.items import Outcome


class AskedCounts:
    """Blocks, for little. Runs by their numbers, models by their references."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def there(self, runs: Collection[int]) -> tuple[int, ...]:
        """Those that are not in the bin."""
        sql = f"SELECT id FROM eval_runs WHERE deleted_at = '' AND id IN ({_marks(runs)}) ORDER BY id"  # noqa: S608
        return tuple(row["id"] for row in self._store.read(sql, *runs))

    def counts(self, runs: Collection[int]) -> Mapping[str, tuple[int, int]]:
        """Of each model: items that something came of, and how many of these gave no answer."""
        sql = (
            "SELECT reference, COUNT(eval_outcomes.id) AS came, SUM(failed) AS failed"  # noqa: S608
            " FROM eval_models JOIN eval_outcomes ON eval_outcomes.run = eval_models.run"
            f" AND model = key WHERE eval_models.run IN ({_marks(runs)}) GROUP BY reference"
        )
        return {row["reference"]: (row["came"], row["failed"]) for row in self._store.read(sql, *runs)}

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
