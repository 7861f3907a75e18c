"""What is sent to a model and what comes back, independent of the engine that runs it."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from explorer.domain.cache_type import CacheType
from explorer.domain.images import ChatImage
from explorer.domain.piece import Piece, joined
from explorer.domain.sampling import NOTHING_STATED, Sampling, StatedSampling
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.domain.tokens import Adapter, AdapterFile, AnswerOptions, ContextUse, Device
from explorer.domain.tools import ToolCall
from explorer.domain.words import Wording, Words

__all__ = [
    "CPU",
    "Answer",
    "AnswerEnd",
    "AnswerOptions",
    "AnswerTiming",
    "ChatMessage",
    "LoadOptions",
    "LoadedModel",
    "MessageRole",
    "ModelDescription",
    "Piece",
    "Role",
    "Sampling",
    "StatedSampling",
    "StopReason",
    "TokenCounter",
    "joined",
]

Role = Literal["system", "user", "assistant"]
MessageRole = Literal["system", "user", "assistant", "tool"]
CPU = "cpu"  # the processor, as the name of a device


@dataclass(frozen=True)
class ChatMessage:
    """One turn of a conversation. ``thought``: what the model thought before this answer of it.

    ``images`` stand before the text; only a backend that ``Sees`` may be given some. ``calls`` of tools are
    of an answer; what came of the one named ``call_id`` is the text of a message of the role "tool".
    """

    role: MessageRole
    text: str
    thought: str = ""
    images: tuple[ChatImage, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""


@dataclass(frozen=True)
class LoadOptions:
    """How a model is loaded. ``context_length`` in tokens; ``threads`` 0 lets the engine choose.

    ``is_forced``: the person was told that memory is short, and wants to try anyway.
    ``device``: "" takes the graphics card with as many layers as fit into its free memory, if there is
    one; "cpu" none; else the name of a device. ``gpu_layers``: so many layers on a named device, counted
    from the last; -1 all. ``cache_type``: what keys and values are kept as. ``projector``: the file of the
    part that sees images, as the system's bytes; it is loaded with the first image.
    """

    context_length: int = 4096
    threads: int = 0
    is_forced: bool = False
    device: str = ""
    gpu_layers: int = -1
    cache_type: CacheType = "f16"
    adapters: tuple[AdapterFile, ...] = ()  # applied before an answer, and then these alone
    template: str = ""  # in place of the model's own chat template
    projector: bytes = b""

    @property
    def leaving(self) -> "LoadOptions":
        """As it may leave this machine: files by their names alone."""
        name = os.fsencode(Path(os.fsdecode(self.projector)).name)
        return replace(self, adapters=tuple(one.leaving for one in self.adapters), projector=name)


TokenCounter = Literal["", "server", "parts"]


@dataclass(frozen=True)
class AnswerTiming:
    """What one answer cost. Seconds and tokens; ``tokens_per_second`` counts generation alone.

    ``counted``: who counted the tokens, where it was not the engine here: the server that answered, or this
    app by the parts in which the answer came.
    """

    prompt_tokens: int
    answer_tokens: int
    first_token_s: float
    generation_s: float
    counted: TokenCounter = ""

    @property
    def tokens_per_second(self) -> float:
        """Generated tokens a second, 0 where fewer than two were generated.

        The first token comes out of prompt processing, so it does not count.
        """
        if self.answer_tokens < 2 or self.generation_s <= 0:
            return 0.0
        return (self.answer_tokens - 1) / self.generation_s

    @property
    def counted_words(self) -> Words:
        """Who counted, where that must be said; else ""."""
        return {
            "server": Words("tokens as the server counts them"),
            "parts": Words("tokens counted by the parts that came"),
        }.get(self.counted, Words(""))

    @property
    def untimed(self) -> "AnswerTiming":
        """Without its times: of an answer that was written at once with others they mean nothing."""
        return replace(self, first_token_s=0.0, generation_s=0.0)


StopReason = Literal["end", "length", "stopped", "context_full"]
AnswerEnd = Literal["writing", "end", "length", "stopped", "context_full", "failed", "interrupted"]


@dataclass(frozen=True)
class Answer:
    """One whole answer with what it cost and why it ended.

    ``text`` is what it says, ``thought`` what the model thought before; ``raw`` is both word for word, with
    the marks between them, where it differs from ``text``. ``calls``: of the tools that were offered.
    """

    text: str
    measured: AnswerTiming
    reason: StopReason
    sent: str  # the rendered prompt, exactly as tokenized; "" where the backend does not tell it
    thought: str = ""
    raw: str = ""
    misfit: Wording | None = None  # where it does not keep to its schema, or why nobody can tell (``.words``)
    untold: Wording | None = None  # why the backend does not tell what was sent, or how likely tokens were
    calls: tuple[ToolCall, ...] = ()
    unsent: tuple[str, ...] = ()  # paths of settings that the server does not take

    @property
    def written(self) -> str:
        """Word for word."""
        return self.raw or self.text


@dataclass(frozen=True)
class LoadedModel:
    """What the engine says about a model once it is loaded. Bytes, tokens, seconds."""

    name: str
    architecture: str
    parameters: int
    context_length: int  # of this session
    trained_context: int
    has_chat_template: bool
    memory: int  # resident bytes of the process that runs it; 0 where that is not known
    load_s: float
    engine: str  # library and version
    backend: str  # e.g. "CPU (AVX2)"
    threads: int
    embeds: bool = False  # makes vectors of texts, and does not write
    stated: StatedSampling = NOTHING_STATED  # what its makers say it should be sampled with
    device: str = CPU  # what computes its layers: "cpu", or the name of a device
    layers_on_device: int = 0  # of them on that device; the others on the CPU
    fell_back: Wording | None = None  # why the CPU computes although a device was asked for (``.words``)
    thinking: ThinkingSwitch = NO_SWITCH  # of its own chat template
    untold: Wording | None = None  # why the backend tells neither its memory nor a hash of its bytes
    sees: bool = False  # takes images


@dataclass(frozen=True)
class ModelDescription:
    """All a loaded model can be asked about itself. ``ends``: texts of tokens that end a text or a turn."""

    model: LoadedModel
    context: ContextUse
    vocabulary_size: int
    embedding_size: int
    layers: int
    bos: str
    ends: tuple[str, ...]
    pooling: str  # "none", "mean", "cls", "last", "rank"
    chat_template: str | None
    adapters: tuple[Adapter, ...]
    devices: tuple[Device, ...]
    log: str  # the last lines the engine wrote
