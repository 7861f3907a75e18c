"""Settings of a chat and of loading that differ from the default: a few words each, and where each is set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.domain.number_text import number_text
from explorer.domain.sampling import BY_PATH
from explorer.domain.sampling_choice import PRESETS, TEMPERATURE, SamplingChoice, preset_of
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, choice_text
from explorer.domain.units import context_text
from explorer.domain.words import Words, joined
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.playground.chats.settings import USUAL_LENGTH, ChatSettings, thinking_choice

InspectorPlace = Literal[
    "preset", "system", "creativity", "more", "length", "seed", "sure", "structure", "stop",
    "thinking", "loading", "adapters", "template", "documents",
]  # fmt: skip

ICONS: dict[InspectorPlace, str] = {
    "preset": "star", "system": "quote", "creativity": "filter", "more": "filter", "length": "expand",
    "seed": "lock", "sure": "odds", "structure": "document", "stop": "stop", "loading": "cpu",
    "adapters": "plus", "template": "chat", "thinking": "bulb", "documents": "document",
}  # fmt: skip

_LONGEST = 400  # characters of a system prompt that its hover shows


@dataclass(frozen=True)
class ChangedSetting:
    """``why`` says more of it on hover."""

    where: InspectorPlace
    words: str
    why: str = ""


def changed_settings(
    controls: ChatSettings,
    load: LoadChoice,
    *,
    is_chat: bool,
    switch: ThinkingSwitch = NO_SWITCH,
    usual: int = USUAL_LENGTH,
    preset: str = "",
    documents: Sequence[str] = (),
) -> tuple[ChangedSetting, ...]:
    """In the order of the inspector. ``usual``: tokens of an answer that nobody chose a length for;
    ``documents``: names of those that the chat is given.

    A model that does not chat is sent no system prompt. ``preset``: the name of the one that says how it is
    asked; then it stands for all that it says.
    """
    asked = tuple(_asked(controls, switch, usual, is_chat=is_chat))
    if preset:
        own = tuple(one for one in asked if one.where == "seed")
        why = joined("\n", [one.words for one in asked if one not in own])
        asked = (ChangedSetting("preset", preset, why), *own)
    return (*asked, *_given(documents), *_loaded(load))


def _given(documents: Sequence[str]) -> Iterator[ChangedSetting]:
    count = len(documents)
    if count:
        words = Words("1 document") if count == 1 else Words("{count} documents", count=count)
        yield ChangedSetting("documents", words, _cut("\n".join(documents)))


def _asked(
    controls: ChatSettings, switch: ThinkingSwitch, usual: int, *, is_chat: bool
) -> Iterator[ChangedSetting]:
    if is_chat and controls.system_prompt.strip():
        text = controls.system_prompt.strip()
        yield ChangedSetting("system", Words("System prompt"), _cut(text))
    yield from _drawn(controls.choice)
    if controls.max_tokens not in (None, usual):
        count = f"{controls.max_tokens:,}"
        yield ChangedSetting("length", Words("Longest answer {count}", count=count))
    if think := thinking_choice(controls.think, switch):
        yield ChangedSetting("thinking", Words("Thinking {choice}", choice=choice_text(think)))
    if controls.think_budget is not None:
        yield ChangedSetting("thinking", Words("Longest thought {count}", count=f"{controls.think_budget:,}"))
    if controls.seed_locked:
        yield ChangedSetting("seed", Words("Seed {seed}", seed=controls.seed))
    if controls.is_sure_shown:
        yield ChangedSetting("sure", Words("Notes how sure it was"))
    if controls.form != "text":
        is_schema = controls.form == "json_schema"
        words = Words("Answers in JSON") if is_schema else Words("Follows a grammar")
        yield ChangedSetting("structure", words, _cut(controls.schema if is_schema else controls.grammar))
    if controls.stop:
        stops = len(controls.stop)
        words = Words("1 stop text") if stops == 1 else Words("{count} stop texts", count=stops)
        yield ChangedSetting("stop", words, _cut("\n".join(controls.stop)))


def _drawn(choice: SamplingChoice) -> Iterator[ChangedSetting]:
    """A preset by its name; else the temperature, and the rest by its number."""
    key = preset_of(choice)
    if key:
        preset = next(one for one in PRESETS if one.key == key)
        if preset.values:
            yield ChangedSetting("creativity", preset.name, preset.why)
        return
    values = dict(choice.values)
    temperature = values.pop(TEMPERATURE, None)
    if isinstance(temperature, int | float):
        yield ChangedSetting("creativity", Words("Creativity {value}", value=number_text(temperature)))
    texts = [BY_PATH[path].named_text(value) for path, value in values.items()]
    if texts:
        counted = Words("{count} sampling settings", count=len(texts))
        yield ChangedSetting("more", texts[0] if len(texts) == 1 else counted, joined("\n", texts))


def _loaded(load: LoadChoice) -> Iterator[ChangedSetting]:
    """Kept for the model's file, and so the same in every chat with it."""
    why = Words("Set for this model, in every chat with it")
    if load.context_length:
        yield ChangedSetting(
            "loading", Words("Context {length}", length=context_text(load.context_length)), why
        )
    if load.adapters:
        count = len(load.adapters)
        words = Words("1 adapter") if count == 1 else Words("{count} adapters", count=count)
        yield ChangedSetting("adapters", words, why)
    if load.template:
        yield ChangedSetting("template", Words("Own chat template"), why)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
