"""All that is known of a kept candidate, for the page that decides: a file here, one on the Hub, or a model
at an endpoint."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from explorer.choose.decision import KeptCandidate
from explorer.choose.proposing.kept import model_of
from explorer.choose.proposing.permission import sees_images
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import AccessError, KnownError, NotFoundError
from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.domain.fit import Fit, remote_file_facts
from explorer.domain.local_model import CARD_UNREAD, LocalModel
from explorer.domain.model import Model, is_endpoint_reference
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words, joined
from explorer.hub.repo_names import is_repo_id
from explorer.local.model_facts.known_model import KnownModel, read_known
from explorer.local.model_facts.lineage_reader import LineageDossier, LineageReader
from explorer.local.model_facts.model_sources import sources_of_file, sources_of_repo
from explorer.local.models.file_cache import FileCache
from explorer.services import Core
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.dossier import read_dossier, with_file
from explorer.transparency.licensing.permission import binding_license
from explorer.transparency.lineage.hops import Lineage
from explorer.transparency.rubric import dimensions
from explorer.transparency.sources import Sources

AT_ENDPOINT = Words("Runs elsewhere: which files answer is not known.")
AS_SAID = Words("You say it is {repo}; that cannot be checked.")


@dataclass(frozen=True)
class RepoNow:
    """What the repo of a file that is here says now, which may be newer than it. ``sha256``: of its file, ""
    where it is not there any more. ``license``: its name, "" without one; ``own_license``: as it was stated
    when the file was published.
    """

    commit: str
    sha256: str = ""
    license: str = ""
    own_license: str = ""

    @property
    def has_other_license(self) -> bool:
        return bool(self.license and self.own_license) and self.license != self.own_license


@dataclass(frozen=True)
class CandidateFacts:
    """``model``: what can be asked now, ``None`` before its download. ``dossier``: the dimensions of the
    rubric, each with its evidence or its silence. ``results``: as stated along its lineage, nearest first.
    ``fit``: measured where it was, ``None`` where nothing is known or it runs elsewhere. ``repo`` and
    ``commit``: whose facts these are, "" without. ``measured_sha256``: of the file that is here. ``said``: of
    an endpoint's model, that the person says which repo it is. ``now``: ``None`` where the Hub was not asked.
    ``sees``: images, ``None`` where that is not known. ``trouble``: why the Hub is missing.
    """

    kept: KeptCandidate
    dossier: Dossier
    model: Model | None = None
    repo: str = ""
    commit: str = ""
    sha256: str = ""
    measured_sha256: str = ""
    results: tuple[BenchmarkResult, ...] = ()
    lineage: Lineage = field(default_factory=Lineage)
    fit: Fit | None = None
    said: str = ""
    now: RepoNow | None = None
    sees: bool | None = None
    trouble: KnownError | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether what it is asked goes to an endpoint."""
        return is_endpoint_reference(self.kept.reference or self.kept.id)


def read_facts(
    core: Core,
    kept: KeptCandidate,
    models: Sequence[Model],
    stopped: Callable[[], bool] = lambda: False,
    *,
    asks: bool = True,
) -> CandidateFacts:
    """Blocks for some requests; unless it ``asks``, only what was seen before is looked at. Raises nothing
    but CancelledError: what could not be read stands in ``trouble``.
    """
    model = model_of(kept, models)
    if isinstance(model, LocalModel):
        return _of_file(core, kept, model, stopped, asks=asks)
    if is_endpoint_reference(kept.reference or kept.id):
        return _of_endpoint(core, kept, model, stopped, asks=asks)
    return _of_repo(core, kept, stopped, asks=asks)


def dossier_of(known: KnownModel) -> Dossier:
    """Of a file here: where its card cannot be read whenever one asks, that is said in place of "not yet"."""
    dossier = known.dossier
    if not known.needs_network or not isinstance(known.trouble, (NotFoundError, AccessError)):
        return dossier
    why = known.trouble.what
    findings = (replace(one, text=why) if one.text == CARD_UNREAD else one for one in dossier.findings)
    return replace(dossier, findings=tuple(findings), unread=why)


def original_of(repo: str, lineage: Lineage) -> str:
    """The repo whose weights these are in fewer bits, its own where it is no such copy."""
    child = repo
    for hop in lineage.hops:  # nearest first
        if hop.child == child and hop.relation == "quantized":
            child = hop.repo
    return child


