"""The Playground as tests see it: its parts by what they are, and what a person does in it."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from explorer.domain.model import Model
from explorer.domain.places import Place, Room
from explorer.domain.sampling_choice import SamplingChoice
from explorer.kit.actions import Action
from explorer.kit.language import tr
from explorer.kit.scroll import Scroll
from explorer.kit.slider import Slider
from explorer.kit.text import Elided
from explorer.rooms.playground.chats.column_pane import ChatsColumn
from explorer.rooms.playground.chats.list_rows import ChatList
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.context.context_rows import ContextMeterLine, ContextNotice
from explorer.rooms.playground.header_rows import ChatHeader
from explorer.rooms.playground.inspector.changed_settings_rows import ChangedSettingsRow
from explorer.rooms.playground.inspector.inspector_pane import Inspector
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.adapters_pane import AdaptersSection
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.description_pane import DescriptionSection
from explorer.rooms.playground.model.loading_pane import LoadingSection
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.model.template_pane import TemplateSection
from explorer.rooms.playground.pane import PlaygroundPane
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.answer_text_rows import ByLine
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from explorer.rooms.playground.transcript.transcript_pane import Transcript


def part[W: QWidget](widget: QWidget, kind: type[W], name: str = "") -> W:
    """The one part of this kind; ``name``: its accessible name, or what stands on it, in English."""
    (found,) = (one for one in widget.findChildren(kind) if not name or tr(name) in _names(one))
    return found


def _names(widget: QWidget) -> tuple[str, ...]:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName(), words


def top_in(area: QAbstractScrollArea, widget: QWidget) -> int:
    """Pixels from the top of what is scrolled there."""
    return widget.mapTo(area.viewport(), QPoint(0, 0)).y() + area.verticalScrollBar().value()


def by_line(line: ByLine) -> str:
    """Who gave an answer, and what tells it apart."""
    return " ".join(part.text() for part in line.findChildren(Elided) if part.text())


class PlaygroundPage:
    """A Playground that is open."""

    def __init__(self, pane: PlaygroundPane) -> None:
        self.pane = pane
        self.session: ChatSession = pane.session
        self.chosen: ChosenModel = pane.chosen
        self.layout = part(pane, PlaygroundLayout)
        self.header = part(pane, ChatHeader)
        self.changed_settings = part(pane, ChangedSettingsRow)
        self.chats = part(pane, ChatsColumn)
        self.chat_list = part(pane, ChatList)
        self.transcript = part(pane, Transcript)
        self.composer = part(pane, ChatComposer)
        self.context_line = part(pane, ContextMeterLine)
        self.context_notice = part(pane, ContextNotice)
        self.inspector = inspector = part(pane, Inspector)
        self.system_prompt = part(inspector, QPlainTextEdit, "System prompt")
        self.length = part(inspector, Slider, "Longest answer, in tokens")
        self.lock, self.seed = part(inspector, QCheckBox, "Lock it"), part(inspector, QLineEdit, "Seed")
        self.sure = part(inspector, QCheckBox, "Note it with every answer")
        self.inspector_area = next(
            area for area in inspector.findChildren(Scroll) if area.accessibleName() == tr("How it answers")
        )
        self.loading, self.adapters = part(inspector, LoadingSection), part(inspector, AdaptersSection)
        self.template = part(inspector, TemplateSection)
        self.description = part(inspector, DescriptionSection)

    def set(self, **values: object) -> None:
        """Ask the open chat otherwise, see ChatSettings."""
        self.session.change(values)

    def ask_greedily(self) -> None:
        """Temperature 0 in the open chat: what is left to chance may end at once."""
        self.set(choice=SamplingChoice({"temperature": 0.0}))

    def toggle_inspector(self) -> None:
        self.pane.run_command("Ctrl+I")

    def new_chat(self) -> None:
        self.pane.run_command("Ctrl+N")

    def open_chat(self, chat: int) -> None:
        self.pane.show_place(Place(Room.PLAYGROUND, chat_id=chat))

    def command(self, text: str) -> Action:
        return next(one for one in self.pane.commands() if one.text == text)

    def can(self, text: str) -> bool:
        """Whether this command can be used now."""
        return self.command(text).enabled

    def pick(self, model: Model) -> None:
        """From the list of models."""
        (models,) = self.pane.findChildren(ModelChoiceController)
        models.pick(model)

    def stop(self) -> None:
        self.composer.stopped.emit()

    def questions(self) -> list[QuestionRow]:
        """From the top."""
        return [row for row in self.rows() if isinstance(row, QuestionRow)]

    def rows(self) -> list[QuestionRow | AnswerRow]:
        """Those around what is seen, from the top."""
        rows: list[QuestionRow | AnswerRow] = list(self.transcript.findChildren(AnswerRow))
        rows += self.transcript.findChildren(QuestionRow)
        return sorted((row for row in rows if not row.isHidden()), key=self.top)

    def top(self, row: QWidget) -> int:
        """Pixels from the top of the conversation."""
        return top_in(self.transcript.area, row)

    def edit(self, question: QuestionRow) -> None:
        words = "Edit and send again; what follows is kept as a branch"
        part(question, QAbstractButton, words).click()
