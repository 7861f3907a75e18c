"""What Discover remembers between starts, and when it is built anew: words, order, filters, places."""

import msgspec

from explorer.base.store import Store
from explorer.discover.filters import Filters
from explorer.domain.repo import Sort


class View(msgspec.Struct, frozen=True):
    """How the room was left. ``opened`` is a repo id, "" if none; ``top_row`` the first row seen.

    ``sheet_at`` is the place in the sheet in pixels at 100 %.
    """

    text: str = ""
    sort: Sort = Sort.DOWNLOADS
    filters: Filters = Filters()
    opened: str = ""
    top_row: int = 0
    sheet_at: int = 0


_KEY = "discover.view"


def read_view(store: Store) -> View:
    """The kept view; a fresh one where none was kept or an older version wrote another form."""
    try:
        return msgspec.json.decode(store.get_state(_KEY, "{}"), type=View)
    except msgspec.MsgspecError:
        return View()


def keep_view(store: Store, view: View) -> None:
    store.set_state(_KEY, msgspec.json.encode(view).decode())