def _of_file(
    core: Core, kept: KeptCandidate, model: LocalModel, stopped: Callable[[], bool], *, asks: bool
) -> CandidateFacts:
    known = read_known(model, core.hub, core.licenses, stopped, asks=asks)
    measured = FileCache(core.store).sha256_of(model)
    return CandidateFacts(
        kept,
        dossier_of(known),
        known.model,
        repo=model.repo or "",
        commit=known.model.commit or "",
        sha256=measured or model.sha256 or "",
        measured_sha256=measured,
        results=known.walked.results,
        lineage=known.walked.lineage,
        fit=core.estimates.of(model),
        now=_now(core, kept, known, measured or model.sha256 or "") if asks else None,
        sees=sees_images(str((known.api or {}).get("pipeline_tag") or ""), model),
        trouble=known.trouble,
    )


def _now(core: Core, kept: KeptCandidate, known: KnownModel, own_sha256: str) -> RepoNow | None:
    """What was kept beside a file is of its own commit: whether its repo has changed since, is asked."""
    model = known.model
    if not model.repo or not is_repo_id(model.repo):
        return None
    try:
        repo = core.hub.open(model.repo)
    except KnownError:
        return None
    if repo.trouble is not None:  # as it was seen before
        return None
    sha256 = _offered(repo, model.hub_path or kept.file, own_sha256)
    own = _license(core, replace(known.sources, header=None))
    return RepoNow(repo.commit, sha256, _license(core, sources_of_repo(repo)), own)


def _offered(repo: Repo, path: str, own_sha256: str) -> str:
    """The hash of its file there, "" where that is gone; its own also where nothing is known of it."""
    files = {file.path: file.sha256 or "" for variant in repo.variants for file in variant.files}
    is_there = own_sha256.lower() in (one.lower() for one in files.values())
    if is_there or not files or not path:
        return own_sha256
    return files[path] or own_sha256 if path in files else ""


def _license(core: Core, sources: Sources) -> str:
    found = binding_license(read_dossier(sources, core.licenses), core.licenses)
    return found.name if found is not None else ""


def _of_endpoint(
    core: Core, kept: KeptCandidate, model: Model | None, stopped: Callable[[], bool], *, asks: bool
) -> CandidateFacts:
    named = model.entry.repo if isinstance(model, EndpointModel) else ""
    if not named:
        return CandidateFacts(kept, _unread(kept.title, AT_ENDPOINT), model)
    said = AS_SAID.filled(repo=named)
    repo, trouble = _opened(core, named, asks=asks)
    if repo is None:
        why = joined(" ", (said, trouble.what if trouble is not None else ""))
        return CandidateFacts(kept, _unread(kept.title, why), model, repo=named, said=said, trouble=trouble)
    walked = LineageReader(core.hub, core.licenses, stopped, asks=asks).of_repo(repo)
    facts = _of_walked(kept, repo, walked, walked.dossier)
    return replace(facts, model=model, said=said, trouble=trouble or repo.trouble)


def _of_repo(core: Core, kept: KeptCandidate, stopped: Callable[[], bool], *, asks: bool) -> CandidateFacts:
    repo, trouble = _opened(core, kept.repo, asks=asks)
    if repo is None:
        why = trouble.what if trouble is not None else Words("Not checked")
        return CandidateFacts(kept, _unread(kept.title, why), repo=kept.repo, trouble=trouble)
    variant = next((one for one in repo.variants if one.first.path == kept.file), None)
    walked = LineageReader(core.hub, core.licenses, stopped, asks=asks).of_repo(repo)
    dossier = walked.dossier
    if variant is not None:
        dossier = with_file(dossier, sources_of_file(repo, variant), core.licenses)
    facts = _of_walked(kept, repo, walked, dossier)
    return replace(
        facts,
        sha256=(variant.first.sha256 or "") if variant is not None else "",
        fit=_fit(core, repo, variant),
        trouble=trouble or repo.trouble,
    )


def _of_walked(kept: KeptCandidate, repo: Repo, walked: LineageDossier, dossier: Dossier) -> CandidateFacts:
    return CandidateFacts(
        kept,
        dossier,
        repo=repo.id,
        commit=repo.commit,
        results=walked.results,
        lineage=walked.lineage,
        sees=sees_images(repo.row.pipeline),
    )


def _opened(core: Core, repo_id: str, *, asks: bool) -> tuple[Repo | None, KnownError | None]:
    """The repo, or as it was seen last and why it is that."""
    try:
        return (core.hub if asks else core.hub.as_seen()).open(repo_id), None
    except KnownError as error:
        kept = None
        with suppress(KnownError):  # what was kept may be no repo's name
            kept = core.hub.kept_repo(repo_id)
        return kept, error if asks or kept is None else None


def _fit(core: Core, repo: Repo, variant: Variant | None) -> Fit | None:
    if variant is None or variant.size is None:
        return None
    return core.yardstick.fit(remote_file_facts(repo.row, variant))


def _unread(subject: str, why: str) -> Dossier:
    return Dossier(subject, tuple(Finding(one.id, Verdict.NOT_CHECKED, why) for one in dimensions()))
