"""The inspector: system prompt, sampling, length, thinking, seed and structured output of the open chat, each
explained.
"""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QSizePolicy, QWidget

from explorer.domain.model import Model
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import CheckBox
from explorer.kit.field import Field
from explorer.kit.layouts import keep_place
from explorer.kit.sampling.all_settings import MoreSampling
from explorer.kit.sampling.creativity import Creativity
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.slider import Slider
from explorer.kit.text import Label
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.settings import LENGTHS, ChatSettings
from explorer.rooms.playground.chats.structured_output import OutputForm
from explorer.rooms.playground.inspector.changed_settings import InspectorPlace
from explorer.rooms.playground.inspector.stop_texts_rows import StopTextsSection
from explorer.rooms.playground.inspector.structured_output_rows import StructuredOutputSection
from explorer.rooms.playground.inspector.thinking_rows import ThinkingRows
from explorer.rooms.playground.model.loading_rows import LabelledControl

_LARGEST_SEED = 2**31 - 1
_RHYTHM, _CLOSE = 14, 8  # pixels at 100 % between settings, and between folded parts


class Inspector(QFrame):
    """Shows ``controls`` and tells each change of them. ``changed`` carries the new Controls."""

    changed = Signal(object)

    def __init__(self, controls: ChatSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = look_of(self).sizes.px
        self.setMinimumWidth(px(220))
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.controls = controls
        self._stated = NOTHING_STATED
        self._page = QWidget()
        self._column = boxes.column(self._page, margins=(17, 15, 17, 15), spacing=_RHYTHM)
        self._column.addWidget(Label(self.tr("How it answers"), "heading"))
        self._add_system()
        self._add_creativity()
        self._add_length()
        self._add_thinking()
        self._add_seed()
        self._add_sure()
        self._add_folded()
        self._add_model()
        self._column.addStretch()
        self._area = Scroll(self._page, self.tr("How it answers"))
        boxes.column(self).addWidget(self._area)
        self._show_choice()

    def show_controls(self, controls: ChatSettings) -> None:
        """Those of another chat; told to nobody."""
        self.controls = controls
        self.blockSignals(True)
        if self._prompt.toPlainText() != controls.system_prompt:
            self._prompt.setPlainText(controls.system_prompt)
        self._show_choice()
        self.thinking.show_controls(controls)
        self._seed.setText(str(controls.seed))
        for box, checked in ((self._lock, controls.seed_locked), (self._sure, controls.is_sure_shown)):
            box.setChecked(checked)
        self._show_structure()
        self.stops.show_texts(controls.stop)
        self.controls = controls  # what the boxes told on the way was of this chat and the one before
        self._say_seed()
        self.blockSignals(False)

    def finish(self) -> None:
        """Take what is being typed as typed, before another chat is opened."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()

    @Slot(object)
    def choose_think(self, think: str) -> None:
        """Here, or at the composer."""
        self._change(think=think)
        self.thinking.show_controls(self.controls)

    def show_switch(self, switch: ThinkingSwitch, *, thinks: bool, longest: int) -> None:
        """What the chosen model lets one choose of its thinking; ``thinks``: it does.

        ``longest``: tokens of the next answer.
        """
        self.thinking.show_switch(switch, self.controls, thinks=thinks)
        self._length.show_step(_nearest(LENGTHS, longest))
        self._length_row.show_value(self.tr("{count} tokens").format(count=f"{longest:,}"))

    def add_section(self, section: Section) -> None:
        """Under all that is there: what another part of the room says about the model."""
        self._add_part(self._about, section)

    def show_stated(self, stated: StatedSampling) -> None:
        """What the makers of the chosen model say it should be sampled with."""
        self._stated = stated
        self._show_choice()

    def reveal_section(self, section: QWidget) -> None:
        """Scroll until as much of it is seen as can be, once what was unfolded has its place."""
        QTimer.singleShot(0, section, partial(Inspector._show_whole, self, section))

    def reveal(self, where: InspectorPlace) -> None:
        """Show where this is set, and put the focus there."""
        spots: dict[InspectorPlace, tuple[QWidget, QWidget]] = {
            "system": (self._system, self._prompt),
            "creativity": (self.creativity, self.creativity.slider),
            "more": (self.more, self.more.header),
            "length": (self._length_row, self._length),
            "thinking": (self.thinking, self.thinking.place()),
            "seed": (self._seed_row, self._seed),
            "sure": (self._sure_row, self._sure),
            "structure": (self.structure, self.structure.editor),
            "stop": (self.stops, self.stops.editor),
        }
        part, control = spots[where]
        if isinstance(part, Section):
            part.set_open(True)
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.reveal_section(part)

    def set_floating(self, floating: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """Over the conversation it has an edge of its own; beside it the splitter is the edge."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setProperty("rule", ("right" if is_mirrored else "left") if floating else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def show_model(self, model: Model | None) -> None:
        """Offer what this model can do."""
        self._model.setVisible(model is not None)
        if model is not None:
            self._system.setVisible(model.is_chat)

    def _add_system(self) -> None:
        why = self.tr("Said to the model before the conversation begins: who it is and how it should answer.")
        self._system = QWidget()
        self._system.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        box = boxes.column(self._system, spacing=6)
        box.addWidget(_explained(Label(self.tr("System prompt")), why))
        self._prompt = QPlainTextEdit(self.controls.system_prompt)
        self._prompt.setAccessibleName(self.tr("System prompt"))
        self._prompt.setPlaceholderText(self.tr("You are brief and exact."))
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(look_of(self).sizes.px(72))
        self._prompt.textChanged.connect(self._on_prompt)
        box.addWidget(_explained(self._prompt, why))
        self._column.addWidget(self._system)

    def _add_creativity(self) -> None:
        self.creativity = Creativity()
        self.creativity.changed.connect(self._on_choice)
        self._column.addWidget(self.creativity)

    def _add_folded(self) -> None:
        """What most people need seldom."""
        holder = QWidget()
        folded = boxes.column(holder, spacing=_CLOSE)
        self.more, self.structure, self.stops = MoreSampling(), StructuredOutputSection(), StopTextsSection()
        self.more.changed.connect(self._on_choice)
        self.structure.chosen.connect(self._on_form)
        self.structure.written.connect(self._on_structure)
        self.stops.changed.connect(self._on_stop)
        for section in (self.more, self.structure, self.stops):
            self._add_part(folded, section)
        self._column.addWidget(holder)
        self._show_structure()
        self.stops.show_texts(self.controls.stop)

    def _add_part(self, column: boxes.Column, section: Section) -> None:
        """What a click unfolds below the edge would not be seen."""
        section.header.clicked.connect(partial(Action.run, Action("", partial(self.reveal_section, section))))
        column.addWidget(section)

    def _show_whole(self, section: QWidget) -> None:
        bar, gap = self._area.verticalScrollBar(), look_of(self).sizes.px(_CLOSE)
        top = section.mapTo(self._page, QPoint(0, 0)).y() - gap
        end = top + section.height() + 2 * gap - self._area.viewport().height()
        bar.setValue(min(top, max(end, bar.value())))

    def _add_model(self) -> None:
        """How the model is loaded and what it is: apart from how an answer is asked for."""
        self._model = QFrame()
        self._model.setProperty("rule", "top")
        self._about = boxes.column(self._model, margins=(0, _RHYTHM, 0, 0), spacing=_CLOSE)
        self._about.addWidget(Label(self.tr("The model"), "heading"))
        self._model.hide()
        self._column.addWidget(self._model)

    def _add_length(self) -> None:
        why = self.tr(
            "The answer ends here at the latest, and what is thought before it counts. A token is about three"
            " quarters of a word."
        )
        self._length = Slider(self.tr("Longest answer, in tokens"), len(LENGTHS) - 1)
        self._length.valueChanged.connect(self._on_length)
        self._length_row = LabelledControl(self.tr("Longest answer"), self._length, why)
        self._column.addWidget(self._length_row)

    def _add_thinking(self) -> None:
        self.thinking = ThinkingRows()
        self.thinking.chosen.connect(self.choose_think)
        self.thinking.limited.connect(self._on_thought_limited)
        self._column.addWidget(self.thinking)

    def _add_seed(self) -> None:
        why = self.tr(
            "The seed starts the dice. Locked, the same question with the same settings gives the same"
            " answer; otherwise every answer draws a new one."
        )
        self._lock = CheckBox(self.tr("Lock it"))
        self._lock.setChecked(self.controls.seed_locked)
        self._lock.toggled.connect(self._on_seed)
        self._seed = Field()
        self._seed.setText(str(self.controls.seed))
        self._seed.setValidator(QIntValidator(0, _LARGEST_SEED, self._seed))
        self._seed.setAccessibleName(self.tr("Seed"))
        self._seed.editingFinished.connect(self._on_seed)
        keep_place(self._seed)
        both = QWidget()
        line = boxes.row(both, spacing=12)
        line.addWidget(self._lock)
        line.addWidget(self._seed, 1)
        self._seed_row = LabelledControl(self.tr("Seed"), both, why)
        self._column.addWidget(self._seed_row)
        self._say_seed()

    def _add_sure(self) -> None:
        why = self.tr(
            "Keeps with each answer how likely every token was, and ten others in its place. It then takes up"
            " to a tenth longer. Without it, this is measured when you ask for it."
        )
        self._sure = CheckBox(self.tr("Note it with every answer"))
        self._sure.setChecked(self.controls.is_sure_shown)
        self._sure.toggled.connect(self._on_sure)
        self._sure_row = LabelledControl(self.tr("How sure was it?"), self._sure, why)
        self._column.addWidget(self._sure_row)

    def _say_seed(self) -> None:
        """The number means something only while it is locked."""
        locked = self.controls.seed_locked
        self._seed.setVisible(locked)
        self._seed_row.show_value("" if locked else self.tr("new for every answer"))

    def _change(self, **values: object) -> None:
        self.controls = msgspec.structs.replace(self.controls, **values)
        self.changed.emit(self.controls)

    @Slot(bool)
    def _on_sure(self, wanted: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self._change(is_sure_shown=wanted)

    @Slot()
    def _on_prompt(self) -> None:
        self._change(system_prompt=self._prompt.toPlainText())

    @Slot(object)
    def _on_thought_limited(self, tokens: int | None) -> None:
        self._change(think_budget=tokens)

    @Slot(object)
    def _on_choice(self, choice: SamplingChoice) -> None:
        self._change(choice=choice)
        self._show_choice()

    def _show_choice(self) -> None:
        self.creativity.show_choice(self.controls.choice, self._stated)
        self.more.show_choice(self.controls.choice, self._stated)

    @Slot(object)
    def _on_form(self, form: OutputForm) -> None:
        self._change(form=form)
        self._show_structure()

    @Slot(object)
    def _on_structure(self, text: str) -> None:
        is_schema = self.controls.form == "json_schema"
        self._change(schema=text) if is_schema else self._change(grammar=text)

    def _show_structure(self) -> None:
        controls = self.controls
        texts = {"text": "", "json_schema": controls.schema, "gbnf": controls.grammar}
        self.structure.show_structure(controls.form, texts[controls.form])

    @Slot(object)
    def _on_stop(self, texts: tuple[str, ...]) -> None:
        self._change(stop=texts)
        self.stops.show_texts(texts)

    @Slot(int)
    def _on_length(self, step: int) -> None:
        self._change(max_tokens=LENGTHS[step])

    @Slot()
    def _on_seed(self) -> None:
        self._change(seed_locked=self._lock.isChecked(), seed=int(self._seed.text() or 0))
        self._say_seed()


def _explained[W: QWidget](widget: W, why: str) -> W:
    # Rich text, so that Qt wraps it; the words are this app's own.
    widget.setToolTip(f"<qt>{why}</qt>")
    return widget


def _nearest(values: Sequence[int], wanted: int) -> int:
    return min(range(len(values)), key=lambda n: abs(values[n] - wanted))
