"""What goes along with the message: a chip for each file or collection, over the field; and why one cannot be
read, with what can be done about it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, at_start, at_top, centred, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout, remove_widget
from explorer.kit.popup import Popup
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.kit.theme import look_of

_NARROWEST, _WIDEST = 150, 264  # pixels at 100 %
_GAP = 8


@dataclass(frozen=True)
class ShownAttachment:
    """``key`` tells it from the others. ``words``: what becomes of it; ``why`` says more on hover.

    ``progress``: how much of it is read, 0 where nobody knows; ``None`` once that is over.
    ``error``: why it cannot be read; ``needs_password``: it can, with its password. ``picture``: makes a
    small one, in place of the icon.
    """

    key: str
    name: str
    words: str
    why: str = ""
    icon: str = "document"
    progress: float | None = None
    error: KnownError | None = None
    needs_password: bool = False
    picture: Callable[[], QWidget] | None = None


@dataclass(frozen=True)
class AttachmentNote:
    """What is said once of all that is attached, and what can be done about it."""

    words: str
    tone: str = "muted"
    ways: Sequence[Action] = ()


class AttachmentChip(Card):
    """One of them. ``removed`` carries its key; ``told`` asks for its error to be shown."""

    removed = Signal(object)
    told = Signal(object)  # this chip

    def __init__(self, attachment: ShownAttachment) -> None:
        super().__init__("strong", 2)
        px = look_of(self).sizes.px
        self.shown = attachment
        self._icon = IconLabel(attachment.icon, "muted")
        self._picture = attachment.picture() if attachment.picture is not None else None
        self._name, self._words = Elided(attachment.name, middle=True), Elided("", "secondary", "muted")
        self._name.setProperty("data", True)  # as the person called it, whatever the language of the window
        self._bar = ProgressBar(self.tr("Reading {name}").format(name=attachment.name), 3)
        self._more = IconButton("info", self.tr("What can be done"), then=self._tell)
        close = IconButton("close", self.tr("Remove {name}").format(name=attachment.name))
        close.clicked.connect(self._on_closed)
        words = column(spacing=0).add(self._name, self._words, self._bar)
        around = (6, 4, 0, 4)  # the cross brings room of its own
        line = row(margins=around, spacing=6)
        if self._picture is not None:
            line.add(centred(self._picture))
        line.add(at_top(self._icon), stretched(words))
        self.body.addLayout(line.add(centred(self._more), centred(close)))
        self.setMinimumWidth(px(_NARROWEST))
        self.setMaximumWidth(px(_WIDEST))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_state(attachment)

    def show_state(self, attachment: ShownAttachment) -> None:
        self.shown = attachment
        error, is_bad = attachment.error, attachment.error is not None
        self._words.setText(attachment.words)
        self._words.set_tone("bad" if is_bad else "muted")
        self._words.explain(str(error.words) if error is not None else attachment.why)
        if self._picture is not None:
            self._picture.setVisible(not is_bad)
        self._icon.setVisible(is_bad or self._picture is None)
        self._icon.show_icon("warning" if is_bad else attachment.icon, "bad" if is_bad else "muted")
        icon = "key" if attachment.needs_password else "info"
        self._more.show_as(icon, self._more_words())
        self._more.setVisible(is_bad)
        self._bar.setVisible(attachment.progress is not None)
        self._bar.set_fraction(attachment.progress or None)
        self.set_ground("bad" if is_bad else "strong")
        self.setAccessibleName(f"{attachment.name}: {shown(attachment.words)}")

    def _more_words(self) -> str:
        return self.tr("Enter its password") if self.shown.needs_password else self.tr("What can be done")

    @Slot()
    def _on_closed(self) -> None:
        self.removed.emit(self.shown.key)

    @Slot()
    def _tell(self) -> None:
        self.told.emit(self)


class AttachmentsRow(QWidget):
    """The chips, from where reading begins; hidden while there are none.

    ``removed`` carries a key; ``password`` a key and what was typed; ``resized`` tells that it may need
    another height.
    """

    removed = Signal(object)
    password = Signal(object, str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Attached to this message"))
        chips = QWidget()
        self._line = FlowLayout(chips, look_of(self).sizes.px(_GAP))
        self._way: Action | None = None
        self._larger = Button("link", "", "expand", scale="compact", then=self._on_larger)
        self._larger.hide()
        self._note: AttachmentNote | None = None
        self._told: QWidget | None = None
        self._parts = column(self, spacing=4).add(chips, at_start(self._larger))
        self._chips: dict[str, AttachmentChip] = {}
        self.hide()

    def show_attachments(self, attachments: Sequence[ShownAttachment]) -> None:
        """Those that stay are the same chips."""
        wanted = {attachment.key: attachment for attachment in attachments}
        before = list(self._chips)
        for key in [key for key in self._chips if key not in wanted]:
            remove_widget(self._chips.pop(key))
        for key, attachment in wanted.items():
            if key in self._chips:
                self._chips[key].show_state(attachment)
            else:
                self._add(attachment)
        self.setVisible(bool(wanted))
        if list(self._chips) != before:
            self.resized.emit()

    def show_way(self, way: Action | None) -> None:
        """To have all of it given, where it does not fit whole."""
        if (way is None) is not self._larger.isHidden():
            self._larger.setVisible(way is not None)
            self.resized.emit()
        self._way = way
        self._larger.setText(way.text if way is not None else "")

    def show_note(self, note: AttachmentNote | None) -> None:
        """Under the chips."""
        if note == self._note:
            return
        self._note = note
        if self._told is not None:
            remove_widget(self._told)
        self._told = _note_line(note) if note is not None else None
        if self._told is not None:
            self._parts.addWidget(self._told)
            self._told.show()
        self.resized.emit()

    @Slot()
    def _on_larger(self) -> None:
        if self._way is not None:
            self._way.run()

    def chips(self) -> list[AttachmentChip]:
        return list(self._chips.values())

    def _add(self, attachment: ShownAttachment) -> None:
        chip = AttachmentChip(attachment)
        chip.removed.connect(self.removed)
        chip.told.connect(self._on_told)
        self._chips[attachment.key] = chip
        self._line.addWidget(chip)
        chip.show()

    @Slot(object)
    def _on_told(self, chip: AttachmentChip) -> None:
        popup = AttachmentErrorPopup(chip.shown, self.window())
        popup.typed.connect(partial(self.password.emit, chip.shown.key))
        popup.open_below(chip)


def _note_line(note: AttachmentNote) -> QWidget:
    line = QWidget()
    flow = FlowLayout(line, look_of(line).sizes.px(_GAP))
    flow.addWidget(Label(note.words, "secondary", note.tone))
    for way in note.ways:
        flow.addWidget(Button("link", way.text, scale="compact", then=way))
    return line


class AttachmentErrorPopup(Popup):
    """Why a file cannot be read, and what can be done. ``typed`` carries its password."""

    typed = Signal(str)

    def __init__(self, attachment: ShownAttachment, parent: QWidget) -> None:
        super().__init__(attachment.name, parent)
        error = attachment.error or KnownError(Words("It can be read."))
        self.body.add(Para(error.what, "strong"))
        if error.advice:
            self.body.add(Para(error.advice, "body", "muted"))
        if attachment.needs_password:
            self._field = Field()
            self._field.setEchoMode(QLineEdit.EchoMode.Password)
            self._field.setAccessibleName(self.tr("Password of the file"))
            self._field.setPlaceholderText(self.tr("Password of the file"))
            self._field.returnPressed.connect(self._on_typed)
            read = Button("primary", self.tr("Read it"), scale="compact", then=self._on_typed)
            self.body.add(row(spacing=8).add(stretched(self._field), read))
            kept = self.tr("It is held in memory while the file is read, and kept nowhere.")
            self.body.add(Para(kept, "secondary", "muted"))
            self._field.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        if self._field.text():
            self.typed.emit(self._field.text())
            self.close()
