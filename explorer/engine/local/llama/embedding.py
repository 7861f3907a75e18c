"""Embeddings: vectors of texts, from models that were made for it."""

import math
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.local.llama.contexts import POOLINGS, ContextMaker
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.prompt_builder import prompt_too_long

_MOST_TOKENS = 8192  # of a text: one batch must hold them all


class Embedder:
    """Makes one vector of a text, as the model pools its tokens."""

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
        self._length = min(length, _MOST_TOKENS)
        self.context = contexts.for_embeddings(self._length, pooling)

    def embed(self, text: str) -> tuple[float, ...]:
        """A vector of length 1. Raises KnownError: the text is too long; StoppedError."""
        tokens = self._vocabulary.tokenize(text, add_special=True, plain=True)
        if not tokens:
            raise KnownError(Words("There is nothing to embed."), Words("Write a text first."))
        if len(tokens) > self._length:
            raise prompt_too_long(len(tokens), self._length)
        if self.context.memory:
            self._api.llama_memory_clear(self.context.memory, True)
        array = (self._api.llama_token * len(tokens))(*tokens)
        self.context.decode(self._api.llama_batch_get_one(array, len(tokens)))
        context = self.context.handle
        pointer = self._api.llama_get_embeddings_seq(context, 0)
        return _unit(pointer[: self._api.llama_model_n_embd_out(self._api.llama_get_model(context))])


def _unit(values: list[float]) -> tuple[float, ...]:
    length = math.sqrt(sum(value * value for value in values))
    return tuple(value / length for value in values) if length else tuple(values)
