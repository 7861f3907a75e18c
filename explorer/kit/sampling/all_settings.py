"""Every sampling setting beyond the temperature, folded: in groups, with a reset for all."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.sampling import BY_PATH, GROUPS, SETTINGS, StatedSampling, is_neutral
from explorer.domain.sampling_choice import TEMPERATURE, SamplingChoice
from explorer.domain.sampling_setting import SamplingSetting, SettingKind
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout, keep_place
from explorer.kit.sampling.setting_row import (
    ChoiceRow,
    LinesRow,
    NumberRow,
    SettingRow,
    SwitchRow,
    TokenFinder,
    WordsRow,
)
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_ROWS: dict[SettingKind, Callable[[SamplingSetting], SettingRow]] = {
    "whole": NumberRow, "number": NumberRow, "choice": ChoiceRow, "switch": SwitchRow,
    "words": WordsRow, "lines": LinesRow, "biases": LinesRow,
}  # fmt: skip


class MoreSampling(Section):
    """``changed`` carries the new SamplingChoice, ``asked`` a text whose tokens are looked for.

    ``height`` in pixels at 100 %: it scrolls within that, and looks for no tokens. Most people never open
    it, so it is built when it is opened first.
    """

    changed = Signal(object)
    asked = Signal(object)

    def __init__(self, *, height: int = 0) -> None:
        super().__init__(tr("More sampling"), opened=False, role="strong")
        self._height = height
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self._parts: SamplingParts | None = None
        self.toggled.connect(self._on_toggled)

    @property
    def parts(self) -> "SamplingParts":
        """What it shows once it is open."""
        if self._parts is None:
            self._parts = SamplingParts()
            self._parts.changed.connect(self.changed)
            self._parts.finder.asked.connect(self.asked)
            self._parts.show_choice(self._choice, self._stated)
            if not self._height:
                self.body.addWidget(self._parts)
                return self._parts
            self.body.addWidget(area := self._within(self._parts))
            put_behind(self.header, [area])  # it is built last, and Tab would come to it last
        return self._parts

    def _within(self, parts: "SamplingParts") -> QWidget:
        parts.finder.hide()
        area = Scroll(parts, tr("More sampling"))
        area.setFixedHeight(look_of(self).sizes.px(self._height))
        return area

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        if self._parts is not None:
            self._parts.show_choice(choice, stated)
        count = len(choice.values) - (TEMPERATURE in choice.values)
        self.header.set_note(_changed_words(self, count))

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if opened:
            self.parts.show()


class SamplingParts(QWidget):
    """Every setting in its group. ``changed`` carries the new SamplingChoice."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self.rows: list[SettingRow] = []
        self._column = column(self, spacing=8)
        self._add_ways()
        for group in GROUPS:
            self._column.add(6, Para(shown(group.name), "secondary", "muted"))
            for setting in SETTINGS:
                if setting.group is group:
                    self._add_row(setting)
        self.finder = TokenFinder()
        self._column.insertWidget(self._column.indexOf(self.row("logit_bias")) + 1, self.finder)

    def row(self, path: str) -> SettingRow:
        """Raises StopIteration for a setting that stands elsewhere."""
        return next(one for one in self.rows if one.setting.path == path)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        made = choice.sampling(stated)
        for one in self.rows:
            one.show_choice(choice, stated)
            needs = one.setting.needs
            is_wanted = any(not is_neutral(made, BY_PATH[path]) for path in needs)
            one.setVisible(not needs or is_wanted)
        self.use_stated.setVisible(any(path in choice.values for path in stated.values))
        self.reset_all.setEnabled(bool(choice.values))

    def _add_ways(self) -> None:
        ways = QWidget()
        line = FlowLayout(ways, look_of(self).sizes.px(6))
        self.use_stated = Button("outlined", self.tr("Use the model’s values"), scale="compact")
        self.use_stated.clicked.connect(self._on_use_stated)
        self.reset_all = Button("outlined", self.tr("Reset all"), scale="compact", then=self._on_reset_all)
        self.reset_all.setToolTip(self.tr("Let go of all your values, the temperature too"))
        line.add(self.reset_all, self.use_stated)
        keep_place(self.use_stated)
        self._column.addWidget(ways)

    def _add_row(self, setting: SamplingSetting) -> None:
        one = _ROWS[setting.kind](setting)
        one.changed.connect(self.changed)
        self.rows.append(one)
        self._column.addWidget(one)

    @Slot()
    def _on_use_stated(self) -> None:
        wanted = self._choice
        for path in self._stated.values:
            wanted = wanted.with_value(path, None)
        self.changed.emit(wanted)

    @Slot()
    def _on_reset_all(self) -> None:
        self.changed.emit(SamplingChoice())


def _changed_words(section: QWidget, count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return section.tr("1 is yours")
    return section.tr("{count} are yours").format(count=count)
