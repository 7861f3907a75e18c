"""Made-up repos whose lineages end, turn and branch in every way there is."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RENAMED = "cedar-labs/Elm-2B-GGUF"
VANISHED = "cedar-labs/Ash-3B-GGUF"
BEHIND_GATE = "cedar-labs/Oak-3B-GGUF"
CIRCLE = "harbor-sec/Loop-1B-GGUF"
MERGED = "northwind/Delta-7B-GGUF"
MERGED_OF_MANY = "northwind/Archipelago-7B-GGUF"
WALKED = "northwind/Delta-7B"  # the second one that is asked for on the way up from MERGED

_LONG = "a-publisher-with-a-long-name/An-Exceptionally-Long-Model-Name-7B-Instruct-Uncensored-DPO-v2.1"
_ISLANDS = tuple(f"islands/Island-{n:02d}-7B" for n in range(1, 13))


@dataclass(frozen=True)
class Kept:
    """A repo of a card alone. ``answer``: more of what the Hub says of it."""

    id: str
    license: str
    parents: tuple[str, ...] = ()
    relation: str = "quantized"
    text: str = ""
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def card(self) -> str:
        parents = "".join(f"- {parent}\n" for parent in self.parents)
        lineage = f"base_model:\n{parents}base_model_relation: {self.relation}\n" if parents else ""
        stated = f"license: {self.license}\n" if self.license else ""
        name = self.id.rpartition("/")[2]
        return f"---\n{stated}{lineage}language: [en]\n---\n# {name}\n\n{self.text}\n"


def lineages() -> tuple[Kept, ...]:
    """Each with those above it."""
    gate = {"gated": "manual", "tags": ["license:gemma"]}
    return (
        Kept(RENAMED, "apache-2.0", ("cedar-labs/elm-2b-preview",)),
        Kept("cedar-labs/Elm-2B", "apache-2.0", answer={"aliases": ["cedar-labs/elm-2b-preview"]}),
        Kept(VANISHED, "apache-2.0", ("cedar-labs/Ash-3B",)),
        Kept("cedar-labs/Ash-3B", "apache-2.0", ("departed-lab/Ash-3B-Base",), "finetune"),
        Kept(BEHIND_GATE, "apache-2.0", ("harbor-sec/Oak-3B",)),
        Kept("harbor-sec/Oak-3B", "gemma", answer=gate),
        Kept(CIRCLE, "mit", ("harbor-sec/Loop-1B",)),
        Kept("harbor-sec/Loop-1B", "mit", ("harbor-sec/Loop-1B-Again",), "finetune"),
        Kept("harbor-sec/Loop-1B-Again", "mit", ("harbor-sec/Loop-1B",), "finetune"),
        Kept(MERGED, "apache-2.0", (WALKED,)),
        Kept(WALKED, "apache-2.0", ("islands/River-7B", "islands/Estuary-7B-Instruct", _LONG), "merge"),
        Kept("islands/River-7B", "apache-2.0", ("islands/Spring-7B",), "finetune"),
        Kept("islands/Spring-7B", "apache-2.0", text="Spring was trained from scratch."),
        Kept("islands/Estuary-7B-Instruct", "gemma", ("islands/Sea-7B",), "finetune"),
        Kept("islands/Sea-7B", "gemma"),
        Kept(_LONG, "cc-by-nc-4.0"),
        Kept(MERGED_OF_MANY, "mit", _ISLANDS, "merge"),
        *(Kept(island, "mit" if n % 3 else "apache-2.0") for n, island in enumerate(_ISLANDS)),
    )


def write_lineages(root: Path) -> None:
    for repo in lineages():
        folder = root / repo.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "README.md").write_text(repo.card, encoding="utf-8")
        settings = {"downloads": 7, "likes": 0, "lastModified": "2025-01-02T10:00:00.000Z", **repo.answer}
        (folder / ".hub.json").write_text(json.dumps(settings))
