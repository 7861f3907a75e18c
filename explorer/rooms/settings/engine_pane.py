"""The group Engine: what every model is loaded with, unless the Playground says otherwise."""

from PySide6.QtCore import Slot

from explorer.base.settings import Settings
from explorer.domain.units import size_text
from explorer.kit.language import shown
from explorer.kit.toggle import Toggle
from explorer.rooms.settings.choice_rows import DropDownChoice
from explorer.rooms.settings.index import SettingsSection, section_title
from explorer.rooms.settings.machine_pane import MachinePanel
from explorer.rooms.settings.services import SettingsServices, setting
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow

_SHARES = (25, 50, 70, 80, 90)  # percent of all memory
_IDLE = (0, 5, 15, 30, 60, 240)  # minutes
_CONTEXTS = (2048, 4096, 8192, 16384, 32768, 65536, 131072)


class EngineGroup(SettingsGroup):
    """Context length and threads; a loaded model keeps its own until it is loaded again."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__(shown(section_title(SettingsSection.ENGINE)))
        self._settings = shared.settings
        self._cores, self._memory_total = shared.machine.cores, shared.machine.memory_total
        self.context = DropDownChoice(self.tr("Context length"), [(n, self._tokens(n)) for n in _CONTEXTS])
        self.context.chosen.connect(self._set_context)
        note = self.tr(
            "How much text a model keeps in mind. More needs more memory. For models loaded from now on."
        )
        self._context_row = self.add(SettingsRow(setting("context"), note, self.context))
        self._context_row.reset.connect(self._reset_context)
        counts = [(0, self._automatic()), *((n, f"{n}") for n in range(1, self._cores + 1))]
        self.threads = DropDownChoice(self.tr("Threads"), counts)
        self.threads.chosen.connect(self._set_threads)
        self._threads_row = self.add(SettingsRow(setting("threads"), self._threads_note(), self.threads))
        self._threads_row.reset.connect(self._reset_threads)
        self._add_core()
        self._add_pool()
        note = self.tr("Models run in a process of their own, on what this machine has.")
        self.machine = MachinePanel(shared)
        self.add(SettingsRow(setting("machine"), note, self.machine, wide=True))

    def _add_core(self) -> None:
        self.core = Toggle(self.tr("Leave one core free"))
        self.core.clicked.connect(self._set_core)
        note = self.tr("Other programs stay quick while a model answers; it answers a little slower.")
        self._core_row = self.add(SettingsRow(setting("leave-core"), note, self.core))
        self._core_row.reset.connect(self._reset_core)

    def _add_pool(self) -> None:
        """How much memory models may take together, and how long an unused one keeps it."""
        shares = [(n, self._share(n)) for n in _SHARES]
        self.memory = DropDownChoice(self.tr("Memory for models"), shares)
        self.memory.chosen.connect(self._set_memory)
        note = self.tr(
            "Models stay loaded while they fit into this; then the one unused for longest is unloaded."
        )
        self._memory_row = self.add(SettingsRow(setting("memory"), note, self.memory))
        self._memory_row.reset.connect(self._reset_memory)
        self.idle = DropDownChoice(self.tr("Unload when unused"), [(n, self._idle(n)) for n in _IDLE])
        self.idle.chosen.connect(self._set_idle)
        note = self.tr("A model that is asked nothing for this long gives its memory back.")
        self._idle_row = self.add(SettingsRow(setting("idle"), note, self.idle))
        self._idle_row.reset.connect(self._reset_idle)

    def show_settings(self, settings: Settings) -> None:
        default = Settings()
        length, threads = settings.context_length, settings.threads
        self.context.show_value(length, self._tokens(length))
        differs = length != default.context_length
        self._context_row.show_default(self._tokens(default.context_length), differs=differs)
        self.threads.show_value(threads, f"{threads}")
        self._threads_row.show_default(self._automatic(), differs=threads != default.threads)
        self.threads.setItemText(0, self._automatic())
        self._show_core(settings)
        memory, idle = settings.models_memory, settings.idle_minutes
        self.memory.show_value(memory, self._share(memory))
        self._memory_row.show_default(
            self._share(default.models_memory), differs=memory != default.models_memory
        )
        self.idle.show_value(idle, self._idle(idle))
        self._idle_row.show_default(self._idle(default.idle_minutes), differs=idle != default.idle_minutes)

    def _show_core(self, settings: Settings) -> None:
        """Only where the number of threads is not chosen by hand."""
        self.core.setChecked(settings.leave_core_free)
        self.core.setEnabled(self._cores > 1 and not settings.threads)
        self._core_row.show_default(self.tr("Off"), differs=settings.leave_core_free)

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
        cores = self._settings.current.threads_of(self._cores) if self._is_automatic() else 0
        return self.tr("Automatic ({n})").format(n=cores or self._cores)

    def _is_automatic(self) -> bool:
        return not self._settings.current.threads

    def _threads_note(self) -> str:
        if self._cores == 1:
            return self.tr("This machine has 1 core. More threads than cores would be slower.")
        text = self.tr("This machine has {n} physical cores; more threads than that would be slower.")
        return text.format(n=self._cores)

    @Slot(object)
    def _set_context(self, value: object) -> None:
        self._settings.change(context_length=value)

    @Slot(object)
    def _set_threads(self, value: object) -> None:
        self._settings.change(threads=value)

    @Slot(object)
    def _set_memory(self, value: object) -> None:
        self._settings.change(models_memory=value)

    @Slot(object)
    def _set_idle(self, value: object) -> None:
        self._settings.change(idle_minutes=value)

    @Slot(bool)
    def _set_core(self, on: bool) -> None:  # noqa: FBT001  # a slot of clicked(bool)
        self._settings.change(leave_core_free=on)

    @Slot()
    def _reset_core(self) -> None:
        self._settings.reset("leave_core_free")

    @Slot()
    def _reset_memory(self) -> None:
        self._settings.reset("models_memory")

    @Slot()
    def _reset_idle(self) -> None:
        self._settings.reset("idle_minutes")

    @Slot()
    def _reset_context(self) -> None:
        self._settings.reset("context_length")

    @Slot()
    def _reset_threads(self) -> None:
        self._settings.reset("threads")
