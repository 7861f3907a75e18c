"""What of a person's documents may leave this machine: each collection and each file, for each endpoint."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.endpoint import Endpoint
from explorer.domain.model import Model, Whereabouts, endpoint_of

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex

_STATE = "documents.consents"


class DocumentConsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """That passages of ``what``, the key of a collection or of a document, may go to this endpoint, as long
    as it is at this host. ``endpoint``: its id, ``source``: what it was called; ``name``: of a collection.
    """

    what: str
    endpoint: str
    host: str
    source: str
    on: str
    name: str = ""

    @property
    def party(self) -> tuple[str, str]:
        return self.endpoint, self.host


class DocumentConsents:
    """Read anew each time: they are few. Those of temporary chats are in their store, and gone with it.

    Safe to call from any thread.
    """

    def __init__(self, store: Store, today: Callable[[], date] = date.today) -> None:
        self._store, self._today = store, today
        self.changed: Listeners[None] = Listeners()

    @property
    def kept(self) -> tuple[DocumentConsent, ...]:
        return self._store.get_value(_STATE, tuple[DocumentConsent, ...], ())

    def missing(
        self,
        model: Model,
        collections: Iterable[str],
        documents: Iterable[str],
        indexes: "Sequence[DocumentIndex]",
        passing: "DocumentConsents | None" = None,
    ) -> tuple[str, ...]:
        """Keys of those that may not go to this model yet; a document may where a collection may that it
        is in. Nobody is asked about what stays on this machine. ``passing``: of the temporary chat.
        """
        if model.where is not Whereabouts.AWAY:
            return ()
        party = endpoint_of(model.id), model.host
        every = (*self.kept, *(passing.kept if passing is not None else ()))
        agreed = {one.what for one in every if one.party == party}
        left = [key for key in dict.fromkeys(collections) if key not in agreed]
        alone = [key for key in dict.fromkeys(documents) if key not in agreed]
        for index in indexes:
            alone = [key for key in alone if agreed.isdisjoint(index.collections_with(key))]
        return (*left, *alone)

    def agree(self, model: Model, names: Mapping[str, str]) -> None:
        """``names``: of collections, by key; "" of documents."""
        endpoint, on = endpoint_of(model.id), self._today().isoformat()
        new = tuple(
            DocumentConsent(what, endpoint, model.host, model.source, on, name)
            for what, name in names.items()
        )
        with self._store.transaction():
            self._store.set_value(_STATE, (*self.kept, *new))
        self.changed.emit(None)

    def withdraw(self, consents: Iterable[DocumentConsent]) -> None:
        gone = set(consents)
        if gone:
            self._leave(lambda one: one not in gone)
            self.changed.emit(None)

    def keep_only(self, endpoints: Iterable[Endpoint]) -> None:
        """Another that is given the id of one which was removed has no say in it."""
        there = {one.id for one in endpoints}
        self.withdraw([one for one in self.kept if one.endpoint not in there])

    def forget(self, keys: Sequence[str]) -> None:
        """Of collections and documents that were forgotten."""
        self._leave(lambda one: one.what not in keys)

    def _leave(self, stays: Callable[[DocumentConsent], bool]) -> None:
        with self._store.transaction():
            kept = self.kept
            if len(left := tuple(filter(stays, kept))) < len(kept):
                self._store.set_value(_STATE, left)
