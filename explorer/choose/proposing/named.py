"""Models that the person names, as candidates: tried whatever speaks against them, which is told."""

from collections.abc import Callable
from dataclasses import replace

from explorer.choose.candidate import Candidate, LeftOut
from explorer.choose.need import Need
from explorer.choose.proposing.drafts import (
    Prospect,
    draft_as_said,
    draft_at_endpoint,
    draft_here,
    draft_of_file,
    draft_of_repo,
    draft_of_row,
)
from explorer.choose.proposing.judging import judge
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.fit import remote_file_facts
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words
from explorer.local.model_facts.known_model import read_known
from explorer.local.model_facts.lineage_reader import LineageReader
from explorer.services import Core

type Stopped = Callable[[], bool]


def named_model(core: Core, model: Model, need: Need, stopped: Stopped = lambda: False) -> Candidate:
    """One that can be asked already. Blocks; raises CancelledError."""
    if isinstance(model, EndpointModel):
        return _judged(core, _at_endpoint(core, model, stopped), need)
    assert isinstance(model, LocalModel)  # noqa: S101  there are no others
    draft = draft_here(model, core.estimates.of(model), core.licenses)
    known = read_known(model, core.hub, core.licenses, stopped, asks=True)
    return _judged(core, draft_of_file(draft, known), need)


def named_repo(
    core: Core, repo_id: str, file: str, need: Need, stopped: Stopped = lambda: False
) -> Candidate:
    """One of the Hub; ``file``: its path or quantization, "" for the one that goes best with this machine.
    Blocks; raises KnownError.
    """
    repo = core.hub.open(repo_id)
    yardstick = core.yardstick
    walked = LineageReader(core.hub, core.licenses, stopped).of_repo(repo)
    listed = draft_of_row(repo.row, core.licenses, yardstick)
    draft = draft_of_repo(listed, repo, walked, yardstick)
    if file:
        variant = _variant(repo, file)
        fit = yardstick.fit(remote_file_facts(repo.row, variant)) if variant.size else None
        candidate_id = f"hub:{repo.id}/{variant.first.path}"
        size = variant.size or 0
        candidate = replace(draft.candidate, id=candidate_id, variant=variant, fit=fit, download=size)
        draft = replace(draft, candidate=candidate)
    if draft.candidate.variant is None:
        what = Words("{repo} has no file that this app can run (GGUF).", repo=repo.id)
        raise NotFoundError(what, Words("Name a repo whose name ends in GGUF."))
    return _judged(core, draft, need)


def _variant(repo: Repo, file: str) -> Variant:
    for variant in repo.variants:
        if file in (variant.label, *(one.path for one in variant.files)):
            return variant
    names = ", ".join(one.first.path for one in repo.variants)
    raise NotFoundError(
        Words("{repo} has no file {file}.", repo=repo.id, file=file), Words("It has: {names}", names=names)
    )


def _at_endpoint(core: Core, model: EndpointModel, stopped: Stopped) -> Prospect:
    """With the card of the repo that the person says it is, where that can be read."""
    draft = draft_at_endpoint(model)
    try:
        repo = core.hub.open(model.entry.repo) if model.entry.repo else None
    except KnownError:
        return draft
    if repo is None:
        return draft
    return draft_as_said(draft, repo, LineageReader(core.hub, core.licenses, stopped).of_repo(repo))


def _judged(core: Core, draft: Prospect, need: Need) -> Candidate:
    judged = judge(draft, need, core.licenses)
    return judged.candidate if isinstance(judged, LeftOut) else judged
