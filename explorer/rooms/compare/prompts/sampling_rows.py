"""The fields of a form for sampling: seed, temperature and length."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QFormLayout

from explorer.domain.generation import Sampling
from explorer.kit.language import tr
from explorer.kit.number_field import NumberField
from explorer.kit.text import Para

NUMBER_WIDTH = 120  # pixels at 100 %: seeds are long
_SEEDS, _MOST_TOKENS = 2**31 - 1, 8192


class SamplingFields:
    """What is no number changes nothing, and is refused below the fields."""

    def __init__(self, sampling: Sampling) -> None:
        self.seed = NumberField(tr("Seed"), whole=True, least=0, most=_SEEDS, width=NUMBER_WIDTH)
        self.temperature = NumberField(tr("Temperature"), least=0, most=2, width=NUMBER_WIDTH)
        words = tr("At most tokens")
        self.tokens = NumberField(words, whole=True, least=1, most=_MOST_TOKENS, width=NUMBER_WIDTH)
        self.all = (self.seed, self.temperature, self.tokens)
        told = (sampling.seed, sampling.temperature, sampling.max_tokens)
        for field, value in zip(self.all, told, strict=True):
            field.show_number(value)

    def add_to(self, form: QFormLayout) -> None:
        for field in self.all:
            form.addRow(field.accessibleName(), field)
        form.addRow(refusals(self.all))

    def applied_to(self, base: Sampling) -> Sampling:
        return replace(
            base,
            seed=int(self.seed.value),
            temperature=float(self.temperature.value),
            max_tokens=int(self.tokens.value),
        )


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
