"""One field that asks every column: Enter asks, Shift+Enter breaks the line, Escape stops.

At its right stands with which settings, and a click changes them.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator, QTextCursor
from PySide6.QtWidgets import QFormLayout, QFrame, QLineEdit, QWidget

from explorer.domain.generation import Sampling
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.room import KEEP_CLEAR
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_SEEDS = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """What the person asks, with the settings chosen."""

    prompt: str
    sampling: Sampling


@dataclass(frozen=True)
class SamplingChosen:
    """New settings for the prompts to come."""

    sampling: Sampling


class Composer(QFrame):
    """``asked`` carries Asked; ``stopped`` an Escape; ``chosen`` carries SamplingChosen."""

    asked = Signal(object)
    stopped = Signal()
    chosen = Signal(object)

    def __init__(self, sampling: Sampling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "top")
        self.setProperty(KEEP_CLEAR, True)
        self._sampling = sampling
        self.field = MessageField()
        self.field.setObjectName("compare-composer")
        self.field.entered.connect(self._send)
        self.field.escaped.connect(self.stopped)
        self.field.textChanged.connect(self._refresh)
        self._settings = Button("quiet", "", scale="compact")
        self._settings.setToolTip(self.tr("Change seed, temperature and length"))
        self._settings.clicked.connect(self._open_settings)
        self.send = IconButton("send", with_keys(self.tr("Ask"), "Enter"), "accent")
        self.send.clicked.connect(self._send)
        self._can_ask = True
        frame = FieldFrame(self.field)
        frame.add(self._settings)
        frame.add(self.send)
        boxes.column(self, margins=(20, 10, 20, 10)).addWidget(frame)
        self._show_settings()

    def show_reach(self, placeholder: str, *, can_ask: bool) -> None:
        """Whom the next prompt asks, and whether it can be asked now."""
        self._can_ask = can_ask
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self._refresh()

    def clear(self) -> None:
        self.field.clear()

    def text(self) -> str:
        return self.field.toPlainText()

    def show_text(self, text: str) -> None:
        """What was begun earlier, the cursor at its end."""
        if text != self.text():
            self.field.setPlainText(text)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def _refresh(self) -> None:
        self.send.setEnabled(self._can_ask and bool(self.field.toPlainText().strip()))

    def _send(self) -> None:
        if self.send.isEnabled():
            self.asked.emit(Asked(self.field.toPlainText().strip(), self._sampling))

    def _show_settings(self) -> None:
        words = self.tr("seed {seed} · temperature {temperature} · {tokens} tokens").format(
            seed=self._sampling.seed,
            temperature=f"{self._sampling.temperature:g}",
            tokens=self._sampling.max_tokens,
        )
        self._settings.setText(words)
        self._settings.setAccessibleName(self.tr("Settings: {words}").format(words=words))

    def _open_settings(self) -> None:
        popup = SamplingPopup(self._sampling, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.changed.connect(self._choose)
        popup.adjustSize()
        spot = self._settings.mapToGlobal(self._settings.rect().topRight())
        popup.move(spot.x() - popup.width() + SHADOW, spot.y() - popup.height() + SHADOW - 4)
        popup.show()

    def _choose(self, chosen: SamplingChosen) -> None:
        self._sampling = chosen.sampling
        self._show_settings()
        self.chosen.emit(chosen)


class SamplingPopup(Popup):
    """Seed, temperature and length; ``changed`` carries SamplingChosen at every change."""

    changed = Signal(object)

    def __init__(self, sampling: Sampling, parent: QWidget) -> None:
        super().__init__(self.tr("Settings of the next prompt"), parent)
        self._base = sampling
        self.seed = NumberField(sampling.seed, 0, _SEEDS)
        self.temperature = NumberField(sampling.temperature, 0, 2, decimals=2)
        self.tokens = NumberField(sampling.max_tokens, 1, 8192)
        form = QFormLayout()
        form.setHorizontalSpacing(look_of(self).sizes.px(16))
        form.addRow(self.tr("Seed"), self.seed)
        form.addRow(self.tr("Temperature"), self.temperature)
        form.addRow(self.tr("At most tokens"), self.tokens)
        self.body.addWidget(Label(self.tr("For the next prompt"), "strong"))
        self.body.addLayout(form)
        note = Para(
            self.tr(
                "The same seed repeats an answer on this machine. Temperature 0 always takes the likeliest "
                "token."
            ),
            "secondary",
            "muted",
        )
        note.setFixedWidth(look_of(self).sizes.px(250))
        self.body.addWidget(note)
        for field in (self.seed, self.tokens, self.temperature):
            field.textEdited.connect(self._tell)

    def _tell(self) -> None:
        sampling = replace(
            self._base,
            max_tokens=int(self.tokens.value),
            temperature=self.temperature.value,
            seed=int(self.seed.value),
        )
        self.changed.emit(SamplingChosen(sampling))


class NumberField(QLineEdit):
    """A number between two bounds; what is not one yet leaves ``value`` as it was."""

    def __init__(self, value: float, least: float, most: float, decimals: int = 0) -> None:
        super().__init__(f"{value:g}" if decimals else f"{value:.0f}")
        self.value = value
        self._least, self._most = least, most
        validator = QDoubleValidator(least, most, decimals, self)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        validator.setLocale(QLocale.c())  # a point in every country: float() reads it back
        self.setValidator(validator)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(look_of(self).sizes.px(120))
        self.textEdited.connect(self._read)

    @Slot(str)
    def _read(self, text: str) -> None:
        if self.hasAcceptableInput():
            self.value = min(self._most, max(self._least, float(text.replace(",", ""))))
