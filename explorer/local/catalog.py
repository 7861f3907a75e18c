"""Which models are on this disk: a scan of the models folder, read from headers and origin records."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from explorer.base.listeners import Listeners
from explorer.base.storage import files_below
from explorer.base.store import Store
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local import Intact, LocalModel, Origin
from explorer.domain.names import readable_name
from explorer.domain.quantization import group_files, label_of
from explorer.domain.repo import RepoFile
from explorer.domain.words import Words
from explorer.engine.header import Header, read_header
from explorer.hub.answers import row_of
from explorer.kit.tasks import Context, Task, Tasks
from explorer.local.folder_use import FolderUse
from explorer.local.parts import parts_of, recorded_folder
from explorer.local.record import FOLDER, OriginRecord, read_answers


def scan(models_folder: Path) -> tuple[LocalModel, ...]:
    """Every runnable model below the folder, by name. Never raises for a bad file, or one that goes."""
    found = []
    for path in _first_files(models_folder):
        with suppress(OSError):  # moved or deleted since its folder was listed
            found.append(_read_model(models_folder, path))
    return tuple(sorted(found, key=lambda m: (m.name.lower(), m.id)))


def read_model(path: Path) -> LocalModel:
    """One file anywhere on this disk. Raises NotFoundError if it is not there."""
    if not path.is_file():
        what = Words("There is no file {path}.", path=str(path))
        raise NotFoundError(what, Words("Check the path, or see `omx list`."))
    return _read_model(path.parent, path, is_outside=True)


def _first_files(models_folder: Path) -> Iterator[Path]:
    """The file to load of each model: of one in parts, the first, and only if all parts are there."""
    folders: dict[Path, list[RepoFile]] = {}
    for path, size in files_below(models_folder):
        if path.suffix.lower() == ".gguf" and FOLDER not in path.parts and path.is_file():
            folders.setdefault(path.parent, []).append(RepoFile(path.name, size))
    for folder in sorted(folders):
        for variant in group_files(sorted(folders[folder], key=lambda file: file.path)).variants:
            yield folder / variant.first.path


def _read_model(models_folder: Path, path: Path, *, is_outside: bool = False) -> LocalModel:
    parts = parts_of(path)
    recorded = recorded_folder(path)
    model = LocalModel(
        id=str(path) if is_outside else path.relative_to(models_folder).as_posix(),
        path=path,
        size=sum(part.stat().st_size for part in parts),
        publisher=_publisher(recorded[1]) if recorded else "",
        name=path.stem,
        quantization=label_of(path.name),
    )
    if recorded is not None:
        model = _with_record(model, *recorded, parts)
    return _with_header(model)


def _publisher(record: OriginRecord) -> str:
    return Words("included") if record.origin is Origin.INCLUDED else record.repo.split("/")[0]


def _with_record(
    model: LocalModel, folder: Path, record: OriginRecord, parts: tuple[Path, ...]
) -> LocalModel:
    first = record.file(parts[0].relative_to(folder).as_posix())
    if first is None:
        return model
    return replace(
        model,
        repo=record.repo,
        commit=first.commit,
        sha256=first.sha256 or None,
        measured_sha256=first.measured or None,
        intact=_worst(record, folder, parts),
        origin=record.origin,
        added_at=first.kept_at,
        license=_listed_license(folder, first.commit),
    )


def _worst(record: OriginRecord, folder: Path, parts: tuple[Path, ...]) -> Intact:
    """A model in parts is only as good as its worst part."""
    states = []
    for part in parts:
        kept = record.file(part.relative_to(folder).as_posix())
        if kept is None:
            states.append(Intact.UNCHECKED)
        else:
            states.append(kept.intact if part.stat().st_size == kept.size else Intact.DAMAGED)
    order = (Intact.DAMAGED, Intact.UNCHECKED, Intact.CHECKED)
    return next(state for state in order if state in states)


def _listed_license(folder: Path, commit: str) -> str | None:
    """What the Hub's answer said when the file was downloaded: many headers name no license."""
    row = row_of(read_answers(folder, commit).api)
    return row.license if row else None


def _with_header(model: LocalModel) -> LocalModel:
    try:
        header = read_header(model.path)
        # Each part of a model names its own tensors only.
        others = parts_of(model.path)[1:]
        parameters = header.parameters + sum(read_header(part).parameters for part in others)
    except KnownError as error:
        return replace(model, intact=Intact.DAMAGED, problem=error.words)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return replace(model, problem=Words("The file could not be opened ({reason}).", reason=reason))
    return replace(
        model,
        name=_name(header, model),
        quantization=model.quantization or header.file_type_name or "",
        architecture=header.architecture,
        parameters=parameters or None,
        context_length=header.context_length,
        license=header.license or model.license,
        is_chat=bool(header.chat_template),
    )


def _name(header: Header, model: LocalModel) -> str:
    stated = header.name.strip() if header.name else ""
    return readable_name(stated) if stated and len(stated) <= 80 else model.path.stem


class Catalog:
    """The models on this disk as last scanned; rescans in the background and tells its listeners."""

    def __init__(self, tasks: Tasks, store: Store, models_folder: Path) -> None:
        self._tasks = tasks
        self._store = store
        self._folder = models_folder
        self.use = FolderUse()
        self.models: tuple[LocalModel, ...] = ()
        self.is_ready = False
        self._scan: Task | None = None
        self.changed: Listeners[tuple[LocalModel, ...]] = Listeners()
        self.folder_changed: Listeners[Path] = Listeners()

    @property
    def models_folder(self) -> Path:
        return self._folder

    @models_folder.setter
    def models_folder(self, folder: Path) -> None:
        """Look there from the next scan on; ``folder_changed`` tells who writes into the folder."""
        if folder != self._folder:
            self._folder = folder
            self.folder_changed.emit(folder)

    def rescan(self) -> None:
        folder = self.models_folder

        def work(_context: Context[None]) -> tuple[LocalModel, ...]:
            return scan(folder) if folder.is_dir() else ()

        if self._scan is not None:
            self._scan.stop()  # an older scan must not overwrite what a newer one finds
        self._scan = self._tasks.run(work, self._show, self._fail)

    def find(self, model_id: str) -> LocalModel | None:
        return next((m for m in self.models if m.id == model_id), None)

    def of_repo(self, repo_id: str) -> tuple[LocalModel, ...]:
        return tuple(m for m in self.models if m.repo == repo_id)

    def note_use(self, model_id: str, when: str) -> None:
        self._store.write("INSERT OR REPLACE INTO models VALUES (?, ?)", model_id, when)

    def last_used(self) -> dict[str, str]:
        """ISO times by model id."""
        return {r["id"]: r["last_used_at"] for r in self._store.read("SELECT * FROM models")}

    def _show(self, models: tuple[LocalModel, ...]) -> None:
        self.models = models
        self.is_ready = True
        self.changed.emit(models)

    def _fail(self, _error: KnownError) -> None:
        self._show(self.models)  # a bug in the scan was told; what was known stays


def resolve(models_folder: Path, reference: str) -> LocalModel:
    """The model a person named on the command line: a file path, an id, or the end of one.

    Raises NotFoundError naming what there is, KnownError where several match.
    """
    path = Path(reference).expanduser()
    if path.is_file():
        return read_model(path.resolve())
    models = scan(models_folder) if models_folder.is_dir() else ()
    exact = [m for m in models if m.id == reference]
    matching = exact or [m for m in models if _matches(m, reference)]
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
    return lowered in (model.repo or "").lower() or lowered in model.id.lower()
