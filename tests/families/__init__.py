"""Families of models: what a template of each makes of a conversation, and what its models write.

The templates are our own: they behave as the real ones do in what matters here (roles, marks, the switch of
thinking, system prompts, old answers), and say nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Split:
    """What a model ``wrote`` to the prompt ``after``, and the two parts of it."""

    wrote: str
    after: str = "plain"
    thought: str = ""
    says: str = ""


@dataclass(frozen=True)
class ToolUse:
    """``sent``: the end of the prompt, behind a question, where an answer to it has called a tool that has
    brought something. ``wrote``: how its models write such a call.
    """

    sent: str
    wrote: str


@dataclass(frozen=True)
class Family:
    """``prompts``: "plain" and "talk" are two conversations as they are sent when nothing is chosen, the
    others the plain one with this choice of thinking. ``default``: what happens when nothing is chosen.
    ``tokens``: marks that the vocabulary of these models has and their template does not speak of.
    ``held``: what such a model writes when its answer is to be a number as JSON.
    """

    name: str
    template: str
    prompts: dict[str, str]
    bos: str = ""
    eos: str = ""
    default: str = ""
    tokens: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    held: Split | None = None
    tools: ToolUse | None = None

    @property
    def choices(self) -> set[str]:
        return self.prompts.keys() - {"plain", "talk"}


FAMILIES = {
    file.stem: msgspec.toml.decode(file.read_bytes(), type=Family) for file in sorted(_FOLDER.glob("*.toml"))
}
