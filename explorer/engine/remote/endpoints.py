"""The endpoints that a person has added, in the database; their keys are in the system's keyring."""

import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from explorer.base.keys import KeyStore, SystemKeys
from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.domain.endpoint import Endpoint, EndpointModel, KeyPlace
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.remote.access import key_advice, variable_of


@dataclass
class Endpoints:
    """Read when first asked for. ``changed`` tells on the thread that changed one: the screen thread."""

    store: Store
    is_offline: Callable[[], bool]
    keys: KeyStore = field(default_factory=SystemKeys)
    changed: Listeners[tuple[Endpoint, ...]] = field(default_factory=Listeners)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._all: tuple[Endpoint, ...] | None = None

    @property
    def all(self) -> tuple[Endpoint, ...]:
        """In the order they were added."""
        with self._lock:
            if self._all is None:
                sql = "SELECT id, record FROM endpoints ORDER BY position"
                self._all = tuple(self.store.read_each("endpoints", _decoded, sql))
            return self._all

    @property
    def models(self) -> tuple[EndpointModel, ...]:
        """Those that were chosen to stand in pickers."""
        return tuple(
            EndpointModel(endpoint, entry, self.is_offline())
            for endpoint in self.all
            for entry in endpoint.entries
            if entry.is_chosen
        )

    def find(self, endpoint_id: str) -> Endpoint | None:
        return next((one for one in self.all if one.id == endpoint_id), None)

    def new_id(self, name: str) -> str:
        """One that no other has, made of its name: "Lab server" is "lab-server"."""
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "endpoint"
        taken = {one.id for one in self.all}
        numbered = (f"{plain}-{n}" for n in range(2, len(taken) + 3))
        return next(one for one in (plain, *numbered) if one not in taken)

    def keep(self, endpoint: Endpoint) -> None:
        """Add it, or keep what has changed of it. Raises KnownError if the disk refuses."""
        record = msgspec.json.encode(endpoint).decode()
        place = next((n for n, one in enumerate(self.all) if one.id == endpoint.id), len(self.all))
        self.store.write("INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?)", endpoint.id, place, record)
        self._take((*self.all[:place], endpoint, *self.all[place + 1 :]))

    def remove(self, endpoint_id: str) -> None:
        """Its key must be forgotten before (``keys``). Raises KnownError if the disk refuses."""
        self.store.write("DELETE FROM endpoints WHERE id = ?", endpoint_id)
        self._take(tuple(one for one in self.all if one.id != endpoint_id))

    def secret_of(self, endpoint: Endpoint) -> str:
        """Its key, "" where it has none. May wait for the keyring. Raises KnownError."""
        if endpoint.key is KeyPlace.NONE:
            return ""
        if endpoint.key is KeyPlace.KEYRING:
            secret = self.keys.get(key_name(endpoint.id))
            what = Words("The key of {name} is not in the keyring any more.", name=endpoint.name)
        else:
            secret = os.environ.get(endpoint.variable, "")
            what = Words("The variable {name} with the key is not set.", name=endpoint.variable)
        if not secret:
            raise KnownError(what, key_advice(variable_of(endpoint)))
        return secret

    def _take(self, endpoints: Sequence[Endpoint]) -> None:
        with self._lock:
            self._all = tuple(endpoints)
        self.changed.emit(self._all)


def key_name(endpoint_id: str) -> str:
    """What the key of an endpoint is called in the keyring."""
    return f"endpoint {endpoint_id}"


def _decoded(row: Mapping[str, Any]) -> Endpoint:
    return msgspec.json.decode(str(row["record"]), type=Endpoint)
