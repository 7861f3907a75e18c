"""What a model is asked in an evaluation, what it replied, and how that is judged: one form for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from explorer.domain.errors import ErrorRecord
from explorer.domain.generation import AnswerEnd, AnswerTiming, ChatMessage, Sampling
from explorer.domain.tokens import NO_OPTIONS, AnswerOptions, Embedding
from explorer.domain.words import Wording

NO_WORDING = Wording("")


@dataclass(frozen=True)
class ToWrite:
    """The model answers. A ``str`` is gone on with as it is; messages go through the chat template."""

    prompt: str | tuple[ChatMessage, ...]
    sampling: Sampling
    options: AnswerOptions = NO_OPTIONS


@dataclass(frozen=True)
class ToScore:
    """How likely is each continuation after this prompt? As of ``ToWrite``; each begins the answer."""

    prompt: str | tuple[ChatMessage, ...]
    continuations: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One thing to ask. ``group``: items that come of one template, which do not count as independent."""

    key: str
    title: str
    ask: ToWrite | ToScore
    group: str = ""


@dataclass(frozen=True)
class ContinuationSum:
    """The natural logarithm of a continuation's probability, and the tokens and UTF-8 bytes it is of."""

    logprob: float
    tokens: int
    bytes: int


@dataclass(frozen=True)
class Reply:
    """What came of an item. ``sent``: exactly what the model read; "" where the backend does not tell it.

    ``scores``: in the order of the continuations. ``error``: why nothing came, or no more.
    ``not_measurable``: why this model cannot be asked this: a result, no failure.
    """

    text: str = ""
    thought: str = ""
    sent: str = ""
    end: AnswerEnd = "end"
    timing: AnswerTiming | None = None
    scores: tuple[ContinuationSum, ...] = ()
    error: ErrorRecord | None = None
    not_measurable: Wording | None = None


@dataclass(frozen=True)
class CheckResult:
    """What one check found. ``passed``: ``None`` where it could not be told. ``why``: in words, "" if it
    passed and there is nothing to say. ``spans``: where in the answer, as half-open ranges of characters.
    ``short``: what was found, in two or three words for a cell.
    """

    passed: bool | None
    why: Wording
    spans: tuple[tuple[int, int], ...] = ()
    short: Wording = NO_WORDING


Verdict = Literal["pass", "fail", "unknown"]  # "unknown": not measurable, or no check says


@dataclass(frozen=True)
class Judged:
    """How a reply is judged. ``short``: two or three words for a cell. ``results``: in the order of the
    checks. ``values``: numbers of a pack's rule, by name.
    """

    verdict: Verdict
    short: Wording
    results: tuple[CheckResult, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of one item asked of one model. ``own``: the person's own verdict, "" for none."""

    model: str
    item: str
    reply: Reply
    judged: Judged
    at: datetime
    own: Literal["", "good", "bad"] = ""


class Subject(Protocol):
    """What models are run on: a set of tests, or a pack."""

    @property
    def id(self) -> str:
        """ "set:12", "pack:refusals"."""

    @property
    def version(self) -> str:
        """Results of another version are another measurement: digest of a set, version of a pack."""

    @property
    def title(self) -> str: ...

    def items(self, *, is_chat: bool) -> Sequence[Item]:
        """What a model is asked that takes a conversation, or that only goes on with a text."""

    def judge(self, item: Item, reply: Reply) -> Judged:
        """By rule. Not for replies with an error. Quick enough for the screen's thread but for
        patterns of a person's own: those are held to a time limit.
        """


@runtime_checkable
class TimedSubject(Subject, Protocol):
    """A subject whose checks may measure time."""

    @property
    def is_timed(self) -> bool:
        """Whether they do: then answers are written one after the other."""


@dataclass(frozen=True)
class ToEmbed:
    """What do these texts mean? Asked of an embedding model."""

    texts: tuple[str, ...]


type Help = tuple[Embedding, ...] | Reply | ErrorRecord


@runtime_checkable
class JudgedByModels(Subject, Protocol):
    """A subject with checks that another model must answer: asked when all models have replied."""

    @property
    def needs_models(self) -> bool:
        """Whether it has such checks at all."""

    @property
    def judge_model(self) -> str:
        """Reference of the model that judges; "" where none is named."""

    def helpers(self, item: Item, outcome: Outcome) -> Mapping[int, tuple[ToEmbed | ToWrite, ...]]:
        """By the places of the checks that no model has spoken on: what an embedding model, or the judge
        model (``ToWrite``), is asked about the reply.
        """

    def judge_helped(self, outcome: Outcome, check: int, helps: Sequence[Help]) -> Judged:
        """With what came of the helpers of this check; an ErrorRecord where one could not be asked."""
