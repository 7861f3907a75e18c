"""The inspector: system prompt, sampling, length, thinking, seed and structured output of the open chat, each
explained.
"""

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QWidget

from explorer.domain.model import Model
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit import boxes
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.creativity import Creativity
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section, SectionHeader
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.inspector.changed_settings import InspectorPlace
from explorer.rooms.playground.inspector.preset_rows import PresetRow
from explorer.rooms.playground.inspector.setting_rows import (
    LengthRow,
    SeedRow,
    StopTextsSection,
    SystemPromptRow,
    ThinkingRows,
    TokenNotesRow,
)
from explorer.rooms.playground.inspector.structured_output_rows import StructuredOutputSection

_RHYTHM, _CLOSE = 14, 8  # pixels at 100 % between settings, and between folded parts


class Inspector(QFrame):
    """Shows ``controls``, the settings of a chat. ``changed`` carries what is set now, by their names."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls = ChatSettings()
        self._stated = NOTHING_STATED
        self.preset = PresetRow()
        self._system, self._length, self._seed = SystemPromptRow(), LengthRow(), SeedRow()
        self.creativity, self.more, self.thinking = Creativity(), MoreSampling(), ThinkingRows()
        self._notes, self.structure = TokenNotesRow(), StructuredOutputSection()
        self.stops, above = StopTextsSection(), (self._system, self.thinking, self._seed)
        self._showing = (*above, self._notes, self.structure, self.stops)
        for part in (*self._showing, self._length):
            part.changed.connect(self._on_changed)
        self.creativity.changed.connect(self._on_choice)
        self.more.changed.connect(self._on_choice)
        self._page = QWidget()
        self._column = boxes.column(self._page, margins=(17, 15, 17, 15), spacing=_RHYTHM)
        self._fill()
        self._spots: dict[InspectorPlace, tuple[QWidget, QWidget]] = {
            "preset": (self.preset, self.preset.button),
            "system": (self._system, self._system.control),
            "creativity": (self.creativity, self.creativity.slider),
            "more": (self.more, self.more.header),
            "length": (self._length, self._length.control),
            "thinking": (self.thinking, self.thinking),
            "seed": (self._seed, self._seed.field),
            "sure": (self._notes, self._notes.control),
            "structure": (self.structure, self.structure.editor),
            "stop": (self.stops, self.stops.editor),
        }
        self._area = Scroll(self._page, self.tr("How it answers"))
        boxes.column(self).addWidget(self._area)
        self.show_settings(ChatSettings())
        self._show_choice()

    def show_settings(self, settings: ChatSettings) -> None:
        """Told to nobody."""
        is_other = settings.choice != self.controls.choice
        self.controls = settings
        for part in self._showing:
            part.show_settings(settings)
        if is_other:
            self._show_choice()

    def finish(self) -> None:
        """Take what is being typed as typed, before another chat is opened."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()

    def show_switch(self, switch: ThinkingSwitch, *, thinks: bool, longest: int) -> None:
        """What the chosen model lets one choose of its thinking; ``thinks``: it does.

        ``longest``: tokens of the next answer.
        """
        self.thinking.show_switch(switch, self.controls, thinks=thinks)
        self._length.show_longest(longest)

    def add_section(self, section: Section, place: InspectorPlace | None = None) -> None:
        """Under all that is there: what another part of the room says about the model."""
        self._add_part(self._about, section)
        if place is not None:
            self._spots[place] = section, section.header

    def show_stated(self, stated: StatedSampling) -> None:
        """What the makers of the chosen model say it should be sampled with."""
        self._stated = stated
        self._show_choice()

    def reveal_section(self, section: QWidget) -> None:
        """Scroll until as much of it is seen as can be, once what was unfolded has its place."""
        QTimer.singleShot(0, section, partial(Inspector._show_whole, self, section))

    def reveal(self, where: InspectorPlace) -> None:
        """Show where this is set, and put the focus there.

        There is nothing to write in a heading: it takes the keys from a button alone, for one that is clicked
        with the mouse never had them.
        """
        part, control = self._spots[where]
        if part is self.thinking:
            control = self.thinking.stop()
        if isinstance(part, Section):
            part.set_open(True)
        if not isinstance(control, SectionHeader) or isinstance(QApplication.focusWidget(), QAbstractButton):
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.reveal_section(part)

    def show_model(self, model: Model | None) -> None:
        """Offer what this model can do."""
        self._model.setVisible(model is not None)
        if model is not None:
            self._system.setVisible(model.is_chat)

    def _fill(self) -> None:
        """What most people need seldom is folded; the model stands apart from how an answer is asked for."""
        self._column.add(self.preset, self._system, self.creativity, self._length)
        self._column.add(self.thinking, self._seed, self._notes)
        holder, self._model = QWidget(), QFrame()
        folded = boxes.column(holder, spacing=_CLOSE)
        for section in (self.more, self.structure, self.stops):
            self._add_part(folded, section)
        self._model.setProperty("rule", "top")
        self._about = boxes.column(self._model, margins=(0, _RHYTHM, 0, 0), spacing=_CLOSE)
        self._about.addWidget(Label(self.tr("The model"), "heading"))
        self._model.hide()
        self._column.add(holder, self._model, boxes.STRETCH)

    def _add_part(self, column: boxes.Column, section: Section) -> None:
        """What a click unfolds below the edge would not be seen."""
        section.header.clicked.connect(partial(self.reveal_section, section))
        column.addWidget(section)

    def _show_whole(self, section: QWidget) -> None:
        bar, gap = self._area.verticalScrollBar(), look_of(self).sizes.px(_CLOSE)
        top = section.mapTo(self._page, QPoint(0, 0)).y() - gap
        end = top + section.height() + 2 * gap - self._area.viewport().height()
        bar.setValue(min(top, max(end, bar.value())))

    @Slot(object)
    def _on_changed(self, values: dict[str, object]) -> None:
        """What was touched shows how it is set, also where that is as before: nobody tells then."""
        self.changed.emit(values)
        self.show_settings(self.controls)

    @Slot(object)
    def _on_choice(self, choice: SamplingChoice) -> None:
        self.changed.emit({"choice": choice})
        self._show_choice()

    def _show_choice(self) -> None:
        self.creativity.show_choice(self.controls.choice, self._stated)
        self.more.show_choice(self.controls.choice, self._stated)
