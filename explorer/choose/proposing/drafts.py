"""What was looked at, before it is held against a need: a row of the Hub, a file here, a model at an
endpoint; each once it is listed, and again with its card read."""

from dataclasses import dataclass, replace
from datetime import datetime

from explorer.choose.candidate import Candidate, FoundIn
from explorer.choose.proposing.candidate_facts import dossier_of, original_of
from explorer.choose.proposing.kept import found_in
from explorer.choose.proposing.permission import sees_images
from explorer.choose.proposing.queries import CONVERSES
from explorer.choose.proposing.stated_languages import language_finding
from explorer.choose.proposing.variants import choose_variant, listed_variants
from explorer.domain.endpoint import EndpointModel
from explorer.domain.facts import Dossier, Evidence, Finding, SourceKind, Verdict, is_said
from explorer.domain.fit import Fit, Yardstick
from explorer.domain.local_model import CARD_UNREAD, LocalModel
from explorer.domain.model_names import name_of_repo
from explorer.domain.repo import Repo, RepoRow
from explorer.hub.responses import child_tag
from explorer.local.model_facts.known_model import KnownModel
from explorer.local.model_facts.lineage_reader import LineageDossier
from explorer.transparency.licensing.license import COMMERCIAL
from explorer.transparency.licensing.licenses import Licenses

_COPY = child_tag("quantized", "")  # the beginning of the tag that names what a repo is a quantization of


@dataclass(frozen=True)
class Prospect:
    """``candidate`` without its reasons. ``row``: of the Hub, ``None`` for what is known from here alone.
    ``converses``: ``None`` where nobody says. ``gated``: whether its files want a form or an approval.
    """

    candidate: Candidate
    dossier: Dossier
    row: RepoRow | None = None
    converses: bool | None = None

    @property
    def key(self) -> str:
        """One for all that offer the same weights."""
        return (self.candidate.original or self.candidate.id).lower()

    @property
    def sees(self) -> bool | None:
        return sees_images(self.row.pipeline if self.row is not None else None, self.candidate.model)

    @property
    def is_by_maker(self) -> bool:
        return self.candidate.original.partition("/")[0].lower() == self.candidate.publisher.lower()


def draft_of_row(
    row: RepoRow, licenses: Licenses, yardstick: Yardstick, read_at: datetime | None = None
) -> Prospect:
    """As the listing says it."""
    variant, fit = choose_variant(row, listed_variants(row), yardstick)
    path = variant.first.path if variant is not None else ""
    candidate = Candidate(
        id=f"hub:{row.id}/{path}",
        title=name_of_repo(row.id),
        publisher=row.publisher,
        found_in=FoundIn.HUB,
        repo=row.id,
        variant=variant,
        fit=fit,
        download=(variant.size or 0) if variant is not None else 0,
        original=_original(row),
        downloads=row.downloads or 0,
        parameters=row.parameters or 0,
    )
    return Prospect(candidate, _listed_dossier(row, licenses, read_at), row, _converses(row))


def draft_of_repo(before: Prospect, repo: Repo, walked: LineageDossier, yardstick: Yardstick) -> Prospect:
    """With its card, its files and what is above it. What lies here keeps its file."""
    candidate = replace(
        before.candidate,
        commit=repo.commit,
        original=original_of(repo.id, walked.lineage),
        downloads=repo.row.downloads or before.candidate.downloads,
        is_read=True,
    )
    if candidate.model is None:
        variant, fit = choose_variant(repo.row, repo.variants, yardstick)
        path = variant.first.path if variant is not None else ""
        size = (variant.size or 0) if variant is not None else 0
        candidate = replace(candidate, id=f"hub:{repo.id}/{path}", variant=variant, fit=fit, download=size)
    return replace(before, candidate=candidate, dossier=walked.dossier, row=before.row or repo.row)


