"""One context of a loaded model: reads tokens, holds what was read, and can be stopped at any instant."""

from collections.abc import Callable
from typing import Any

from explorer.domain.errors import KnownError
from explorer.engine.abort import AbortSwitch
from explorer.engine.failures import out_of_memory
from explorer.engine.past import Past

_ABORTED = 2  # llama_decode's answer when the abort callback said stop


class StoppedError(Exception):
    """The switch was thrown while the library computed."""


def check_decoded(status: int, switch: AbortSwitch) -> None:
    """What llama_decode's status means. Raises StoppedError or KnownError."""
    if status == _ABORTED or (status == 0 and switch.is_on):
        raise StoppedError
    if status != 0:
        raise out_of_memory(f"llama_decode returned {status}.")


class Threads:
    """The threads of a context, divided between the models that compute at once.

    More threads than cores are a disaster, also if they are those of two models.
    """

    def __init__(self, api: Any, context: Any, count: int, share: Callable[[], int]) -> None:
        """``share``: how many models compute now."""
        self._api = api
        self._context = context
        self._count = self._now = count
        self._share = share

    def divide(self) -> None:
        wanted = max(1, self._count // self._share())
        if wanted != self._now:
            self._now = wanted
            self._api.llama_set_n_threads(self._context, wanted, wanted)


class Decoder:
    """Reads prompts and single tokens into the context of one conversation."""

    def __init__(
        self, api: Any, model: Any, context: Any, threads: Threads, batch: int, switch: AbortSwitch
    ) -> None:
        self._api = api
        self.context = context
        self._threads = threads
        self._switch = switch
        self._size = batch
        self._past = Past(api, model, context, batch)
        self._one = (api.llama_token * 1)()
        self._batch = api.llama_batch_get_one(self._one, 1)
        self._decode = api.llama_decode

    @property
    def used(self) -> int:
        """Tokens in the context."""
        return len(self._past)

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
        self._threads.divide()
        try:
            check_decoded(self._decode(self.context, batch), self._switch)
        except (StoppedError, KnownError):
            self._past.clear()
            raise
