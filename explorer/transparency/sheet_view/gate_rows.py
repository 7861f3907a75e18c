"""The gate before a model's files: what its publisher asks, and the way through it, in the sheet."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.words import enumerated
from explorer.kit.boxes import Card, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.section import Section
from explorer.kit.text import IconLabel, Para, Quote
from explorer.kit.theme import look_of
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.sheet_content import GateForm

_FIELD = 260  # pixels at 100 %


class GateCard(Card):
    """Three steps: read and accept on its page, paste a token, try again. ``show_gate`` follows the third."""

    def __init__(self, gate: GateForm) -> None:
        super().__init__("sunken", inset=14)
        self._gate = gate
        self.body.setSpacing(look_of(self).sizes.px(8))
        line = row(spacing=10).add(IconLabel("lock", "muted"), stretched(Para(gate.text, "strong")))
        self.body.addLayout(line)
        if gate.heading:  # a stranger's words beside a field for a secret: never in our voice
            self.body.addWidget(Quote(gate.heading, most=3))
        if gate.fields:
            words = self.tr("It asks for: {names}.").format(names=shown(enumerated(gate.fields)))
            self.body.addWidget(Para(words, tone="muted"))
        if gate.prompt:
            terms = Section(self.tr("What you have to agree to"), opened=False)
            terms.body.addWidget(Quote(gate.prompt))
            self.body.addWidget(terms)
        self.field = Field()
        self.store = Button("outlined", self.tr("Store and try again"), "key", scale="compact")
        self._trouble = Para("", tone="bad")
        self._add_token()
        self._add_buttons()
        self.show_gate(gate)

    @property
    def trouble(self) -> str:
        """Why the last try was of no use, "" before one."""
        return self._gate.trouble

    def show_gate(self, gate: GateForm) -> None:
        """The same gate, after another try."""
        self._gate = gate
        self._trouble.setText(gate.trouble)
        self._trouble.setVisible(bool(gate.trouble))
        if self.again is not None and gate.again is not None:
            self.again.show_action(gate.again)

    def _add_token(self) -> None:
        self.field.setEchoMode(Field.EchoMode.Password)
        self.field.setAccessibleName(self.tr("Access token"))
        self.field.setPlaceholderText(self.tr("Paste an access token"))
        self.field.setFixedWidth(look_of(self).sizes.px(_FIELD))
        self.field.textChanged.connect(self._follow)
        self.field.returnPressed.connect(self._store)
        self.store.clicked.connect(self._store)
        self._follow()

    def _add_buttons(self) -> None:
        """Field and buttons in a line, under each other where it is narrow."""
        holder = QWidget()
        flow = FlowLayout(holder, look_of(self).sizes.px(8))
        if self._gate.page is not None:
            flow.addWidget(ActionButton("outlined", self._gate.page, "compact"))
        if self._gate.store is not None:
            flow.add(self.field, self.store)
        self.again: ActionButton | None = None
        if self._gate.again is not None:
            self.again = ActionButton("quiet", self._gate.again, "compact")
            flow.addWidget(self.again)
        self.body.add(holder, self._trouble)

    @Slot()
    def _follow(self) -> None:
        self.store.setEnabled(bool(self.field.text().strip()))

    @Slot()
    def _store(self) -> None:
        token = self.field.text()
        if token.strip() and self._gate.store is not None:
            self.field.clear()
            self._gate.store(token)
