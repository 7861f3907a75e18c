"""The group Engine: what every model is loaded with, unless the Playground says otherwise."""

from explorer.base.settings import Settings
from explorer.domain.units import size_text
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.choice_rows import DropDownChoice, SwitchChoice, choices_of
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.machine_pane import MachinePanel
from explorer.rooms.settings.setting_rows import SettingsGroup

_SHARES = (25, 50, 70, 80, 90)  # percent of all memory
_IDLE = (0, 5, 15, 30, 60, 240)  # minutes
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
