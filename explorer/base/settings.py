"""What the person chose, typed, in one readable JSON file.

Nothing in that file is lost: one that cannot be read is kept aside under another name, a value that makes no
sense is told and kept aside while the others stay, and keys of a newer version are written back as they were.
One that cannot be opened for a while is never written over: it is read before the next change is saved.
"""

import codecs
import reprlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.files import SMALL, aside_name, no_text, read_patiently, write_atomically
from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

Theme = Literal["system", "light", "dark"]
Contrast = Literal["system", "more"]
Motion = Literal["system", "less"]
LanguageChoice = Literal["system", "en", "zh_CN"]

_Place = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]  # no system has a name with this sign

TEXT_SIZES = (90, 100, 110, 125, 150)  # percent: the steps that are offered; the file may hold any between


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every setting with its default."""

    models_folder: _Place = ""  # empty: below the data root
    theme: Theme = "system"
    contrast: Contrast = "system"
    motion: Motion = "system"
    text_percent: Annotated[int, Meta(ge=TEXT_SIZES[0], le=TEXT_SIZES[-1])] = 100
    language: LanguageChoice = "system"
    offline: bool = False
    endpoint: _Place = ""  # empty: HF_ENDPOINT, or the Hub itself
    context_length: Annotated[int, Meta(ge=256, le=1 << 24)] = 4096
    threads: Annotated[int, Meta(ge=0, le=1024)] = 0  # 0: as many as there are cores
    leave_core_free: bool = False  # of these one less, so that other programs stay quick
    models_memory: Annotated[int, Meta(ge=10, le=100)] = 80  # percent of all memory, for models together
    parallel_downloads: Annotated[int, Meta(ge=1, le=4)] = 2
    connections: Annotated[int, Meta(ge=1, le=4)] = 1  # for one file that is downloaded
    idle_minutes: Annotated[int, Meta(ge=0, le=1440)] = 60  # then an unused model is unloaded; 0: never
    contexts_gb: Annotated[int, Meta(ge=0, le=1024)] = 2  # on the disk, for chats that are opened again
    embedder: str = ""  # id of the model that makes vectors of documents; empty: the included one, or another
    new_versions: bool = False  # asked for once a day, where the project has a public address
    terms_seen: tuple[str, ...] = ()  # of included models, by their addresses
    server_starts: bool = False  # on with the app
    server_port: Annotated[int, Meta(ge=0, le=65535)] = 8033  # 0: any that is free
    server_open: bool = False  # reached from the network too
    server_models: tuple[str, ...] = ()  # references of those it offers; empty: all of this disk
    server_origins: tuple[str, ...] = ()  # web pages that may ask, as "https://example.org"

    def threads_of(self, cores: int) -> int:
        """What a model computes with on a machine of so many cores; 0 lets the engine choose."""
        return self.threads or (max(1, cores - 1) if self.leave_core_free else 0)


class SettingsFile:
    """Reads, changes and saves the settings; listeners hear of every change."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        """``tell`` hears in words what could not be read or made no sense."""
        self._path = path
        self._tell = tell
        self._unknown: dict[str, Any] = {}  # keys of a newer version
        self.changed: Listeners[Settings] = Listeners()
        self._unread: OSError | None = None  # why what the file says is not known yet
        self._since: dict[str, object] = {}  # what was changed meanwhile
        self._is_mended = False
        self.current = self._read()
        if self._is_mended:
            self._save()  # the file of before lies aside; without this its good values would be lost

    def is_offline(self) -> bool:
        return self.current.offline

    def change(self, **values: object) -> Settings:
        """Set the named values, tell the listeners, save.

        Raises KnownError if the file cannot be written: the change then holds until the app ends. Raises it
        also, and changes nothing, for a text that no file can keep.
        """
        changed = _checked(msgspec.structs.replace(self.current, **values))
        if self._unread is not None:
            self._since |= values
            self._unread = None
            changed = _checked(msgspec.structs.replace(self._read(), **self._since))
        self.current = changed
        problem = self._save()
        self.changed.emit(self.current)
        if problem is not None:
            raise problem
        return self.current

    def note_terms(self, url: str) -> None:
        """The person has seen the terms at this address. Raises KnownError as ``change`` does."""
        if url not in self.current.terms_seen:
            self.change(terms_seen=(*self.current.terms_seen, url))

    def reset(self, *names: str) -> Settings:
        """Back to the defaults of the named settings. Raises KnownError as ``change`` does."""
        defaults = Settings()
        return self.change(**{name: getattr(defaults, name) for name in names})

    def _save(self) -> KnownError | None:
        if self._unread is not None:
            return _not_saved(self._path, self._unread)
        known = msgspec.to_builtins(self.current)
        plain = msgspec.json.encode({**self._unknown, **known})
        pretty = msgspec.json.format(plain, indent=2)
        if len(pretty) > SMALL // 2:  # 9,000 lists in each other are 18 KB, or 160 MB with indents
            pretty = plain
        try:
            write_atomically(self._path, pretty + b"\n")
        except OSError as error:
            return _not_saved(self._path, error)
        return None

    def _read(self) -> Settings:
        try:
            found = msgspec.json.decode(_plain(read_patiently(self._path)), type=dict[str, Any])
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            if not self._since:  # later it is told by who wants to save
                self._tell(
                    Words("The settings could not be opened ({reason}); the defaults hold.", reason=error)
                )
            self._unread = error
            return Settings()
        except DECODE_ERRORS as error:
            aside = self._keep_aside()
            self._tell(Words("The settings could not be read ({reason}). They are kept in {file}.",
                             reason=error, file=aside))  # fmt: skip
            return Settings()
        return self._understood(found)

    def _understood(self, found: dict[str, Any]) -> Settings:
        """Each value by itself: one that makes no sense costs no other."""
        good: dict[str, Any] = {}
        bad: list[str] = []
        for field in msgspec.structs.fields(Settings):
            if field.name not in found:
                continue
            value = found.pop(field.name)
            try:
                good[field.name] = msgspec.convert(value, field.type)
            except DECODE_ERRORS:
                bad.append(f"{field.name}: {reprlib.repr(value):.60}")
        self._unknown = found
        if bad:
            self._is_mended = True
            self._tell(Words(
                "What the settings said about {values} makes no sense, so the default holds. "
                "The previous file is kept as {file}.",
                values=", ".join(bad), file=self._keep_aside(),
            ))  # fmt: skip
        return Settings(**good)

    def _keep_aside(self) -> str:
        """Give the file a name that is still free; that name, or why it could not be."""
        aside = aside_name(self._path)
        try:
            self._path.replace(aside)
        except OSError as error:
            return str(error)
        return aside.name


def _plain(data: bytes) -> bytes:
    """Without the mark that editors put before the text, Notepad of Windows among them."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _checked(settings: Settings) -> Settings:
    """``msgspec.structs.replace`` does not validate: a value of the wrong type must not reach the file."""
    try:
        return msgspec.json.decode(msgspec.json.encode(settings), type=Settings)
    except UnicodeEncodeError as error:  # a folder of Linux may have a name that is no text
        raise no_text(error) from error


def _not_saved(path: Path, error: OSError) -> KnownError:
    return KnownError(
        Words("The settings could not be saved."),
        Words("They hold until the app is closed. See that {folder} can be written to.", folder=path.parent),
        str(error),
    )
