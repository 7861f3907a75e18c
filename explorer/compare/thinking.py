"""Whether a model is to think before it answers, what its template lets one choose, and how that is told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from explorer.compare.count_words import tokens_text
from explorer.domain.enumeration import enumerated
from explorer.domain.generation import Answer
from explorer.domain.model import Model
from explorer.domain.thinking import split_thinking
from explorer.domain.thinking_switch import CHOICES, Switch, choice_text, switch_of
from explorer.domain.words import Words

_CHOICE = re.compile(r"[a-z0-9_-]{1,20}")


@dataclass(frozen=True)
class Think:
    """``choice``: one of those of a domain.thinking_switch.Switch, "" leaves it to the model's template.

    ``budget``: so many tokens of thought at most, then it is closed; ``None``: as many as it takes.
    """

    choice: str = ""
    budget: int | None = None


BY_ITSELF = Think()


def is_choice(text: object) -> bool:
    """Whether a template may have such a choice: anything may stand in a file."""
    return isinstance(text, str) and _CHOICE.fullmatch(text) is not None


def in_vain(think: Think, switch: Switch) -> bool:
    """Whether it was asked for what the model does not have."""
    return bool(think.choice) and think.choice not in switch.choices


def switch_for(model: Model, template: str) -> Switch:
    """Of the chat template it is asked with: ``template`` in place of its own, "" for its own."""
    return switch_of(template) if template else model.thinking


def all_choices(switches: Iterable[Switch]) -> tuple[str, ...]:
    """Those that some model has, in the order they are offered."""
    found = {choice for switch in switches for choice in switch.choices}
    return tuple(choice for choice in CHOICES if choice in found)


def unmoved_words(switches: Mapping[str, Switch], choices: Iterable[str]) -> str:
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


def think_words(think: Think, switch: Switch) -> tuple[str, ...]:
    """How it was asked to think: what was done, what was asked in vain, and the budget."""
    vain = choice_text(think.choice) if in_vain(think, switch) else ""
    return (
        thinking_text(switch.taken(think.choice)),
        Words("its thinking cannot be set to {choice}", choice=vain) if vain else "",
        budget_text(think.budget),
    )


def parted(answer: Answer) -> Answer:
    """An answer of before, in whose text the thought stands with its marks, as answers are now."""
    if answer.thought or answer.raw:
        return answer
    parts = split_thinking(answer.text)
    if parts.text == answer.text:
        return answer
    return replace(answer, text=parts.text, thought=parts.thought, raw=answer.text)
