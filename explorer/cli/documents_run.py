"""What `omx documents` does: add, list, find, forget."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from getpass import getpass
from pathlib import Path

from explorer.base.files import is_folder, is_there, named_path, open_regular
from explorer.cli.documents_output import (
    collection_json,
    collection_line,
    counted,
    document_json,
    document_line,
    found_block,
    found_json,
)
from explorer.cli.output import Output, table
from explorer.cli.question_vectors import embed_missing, question_vector
from explorer.cli.services import with_core
from explorer.documents.adding import FileAdding
from explorer.documents.folders import FolderProgress, LeftOut, bring_up_to_date, look_into
from explorer.documents.index.forget import ForgottenDocuments, forget_collection, forget_documents
from explorer.documents.index.search import search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.indexing_controller import IndexingStatus
from explorer.documents.passages import Collection, Document
from explorer.documents.reading.read import DocumentReader
from explorer.domain.errors import KnownError, NotFoundError
from explorer.rooms.playground.chats.forgetting import forget_given
from explorer.services import Core

_LONGEST = 1_000  # bytes of a password
PARTLY = 1  # the exit status where some files could not be read


@with_core
def add(core: Core, args: Namespace, out: Output) -> int:
    paths = [named_path(name).absolute() for name in args.paths]
    for path in paths:
        if not is_there(path) and not is_folder(path):
            raise NotFoundError(f"There is nothing at {path}.", "Check the path.")
    index, left_out = core.documents, Counter[LeftOut]()
    there = _find(index, args.collection)
    if args.password_file and (args.watch or (there is not None and there.kind == "folder")):
        what = "A folder that is followed is read without a password."
        raise KnownError(what, "Add such files to another collection.")
    password = _password(args.password_file)  # before anything is made
    collection = _collection_for(index, args.collection, paths, is_watched=args.watch)
    before = {one.key for one in index.documents(collection.key)}
    if collection.kind == "folder":
        left_out += _follow(index, collection, paths, out)
    else:
        _read(index, collection, list(_files(paths, left_out)), out, password)
    status = IndexingStatus() if args.words_only else embed_missing(core, out)
    documents = index.documents(collection.key)
    wanted = {str(path) for path in paths}
    told = [one for one in documents if one.key not in before or one.path in wanted or one.state != "read"]
    _tell_added(left_out, status, out)
    now = named_collection(index, collection.name)
    value = {
        **collection_json(now),
        "embedder": status.embedder or None,
        "problem": status.problem,
        "left_out": dict(left_out),
        "documents": [document_json(one) for one in documents],
    }
    out.result(value, table([document_line(one) for one in told]) or "Nothing new.")
    return PARTLY if any(one.state == "failed" for one in documents) else 0


@with_core
def show(core: Core, args: Namespace, out: Output) -> None:
    index = core.documents
    if args.collection:
        documents = index.documents(named_collection(index, args.collection).key)
        lines = table([document_line(one) for one in documents])
        out.result([document_json(one) for one in documents], lines or "This collection is empty.")
        return
    collections = index.collections()
    lines = table([collection_line(one) for one in collections])
    out.result(
        [collection_json(one) for one in collections],
        lines or "No collections yet. Try: omx documents add PATH --collection NAME",
    )


@with_core
def find(core: Core, args: Namespace, out: Output) -> None:
    index = core.documents
    collections = [named_collection(index, name).key for name in args.collection] or [
        one.key for one in index.collections()
    ]
    vector = question_vector(core, args.question, out)
    if vector is None:
        out.note("Found by words only: no passage was read for its meaning.")
    ask = partial(search, index, args.question, collections=collections, vector=vector, top=args.top)
    found = ask() if collections else ()
    blocks = "\n\n".join(found_block(number, one) for number, one in enumerate(found, 1))
    out.result([found_json(one) for one in found], blocks or "Nothing relevant was found.")


@with_core
def forget(core: Core, args: Namespace, out: Output) -> None:
    index = core.documents
    if not args.paths and not args.collection:
        raise KnownError("There is nothing to forget.", "Name files, or a --collection.")
    within = [named_collection(index, args.collection)] if args.collection else list(index.collections())
    wanted = list(_documents(index, within, args.paths))
    if not args.yes:
        names = ", ".join(one.name for one in wanted) if args.paths else f"the collection {within[0].name}"
        raise KnownError(f"This would forget {names}, for good.", "To do it: --yes")
    given = partial(forget_given, core.store, core.kept_contexts)
    if args.paths:
        core.consents.forget([one.key for one in wanted])
        done = forget_documents(index, [one.key for one in wanted], given=given)
    else:
        core.consents.forget((within[0].key,))
        done = forget_collection(index, within[0].key, given=given)
    _tell_forgotten(done, out)


def named_collection(index: DocumentIndex, name: str) -> Collection:
    found = _find(index, name)
    if found is None:
        there = ", ".join(one.name for one in index.collections()) or "none yet"
        raise NotFoundError(f"There is no collection named {name}.", f"There are: {there}.")
    return found


def _find(index: DocumentIndex, name: str) -> Collection | None:
    """By its name; where no other is meant, in small or capital letters."""
    collections = index.collections()
    same = [one for one in collections if one.name == name]
    alike = same or [one for one in collections if one.name.casefold() == name.casefold()]
    if len(alike) > 1:
        raise KnownError(f"Several collections are named {name}.", "Rename all but one of them in the app.")
    return alike[0] if alike else None


def _collection_for(
    index: DocumentIndex, name: str, paths: Sequence[Path], *, is_watched: bool
) -> Collection:
    found = _find(index, name)
    if is_watched:
        if len(paths) != 1 or not is_folder(paths[0]):
            raise KnownError("A collection follows one folder.", "Give one folder with --watch.")
        if found is not None and found.folder != str(paths[0]):
            raise KnownError(f"There is a collection named {name} already.", "Choose another name.")
    if found is not None:
        return found
    return index.create(name, "folder", str(paths[0])) if is_watched else index.create(name)


def _follow(
    index: DocumentIndex, collection: Collection, paths: Sequence[Path], out: Output
) -> Counter[LeftOut]:
    if [str(path) for path in paths] != [collection.folder]:
        raise KnownError(
            f"{collection.name} follows the folder {collection.folder}.",
            "Put the files there, or add them to another collection.",
        )

    def tell(progress: FolderProgress) -> None:
        out.progress(progress.path.name, progress.done, progress.total, None)

    index.follow(collection.key)
    return bring_up_to_date(index, collection.key, paths[0], progress=tell).look.left_out


def _files(paths: Sequence[Path], left_out: Counter[LeftOut]) -> Iterator[Path]:
    for path in paths:
        if is_folder(path):
            look = look_into(path)
            left_out += look.left_out
            yield from look.files
        else:
            yield path


def _read(
    index: DocumentIndex, collection: Collection, files: Sequence[Path], out: Output, password: str
) -> None:
    faults = list[KnownError]()
    with closing(DocumentReader()) as reader:
        adding = FileAdding(index, collection.key, reader, failed=faults.append)
        for number, path in enumerate(dict.fromkeys(files)):
            out.progress(path.name, number, len(files), None)
            adding.add(path, password)
    if any(getattr(one, "fault", "") == "encrypted" for one in faults):
        out.note("Some are protected by a password: add them again with --password-file.")


def _password(name: str) -> str:
    """The first line of this file; "-": typed without being shown, or piped. Never an argument: every program
    on a machine sees those.
    """
    if name == "-":
        try:
            return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        except EOFError:
            raise KnownError("No password was typed.", "Type it, or name a file that holds it.") from None
    if not name:
        return ""
    try:
        with open_regular(named_path(name)) as file:
            return file.readline(_LONGEST).decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        what = f"The password cannot be read from {name}."
        raise KnownError(what, "Check the path.", str(error)) from error


def _documents(
    index: DocumentIndex, within: Sequence[Collection], names: Sequence[str]
) -> Iterator[Document]:
    """Each once. Raises KnownError for a name that no document has, or several have."""
    every = {one.key: one for collection in within for one in index.documents(collection.key)}
    for name in names:
        path = str(named_path(name).absolute())
        found = [one for one in every.values() if one.path == path]
        found = found or [one for one in every.values() if one.name == name]
        if not found:
            raise NotFoundError(f"There is no document {name} in the index.", "See: omx documents list")
        if len(found) > 1:
            raise KnownError(f"Several documents are named {name}.", "Give the whole path of one.")
        yield found[0]


def _tell_added(left_out: Counter[LeftOut], status: IndexingStatus, out: Output) -> None:
    if left_out:
        told = ", ".join(f"{count} {why}" for why, count in left_out.items())
        out.note(f"Left out: {told}.")
    if status.problem:
        out.note(f"Not all was read for its meaning: {status.problem}")
    elif not status.embedder:
        out.note("Found by words only: there is no embedding model here, or it was not asked for.")


def _tell_forgotten(done: ForgottenDocuments, out: Output) -> None:
    if done.kept:
        out.note(f"Kept, because another collection has them too: {', '.join(done.kept)}.")
    if done.answers:
        answers = counted(done.answers, "answer")
        out.note(f"No longer shown in chats: what {answers} got of it. What is said there is kept.")
    if not done.is_clean:
        out.note("Another program reads the database: the last traces go when the app starts again.")
    for path in done.aside:
        out.note(f"An earlier, damaged database may still hold some of it: {path}")
    value = {
        "forgotten": list(done.names),
        "passages": done.passages,
        "answers": done.answers,
        "kept": list(done.kept),
        "is_clean": done.is_clean,
        "damaged_databases": [str(path) for path in done.aside],
    }
    out.result(value, f"Forgotten: {', '.join(done.names)}" if done.names else "Forgotten.")
