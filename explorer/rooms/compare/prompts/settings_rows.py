"""The fields of a form for settings: sampling, thinking, and why what stands in a field does not count."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QSizePolicy

from explorer.domain.generation import Sampling
from explorer.domain.sampling import BY_PATH, NOTHING_STATED, value_at
from explorer.domain.sampling_choice import TEMPERATURE, SamplingChoice, choice_of
from explorer.domain.thinking_switch import ThinkingSwitch, choice_text
from explorer.domain.words import Words
from explorer.kit.buttons import Picker
from explorer.kit.field import NumberField
from explorer.kit.language import shown
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.setting_row import explain
from explorer.kit.text import Para
from explorer.rooms.compare.document.answer_settings import ThinkingChoice, all_choices, unaffected_words

NUMBER_WIDTH = 120  # pixels at 100 %: seeds are long
_HEIGHT = 160  # of all other settings, at 100 %
_MOST_TOKENS = 1 << 20


class SamplingFields(QObject):
    """Seed, temperature and length, and all other settings folded below.

    ``changed``: a setting has another value. What is no number changes nothing, and is refused below."""

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
        form.addRow(Refusals(self.all))
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


class Refusals(Para):
    """Why what stands in these fields does not count."""

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


class ThinkingFields(QObject):
    """Whether models think before they answer, and how long.

    ``changed``: something else is chosen. ``switches``: what each model lets one choose, by its title.

    ``own``: a column may follow what all columns share; then ``value`` is ``None``.
    """

    changed = Signal()

    def __init__(
        self,
        think: ThinkingChoice | None,
        switches: Mapping[str, ThinkingSwitch],
        parent: QObject | None,
        *,
        own: bool = False,
    ) -> None:
        super().__init__(parent)
        self._switches = switches
        self.choice = Picker(self.tr("Thinking"))
        if own:
            self.choice.addItem(self.tr("As all columns"))
        self.choice.addItem(self._by_itself(), "")
        given = think.choice if think is not None else ""
        choices = all_choices(switches.values())
        for choice in (*choices, *({given} - {"", *choices})):
            self.choice.addItem(shown(choice_text(choice)).capitalize(), choice)
        self.choice.setCurrentIndex(0 if think is None else self.choice.findData(given))
        words = self.tr("Tokens of thought")
        self.budget = NumberField(words, whole=True, least=0, most=_MOST_TOKENS, width=NUMBER_WIDTH)
        self.budget.show_number((think.budget or 0) if think is not None else 0)
        self._note = Para("", "secondary", "muted")
        policy = self._note.sizePolicy()  # as wide as the other rows, however many models it names
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self._note.setSizePolicy(policy)
        self.choice.currentIndexChanged.connect(self._follow)
        self.budget.textEdited.connect(self.changed)
        self._show()

    def add_to(self, form: QFormLayout) -> None:
        form.addRow(self.tr("Thinking"), self.choice)
        form.addRow(self.budget.accessibleName(), self.budget)
        form.addRow(self._note)

    @property
    def value(self) -> ThinkingChoice | None:
        choice = self.choice.currentData()
        return None if choice is None else ThinkingChoice(choice, int(self.budget.value) or None)

    @property
    def told(self) -> str:
        """What the choice means for these models."""
        return self._note.text()

    def _by_itself(self) -> str:
        """What the templates do, where they all do the same."""
        defaults = {switch.default for switch in self._switches.values()}
        if len(defaults) == 1 and (default := defaults.pop()):
            told = Words("As the model does by itself: {choice}", choice=choice_text(default))
            return shown(told)
        return self.tr("As the model does by itself")

    @Slot()
    def _follow(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        think = self.value
        self.budget.setEnabled(think is not None and think.choice != "off")
        choice = think.choice if think is not None else ""
        notes = (self.tr("0: as long as it takes."), shown(unaffected_words(self._switches, [choice])))
        self._note.setText(" ".join(filter(None, notes)))
