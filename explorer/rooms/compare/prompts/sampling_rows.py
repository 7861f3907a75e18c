"""The fields of a form for sampling: seed, temperature and length, and all other settings folded below."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFormLayout

from explorer.domain.generation import Sampling
from explorer.domain.sampling import BY_PATH, NOTHING_STATED, value_at
from explorer.domain.sampling_choice import TEMPERATURE, SamplingChoice, choice_of
from explorer.kit.language import shown
from explorer.kit.number_field import NumberField
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.setting_row import explain
from explorer.kit.text import Para

NUMBER_WIDTH = 120  # pixels at 100 %: seeds are long
_HEIGHT = 160  # of all other settings, at 100 %


class SamplingFields(QObject):
    """``changed``: a setting has another value. What is no number changes nothing, and is refused below."""

    changed = Signal()

    def __init__(self, sampling: Sampling, parent: QObject) -> None:
        super().__init__(parent)
        self.seed, self.temperature, self.tokens = self.all = (
            _field("seed", sampling), _field(TEMPERATURE, sampling), _field("max_tokens", sampling)
        )  # fmt: skip
        for field in self.all:
            field.textEdited.connect(self.changed)
        self.more = MoreSampling(height=_HEIGHT)
        self.more.changed.connect(self._on_choice)
        self._show(choice_of(sampling))

    def add_to(self, form: QFormLayout) -> None:
        for field in self.all:
            form.addRow(field.accessibleName(), field)
        form.addRow(refusals(self.all))
        form.addRow(self.more)

    def set_enabled(self, enabled: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        for part in (*self.all, self.more):
            part.setEnabled(enabled)

    @property
    def sampling(self) -> Sampling:
        """As it is set now."""
        base = Sampling(seed=int(self.seed.value), max_tokens=int(self.tokens.value))
        return self._choice.with_value(TEMPERATURE, float(self.temperature.value)).sampling(base=base)

    @Slot(object)
    def _on_choice(self, choice: SamplingChoice) -> None:
        self._show(choice)
        self.changed.emit()

    def _show(self, choice: SamplingChoice) -> None:
        self._choice = choice.with_value(TEMPERATURE, None)
        self.more.show_choice(self._choice, NOTHING_STATED)


def _field(path: str, sampling: Sampling) -> NumberField:
    entry = BY_PATH[path]
    made = NumberField(
        shown(entry.name), whole=entry.is_whole, least=entry.least, most=entry.most, width=NUMBER_WIDTH
    )
    made.show_number(value_at(sampling, path))
    explain(shown(entry.why), made)
    return made


class _Refusals(Para):
    def __init__(self, fields: Sequence[NumberField]) -> None:
        super().__init__("", "secondary", "bad")
        self._fields = fields
        for field in fields:
            field.refused.connect(self._follow)
        self.hide()

    def _follow(self, _why: object) -> None:
        self.setText(
            "\n".join(f"{f.accessibleName()}: {self.said(f.refusal)}" for f in self._fields if f.refusal)
        )
        self.setVisible(bool(self.text()))


def refusals(fields: Sequence[NumberField]) -> Para:
    """Why what stands in these fields does not count."""
    return _Refusals(fields)
