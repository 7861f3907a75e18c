"""Contexts of a model in llama.cpp: one for chat, others for scores and embeddings. Each can be stopped."""

import contextlib
from collections.abc import Iterator
from typing import Any

from explorer.domain.cache_type import CacheType
from explorer.engine.local.failures import explain_context_failure, out_of_memory
from explorer.engine.local.llama.compute_control import ComputeControl, abort_callback
from explorer.engine.local.llama.library import LlamaLibrary

_ABORTED = 2  # llama_decode's answer when the abort callback said stop


class StoppedError(Exception):
    """The library was stopped while it computed."""


class LlamaContext:
    """One context, by the library's ``handle``.

    Its threads are divided between the models that compute at once: more of them than cores are a disaster,
    also if they are those of two models.
    """

    def __init__(
        self, api: Any, handle: Any, threads: int, control: ComputeControl, *, keeps_state: bool
    ) -> None:
        """``keeps_state``: not only keys and values, so that no part of what was read can be forgotten."""
        self._api = api
        self.handle, self.keeps_state = handle, keeps_state
        self.memory = api.llama_get_memory(handle)  # of what was read; none of an encoder
        self._threads = self._divided = threads
        self._control = control
        self._decode = api.llama_decode
        self._callback = api.ggml_abort_callback(abort_callback())  # kept: C holds its address
        api.llama_set_abort_callback(handle, self._callback, control.address)

    def decode(self, batch: Any) -> None:
        """Raises StoppedError, KnownError."""
        self.compute(batch)
        self.go_on()

    def compute(self, batch: Any) -> None:
        """As ``decode``; once it is read, it was not stopped."""
        threads = max(1, self._threads // self._control.share)
        if threads != self._divided:
            self._divided = threads
            self._api.llama_set_n_threads(self.handle, threads, threads)
        status = self._decode(self.handle, batch)
        if status != 0:
            self.settle(status)

    def settle(self, status: int) -> None:
        """What the library answered when it computed. Raises StoppedError, KnownError."""
        if status == _ABORTED:
            raise StoppedError
        if status != 0:
            raise out_of_memory(f"llama_decode returned {status}.")

    def go_on(self) -> None:
        """Raises StoppedError once it is stopped."""
        if self._control.is_stopped:
            raise StoppedError

    def close(self) -> None:
        self._api.llama_free(self.handle)


class ContextMaker:
    """Opens contexts of one model, all with the same threads, control and type of keys and values."""

    def __init__(
        self,
        library: LlamaLibrary,
        model: Any,
        threads: int,
        control: ComputeControl,
        cache: CacheType = "f16",
    ) -> None:
        self._library = library
        self.api, self.model = library.api, model
        self._control = control
        self.threads = threads
        self.cache, self._type = cache, getattr(library.api, f"GGML_TYPE_{cache.upper()}")
        api = self.api
        self._keeps_state = bool(api.llama_model_is_recurrent(model) or api.llama_model_is_hybrid(model))

    @property
    def mixes_up(self) -> bool:
        """Whether sequences must be computed one after the other.

        States of several are multiplied in a third dimension, for which this library's kernels for AMX
        take bytes for floats: they read and write beside what is theirs.
        """
        return self._keeps_state and self._library.has_amx

    def go_on(self) -> None:
        """Raises StoppedError once what goes on is stopped."""
        if self._control.is_stopped:
            raise StoppedError

    def for_chat(self, length: int, batch: int) -> LlamaContext | None:
        """Logits of one position only: 21 instead of 515 MiB for a large vocabulary.

        ``None`` for an encoder: it sees a whole text at once, so llama.cpp gives it no memory, and what it
        says of the next token means nothing. Raises KnownError; so do the others.
        """
        params = self._params(length, batch)
        params.n_outputs_max = 1
        context = self._open(params)
        if context.memory:
            return context
        context.close()
        return None

    @contextlib.contextmanager
    def for_scores(self, length: int, batch: int, outputs: int, sequences: int) -> Iterator[LlamaContext]:
        """Logits of up to ``outputs`` positions of a batch, for texts side by side; freed on leaving."""
        params = self._params(length, batch)
        params.n_outputs_max, params.n_seq_max = outputs, sequences
        params.kv_unified = True  # they share a prefix
        with contextlib.closing(self._open(params)) as context:
            yield context

    def for_answers(self, length: int, batch: int, sequences: int) -> LlamaContext:
        """Logits of one position of each sequence; each has its part of ``length`` for itself."""
        params = self._params(length, batch)
        params.n_outputs_max = params.n_seq_max = sequences
        params.kv_unified = False
        return self._open(params)

    def for_embeddings(self, length: int, pooling: int) -> LlamaContext:
        """Vectors in place of logits. A text must fit into one batch, since each word sees all others."""
        params = self._params(length, length)
        params.embeddings, params.pooling_type = True, pooling
        return self._open(params)

    def _params(self, length: int, batch: int) -> Any:
        params = self.api.llama_context_default_params()
        params.n_ctx = length
        params.n_batch = params.n_ubatch = batch
        params.n_threads = params.n_threads_batch = self.threads
        params.flash_attn_type = self.api.LLAMA_FLASH_ATTN_TYPE_AUTO
        params.type_k = params.type_v = self._type
        params.swa_full = False  # a sliding window needs no more memory than the window
        return params

    def _open(self, params: Any) -> LlamaContext:
        self._library.forget_log()
        context = self.api.llama_init_from_model(self.model, params)
        if not context:
            raise explain_context_failure(self._library.log(), self.cache)
        return LlamaContext(self.api, context, self.threads, self._control, keeps_state=self._keeps_state)
