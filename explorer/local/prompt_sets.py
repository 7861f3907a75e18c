"""The ready-made prompts, as they stand in resources/prompts: one file a set, data and no code.

Titles, purposes and cautions are translated; the prompts themselves are sent as they stand.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from explorer.base.resources import resource
from explorer.domain.words import Words, listed

ORDER = ("chat", "code", "extraction", "summary", "healthcare", "finance", "science")


@dataclass(frozen=True)
class ShippedPrompt:
    """``title`` as it stands in the file."""

    title: str
    text: str

    @property
    def name(self) -> Words:
        """The title, to be shown."""
        return listed(self.title)


@dataclass(frozen=True)
class PromptSet:
    """``caution``: what must be known before an answer is followed, "" where no advice could harm."""

    id: str
    title: Words
    purpose: Words
    caution: str
    prompts: tuple[ShippedPrompt, ...]


def prompt_sets() -> tuple[PromptSet, ...]:
    """All of them, in the order they are offered."""
    folder = resource("prompts")
    return tuple(_read(folder / f"{name}.yaml") for name in ORDER)


def _read(path: Path) -> PromptSet:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    prompts = tuple(ShippedPrompt(one["title"], one["text"].strip()) for one in data["prompts"])
    caution = listed(data["caution"]) if data["caution"] else ""
    return PromptSet(path.stem, listed(data["title"]), listed(data["purpose"]), caution, prompts)
