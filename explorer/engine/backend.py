"""Backend of a model, on this machine or far away, and the capabilities that it may have.

Whatever not every backend can do is a protocol of its own: ``isinstance(backend, Tokenizes)`` asks for it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

from explorer.domain.divergence import DIVERGENCE_CONTEXT
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.images import ChatImage
from explorer.domain.tokens import NO_OPTIONS, AdapterFile, KeptContext, Together
from explorer.engine.jobs import DivergenceJob, Generation, Job
from explorer.engine.state import BackendState


class Backend(Protocol):
    """Answers for one model. Not blocking, except for ``close``. ``changed`` carries an BackendChange."""

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def state(self) -> BackendState: ...
    @property
    def model(self) -> LoadedModel | None:
        """What it says of its model; ``None`` until it is ready."""

    @property
    def options(self) -> LoadOptions:
        """What it was prepared with last."""

    def prepare(self, options: LoadOptions) -> None:
        """Make ready to answer, anew if it was: ``changed`` tells how that goes."""

    def generate(
        self, prompt: str | Sequence[ChatMessage], sampling: Sampling, options: AnswerOptions = NO_OPTIONS
    ) -> Generation:
        """Answer a conversation, or go on from a raw text."""

    def cancel(self) -> None:
        """Stop what goes on: all jobs, or the preparing."""

    def close(self) -> None:
        """End everything and wait for it, at most a second."""


@runtime_checkable
class Resident(Backend, Protocol):
    """Takes memory of this machine while it is ready. Bytes."""

    def memory(self) -> int: ...
    def peak_memory(self) -> int: ...
    def unload(self) -> None: ...


@runtime_checkable
class AnswersTogether(Backend, Protocol):
    """Writes several answers at once, each the one that it would be alone at temperature 0."""

    def generate_together(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions,
        together: Together,
    ) -> Generation:
        """As ``generate``. It begins while others are written that were asked for with the same ``together``,
        as soon as one of ``at_once`` is free; whatever else was asked for before comes first, but what cuts
        and renders texts, which waits for none of them.
        """


@runtime_checkable
class Tokenizes(Backend, Protocol):
    def tokenize(self, text: str, *, add_special: bool = False) -> Job:
        """The tokens of a text: a tuple of TokenPiece."""


@runtime_checkable
class Counts(Backend, Protocol):
    def count(self, texts: Sequence[str]) -> Job:
        """How many tokens each text has, those aside that stand around a prompt: a tuple of int."""


@runtime_checkable
class Scores(Backend, Protocol):
    def score(self, prefix: str, continuations: Sequence[str], alternatives: int = 0) -> Job:
        """How likely each continuation is: a tuple of ContinuationScore, in their order."""

    def score_text(self, text: str, alternatives: int = 0) -> Job:
        """How likely every token of a text is: a tuple of TokenDetail."""


@runtime_checkable
class ScoresEach(Backend, Protocol):
    def score_each(self, asked: Sequence[tuple[str | Sequence[ChatMessage], Sequence[str]]]) -> Job:
        """How likely each continuation of each prompt is, all side by side: a tuple of tuples of
        ContinuationScore.

        A text is a prefix as of ``score``. Messages go through the chat template as if they were answered,
        without a thought where it can be left out: control tokens that a person spelled are text, and a
        continuation is cut into tokens as the model would write it. ``Renders.render(messages, think="off")``
        shows what is read, but it is no prefix: in that, what was spelled would control.
        """


@runtime_checkable
class Diverges(Backend, Protocol):
    def diverge(self, other: Path, text: str, context: int = DIVERGENCE_CONTEXT) -> DivergenceJob:
        """How far the model in the file ``other`` is from this one on a text: a Divergence.

        Both are in memory then. ``context``: tokens of a chunk. Adapters are not applied.
        """


@runtime_checkable
class Embeds(Backend, Protocol):
    def embed(self, texts: Sequence[str], *, cut: bool = False) -> Job:
        """What each text means: a tuple of Embedding, in their order.

        ``cut``: of a text that is too long for the model its beginning; else the job fails.
        """


@runtime_checkable
class Sees(Backend, Protocol):
    """Takes messages with images, if its model ``sees``."""

    def count_images(self, images: Sequence[ChatImage]) -> Job:
        """How many tokens each image takes in a prompt, with the marks around it: a tuple of int.

        Loads what sees them, if it is not there yet, and fails where that cannot be.
        """


@runtime_checkable
class Renders(Backend, Protocol):
    def render(self, messages: Sequence[ChatMessage], template: str | None = None, think: str = "") -> Job:
        """What would be read for this conversation, with this template or the model's own: a str."""


@runtime_checkable
class Adapts(Backend, Protocol):
    @property
    def adapters(self) -> tuple[AdapterFile, ...]:
        """Those that are applied."""

    def adapt(self, adapters: Sequence[tuple[Path, float]]) -> Job:
        """Apply these LoRA files with these scales, and no others: a tuple of Adapter."""


@runtime_checkable
class KeepsContext(Backend, Protocol):
    """What was read of a conversation outlives the model in memory."""

    def generate(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions = NO_OPTIONS,
        kept: KeptContext | None = None,
    ) -> Generation:
        """As of every backend; what ``kept`` holds is not read again."""

    def keep_context(self, file: KeptContext, most: int) -> Job:
        """What the context holds, if the last answer was asked with this file: an int, the bytes written to
        it, 0 where it is not worth it or takes over ``most`` bytes."""


@runtime_checkable
class Describes(Backend, Protocol):
    def describe(self) -> Job:
        """All about the model: a ModelDescription."""
