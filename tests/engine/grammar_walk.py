"""What the engine's library says of a grammar: whether a whole text keeps to it."""

import ctypes
from pathlib import Path
from typing import Any

import numpy as np

from explorer.engine.local.llama.library import open_library

_BYTE = "<0x{:02X}>"


class Walk:
    """Reads texts byte by byte, with the vocabulary of a model that has a token for each."""

    def __init__(self, model: Path) -> None:
        api: Any = open_library().api
        settings = api.llama_model_default_params()
        settings.vocab_only = True
        self._api, self._model = api, api.llama_model_load_from_file(bytes(model), settings)
        self.vocab = api.llama_model_get_vocab(self._model)
        count = api.llama_vocab_n_tokens(self.vocab)
        names = {api.llama_vocab_get_text(self.vocab, token).decode(): token for token in range(count)}
        self._bytes = [names[_BYTE.format(byte)] for byte in range(256)]
        self._end = api.llama_vocab_eos(self.vocab)

    def accepts(self, grammar: str, text: str) -> bool:
        """Whether ``text`` is one that the grammar describes. One that the library refuses fails the test."""
        sampler = self._api.llama_sampler_init_grammar(self.vocab, grammar.encode(), b"root")
        assert sampler, f"the library refuses {grammar}"
        try:
            tokens = [self._bytes[byte] for byte in text.encode()]
            return all(self._takes(sampler, token) for token in tokens) and self._allows(sampler, self._end)
        finally:
            self._api.llama_sampler_free(sampler)

    def close(self) -> None:
        self._api.llama_model_free(self._model)

    def _takes(self, sampler: Any, token: int) -> bool:
        if not self._allows(sampler, token):
            return False
        self._api.llama_sampler_accept(sampler, token)
        return True

    def _allows(self, sampler: Any, token: int) -> bool:
        one = self._api.llama_token_data(id=token, logit=1.0, p=0.0)
        array = self._api.llama_token_data_array(data=ctypes.pointer(one), size=1, selected=-1, sorted=False)
        self._api.llama_sampler_apply(sampler, ctypes.byref(array))
        return bool(one.logit != -np.inf)
