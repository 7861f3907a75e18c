"""What a chat is asked with that is not as usual: a few words each, and where it is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from explorer.domain.sampling import LIMITS
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.sampling_settings import PRESETS, TEMPERATURE, preset_of
from explorer.domain.thinking_switch import NO_SWITCH, Switch, choice_text
from explorer.domain.units import context_text
from explorer.domain.words import Words
from explorer.local.load_choices import LoadChoice
from explorer.playground.controls import USUAL_LENGTH, Controls, taken

Where = Literal[
    "system", "creativity", "more", "length", "seed", "sure", "structure", "stop",
    "thinking", "loading", "adapters", "template",
]  # fmt: skip

ICONS: dict[Where, str] = {
    "system": "quote", "creativity": "filter", "more": "filter", "length": "expand", "seed": "lock",
    "sure": "odds", "structure": "document", "stop": "stop", "loading": "cpu", "adapters": "plus",
    "template": "chat", "thinking": "bulb",
}  # fmt: skip

_LONGEST = 400  # characters of a system prompt that its hover shows
_NAMES = {path: name for path, _least, _most, name in LIMITS}


@dataclass(frozen=True)
class Unusual:
    """``why`` says more of it on hover."""

    where: Where
    words: str
    why: str = ""


def differences(
    controls: Controls,
    load: LoadChoice,
    *,
    is_chat: bool,
    switch: Switch = NO_SWITCH,
    usual: int = USUAL_LENGTH,
) -> tuple[Unusual, ...]:
    """In the order of the inspector. ``usual``: tokens of an answer that nobody chose a length for.

    A model that does not chat is sent no system prompt.
    """
    return (*_asked(controls, switch, usual, is_chat=is_chat), *_loaded(load))


def _asked(controls: Controls, switch: Switch, usual: int, *, is_chat: bool) -> Iterator[Unusual]:
    if is_chat and controls.system_prompt.strip():
        text = controls.system_prompt.strip()
        yield Unusual("system", Words("System prompt"), _cut(text))
    yield from _drawn(controls.choice)
    if controls.max_tokens not in (None, usual):
        count = f"{controls.max_tokens:,}"
        yield Unusual("length", Words("Longest answer {count}", count=count))
    if think := taken(controls.think, switch):
        yield Unusual("thinking", Words("Thinking {choice}", choice=choice_text(think)))
    if controls.think_budget is not None:
        yield Unusual("thinking", Words("Longest thought {count}", count=f"{controls.think_budget:,}"))
    if controls.seed_locked:
        yield Unusual("seed", Words("Seed {seed}", seed=controls.seed))
    if controls.is_sure_shown:
        yield Unusual("sure", Words("Notes how sure it was"))
    if controls.form != "text":
        is_schema = controls.form == "json_schema"
        words = Words("Answers in JSON") if is_schema else Words("Follows a grammar")
        yield Unusual("structure", words, _cut(controls.schema if is_schema else controls.grammar))
    if controls.stop:
        yield Unusual("stop", _counted_stops(len(controls.stop)), _cut("\n".join(controls.stop)))


def _drawn(choice: SamplingChoice) -> Iterator[Unusual]:
    """A preset by its name; else the temperature, and the rest by its number."""
    taken = preset_of(choice)
    if taken:
        preset = next(one for one in PRESETS if one.key == taken)
        if preset.values:
            yield Unusual("creativity", preset.name, preset.why)
        return
    values = dict(choice.values)
    temperature = values.pop(TEMPERATURE, None)
    if temperature is not None:
        yield Unusual("creativity", Words("Creativity {value}", value=f"{temperature:g}"))
    count = choice.count() - (temperature is not None)
    if count == 1 and values:
        ((path, value),) = values.items()
        name = _NAMES.get(path, Words("Mirostat"))
        yield Unusual("more", Words("{name} {value}", name=name, value=f"{value:g}"))
    elif count:
        words = Words("1 sampling setting") if count == 1 else Words("{count} sampling settings", count=count)
        yield Unusual("more", words)


def _loaded(load: LoadChoice) -> Iterator[Unusual]:
    """Kept for the model's file, and so the same in every chat with it."""
    why = Words("Set for this model, in every chat with it")
    if load.context_length:
        yield Unusual("loading", Words("Context {length}", length=context_text(load.context_length)), why)
    if load.adapters:
        count = len(load.adapters)
        words = Words("1 adapter") if count == 1 else Words("{count} adapters", count=count)
        yield Unusual("adapters", words, why)
    if load.template:
        yield Unusual("template", Words("Own chat template"), why)


def _counted_stops(count: int) -> str:
    return Words("1 stop text") if count == 1 else Words("{count} stop texts", count=count)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
