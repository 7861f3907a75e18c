"""Keeps the catalog up to what other programs, and the person, do to the folders with models."""

from collections.abc import Sequence
from functools import partial

from explorer.domain.local import LocalModel
from explorer.kit.watching import FolderWatch
from explorer.local.catalog import Catalog


class CatalogWatch:
    """Looks again when a watched folder changed, and while a file in one is still being written."""

    def __init__(self, catalog: Catalog, watch: FolderWatch) -> None:
        self._catalog, self._watch = catalog, watch
        watch.changed.connect(partial(Catalog.look_again, catalog))
        self._leave = catalog.changed.add(self._follow)

    def close(self) -> None:
        self._leave()
        self._watch.close()

    def _follow(self, _models: Sequence[LocalModel]) -> None:
        last = self._catalog.last
        self._watch.watch((*last.folders, *(place.path for place in last.places)))
        if last.is_settling:
            self._watch.look_soon()
