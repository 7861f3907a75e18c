"""Look-up of a model by what a person named, and one scan of this disk without a catalog."""

from pathlib import Path

from explorer.base.files import is_file, named_path
from explorer.base.store import Store
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.harmless import harmless
from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.local.models.aliases import read_aliases
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_reader import ModelReader
from explorer.local.models.place_choice import read_place_choice
from explorer.local.models.scanner import Scan, Scanner


def scan_folder(models_folder: Path) -> tuple[LocalModel, ...]:
    """Every runnable model below the folder, by name. Never raises for a bad file, or one that goes."""
    return Scanner(models_folder, FileCache())().models


def scan_disk(models_folder: Path, store: Store, around: AppEnvironment | None) -> Scan:
    """The same with everything outside the folder, and with what was read before."""
    return Scanner(models_folder, FileCache(store), read_place_choice(store), around, read_aliases(store))()


def read_model(path: Path, named: Path | None = None) -> LocalModel:
    """One file anywhere on this disk. ``named``: as somebody did, where that is a link to it and what lets it
    see images may lie beside that. Raises NotFoundError if it is not there.
    """
    if not is_file(path):
        what = Words("There is no file {path}.", path=str(path))
        raise NotFoundError(what, Words("Check the path, or see `omx list`."))
    return ModelReader(path.parent, FileCache()).loose(path, named or path)


def resolve_model(models_folder: Path, reference: str, found: Scan | None = None) -> LocalModel:
    """The model a person named on the command line: a file path, an id, or the end of one.

    ``found``: where to look instead of the models folder alone. Raises NotFoundError naming what there is,
    KnownError where several match.
    """
    path = named_path(reference)
    if is_file(path):
        return read_model(path.resolve(), path.absolute())
    models = found.models if found is not None else scan_folder(models_folder)
    wanted = harmless(reference)  # as `omx list` prints it
    exact = [m for m in models if wanted in (harmless(m.id), harmless(m.called))]
    matching = exact or [m for m in models if _matches(m, wanted)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        names = ", ".join(m.id for m in matching)
        what = Words("“{name}” matches several models.", name=reference)
        raise KnownError(what, Words("Name one of: {names}", names=names))
    what = Words("There is no local model “{name}”.", name=reference)
    raise NotFoundError(what, Words("See `omx list` for what there is."))


def _matches(model: LocalModel, reference: str) -> bool:
    lowered = reference.lower()
    texts = (model.repo or "", model.id, model.called, model.name)
    return any(lowered in harmless(text).lower() for text in texts)
