"""Reads the facts of a column. Imported when it is needed, so that the room is on the screen before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from explorer.base.store import Store
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.domain.words import Words, joined
from explorer.evaluate.measured_here import measured_here
from explorer.hub.client import Hub
from explorer.local.fit.measurements import model_key
from explorer.local.model_facts.file_findings import FILE_DIMENSIONS, findings_of_model, findings_of_repo
from explorer.local.model_facts.known_model import read_known, shelf_of_model, shelf_of_repo
from explorer.local.model_facts.lineage_reader import LineageReader
from explorer.local.model_facts.model_sources import dossier_of_model, dossier_of_repo, sources_of_file
from explorer.local.models.model_lookup import read_model
from explorer.rooms.compare.document.results import gone_error
from explorer.rooms.compare.facts.compared_models import ComparedModel, downloaded_file, is_repo
from explorer.services import Core
from explorer.transparency.dossier import with_file
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.inheritance import while_reading
from explorer.transparency.rubric import dimensions

AT_ENDPOINT = Words("Runs elsewhere: which files answer is not known.")
AS_SAID = Words("As you say, it is {repo}. Whether the server runs these bytes cannot be checked.")


def column_of(
    reference: str, model: Model | None, local: Sequence[LocalModel], core: Core, largest: int
) -> ComparedModel:
    """Of a ``model`` that is known, a file of this disk, or a repo, some files of which are ``local``.

    ``largest``: bytes of the largest file that fits here (domain.fit.Yardstick.largest_download).
    """
    hub, licenses = core.hub, core.licenses
    if isinstance(model, EndpointModel) and model.entry.repo:
        return _column_as_said(model, hub, licenses)
    if model is not None:
        return column_of_model(model, licenses)
    if is_repo(reference):
        column = column_of_repo(hub.open(reference), licenses, largest)
        found = downloaded_file(column, local)
        return column_of_model(found, licenses) if found else column
    if Path(reference).is_absolute():
        return column_of_model(read_model(Path(reference)), licenses)  # outside the models folder
    return _column_of_gone(reference, hub, licenses, largest)


def with_measured(column: ComparedModel, store: Store) -> ComparedModel:
    """The same with what was measured of its file here."""
    measured = measured_here(store, model_key(column.file)) if column.file is not None else ()
    return replace(column, measured=measured)


def column_of_model(model: Model, licenses: Licenses) -> ComparedModel:
    if not isinstance(model, LocalModel):
        return _column_unread(model)
    dossier = dossier_of_model(model, licenses)
    return ComparedModel(
        reference=model.id,
        title=model.name,
        publisher=model.publisher,
        version=model.quantization,
        size=model.size,
        findings=_joined(dossier, findings_of_model(model)),
        model=model,
    )


def column_of_repo(repo: Repo, licenses: Licenses, largest: int) -> ComparedModel:
    """``largest`` as in ``column_of``."""
    variant = recommended(repo.variants, largest) or (repo.variants[0] if repo.variants else None)
    return ComparedModel(
        reference=repo.id,
        title=name_of_repo(repo.id),
        publisher=repo.row.publisher,
        version=variant.label if variant else "",
        size=variant.size if variant else None,
        findings=_joined(
            _with_file(dossier_of_repo(repo, licenses), repo, variant, licenses),
            findings_of_repo(repo, variant),
        ),
        variant=variant,
        repo=repo,
    )


def column_walked(
    column: ComparedModel, hub: Hub, licenses: Licenses, stopped: Callable[[], bool] = lambda: False
) -> ComparedModel:
    """The same column with what the models above it say, as its sheet shows it, and the texts of it.

    Blocks for some requests a parent; what was read before needs no network. Raises CancelledError.
    """
    trouble = ""
    if column.file is not None:
        known = read_known(column.file, hub, licenses, stopped, asks=True)
        dossier, shelf = known.dossier, shelf_of_model(known, hub.endpoint)
        trouble = known.trouble.what if known.trouble is not None else ""
    elif (repo := column.repo or column.claimed) is not None:
        walked = LineageReader(hub, licenses, stopped).of_repo(repo)
        dossier = _with_file(walked.dossier, repo, column.variant, licenses)
        shelf = shelf_of_repo(repo, walked)
    else:
        return column
    of_file = (finding for finding in column.findings if finding.dimension in FILE_DIMENSIONS)
    return replace(column, findings=(*dossier.findings, *of_file), shelf=shelf, trouble=trouble)


def _column_unread(model: Model, why: str = AT_ENDPOINT) -> ComparedModel:
    unread = tuple(Finding(one.id, Verdict.NOT_CHECKED, why) for one in dimensions())
    return ComparedModel(model.id, model.name, model.publisher, model.quantization, None, unread, model)


def _column_as_said(model: EndpointModel, hub: Hub, licenses: Licenses) -> ComparedModel:
    """With the facts of the repo that the person says it is; of its bytes nothing is known."""
    said = AS_SAID.filled(repo=model.entry.repo)
    try:
        repo = hub.open(model.entry.repo)
    except KnownError as error:
        return _column_unread(model, joined(" ", (said, error.what)))
    of_file = tuple(Finding(name, Verdict.NOT_CHECKED, said) for name in FILE_DIMENSIONS)
    return replace(
        _column_unread(model), findings=_joined(dossier_of_repo(repo, licenses), of_file), claimed=repo
    )


def _column_of_gone(reference: str, hub: Hub, licenses: Licenses, largest: int) -> ComparedModel:
    """What its repo says of a file that was deleted; its answers stay with the column."""
    repo_id = "/".join(reference.split("/")[:2])  # the folders of a file below the models folder
    try:
        column = column_of_repo(hub.open(repo_id), licenses, largest)
    except KnownError as error:
        raise gone_error(reference.rsplit("/", 1)[-1], str(error)) from error
    return replace(column, reference=reference)


def _with_file(dossier: Dossier, repo: Repo, variant: Variant | None, licenses: Licenses) -> Dossier:
    """With what the file says of itself that would be taken."""
    return with_file(dossier, sources_of_file(repo, variant), licenses) if variant is not None else dossier


def _joined(dossier: Dossier, file: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Until the models above were read; see ``column_walked``."""
    return (*while_reading(dossier).findings, *file)
