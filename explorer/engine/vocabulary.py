"""Text to tokens and back, with one model's vocabulary."""

import ctypes
from collections.abc import Iterable
from typing import Any


class Vocabulary:
    """The tokenizer of a loaded model."""

    def __init__(self, api: Any, model: Any) -> None:
        self._api = api
        self.handle = api.llama_model_get_vocab(model)
        self._piece = ctypes.create_string_buffer(256)
        self.marks: frozenset[int] = frozenset()  # of how answers are written now

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return int(self._api.llama_vocab_n_tokens(self.handle))

    @property
    def bos(self) -> str:
        """The text of the token that begins every prompt, "" if there is none."""
        return self._text_of(self._api.llama_vocab_bos(self.handle))

    @property
    def eos(self) -> str:
        return self._text_of(self._api.llama_vocab_eos(self.handle))

    @property
    def ends(self) -> tuple[str, ...]:
        """The texts of the tokens the header names as ends of a text or a turn, each once."""
        tokens = (self._api.llama_vocab_eos(self.handle), self._api.llama_vocab_eot(self.handle))
        return tuple(dict.fromkeys(text for t in tokens if (text := self._text_of(t))))

    def tokenize(self, text: str, *, add_special: bool) -> list[int]:
        """``add_special``: begin with the tokens this model wants at the beginning."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (self._api.llama_token * room)()
            count = self._api.llama_tokenize(self.handle, data, len(data), tokens, room, add_special, True)
            if count >= 0:
                return list(tokens[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of one token in an answer; control tokens have none, except for ``marks``."""
        return self._bytes_of(token, special=token in self.marks)

    def shown(self, token: int) -> str:
        """One token for people: control tokens by their name, half characters as U+FFFD."""
        return self._bytes_of(token, special=True).decode("utf-8", "replace")

    def is_end(self, token: int) -> bool:
        return bool(self._api.llama_vocab_is_eog(self.handle, token))

    def tokens_of(self, texts: Iterable[str]) -> frozenset[int]:
        """All tokens that these texts are made of."""
        return frozenset(token for text in texts for token in self.tokenize(text, add_special=False))

    def has(self, text: str) -> bool:
        """Whether this text is one token."""
        return len(self.tokenize(text, add_special=False)) == 1

    def _bytes_of(self, token: int, *, special: bool) -> bytes:
        convert = self._api.llama_token_to_piece
        size = convert(self.handle, token, self._piece, len(self._piece), 0, special)
        if size < 0:
            self._piece = ctypes.create_string_buffer(-size)
            size = convert(self.handle, token, self._piece, -size, 0, special)
        return self._piece.raw[:size]

    def _text_of(self, token: int) -> str:
        if token < 0:
            return ""
        return (self._api.llama_vocab_get_text(self.handle, token) or b"").decode("utf-8", "replace")
