"""Where the system's dialogs for files begin."""

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog


def begin_at_documents(dialog: QFileDialog) -> None:
    """In the person's documents; once a folder was chosen there, Qt begins in that again.

    Without either it begins where the program was started, a folder that says nothing to anybody.
    """
    if dialog.directory() != QDir.current():
        return
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(named) if named and Path(named).is_dir() else Path.home()
    dialog.setDirectory(str(folder))
