"""How verbs name models, and what is done before one of them is used."""

from dataclasses import replace

from explorer.base.files import is_file, named_path
from explorer.base.hashing import hash_files
from explorer.cli.output import Output
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import CancelledError, KnownError, NotFoundError
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Model, endpoint_reference, is_endpoint_reference
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
    """One that writes, on this disk or at an endpoint; what it needs a word about is told. A name that both
    have is that of the one here: nothing leaves this machine by chance.
    """
    model = _at_endpoint(core, reference)
    if model is not None and (is_endpoint_reference(reference) or not _is_here(core, reference)):
        out.note(f"{model.title}: {model.where.value}.")
        return replace(model, is_offline=core.settings.is_offline())
    here = find_model(core, reference, out)
    show_terms(core, here, out)
    return here


def _at_endpoint(core: Core, reference: str) -> EndpointModel | None:
    """By its reference, in which its endpoint may stand by name; one that was chosen also by the name or id
    of its endpoint and its own, or by its title. Raises KnownError where several are meant, or a reference
    leads to none.
    """
    is_reference = is_endpoint_reference(reference)
    every = (EndpointModel(one, entry) for one in core.endpoints.all for entry in one.entries)
    found = [one for one in every if _is_meant(one, reference, is_reference=is_reference)]
    exact = [one for one in found if reference == one.id] or found
    if len(exact) > 1:
        names = ", ".join(one.id for one in exact)
        raise KnownError(f"“{reference}” is the name of several models.", f"Name one of: {names}")
    if is_reference and not exact:
        raise NotFoundError(f"No endpoint here has {reference}.", "See what there is: omx list")
    return next(iter(exact), None)


def _is_meant(model: EndpointModel, reference: str, *, is_reference: bool) -> bool:
    endpoint, name = model.endpoint, model.entry.name
    if is_reference:
        return reference in (model.id, endpoint_reference(endpoint.name, name))
    names = (f"{endpoint.id}/{name}", f"{endpoint.name}/{name}", model.title)
    return model.entry.is_chosen and reference.casefold() in map(str.casefold, names)


def _is_here(core: Core, reference: str) -> bool:
    """Whether a model of this disk may be meant."""
    if is_file(named_path(reference)) or included.named(reference) is not None:
        return True
    found = scan_disk(core.models_folder, core.store, app_environment())
    try:
        resolve_model(core.models_folder, reference, found)
    except NotFoundError:
        return False
    except KnownError:
        return True  # several: that is told
    return True


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
