"""A server over real sockets, with the models of a folder, as the tests start it."""

import http.client
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtTest import QTest

from explorer.base.machine import read_machine
from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Bug, Tasks
from explorer.local.fit.pool_policy import SettingsPoolPolicy
from explorer.local.models.catalog import Catalog
from explorer.serve.served import ServedRequest, ServerState, ServerStatus
from explorer.serve.server_controller import ServerController
from explorer.services import Core
from tests.keys import MemoryKeys
from tests.room_services import core_services
from tests.waiting import found


@dataclass
class Served:
    """``bugs``: what reached the one door."""

    core: Core
    controller: ServerController
    pool: EnginePool
    catalog: Catalog
    tasks: Tasks
    keys: MemoryKeys
    statuses: list[ServerStatus] = field(default_factory=list)
    bugs: list[Bug] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.controller.status.address

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.controller.token}"}

    def start(self) -> None:
        self.controller.start()
        found(lambda: self.controller.status.state in (ServerState.ON, ServerState.FAILED), "a start")

    def stop(self) -> None:
        self.controller.stop()
        found(lambda: self.controller.status.state is ServerState.OFF, "an end")

    def request(self, number: int) -> ServedRequest:
        return next(one for one in self.controller.requests if one.number == number)

    def rescan(self) -> None:
        """Look for models that have come."""
        looks = self.catalog.looks
        self.catalog.rescan()
        found(lambda: self.catalog.looks > looks, "the models")

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """For what is answered without this thread."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=self.headers if headers is None else headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def close(self) -> None:
        self.controller.close()
        self.tasks.close()
        self.pool.close()
        QTest.qWait(0)


def meanwhile[T](work: Callable[[], T], seconds: float = 60) -> T:
    """What ``work`` brings, on a thread of its own, while this one goes on as in the app."""
    came: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            came.append(work())
        except BaseException as error:  # noqa: BLE001  raised where it is waited for
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    found(lambda: not thread.is_alive(), "an answer", seconds)
    if failed:
        raise failed[0]
    return came[0]


def serve(paths: Paths, settings: SettingsFile, store: Store) -> Served:
    """Not started; of the models in the folder of ``paths``. Close it."""
    settings.change(server_port=0)
    hub = Hub(endpoint="", offline=settings.is_offline, seen=ResponseCache(store))
    core = core_services(paths, settings, store, hub, read_machine())
    tasks = Tasks()
    catalog = Catalog(tasks, store, core.models_folder)
    pool = EnginePool(rules=SettingsPoolPolicy(core.estimates, settings))
    assert isinstance(core.endpoints.keys, MemoryKeys)
    controller = ServerController(core, tasks, catalog, Backends(pool))
    served = Served(core, controller, pool, catalog, tasks, core.endpoints.keys)
    controller.changed.add(served.statuses.append)
    tasks.bug.connect(served.bugs.append)
    catalog.rescan()
    found(lambda: catalog.is_ready, "the models")
    return served


def states(served: Served) -> Sequence[ServerState]:
    return [status.state for status in served.statuses]
