"""What the context still holds, so that a conversation that goes on is not read again from its start.

The library's numbers depend a little on how tokens were grouped when they were read, enough to change
a word now and then. So that the same prompt with the same seed gives the same answer whatever was
asked before, only whole batches of an earlier prompt are kept: they would be read again in just the
same groups. Tokens that were generated, one by one, are read again as a part of the next prompt.
"""

from typing import Any


class Past:
    """The prompt tokens in the context's memory that may be used again; mirrors the library's."""

    def __init__(self, api: Any, model: Any, context: Any, batch: int) -> None:
        self._api = api
        self._memory = api.llama_get_memory(context)
        self._window = api.llama_model_n_swa(model)
        self._batch = batch
        self._tokens: list[int] = []

    def add(self, tokens: list[int]) -> None:
        """These were read, right after those before."""
        self._tokens.extend(tokens)

    def clear(self) -> None:
        self._api.llama_memory_clear(self._memory, True)
        self._tokens.clear()

    def keep_common(self, tokens: list[int]) -> int:
        """Forget all but the common beginning; how many of ``tokens`` need not be read.

        At least the last one is always read, because its logits are wanted. Models that cannot forget
        a part (recurrent ones, sliding windows that moved on) start afresh.
        """
        common = self._common(tokens) // self._batch * self._batch
        if common and self._forget_from(common):
            del self._tokens[common:]
            return common
        self.clear()
        return 0

    def _common(self, tokens: list[int]) -> int:
        limit = min(len(self._tokens), len(tokens) - 1)
        return next((i for i in range(limit) if self._tokens[i] != tokens[i]), limit)

    def _forget_from(self, position: int) -> bool:
        oldest = self._api.llama_memory_seq_pos_min(self._memory, 0)
        if self._window > 0 and oldest > max(0, position - self._window):
            return False
        return bool(self._api.llama_memory_seq_rm(self._memory, 0, position, -1))
