"""`omx list`: what is on this disk, and what was chosen at endpoints."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from explorer.cli.models import offer_included
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.endpoint import EndpointModel
from explorer.domain.local_model import LocalModel, Origin, OtherApp
from explorer.domain.units import size_text
from explorer.local.models.app_folders import app_environment
from explorer.local.models.model_lookup import scan_disk
from explorer.services import Core
from explorer.transparency.licensing.licenses import Licenses

_STATES = ("checked", "unchecked", "damaged", "missing")
_SORTS: dict[str, Callable[[LocalModel], float | str]] = {
    "name": lambda model: model.name.lower(),
    "size": lambda model: -model.size,
    "parameters": lambda model: -(model.parameters or 0),
}
_FROM: dict[str, Origin | OtherApp] = {
    **{origin.replace(" ", "-"): origin for origin in Origin if origin is not Origin.OTHER_APP},
    **{app.lower().replace(" ", "-"): app for app in OtherApp},
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="only models with these words")
    parser.add_argument("--from", dest="origin", choices=_FROM, help="only those that came this way")
    parser.add_argument("--own", action="store_true", help="leave out the models of other programs")
    parser.add_argument("--state", choices=_STATES, help="only those in this state")
    parser.add_argument("--license", metavar="ID", help="only those under this license, such as apache-2.0")
    parser.add_argument("--fits", action="store_true", help="only those that fit the memory of this machine")
    parser.add_argument("--copies", action="store_true", help="only those that lie here more than once")
    parser.add_argument("--sort", choices=_SORTS, default="name")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    offer_included(core, out)
    found = scan_disk(core.models_folder, core.store, app_environment())
    models = [m for m in (*found.models, *found.missing) if _is_wanted(m, args, core)]
    models.sort(key=_SORTS[args.sort])
    far = [model for model in core.endpoints.models if _is_wanted_there(model, args)]
    lines = [_line(model, core.licenses) for model in models] + [_far_line(model) for model in far]
    empty = "No model here matches." if found.models else "No models yet. Try: omx search small"
    told = [model_json(model) for model in models] + [_far_json(model) for model in far]
    out.result(told, table(lines) or empty)


def model_json(model: LocalModel) -> dict[str, object]:
    """A model with every fact that a script may ask for."""
    upstream = model.upstream
    return {
        "id": model.id,
        "path": str(model.path),
        "name": model.name,
        "quantization": model.quantization,
        "size": model.size,
        "parameters": model.parameters,
        "context_length": model.context_length,
        "architecture": model.architecture,
        "license": model.license,
        "is_chat": model.is_chat,
        "embeds": model.embeds,
        "projector": str(model.projector) if model.projector is not None else None,
        "repo": model.repo,
        "commit": model.commit,
        "sha256": model.sha256,
        "measured_sha256": model.measured_sha256,
        "intact": _state(model),
        "origin": str(model.origin),
        "app": str(model.app) if model.app else None,
        "alias": model.alias or None,
        "called": model.called or None,
        "copies": [str(copy.path) for copy in model.copies],
        "changed_upstream": {"commit": upstream.commit, "read_at": upstream.read_at} if upstream else None,
        "problem": str(model.problem),
    }


def _is_wanted(model: LocalModel, args: Namespace, core: Core) -> bool:
    said = (
        model.id,
        model.name,
        model.publisher,
        model.license or "",
        model.called,
        model.architecture or "",
    )
    haystack = " ".join(said).lower()
    wanted = _FROM.get(args.origin or "")
    return (
        all(word.lower() in haystack for word in args.words)
        and (wanted is None or wanted in (model.app, model.origin))
        and not (args.own and model.origin is Origin.OTHER_APP)
        and args.state in (None, _state(model))
        and args.license in (None, model.license)
        and not (args.fits and not _fits(model, core))
        and not (args.copies and not model.copies)
    )


def _is_wanted_there(model: EndpointModel, args: Namespace) -> bool:
    """Nothing but their names can be looked for: they are no files."""
    of_files = args.origin or args.own or args.state or args.license or args.fits or args.copies
    haystack = f"{model.id} {model.title}".lower()
    return not of_files and all(word.lower() in haystack for word in args.words)


def _far_json(model: EndpointModel) -> dict[str, object]:
    return {
        "id": model.id,
        "name": model.name,
        "endpoint": model.endpoint.name,
        "address": model.endpoint.address,
        "where": str(model.where.value),
        "context_length": model.context_length,
        "is_chat": model.is_chat,
        "sees": model.entry.sees,
        "repo": model.entry.repo or None,
        "problem": str(model.why_not_usable),
    }


def _far_line(model: EndpointModel) -> list[str]:
    where, sees = str(model.where.value), "sees images" if model.entry.sees else ""
    return [model.name, model.id, "-", "", "", where, model.why_not_usable, sees]


def _fits(model: LocalModel, core: Core) -> bool:
    fit = core.estimates.of(model)
    return fit is not None and fit.word.is_possible


def _state(model: LocalModel) -> str:
    return "missing" if model.is_missing else str(model.intact)


def _line(model: LocalModel, licenses: Licenses) -> list[str]:
    where = str(model.app or model.origin)
    return [
        model.name,
        model.called or model.id,
        model.quantization or "-",
        size_text(model.size),
        licenses.words(model.license),
        where,
        _state(model),
        "sees images" if model.sees else "",
    ]
