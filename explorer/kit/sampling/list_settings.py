"""The sampling settings that are lists: texts that end a repeated phrase, and tokens with a bias."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.sampling import StatedSampling
from explorer.domain.sampling_choice import USUAL_BREAKERS, SamplingChoice
from explorer.domain.sampling_lists import BadLineError, bias_text, breakers_text, parse_bias, parse_breakers
from explorer.domain.words import Words
from explorer.kit.boxes import column, row
from explorer.kit.field import Field
from explorer.kit.sampling.setting_row import SettingOrigin, explain
from explorer.kit.text import Label, Para
from explorer.kit.theme import Look, look_of

_LINES = 3


class BreakersRow(QWidget):
    """``changed`` carries the new SamplingChoice."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._stated, self._told = SamplingChoice(), StatedSampling(), ""
        name = self.tr("Texts that end a phrase")
        self._name = Para(name)
        self.field = Field()
        self.field.setAccessibleName(name)
        self.field.editingFinished.connect(self._on_done)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        self._problem = _problem()
        line = row(spacing=6)
        line.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.origin.button)
        outer = column(self, spacing=2)
        outer.addLayout(line)
        for below in (self.field, self.origin, self._problem):
            outer.addWidget(below)
        why = self.tr(
            "A phrase does not go on over one of these for DRY. Spaces between them; \\n is a line break."
        )
        explain(why, self._name, self.field)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        self._told = breakers_text(choice.sampling(stated).dry.breakers)
        self.field.setText(self._told)
        self._told = self.field.text()  # it is shown harmless
        is_own = choice.breakers is not None
        words = Words("yours; usually {value}", value=breakers_text(USUAL_BREAKERS)) if is_own else ""
        self.origin.show_origin(words, is_own=is_own)
        self._name.set_role("strong" if is_own else "body")
        _show(self._problem, "")

    @Slot()
    def _on_done(self) -> None:
        if self.field.text() == self._told:
            return
        wanted = replace(self._choice, breakers=parse_breakers(self.field.text()))
        if _is_fine(wanted, self._stated, self._problem):
            self.changed.emit(wanted)

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(replace(self._choice, breakers=None))


class BiasRow(QWidget):
    """``changed`` carries the new SamplingChoice."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        name = self.tr("Logit bias")
        self._name = Para(name)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(name)
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText("1234 -5")
        self.editor.textChanged.connect(self._on_edited)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        self._problem = _problem()
        line = row(spacing=6)
        line.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.origin.button)
        outer = column(self, spacing=4)
        outer.addLayout(line)
        why = self.tr(
            "A line each: the number of a token, and what is added to its logit."
            " 5 makes it much likelier, −1000 forbids it."
        )
        self.finder = TokenFinder()
        for below in (self.editor, self._problem, Para(why, "secondary", "muted"), self.finder):
            outer.addWidget(below)
        explain(why, self._name, self.editor)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        self.origin.button.setVisible(bool(choice.logit_bias))
        self._name.set_role("strong" if choice.logit_bias else "body")
        if self._parsed() != choice.logit_bias:
            self.editor.blockSignals(True)
            self.editor.setPlainText(bias_text(choice.logit_bias))
            self.editor.blockSignals(False)
            _show(self._problem, "")

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def _parsed(self) -> tuple[tuple[int, float], ...] | None:
        try:
            return parse_bias(self.editor.toPlainText())
        except BadLineError:
            return None

    @Slot()
    def _on_edited(self) -> None:
        try:
            wanted = replace(self._choice, logit_bias=parse_bias(self.editor.toPlainText()))
        except BadLineError as error:
            _show(self._problem, error.words)
            return
        if _is_fine(wanted, self._stated, self._problem):
            self.changed.emit(wanted)

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(replace(self._choice, logit_bias=()))

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.editor.setFont(look.font("code"))
        self.editor.setFixedHeight(look.sizes.px(20 * _LINES + 14))


class TokenFinder(QWidget):
    """People know words, not the numbers of tokens. ``asked`` carries a text; ``show_found`` answers."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field()
        words = self.tr("Find the tokens of a text")
        self.field.setAccessibleName(words)
        self.field.setPlaceholderText(words)
        self.field.returnPressed.connect(self._on_asked)
        self._found = Label("", "secondary", selectable=True)
        self._found.setWordWrap(True)
        self._found.hide()
        outer = column(self, spacing=4)
        for part in (self.field, self._found):
            outer.addWidget(part)

    def show_found(self, words: str) -> None:
        self._found.setText(words)
        self._found.setVisible(bool(words))

    def found(self) -> str:
        return self._found.text()

    @Slot()
    def _on_asked(self) -> None:
        self.asked.emit(self.field.text())


def _problem() -> Para:
    made = Para("", "secondary", "bad")
    made.hide()
    return made


def _show(problem: Para, words: str) -> None:
    problem.setText(words)
    problem.setVisible(bool(words))


def _is_fine(choice: SamplingChoice, stated: StatedSampling, problem: Para) -> bool:
    """Whether the engine will take it; else ``problem`` says why not."""
    try:
        choice.sampling(stated).check()
    except KnownError as error:
        _show(problem, error.what)
        return False
    _show(problem, "")
    return True
