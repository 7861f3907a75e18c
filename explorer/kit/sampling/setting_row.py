"""One sampling setting a row: its value, whose word it is, and the way back from one's own."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.sampling import StatedSampling, value_at
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.sampling_setting import Number, SamplingSetting, SettingValue
from explorer.domain.words import Words
from explorer.kit.boxes import centred, column, row
from explorer.kit.buttons import IconButton, Picker
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.number_field import NumberField
from explorer.kit.text import Para, plain_tip
from explorer.kit.toggle import Toggle


class SettingRow(QWidget):
    """``changed`` carries the new SamplingChoice; what is out of its limits is told in place."""

    changed = Signal(object)

    def __init__(self, setting: SamplingSetting, editor: QWidget, *, is_below: bool = False) -> None:
        """``is_below``: the editor has a line of its own."""
        super().__init__()
        self.setting = setting
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self._problem = ""
        name = shown(setting.name)
        self._name = Para(name)
        editor.setAccessibleName(name)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        line = row(spacing=6).add(centred(self._name, 1), self.origin.button)
        self._column = column(self, spacing=2).add(line, self.origin)
        if is_below:
            self._column.insertWidget(1, editor)
        else:
            line.addWidget(editor)
        explain(shown(setting.why), self._name, editor)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        self._problem = ""
        self.show_value(value_at(choice.sampling(stated), self.setting.path))
        words = origin_words(self.setting, choice, stated)
        is_own = self.setting.path in choice.values
        self.origin.show_origin(words, is_own=is_own)
        self._name.set_role("strong" if is_own else "body")

    def show_value(self, value: SettingValue) -> None:
        """Told to nobody."""
        raise NotImplementedError

    def take(self, value: SettingValue) -> None:
        """The person's own, if it can be."""
        wanted = self._choice.with_value(self.setting.path, value)
        try:
            wanted.sampling(self._stated).check()
        except KnownError as error:
            self.refuse(error.what)
        else:
            self.changed.emit(wanted)

    def refuse(self, words: str) -> None:
        """What is wrong with what stands there."""
        self._problem = shown(words)
        self.origin.show_problem(words)

    def problem(self) -> str:
        """What is wrong with what stands there; "" if nothing is."""
        return self._problem

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self._choice.with_value(self.setting.path, None))


class NumberRow(SettingRow):
    """A number in a field."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.field = NumberField(shown(setting.name), whole=setting.is_whole)
        super().__init__(setting, self.field)
        self.field.entered.connect(self._on_entered)

    def show_value(self, value: SettingValue) -> None:
        self.field.show_number(value)  # type: ignore[arg-type]  # a number by the table

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        super().show_choice(choice, stated)
        self.field.setAccessibleDescription(self.origin.text())

    @Slot(object)
    def _on_entered(self, value: Number | str) -> None:
        if isinstance(value, str):
            self.refuse(Words("“{text}” is no number.", text=value))
        else:
            self.take(value)


class ChoiceRow(SettingRow):
    """One of a few; what it does is said while it is on."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.picker = Picker(shown(setting.name))
        self.picker.addItems([shown(choice).capitalize() for choice in setting.choices])
        super().__init__(setting, self.picker)
        self.picker.currentIndexChanged.connect(self.take)
        self._note = Para(setting.why, "secondary", "muted")
        self._column.addWidget(self._note)

    def show_value(self, value: SettingValue) -> None:
        with QSignalBlocker(self.picker):
            self.picker.setCurrentIndex(int(value))  # type: ignore[arg-type]  # a number by the table
        self._note.setVisible(value != self.setting.neutral)


class SwitchRow(SettingRow):
    """On or off."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.toggle = Toggle(shown(setting.name))
        super().__init__(setting, self.toggle)
        self.toggle.toggled.connect(self.take)

    def show_value(self, value: SettingValue) -> None:
        with QSignalBlocker(self.toggle):
            self.toggle.setChecked(bool(value))
        self.toggle.update()


class SettingOrigin(QWidget):
    """Whose word a value is, in small print; ``button`` stands beside the value and lets go of one's own."""

    reset = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
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


def origin_words(setting: SamplingSetting, choice: SamplingChoice, stated: StatedSampling) -> str:
    """ "stated by the model (header)", "yours; the model states 0.6", "yours; usually 40"; "" if usual."""
    source = choice.source(setting.path, stated)
    if source == "usual":
        return ""
    if source == "stated":
        return Words("stated by the model ({source})", source=place_words(stated.source))
    theirs = stated.values.get(setting.path)
    if theirs is not None:
        return Words("yours; the model states {value}", value=setting.value_text(theirs))
    if setting.usual == ():
        return Words("yours")
    return Words("yours; usually {value}", value=setting.value_text(setting.usual))


def place_words(source: str) -> str:
    """Where it is stated: the header in the person's language, a file by its name."""
    return Words("header") if source == "header" else source


def explain(why: str, *widgets: QWidget) -> None:
    """The same words on hover for each."""
    for widget in widgets:
        widget.setToolTip(plain_tip(why))
