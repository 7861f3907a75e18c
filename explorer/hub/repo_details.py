"""What the Hub says about one repo beside its files: its gate, its family, what people say.

As unspecified as everything the Hub sends (responses.py): what is not there is ``None`` or empty.
"""

from dataclasses import dataclass
from typing import Any

from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import count, mapping, text, texts

_LONGEST_GATE = 20_000  # characters of a license that a gate shows
_MOST_FIELDS = 20

# How one repo can be made from another, as the Hub's tags name it.
RELATIONS = ("quantized", "finetune", "adapter", "merge")


@dataclass(frozen=True)
class GateTerms:
    """What a gate shows and asks, in its publisher's words. ``fields``: what has to be filled in."""

    heading: str = ""
    prompt: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelFamily:
    """The relatives of one model. ``children``: how many of each relation, where the Hub counts them."""

    parents: tuple[str, ...] = ()
    relation: str = ""
    children: dict[str, int] | None = None


def gate_terms(answer: object) -> GateTerms:
    card = mapping(mapping(answer).get("cardData"))
    fields = mapping(card.get("extra_gated_fields"))
    prompts = (card.get("extra_gated_prompt"), card.get("extra_gated_description"))
    return GateTerms(
        heading=text(card.get("extra_gated_heading")) or "",
        prompt="\n\n".join(_long(prompt) for prompt in prompts if _long(prompt)),
        fields=tuple(name for name in map(text, list(fields)[:_MOST_FIELDS]) if name),
    )


def family_of(answer: object) -> ModelFamily:
    data = mapping(answer)
    base = mapping(data.get("baseModels"))
    listed = base.get("models")
    named = [text(mapping(model).get("id")) for model in (listed if isinstance(listed, list) else [])]
    parents = [name for name in (named or texts(data.get("baseModels"))) if name and is_repo_id(name)]
    return ModelFamily(tuple(dict.fromkeys(parents)), text(base.get("relation")) or "", _children(data))


def discussions_of(answer: object) -> int | None:
    """How many discussions there are."""
    return count(mapping(answer).get("count"))


def child_tag(relation: str, repo_id: str) -> str:
    """The tag that all repos carry which were made from ``repo_id`` in this way."""
    return f"base_model:{relation}:{repo_id}"


def _children(data: dict[str, Any]) -> dict[str, int] | None:
    counts = data.get("childrenModelCount")
    if not isinstance(counts, dict):
        return None
    numbers = {relation: count(counts.get(relation)) for relation in RELATIONS}
    return {relation: number for relation, number in numbers.items() if number is not None}


def _long(value: object) -> str:
    return value[:_LONGEST_GATE].encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""
