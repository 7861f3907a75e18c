"""Description of the loaded model, folded: asked of the worker when it is unfolded."""

from collections.abc import Iterator

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel, ModelDescription
from explorer.domain.tokens import Device
from explorer.domain.units import count_text, duration_text, size_text
from explorer.domain.words import Words, enumerated
from explorer.engine.backend import Describes
from explorer.kit.boxes import column
from explorer.kit.error_card import FoldedDetails
from explorer.kit.facts import FactLine
from explorer.kit.language import tr
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_NAME = 104  # pixels at 100 %
_MOST_ENDS = 6


class DescriptionSection(Section):
    """Asks once for each load, at a time when nothing else is asked."""

    def __init__(self, chosen: ChosenModel) -> None:
        super().__init__(tr("About this model"), opened=False, role="strong")
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
        engine, loaded = self._chosen.engine, self._chosen.loaded
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
        for name, value in _lines_of(told):
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


def _lines_of(told: ModelDescription) -> Iterator[tuple[Words, str]]:
    """Name and value, in the order of interest; nothing that the model does not say."""
    model = told.model
    yield Words("Architecture"), model.architecture
    yield Words("Parameters"), count_text(model.parameters)
    yield Words("Layers"), f"{told.layers:,}"
    yield Words("Width"), Words("{count} numbers for each token", count=f"{told.embedding_size:,}")
    if model.trained_context > 0:
        yield Words("Trained for"), Words("{count} tokens", count=f"{model.trained_context:,}")
    yield from _of_tokens(told)
    yield Words("Engine"), model.engine
    yield Words("Runs on"), _runs_on(told)
    yield Words("Threads"), f"{model.threads}"
    yield Words("Memory"), size_text(model.memory)
    yield Words("Loaded in"), duration_text(model.load_s)
    for device in told.devices:
        yield Words("Device"), _device(device)


def _of_tokens(told: ModelDescription) -> Iterator[tuple[Words, str]]:
    yield Words("Vocabulary"), Words("{count} tokens", count=f"{told.vocabulary_size:,}")
    if told.bos:
        yield Words("Texts begin with"), told.bos
    if told.ends:
        more = len(told.ends) - _MOST_ENDS
        rest = (Words("{count} more", count=more),) if more > 0 else ()
        yield Words("Answers end with"), enumerated((*told.ends[:_MOST_ENDS], *rest))
    if told.pooling != "none":
        yield Words("Pooling"), told.pooling


def _runs_on(told: ModelDescription) -> str:
    model = told.model
    if model.layers_on_device:
        return Words("{backend}, {count} layers on {device}",
                     backend=model.backend, count=model.layers_on_device, device=model.device)  # fmt: skip
    return model.backend


def _device(device: Device) -> str:
    about = device.description or device.name
    if not device.total or device.kind == "cpu":  # of which llama.cpp takes all for free
        return about
    return Words("{device}: {free} of {total} free",
                 device=about, free=size_text(device.free), total=size_text(device.total))  # fmt: skip
