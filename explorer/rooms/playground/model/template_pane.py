"""The chat template of the chosen model: whose it is, what it would send, and the person’s own in its
place.
"""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.harmless import first_acting
from explorer.engine.backend import Renders
from explorer.engine.local.gguf.header import read_header
from explorer.kit.buttons import Button
from explorer.kit.field import CodeField
from explorer.kit.language import tr
from explorer.kit.layouts import FlowLayout
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.section import Section
from explorer.kit.tasks import Tasks
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_HEIGHT, _SENT_HEIGHT = 168, 220
_KEY = "tokenizer.chat_template"
_SAMPLE = (
    ChatMessage("user", "Hello!"),
    ChatMessage("assistant", "Hello, how can I help?"),
    ChatMessage("user", "What is an open model?"),
)


class TemplateSection(Section):
    """A template is a program: the worker tries it, held to limits. It is used once the button says so."""

    def __init__(self, chosen: ChosenModel, tasks: Tasks) -> None:
        super().__init__(tr("Chat template"), opened=False, role="strong")
        self._chosen, self._tasks = chosen, tasks
        self._own: tuple[Path, str] | None = None  # of the file, once it was read
        self.body.setSpacing(look_of(self).sizes.px(8))
        self.whose = Para("", "secondary", "muted")
        self.editor = CodeField(self.tr("Chat template, in Jinja"), _HEIGHT)
        self.editor.textChanged.connect(self._on_text)
        self.caution = Para("", "secondary", "caution")
        self.caution.hide()
        self.body.add(self.whose, self.editor, self.caution)
        self._add_deeds()
        self._add_outcome()
        chosen.chosen.connect(self.refresh)
        chosen.changed.connect(self._show_deeds)
        self.toggled.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the model's template, or the person's in its place."""
        file = self._chosen.file
        self.setVisible(file is not None)
        if file is None:
            return
        whose, note = _owner_words(is_own=bool(self._chosen.choice.template), is_chat=file.is_chat)
        self.whose.setText(whose)
        self.header.set_note(note)
        if self._own is None or self._own[0] != file.path:
            self._forget()
            if self.is_open():
                self._read(file.path)
        self._show_deeds()

    def sent(self) -> str:
        """What the last check said would be sent; "" before one."""
        return "" if self._sent.isHidden() or self.problem() else self._sent.code

    def problem(self) -> str:
        """Why the last check failed; "" if it did not."""
        return "" if self._problem.isHidden() else self._problem.text()

    def _add_deeds(self) -> None:
        self.check = Button("outlined", self.tr("Check"), scale="compact", then=self._on_check)
        self.use = Button("accent", self.tr("Use it"), scale="compact", then=self._on_use)
        self.reset = Button("link", self.tr("Back to the file’s"), scale="compact", then=self._on_reset)
        deeds = QWidget()
        FlowLayout(deeds, look_of(self).sizes.px(8)).add(self.check, self.use, self.reset)
        self.body.addWidget(deeds)

    def _add_outcome(self) -> None:
        self._problem = Para("", "secondary", "bad")
        self._title = Label("", "secondary", "muted")
        self._sent = CodeBlock()
        self._sent.setMaximumHeight(look_of(self).sizes.px(_SENT_HEIGHT))
        for part in (self._problem, self._title, self._sent):
            part.hide()
            self.body.addWidget(part)

    def _read(self, path: Path) -> None:
        """The template of a file stands in its header, which may lie on a slow disk: nothing can be typed
        until it is there, else it would take the place of what was typed."""

        def work() -> str:
            return read_header(path).text(_KEY) or ""

        def done(text: str) -> None:
            file = self._chosen.file
            if file is not None and file.path == path and self._own is None:  # else it was read twice
                self._own = (path, text)
                self.editor.setPlainText(self._chosen.choice.template or text)
                self._wait(waiting=False)

        self._wait(waiting=True)
        self._tasks.do(work, done, self._show_problem, owner=self)

    def _wait(self, *, waiting: bool) -> None:
        self.editor.setReadOnly(waiting)
        self.editor.setPlaceholderText(self.tr("Reading…") if waiting else "")

    def _forget(self) -> None:
        self._own = None
        self.editor.setPlainText("")
        self._hide_outcome()

    def _hide_outcome(self) -> None:
        for part in (self._problem, self._title, self._sent):
            part.hide()

    @Slot()
    def _on_text(self) -> None:
        self._hide_outcome()
        self._show_deeds()
        self._show_caution()

    def _show_caution(self) -> None:
        """The text itself stays exactly as the model gets it."""
        found = first_acting(self.editor.toPlainText())
        self.caution.setVisible(found is not None)
        if found is not None:
            words = self.tr(
                "What you see may differ from what is sent: line {line} holds the invisible character {sign}."
            )
            self.caution.setText(words.format(sign=found[0], line=found[1]))

    @Slot()
    def _show_deeds(self) -> None:
        text, choice = self.editor.toPlainText(), self._chosen.choice
        own = self._own[1] if self._own else ""
        self.use.setEnabled(bool(text.strip()) and text != (choice.template or own))
        self.reset.setVisible(bool(choice.template) or text != own)
        self.reset.setText(self.tr("Back to the file’s") if own else self.tr("Take it off"))
        can_check = self._chosen.is_at_leisure() and bool(text.strip())
        self.check.setEnabled(can_check)
        ready, not_ready = self.tr("Show what would be sent"), self.tr("Load the model to check it")
        self.check.setToolTip(ready if can_check else not_ready)

    @Slot()
    def _on_check(self) -> None:
        engine = self._chosen.engine
        if not isinstance(engine, Renders) or not self._chosen.is_at_leisure():
            return
        job = engine.render(_SAMPLE, self.editor.toPlainText())
        job.finished.connect(self._on_rendered)
        job.failed.connect(self._show_problem)

    @Slot(object)
    def _on_rendered(self, text: str) -> None:
        self._hide_outcome()
        self._show_code(self.tr("This would be sent"), text)

    def _show_code(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._sent.set_code(text)
        self._title.show()
        self._sent.show()

    @Slot(object)
    def _show_problem(self, error: KnownError) -> None:
        self._hide_outcome()
        self.editor.setPlaceholderText("")
        self._problem.setText(error.what)
        self._problem.show()
        if error.details:
            self._show_code(self.tr("Jinja says"), error.details)

    @Slot()
    def _on_use(self) -> None:
        self._chosen.choose_load(template=self.editor.toPlainText())

    @Slot()
    def _on_reset(self) -> None:
        self._chosen.choose_load(template="")
        if self._own is not None:
            self.editor.setPlainText(self._own[1])


def _owner_words(*, is_own: bool, is_chat: bool) -> tuple[str, str]:
    """Whose template is used, in a sentence and in a word; ``is_chat``: the file has one."""
    if is_own and is_chat:
        return tr("Yours is used in place of the file’s, for every chat with this file."), tr("yours")
    if is_own:
        return tr("Yours is used; the file has none."), tr("yours")
    if is_chat:
        return tr("The model’s own, from the header of its file. Change it here, then use it."), ""
    words = tr("The file has none, so it continues text. If you know the right one, write it here.")
    return words, tr("none")
