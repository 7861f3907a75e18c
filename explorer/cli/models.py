"""How verbs name models, and what is done before one of them is used."""

from collections.abc import Iterable
from dataclasses import replace

from explorer.base.files import is_file, named_path
from explorer.base.hashing import hash_files
from explorer.cli.output import Output
from explorer.domain.endpoint import Endpoint, EndpointModel
from explorer.domain.errors import CancelledError, KnownError, NotFoundError
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Model, is_endpoint_reference
from explorer.local.models import included
from explorer.local.models.app_folders import app_environment
from explorer.local.models.model_lookup import resolve_model, scan_disk
from explorer.services import Core


def show_terms(core: Core, model: LocalModel, out: Output) -> None:
    """Where an included model comes under terms, they are shown before its first use."""
    terms = included.unseen_terms(model, core.settings.current.terms_seen)
    if terms is not None:
        out.note(terms.text)
        core.settings.note_terms(terms.url)


def find_model(core: Core, reference: str, out: Output) -> LocalModel:
    """One that writes. An included model is put in place when it is named, also after it was deleted."""
    wanted = included.named(reference)
    if wanted is not None and included.is_available(wanted):
        included.put_in_place(wanted, core.models_folder)
    elif not is_file(named_path(reference)):
        offer_included(core, out)
    found = scan_disk(core.models_folder, core.store, app_environment())
    model = resolve_model(core.models_folder, reference, found)
    if not model.writes:
        raise writes_nothing(model)
    return model


def find_any_model(core: Core, reference: str, out: Output) -> Model:
    """One that writes, on this disk or at an endpoint; what it needs a word about is told."""
    model = None if is_file(named_path(reference)) else _at_endpoint(core.endpoints.all, reference)
    if model is not None:
        out.note(f"{model.title}: {model.where.value}.")
        return replace(model, is_offline=core.settings.is_offline())
    here = find_model(core, reference, out)
    show_terms(core, here, out)
    return here


def _at_endpoint(endpoints: Iterable[Endpoint], reference: str) -> EndpointModel | None:
    """By its reference, by the name or id of its endpoint and its own, or by its title. Raises KnownError for
    a reference of which there is none.
    """
    for endpoint in endpoints:
        for entry in endpoint.entries:
            model = EndpointModel(endpoint, entry)
            names = (f"{endpoint.id}/{entry.name}", f"{endpoint.name}/{entry.name}", model.title)
            if reference == model.id or reference.casefold() in map(str.casefold, names):
                return model
    if is_endpoint_reference(reference):
        raise NotFoundError(f"No endpoint here has {reference}.", "See what there is: omx list")
    return None


def offer_included(core: Core, out: Output) -> None:
    """Put the first included model in place once; who deletes it does not get it back.

    What keeps it from being there is told: it is no reason against what was asked for.
    """
    first = included.first()
    if first is None or included.was_put_in_place(first, core.models_folder):
        return
    try:
        included.put_in_place(first, core.models_folder)
    except CancelledError:
        raise
    except KnownError as error:
        out.note(f"The included model {first.name} is not here: {error}")


def sha256_of(model: LocalModel) -> str:
    """Of the bytes that answered, not of those that were published: measured when it came, or now."""
    return model.measured_sha256 or hash_files((model.path,), lambda: False)[0]
