"""How freely the next token is drawn: three presets and the temperature, whose word is said with it."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.number_text import number_text
from explorer.domain.sampling import BY_PATH, StatedSampling
from explorer.domain.sampling_choice import PRESETS, TEMPERATURE, SamplingChoice, SamplingPreset, preset_of
from explorer.kit.boxes import centred, column, row
from explorer.kit.chips import Chip
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.sampling.setting_row import SettingOrigin, explain, origin_words
from explorer.kit.slider import Slider
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_STEPS = 20
_HOTTEST = 2.0


class Creativity(QWidget):
    """``changed`` carries the new SamplingChoice."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        why = self.tr(
            "Temperature: how freely the next word is drawn. At 0 always the likeliest; above 1 it wanders."
        )
        title = self.tr("Creativity")
        self._title = Para(title)
        self._value = Para("", "body", "muted")
        self.slider = Slider(self.tr("Creativity, the temperature"), _STEPS)
        self.slider.valueChanged.connect(self._on_step)
        self.origin = SettingOrigin(title)
        self.origin.reset.connect(self._on_reset)
        explain(why, self._title, self._value, self.slider)
        head = row(spacing=6).add(centred(self._title), centred(self._value, 1), self.origin.button)
        column(self, spacing=4).add(head, self._preset_chips(), self.slider, self.origin)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        temperature = choice.sampling(stated).temperature
        self.slider.show_step(round(min(temperature, _HOTTEST) / _HOTTEST * _STEPS))
        words = self.tr("temperature {value}").format(value=number_text(float(temperature)))
        self._value.setText(words)
        self.slider.setAccessibleDescription(words)
        is_own = TEMPERATURE in choice.values
        self.origin.show_origin(origin_words(BY_PATH[TEMPERATURE], choice, stated), is_own=is_own)
        taken = preset_of(choice)
        for preset, chip in zip(PRESETS, self._chips, strict=True):
            chip.setChecked(preset.key == taken)
            chip.update()

    def _preset_chips(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, look_of(self).sizes.px(6))
        self._chips = [Chip(shown(preset.name), one_of=True) for preset in PRESETS]
        for preset, chip in zip(PRESETS, self._chips, strict=True):
            chip.setAccessibleName(shown(preset.name))
            explain(shown(preset.why), chip)
            chip.clicked.connect(partial(self._take, preset))
            line.addWidget(chip)
        return holder

    def _take(self, preset: SamplingPreset) -> None:
        """Its values and no others: what was set by hand is let go."""
        self.changed.emit(SamplingChoice(dict(preset.values)))

    @Slot(int)
    def _on_step(self, step: int) -> None:
        self.changed.emit(self._choice.with_value(TEMPERATURE, round(step * _HOTTEST / _STEPS, 2)))

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self._choice.with_value(TEMPERATURE, None))
