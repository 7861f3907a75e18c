"""One parent of a model, as one source names it."""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.facts import Evidence

RELATIONS = ("quantized", "finetune", "adapter", "merge", "distillation")


@dataclass(frozen=True)
class Parent:
    """One parent as one source names it. ``id`` is a Hub id, or a plain name where ``is_named_only``.

    ``is_joint``: the source names several together, and this is one of them. ``is_of_original``: it is
    the parent of the model that this file is a copy of.
    """

    id: str
    relation: str
    evidence: Evidence
    is_named_only: bool = False
    is_joint: bool = False
    is_of_original: bool = False

    @property
    def key(self) -> str:
        return self.id.lower()


def keys_of(parents: Iterable[Parent]) -> set[str]:
    """What tells them apart: each of them once."""
    return {parent.key for parent in parents}


def only_ids(parents: Iterable[Parent]) -> list[Parent]:
    """Those that are more than a name."""
    return [parent for parent in parents if not parent.is_named_only]
