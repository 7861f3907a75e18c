"""Which models are on this disk, for who waits for a look at it, and how a person names one."""

from pathlib import Path

from explorer.base.files import is_file, named_path
from explorer.base.store import Store
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.harmless import harmless
from explorer.domain.local import LocalModel
from explorer.domain.words import Words
from explorer.local.file_memory import FileMemory
from explorer.local.found_choice import read_choice
from explorer.local.found_places import Surroundings
from explorer.local.known_facts import KnownByHash
from explorer.local.naming import read_aliases
from explorer.local.reading import Reader
from explorer.local.scanning import Scan, Scanner


def scan(models_folder: Path) -> tuple[LocalModel, ...]:
    """Every runnable model below the folder, by name. Never raises for a bad file, or one that goes."""
    return Scanner(models_folder, FileMemory())().models


def scan_all(models_folder: Path, store: Store, around: Surroundings | None) -> Scan:
    """The same with everything outside the folder, and with what was read before."""
    return Scanner(models_folder, FileMemory(store), read_choice(store), around, read_aliases(store))()


def read_model(path: Path) -> LocalModel:
    """One file anywhere on this disk. Raises NotFoundError if it is not there."""
    if not is_file(path):
        what = Words("There is no file {path}.", path=str(path))
        raise NotFoundError(what, Words("Check the path, or see `omx list`."))
    return Reader(path.parent, FileMemory(), KnownByHash(path.parent)).loose(path)


def resolve(models_folder: Path, reference: str, found: Scan | None = None) -> LocalModel:
    """The model a person named on the command line: a file path, an id, or the end of one.

    ``found``: where to look instead of the models folder alone. Raises NotFoundError naming what there is,
    KnownError where several match.
    """
    path = named_path(reference)
    if is_file(path):
        return read_model(path.resolve())
    models = found.models if found is not None else scan(models_folder)
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
