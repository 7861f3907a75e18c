"""Sets of tests as verbs name them: a file, or the title of a set in Evaluate."""

from pathlib import Path

from explorer.base.files import is_file, named_path
from explorer.cli.output import Output
from explorer.domain.errors import NotFoundError
from explorer.evaluate.exchange.set_files import read_set
from explorer.evaluate.store import EvalStore, StoredSet


def set_named(store: EvalStore, named: str, out: Output, beside: Path = Path()) -> StoredSet:
    """Of a file, kept as the window would keep it, once for the same tests; or the one of this title.
    ``beside``: the folder in which a file may lie. Raises KnownError.
    """
    path = beside / named_path(named)
    if is_file(path):
        return _of_file(store, path, out)
    listed = store.listed()
    exact = [one for one in listed if one.title == named]
    found = exact or [one for one in listed if one.title.casefold() == named.casefold()]
    stored = store.set(found[0].id) if found else None
    if stored is None:
        titles = ", ".join(f"“{one.title}”" for one in listed[:20]) or "none yet"
        raise NotFoundError(f"There is no file and no set of tests “{named}”.", f"Sets in Evaluate: {titles}")
    return stored


def _of_file(store: EvalStore, path: Path, out: Output) -> StoredSet:
    read = read_set(path)
    for words in (read.words, *read.told, *read.left_out):
        out.note(str(words))
    same = (
        one.id for one in store.listed() if one.title == read.title and one.count == len(read.document.cases)
    )
    for number in same:
        stored = store.set(number)
        if stored is not None and stored.document == read.document:
            return stored
    return store.add_set(read.title, read.document)
