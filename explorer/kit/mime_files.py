"""Files among what is dragged or pasted."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """Those of this machine."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
