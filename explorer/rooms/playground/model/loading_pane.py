"""How the chosen model is loaded: context length, device, layers, threads, with the memory that takes."""

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtGui import QShowEvent

from explorer.base.shutdown import end_all
from explorer.domain.cache_type import CacheType
from explorer.domain.tokens import Device
from explorer.engine.state import BackendChange, BackendState
from explorer.kit.actions import Action
from explorer.kit.boxes import at_start
from explorer.kit.buttons import Button, Picker
from explorer.kit.language import shown, tr
from explorer.kit.layouts import keep_place
from explorer.kit.section import Section
from explorer.kit.slider import Slider
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.local.fit.devices import MachineDevices
from explorer.local.fit.load_forecast import LoadForecast, cache_choices, forecast_load
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.loading_rows import CacheControl, LabelledControl, MemoryCard
from explorer.rooms.playground.model.loading_words import context_lengths, device_names, free_words

_CPU = "cpu"
_CONTEXTS = (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)  # tokens


class LoadingSection(Section):
    """Follows the chosen model; every change is kept for its file and holds from the next load on."""

    def __init__(self, chosen: ChosenModel, devices: MachineDevices) -> None:
        super().__init__(tr("How it is loaded"), opened=False, role="strong")
        self._chosen, self.devices = chosen, devices
        self._lengths: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self.body.setSpacing(look_of(self).sizes.px(12))
        self._build_context()
        self._build_device()
        self._build_threads()
        self.cache = CacheControl()
        self.cache.chosen.connect(self._on_cache)
        self.card = MemoryCard()
        self._build_again()
        rows = (self._context_row, self._device_row, self.fallback, self._layers_row, self._threads_row)
        self.body.add(*rows, self.cache, self.card, self.note, at_start(self.again))
        self._threads_row.setVisible(self.threads.maximum() > 1)
        self.toggled.connect(self.refresh)
        chosen.chosen.connect(self.refresh)
        chosen.changed.connect(self._on_engine)
        self._listening = devices.changed.add(self.refresh)
        self.refresh()

    def close_section(self) -> None:
        """Hear nothing more of the devices."""
        end_all(self._listening)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.devices.known:
            self.devices.ask()

    @Slot()
    def refresh(self, _devices: object = None) -> None:
        """Show model and choice as they are now."""
        file = self._chosen.file
        self.setVisible(file is not None)
        if file is None:
            return
        options = self._chosen.plan.options()
        seen = forecast_load(self._chosen.estimates, file.path, options, self.devices.known)
        self._show_context(seen)
        self._show_devices()
        self._show_layers(seen)
        self._show_threads()
        caches = cache_choices(self._chosen.estimates, file.path, options, self.devices.known)
        self.cache.show_choices(caches, options.cache_type)
        self.card.show_outlook(seen)
        self.header.set_note(seen.word if seen is not None and not self.is_open() else "")
        self._show_state()

    # The choices

    def _build_context(self) -> None:
        self.context = Slider(self.tr("Context length, in tokens"), 1)
        self.context.valueChanged.connect(self._on_context)
        why = self.tr(
            "How many tokens the model has in view: instructions, conversation and answer together."
            " More takes more memory."
        )
        self._context_row = LabelledControl(self.tr("Context length"), self.context, why)

    def _build_device(self) -> None:
        self.device = Picker(self.tr("What computes"))
        self.device.currentIndexChanged.connect(self._on_device)
        why = self.tr(
            "Automatic puts as many layers on the graphics card as fit into its memory. Where there is none,"
            " or it fails, the processor computes."
        )
        self._device_row = LabelledControl(self.tr("Runs on"), self.device, why)
        self.fallback = Para("", "secondary", "caution")
        self.layers = Slider(self.tr("Layers on the device"), 1)
        self.layers.valueChanged.connect(self._on_layers)
        why = self.tr(
            "Layers that do not fit on the device stay in main memory, and the processor computes them."
        )
        self._layers_row = LabelledControl(self.tr("Layers on it"), self.layers, why)

    def _build_threads(self) -> None:
        cores = self._chosen.estimates.machine.cores
        self.threads = Slider(self.tr("Threads"), cores)
        self.threads.valueChanged.connect(self._on_threads)
        why = self.tr("How many cores of the processor compute. One for each core is fastest.")
        self._threads_row = LabelledControl(self.tr("Threads"), self.threads, why)

    def _build_again(self) -> None:
        self.note = Para("", "secondary", "muted")
        again = Action(self.tr("Load again with these"), self._chosen.load_again, "refresh")
        self.again = Button("accent", again, scale="compact")
        keep_place(self.note, self.again)

    # What is shown

    def _show_context(self, seen: LoadForecast | None) -> None:
        wanted, usual = self._chosen.plan.options().context_length, self._chosen.plan.usual_context
        self._lengths = context_lengths(_CONTEXTS, seen.longest if seen else 0, wanted, usual)
        length = min(wanted, self._lengths[-1])
        _set_range(self.context, len(self._lengths) - 1, self._lengths.index(length))
        template = self.tr("{count} tokens, usual") if wanted == usual else self.tr("{count} tokens")
        self._context_row.show_value(template.format(count=f"{length:,}"))

    def _show_devices(self) -> None:
        others, wanted = self.devices.others, self._chosen.choice.device
        gone = (wanted,) if wanted not in ("", _CPU, *(d.name for d in others)) else ()
        self._names = ("", _CPU, *(device.name for device in others), *gone)
        words = [self._automatic(others), self.tr("Processor"), *device_names(others)]
        words += [self.tr("{device}, not there now").format(device=name) for name in gone]
        with QSignalBlocker(self.device):
            if words != [self.device.itemText(n) for n in range(self.device.count())]:
                self.device.clear()
                self.device.addItems(words)
            self.device.setCurrentIndex(self._names.index(wanted))
        chosen = next((device for device in others if device.name == wanted), None)
        self._device_row.show_value(shown(free_words(chosen)) if chosen is not None else "")

    def _automatic(self, others: tuple[Device, ...]) -> str:
        if others or not self.devices.known:
            return self.tr("Automatic")
        return self.tr("Automatic: the processor")

    def _show_layers(self, seen: LoadForecast | None) -> None:
        is_shown = seen is not None and seen.device is not None
        self._layers_row.setVisible(is_shown)
        if seen is None or seen.device is None:
            return
        wanted = self._chosen.choice.gpu_layers
        layers = seen.layers if wanted < 0 else min(wanted, seen.layers)
        _set_range(self.layers, seen.layers, layers)
        self._layers_row.show_value(self.tr("{count} of {all}").format(count=layers, all=seen.layers))

    def _show_threads(self) -> None:
        threads = self._chosen.choice.threads
        _set_range(self.threads, self.threads.maximum(), threads)
        words = str(threads) if threads else self.tr("as in the settings")
        self._threads_row.show_value(words)

    def _show_state(self) -> None:
        """Whether what is loaded is what is chosen, and where it runs."""
        other, loaded = self._chosen.is_other_load(), self._chosen.loaded
        self.again.setVisible(other)
        self.again.setEnabled(self._chosen.is_at_leisure())
        why = loaded.fell_back.words if loaded is not None and loaded.fell_back else ""
        if not why and self._chosen.choice.device != _CPU:
            why = self.devices.trouble or ""
        self.fallback.setText(why)
        self.fallback.setVisible(bool(why))
        words = self._state_words(is_loaded=loaded is not None, is_other=other)
        if words:  # else the words stay, unseen, and keep their room
            self.note.setText(words)
        self.note.setVisible(bool(words))

    def _state_words(self, *, is_loaded: bool, is_other: bool) -> str:
        if is_other:
            return self.tr("The next answer loads the model again with these; or do it now.")
        return "" if is_loaded else self.tr("Kept for this file, and used with the next load.")

    # What the person does

    @Slot(int)
    def _on_context(self, step: int) -> None:
        length = self._lengths[step]
        self._chosen.choose_load(context_length=0 if length == self._chosen.plan.usual_context else length)

    @Slot(int)
    def _on_device(self, index: int) -> None:
        self._chosen.choose_load(device=self._names[index], gpu_layers=-1)

    @Slot(int)
    def _on_layers(self, count: int) -> None:
        self._chosen.choose_load(gpu_layers=-1 if count == self.layers.maximum() else count)

    @Slot(int)
    def _on_threads(self, count: int) -> None:
        self._chosen.choose_load(threads=count)

    @Slot(object)
    def _on_cache(self, kind: CacheType) -> None:
        self._chosen.choose_load(cache_type=kind)

    @Slot(object)
    def _on_engine(self, change: BackendChange) -> None:
        if change.state is not BackendState.LOADING or not change.progress:
            self.refresh()


def _set_range(slider: Slider, most: int, step: int) -> None:
    with QSignalBlocker(slider):
        slider.setRange(0, most)
        slider.setValue(step)
