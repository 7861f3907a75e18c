"""The ready-made prompts, as they stand in resources/prompts: one file a set, data and no code.

Titles, purposes and cautions are translated; the prompts themselves are sent as they stand.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from explorer.base.resources import resource
from explorer.domain.words import Words, listed
from explorer.rooms.compare.document.document import Prompt

ORDER = ("chat", "code", "extraction", "summary", "healthcare", "finance", "science")


@dataclass(frozen=True)
class PromptSet:
    """``caution``: what must be known before an answer is followed, "" where no advice could harm."""

    id: str
    title: Words
    purpose: Words
    caution: str
    prompts: tuple[Prompt, ...]


def prompt_sets() -> tuple[PromptSet, ...]:
    """All of them, in the order they are offered."""
    folder = resource("prompts")
    return tuple(_read(folder / f"{name}.yaml") for name in ORDER)


def title_of(prompt: Prompt) -> str:
    """What a prompt is called: those of a set can be translated. "" for one without a title."""
    return listed(prompt.title) if prompt.source in ORDER and prompt.title else prompt.title


def _read(path: Path) -> PromptSet:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    prompts = (Prompt("", one["text"].strip(), one["title"], path.stem) for one in data["prompts"])
    caution = listed(data["caution"]) if data["caution"] else ""
    return PromptSet(path.stem, listed(data["title"]), listed(data["purpose"]), caution, tuple(prompts))
