"""How verbs name models, and what is done before one of them is used."""

from explorer.base.files import is_file, named_path
from explorer.base.hashing import hash_files
from explorer.cli.output import Output
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import LocalModel, writes_nothing
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
