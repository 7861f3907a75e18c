"""Where the files lie that ship with the app: beside the package, or inside a frozen bundle."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file, e.g. ``resource("icons", "search.svg")``."""
    return _root().joinpath(*parts)


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's bootloader
    if frozen:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources"  # where a wheel puts them
    return installed if installed.is_dir() else package.parent / "resources"
