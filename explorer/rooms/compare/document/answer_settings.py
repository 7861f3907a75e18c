"""Settings of answers that are more than a number: thinking, and the grid of settings.

A grid asks every prompt with every combination of its values.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite

from explorer.domain.generation import Answer
from explorer.domain.model import Model
from explorer.domain.sampling import BY_PATH
from explorer.domain.sampling_setting import Number
from explorer.domain.stored_thinking import split_thinking
from explorer.domain.thinking_switch import CHOICES, ThinkingSwitch, choice_text, switch_of
from explorer.domain.units import tokens_text
from explorer.domain.words import Words, enumerated, joined

_CHOICE = re.compile(r"[a-z0-9_-]{1,20}")


@dataclass(frozen=True)
class ThinkingChoice:
    """``choice``: one of those of a ThinkingSwitch, "" leaves it to the model's template.

    ``budget``: so many tokens of thought at most, then it is closed; ``None``: as many as it takes.
    """

    choice: str = ""
    budget: int | None = None


BY_ITSELF = ThinkingChoice()


def is_choice(text: object) -> bool:
    """Whether a template may have such a choice: anything may stand in a file."""
    return isinstance(text, str) and _CHOICE.fullmatch(text) is not None


def is_unsupported(think: ThinkingChoice, switch: ThinkingSwitch) -> bool:
    """Whether it was asked for what the model does not have."""
    return bool(think.choice) and think.choice not in switch.choices


def switch_for(model: Model, template: str) -> ThinkingSwitch:
    """Of the chat template it is asked with: ``template`` in place of its own, "" for its own."""
    return switch_of(template) if template else model.thinking


def all_choices(switches: Iterable[ThinkingSwitch]) -> tuple[str, ...]:
    """Those that some model has, in the order they are offered."""
    found = {choice for switch in switches for choice in switch.choices}
    return tuple(choice for choice in CHOICES if choice in found)


def unaffected_words(switches: Mapping[str, ThinkingSwitch], choices: Iterable[str]) -> str:
    """Whom these choices change nothing for; ``switches`` by the titles of models. "" where none is."""
    if not switches:
        return Words("What can be chosen is known once the model is downloaded.")
    if not any(switch.choices for switch in switches.values()):
        return Words("No chat template here offers a choice.")
    wanted = {*choices} - {""}
    titles = [title for title, switch in switches.items() if wanted and wanted.isdisjoint(switch.choices)]
    return Words("Changes nothing for {models}.", models=enumerated(titles)) if titles else ""


def thinking_text(choice: str) -> str:
    """ "thinking off", "thinking low"; "" for no choice."""
    return Words("thinking {choice}", choice=choice_text(choice)) if choice else ""


def budget_text(tokens: int | None) -> str:
    return "" if tokens is None else Words("a thought of at most {tokens}", tokens=tokens_text(tokens))


def think_words(think: ThinkingChoice, switch: ThinkingSwitch) -> tuple[str, ...]:
    """How it was asked to think: what was done, what was asked in vain, and the budget."""
    vain = choice_text(think.choice) if is_unsupported(think, switch) else ""
    return (
        thinking_text(switch.taken(think.choice)),
        Words("its thinking cannot be set to {choice}", choice=vain) if vain else "",
        budget_text(think.budget),
    )


def with_thought_parted(answer: Answer) -> Answer:
    """An answer of before, in whose text the thought stands with its marks, as answers are now."""
    if answer.thought or answer.raw:
        return answer
    parts = split_thinking(answer.text)
    if parts.text == answer.text:
        return answer
    return replace(answer, text=parts.text, thought=parts.thought, raw=answer.text)


THINK = "think"  # the path of a choice of thinking, whose values are texts

type Value = Number | str
type Point = tuple[tuple[str, Value], ...]  # settings of one cell of a grid, by path; () without a grid


@dataclass(frozen=True)
class GridAxis:
    """One setting and the values it takes; ``path`` as in SamplingChoice, e.g. "temperature", or THINK."""

    path: str
    values: tuple[Value, ...]

    @property
    def is_known(self) -> bool:
        """Whether there is such a setting, with values of its kind."""
        return all(_is_known(self.path, value) for value in self.values or (None,))


@dataclass(frozen=True)
class SettingsGrid:
    """Every prompt is asked with every combination of these settings; without an axis just once."""

    axes: tuple[GridAxis, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        values = [[(axis.path, value) for value in axis.values] for axis in self.axes if axis.values]
        return tuple(product(*values))


def point_key(point: Point) -> str:
    """A point as answers refer to it: "temperature=0.7&top_k=40"; "" without a grid."""
    return "&".join(f"{path}={value_text(value)}" for path, value in point)


def value_text(value: Value) -> str:
    """As it stands in a key."""
    return value if isinstance(value, str) else f"{value:g}"


def point_of(key: str) -> Point:
    """The inverse of ``point_key``. Raises ValueError for what is none."""
    pairs = (part.partition("=") for part in key.split("&") if part)
    return tuple((path, value if path == THINK else _number(value)) for path, _, value in pairs)


def axis_title(path: str) -> Words | str:
    """The setting as it is called elsewhere; one that has no name here is called by its path."""
    if path == THINK:
        return Words("Thinking")
    return BY_PATH[path].name if path in BY_PATH else path


def point_text(point: Point) -> str:
    """ "Temperature 0.7, Top-k 40"; "" without a grid."""
    return joined(", ", (Words("{name} {value}", name=axis_title(p), value=_told(p, v)) for p, v in point))


def _told(path: str, value: Value) -> str:
    if isinstance(value, str):
        return choice_text(value)
    return BY_PATH[path].value_text(value) if path in BY_PATH else value_text(value)


def is_point(key: str) -> bool:
    """Whether this names a point of a grid that there may be."""
    try:
        return all(_is_known(path, value) for path, value in point_of(key))
    except ValueError:
        return False


def _is_known(path: str, value: Value | None) -> bool:
    """``None`` for any value."""
    if path == THINK:
        return value is None or is_choice(value)
    return path in BY_PATH and BY_PATH[path].is_number and not isinstance(value, str)


def _number(text: str) -> Number:
    """A whole one where it is: settings that count take no other."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return int(value) if value.is_integer() else value
