"""Grammar sampler: draws tokens that keep to a grammar.

A grammar looks at every token of the vocabulary, which costs more than the model itself. So a token is
drawn without it first and only that one is looked at; the whole vocabulary follows if it was refused.
"""

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.domain.errors import RequestError
from explorer.domain.words import Words
from explorer.engine.local.llama.answer_writer import AnswerPlace
from explorer.engine.local.llama.logits import CANDIDATE, LogitReader
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.structured_output.grammar import Grammar

_SPACED = "root-after-spaces"
_SPACED_ROOT = f"{_SPACED} ::= [ \\t\\r\\n]{{0,8}} root\n"


class GrammarSampler:
    """Call it for the next token. ``close`` it."""

    def __init__(
        self,
        api: Any,
        chain: Any,
        place: AnswerPlace,
        words: Vocabulary,
        grammar: Grammar,
        logits: LogitReader,
    ) -> None:
        """Raises KnownError: the grammar names a token that this model does not have."""
        self._api = api
        self._chain = chain
        self._place = place
        self._vocabulary = words
        self._text = grammar.text
        self._logits = logits
        for token in sorted(grammar.tokens):
            self._check(token)
        self._made: list[Any] = []
        self._grammar = self._make(grammar.text, "root")

    def close(self) -> None:
        for made in self._made:
            self._api.llama_sampler_free(made)

    def take_up(self, tokens: Sequence[int]) -> None:
        """How the answer begins. Raises KnownError if the grammar does not allow that."""
        for token in tokens:
            if not self._allows(token):
                raise RequestError(
                    Words("The beginning of the answer does not keep to the grammar."),
                    Words("Begin the answer anew, or loosen the grammar or the schema."),
                )
            self._api.llama_sampler_accept(self._grammar, token)

    def allow_spaces(self) -> None:
        """Before what the grammar is for: a token of the vocabulary may join them with its beginning."""
        self._grammar = self._make(f"{self._text}\n{_SPACED_ROOT}", _SPACED)

    def __call__(self, outside: Callable[[int, bool], int | None] | None = None) -> int:
        """``outside``, told of a token that the grammar allows or not, may name one that it is not for."""
        token, _ = self._drawn(constrain=False)
        is_allowed = self._allows(token)
        other = outside(token, is_allowed) if outside is not None else None
        if other is not None:
            self._api.llama_sampler_accept(self._chain, other)
            return other
        if not is_allowed:
            token, logit = self._drawn(constrain=True)
            if logit == -np.inf:  # to accept it would end the process
                raise RequestError(
                    Words("No token of this model can go on as the grammar demands."),
                    Words("Loosen the grammar or the schema."),
                )
        self._api.llama_sampler_accept(self._grammar, token)
        self._api.llama_sampler_accept(self._chain, token)
        return token

    def _check(self, token: str) -> None:
        """A name must be one token, as a number must be below their count."""
        words = self._vocabulary
        is_there = int(token[2:-2]) < words.size if token.startswith("<[") else words.has(token)
        if not is_there:
            raise RequestError(
                Words("The grammar names {token}, which is no token of this model.", token=token),
                Words("Use a token that the model’s vocabulary has."),
            )

    def _make(self, text: str, root: str) -> Any:
        made = self._api.llama_sampler_init_grammar(self._vocabulary.handle, text.encode(), root.encode())
        if not made:
            raise RequestError(
                Words("The engine does not accept this grammar."),
                Words("Simplify it and try again."),
                self._text,
            )
        self._made.append(made)
        return made

    def _drawn(self, *, constrain: bool) -> tuple[int, float]:
        """What the chain draws from all tokens, or from all that the grammar allows; and its logit."""
        array = self._array_of(self._logits.candidates(self._place))
        if constrain:
            self._api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        self._api.llama_sampler_apply(self._chain, ctypes.byref(array))
        chosen = array.data[array.selected]
        return int(chosen.id), float(chosen.logit)

    def _allows(self, token: int) -> bool:
        one = np.zeros(1, CANDIDATE)
        one["id"], one["logit"] = token, 1.0
        array = self._array_of(one)
        self._api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        return bool(one["logit"][0] != -np.inf)

    def _array_of(self, candidates: Any) -> Any:
        data = candidates.ctypes.data_as(ctypes.POINTER(self._api.llama_token_data))
        return self._api.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)
