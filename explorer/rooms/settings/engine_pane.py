"""The group Engine: what every model is loaded with, unless the Playground says otherwise; and what computes
here: the engine, its devices with their memory, and the measured memory bandwidth."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.base.settings import Settings
from explorer.base.software_parts import all_software_parts, version_of
from explorer.domain.speed import MachineSpeed
from explorer.domain.tokens import Device
from explorer.domain.units import size_text
from explorer.kit.boxes import at_start, column
from explorer.kit.buttons import Button
from explorer.kit.facts import FactLine
from explorer.kit.text import Para
from explorer.local.fit.devices import MachineDevices
from explorer.local.fit.measurements import MeasurementStore
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.setting_rows import DropDownChoice, SettingsGroup, SwitchChoice, choices_of

_SHARES = (25, 50, 70, 80, 90)  # percent of all memory
_IDLE = (0, 5, 15, 30, 60, 240)  # minutes
_NAME = 150  # pixels at 100 %
_CONTEXTS = (2048, 4096, 8192, 16384, 32768, 65536, 131072)


class EngineGroup(SettingsGroup):
    """Context length and threads; a loaded model keeps its own until it is loaded again."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.ENGINE, services.core.settings)
        machine = services.core.machine
        self._cores, self._memory_total = machine.cores, machine.memory_total
        lengths = choices_of(_CONTEXTS, self._tokens)
        self.context = DropDownChoice(self.tr("Context length"), lengths, self._tokens)
        note = self.tr(
            "How much text a model keeps in mind. More needs more memory. For models loaded from now on."
        )
        self.bind("context", "context_length", note, self.context)
        counts = {0: self._automatic(), **choices_of(range(1, self._cores + 1), str)}
        self.threads = DropDownChoice(self.tr("Threads"), counts)
        self.bind("threads", "threads", self._threads_note(), self.threads)
        note = self.tr("Other programs stay quick while a model answers; it answers a little slower.")
        switch = SwitchChoice(self.tr("Leave one core free"))
        self.core = self.bind("leave-core", "leave_core_free", note, switch)
        self._add_pool()
        note = self.tr("Models run in a process of their own, on what this machine has.")
        self.machine = MachinePanel(services)
        self.add("machine", note, self.machine, wide=True)

    def _add_pool(self) -> None:
        """How much memory models may take together, and how long an unused one keeps it."""
        shares = choices_of(_SHARES, self._share)
        memory = DropDownChoice(self.tr("Memory for models"), shares, self._share)
        note = self.tr(
            "Models stay loaded while they fit into this; then the one unused for longest is unloaded."
        )
        self.bind("memory", "models_memory", note, memory)
        times = choices_of(_IDLE, self._idle)
        idle = DropDownChoice(self.tr("Unload when unused"), times, self._idle)
        note = self.tr("A model that is asked nothing for this long gives its memory back.")
        self.bind("idle", "idle_minutes", note, idle)

    def show_settings(self, settings: Settings) -> None:
        """A core is left free only where the number of threads is not chosen by hand."""
        self.threads.setItemText(0, self._automatic())
        self.core.setEnabled(self._cores > 1 and not settings.threads)
        super().show_settings(settings)

    def _share(self, percent: int) -> str:
        size = size_text(self._memory_total * percent // 100)
        return self.tr("{percent} % ({size})").format(percent=percent, size=size)

    def _idle(self, minutes: int) -> str:
        if not minutes:
            return self.tr("Never")
        return self.tr("After {n} minutes").format(n=minutes)

    def _tokens(self, count: int) -> str:
        return self.tr("{n} tokens").format(n=f"{count:,}")

    def _automatic(self) -> str:
        now = self._settings.current
        cores = now.threads_of(self._cores) if not now.threads else 0
        return self.tr("Automatic ({n})").format(n=cores or self._cores)

    def _threads_note(self) -> str:
        if self._cores == 1:
            return self.tr("This machine has 1 core. More threads than cores would be slower.")
        text = self.tr("This machine has {n} physical cores; more threads than that would be slower.")
        return text.format(n=self._cores)


class MachinePanel(QWidget):
    """Asks when it is seen for the first time: that starts a worker for half a second."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self._speed: MachineSpeed | None = None
        self.devices = MachineDevices(services.tasks, services.pool.drivers)
        self.devices.changed.add(self._on_devices)
        self._is_asked = False
        self._version = ""
        self.trouble = Para("", "secondary", "caution")
        self.again = Button("outlined", self.tr("Look again"), "refresh", scale="compact")
        self.again.clicked.connect(self._look_again)
        stack = column(self, spacing=8)
        self._lines = column(spacing=6)
        stack.add(self._lines, self.trouble, at_start(self.again))
        self._built: list[QWidget] = []
        self.trouble.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_asked:
            self._is_asked = True
            QTimer.singleShot(0, self, self.ask)

    def texts(self) -> Sequence[str]:
        """Every line as it is said: name and value."""
        return [f"{line.accessibleName()}: {line.accessibleDescription()}" for line in self._built]

    @Slot()
    def ask(self) -> None:
        self._speed = MeasurementStore(self._services.core.store).machine()
        self._services.tasks.do(_engine_version, self._on_version, self._services.messages.fail, owner=self)
        self.devices.ask()
        self._show_lines()

    @Slot()
    def _look_again(self) -> None:
        self.devices.ask_drivers_again()
        self._show_lines()

    def _on_version(self, version: str) -> None:
        self._version = version
        self._show_lines()

    def _on_devices(self, _devices: tuple[Device, ...]) -> None:
        self._show_lines()

    def _show_lines(self) -> None:
        for line in self._built:
            line.deleteLater()
        texts = [*self._of_engine(), *self._of_devices(), *self._of_speed(self._speed)]
        self._built = [FactLine(name, value, _NAME) for name, value in texts]
        self._lines.add(*self._built)
        trouble = self.devices.trouble or (self.devices.problem.words if self.devices.problem else "")
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.again.set_busy(busy=self.devices.is_asking())

    def _of_engine(self) -> list[tuple[str, str]]:
        version = self.tr("llama.cpp, through llama-cpp-python {version}").format(version=self._version)
        return [(self.tr("Engine"), version if self._version else "llama.cpp")]

    def _of_devices(self) -> list[tuple[str, str]]:
        if not self.devices.known:
            return [(self.tr("Processor"), self._services.core.machine.processor)]
        return [(self._kind(device), self._memory(device)) for device in self.devices.known]

    def _kind(self, device: Device) -> str:
        kinds = {
            "cpu": self.tr("Processor"),
            "gpu": self.tr("Graphics card"),
            "integrated_gpu": self.tr("Graphics in the processor"),
            "accelerator": self.tr("Accelerator"),
        }
        return kinds[device.kind]

    def _memory(self, device: Device) -> str:
        name = device.description or device.name
        if device.kind == "cpu":  # of which llama.cpp takes all for free
            size = size_text(self._services.core.machine.memory_total)
            return self.tr("{name} · {size} memory").format(name=name, size=size)
        if not device.total:
            return name
        text = self.tr("{name} · {free} of {total} free")
        return text.format(name=name, free=size_text(device.free), total=size_text(device.total))

    def _of_speed(self, speed: MachineSpeed | None) -> list[tuple[str, str]]:
        name = self.tr("Measured")
        if speed is None:
            return [(name, self.tr("Not yet. It is done by itself, while no model is loaded."))]
        text = self.tr("{size} of weights read a second with {threads} threads, on {date}")
        said = text.format(
            size=size_text(speed.bandwidth), threads=speed.threads, date=_date(speed.measured_at)
        )
        if not speed.is_quiet:
            said = self.tr("{measured}; other programs computed meanwhile, so it is done again").format(
                measured=said
            )
        return [(name, said)]


def _engine_version() -> str:
    return version_of(all_software_parts(), "llama_cpp_python")


def _date(at: str) -> str:
    """In the way of this language; as it was written if it is no date."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    day = QDateTime.fromSecsSinceEpoch(int(moment.timestamp())).date()
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)
