"""Text to tokens and back, with one model's vocabulary."""

import ctypes
from typing import Any


class Vocabulary:
    """The tokenizer of a loaded model."""

    def __init__(self, api: Any, model: Any) -> None:
        self._api = api
        self._vocab = api.llama_model_get_vocab(model)
        self._piece = ctypes.create_string_buffer(256)

    @property
    def bos(self) -> str:
        """The text of the token that begins every prompt, "" if there is none."""
        return self._text_of(self._api.llama_vocab_bos(self._vocab))

    @property
    def eos(self) -> str:
        return self._text_of(self._api.llama_vocab_eos(self._vocab))

    def tokenize(self, text: str, *, add_special: bool) -> list[int]:
        """``add_special``: begin with the tokens this model wants at the beginning."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (self._api.llama_token * room)()
            count = self._api.llama_tokenize(self._vocab, data, len(data), tokens, room, add_special, True)
            if count >= 0:
                return list(tokens[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of one token; control tokens have none."""
        size = self._api.llama_token_to_piece(self._vocab, token, self._piece, len(self._piece), 0, False)
        if size < 0:
            self._piece = ctypes.create_string_buffer(-size)
            size = self._api.llama_token_to_piece(self._vocab, token, self._piece, -size, 0, False)
        return self._piece.raw[:size]

    def is_end(self, token: int) -> bool:
        return bool(self._api.llama_vocab_is_eog(self._vocab, token))

    def _text_of(self, token: int) -> str:
        if token < 0:
            return ""
        return (self._api.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace")
