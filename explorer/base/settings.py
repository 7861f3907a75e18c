"""What the person chose, typed, in one readable JSON file.

A file that cannot be read is kept aside under another name and told, never overwritten.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from explorer.base.files import write_atomically
from explorer.base.listeners import Listeners

Theme = Literal["system", "light", "dark"]
LanguageChoice = Literal["system", "en", "zh_CN"]


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every setting with its default. Unknown keys of a newer version are ignored."""

    models_folder: str = ""  # empty: below the data root
    theme: Theme = "system"
    text_percent: int = 100
    language: LanguageChoice = "system"
    offline: bool = False
    endpoint: str = ""  # empty: HF_ENDPOINT, or the Hub itself
    context_length: int = 4096
    threads: int = 0  # 0: the engine chooses
    gemma_terms_shown: bool = False


class SettingsFile:
    """Reads, changes and saves the settings; listeners hear of every change."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self._path = path
        self.changed: Listeners[Settings] = Listeners()
        self.current = self._read(tell)

    def change(self, **values: object) -> Settings:
        """Set the named values, save, tell the listeners."""
        changed = msgspec.structs.replace(self.current, **values)
        # replace() does not validate: a value of the wrong type must not reach the file.
        self.current = msgspec.convert(msgspec.to_builtins(changed), Settings)
        pretty = msgspec.json.format(msgspec.json.encode(self.current), indent=2)
        write_atomically(self._path, pretty + b"\n")
        self.changed.emit(self.current)
        return self.current

    def _read(self, tell: Callable[[str], None]) -> Settings:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            aside = self._path.with_suffix(".damaged.json")
            self._path.replace(aside)
            tell(f"The settings could not be read ({error}). They are kept in {aside.name}.")
            return Settings()
