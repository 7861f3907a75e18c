"""What Discover remembers between starts: search text, order, filters, the open repo and scroll positions."""

from typing import Annotated

import msgspec

from explorer.base.store import Store
from explorer.domain.repo import RepoSort
from explorer.local.hub_search.filters import Filters

_Place = Annotated[int, msgspec.Meta(ge=0, le=1 << 30)]  # what Qt can count to


class DiscoverView(msgspec.Struct, frozen=True):
    """How the room was left. ``opened`` is a repo id, "" if none; ``top_row`` the first row seen.

    ``sheet_at`` is the place in the sheet in pixels at 100 %.
    """

    text: str = ""
    sort: RepoSort = RepoSort.DOWNLOADS
    filters: Filters = Filters()
    opened: str = ""
    top_row: _Place = 0
    sheet_at: _Place = 0


_KEY = "discover.view"


def read_view(store: Store) -> DiscoverView:
    """The kept view; a fresh one where none was kept or an older version wrote another form."""
    return store.get_value(_KEY, DiscoverView, DiscoverView())


def store_view(store: Store, view: DiscoverView) -> None:
    store.set_value(_KEY, view)
