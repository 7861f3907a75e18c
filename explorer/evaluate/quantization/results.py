"""What was measured of quantizations, kept in the database with the conditions that it holds for."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.base.store import Store
from explorer.domain.divergence import Divergence
from explorer.domain.local_model import LocalModel
from explorer.local.fit.measurements import model_key

_RESULTS = "evaluate.quantization"
_KEPT = 200  # the latest


@dataclass(frozen=True)
class ComparedFile:
    """A file as it was then. ``file``: what measurements are kept by. ``sha256``: "" where none names it."""

    id: str
    file: str
    title: str
    name: str
    quantization: str
    size: int
    sha256: str = ""


@dataclass(frozen=True)
class QuantizationResult:
    """One file against another on a text. ``text``: its title, "" of the project's; ``text_sha256`` names it.

    ``at``: ISO 8601, UTC, when it ended; no two have the same. ``seconds`` it took.
    """

    reference: ComparedFile
    other: ComparedFile
    figures: Divergence
    text: str
    text_sha256: str
    engine: str
    backend: str
    threads: int
    at: str
    seconds: float


class QuantizationStore:
    """Reads and writes them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def results(self) -> tuple[QuantizationResult, ...]:
        """The latest first; none where what is kept is damaged."""
        return self._store.get_value(_RESULTS, tuple[QuantizationResult, ...], ())

    def by_file(self) -> dict[str, QuantizationResult]:
        """The latest in which each was judged."""
        return {one.other.file: one for one in reversed(self.results())}

    def add(self, result: QuantizationResult) -> None:
        self._keep([result, *self.results()][:_KEPT])

    def delete(self, at: str) -> None:
        """For good, with the words of the text that are in it."""
        self._keep([one for one in self.results() if one.at != at])

    def restore(self, result: QuantizationResult) -> None:
        self._keep(sorted([result, *self.results()], key=lambda one: one.at, reverse=True))

    def _keep(self, results: Sequence[QuantizationResult]) -> None:
        self._store.set_value(_RESULTS, results)


def compared_file(model: LocalModel, sha256: str) -> ComparedFile:
    return ComparedFile(
        model.id, model_key(model), model.title, model.name, model.quantization, model.size, sha256
    )
