"""The settings of one column: name, system prompt, sampling, thinking and load options; and those of all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QPlainTextEdit, QWidget

from explorer.domain.generation import Sampling
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit.buttons import Button, CheckBox, Picker
from explorer.kit.field import Field, NumberField
from explorer.kit.popup import Popup
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.compare.document.answer_settings import BY_ITSELF, ThinkingChoice
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.prompts.settings_rows import (
    NUMBER_WIDTH,
    Refusals,
    SamplingFields,
    ThinkingFields,
)

_SHARED, _NONE, _OWN = range(3)
_WIDTH, _LINES = 360, 70
_MOST_CONTEXT, _MOST_THREADS = 1 << 20, 256


@dataclass(frozen=True)
class SharedSettingsChosen:
    """New settings of all columns that have none of their own."""

    sampling: Sampling
    system: str
    think: ThinkingChoice = BY_ITSELF


class _SystemField(QPlainTextEdit):
    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(look_of(self).sizes.px(_LINES))


class ColumnSettingsPopup(Popup):
    """``changed`` carries the ComparisonDocument once the person is done; Escape leaves all as it was."""

    changed = Signal(object)

    def __init__(
        self,
        document: ComparisonDocument,
        key: str,
        title: str,
        switches: Mapping[str, ThinkingSwitch],
        parent: QWidget,
    ) -> None:
        super().__init__(title, parent)
        column = document.column(key)
        assert column is not None, "a column that is shown"  # noqa: S101
        self._document, self._column = document, column
        self.body.addWidget(Elided(title, "strong"))
        form = QFormLayout()
        form.setHorizontalSpacing(look_of(self).sizes.px(16))
        self._build_name(form, title)
        self._build_system(form)
        self._build_sampling(form, column.sampling or document.sampling)
        self.think = ThinkingFields(column.think, switches, self, own=True)
        self.think.add_to(form)
        self.think.changed.connect(self.adjustSize)
        self._build_load(form)
        self.body.addLayout(form)
        self.done = Button("accent", self.tr("Use these settings"), then=self._finish)
        self.body.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        for field in self._numbers:
            field.refused.connect(self._follow_numbers)
        self.own.toggled.connect(self._follow_numbers)
        self.setFixedWidth(look_of(self).sizes.px(_WIDTH) + 60)

    def _build_name(self, form: QFormLayout, title: str) -> None:
        self.name = Field()
        self.name.setText(self._column.label)
        self.name.setPlaceholderText(title)
        form.addRow(self.tr("Name"), self.name)

    def _build_system(self, form: QFormLayout) -> None:
        self.way = Picker(self.tr("System prompt"))
        self.way.addItems([self.tr("As all columns"), self.tr("None"), self.tr("Its own")])
        system = self._column.system
        self.way.setCurrentIndex(_SHARED if system is None else _OWN if system else _NONE)
        self.system = _SystemField(system or "", self.tr("System prompt of this column"))
        self.system.setVisible(self.way.currentIndex() == _OWN)
        self.way.currentIndexChanged.connect(self._follow_way)
        form.addRow(self.tr("System prompt"), self.way)
        form.addRow(self.system)

    def _build_sampling(self, form: QFormLayout, sampling: Sampling) -> None:
        self.own = CheckBox(self.tr("Its own sampling"))
        self.own.setChecked(self._column.sampling is not None)
        self.fields = SamplingFields(sampling, self)
        self.fields.more.toggled.connect(self._fit)
        self.own.toggled.connect(self._follow_own)
        form.addRow(self.own)
        self.fields.add_to(form)
        self._follow_own(self.own.isChecked())

    def _build_load(self, form: QFormLayout) -> None:
        load = self._column.load or LoadChoice()
        context, threads = self.tr("Context in tokens"), self.tr("Threads")
        self.context = NumberField(context, whole=True, least=0, most=_MOST_CONTEXT, width=NUMBER_WIDTH)
        self.threads = NumberField(threads, whole=True, least=0, most=_MOST_THREADS, width=NUMBER_WIDTH)
        self.context.show_number(load.context_length)
        self.threads.show_number(load.threads)
        form.addRow(context, self.context)
        form.addRow(threads, self.threads)
        form.addRow(Refusals((self.think.budget, self.context, self.threads)))
        form.addRow(Label(self.tr("0: as in the Settings"), "secondary", "muted"))

    def open_over(self, window: QWidget) -> None:
        """In the middle of what it belongs to, inside the screen."""
        self.adjustSize()
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self._fit()
        self.show()
        self.name.setFocus()

    @Slot()
    def _fit(self) -> None:
        """As large as it has to be, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = max(room.left(), min(self.x(), room.right() - self.width()))
        self.move(left, max(room.top(), min(self.y(), room.bottom() - self.height())))

    @property
    def candidate(self) -> DocumentColumn:
        """The column as it is set now."""
        ways = {_SHARED: None, _NONE: "", _OWN: self.system.toPlainText().strip()}
        return replace(
            self._column,
            label=" ".join(self.name.text().split()),
            system=ways[self.way.currentIndex()],
            sampling=self.fields.sampling if self.own.isChecked() else None,
            load=self._load,
            think=self.think.value,
        )

    @property
    def _load(self) -> LoadChoice | None:
        choice = msgspec.structs.replace(
            self._column.load or LoadChoice(),
            context_length=int(self.context.value),
            threads=int(self.threads.value),
        )
        return None if choice == LoadChoice() else choice

    @property
    def _numbers(self) -> tuple[NumberField, ...]:
        return (*self.fields.all, self.think.budget, self.context, self.threads)

    @Slot(object)
    def _follow_numbers(self, _why: object) -> None:
        self.done.setEnabled(not any(field.refusal for field in self._numbers if field.isEnabled()))
        self.adjustSize()

    @Slot(int)
    def _follow_way(self, way: int) -> None:
        self.system.setVisible(way == _OWN)
        self.adjustSize()
        if way == _OWN:
            self.system.setFocus()

    @Slot(bool)
    def _follow_own(self, own: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self.fields.set_enabled(own)

    @Slot()
    def _finish(self) -> None:
        column = self.candidate
        if column != self._column:
            columns = tuple(column if one.key == column.key else one for one in self._document.columns)
            self.changed.emit(replace(self._document, columns=columns))
        self.close()


class SamplingPopup(Popup):
    """How all columns are asked; ``changed`` carries SharedSettingsChosen at every change."""

    changed = Signal(object)

    def __init__(
        self, shared: SharedSettingsChosen, switches: Mapping[str, ThinkingSwitch], parent: QWidget
    ) -> None:
        super().__init__(self.tr("Settings of all columns"), parent)
        self.system = _SystemField(shared.system, self.tr("System prompt"))
        self.system.setPlaceholderText(self.tr("System prompt, if there is to be one"))
        self.fields = SamplingFields(shared.sampling, self)
        self.think = ThinkingFields(shared.think, switches, self)
        form = QFormLayout()
        form.setHorizontalSpacing(look_of(self).sizes.px(16))
        self.fields.add_to(form)
        self.think.add_to(form)
        form.addRow(Refusals((self.think.budget,)))
        title = Label(self.tr("For all columns without settings of their own"), "strong")
        note = Para(
            self.tr(
                "The same seed repeats an answer on this machine. Temperature 0 always takes the likeliest "
                "token."
            ),
            "secondary",
            "muted",
        )
        note.setFixedWidth(look_of(self).sizes.px(300))
        self.body.add(title, form, self.system, note)
        self.fields.changed.connect(self._tell)
        self.fields.more.toggled.connect(self._fit)
        self.think.changed.connect(self._tell)
        self.think.changed.connect(self._fit)
        self.system.textChanged.connect(self._tell)
        self.fields.all[0].setFocus()

    @Slot()
    def _fit(self) -> None:
        """What it says may have become longer: it grows upwards, away from the field below it."""
        bottom = self.geometry().bottom()
        self.adjustSize()
        self.move(self.x(), bottom - self.height() + 1)

    def _tell(self) -> None:
        think = self.think.value or BY_ITSELF
        self.changed.emit(
            SharedSettingsChosen(self.fields.sampling, self.system.toPlainText().strip(), think)
        )
