"""Folders in which other programs of this machine keep their models.

- Hugging Face: huggingface_hub ``constants.py``: HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub,
  XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub
- LM Studio: lmstudio-js ``findLMStudioHome.ts``: LMSTUDIO_HOME, ~/.lmstudio-home-pointer,
  ~/.cache/lm-studio, ~/.lmstudio; in it ``models``, or ``downloadsFolder`` of settings.json
- Jan: jan ``src-tauri/src/core/app/commands.rs``: JAN_DATA_FOLDER, ``data_folder`` of
  <data dir>/Jan/settings.json, <data dir>/Jan/data; before 0.6 ~/.config/Jan and ~/jan. In it
  ``llamacpp/models`` (0.6 and later) and ``models``
- GPT4All: gpt4all-chat ``mysettings.cpp``: Qt's AppLocalDataLocation of nomic.ai/GPT4All; its Python
  bindings ``gpt4all.py``: ~/.cache/gpt4all
- Ollama: ollama ``envconfig/config.go``: OLLAMA_MODELS, ~/.ollama/models; ``install.sh``: the user of the
  Linux service lives in /usr/share/ollama
- llama.cpp: ``common/common.cpp`` fs_get_cache_directory(): LLAMA_CACHE, else ``llama.cpp`` in the system's
  cache folder. Newer versions use the Hugging Face cache

KoboldCpp and others load a file wherever it lies: their folders are named by the person.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.base.files import is_folder, read_small
from explorer.domain.local_model import OtherApp

OTHER_APPS_VARIABLE = "EXPLORER_OTHER_APPS"  # names a folder to look in as the home; empty: look nowhere
_LARGEST = 1 << 20  # bytes of a settings file


@dataclass(frozen=True)
class AppEnvironment:
    """Environment, home folder and system that the other programs see."""

    environ: Mapping[str, str]
    home: Path
    system: str  # as sys.platform names it

    def named(self, *variables: str) -> Path | None:
        """The folder that the first of these variables names, if one does."""
        for variable in variables:
            value = self.environ.get(variable, "").strip().strip("\"'")
            if value:
                return self._expanded(value)
        return None

    @property
    def cache(self) -> Path:
        """The system's cache folder."""
        if self.system == "darwin":
            return self.home / "Library" / "Caches"
        if self.system == "win32":
            return self.named("LOCALAPPDATA") or self.home / "AppData" / "Local"
        return self.named("XDG_CACHE_HOME") or self.home / ".cache"

    @property
    def data(self) -> Path:
        """Where the system wants the data of programs (Rust's ``dirs::data_dir``)."""
        if self.system == "darwin":
            return self.home / "Library" / "Application Support"
        if self.system == "win32":
            return self.named("APPDATA") or self.home / "AppData" / "Roaming"
        return self.named("XDG_DATA_HOME") or self.home / ".local" / "share"

    @property
    def local_data(self) -> Path:
        """The same that does not roam (Qt's AppLocalDataLocation)."""
        return self.cache if self.system == "win32" else self.data

    def _expanded(self, value: str) -> Path:
        if value == "~" or value.startswith(("~/", "~\\")):
            return self.home / value[2:]
        return Path(value)


def app_environment(environ: Mapping[str, str] = os.environ) -> AppEnvironment | None:
    """Of this machine; ``None`` where other programs are not to be looked at."""
    instead = environ.get(OTHER_APPS_VARIABLE)
    if instead == "":
        return None
    if instead:
        return AppEnvironment({}, Path(instead), sys.platform)
    try:
        return AppEnvironment(environ, Path.home(), sys.platform)
    except RuntimeError:  # a user without a home
        return None


def places(around: AppEnvironment) -> Iterator[tuple[OtherApp, Path]]:
    """Folders that may hold models, the likeliest of a program first; they need not be there."""
    seen: set[Path] = set()
    for app, folder in _all(around):
        if folder not in seen:
            seen.add(folder)
            yield app, folder


def owner_of(path: Path, around: AppEnvironment | None) -> OtherApp | None:
    """The program in whose folder this lies, ``None`` if in none."""
    for app, folder in places(around) if around is not None else ():
        if folder in path.parents:
            return app
    return None


def _all(around: AppEnvironment) -> Iterator[tuple[OtherApp, Path]]:
    yield OtherApp.HUGGING_FACE, _hugging_face(around)
    for folder in _lm_studio(around):
        yield OtherApp.LM_STUDIO, folder
    for data in _jan(around):
        yield OtherApp.JAN, data / "llamacpp" / "models"
        yield OtherApp.JAN, data / "models"
    yield OtherApp.GPT4ALL, around.local_data / "nomic.ai" / "GPT4All"
    yield OtherApp.GPT4ALL, around.home / ".cache" / "gpt4all"
    for folder in _ollama(around):
        yield OtherApp.OLLAMA, folder
    yield OtherApp.LLAMA_CPP, around.named("LLAMA_CACHE") or around.cache / "llama.cpp"


def _hugging_face(around: AppEnvironment) -> Path:
    cache = around.named("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
    if cache is not None:
        return cache
    home = around.named("HF_HOME")
    if home is None:
        home = (around.named("XDG_CACHE_HOME") or around.home / ".cache") / "huggingface"
    return home / "hub"


def lm_studio_chats(around: AppEnvironment | None) -> Path | None:
    """The folder in which LM Studio keeps its chats, if it is there."""
    homes = _lm_studio_homes(around) if around is not None else ()
    return next((home / "conversations" for home in homes if is_folder(home / "conversations")), None)


def _lm_studio(around: AppEnvironment) -> Iterator[Path]:
    for home in _lm_studio_homes(around):
        moved = _read_setting(home / "settings.json", "downloadsFolder")
        yield Path(moved) if moved else home / "models"


def _lm_studio_homes(around: AppEnvironment) -> list[Path]:
    homes = [around.home / ".lmstudio", around.home / ".cache" / "lm-studio"]
    pointed = _read_line(around.home / ".lmstudio-home-pointer")
    if pointed:
        homes.insert(0, Path(pointed))
    own = around.named("LMSTUDIO_HOME")
    if own is not None:
        homes.insert(0, own)
    return homes


def _jan(around: AppEnvironment) -> Iterator[Path]:
    own = around.named("JAN_DATA_FOLDER")
    if own is not None:
        yield own
    config = around.named("XDG_CONFIG_HOME") or around.home / ".config"
    for folder in dict.fromkeys((around.data / "Jan", config / "Jan")):
        moved = _read_setting(folder / "settings.json", "data_folder")
        yield Path(moved) if moved else folder / "data"
    yield around.home / "jan"


def _ollama(around: AppEnvironment) -> Iterator[Path]:
    own = around.named("OLLAMA_MODELS")
    yield own or around.home / ".ollama" / "models"
    if around.system == "linux" and around.environ:
        yield Path("/usr/share/ollama/.ollama/models")


def _read_line(path: Path) -> str:
    return _read(path).decode("utf-8", errors="replace").strip().partition("\n")[0]


def _read_setting(path: Path, key: str) -> str:
    """A text out of another program's settings, "" where there is none that can be read."""
    value = read_object(path).get(key)
    return value if isinstance(value, str) and value and Path(value).is_absolute() else ""


def read_object(path: Path) -> dict[str, Any]:
    """An object out of another program's file; empty where it is none."""
    try:
        found = json.loads(_read(path))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read(path: Path, largest: int = _LARGEST) -> bytes:
    try:
        return read_small(path, largest)
    except (OSError, ValueError):  # not there, not for us, or no name a file can have
        return b""
