"""Vocabulary of a loaded model: text to tokens and back."""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

_CONTROL = 1 << 0 | 1 << 3  # llama_token_attr: what is unknown, or controls
_SWALLOWS_SPACE = 1 << 8  # that follows
_REMEMBERED = 1000  # texts
_LOOKED_AT, _LONGEST_NAME = 2048, 256  # characters
_COUNTED = 100_000  # characters at once: some 30 ms


class Vocabulary:
    """The tokenizer of a loaded model."""

    def __init__(self, api: Any, model: Any) -> None:
        self._api = api
        self.handle = api.llama_model_get_vocab(model)
        self._piece = ctypes.create_string_buffer(256)
        self.marks: frozenset[int] = frozenset()  # of how answers are written now
        self._looked_at = dict[tuple[int, int], Mapping[str, int]]()

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

    def tokenize(self, text: str, *, add_special: bool, plain: bool = False) -> list[int]:
        """``add_special``: begin with the tokens this model wants at the beginning. ``plain``: what looks
        like a control token is text.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (self._api.llama_token * room)()
            count = self._api.llama_tokenize(
                self.handle, data, len(data), tokens, room, add_special, not plain
            )
            if count >= 0:
                return list(tokens[:count])
            room = -count

    def count(self, text: str, go_on: Callable[[], None]) -> int:
        """How many tokens a text has in which nothing controls. ``go_on`` is called now and then."""
        total = 0
        for piece in _pieces(text):
            go_on()
            total += len(self.tokenize(piece, add_special=False, plain=True))
        return total

    def controls_in(self, text: str) -> Mapping[str, int]:
        """The control tokens that stand spelled out in a text, by their names.

        What was found is remembered: a chat is sent again each turn. Not the texts, which may be long.
        """
        key = hash(text), len(text)
        if key not in self._looked_at:
            if len(self._looked_at) >= _REMEMBERED:
                self._looked_at.clear()
            self._looked_at[key] = self._find_controls(text)
        return self._looked_at[key]

    def trimmed(self, text: str, before: list[int]) -> str:
        """Without the space at its beginning that the token ``before`` it, if any, swallows."""
        is_swallowed = any(self._kind_of(token) & _SWALLOWS_SPACE for token in before)
        return text.lstrip() if is_swallowed else text

    def begun(self, tokens: list[int]) -> list[int]:
        """As many tokens of which the first is the one that this model wants at the beginning, if any."""
        has_first = self._api.llama_vocab_get_add_bos(self.handle)
        return [self._api.llama_vocab_bos(self.handle), *tokens[1:]] if has_first else tokens

    def with_ends(self, tokens: list[int]) -> list[int]:
        """With the tokens this model wants at the beginning and the end of a text."""
        if self._api.llama_vocab_get_add_bos(self.handle):
            tokens = [self._api.llama_vocab_bos(self.handle), *tokens]
        if self._api.llama_vocab_get_add_eos(self.handle):
            tokens = [*tokens, self._api.llama_vocab_eos(self.handle)]
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes of one token in an answer; control tokens have none, except for ``marks``."""
        return self._bytes_of(token, special=token in self.marks)

    def shown(self, token: int) -> str:
        """One token for people: control tokens by their name, half characters as U+FFFD."""
        return self._bytes_of(token, special=True).decode("utf-8", "replace")

    def text(self, tokens: Iterable[int]) -> str:
        """Of several for people: as ``shown``, but characters that they make together are whole."""
        return b"".join(self._bytes_of(token, special=True) for token in tokens).decode("utf-8", "replace")

    def is_end(self, token: int) -> bool:
        return bool(self._api.llama_vocab_is_eog(self.handle, token))

    @cached_property
    def end_tokens(self) -> tuple[int, ...]:
        """All tokens that end an answer."""
        return tuple(filter(self.is_end, range(self.size)))

    def tokens_of(self, texts: Iterable[str]) -> frozenset[int]:
        """All tokens that these texts are made of."""
        return frozenset(token for text in texts for token in self.tokenize(text, add_special=False))

    def has(self, text: str) -> bool:
        """Whether this text is one token."""
        return len(self.tokenize(text, add_special=False)) == 1

    @cached_property
    def by_bytes(self) -> list[tuple[bytes, int]]:
        """Every token with what it writes, sorted by that: asked for seldom, as it takes a while to make."""
        return sorted((self._bytes_of(token, special=False), token) for token in range(self.size))

    def _find_controls(self, text: str) -> Mapping[str, int]:
        """The library finds them: to ask it for the kind of each token takes a quarter second at 262,144.

        It does so a part at a time, without those that were found before: its time for a text grows with how
        many stand there times how many there are.
        """
        found = dict[str, int]()
        for start in range(0, len(text), _LOOKED_AT):
            part = text[start : start + _LOOKED_AT + _LONGEST_NAME]
            for name in found:
                part = part.replace(name, " ")
            tokens = set(self.tokenize(part, add_special=False))
            names = {self._text_of(token): token for token in tokens if self._kind_of(token) & _CONTROL}
            found |= {name: token for name, token in names.items() if name in part}  # not what is unknown
        found.pop("", None)
        return found

    def _kind_of(self, token: int) -> int:
        """Flags of the library."""
        return int(self._api.llama_vocab_get_attr(self.handle, token))

    def _bytes_of(self, token: int, *, special: bool) -> bytes:
        convert = self._api.llama_token_to_piece
        size = convert(self.handle, token, self._piece, len(self._piece), 0, special)
        if size < 0:
            self._piece = ctypes.create_string_buffer(-size)
            size = convert(self.handle, token, self._piece, -size, 0, special)
        return ctypes.string_at(self._piece, size)

    def _text_of(self, token: int) -> str:
        if token < 0:
            return ""
        return (self._api.llama_vocab_get_text(self.handle, token) or b"").decode("utf-8", "replace")


def _pieces(text: str) -> Iterator[str]:
    """Of a long text as many lines as are counted at once: no token goes from a line into the next."""
    start = 0
    while start < len(text):
        end = start + _COUNTED
        if end < len(text):
            end = text.rfind("\n", start + 1, end) + 1 or end
        yield text[start:end]
        start = end
