"""One loaded model: answers prompts token by token, and can be stopped at any instant.

The loop is our own over llama.cpp's C functions: the bindings' high-level API detokenizes the whole
answer again for every token and reserves memory for all logits.
"""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import psutil

from explorer.domain.errors import KnownError
from explorer.domain.generation import (
    Answer,
    ChatMessage,
    LoadedModel,
    LoadOptions,
    Measured,
    Sampling,
    StopReason,
)
from explorer.domain.words import Words
from explorer.engine.abort import AbortSwitch
from explorer.engine.failures import out_of_memory
from explorer.engine.library import Library
from explorer.engine.loading import BATCH, open_model
from explorer.engine.past import Past
from explorer.engine.sampler import open_sampler
from explorer.engine.template import ChatTemplate
from explorer.engine.text_stream import TextStream
from explorer.engine.vocabulary import Vocabulary

_ABORTED = 2  # llama_decode's answer when the abort callback said stop


class StoppedError(Exception):
    """The switch was thrown while the library computed."""


class LlamaModel:
    """A model in memory with one conversation's context. Not for two threads at once."""

    def __init__(
        self,
        library: Library,
        path: Path,
        options: LoadOptions,
        switch: AbortSwitch,
        progress: Callable[[float], None],
    ) -> None:
        """Load ``path``. Raises KnownError in words; CancelledError if the switch was thrown."""
        begun = time.perf_counter()
        self._api = library.api
        self._switch = switch
        self._opened = open_model(library, path, options.context_length, options.threads, switch, progress)
        self._context = self._opened.context
        self._vocabulary = Vocabulary(self._api, self._opened.model)
        self._past = Past(self._api, self._opened.model, self._context, BATCH)
        self._source = self._api.llama_model_chat_template(self._opened.model, None)
        self._threads = self._opened.threads
        self._share: Callable[[], int] = lambda: 1
        self._one = (self._api.llama_token * 1)()
        self._batch = self._api.llama_batch_get_one(self._one, 1)
        self.facts = self._read_facts(library, path, time.perf_counter() - begun)

    def generate(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        stop: Sequence[str],
        tell: Callable[[str, int], None],
        share: Callable[[], int] = lambda: 1,
    ) -> Answer:
        """Answer. ``tell`` hears new text and the tokens so far; the switch ends it early.

        ``share`` is asked before each step how many models compute at once, to divide the cores.

        Raises KnownError: the template fails, the prompt is longer than the context, memory is short.
        """
        begun = time.perf_counter()
        self._share = share
        sent, add_special = self._render(prompt)
        tokens = self._tokenize(sent, add_special=add_special)
        stream = TextStream(stop)
        writer = _Writer(stream, tell)
        reason: StopReason = "stopped"
        try:
            with open_sampler(self._api, self._context, sampling) as draw:
                self._process(tokens)
                room = self.facts.context_length - len(tokens)
                reason = self._continue(draw, sampling.max_tokens, room, writer)
        except StoppedError:
            self._past.clear()
        writer.finish()
        measured = Measured(len(tokens), writer.tokens, writer.first - begun, writer.last - writer.first)
        return Answer(writer.text, measured, reason, sent)

    def close(self) -> None:
        self._api.llama_free(self._context)
        self._api.llama_model_free(self._opened.model)

    def _continue(self, draw: Callable[[], int], limit: int, room: int, writer: "_Writer") -> StopReason:
        """Write until an end; ``room``: tokens the context can still read."""
        vocabulary, decode = self._vocabulary, self._api.llama_decode
        while True:
            token = draw()
            if vocabulary.is_end(token):
                return "end"
            writer.add(vocabulary.piece(token))
            if writer.is_stopped:
                return "end"
            if writer.tokens >= limit:
                return "length"
            if writer.tokens > room:
                return "context_full"
            self._one[0] = token
            self._divide()
            self._check(decode(self._context, self._batch))

    def _process(self, tokens: list[int]) -> None:
        """Read the prompt, except for what the context still holds of it."""
        start = self._past.keep_common(tokens)
        array = (self._api.llama_token * len(tokens))(*tokens)
        for at in range(start, len(tokens), BATCH):
            part = tokens[at : at + BATCH]
            offset = self._api.llama_token.from_buffer(array, at * 4)
            batch = self._api.llama_batch_get_one(offset, len(part))
            self._divide()
            self._check(self._api.llama_decode(self._context, batch))
            self._past.add(part)

    def _divide(self) -> None:
        """More threads than cores are a disaster, also if they are those of two models."""
        threads = max(1, self._opened.threads // self._share())
        if threads != self._threads:
            self._threads = threads
            self._api.llama_set_n_threads(self._context, threads, threads)

    def _check(self, status: int) -> None:
        if status == _ABORTED or (status == 0 and self._switch.is_on):
            raise StoppedError
        if status != 0:
            self._past.clear()
            raise out_of_memory(f"llama_decode returned {status}.")

    def _render(self, prompt: str | Sequence[ChatMessage]) -> tuple[str, bool]:
        """The text to tokenize, and whether its beginning token is still to be added.

        Without a template there is no chat: the texts are gone on from as they stand.
        """
        if isinstance(prompt, str):
            return prompt, True
        if self._source is None:
            return "\n\n".join(message.text for message in prompt), True
        text = self._template.render(prompt)
        return text, not text.startswith(self._vocabulary.bos or "\0")

    @cached_property
    def _template(self) -> ChatTemplate:
        source = (self._source or b"").decode("utf-8", "replace")
        return ChatTemplate(source, self._vocabulary.bos, self._vocabulary.eos)

    def _tokenize(self, text: str, *, add_special: bool) -> list[int]:
        tokens = self._vocabulary.tokenize(text, add_special=add_special)
        limit = self.facts.context_length
        if not tokens:
            raise KnownError(Words("There is nothing to go on from."), Words("Write a prompt first."))
        if len(tokens) >= limit:
            raise KnownError(
                Words(
                    "The prompt is too long: {tokens:,} tokens, and {limit:,} are all there is room for.",
                    tokens=len(tokens),
                    limit=limit,
                ),
                Words("Shorten it, begin a new chat, or load the model with a longer context length."),
            )
        return tokens

    def _read_facts(self, library: Library, path: Path, seconds: float) -> LoadedModel:
        api, model, header = self._api, self._opened.model, self._opened.header
        trained = api.llama_model_n_ctx_train(model)
        length = api.llama_n_ctx(self._context)
        return LoadedModel(
            name=header.name or path.stem,
            architecture=header.architecture or "",
            parameters=api.llama_model_n_params(model),
            context_length=min(length, trained) if trained > 0 else length,
            trained_context=trained,
            has_chat_template=self._source is not None,
            memory=psutil.Process().memory_info().rss,
            load_s=seconds,
            engine=library.name,
            backend=library.backend(),
            threads=self._opened.threads,
        )


class _Writer:
    """Collects an answer: text out of tokens, and when the first and the last of them came."""

    def __init__(self, stream: TextStream, tell: Callable[[str, int], None]) -> None:
        self._stream = stream
        self._tell = tell
        self._pieces: list[str] = []
        self.tokens = 0
        self.first = self.last = time.perf_counter()

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def is_stopped(self) -> bool:
        return self._stream.stopped

    def add(self, piece: bytes) -> None:
        self.last = time.perf_counter()
        self.first = self.last if self.tokens == 0 else self.first
        self.tokens += 1
        self._put(self._stream.feed(piece))

    def finish(self) -> None:
        if self.tokens == 0:
            self.first = self.last = time.perf_counter()
        self._put(self._stream.finish())

    def _put(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._tell(text, self.tokens)
