"""A candidate as it is kept, and found again: after a restart, and once its file was downloaded."""

from collections.abc import Sequence

import msgspec

from explorer.choose.candidate import Candidate, FoundIn
from explorer.choose.decision import Decision, KeptCandidate
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, is_endpoint_reference
from explorer.domain.quantization import word_of
from explorer.domain.repo import RepoFile, Variant


def kept_of(candidate: Candidate) -> KeptCandidate:
    """What of it survives a restart."""
    variant, model = candidate.variant, candidate.model
    label = variant.label if variant is not None else model.quantization if model is not None else ""
    sha256 = variant.first.sha256 if variant is not None else model.sha256 if model is not None else ""
    return KeptCandidate(
        id=candidate.id,
        title=candidate.title,
        publisher=candidate.publisher,
        repo=candidate.repo,
        commit=candidate.commit,
        file=variant.first.path if variant is not None else "",
        sha256=sha256 or "",
        size=candidate.size,
        label=label,
        reference=model.id if model is not None else "",
    )


def candidate_of(kept: KeptCandidate, models: Sequence[Model]) -> Candidate:
    """What is known of a kept one before anything is read; its model, if that is among ``models``."""
    model = model_of(kept, models)
    file = RepoFile(kept.file, kept.size or None, kept.sha256 or None)
    variant = Variant(kept.label, word_of(kept.label), (file,)) if kept.file else None
    return Candidate(
        id=kept.id,
        title=kept.title,
        publisher=kept.publisher,
        found_in=found_in(model, kept.reference),
        model=model,
        repo=kept.repo,
        commit=kept.commit,
        variant=variant,
        download=0 if model is not None or not kept.repo else kept.size,
    )


def with_provider(decision: Decision, model: Model | None) -> Decision:
    """``model`` of a provider is measured beside the others, and no other one; ``None``: none is."""
    before, reference = decision.need.provider, model.id if model is not None else ""
    kept = tuple(one for one in decision.kept if one.reference in ("", reference) or one.reference != before)
    if model is not None and all(one.reference != model.id for one in kept):
        kept = (*kept, KeptCandidate(model.id, model.name, model.host, reference=model.id))
    need = msgspec.structs.replace(decision.need, provider=reference)
    return msgspec.structs.replace(decision, need=need, kept=kept)


def found_in(model: Model | None, reference: str = "") -> FoundIn:
    """Where what has this ``reference`` is, or was."""
    if isinstance(model, LocalModel):
        return FoundIn.OTHER_APP if model.is_outside else FoundIn.LIBRARY
    if model is not None or is_endpoint_reference(reference):
        return FoundIn.ENDPOINT
    return FoundIn.LIBRARY if reference else FoundIn.HUB


def model_of(kept: KeptCandidate, models: Sequence[Model]) -> Model | None:
    """The model that a kept one is: by its reference, else the file that was published as this one."""
    named = next((model for model in models if kept.reference and model.id == kept.reference), None)
    if named is not None or not kept.repo:
        return named
    files = (model for model in models if isinstance(model, LocalModel) and not model.is_missing)
    return next((model for model in files if _is_file(model, kept)), None)


def with_references(models: Sequence[Model], decision: Decision) -> Decision:
    """Each kept one with the reference of its model, once that can be asked."""
    found = ((one, model_of(one, models)) for one in decision.kept)
    kept = tuple(
        msgspec.structs.replace(one, reference=model.id) if model is not None else one for one, model in found
    )
    return msgspec.structs.replace(decision, kept=kept)


def is_of(kept: KeptCandidate, candidate: Candidate) -> bool:
    """Whether a kept one and a proposed one are the same choice: the repo, whichever of its files was
    recommended then, or another one with the same weights.
    """
    if kept.id == candidate.id or (candidate.model is not None and candidate.model.id == kept.reference):
        return True
    is_on_hub = not is_endpoint_reference(kept.reference or kept.id) and kept.repo != ""
    same = (candidate.repo, *candidate.others)
    return is_on_hub and candidate.found_in is not FoundIn.ENDPOINT and kept.repo in same


def _is_file(model: LocalModel, kept: KeptCandidate) -> bool:
    """By its hash where both are known, else by its place in the repo."""
    known = {one.lower() for one in (model.sha256, model.measured_sha256) if one}
    if kept.sha256 and known:
        return kept.sha256.lower() in known
    if not kept.file:
        return False
    names = (kept.file, kept.file.rpartition("/")[2])
    is_named = model.repo == kept.repo and (model.hub_path or model.file_name) in names
    return is_named or model.id == f"{kept.repo}/{kept.file}"
