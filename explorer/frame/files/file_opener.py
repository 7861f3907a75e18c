"""Opens files that were dropped, named on the command line or handed over by a second start."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.images import is_image_name
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.quantization import is_model_file
from explorer.domain.words import Words
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.kit.tasks import TaskContext, Tasks
from explorer.local.models.catalog import Catalog
from explorer.local.models.split_files import parts_of

_MOST = 200  # models taken from one folder at a time
_DEEPEST = 6  # folders below the dropped one


@dataclass(frozen=True)
class DroppedFiles:
    """Folders and others are told apart by the disk alone, see ``look``. ``link``: to a model on the Hub.

    By their names, ``documents`` are files and images that a chat can be given, ``chats`` exports of chats,
    and ``tests`` what a set can be made of, where that is looked for.
    """

    models: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    link: str = ""
    documents: tuple[Path, ...] = ()
    chats: tuple[Path, ...] = ()
    tests: tuple[Path, ...] = ()

    @property
    def is_welcome(self) -> bool:
        """Whether something is in it that is for this app, or may be."""
        given = self.documents or self.chats or self.tests
        return bool(self.models or self.folders or self.link or given)


def sort_by_name(paths: Iterable[Path], room: Room | None = None) -> DroppedFiles:
    """As far as names tell, without reading: what is no model by its name may be a folder. ``room``: where
    they are dropped; in Evaluate tables and lists are tests.
    """
    if room is Room.EVALUATE:
        from explorer.evaluate.exchange.set_files import READABLE  # noqa: PLC0415  not before a file is given

        paths = tuple(paths)
        if tests := tuple(path for path in paths if path.suffix.lower() in READABLE):
            rest = sort_by_name(path for path in paths if path not in tests)
            return replace(rest, tests=tests)
    from explorer.documents.folders import DOCUMENT_SUFFIXES  # noqa: PLC0415  not before a file is given
    from explorer.rooms.playground.chats.exchange.export_names import is_chat_export  # noqa: PLC0415

    models: list[Path] = []
    folders: list[Path] = []
    documents: list[Path] = []
    chats: list[Path] = []
    for path in paths:
        suffix = path.suffix.lower()
        if is_chat_export(path):
            chats.append(path)
        else:
            is_given = suffix in DOCUMENT_SUFFIXES or is_image_name(path)
            kind = models if suffix == ".gguf" else documents if is_given else folders
            kind.append(path)
    return DroppedFiles(tuple(models), tuple(folders), documents=tuple(documents), chats=tuple(chats))


def look(dropped: DroppedFiles) -> DroppedFiles:
    """The same by what is there. Reads the disk, and one of the network may take its time."""
    models: list[Path] = []
    folders: list[Path] = []
    others = list(dropped.others)
    for path in dropped.models:
        (folders if path.is_dir() else models).append(path)
    for path in dropped.folders:
        (folders if path.is_dir() else others).append(path)
    given = dropped.documents, dropped.chats, dropped.tests
    folders += [path for kind in given for path in kind if path.is_dir()]
    documents, chats, tests = (tuple(path for path in kind if not path.is_dir()) for kind in given)
    return DroppedFiles(tuple(models), tuple(folders), tuple(others), "", documents, chats, tests)


def gather_models(dropped: DroppedFiles, stop: Callable[[], bool]) -> tuple[Path, ...]:
    """The models themselves and those inside the folders, one path for a model in parts.

    Reads the disk: call it in the background. What may not be read is left out.
    """
    found = [path for path in dropped.models if path.is_file()]
    for folder in dropped.folders:
        found.extend(_inside(folder, stop))
    firsts = dict.fromkeys(parts_of(path)[0] for path in found)
    return tuple(firsts)


def _inside(folder: Path, stop: Callable[[], bool]) -> Iterator[Path]:
    count = 0
    for here, folders, names in os.walk(folder):
        if stop() or count >= _MOST:
            return
        if len(Path(here).relative_to(folder).parts) >= _DEEPEST:
            folders.clear()
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(".gguf") and is_model_file(name):
                count += 1
                yield Path(here) / name


@dataclass(frozen=True)
class _Found:
    """``known`` are in the Library already; ``adapters`` are put on a model."""

    known: tuple[LocalModel, ...]
    new: tuple[Path, ...]
    adapters: tuple[Path, ...] = ()


def _known_and_new(found: Iterable[Path], models: Iterable[LocalModel]) -> _Found:
    """Asks the disk: either side may be reached through a link."""
    from explorer.engine.local.llama.adapters import is_adapter  # noqa: PLC0415  not before a file is given

    here = {model.path.resolve(): model for model in models}
    real = [(path, path.resolve()) for path in found]
    known = tuple(here[end] for _path, end in real if end in here)
    others = tuple(path for path, end in real if end not in here)
    adapters = tuple(path for path in others if is_adapter(path))
    return _Found(known, tuple(path for path in others if path not in adapters), adapters)


class FileOpener:
    """A model that is in the Library already is opened, an adapter or a document goes to the Playground;
    others go to the Library, which asks about them."""

    def __init__(self, tasks: Tasks, catalog: Catalog, messages: Messages, go: Go) -> None:
        self._tasks, self._catalog, self._messages, self._go = tasks, catalog, messages, go
        self._waiting: list[Path] = []  # until the models on this disk are known
        catalog.changed.add(self._catalog_read)

    def open(self, paths: Iterable[Path]) -> None:
        """Show these files, at once or as soon as the models on this disk are known."""
        self._waiting.extend(paths)
        if self._catalog.is_ready:
            self._catalog_read(())

    def take(self, dropped: DroppedFiles) -> None:
        """Look into folders in the background, then show what is there. A link leads to Discover."""
        if dropped.link:
            self._go(Place(Room.DISCOVER, search=dropped.link))
            return
        models = self._catalog.models

        def work(context: TaskContext[None]) -> tuple[DroppedFiles, _Found]:
            real = look(dropped)
            return real, _known_and_new(gather_models(real, context.stopped), models)

        def done(result: tuple[DroppedFiles, _Found]) -> None:
            self._show(*result)

        self._tasks.run(work, done, self._messages.fail)

    def _catalog_read(self, _models: Sequence[LocalModel]) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.take(sort_by_name(waiting))

    def _show(self, dropped: DroppedFiles, found: _Found) -> None:
        if dropped.documents or dropped.chats:
            self._go(Place(Room.PLAYGROUND, files=(*dropped.documents, *dropped.chats)))
        if dropped.tests:
            self._go(Place(Room.EVALUATE, files=dropped.tests))
        self._tell_left(dropped, is_found=bool(found.known or found.new or found.adapters))
        if found.new:
            self._go(Place(Room.LIBRARY, files=found.new))
        elif len(found.known) == 1 and found.known[0].writes:
            self._go(Place(Room.PLAYGROUND, model=found.known[0]))
        elif found.known:
            self._go(Place(Room.LIBRARY, model=found.known[0]))
        elif found.adapters:
            self._go(Place(Room.PLAYGROUND, files=found.adapters))

    def _tell_left(self, dropped: DroppedFiles, *, is_found: bool) -> None:
        """What was given and is no model, or not there."""
        if dropped.others:
            what = Words("“{name}” is no model that runs here.", name=dropped.others[0].name)
            self._messages.fail(KnownError(what, Words("Models are files that end in .gguf.")))
        elif not is_found and dropped.models:
            what = Words("“{name}” is not there any more.", name=dropped.models[0].name)
            self._messages.fail(KnownError(what, Words("See that the disk it lies on is connected.")))
        elif not is_found and dropped.folders:
            what = Words("No model was found in “{name}”.", name=dropped.folders[0].name)
            self._messages.tell(shown(what), "caution")
