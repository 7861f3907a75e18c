"""`omx import`: taking in what lies elsewhere on this disk."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from explorer.base.files import is_folder, named_path
from explorer.cli.list_verb import model_json
from explorer.cli.output import Output
from explorer.cli.services import with_core
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.local.models.app_folders import app_environment, owner_of
from explorer.local.models.import_sources import FilesToImport, look_at_sources
from explorer.local.models.model_import import check_source, import_model
from explorer.local.models.model_lookup import read_model, scan_disk
from explorer.local.models.place_choice import keep_place_choice, read_place_choice
from explorer.local.models.split_files import parts_of
from explorer.services import Core


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a .gguf file, or a folder with --in-place")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--move", action="store_true", help="the originals go")
    ways.add_argument("--in-place", action="store_true", help="use them where they lie")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    paths = [named_path(name).absolute() for name in args.paths]
    if args.in_place:
        _use_in_place(core, paths)
        for path in paths:
            out.note(f"Used in place: {path}")
        out.result([str(path) for path in paths], "")
        return
    for path in paths:
        _check(path, is_move=args.move)
    found = look_at_sources(paths, core.models_folder)
    for problem in found.problems:
        raise problem
    taken = [_take(core, path, found, out, is_move=args.move) for path in found.sizes]
    out.result([model_json(model) for model in taken], "\n".join(model.id for model in taken))


def _use_in_place(core: Core, paths: Iterable[Path]) -> None:
    choice = read_place_choice(core.store)
    for path in paths:
        if is_folder(path):
            choice = choice.with_folder(path)
        else:
            check_source(path, core.models_folder)
            choice = choice.with_file(parts_of(path)[0])
    keep_place_choice(core.store, choice)


def _check(path: Path, *, is_move: bool) -> None:
    """Raises KnownError where it cannot be taken in this way."""
    if is_folder(path):
        what = f"{path} is a folder."
        raise KnownError(what, "Name its files, or add --in-place to use all of them where they lie.")
    owner = owner_of(path, app_environment())
    if is_move and owner is not None:
        raise KnownError(f"{path.name} belongs to {owner}.", "Leave out --move: then it is copied.")


def _take(core: Core, path: Path, found: FilesToImport, out: Output, *, is_move: bool) -> LocalModel:
    size, projector = found.sizes[path], found.projectors.get(path)
    if projector is not None:
        out.note(f"{projector.name}, its vision file, is imported too.")

    def report(fraction: float) -> None:
        out.progress(path.name, round(size * fraction), size, None)

    taken = import_model(
        path, core.models_folder, report, lambda: False, is_move=is_move, projector=projector
    )
    here = scan_disk(core.models_folder, core.store, None).models
    return next((model for model in here if model.path == taken), None) or read_model(taken)
