"""The fields of a form for thinking: whether models think before they answer, and how long."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QSizePolicy

from explorer.domain.thinking_switch import ThinkingSwitch, choice_text
from explorer.domain.words import Words
from explorer.kit.buttons import Picker
from explorer.kit.language import shown
from explorer.kit.number_field import NumberField
from explorer.kit.text import Para
from explorer.rooms.compare.document.answer_settings import ThinkingChoice, all_choices, unaffected_words
from explorer.rooms.compare.prompts.sampling_rows import NUMBER_WIDTH

_MOST_TOKENS = 1 << 20


class ThinkingFields(QObject):
    """``changed``: something else is chosen. ``switches``: what each model lets one choose, by its title.

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
