"""What can compute here is asked of a worker, and quitting does not wait for a driver."""

import sys
import time

from pytestqt.qtbot import QtBot

from explorer.domain.tokens import Device
from explorer.engine.local import device_query as once
from explorer.engine.local.driver_failures import DriverFailures
from explorer.kit.tasks import TaskContext, Tasks
from explorer.local.fit.devices import MachineDevices

# A worker whose driver hangs: it says what it is at, and then nothing more.
_HANGS = [
    sys.executable,
    "-c",
    "import sys, time\n"
    "from explorer.engine.local import protocol\n"
    "sys.stdout.buffer.write(protocol.encode(protocol.Hello(protocol.PROTOCOL)))\n"
    "sys.stdout.buffer.write(protocol.encode(protocol.Trying(drivers=True)))\n"
    "sys.stdout.buffer.flush()\n"
    "time.sleep(60)\n",
]


def test_the_devices_are_told_to_whoever_listens(tasks: Tasks, qtbot: QtBot) -> None:
    devices = MachineDevices(tasks, DriverFailures())
    heard: list[tuple[Device, ...]] = []
    devices.changed.add(heard.append)
    devices.ask()
    devices.ask()  # while it is being asked
    assert devices.is_asking()
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard == [devices.known]
    assert devices.known[0].kind == "cpu"
    assert all(device.kind != "cpu" for device in devices.others)
    assert not devices.is_asking()


def test_the_end_of_the_app_does_not_wait_for_a_driver_that_hangs(tasks: Tasks, qtbot: QtBot) -> None:
    drivers, ends, looks = DriverFailures(), list[object](), list[bool]()

    def work(context: TaskContext[None]) -> once.FoundDevices:
        def stopped() -> bool:
            looks.append(context.stopped())
            return looks[-1]

        return once.find_devices(drivers, _HANGS, stopped)

    tasks.run(work, ends.append, ends.append)
    qtbot.waitUntil(lambda: bool(looks))  # the worker was started
    begun = time.monotonic()
    tasks.close()
    assert time.monotonic() - begun < 10
    assert ends == []
    assert drivers.trouble() is None
