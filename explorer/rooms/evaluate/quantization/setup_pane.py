"""What is compared: the model, the file that the others are held against, those, and the text."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.evaluate.quantization.given_text import pasted_text, project_text, text_of_file
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, Card, at_top, stretched
from explorer.kit.buttons import Button, CheckBox, Picker
from explorer.kit.file_dialogs import ask_which_file
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.quantization.quantization_session import QuantizationSession

_NAME, _CHECK = 112, 24  # pixels at 100 %
_MANY = 1000  # tokens, of which tens say nothing


class QuantizationSetup(Card):
    """Steers the session; shows what is chosen there."""

    def __init__(self, session: QuantizationSession, tasks: Tasks, messages: Messages) -> None:
        super().__init__("plain", 18)
        self._session, self._tasks, self._messages = session, tasks, messages
        self.model, self.reference = Picker(self.tr("Model")), Picker(self.tr("Reference"))
        self.model.activated.connect(self._choose_model)
        self.reference.activated.connect(self._choose_reference)
        self.reference.setToolTip(self.tr("The file with the most bits is nearest to what was trained."))
        self._files = boxes.column()
        self._text = Elided()
        self.own = Button("outlined", self.tr("From a file…"), scale="compact", then=self._ask_file)
        self.paste = Button("outlined", self.tr("Paste"), scale="compact", then=self._paste)
        self.usual = Button("quiet", self.tr("The app’s text"), scale="compact", then=self._take_usual)
        self._note = Elided("", "secondary", "muted")
        texts = boxes.row(spacing=8).add(stretched(self._text), self.usual, self.own, self.paste)
        self.body.setSpacing(look_of(self).sizes.px(10))
        self.body.add(
            _line(self.tr("Model"), boxes.row().add(self.model, STRETCH)),
            _line(self.tr("Reference"), boxes.row().add(self.reference, STRETCH)),
            _line(self.tr("Compare"), self._files),
            _line(self.tr("Text"), texts),
            _line("", boxes.row().add(stretched(self._note))),
        )
        session.chosen.add(self._show)
        session.moved.add(self._lock)
        self._show()

    def _show(self, _change: object = None) -> None:
        session, choice = self._session, self._session.choice
        if choice is None:
            return
        able = [group for group in session.groups if group.can_compare]
        _fill(self.model, [group.name for group in able], able.index(choice.group))
        files = choice.group.files
        _fill(self.reference, [_told(file) for file in files], files.index(choice.reference))
        self._show_files()
        text = session.text
        title = text.title or self.tr("The app’s own text: prose, technical, dialogue, code, other languages")
        self._text.setText(title)
        self.usual.setVisible(bool(text.title))
        self._note.setText(self._told_need())

    def _show_files(self) -> None:
        choice = self._session.choice
        assert choice is not None  # noqa: S101  seen by _show
        boxes.clear(self._files)
        checks: list[QWidget] = []
        for file in choice.others:
            check = CheckBox(_told(file))
            check.setChecked(file.id in choice.judged)
            check.toggled.connect(partial(self._judge, file))
            checks.append(check)
        self._files.add(flowing(*checks, spacing=14))

    def _told_need(self) -> str:
        count = self._session.text.tokens
        tokens = Words("about {count:,} tokens", count=round(count, -2 if count > _MANY else -1))
        memory = self._session.memory
        needed = Words("two files in memory at once, about {size}", size=size_text(memory)) if memory else ""
        return shown(joined(" · ", (tokens, needed)))

    def _lock(self, _progress: object = None) -> None:
        """What runs is not changed any more."""
        free = not self._session.is_running
        for part in (self.model, self.reference, self.own, self.paste, self.usual):
            part.setEnabled(free)
        for check in self.findChildren(CheckBox):
            check.setEnabled(free)

    def _judge(self, file: LocalModel, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        self._session.judge(file, on=on)

    @Slot(int)
    def _choose_model(self, number: int) -> None:
        self._session.choose_group(number)

    @Slot(int)
    def _choose_reference(self, number: int) -> None:
        if self._session.choice is not None:
            self._session.choose_reference(self._session.choice.group.files[number])

    @Slot()
    def _ask_file(self) -> None:
        ask_which_file(self, self.tr("Choose a text"), self.tr("Text files (*.txt *.md)"), self._read)

    def _read(self, path: Path) -> None:
        self._tasks.do(partial(text_of_file, path), self._session.give_text, self._messages.fail, owner=self)

    @Slot()
    def _paste(self) -> None:
        try:
            self._session.give_text(pasted_text(QApplication.clipboard().text()))
        except KnownError as error:
            self._messages.fail(error)

    @Slot()
    def _take_usual(self) -> None:
        self._session.give_text(project_text())


def _line(name: str, content: boxes.Row | boxes.Column) -> QWidget:
    line = QWidget()
    label = Label(name, "secondary", "muted")
    px = look_of(line).sizes.px
    label.setFixedWidth(px(_NAME))
    if isinstance(content, boxes.Column):
        label.setMinimumHeight(px(_CHECK))  # beside the first line of what is chosen from
    boxes.row(line, spacing=10).add(at_top(label) if isinstance(content, boxes.Column) else label,
                                    stretched(content))  # fmt: skip
    return line


def _fill(picker: Picker, words: list[str], at: int) -> None:
    with QSignalBlocker(picker):
        picker.clear()
        picker.addItems([shown(word) for word in words])
        picker.setCurrentIndex(at)


def _told(file: LocalModel) -> str:
    name = " · ".join(filter(None, (file.quantization or file.file_name, file.apart)))
    return f"{name}, {size_text(file.size)}"
