"""Choice of places: which other programs are shown, and which folders and files are used where they lie."""

from pathlib import Path

import msgspec

from explorer.base.files import no_text
from explorer.base.store import Store
from explorer.domain.local_model import OtherApp

_KEY = "library.places"


class PlaceChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """``hidden`` programs are not looked at; ``folders`` and ``files`` of the person are used in place."""

    hidden: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def skipped(self) -> frozenset[OtherApp]:
        return frozenset(app for app in OtherApp if app.value in self.hidden)

    def with_app(self, app: OtherApp, *, shown: bool) -> "PlaceChoice":
        left = tuple(name for name in self.hidden if name != app.value)
        return msgspec.structs.replace(self, hidden=left if shown else (*left, app.value))

    def with_folder(self, folder: Path) -> "PlaceChoice":
        return msgspec.structs.replace(self, folders=tuple(dict.fromkeys((*self.folders, str(folder)))))

    def without_folder(self, folder: Path) -> "PlaceChoice":
        left = tuple(one for one in self.folders if Path(one) != folder)
        return msgspec.structs.replace(self, folders=left)

    def with_file(self, file: Path) -> "PlaceChoice":
        return msgspec.structs.replace(self, files=tuple(dict.fromkeys((*self.files, str(file)))))

    def without_file(self, file: Path) -> "PlaceChoice":
        return msgspec.structs.replace(self, files=tuple(one for one in self.files if Path(one) != file))


def read_place_choice(store: Store) -> PlaceChoice:
    """Of one that a newer version kept nothing is used: all is shown, nothing is lost on the disk."""
    return store.get_value(_KEY, PlaceChoice, PlaceChoice())


def keep_place_choice(store: Store, choice: PlaceChoice) -> None:
    """Raises KnownError for a path that is no text, or if the disk refuses."""
    try:
        store.set_value(_KEY, choice)
    except UnicodeEncodeError as error:
        raise no_text(error) from error
