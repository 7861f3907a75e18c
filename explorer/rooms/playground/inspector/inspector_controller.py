"""Connects the inspector with the open chat and the chosen model, and the line of what differs from the
default with the places where it is set.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from explorer.domain.errors import KnownError
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.tokens import TokenPiece
from explorer.domain.words import Words
from explorer.engine.backend import Tokenizes
from explorer.engine.local.gguf.stated_sampling import stated_sampling_of
from explorer.engine.state import BackendChange
from explorer.kit.actions import Action
from explorer.kit.chips import Choice
from explorer.kit.tasks import LatestTask
from explorer.local.fit.devices import MachineDevices
from explorer.rooms.playground.captions import token_id_words
from explorer.rooms.playground.chats.settings import ChatSettings, usual_length
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.inspector.changed_settings import InspectorPlace, changed_settings
from explorer.rooms.playground.inspector.preset_controller import PresetController
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.adapters_pane import AdaptersSection
from explorer.rooms.playground.model.description_pane import DescriptionSection
from explorer.rooms.playground.model.loading_pane import LoadingSection
from explorer.rooms.playground.model.template_pane import TemplateSection


class InspectorController(QObject):
    """Connects the inspector with what it is about.

    While it is unfolded the line of what differs neither comes nor goes, for it would move what is being set.
    """

    def __init__(self, parts: PlaygroundParts, context: ContextController) -> None:
        super().__init__(parts.frame)
        self._frame, self._session, self._chosen = parts.frame, parts.session, parts.chosen
        self._inspector, self._line = parts.frame.inspector, parts.frame.header.differing
        self._context, self._messages = context, parts.services.messages
        self._stated_by: Path | None = None  # the file that was read for what its makers state
        self._reading = LatestTask(parts.services.tasks)
        self.presets = PresetController(parts)
        self._documents: tuple[str, ...] = ()
        self._add_sections(parts)
        self._listen()

    def _add_sections(self, parts: PlaygroundParts) -> None:
        tasks, chosen, add = parts.services.tasks, parts.chosen, self._inspector.add_section
        devices = MachineDevices(tasks, parts.services.pool.drivers)
        self._loading, self.adapters = LoadingSection(chosen, devices), AdaptersSection(chosen, tasks)
        add(self._loading, "loading")
        add(self.adapters, "adapters")
        add(TemplateSection(chosen, tasks), "template")
        add(DescriptionSection(chosen))

    def _listen(self) -> None:
        self._chosen.changed.connect(self._on_model)
        self._chosen.changed.connect(self.show_thinking)
        self._chosen.chosen.connect(self._on_chosen)
        self._inspector.changed.connect(self._session.change)
        self._inspector.more.asked.connect(self._on_asked)
        self._session.changed.add(self._on_settings)
        self.presets.changed.connect(self._show_differing)
        self._context.line.thinking.picked.connect(self._on_think)
        self._frame.header.fallback.clicked.connect(lambda: self.reveal("loading"))
        self._frame.folded.connect(self._settle)
        self._line.wanted.connect(self.reveal)

    @Slot(object)
    def reveal(self, where: InspectorPlace) -> None:
        """Show where this is set."""
        if where == "documents":
            self._frame.open_side("passages")
            return
        if self._inspector.isHidden():
            self._frame.toggle_inspector()
        self._inspector.reveal(where)

    def add_adapters(self, files: Sequence[Path]) -> None:
        """Put these on the chosen model, and show how that went."""
        if self._chosen.file is None:
            what = self.tr("An adapter is put on a model, and none is chosen.")
            self._messages.fail(KnownError(what, self.tr("Choose a model first, then drop the file again.")))
            return
        self.reveal("adapters")
        for file in files:
            self.adapters.add(file)

    def show_documents(self, names: Sequence[str]) -> None:
        """What the open chat is given."""
        self._documents = tuple(names)
        self._settle()

    def close(self) -> None:
        """Hear nothing more."""
        self._loading.close_section()

    def show_chat(self, _chat: object) -> None:
        """Another chat is open: it is asked in its own way."""
        self._inspector.show_settings(self._session.controls)
        self._inspector.show_stated(self._session.stated)
        self.presets.show_chat()
        self.show_thinking()
        self._settle()

    @Slot(object)
    def show_refused(self, error: KnownError) -> None:
        """Told where the answer would stand; the way leads to where it is mended."""
        way = Action(self.tr("Show it"), partial(self.reveal, "structure"), "edit")
        self._frame.transcript.show_error(error, (way,))

    @Slot()
    def show_thinking(self) -> None:
        session = self._session
        session.switch = switch = self._chosen.thinking
        session.opens_thought = self._chosen.opens_thought
        self._context.line.thinking.show_switch(switch, session.controls.think)
        self._inspector.show_switch(switch, thinks=session.can_think, longest=session.longest)

    @Slot()
    def _on_chosen(self) -> None:
        self._read_stated()
        self._context.show_model()
        self.show_thinking()
        self._show_differing()

    def _read_stated(self) -> None:
        """It stands in the file; a model without one states only what its engine told so far."""
        file, engine = self._chosen.file, self._chosen.engine
        path = file.path if file is not None else None
        if path is not None and path == self._stated_by:
            return
        self._stated_by = path
        self._reading.stop()
        told = engine.model if engine is not None else None
        self._show_stated(told.stated if told is not None else NOTHING_STATED)
        if path is not None:
            self._reading.do(partial(stated_sampling_of, path), self._show_stated, _ignore)

    @Slot(object)
    def _on_model(self, change: BackendChange) -> None:
        """Once its engine loaded it, it says the same, from the loaded file itself."""
        if change.model is not None:
            self._show_stated(change.model.stated)

    def _show_stated(self, stated: StatedSampling) -> None:
        if stated != self._session.stated:
            self._session.stated = stated
            self._inspector.show_stated(stated)

    def _on_settings(self, settings: ChatSettings) -> None:
        self._inspector.show_settings(settings)
        self.presets.refresh()
        self.show_thinking()
        self._context.refresh()
        self._show_differing()

    @Slot(object)
    def _on_think(self, choice: Choice) -> None:
        self._session.change({"think": choice.value})

    @Slot()
    def _settle(self) -> None:
        """Another chat is open, or the inspector was folded: the line is there where something differs."""
        self._show_differing()
        self._frame.show_differing(shown=bool(self._line.texts()))

    def _show_differing(self) -> None:
        model, settings = self._chosen.model, self._session.controls
        found = changed_settings(
            settings,
            self._chosen.choice,
            is_chat=model is None or model.is_chat,
            switch=self._chosen.thinking,
            usual=usual_length(thinks=self._session.thinks),
            preset=self.presets.name,
            documents=self._documents,
        )
        self._line.show_differences(found)
        if self._frame.side.isHidden():
            self._frame.show_differing(shown=bool(found))

    @Slot(object)
    def _on_asked(self, text: str) -> None:
        """The numbers of tokens belong to a model, so it must be loaded."""
        engine = self._chosen.engine
        if not isinstance(engine, Tokenizes) or not self._chosen.is_at_leisure():
            self._show_found(Words("Load the model first: each has tokens of its own."))
        elif text:
            engine.tokenize(text).finished.connect(self._on_found)

    @Slot(object)
    def _on_found(self, pieces: Sequence[TokenPiece]) -> None:
        self._show_found(token_id_words(pieces))

    def _show_found(self, words: str) -> None:
        self._inspector.more.parts.finder.show_found(words)


def _ignore(_error: KnownError) -> None:
    """A file that cannot be read states nothing, and the catalog says why."""
