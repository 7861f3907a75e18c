"""The one data root, and where everything lies below it.

``EXPLORER_HOME`` moves the whole root: a test, a tour or a portable stick never touches the
person's own data. Without it the platform decides (platformdirs).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from explorer.domain.errors import KnownError
from explorer.domain.words import Words


@dataclass(frozen=True)
class Paths:
    """Places below one data root."""

    root: Path

    @property
    def models(self) -> Path:
        """The models folder, unless the settings name another."""
        return self.root / "models"

    @property
    def database(self) -> Path:
        return self.root / "explorer.sqlite3"

    @property
    def documents(self) -> Path:
        """The index of a person's documents; what is not there yet is made when it is asked for."""
        return self.root / "documents.sqlite3"

    @property
    def contexts(self) -> Path:
        """What models have read of chats; all of it can be read anew."""
        return self.root / "contexts"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def drivers(self) -> Path:
        """Which graphics driver failed, so that it is left alone."""
        return self.root / "drivers.json"

    @property
    def log(self) -> Path:
        return self.root / "log" / "explorer.log"

    @property
    def cache(self) -> Path:
        return self.root / "cache"


def find_paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """The data root of this machine and user. Creates nothing. Raises KnownError if it cannot be one."""
    home = environ.get("EXPLORER_HOME")
    if home:
        try:
            return Paths(Path(home).expanduser().resolve())
        except (OSError, RuntimeError, ValueError) as error:  # an unknown "~user", a loop of links
            what = Words("EXPLORER_HOME names no folder: {home}", home=home)
            raise KnownError(what, Words("Correct or remove this variable."), str(error)) from error
    return Paths(Path(platformdirs.user_data_dir("open-model-explorer", appauthor=False)))
