"""The system's dialogs for files: asking for those to read or to write, and showing a folder."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


def begin_at_documents(dialog: QFileDialog) -> None:
    """In the person's documents; once a folder was chosen there, Qt begins in that again.

    Without either it begins where the program was started, a folder that says nothing to anybody.
    """
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    _begin_at(dialog, Path(named) if named and Path(named).is_dir() else Path.home())


def begin_at_home(dialog: QFileDialog) -> None:
    """The same in the person's own folder: models are seldom among documents."""
    _begin_at(dialog, Path.home())


def _begin_at(dialog: QFileDialog, folder: Path) -> None:
    if dialog.directory() == QDir.current():
        dialog.setDirectory(str(folder))


def ask_where_to_save(
    parent: QWidget, title: str, kinds: Mapping[str, str], name: str, then: Callable[[Path], None]
) -> None:
    """``kinds``: the filters in their order, each with its suffix; ``name``: of the file, without one."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    begin_at_documents(dialog)
    dialog.setNameFilters(list(kinds))
    suffix = next(iter(kinds.values()))
    dialog.setDefaultSuffix(suffix)
    dialog.filterSelected.connect(partial(_follow_filter, dialog, kinds))
    dialog.selectFile(f"{name}.{suffix}")
    dialog.fileSelected.connect(partial(_chosen, then))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_which_file(parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]) -> None:
    """One that is there; ``kinds`` is the filter."""
    _ask_which(parent, title, QFileDialog.FileMode.ExistingFile, (kinds,), lambda paths: then(*paths))


def ask_which_files(
    parent: QWidget,
    title: str,
    then: Callable[[list[Path]], object],
    kinds: Sequence[str] = (),
    begin: Callable[[QFileDialog], None] = begin_at_documents,
) -> None:
    """Those that are there; ``kinds`` are the filters in their order."""
    _ask_which(parent, title, QFileDialog.FileMode.ExistingFiles, kinds, then, begin)


def ask_which_folder(
    parent: QWidget,
    title: str,
    then: Callable[[Path], object],
    begin: Callable[[QFileDialog], None] = begin_at_documents,
) -> None:
    _ask_which(parent, title, QFileDialog.FileMode.Directory, (), lambda paths: then(*paths), begin)


def open_in_system(path: Path) -> None:
    """A folder or a file, in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def file_name(title: str, usual: str) -> str:
    """A name that any system takes; ``usual`` where nothing is left of it."""
    safe = "".join(c if c.isalnum() or c in " -_." else " " for c in title)
    return " ".join(safe.split())[:80].strip(". ") or usual


def _ask_which(
    parent: QWidget,
    title: str,
    mode: QFileDialog.FileMode,
    kinds: Sequence[str],
    then: Callable[[list[Path]], object],
    begin: Callable[[QFileDialog], None] = begin_at_documents,
) -> None:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode is QFileDialog.FileMode.Directory)
    begin(dialog)
    if kinds:
        dialog.setNameFilters(kinds)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]) if any(names) else None)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _follow_filter(dialog: QFileDialog, kinds: Mapping[str, str], chosen: str) -> None:
    dialog.setDefaultSuffix(kinds[chosen])


def _chosen(then: Callable[[Path], None], path: str) -> None:
    then(Path(path))
