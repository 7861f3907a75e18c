"""Keeps the line of changed settings up to date while the inspector is folded, and leads to where each is
set.
"""

from PySide6.QtCore import QObject, Slot

from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import usual_length
from explorer.rooms.playground.inspector.changed_settings import InspectorPlace, changed_settings
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.sections_controller import ModelSections


class ChangedSettingsController(QObject):
    """Keeps the line of chips up to date.

    While the inspector is unfolded the line neither comes nor goes, for it would move what is being set.
    """

    def __init__(
        self, frame: PlaygroundLayout, session: ChatSession, chosen: ChosenModel, sections: ModelSections
    ) -> None:
        super().__init__(frame)
        self._frame, self._session, self._chosen, self._sections = frame, session, chosen, sections
        self.row = frame.header.differing
        self.row.wanted.connect(self._on_wanted)
        session.changed.add(self.refresh)
        frame.folded.connect(self.settle)
        chosen.chosen.connect(self.refresh)
        self.settle()

    @Slot()
    def refresh(self, _settings: object = None) -> None:
        """Say what differs now."""
        model = self._chosen.model
        is_chat = model is None or model.is_chat
        controls, switch = self._session.controls, self._chosen.thinking
        usual = usual_length(thinks=self._session.thinks)
        found = changed_settings(controls, self._chosen.choice, is_chat=is_chat, switch=switch, usual=usual)
        self.row.show_differences(found)
        if self._frame.inspector.isHidden():
            self._frame.show_differing(shown=bool(found))

    @Slot()
    def settle(self) -> None:
        """Another chat is open, or the inspector was folded: the line is there where something differs."""
        self.refresh()
        self._frame.show_differing(shown=bool(self.row.texts()))

    @Slot(object)
    def _on_wanted(self, where: InspectorPlace) -> None:
        if self._frame.inspector.isHidden():
            self._frame.toggle_inspector()
        if where in ("loading", "adapters", "template"):
            self._sections.reveal(where)
        else:
            self._frame.inspector.reveal(where)
