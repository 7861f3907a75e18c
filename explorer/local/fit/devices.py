"""Devices of this machine: asked of a worker of its own, on another thread, when needed."""

from explorer.base.listeners import Listeners
from explorer.domain.errors import KnownError
from explorer.domain.tokens import Device
from explorer.domain.words import Words
from explorer.engine.local import device_query as once
from explorer.engine.local.driver_failures import DriverFailures
from explorer.kit.tasks import LatestTask, TaskContext, Tasks


class MachineDevices:
    """``known`` is empty until the answer came. ``changed`` tells each answer, and each failure.

    ``trouble``: why no graphics card was asked.
    """

    def __init__(self, tasks: Tasks, drivers: DriverFailures) -> None:
        self._drivers, self._task = drivers, LatestTask(tasks)
        self.known: tuple[Device, ...] = ()
        self.trouble: Words | None = None
        self.problem: KnownError | None = None
        self.changed: Listeners[tuple[Device, ...]] = Listeners()

    @property
    def others(self) -> tuple[Device, ...]:
        """All but the processor."""
        return tuple(device for device in self.known if device.kind != "cpu")

    def is_asking(self) -> bool:
        return self._task.is_running()

    def ask(self) -> None:
        """Ask, or ask again: what is free changes. Does nothing while it is being asked."""
        if not self.is_asking():
            self._task.run(self._look, self._on_answer, self._on_failure)

    def ask_drivers_again(self) -> None:
        """Also those that failed before."""
        self._drivers.try_again()
        self.ask()

    def _look(self, context: TaskContext[None]) -> once.FoundDevices:
        return once.find_devices(self._drivers, stopped=context.stopped)

    def _on_answer(self, found: once.FoundDevices) -> None:
        self.known, self.trouble, self.problem = found.devices, found.trouble, None
        self.changed.emit(found.devices)

    def _on_failure(self, error: KnownError) -> None:
        self.problem = error
        self.changed.emit(self.known)
