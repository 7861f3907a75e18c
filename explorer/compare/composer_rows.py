"""One field that asks every column: Enter asks, Shift+Enter breaks the line, Escape stops.

At its right stands with which settings, and a click changes them.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from explorer.domain.generation import Sampling
from explorer.kit.buttons import Button, IconButton
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_LINES = 5
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


class PromptField(QPlainTextEdit):
    """As high as its text, up to five lines."""

    sent = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare-composer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)

    def sizeHint(self) -> QSize:
        lines = max(1, min(_LINES, round(self.document().size().height())))
        frame = look_of(self).sizes.px(22)
        return QSize(super().sizeHint().width(), lines * self.fontMetrics().lineSpacing() + frame)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(160), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()


class Composer(QFrame):
    """``asked`` carries Asked; ``stopped`` an Escape; ``chosen`` carries SamplingChosen."""

    asked = Signal(object)
    stopped = Signal()
    chosen = Signal(object)

    def __init__(self, sampling: Sampling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "top")
        self._sampling = sampling
        self.field = PromptField()
        self.field.sent.connect(self._send)
        self.field.stopped.connect(self.stopped)
        self.field.textChanged.connect(self._refresh)
        self._settings = Button("quiet", "", scale="compact")
        self._settings.setToolTip(self.tr("Change seed, temperature and length"))
        self._settings.clicked.connect(self._open_settings)
        self.send = IconButton("send", self.tr("Ask (Enter)"), "accent")
        self.send.clicked.connect(self._send)
        self._can_ask = True
        row = QHBoxLayout(self)
        px = look_of(self).sizes.px
        row.setContentsMargins(px(20), px(12), px(20), px(12))
        row.setSpacing(px(8))
        row.addWidget(self.field, 1)
        row.addWidget(self._settings, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignVCenter)
        self._show_settings()

    def show_reach(self, placeholder: str, *, can_ask: bool) -> None:
        """Whom the next prompt asks, and whether it can be asked now."""
        self._can_ask = can_ask
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self._refresh()

    def clear(self) -> None:
        self.field.clear()

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
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("Seed"), self.seed)
        form.addRow(self.tr("Temperature"), self.temperature)
        form.addRow(self.tr("At most tokens"), self.tokens)
        self.body.addWidget(Label(self.tr("For the next prompt"), "strong"))
        self.body.addLayout(form)
        note = Para(
            self.tr("The same seed repeats an answer. Temperature 0 always takes the likeliest token."),
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
