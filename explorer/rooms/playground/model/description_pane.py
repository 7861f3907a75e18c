"""Description of the loaded model, folded: asked of the worker when it is unfolded."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel, ModelDescription
from explorer.engine.backend import Describes
from explorer.kit.boxes import column
from explorer.kit.error_card import FoldedDetails
from explorer.kit.facts import FactLine
from explorer.kit.language import tr
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.description_words import description_lines

_NAME = 104  # pixels at 100 %


class DescriptionSection(Section):
    """Asks once for each load, at a time when nothing else is asked."""

    def __init__(self, chosen: ChosenModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("About this model"), opened=False, role="strong", parent=parent)
        self._chosen = chosen
        self._asked: LoadedModel | None = None
        self._facts: QWidget | None = None
        self.note = Para("", "secondary", "muted")
        self.body.addWidget(self.note)
        chosen.chosen.connect(self.refresh)
        chosen.changed.connect(self.refresh)
        self.toggled.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        engine = self._chosen.engine
        loaded = engine.model if engine is not None else None
        self.setVisible(isinstance(engine, Describes))
        if loaded is None:
            self._asked = None
            self._show_facts(None)
            self.note.setText(self.tr("Load the model, and it says what it is made of."))
        elif isinstance(engine, Describes) and self.is_open() and loaded is not self._asked:
            if self._chosen.is_at_leisure():
                self._asked = loaded
                job = engine.describe()
                job.finished.connect(self._on_told)
                job.failed.connect(self._on_failed)
            else:
                self.note.setText(self.tr("It is answering; it tells afterwards."))

    @Slot(object)
    def _on_told(self, told: ModelDescription) -> None:
        if told.model != self._asked:
            return  # another load meanwhile
        facts = QWidget()
        lines = column(facts, spacing=5)
        for name, value in description_lines(told):
            lines.addWidget(FactLine(name, value, _NAME))
        if told.log:
            lines.addWidget(FoldedDetails(told.log))
        self._show_facts(facts)

    @Slot(object)
    def _on_failed(self, error: KnownError) -> None:
        self._asked = None
        self.note.setText(error.words)

    def _show_facts(self, facts: QWidget | None) -> None:
        if self._facts is not None:
            self._facts.deleteLater()
        self._facts = facts
        self.note.setVisible(facts is None)
        if facts is not None:
            self.body.addWidget(facts)