def draft_here(
    model: LocalModel, fit: Fit | None, licenses: Licenses, listed: Prospect | None = None
) -> Prospect:
    """A file of this disk; ``listed``: its repo, where the Hub has listed it. Of two licenses the stricter
    counts until its card is read.
    """
    known = listed.candidate if listed is not None else None
    candidate = Candidate(
        id=model.id,
        title=model.name,
        publisher=model.publisher,
        found_in=found_in(model),
        model=model,
        repo=model.repo or "",
        commit=model.commit or "",
        fit=fit,
        original=known.original if known is not None else model.repo or "",
        downloads=known.downloads if known is not None else 0,
        parameters=model.parameters or (known.parameters if known is not None else 0),
    )
    if listed is not None:
        dossier = _stricter(listed.dossier, _header_dossier(model), licenses)
        return replace(listed, candidate=candidate, dossier=dossier, converses=model.is_chat)
    return Prospect(candidate, _header_dossier(model), None, model.is_chat)


def draft_of_file(before: Prospect, known: KnownModel) -> Prospect:
    """With its card, or with why that cannot be read."""
    candidate, dossier, lineage = before.candidate, dossier_of(known), known.walked.lineage
    has_above = bool(lineage.hops and candidate.repo)
    original = original_of(candidate.repo, lineage) if has_above else candidate.original
    read = replace(candidate, is_read=dossier.unread != CARD_UNREAD, original=original)
    return replace(before, candidate=read, dossier=dossier)


def draft_at_endpoint(model: EndpointModel) -> Prospect:
    candidate = Candidate(
        id=model.id,
        title=model.name,
        publisher=model.host,
        found_in=FoundIn.ENDPOINT,
        model=model,
        repo=model.entry.repo,
        parameters=model.parameters or 0,
        is_read=not model.entry.repo,
    )
    return Prospect(candidate, Dossier(model.name), None, model.is_chat)


def draft_as_said(before: Prospect, repo: Repo, walked: LineageDossier) -> Prospect:
    """Of a model at an endpoint, with the card of the repo that the person says it is."""
    candidate = replace(before.candidate, is_read=True)
    return replace(before, candidate=candidate, dossier=walked.dossier, row=repo.row)


def _listed_dossier(row: RepoRow, licenses: Licenses, read_at: datetime | None) -> Dossier:
    """License and languages, as the Hub's answer has them."""
    said = Evidence(SourceKind.API, "cardData.language", ", ".join(row.languages), row.id, read_at=read_at)
    return Dossier(row.id, (_license(row, licenses, read_at), language_finding(row.languages, said)))


def _license(row: RepoRow, licenses: Licenses, read_at: datetime | None) -> Finding:
    found = licenses.find(row.license)
    if found is None:
        return Finding("license", Verdict.NOT_DISCLOSED)
    said = Evidence(SourceKind.API, "cardData.license", row.license or "", row.id, read_at=read_at)
    return Finding("license", Verdict.PARTIAL, found.words, row.license, (said,))


def _header_dossier(model: LocalModel) -> Dossier:
    """Before its card is read the header alone speaks."""
    if not model.license:
        return Dossier(model.source, (Finding("license", Verdict.NOT_CHECKED),))
    said = Evidence(SourceKind.HEADER, "general.license", model.license, model.source, model.commit or "")
    return Dossier(model.source, (Finding("license", Verdict.PARTIAL, "", model.license, (said,)),))


def _stricter(listed: Dossier, header: Dossier, licenses: Licenses) -> Dossier:
    """The listing, with the license of the header where that allows less, or the listing has none."""

    def rank(finding: Finding) -> int:
        found = licenses.find(str(finding.value))
        return COMMERCIAL.index(found.commercial if found is not None else "read the text")

    stated = [
        one for one in (listed.get("license"), header.get("license")) if one is not None and is_said(one)
    ]
    if not stated:
        return listed
    others = tuple(one for one in listed.findings if one.dimension != "license")
    return replace(listed, findings=(min(stated, key=rank), *others))


def _original(row: RepoRow) -> str:
    """What its files are a quantization of, as the Hub's tags name it; its own id where they name none."""
    copies = [tag.removeprefix(_COPY) for tag in row.tags if tag.startswith(_COPY)]
    return copies[0] if len(copies) == 1 and copies[0].count("/") == 1 else row.id


def _converses(row: RepoRow) -> bool | None:
    return True if CONVERSES.is_on(row) else None
