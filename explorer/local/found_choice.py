"""Which other programs the person wants to see, and what of this disk is used where it lies."""

from pathlib import Path

import msgspec

from explorer.base.files import no_text
from explorer.base.store import Store
from explorer.base.unreadable import UNREADABLE
from explorer.domain.local import App

_KEY = "library.places"


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """``hidden`` programs are not looked at; ``folders`` and ``files`` of the person are used in place."""

    hidden: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def skipped(self) -> frozenset[App]:
        return frozenset(app for app in App if app.value in self.hidden)

    def with_app(self, app: App, *, shown: bool) -> "Choice":
        left = tuple(name for name in self.hidden if name != app.value)
        return msgspec.structs.replace(self, hidden=left if shown else (*left, app.value))

    def with_folder(self, folder: Path) -> "Choice":
        return msgspec.structs.replace(self, folders=tuple(dict.fromkeys((*self.folders, str(folder)))))

    def without_folder(self, folder: Path) -> "Choice":
        left = tuple(one for one in self.folders if Path(one) != folder)
        return msgspec.structs.replace(self, folders=left)

    def with_file(self, file: Path) -> "Choice":
        return msgspec.structs.replace(self, files=tuple(dict.fromkeys((*self.files, str(file)))))

    def without_file(self, file: Path) -> "Choice":
        return msgspec.structs.replace(self, files=tuple(one for one in self.files if Path(one) != file))


def read_choice(store: Store) -> Choice:
    try:
        return msgspec.json.decode(store.get_state(_KEY) or "{}", type=Choice)
    except UNREADABLE:
        return Choice()  # of a newer version: all is shown, nothing is lost on the disk


def keep_choice(store: Store, choice: Choice) -> None:
    """Raises KnownError for a path that is no text, or if the disk refuses."""
    try:
        store.set_state(_KEY, msgspec.json.encode(choice).decode())
    except UnicodeEncodeError as error:
        raise no_text(error) from error
