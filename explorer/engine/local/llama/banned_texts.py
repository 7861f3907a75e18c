"""Texts that an answer must not have, whatever tokens they are made of.

A token is forbidden where its bytes would complete such a text after those that were written before: the text
may stand in one token, or begin in others. So it never comes, and whatever only begins like it still may.
What was read counts for nothing, except for the beginning that an answer goes on from.
"""

import ctypes
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from explorer.engine.local.llama.vocabulary import Vocabulary


class BannedTexts:
    """A link of a chain of samplers; keep it while the chain is in use.

    It has to be the first one: later links may have left out all other tokens. ``whole``: tokens that have
    a text in them, which must never come; the link forbids those that would complete one.
    """

    def __init__(self, api: Any, vocabulary: Vocabulary, texts: Sequence[str], begun: Iterable[int]) -> None:
        """``begun``: tokens that the answer goes on from."""
        self._vocabulary = vocabulary
        self._texts = [text.encode("utf-8", "replace") for text in texts]
        self._longest = max(map(len, self._texts))
        self.whole = {
            token for written, token in vocabulary.by_bytes if any(text in written for text in self._texts)
        }
        self._written, self._is_writing = b"", False
        self._take(b"".join(map(vocabulary.piece, begun)))
        self._interface = api.llama_sampler_i()
        self._interface.accept = api.llama_sampler_i_accept(self._on_accepted)
        self._interface.apply = api.llama_sampler_i_apply(self._on_asked)
        self.link = api.llama_sampler_init(ctypes.byref(self._interface), None)

    def begin(self) -> None:
        """From now on accepted tokens are those of the answer."""
        self._is_writing = True

    def completing(self) -> set[int]:
        """The tokens that would end a text which was begun."""
        found = set[int]()
        for text in self._texts:
            for at in range(1, len(text)):
                if self._written.endswith(text[:at]):
                    found.update(self._beginning(text[at:]))
        return found

    def _beginning(self, data: bytes) -> Iterator[int]:
        """All tokens that begin with these bytes."""
        tokens = self._vocabulary.by_bytes
        at = bisect_left(tokens, (data, -1))
        while at < len(tokens) and tokens[at][0].startswith(data):
            yield tokens[at][1]
            at += 1

    def _take(self, data: bytes) -> None:
        kept = self._longest - 1
        self._written = (self._written + data)[-kept:] if kept else b""

    def _on_accepted(self, _sampler: Any, token: int) -> None:
        if self._is_writing:
            self._take(self._vocabulary.piece(token))

    def _on_asked(self, _sampler: Any, candidates: Any) -> None:
        array = candidates.contents
        for token in self.completing():
            array.data[token].logit = -float("inf")  # not sorted yet: each stands at its own number
