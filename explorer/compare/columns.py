"""A comparison's columns: each a model on this disk, or a repo of the Hub that may be downloaded.

What reads cards is imported on the thread that reads them: the room is on the screen meanwhile.
"""

from dataclasses import dataclass

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.domain.local import LocalModel
from explorer.domain.names import readable_name
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.local.file_facts import findings_of_model, findings_of_repo
from explorer.transparency.licenses import Licenses


@dataclass(frozen=True)
class Column:
    """One model of a comparison with its facts. ``model`` is ``None`` until it is on this disk."""

    reference: str  # a local id or a repo id; what is stored
    title: str
    publisher: str
    version: str  # quantization
    size: int | None
    findings: tuple[Finding, ...]
    model: LocalModel | None = None
    variant: Variant | None = None
    repo: Repo | None = None

    @property
    def label(self) -> str:
        """Name and quantization: tells two files of one model apart."""
        return f"{self.title} · {self.version}" if self.version else self.title

    def get(self, dimension: str) -> Finding | None:
        return next((f for f in self.findings if f.dimension == dimension), None)

    def count(self, *verdicts: Verdict) -> int:
        return sum(f.verdict in verdicts for f in self.findings)


def column_of_model(model: LocalModel, licenses: Licenses) -> Column:
    from explorer.local.facts import dossier_of_model  # noqa: PLC0415  see the top

    dossier = dossier_of_model(model, licenses)
    return Column(
        reference=model.id,
        title=model.name,
        publisher=model.publisher,
        version=model.quantization,
        size=model.size,
        findings=_joined(dossier, findings_of_model(model)),
        model=model,
    )


def column_of_repo(repo: Repo, licenses: Licenses, largest: int) -> Column:
    """``largest``: bytes of the largest file that fits here (domain.fit.largest_file)."""
    from explorer.local.facts import dossier_of_repo  # noqa: PLC0415  see the top

    variant = recommended(repo.variants, largest) or (repo.variants[0] if repo.variants else None)
    return Column(
        reference=repo.id,
        title=readable_name(repo.row.name),
        publisher=repo.row.publisher,
        version=variant.label if variant else "",
        size=variant.size if variant else None,
        findings=_joined(dossier_of_repo(repo, licenses), findings_of_repo(repo, variant)),
        variant=variant,
        repo=repo,
    )


def _joined(dossier: Dossier, file: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return (*dossier.findings, *file)
