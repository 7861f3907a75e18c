"""Files as people name them: on a command line any text may be meant as a path, also what can be none."""

from pathlib import Path


def named_path(name: str) -> Path:
    """With ``~`` as the home folder, where the system knows whose."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # of an unknown person; a file may be called so
        return Path(name)


def is_file(path: Path) -> bool:
    """False too for a name that is too long, and behind a folder that may not be opened."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """As ``is_file``."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """As ``is_file``, and true for a pipe or a device: whoever reads it says that it is no file."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
