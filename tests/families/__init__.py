"""Families of models: what a template of each makes of a conversation, and what its models write."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from explorer.domain.generation import ChatMessage

FOLDER = Path(__file__).parent
PLAIN = (ChatMessage("user", "Say hi."),)
TALK = (
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "Say hi."),
    ChatMessage("assistant", "Hello.", thought="They greet me."),
    ChatMessage("user", "Again."),
)


@dataclass(frozen=True)
class Split:
    """What a model ``wrote`` to the prompt ``after`` which it was asked, and its two parts."""

    wrote: str
    after: str = "plain"
    thought: str = ""
    says: str = ""


@dataclass(frozen=True)
class Family:
    """``prompts``: "plain" and "talk" are the two conversations as they are sent when nothing is chosen;
    the others are the plain one with this choice of thinking. ``default``: of the switch.
    """

    name: str
    template: str
    prompts: dict[str, str]
    bos: str = ""
    eos: str = ""
    default: str = ""
    splits: tuple[Split, ...] = field(default=())

    @property
    def choices(self) -> set[str]:
        return self.prompts.keys() - {"plain", "talk"}


def families() -> dict[str, Family]:
    return {
        file.stem: msgspec.toml.decode(file.read_bytes(), type=Family)
        for file in sorted(FOLDER.glob("*.toml"))
    }
