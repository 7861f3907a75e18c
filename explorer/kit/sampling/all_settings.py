"""Every sampling setting beyond the temperature, folded: in groups, with a reset for all."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.sampling import StatedSampling
from explorer.domain.sampling_choice import SamplingChoice, stated_values, value_at
from explorer.domain.sampling_settings import GROUPS, MIROSTAT, STEADY, TEMPERATURE, SamplingGroup
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, Picker
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout, keep_place
from explorer.kit.sampling.list_settings import BiasRow, BreakersRow
from explorer.kit.sampling.setting_row import SamplingSettingRow, SettingOrigin, explain, origin_words
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.kit.theme import look_of


class MoreSampling(Section):
    """``changed`` carries the new SamplingChoice, ``asked`` a text whose tokens are looked for.

    Most people never open it, so it is built when it is opened first.
    """

    changed = Signal(object)
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("More sampling"), opened=False, role="strong", parent=parent)
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self._parts: SamplingParts | None = None
        self.toggled.connect(self._on_toggled)

    @property
    def parts(self) -> "SamplingParts":
        """What it shows once it is open."""
        if self._parts is None:
            self._parts = SamplingParts()
            self._parts.changed.connect(self.changed)
            self._parts.bias.finder.asked.connect(self.asked)
            self._parts.show_choice(self._choice, self._stated)
            self.body.addWidget(self._parts)
        return self._parts

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        if self._parts is not None:
            self._parts.show_choice(choice, stated)
        count = choice.count() - (TEMPERATURE in choice.values)
        self.header.set_note(_changed_words(self, count))

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if opened:
            self.parts.show()


class SamplingParts(QWidget):
    """Every setting in its group. ``changed`` carries the new SamplingChoice."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self.rows: list[SamplingSettingRow] = []
        self.breakers, self.bias = BreakersRow(), BiasRow()
        self.mirostat = MirostatRow()
        self._column = column(self, spacing=8)
        self._add_ways()
        for group in GROUPS:
            self._add_group(group)
        self._put_breakers()
        self._add_head(shown(STEADY.name))
        self._column.addWidget(self.mirostat)
        self._add_rows(STEADY)
        self._add_head(self.tr("Tokens by hand"))
        self._column.addWidget(self.bias)
        for part in (self.breakers, self.mirostat, self.bias):
            part.changed.connect(self.changed)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        made = choice.sampling(stated)
        for one in self.rows:
            one.show_choice(choice, stated)
            needs = one.setting.needs
            one.setVisible(not needs or value_at(made, needs) != 0)
        self.breakers.show_choice(choice, stated)
        self.breakers.setVisible(made.dry.multiplier != 0)
        self.mirostat.show_choice(choice, stated)
        self.bias.show_choice(choice, stated)
        overrides = any(path in choice.values for path in stated_values(stated))
        self.use_stated.setVisible(overrides)
        self.reset_all.setEnabled(choice.is_own())

    def _add_ways(self) -> None:
        ways = QWidget()
        line = FlowLayout(ways, look_of(self).sizes.px(6))
        self.use_stated = Button("outlined", self.tr("Use the model’s values"), scale="compact")
        self.use_stated.clicked.connect(self._on_use_stated)
        self.reset_all = Button("outlined", self.tr("Reset all"), scale="compact")
        self.reset_all.setToolTip(self.tr("Let go of all your values, the temperature too"))
        self.reset_all.clicked.connect(self._on_reset_all)
        for button in (self.reset_all, self.use_stated):
            line.addWidget(button)
        keep_place(self.use_stated)
        self._column.addWidget(ways)

    def _add_group(self, group: SamplingGroup) -> None:
        self._add_head(shown(group.name))
        self._add_rows(group)

    def _add_rows(self, group: SamplingGroup) -> None:
        for setting in group.settings:
            one = SamplingSettingRow(setting)
            one.changed.connect(self.changed)
            self.rows.append(one)
            self._column.addWidget(one)

    def _put_breakers(self) -> None:
        """Under the other settings of DRY."""
        last = next(one for one in self.rows if one.setting.path == "dry.last_n")
        self._column.insertWidget(self._column.indexOf(last) + 1, self.breakers)

    def _add_head(self, words: str) -> None:
        self._column.addSpacing(look_of(self).sizes.px(6))
        self._column.addWidget(Para(words, "secondary", "muted"))

    @Slot()
    def _on_use_stated(self) -> None:
        wanted = self._choice
        for path in stated_values(self._stated):
            wanted = wanted.with_value(path, None)
        self.changed.emit(wanted)

    @Slot()
    def _on_reset_all(self) -> None:
        self.changed.emit(SamplingChoice())


class MirostatRow(QWidget):
    """Off, or one of its two versions."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = SamplingChoice()
        name = self.tr("Mirostat")
        self._name = Para(name)
        self.picker = Picker(name)
        self.picker.addItems([self.tr("Off"), self.tr("Version 1"), self.tr("Version 2")])
        self.picker.currentIndexChanged.connect(self._on_picked)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        self._note = Para(
            self.tr("It takes the place of DRY, top-k, typical-p, top-p, min-p and XTC."),
            "secondary",
            "muted",
        )
        line = row(spacing=6)
        line.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.origin.button)
        line.addWidget(self.picker)
        outer = column(self, spacing=2)
        outer.addLayout(line)
        outer.addWidget(self.origin)
        outer.addWidget(self._note)
        why = self.tr("Steers while it writes, so that the text stays equally surprising throughout.")
        explain(why, self._name, self.picker)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice = choice
        version = choice.sampling(stated).mirostat.version
        self.picker.blockSignals(True)
        self.picker.setCurrentIndex(version)
        self.picker.blockSignals(False)
        is_own = MIROSTAT in choice.values
        self.origin.show_origin(origin_words(MIROSTAT, choice, stated), is_own=is_own)
        self._name.set_role("strong" if is_own else "body")
        self._note.setVisible(version != 0)

    @Slot(int)
    def _on_picked(self, version: int) -> None:
        self.changed.emit(self._choice.with_value(MIROSTAT, version))

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self._choice.with_value(MIROSTAT, None))


def _changed_words(section: QWidget, count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return section.tr("1 is yours")
    return section.tr("{count} are yours").format(count=count)
