"""Decoder of one context: reads tokens, keeps the prefix that was read before, can be stopped at any instant.

The library's numbers depend a little on how tokens were grouped when they were read, enough to change a
word now and then. So that the same prompt with the same seed gives the same answer whatever was asked
before, a prompt is kept in whole batches only: they would be read again in just the same groups. A turn
that follows an answer is different: there the answer is kept too, and only the new part is read; asked
again, it is read again from the very same place.
"""

from dataclasses import dataclass, field
from typing import Any

from explorer.domain.errors import KnownError
from explorer.engine.local.llama.contexts import LlamaContext, StoppedError

_SURE = 8  # generated tokens that must stand in the new prompt too, before it counts as a next turn


@dataclass
class PastTokens:
    """Tokens that a context holds. ``groups``: where those that were read together begin."""

    tokens: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    prompt_end: int = 0


class PrefixCache:
    """The tokens in the context's memory that may be used again; mirrors the library's."""

    def __init__(self, api: Any, model: Any, context: LlamaContext, batch: int) -> None:
        self._api = api
        self._memory = context.memory
        self._window = api.llama_model_n_swa(model)
        self._batch = batch
        self.past = PastTokens()

    def __len__(self) -> int:
        return len(self.past.tokens)

    def read(self, tokens: list[int]) -> None:
        """This group of a prompt was read, right after what there was before."""
        self.past.groups.append(len(self.past.tokens))
        self.past.tokens.extend(tokens)
        if len(tokens) == self._batch:
            self.past.groups.append(len(self.past.tokens))
        self.past.prompt_end = len(self.past.tokens)

    def wrote(self, token: int) -> None:
        """A token of the answer was read, alone."""
        self.past.tokens.append(token)

    def clear(self) -> None:
        self._api.llama_memory_clear(self._memory, False)  # what is not referred to need not be zeroed
        self.past = PastTokens()

    def keep_common(self, tokens: list[int]) -> int:
        """Forget all but the common beginning; how many of ``tokens`` need not be read.

        At least the last one is always read, because its logits are wanted. Models that cannot forget
        a part (recurrent ones, sliding windows that moved on) start afresh.
        """
        position = self._place(tokens)
        if position and self._forget_from(position):
            del self.past.tokens[position:]
            self.past.groups = [at for at in self.past.groups if at < position]
            return position
        self.clear()
        return 0

    def _place(self, tokens: list[int]) -> int:
        """Up to where the past may stay for these tokens."""
        common = self._common(tokens)
        written = len(self.past.tokens) - self.past.prompt_end
        if written and common - self.past.prompt_end >= min(_SURE, written):
            return common
        return max((at for at in self.past.groups if at <= common), default=0)

    def _common(self, tokens: list[int]) -> int:
        limit = min(len(self.past.tokens), len(tokens) - 1)
        return next((i for i in range(limit) if self.past.tokens[i] != tokens[i]), limit)

    def _forget_from(self, position: int) -> bool:
        if position == len(self.past.tokens):
            return True
        oldest = self._api.llama_memory_seq_pos_min(self._memory, 0)
        if self._window > 0 and oldest > max(0, position - self._window):
            return False
        return bool(self._api.llama_memory_seq_rm(self._memory, 0, position, -1))


class Decoder:
    """Reads prompts and single tokens into the context of one conversation."""

    def __init__(self, api: Any, model: Any, context: LlamaContext, batch: int) -> None:
        self._api = api
        self.context = context
        self._size = batch
        self._past = PrefixCache(api, model, context, batch)
        self._one = (api.llama_token * 1)()
        self._batch = api.llama_batch_get_one(self._one, 1)

    @property
    def used(self) -> int:
        """Tokens in the context."""
        return len(self._past)

    @property
    def past(self) -> PastTokens:
        """What the context holds."""
        return self._past.past

    @past.setter
    def past(self, past: PastTokens) -> None:
        """The context was filled by other means."""
        self._past.past = past

    def read(self, tokens: list[int]) -> int:
        """Read a prompt, except for what the context still holds of it; how many tokens that was.

        Raises StoppedError, KnownError; either way the context is empty then.
        """
        start = self._past.keep_common(tokens)
        array = (self._api.llama_token * len(tokens))(*tokens)
        for at in range(start, len(tokens), self._size):
            part = tokens[at : at + self._size]
            offset = self._api.llama_token.from_buffer(array, at * 4)
            self._run(self._api.llama_batch_get_one(offset, len(part)))
            self._past.read(part)
        return start

    def step(self, token: int) -> None:
        """Read one token of an answer."""
        self._one[0] = token
        self._run(self._batch)
        self._past.wrote(token)

    def forget(self) -> None:
        """Empty the context."""
        self._past.clear()

    def _run(self, batch: Any) -> None:
        try:
            self.context.decode(batch)
        except (StoppedError, KnownError):
            self._past.clear()
            raise
