"""Settings of a chat: how a model is asked to answer, as the person set it."""

import secrets

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.domain.generation import AnswerOptions, Sampling
from explorer.domain.sampling import NOTHING_STATED, SHOWN_ALTERNATIVES, StatedSampling
from explorer.domain.sampling_choice import TEMPERATURE, SamplingChoice, believable
from explorer.domain.sampling_setting import SettingValue
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.domain.tokens import Constraint, WhenFull
from explorer.rooms.playground.chats.structured_output import OutputForm, check_structure

LENGTHS = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)  # tokens
USUAL_LENGTH = 512  # tokens
THOUGHTS = (128, 256, 512, 1024, 2048, 4096, 8192)  # tokens; then as many as it takes


class ChatSettings(msgspec.Struct, frozen=True):
    """An unlocked seed is drawn anew for every answer. ``max_tokens`` ``None``: as many as is usual.

    ``choice`` is what the person set of the sampling; the rest follows the model. ``form``: what an answer
    must look like; schema and grammar are kept also while another form is chosen. ``is_sure_shown``: how
    sure the model was of each token is asked for with the answer. ``when_full``: what happens once the
    context is full. ``think``: a choice that some model has, "" for the default; see AnswerOptions, as of
    ``think_budget``.
    """

    system_prompt: str = ""
    max_tokens: int | None = None
    seed: int = 42
    seed_locked: bool = False
    choice: SamplingChoice = SamplingChoice()
    form: OutputForm = "text"
    schema: str = ""
    grammar: str = ""
    stop: tuple[str, ...] = ()
    is_sure_shown: bool = False
    when_full: WhenFull = "stop"
    think: str = ""
    think_budget: int | None = None
    version: int = 1  # 0: what is usual was kept as if it had been chosen

    def longest(self, *, thinks: bool) -> int:
        """Tokens of an answer of a model that thinks before it, or does not."""
        return self.max_tokens or usual_length(thinks=thinks)

    def sampling(self, stated: StatedSampling = NOTHING_STATED, *, thinks: bool = False) -> Sampling:
        """For one answer of a model whose makers state this."""
        seed = self.seed if self.seed_locked else secrets.randbelow(1 << 31)
        return self.choice.sampling(stated, Sampling(max_tokens=self.longest(thinks=thinks), seed=seed))

    def options(self) -> AnswerOptions:
        return AnswerOptions(
            stop=self.stop,
            alternatives=SHOWN_ALTERNATIVES if self.is_sure_shown else None,
            constraint=self._constraint(),
            when_full=self.when_full,
            think=self.think,
            think_budget=self.think_budget,
        )

    def check(self) -> None:
        """Raises KnownError for a schema or a grammar that cannot be kept to."""
        constraint = self._constraint()
        if constraint is not None:
            check_structure(constraint)

    def _constraint(self) -> Constraint | None:
        if self.form == "text":
            return None
        return Constraint(self.form, self.schema if self.form == "json_schema" else self.grammar)


def usual_length(*, thinks: bool) -> int:
    return THINKING_MAX_TOKENS if thinks else USUAL_LENGTH


def thinking_choice(think: str, switch: ThinkingSwitch) -> str:
    """The choice of thinking that a model with this switch is asked with, "" for its default."""
    return think if think in switch.choices and think != switch.default else ""


class _OlderChoice(msgspec.Struct):
    """Lists that stood beside the values."""

    breakers: tuple[str, ...] | None = None
    logit_bias: tuple[tuple[int, float], ...] = ()


class _Older(msgspec.Struct):
    """What earlier versions kept otherwise: a temperature, touched or not."""

    temperature: float | None = None
    choice: _OlderChoice = msgspec.field(default_factory=_OlderChoice)
    version: int = 0


_UNTOUCHED = 0.7


def read_chat_settings(text: str) -> ChatSettings:
    """As they were kept."""
    try:
        controls = msgspec.json.decode(text, type=ChatSettings)
        older = msgspec.json.decode(text, type=_Older)
    except DECODE_ERRORS:
        return ChatSettings()  # of a newer version of this app: begin with what is usual
    values: dict[str, SettingValue] = dict(controls.choice.values)
    if older.choice.breakers is not None:
        values["dry.breakers"] = older.choice.breakers
    if older.choice.logit_bias:
        values["logit_bias"] = older.choice.logit_bias
    if older.temperature not in (None, _UNTOUCHED):
        values[TEMPERATURE] = older.temperature
    if not older.version and controls.max_tokens == USUAL_LENGTH:
        controls = msgspec.structs.replace(controls, max_tokens=None)
    return msgspec.structs.replace(controls, choice=SamplingChoice(believable(values)))


def encode_chat_settings(controls: ChatSettings) -> str:
    """To be kept."""
    return msgspec.json.encode(controls).decode()
