"""The endpoints that a person has added, in the database; their keys are in the system's keyring."""

import os
import re
import threading
from collections.abc import Callable, Mapping
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

_LONGEST = 40  # letters of a name in an id
_KEEP = """
    INSERT INTO endpoints SELECT ?, coalesce(max(position) + 1, 0), ? FROM endpoints WHERE true
    ON CONFLICT (id) DO UPDATE SET record = excluded.record
"""


@dataclass
class Endpoints:
    """Read anew each time: they are few, and `omx` changes them while the window is open. ``changed`` tells
    on the screen thread. ``keying`` is held while a key is kept or forgotten: one after the other.
    """

    store: Store
    is_offline: Callable[[], bool]
    keys: KeyStore = field(default_factory=SystemKeys)
    changed: Listeners[tuple[Endpoint, ...]] = field(default_factory=Listeners)
    keying: threading.Lock = field(default_factory=threading.Lock)

    @property
    def all(self) -> tuple[Endpoint, ...]:
        """In the order they were added."""
        sql = "SELECT id, record FROM endpoints ORDER BY position, rowid"
        return tuple(self.store.read_each("endpoints", _decoded, sql))

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
        """One that no other has, also none whose key lies in the same keyring: "Lab server" may be
        "lab-server-3f9c1a".
        """
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "endpoint"
        return f"{plain[:_LONGEST].strip('-')}-{os.urandom(3).hex()}"

    def keep(self, endpoint: Endpoint) -> None:
        """Add it, or keep what has changed of it. Raises KnownError if the disk refuses."""
        self.write(endpoint)
        self.tell()

    def remove(self, endpoint_id: str) -> None:
        """Its key must be forgotten before (``keys``). Raises KnownError if the disk refuses."""
        self.delete(endpoint_id)
        self.tell()

    def write(self, endpoint: Endpoint) -> None:
        """As ``keep``, from any thread: whoever calls sees to it that it is told."""
        record = msgspec.json.encode(endpoint).decode()
        self.store.write(_KEEP, endpoint.id, record)

    def delete(self, endpoint_id: str) -> None:
        """As ``remove``, from any thread."""
        self.store.write("DELETE FROM endpoints WHERE id = ?", endpoint_id)

    def tell(self) -> None:
        """On the screen thread."""
        self.changed.emit(self.all)

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


def key_name(endpoint_id: str) -> str:
    """What the key of an endpoint is called in the keyring."""
    return f"endpoint {endpoint_id}"


def _decoded(row: Mapping[str, Any]) -> Endpoint:
    return msgspec.json.decode(str(row["record"]), type=Endpoint)
