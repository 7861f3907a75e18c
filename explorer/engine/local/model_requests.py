"""Requests to a loaded model: generate, score, tokenize, render, embed; each becomes a job."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.domain.tokens import NO_OPTIONS, AdapterFile
from explorer.engine.jobs import Generation, Job
from explorer.engine.local import protocol


class ModelRequests(QObject):
    """The half of an engine that asks; the other half sees to the worker and its answers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = 0

    def generate(
        self,
        prompt: str | Sequence[ChatMessage],
        sampling: Sampling,
        options: AnswerOptions = NO_OPTIONS,
    ) -> Generation:
        """Answer a conversation, or go on from a raw text. Several are done one after another."""
        generation = Generation(self, self._next())
        content = prompt if isinstance(prompt, str) else tuple(prompt)
        self._begin(generation, protocol.Generate(generation.number, content, sampling, options))
        return generation

    def score(self, prefix: str, continuations: Sequence[str], alternatives: int = 0) -> Job:
        """How likely each continuation is: a tuple of ContinuationScore, in their order."""
        return self._ask(lambda n: protocol.Score(n, prefix, tuple(continuations), alternatives))

    def score_text(self, text: str, alternatives: int = 0) -> Job:
        """How likely every token of a text is: a tuple of TokenDetail."""
        return self._ask(lambda n: protocol.ScoreText(n, text, alternatives))

    def tokenize(self, text: str, *, add_special: bool = False) -> Job:
        """The tokens of a text: a tuple of TokenPiece."""
        return self._ask(lambda n: protocol.Tokenize(n, text, add_special))

    def render(self, messages: Sequence[ChatMessage], template: str | None = None, think: str = "") -> Job:
        """What would be read for this conversation, with this template or the model's own: a str."""
        return self._ask(lambda n: protocol.Render(n, tuple(messages), template, think))

    def embed(self, texts: Sequence[str]) -> Job:
        """A vector of length 1 for each text: a tuple of tuples of floats."""
        return self._ask(lambda n: protocol.Embed(n, tuple(texts)))

    def adapt(self, adapters: Sequence[tuple[Path, float]]) -> Job:
        """Apply these LoRA files with these scales, and no others: a tuple of Adapter."""
        files = tuple(AdapterFile(os.fsencode(path), scale) for path, scale in adapters)
        return self._ask(lambda n: protocol.Adapt(n, files))

    def describe(self) -> Job:
        """All about the loaded model: a ModelDescription."""
        return self._ask(protocol.Describe)

    def stop(self, job: Job) -> None:
        """End one job early."""
        raise NotImplementedError

    def _begin(self, job: Job, request: protocol.JobRequest) -> None:
        """Send it; ``job`` hears what comes of it."""
        raise NotImplementedError

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _ask(self, request: Callable[[int], protocol.JobRequest]) -> Job:
        job = Job(self, self._next())
        self._begin(job, request(job.number))
        return job
