"""What is done with endpoints while the page shows them: keys go to the keyring, and a server is tested."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.endpoint import Endpoint
from explorer.domain.errors import CancelledError, KnownError
from explorer.engine.remote.key_keeping import GivenKey, add_endpoint, give_key, remove_endpoint
from explorer.engine.remote.probe import ProbeOutcome, ProbeStep, with_outcome
from explorer.engine.remote.probe_run import probe_endpoint
from explorer.kit.tasks import Task, TaskContext
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.add_endpoint_pane import AddEndpointSheet

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
        self._tasks, self._core, self._messages = services.tasks, services.core, services.messages
        self._endpoints = services.core.endpoints
        self._running: dict[str, Task] = {}

    def add(self, endpoint: Endpoint, given: GivenKey, sheet: AddEndpointSheet) -> None:
        """Its key is in its place before it is kept; then it is asked for its models. Who closes the sheet
        meanwhile does not want it.
        """

        def kept(_nothing: None) -> None:
            self._endpoints.tell()
            if not sheet.is_closed:
                sheet.dismiss()
            if shiboken6.isValid(self):
                self.test(endpoint.id, is_new=True)

        def failed(error: KnownError) -> None:
            if not sheet.is_closed:
                sheet.tell(error)

        self._do(partial(add_endpoint, self._endpoints, endpoint, given, sheet.is_open), kept, failed)

    def change(self, endpoint: str, **fields: object) -> None:
        """Of one that may be gone meanwhile. Raises KnownError if the disk refuses."""
        found = self._endpoints.find(endpoint)
        if found is not None:
            self._endpoints.keep(msgspec.structs.replace(found, **fields))

    def give_key(
        self, endpoint_id: str, given: GivenKey, panel: QWidget, done: Callable[[], object], failed: Failed
    ) -> None:
        """``done`` and ``failed`` are called while ``panel`` is there, which shows what it comes to."""

        def kept(_nothing: None) -> None:
            self._endpoints.tell()
            if shiboken6.isValid(panel):
                done()

        def told(error: KnownError) -> None:
            if not isinstance(error, CancelledError):  # else the endpoint is gone
                tell = failed if shiboken6.isValid(panel) else self._messages.fail
                tell(error)

        self._do(partial(give_key, self._endpoints, endpoint_id, given), kept, told)

    def remove(self, endpoint_id: str) -> None:
        self.stop(endpoint_id)
        work = partial(remove_endpoint, self._endpoints, endpoint_id)
        self._do(work, lambda _nothing: self._endpoints.tell(), self._messages.fail)

    def _do(self, work: Callable[[], None], done: Callable[[None], None], failed: Failed) -> None:
        """It is ended and told of also if nobody looks any more; the keyring may wait for the person, which
        holds up nothing on this machine.
        """
        self._tasks.do(work, done, failed, network=True)

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
