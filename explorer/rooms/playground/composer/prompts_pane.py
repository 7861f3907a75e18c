"""The person's own prompts: written, renamed, removed, brought in and taken along as a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.boxes import row, stretched
from explorer.kit.buttons import Button, IconButton, Picker
from explorer.kit.field import Field
from explorer.kit.file_dialogs import ask_where_to_save, ask_which_file
from explorer.kit.question import QuestionSheet
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.prompts import ENDINGS, Prompts, SavedPrompt, write_prompts

_HEIGHT = 140  # of the text, pixels at 100 %


class PromptsSheet(QuestionSheet):
    """What is written is kept when another prompt is chosen, and when the sheet is closed.

    ``removed`` carries a SavedPrompt that is gone, ``failed`` a KnownError.
    """

    removed = Signal(object)
    failed = Signal(object)

    def __init__(self, prompts: Prompts, host: QWidget) -> None:
        name = self.tr("Your prompts")
        super().__init__(name, name, host)
        self._prompts = prompts
        self._all: tuple[SavedPrompt, ...] = ()
        self._shown = SavedPrompt(0, "", "")  # as it is kept
        self.picker = Picker(self.tr("Prompt"))
        self.picker.activated.connect(self._on_picked)
        self.name, self.text = Field(), QPlainTextEdit()
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name"))
        self.text.setPlaceholderText(self.tr("Write to {{reader}} in plain words: {{text}}"))
        self.text.setAccessibleName(self.tr("Text of the prompt"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(look_of(self).sizes.px(_HEIGHT))
        self._away = IconButton("trash", self.tr("Remove this prompt"), then=self._remove)
        self._build()
        self.closed.connect(self._keep)
        self.show_prompt(0)

    def _build(self) -> None:
        add = Button("outlined", self.tr("New"), "plus", then=self._on_new)
        hint = self.tr(
            "{{name}} stands for what is typed in each time, {{text}} for what stands in the message already."
        )
        self.body.addLayout(row(spacing=8).add(stretched(self.picker), self._away, add))
        self.body.add(4, self.name, self.text, Para(hint, "secondary", "muted"))
        bring = Button("quiet", self.tr("Import…"), then=self._ask_for_file)
        take = Button("quiet", self.tr("Export…"), then=self._ask_where_to)
        self.add_buttons(bring, take, Button("primary", self.tr("Done"), then=self.dismiss))

    def show_prompt(self, number: int) -> None:
        """Of all that are kept this one, else a new one."""
        self._all = self._prompts.all()
        new = SavedPrompt(0, "", "")
        self._shown = next((one for one in self._all if one.id == number), new)
        with QSignalBlocker(self.picker):
            self.picker.clear()
            for one in self._all:
                self.picker.addItem(one.name)
            if not self._shown.id:
                self.picker.addItem(self.tr("A new prompt"))
        place = self._all.index(self._shown) if self._shown.id else len(self._all)
        self.picker.setCurrentIndex(place)
        self.name.setText(self._shown.name)
        self.text.setPlainText(self._shown.text)
        self._away.setEnabled(bool(self._shown.id))

    @Slot()
    def _keep(self) -> None:
        """As it is written; one without a text is none."""
        written = SavedPrompt(self._shown.id, self.name.text().strip(), self.text.toPlainText().strip())
        if written.text and written != self._shown:
            self._shown = self._prompts.keep(written.name, written.text, written.id)

    @Slot(int)
    def _on_picked(self, place: int) -> None:
        self._keep()
        self.show_prompt(self._all[place].id if place < len(self._all) else 0)

    @Slot()
    def _on_new(self) -> None:
        self._keep()
        self.show_prompt(0)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _remove(self) -> None:
        prompt = self._shown
        self._prompts.remove(prompt)
        rest = [one for one in self._all if one.id != prompt.id]
        self.show_prompt(rest[0].id if rest else 0)
        self.removed.emit(prompt)

    @Slot()
    def _ask_for_file(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        words = self.tr("Prompts ({kinds})").format(kinds=kinds)
        ask_which_file(self.window(), self.tr("Import prompts"), words, self.take_in)

    def take_in(self, path: Path) -> None:
        self._keep()
        self._trying(lambda: self._prompts.take_in(path))
        self.show_prompt(self._shown.id)

    @Slot()
    def _ask_where_to(self) -> None:
        self._keep()
        kinds = {self.tr("Prompts ({kinds})").format(kinds="*.json"): "json"}
        ask_where_to_save(self.window(), self.tr("Export prompts"), kinds, self.tr("prompts"), self.write)

    def write(self, path: Path) -> None:
        self._trying(lambda: write_prompts(self._prompts.all(), path))

    def _trying(self, work: Callable[[], object]) -> None:
        try:
            work()
        except KnownError as error:
            self.failed.emit(error)
