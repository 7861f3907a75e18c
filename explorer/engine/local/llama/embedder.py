"""Embedder: one vector for each text, as the model pools its tokens."""

import ctypes
import math
from typing import Any

from explorer.domain.errors import ContextLengthError, KnownError, RequestError
from explorer.domain.tokens import Embedding
from explorer.domain.words import Words
from explorer.engine.local.llama.contexts import ContextMaker
from explorer.engine.local.llama.vocabulary import Vocabulary

POOLINGS = ("none", "mean", "cls", "last", "rank")  # by llama.cpp's numbers
# Of an encoder that does not say: what sentence-transformers does by default
MEAN_POOLING = POOLINGS.index("mean")
_MOST_TOKENS = 8192  # of a text: one batch must hold them all


class Embedder:
    """Makes one vector of a text at a time: together, above a few words, they would only take longer."""

    def __init__(
        self, api: Any, contexts: ContextMaker, vocabulary: Vocabulary, length: int, pooling: int
    ) -> None:
        """Raises KnownError: the model ranks pairs of texts, pools in an unknown way, or memory is short."""
        if pooling >= len(POOLINGS) or POOLINGS[pooling] == "rank":
            raise KnownError(
                Words("This model ranks pairs of texts; that is not supported yet."),
                Words("Choose a model that writes or embeds."),
            )
        self.pooling = POOLINGS[pooling]
        self._api = api
        self._vocabulary = vocabulary
        self._ends = frozenset(vocabulary.tokenize("", add_special=True))  # no text is cut into these
        self._length = min(length, _MOST_TOKENS)
        self.context = contexts.for_embeddings(self._length, pooling)

    def embed(self, text: str, *, cut: bool = False) -> Embedding:
        """``cut``: of a text that is too long its beginning. Raises KnownError if it may not be cut, or is
        empty; StoppedError.
        """
        tokens = self._vocabulary.tokenize(text, add_special=True, plain=True)
        if not tokens:
            raise RequestError(Words("There is nothing to embed."), Words("Write a text first."))
        is_long = len(tokens) > self._length
        if is_long and not cut:
            raise ContextLengthError(
                Words(
                    "This text is too long for the embedding model: {tokens} tokens, and it reads {limit}.",
                    tokens=len(tokens), limit=self._length,
                ),
                Words("Cut it into shorter texts."),
            )  # fmt: skip
        read = self._cut(tokens) if is_long else tokens
        return Embedding(self._vector(read), len(read), is_long)

    def _cut(self, tokens: list[int]) -> list[int]:
        """As many as can be read, with the token that this model wants at the end of a text, if any."""
        kept = tokens[: self._length]
        return [*kept[:-1], tokens[-1]] if tokens[-1] in self._ends else kept

    def _vector(self, tokens: list[int]) -> tuple[float, ...]:
        """Of length 1."""
        if self.context.memory:
            self._api.llama_memory_clear(self.context.memory, True)
        count = len(tokens)
        array = (self._api.llama_token * count)(*tokens)
        batch = self._api.llama_batch_get_one(array, count)  # which only points at it
        # All are outputs; if that is not said, the library says so for each text
        batch.logits = (ctypes.c_int8 * count)(*[1] * count)
        self.context.decode(batch)
        handle = self.context.handle
        pointer = self._api.llama_get_embeddings_seq(handle, 0)
        return _unit(pointer[: self._api.llama_model_n_embd_out(self._api.llama_get_model(handle))])


def _unit(values: list[float]) -> tuple[float, ...]:
    length = math.sqrt(sum(value * value for value in values))
    return tuple(value / length for value in values) if length else tuple(values)
