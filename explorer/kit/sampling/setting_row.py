"""One sampling setting a row: its value, whose word it is, and the way back from one's own."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.number_text import number_text
from explorer.domain.sampling import Sampling, StatedSampling
from explorer.domain.sampling_choice import Number, SamplingChoice, stated_values, value_at
from explorer.domain.sampling_settings import MIROSTAT, SamplingSetting
from explorer.domain.words import Words
from explorer.kit.boxes import column, row
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.number_field import NumberField
from explorer.kit.text import Para, plain_tip


class SamplingSettingRow(QWidget):
    """A number. ``changed`` carries the new SamplingChoice; what is out of its limits is told in place."""

    changed = Signal(object)

    def __init__(self, setting: SamplingSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        name = shown(setting.name)
        self._name = Para(name)
        self.field = NumberField(name, whole=setting.is_whole)
        self.field.entered.connect(self._on_entered)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        self._problem = ""
        line = row(spacing=6)
        line.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.origin.button)
        line.addWidget(self.field)
        outer = column(self, spacing=2)
        outer.addLayout(line)
        outer.addWidget(self.origin)
        explain(shown(setting.why), self._name, self.field)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        self._problem = ""
        self.field.show_number(value_at(choice.sampling(stated), self.setting.path))
        words = origin_words(self.setting.path, choice, stated)
        is_own = self.setting.path in choice.values
        self.origin.show_origin(words, is_own=is_own)
        self._name.set_role("strong" if is_own else "body")
        self.field.setAccessibleDescription(shown(words))

    def problem(self) -> str:
        """What is wrong with the number that stands there; "" if nothing is."""
        return self._problem

    @Slot(object)
    def _on_entered(self, value: Number | str) -> None:
        if isinstance(value, str):
            self._show_problem(Words("“{text}” is no number.", text=value))
            return
        wanted = self._choice.with_value(self.setting.path, value)
        try:
            wanted.sampling(self._stated).check()
        except KnownError as error:
            self._show_problem(error.what)
        else:
            self.changed.emit(wanted)

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self._choice.with_value(self.setting.path, None))

    def _show_problem(self, words: str) -> None:
        self._problem = shown(words)
        self.origin.show_problem(words)


class SettingOrigin(QWidget):
    """Whose word a value is, in small print; ``button`` stands beside the value and lets go of one's own."""

    reset = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = IconButton("refresh", self.tr("Let go of your value: {name}").format(name=name))
        self.button.clicked.connect(self.reset)
        self._words = Para("", "secondary", "muted")
        column(self).addWidget(self._words)
        keep_place(self, self.button)
        self.show_origin("", is_own=False)

    def show_origin(self, words: str, *, is_own: bool) -> None:
        self._words.set_tone("muted")
        self._words.setText(words)
        self.setVisible(bool(words))
        self.button.setVisible(is_own)

    def show_problem(self, words: str) -> None:
        """What is wrong with the value that was typed, until it is another."""
        self._words.set_tone("bad")
        self._words.setText(words)
        self.show()

    def text(self) -> str:
        return self._words.text()


def origin_words(path: str, choice: SamplingChoice, stated: StatedSampling) -> str:
    """ "stated by the model (header)", "yours; the model states 0.6", "yours; usually 40"; "" if usual."""
    source = choice.source(path, stated)
    if source == "usual":
        return ""
    if source == "stated":
        return Words("stated by the model ({source})", source=place_words(stated.source))
    theirs = stated_values(stated).get(path)
    if theirs is not None:
        return Words("yours; the model states {value}", value=_said(path, theirs))
    return Words("yours; usually {value}", value=_said(path, value_at(Sampling(), path)))


def _said(path: str, value: Number) -> str:
    """The versions of Mirostat have names."""
    if path != MIROSTAT:
        return number_text(value)
    return Words("version {version}", version=value) if value else Words("off")


def place_words(source: str) -> str:
    """Where it is stated: the header in the person's language, a file by its name."""
    return Words("header") if source == "header" else source


def explain(why: str, *widgets: QWidget) -> None:
    """The same words on hover for each."""
    for widget in widgets:
        widget.setToolTip(plain_tip(why))
