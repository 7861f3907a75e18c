"""What is done with endpoints while the page shows them: keys go to the keyring, and a server is tested."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from explorer.domain.endpoint import Endpoint
from explorer.domain.errors import CancelledError, KnownError
from explorer.engine.remote.key_keeping import GivenKey, forget_key, with_key
from explorer.engine.remote.probe import ProbeOutcome, ProbeStep, with_outcome
from explorer.engine.remote.probe_run import probe_endpoint
from explorer.kit.tasks import Task, TaskContext
from explorer.rooms.room_services import RoomServices

type Failed = Callable[[KnownError], None]


@dataclass(frozen=True)
class EndpointTest:
    """Of the endpoint with this id: ``step`` while it runs, ``error`` that it ended with, or neither."""

    endpoint: str
    step: ProbeStep | None = None
    error: KnownError | None = None


class EndpointController(QObject):
    """``tested`` carries an EndpointTest whenever one goes on or ends."""

    tested = Signal(object)

    def __init__(self, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._core = services.tasks, services.core
        self._endpoints = services.core.endpoints
        self._running: dict[str, Task] = {}

    def add(self, endpoint: Endpoint, given: GivenKey, done: Callable[[], object], failed: Failed) -> None:
        """Its key is in its place before it is kept; then it is asked for its models."""

        def kept(with_its_key: Endpoint) -> None:
            try:
                self._endpoints.keep(with_its_key)
            except KnownError as error:
                failed(error)
                return
            done()
            self.test(with_its_key.id, is_new=True)

        work = partial(with_key, endpoint, given, self._endpoints.keys)
        self._tasks.do(work, kept, failed, owner=self)

    def change(self, endpoint: str, **fields: object) -> None:
        """Of one that may be gone meanwhile. Raises KnownError if the disk refuses."""
        found = self._endpoints.find(endpoint)
        if found is not None:
            self._endpoints.keep(msgspec.structs.replace(found, **fields))

    def give_key(
        self, endpoint: Endpoint, given: GivenKey, done: Callable[[], object], failed: Failed
    ) -> None:
        def kept(changed: Endpoint) -> None:
            fields = {"key": changed.key, "key_end": changed.key_end, "variable": changed.variable}
            try:
                self.change(endpoint.id, **fields)
            except KnownError as error:
                failed(error)
                return
            done()

        work = partial(with_key, endpoint, given, self._endpoints.keys)
        self._tasks.do(work, kept, failed, owner=self)

    def remove(self, endpoint: Endpoint, failed: Failed) -> None:
        """Its key first: nothing would know of that afterwards."""
        self.stop(endpoint.id)

        def forgotten(_nothing: None) -> None:
            try:
                self._endpoints.remove(endpoint.id)
            except KnownError as error:
                failed(error)

        self._tasks.do(partial(forget_key, endpoint, self._endpoints.keys), forgotten, failed, owner=self)

    def test(self, endpoint_id: str, *, is_new: bool = False) -> None:
        """Nothing where that goes on already. ``is_new``: as of ``probe_endpoint``."""
        endpoint = self._endpoints.find(endpoint_id)
        if endpoint is None or self.is_testing(endpoint_id):
            return
        model = next((entry.name for entry in endpoint.entries if entry.is_chosen), "")

        def work(context: TaskContext[ProbeStep]) -> ProbeOutcome:
            key = self._endpoints.secret_of(endpoint)
            told, stopped = context.report, context.stopped
            return probe_endpoint(self._core.requests, endpoint, key, model, told, stopped, is_new=is_new)

        self._running[endpoint_id] = self._tasks.run(
            work,
            partial(self._take, endpoint_id),
            partial(self._fail, endpoint_id),
            partial(self._tell_step, endpoint_id),
            owner=self,
            network=True,
        )
        self.tested.emit(EndpointTest(endpoint_id, ProbeStep(None, ())))

    def is_testing(self, endpoint_id: str) -> bool:
        task = self._running.get(endpoint_id)
        return task is not None and not task.is_over()

    def stop(self, endpoint_id: str) -> None:
        task = self._running.pop(endpoint_id, None)
        if task is not None:
            task.stop()
            self.tested.emit(EndpointTest(endpoint_id))

    def close(self) -> None:
        for task in self._running.values():
            task.stop()
        self._running.clear()

    def _tell_step(self, endpoint_id: str, step: ProbeStep) -> None:
        self.tested.emit(EndpointTest(endpoint_id, step))

    def _take(self, endpoint_id: str, outcome: ProbeOutcome) -> None:
        self._running.pop(endpoint_id, None)
        endpoint = self._endpoints.find(endpoint_id)
        error: KnownError | None = None
        if endpoint is not None:
            try:
                self._endpoints.keep(with_outcome(endpoint, outcome))
            except KnownError as refused:
                error = refused
        self.tested.emit(EndpointTest(endpoint_id, error=error))

    def _fail(self, endpoint_id: str, error: KnownError) -> None:
        self._running.pop(endpoint_id, None)
        told = None if isinstance(error, CancelledError) else error
        self.tested.emit(EndpointTest(endpoint_id, error=told))
