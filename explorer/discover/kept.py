"""What Discover remembers between starts, and when it is built anew: words, order, filters, places."""

from typing import Annotated

import msgspec

from explorer.base.store import Store
from explorer.base.unreadable import UNREADABLE
from explorer.discover.filters import Filters
from explorer.domain.repo import Sort

_Place = Annotated[int, msgspec.Meta(ge=0, le=1 << 30)]  # what Qt can count to


class View(msgspec.Struct, frozen=True):
    """How the room was left. ``opened`` is a repo id, "" if none; ``top_row`` the first row seen.

    ``sheet_at`` is the place in the sheet in pixels at 100 %.
    """

    text: str = ""
    sort: Sort = Sort.DOWNLOADS
    filters: Filters = Filters()
    opened: str = ""
    top_row: _Place = 0
    sheet_at: _Place = 0


_KEY = "discover.view"


def read_view(store: Store) -> View:
    """The kept view; a fresh one where none was kept or an older version wrote another form."""
    try:
        return msgspec.json.decode(store.get_state(_KEY, "{}"), type=View)
    except UNREADABLE:
        return View()


def keep_view(store: Store, view: View) -> None:
    store.set_state(_KEY, msgspec.json.encode(view).decode())
