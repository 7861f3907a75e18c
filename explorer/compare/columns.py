"""A comparison's columns: each a model on this disk, or a repo of the Hub that may be downloaded."""

from dataclasses import dataclass

from explorer.domain.facts import Finding, Verdict
from explorer.domain.local import CARD_UNREAD, LocalModel
from explorer.domain.model import Model
from explorer.domain.repo import Repo, Variant
from explorer.transparency.shelf import Shelf


@dataclass(frozen=True)
class Column:
    """One model of a comparison with its facts. ``model`` is ``None`` until it can be asked: it is
    on this disk, or at an endpoint.

    ``place``: the key of the comparison's column that it stands in; "" outside of one. ``shelf``: the texts
    that its quotes stand in, ``None`` until the models above it were read. ``trouble``: why the Hub, asked
    for a model of this disk, did not answer.
    """

    reference: str  # a local id or a repo id; what is stored
    title: str
    publisher: str
    version: str  # quantization
    size: int | None
    findings: tuple[Finding, ...]
    model: Model | None = None
    variant: Variant | None = None
    repo: Repo | None = None
    place: str = ""
    shelf: Shelf | None = None
    trouble: str = ""

    @property
    def file(self) -> LocalModel | None:
        """It, where it lies in a file of this disk."""
        return self.model if isinstance(self.model, LocalModel) else None

    @property
    def key(self) -> str:
        """What answers refer to."""
        return self.place or self.reference

    @property
    def label(self) -> str:
        """Name and quantization: tells two files of one model apart."""
        if self.model is not None:
            return self.model.title
        return f"{self.title} · {self.version}" if self.version else self.title

    def get(self, dimension: str) -> Finding | None:
        return next((f for f in self.findings if f.dimension == dimension), None)

    def count(self, *verdicts: Verdict) -> int:
        return sum(f.verdict in verdicts for f in self.findings)


def is_card_unread(column: Column) -> bool:
    """Whether its repo is known, and nobody has asked for its card yet."""
    return any(finding.text == CARD_UNREAD for finding in column.findings)
