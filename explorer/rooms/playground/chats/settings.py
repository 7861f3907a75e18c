"""Settings of a chat: how a model is asked to answer, as the person set it, stored with the chat.

What is set in one chat holds in no other. A new chat begins with the defaults; a chat from before settings
were stored is asked as its last answer was.
"""

import secrets
from collections.abc import Sequence

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.generation import AnswerOptions, Sampling
from explorer.domain.sampling import NOTHING_STATED, SHOWN_ALTERNATIVES, StatedSampling
from explorer.domain.sampling_choice import TEMPERATURE, SamplingChoice, believable, choice_of
from explorer.domain.sampling_setting import SettingValue
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.domain.tokens import Constraint, WhenFull
from explorer.rooms.playground.chats.store import TurnRecord, read_turn_record
from explorer.rooms.playground.chats.structured_output import OutputForm, check_structure

LENGTHS = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)  # tokens
USUAL_LENGTH = 512  # tokens
THOUGHTS = (128, 256, 512, 1024, 2048, 4096, 8192)  # tokens; then as many as it takes
_UNTOUCHED = 0.7  # temperature of earlier versions
NEW_CHAT = "playground.controls"  # state: of the chat that has no row yet; before, of all chats
DEFAULT_PRESET = "playground.preset"  # state: the id of the preset that new chats begin with
_MOST_TOKENS, _STOPS, _STOP_LENGTH = 1_000_000, 64, 1_000  # that can be meant
_WHEN_FULL = "playground.when_full"  # before, of all chats by their ids


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


def read_chat_settings(text: str) -> ChatSettings:
    """As they were kept."""
    try:
        return decode_chat_settings(text)
    except DECODE_ERRORS:
        return ChatSettings()  # of a newer version of this app: begin with what is usual


def decode_chat_settings(text: str) -> ChatSettings:
    """Of what can be meant: a file may be anybody's. Raises one of DECODE_ERRORS."""
    controls = msgspec.json.decode(text, type=ChatSettings)
    older = msgspec.json.decode(text, type=_Older)
    values: dict[str, SettingValue] = dict(controls.choice.values)
    if older.choice.breakers is not None:
        values["dry.breakers"] = older.choice.breakers
    if older.choice.logit_bias:
        values["logit_bias"] = older.choice.logit_bias
    if older.temperature not in (None, _UNTOUCHED):
        values[TEMPERATURE] = older.temperature
    if not older.version and controls.max_tokens == USUAL_LENGTH:
        controls = msgspec.structs.replace(controls, max_tokens=None)
    return msgspec.structs.replace(
        controls,
        choice=SamplingChoice(believable(values)),
        max_tokens=_tokens(controls.max_tokens),
        think_budget=_tokens(controls.think_budget),
        seed=controls.seed if 0 <= controls.seed < 1 << 63 else ChatSettings().seed,
        stop=tuple(one[:_STOP_LENGTH] for one in controls.stop if one)[:_STOPS],
        version=1,
    )


def _tokens(count: int | None) -> int | None:
    return count if count is not None and 0 < count <= _MOST_TOKENS else None


def is_of_all_chats(kept: str) -> bool:
    """Whether this was kept by a version that asked all chats alike."""
    try:
        return bool(kept) and not msgspec.json.decode(kept, type=_Older).version
    except DECODE_ERRORS:
        return False


def encode_chat_settings(controls: ChatSettings) -> str:
    """To be kept."""
    return msgspec.json.encode(controls).decode()


class ChatSettingsStore:
    """``None`` stands for a chat that is new."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, chat: int | None) -> ChatSettings:
        if chat is None:
            return self._of_new()
        rows = self._store.read("SELECT controls FROM chats WHERE id = ?", chat)
        if not rows or rows[0]["controls"] is None:
            return self._before(chat)
        return read_chat_settings(rows[0]["controls"])

    def keep(self, chat: int | None, controls: ChatSettings) -> None:
        text = encode_chat_settings(controls)
        if chat is None:
            self._store.set_state(NEW_CHAT, text)
        else:
            self._store.write("UPDATE chats SET controls = ? WHERE id = ?", text, chat)

    def take_over(self, chat: int, controls: ChatSettings) -> None:
        """A new chat got its row: what was set for it goes along, and the next begins as usual."""
        self.keep(chat, controls)
        self.forget_new()

    def forget_new(self) -> None:
        """A new chat begins as usual."""
        self._store.set_state(NEW_CHAT, "")

    def _of_new(self) -> ChatSettings:
        kept = self._store.get_state(NEW_CHAT)
        if kept and not is_of_all_chats(kept):
            return read_chat_settings(kept)
        return self.usual()

    def usual(self) -> ChatSettings:
        """How a new chat begins: by the default preset, where there is one."""
        number = self._store.get_number(DEFAULT_PRESET) or 0
        rows = self._store.read("SELECT settings FROM presets WHERE id = ?", number)
        return read_chat_settings(rows[0]["settings"]) if rows else ChatSettings()

    def _before(self, chat: int) -> ChatSettings:
        sql = "SELECT record FROM messages WHERE chat = ? AND role = 'assistant' ORDER BY id DESC LIMIT 2"
        rows = self._store.read(sql, chat)
        controls = settings_of_records([read_turn_record(row["record"]) for row in rows])
        chosen: dict[int, WhenFull] = self._store.get_value(_WHEN_FULL, dict[int, WhenFull], {})
        return msgspec.structs.replace(controls, when_full=chosen.get(chat, controls.when_full))


def settings_of_records(records: Sequence[TurnRecord]) -> ChatSettings:
    """How the newest of these answers was asked for, as far as its record says; the newest stands first.

    Of a seed it does not say whether it was locked: it was if the answer before had the same.
    """
    if not records:
        return ChatSettings()
    last, drawn, options = records[0], records[0].sampling, records[0].options
    found: dict[str, object] = {}
    if system := last.system_prompt():
        found["system_prompt"] = system
    if drawn is not None:
        seeds = [record.sampling.seed for record in records if record.sampling is not None]
        most = drawn.max_tokens if drawn.max_tokens != USUAL_LENGTH else None
        found |= {"max_tokens": most, "choice": choice_of(drawn, last.stated)}
        if seeds[1:] == [drawn.seed]:
            found |= {"seed": drawn.seed, "seed_locked": True}
    if options is not None:
        is_sure_shown = options.alternatives is not None
        found |= {"stop": options.stop, "is_sure_shown": is_sure_shown, "when_full": options.when_full}
        if (held := options.constraint) is not None:
            found |= {"form": held.kind, "schema" if held.kind == "json_schema" else "grammar": held.text}
    return msgspec.structs.replace(ChatSettings(), **found)
