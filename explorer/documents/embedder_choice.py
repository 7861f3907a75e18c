"""Which embedding model makes the vectors of passages, and which one serves until it has made them all.

Blocks: a model whose bytes nobody has hashed is hashed here, once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from explorer.base.hashing import hash_files
from explorer.documents.embedders import EmbeddingModel, choose_embedder, embedders, embedding_model
from explorer.documents.index import vectors
from explorer.documents.index.store import DocumentIndex
from explorer.documents.index.writing import FileStamp, stamp_of
from explorer.domain.local_model import LocalModel


@dataclass(frozen=True)
class ChosenEmbedder:
    """A file, and how it is asked."""

    model: LocalModel
    embedder: EmbeddingModel


class EmbedderChoice:
    """Call from any thread but that of the screen."""

    def __init__(self) -> None:
        self._hashes: dict[tuple[Path, FileStamp], str] = {}

    def chosen(
        self, models: Iterable[LocalModel], wanted: str = "", stopped: Callable[[], bool] = lambda: False
    ) -> ChosenEmbedder | None:
        """``wanted``: the id of a model; "" for the best that is here. Raises CancelledError."""
        model = choose_embedder(models, wanted)
        return None if model is None else self._known(model, stopped)

    def serving(
        self,
        indexes: Iterable[DocumentIndex],
        models: Sequence[LocalModel],
        wanted: str = "",
        stopped: Callable[[], bool] = lambda: False,
    ) -> ChosenEmbedder | None:
        """Whose vectors are to be searched: the chosen one's once it has made most, else those of before; of
        the first index that has any.

        ``None`` where there are none, or their model is not here any more.
        """
        chosen = self.chosen(models, wanted, stopped)
        for identity in chain.from_iterable(vectors.identities(one.reads) for one in indexes):
            if chosen is not None and chosen.embedder.identity == identity:
                return chosen
            for model in embedders(models):
                known = self._known(model, stopped)
                if known is not None and known.embedder.identity == identity:
                    return known
        return None

    def _known(self, model: LocalModel, stopped: Callable[[], bool]) -> ChosenEmbedder | None:
        found = embedding_model(model)
        if found is None:
            found = embedding_model(model, self._hash(model.path, stopped))
        return None if found is None else ChosenEmbedder(model, found)

    def _hash(self, path: Path, stopped: Callable[[], bool]) -> str:
        """ "" for a file that cannot be read."""
        key = (path, stamp_of(path))
        if key not in self._hashes:
            try:
                self._hashes[key] = hash_files((path,), stopped)[0]
            except OSError:
                return ""
        return self._hashes[key]
