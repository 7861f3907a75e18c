"""Decoder of one context: reads tokens, keeps the prefix that was read before, can be stopped at any instant.

The library's numbers depend a little on how tokens were grouped when they were read, enough to change a
word now and then. So that the same prompt with the same seed gives the same answer whatever was asked
before, a prompt is kept in whole batches only: they would be read again in just the same groups. A turn
that follows an answer is different: there the answer is kept too, and only the new part is read; asked
again, it is read again from the very same place. An image is a group of its own.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from explorer.domain.errors import KnownError
from explorer.engine.local.llama.contexts import LlamaContext, StoppedError
from explorer.engine.local.llama.seen_images import ImagePart, SeenImages
from explorer.engine.state import ImageRead, ReadingImage

SURE = 8  # generated tokens that must stand in the new prompt too, before it counts as a next turn


@dataclass
class PastTokens:
    """Tokens that a context holds. ``groups``: where those that were read together begin, if what comes
    after them cannot change that.
    """

    tokens: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    prompt_end: int = 0


@dataclass
class ReadTokens:
    """How a prompt was read: ``reused`` tokens the context held, ``images`` were read in ``images_s``."""

    reused: int
    images: int
    images_s: float = 0.0


STEPPED = ReadTokens(0, 0)  # how a single token was read
type Reading = Generator[None, None, ReadTokens]  # others may have their turn after each part


class PrefixCache:
    """The tokens in the context's memory that may be used again; mirrors the library's."""

    def __init__(self, api: Any, model: Any, context: LlamaContext, batch: int, images: SeenImages) -> None:
        self._api = api
        self._images = images
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

    def saw(self, part: ImagePart) -> None:
        """An image was read. Text before it is no whole group: another prompt may have more of it there."""
        self.past.tokens += [part.number] * part.piece.count
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
        if written and common - self.past.prompt_end >= min(SURE, written):
            return common
        return max((at for at in self.past.groups if at <= common), default=0)

    def _common(self, tokens: list[int]) -> int:
        limit = min(len(self.past.tokens), len(tokens) - 1)
        return next((i for i in range(limit) if self.past.tokens[i] != tokens[i]), limit)

    def _forget_from(self, position: int) -> bool:
        if position == len(self.past.tokens):
            return True
        oldest = self._api.llama_memory_seq_pos_min(self._memory, 0)
        first = self._images.position(self.past.tokens, position)
        if self._window > 0 and oldest > max(0, first - self._window):
            return False
        return bool(self._api.llama_memory_seq_rm(self._memory, 0, first, -1))


class Decoder:
    """Reads prompts and single tokens into the context of one conversation."""

    row = -1  # of the batch: the last one has the logits

    def __init__(self, api: Any, model: Any, context: LlamaContext, batch: int, images: SeenImages) -> None:
        self._api = api
        self.context = context
        self._size = batch
        self._images = images
        self._past = PrefixCache(api, model, context, batch, images)
        self._one = (api.llama_token * 1)()
        self._batch = api.llama_batch_get_one(self._one, 1)

    @property
    def used(self) -> int:
        """Tokens in the context."""
        return len(self._past)

    @property
    def handle(self) -> Any:
        """Of its context, in the library."""
        return self.context.handle

    @property
    def past(self) -> PastTokens:
        """What the context holds."""
        return self._past.past

    @past.setter
    def past(self, past: PastTokens) -> None:
        """The context was filled by other means."""
        self._past.past = past

    def take(self, wanted: int | list[int], tell: Callable[[ReadingImage | ImageRead], None]) -> Reading:
        """As ``step`` or ``read``."""
        if isinstance(wanted, int):
            self.step(wanted)
            yield
            return STEPPED
        return (yield from self.read(wanted, tell))

    def read(self, tokens: list[int], tell: Callable[[ReadingImage | ImageRead], None]) -> Reading:
        """Read a prompt, except for what the context still holds of it. ``tell``: before an image
        is encoded, and once something else follows it.

        Raises StoppedError, KnownError; either way the context is empty then.
        """
        start = self._past.keep_common(tokens)
        self._images.want(tokens, start)
        done, seeing = ReadTokens(start, 0), ""
        for at, end, part in self._images.runs(tokens, start):
            unread = self._images.unread(tokens, at)
            is_new = part is not None and unread[:1] == [part.sha256]
            if seeing and not is_new and seeing not in unread:  # else marks between its tiles
                tell(ImageRead())
                seeing = ""
            if part is None:
                yield from self._read_text(tokens[at:end], self._images.position(tokens, at) - at)
                continue
            if is_new and part.sha256 != seeing:
                tell(ReadingImage(done.images + 1, done.images + len(unread)))
                done.images, seeing = done.images + 1, part.sha256
            begun = time.perf_counter()
            self._read_image(part, self._images.position(tokens, at))
            done.images_s += time.perf_counter() - begun if is_new else 0.0
        self._images.rest()
        return done

    def step(self, token: int) -> None:
        """Read one token of an answer."""
        self._one[0] = token
        self._run(self._batch)
        self._past.wrote(token)

    def forget(self) -> None:
        """Empty the context."""
        self._past.clear()

    def _read_text(self, tokens: list[int], shift: int) -> Generator[None]:
        """``shift``: how far from its place among all tokens the model takes one to stand."""
        first = len(self._past)
        array = (self._api.llama_token * len(tokens))(*tokens)
        for at in range(0, len(tokens), self._size):
            part = tokens[at : at + self._size]
            batch = self._api.llama_batch_get_one(self._api.llama_token.from_buffer(array, at * 4), len(part))
            if shift:  # else the library finds the place by itself
                begin = first + at + shift
                batch.pos = (self._api.llama_pos * len(part))(*range(begin, begin + len(part)))
            self._run(batch)
            self._past.read(part)
            yield

    def _run(self, batch: Any) -> None:
        try:
            self.context.decode(batch)
        except (StoppedError, KnownError):
            self._past.clear()
            raise

    def _read_image(self, part: ImagePart, position: int) -> None:
        try:
            self._images.read(part, self.context, position)
        except (StoppedError, KnownError):
            self._images.rest()
            self._past.clear()
            raise
        self._past.saw(part)
