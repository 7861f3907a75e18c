"""Contexts of a model in llama.cpp: one for chat, others for scores and embeddings."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from explorer.engine.local.failures import explain_context_failure
from explorer.engine.local.llama.abort import AbortSwitch, abort_callback
from explorer.engine.local.llama.decoding import ContextThreads
from explorer.engine.local.llama.library import LlamaLibrary

type KeptCallbacks = tuple[object, ...]  # callbacks whose addresses C holds
POOLINGS = ("none", "mean", "cls", "last", "rank")  # by llama.cpp's numbers
# Of an encoder that does not say: what sentence-transformers does by default
MEAN_POOLING = POOLINGS.index("mean")


class ContextMaker:
    """Opens contexts of one model, all with the same threads and the same switch."""

    def __init__(
        self, library: LlamaLibrary, model: Any, threads: int, switch: AbortSwitch, share: Callable[[], int]
    ) -> None:
        """``share`` says how many models compute at once, to divide the cores."""
        self._library = library
        self._api = library.api
        self._model = model
        self._switch = switch
        self.threads, self._share = threads, share

    def threads_of(self, context: Any) -> ContextThreads:
        """To be divided before each step in it."""
        return ContextThreads(self._api, context, self.threads, self._share)

    def for_chat(self, length: int, batch: int) -> tuple[Any, KeptCallbacks] | None:
        """Logits of one position only: 21 instead of 515 MiB for a large vocabulary.

        ``None`` for an encoder: it sees a whole text at once, so llama.cpp gives it no memory, and what it
        says of the next token means nothing. Raises KnownError; so do the others.
        """
        params = self._params(length, batch)
        params.n_outputs_max = 1
        context, kept = self._open(params)
        if self._api.llama_get_memory(context):
            return context, kept
        self._api.llama_free(context)
        return None

    @contextlib.contextmanager
    def for_scores(self, length: int, batch: int, outputs: int, sequences: int) -> Iterator[Any]:
        """Logits of up to ``outputs`` positions of a batch, for texts side by side; freed on leaving."""
        params = self._params(length, batch)
        params.n_outputs_max, params.n_seq_max = outputs, sequences
        params.kv_unified = True  # they share a prefix
        context, _kept = self._open(params)
        try:
            yield context
        finally:
            self._api.llama_free(context)

    def for_embeddings(self, length: int, pooling: int) -> tuple[Any, KeptCallbacks]:
        """Vectors in place of logits. A text must fit into one batch, since each word sees all others."""
        params = self._params(length, length)
        params.embeddings, params.pooling_type = True, pooling
        return self._open(params)

    def _params(self, length: int, batch: int) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx = length
        params.n_batch = params.n_ubatch = batch
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = self._api.LLAMA_FLASH_ATTN_TYPE_AUTO
        params.swa_full = False  # a sliding window needs no more memory than the window
        return params

    def _open(self, params: Any) -> tuple[Any, KeptCallbacks]:
        self._library.forget_log()
        context = self._api.llama_init_from_model(self._model, params)
        if not context:
            raise explain_context_failure(self._library.log())
        callback = self._api.ggml_abort_callback(abort_callback())
        self._api.llama_set_abort_callback(context, callback, self._switch.address)
        return context, (callback, self._switch)
