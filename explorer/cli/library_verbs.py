"""`omx list`, `import`: what is on this disk, and taking in what lies elsewhere on it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path

from explorer.base.files import is_folder, named_path
from explorer.cli.model_verbs import offer_included
from explorer.cli.output import Output, table
from explorer.domain.errors import KnownError
from explorer.domain.local import App, LocalModel, Origin
from explorer.domain.units import size_text
from explorer.local.catalog import read_model, scan_all
from explorer.local.found_choice import keep_choice, read_choice
from explorer.local.found_places import owner_of, surroundings
from explorer.local.importing import check_source, import_model
from explorer.local.parts import parts_of
from explorer.services import Core
from explorer.transparency.licenses import Licenses

_STATES = ("checked", "unchecked", "damaged", "missing")
_SORTS: dict[str, Callable[[LocalModel], float | str]] = {
    "name": lambda model: model.name.lower(),
    "size": lambda model: -model.size,
    "parameters": lambda model: -(model.parameters or 0),
}
_FROM: dict[str, Origin | App] = {
    **{origin.replace(" ", "-"): origin for origin in Origin if origin is not Origin.OTHER_APP},
    **{app.lower().replace(" ", "-"): app for app in App},
}


def add_list(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="only models with these words")
    parser.add_argument("--from", dest="origin", choices=_FROM, help="only those that came this way")
    parser.add_argument("--own", action="store_true", help="leave out the models of other programs")
    parser.add_argument("--state", choices=_STATES, help="only those in this state")
    parser.add_argument("--license", metavar="ID", help="only those under this license, such as apache-2.0")
    parser.add_argument("--fits", action="store_true", help="only those that fit the memory of this machine")
    parser.add_argument("--copies", action="store_true", help="only those that lie here more than once")
    parser.add_argument("--sort", choices=_SORTS, default="name")


def add_import(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a .gguf file, or a folder with --in-place")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--move", action="store_true", help="the originals go")
    ways.add_argument("--in-place", action="store_true", help="use them where they lie")


def list_models(core: Core, args: Namespace, out: Output) -> None:
    offer_included(core, out)
    found = scan_all(core.models_folder, core.store, surroundings())
    models = [m for m in (*found.models, *found.missing) if _is_wanted(m, args, core)]
    models.sort(key=_SORTS[args.sort])
    lines = [_line(model, core.licenses) for model in models]
    empty = "No model here matches." if found.models else "No models yet. Try: omx search small"
    out.result([model_json(model) for model in models], table(lines) or empty)


def import_models(core: Core, args: Namespace, out: Output) -> None:
    paths = [named_path(name).absolute() for name in args.paths]
    if args.in_place:
        _use_in_place(core, paths)
        for path in paths:
            out.note(f"Used in place: {path}")
        out.result([str(path) for path in paths], "")
        return
    taken = [_take(core, path, out, is_move=args.move) for path in paths]
    out.result([model_json(model) for model in taken], "\n".join(model.id for model in taken))


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


def _fits(model: LocalModel, core: Core) -> bool:
    fit = core.estimates.of(model)
    return fit is not None and fit.word.is_possible


def _state(model: LocalModel) -> str:
    return "missing" if model.is_missing else str(model.intact)


def _use_in_place(core: Core, paths: Iterable[Path]) -> None:
    choice = read_choice(core.store)
    for path in paths:
        if is_folder(path):
            choice = choice.with_folder(path)
        else:
            check_source(path, core.models_folder)
            choice = choice.with_file(parts_of(path)[0])
    keep_choice(core.store, choice)


def _take(core: Core, path: Path, out: Output, *, is_move: bool) -> LocalModel:
    if is_folder(path):
        what = f"{path} is a folder."
        raise KnownError(what, "Name its files, or add --in-place to use all of them where they lie.")
    owner = owner_of(path, surroundings())
    if is_move and owner is not None:
        raise KnownError(f"{path.name} belongs to {owner}.", "Leave out --move: then it is copied.")
    size = check_source(path, core.models_folder)

    def report(fraction: float) -> None:
        out.progress(path.name, round(size * fraction), size, None)

    taken = import_model(path, core.models_folder, report, lambda: False, is_move=is_move)
    found = scan_all(core.models_folder, core.store, None).models
    return next((model for model in found if model.path == taken), None) or read_model(taken)


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
    ]
