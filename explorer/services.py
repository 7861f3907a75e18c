"""Builds what window and `omx` share, once, and hands it in; there are no globals."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from explorer.base.files import named_path
from explorer.base.machine import Machine, read_machine
from explorer.base.paths import Paths
from explorer.base.resources import resource
from explorer.base.settings import Settings, SettingsFile
from explorer.base.storage import free_space
from explorer.base.store import Store
from explorer.documents.consents import DocumentConsents
from explorer.domain.fit import Yardstick
from explorer.domain.words import Words
from explorer.engine.local.driver_failures import DriverFailures
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.request_thread import RequestThread
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.fit.estimates import Estimates
from explorer.local.fit.measurements import MeasurementStore
from explorer.local.kept_contexts import KeptContexts

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex
    from explorer.transparency.licensing.licenses import Licenses

_OPENING = Lock()


@dataclass(frozen=True)
class Core:
    """The services without a screen."""

    paths: Paths
    settings: SettingsFile
    store: Store
    hub: Hub
    machine: Machine
    estimates: Estimates
    drivers: DriverFailures
    endpoints: Endpoints
    requests: RequestThread  # in which endpoints are asked
    consents: DocumentConsents

    @cached_property
    def licenses(self) -> "Licenses":
        """Read when first asked for: the window is on the screen before that."""
        from explorer.transparency.licensing.licenses import load_licenses  # noqa: PLC0415  see above

        return load_licenses(resource("licenses.yaml"))

    @cached_property
    def documents(self) -> "DocumentIndex":
        """Opened, and made, when first asked for, by any thread. Raises KnownError if it cannot be."""
        from explorer.documents.index.store import DocumentIndex  # noqa: PLC0415  see above

        def tell(words: Words) -> None:
            self.store.tell(words)  # whoever hears it then

        with _OPENING:  # once, whoever asks meanwhile
            made = self.__dict__.get("documents") or DocumentIndex(self.paths.documents, tell)
            self.__dict__["documents"] = made
        return made

    @cached_property
    def kept_contexts(self) -> KeptContexts:
        return KeptContexts(self.paths.contexts, lambda: self.settings.current.contexts_gb << 30)

    @property
    def models_folder(self) -> Path:
        return models_folder(self.paths, self.settings.current)

    @property
    def yardstick(self) -> Yardstick:
        """This machine as it is now, the free disk too. Blocks for the disk: the window asks it elsewhere."""
        with suppress(OSError):
            self.machine.yardstick.disk = free_space(self.models_folder)
        return self.machine.yardstick

    def close(self) -> None:
        self.requests.close()
        self.close_documents()
        self.store.close()

    def close_documents(self) -> None:
        """If they were asked for."""
        if "documents" in self.__dict__:
            self.documents.close()


def open_core(paths: Paths, tell: Callable[[str], None]) -> Core:
    """Open settings and database below ``paths``. ``tell`` hears what was kept aside.

    Raises KnownError if the database cannot be read.
    """
    return build_core(paths, SettingsFile(paths.settings, tell), Store(paths.database, tell=tell))


def build_core(paths: Paths, settings: SettingsFile, store: Store) -> Core:
    """The services around settings and a database that are open already."""
    hub = Hub(endpoint=settings.current.endpoint, offline=settings.is_offline, seen=ResponseCache(store))
    machine = read_machine()

    def measure_by(now: Settings) -> None:
        machine.yardstick.context = now.context_length
        machine.yardstick.share = now.models_memory / 100

    def follow(changed: Settings) -> None:
        hub.use(changed.endpoint)
        measure_by(changed)

    measure_by(settings.current)
    settings.changed.add(follow)
    endpoints, consents = Endpoints(store, settings.is_offline), DocumentConsents(store)
    endpoints.changed.add(consents.keep_only)
    return Core(
        paths=paths,
        settings=settings,
        store=store,
        hub=hub,
        machine=machine,
        estimates=Estimates(MeasurementStore(store), machine),
        drivers=DriverFailures(paths.drivers),
        endpoints=endpoints,
        requests=RequestThread(settings.is_offline),
        consents=consents,
    )


def models_folder(paths: Paths, settings: Settings) -> Path:
    """As set, with ~ for the home folder; a name that is not absolute is one beside the usual folder."""
    set_by_hand = settings.models_folder
    return paths.models.parent / named_path(set_by_hand) if set_by_hand else paths.models
