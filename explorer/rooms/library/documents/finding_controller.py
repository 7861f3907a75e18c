"""What would be found for a question, without asking a model."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from explorer.documents.index.search import QuestionVector, search
from explorer.kit.tasks import LatestTask
from explorer.rooms.room_services import RoomServices

_TOP = 20  # passages


class PassageFinder(QObject):
    """``found`` carries a tuple of FoundPassage."""

    found = Signal(object)

    def __init__(self, services: RoomServices, parent: QObject) -> None:
        super().__init__(parent)
        self._index, self._messages = services.core.documents, services.messages
        self._search, self._asking = LatestTask(services.tasks), services.indexing.question()

    def look_for(self, question: str, collection: str) -> None:
        """Empty: nothing is."""
        self.stop()
        if question.strip():
            self._asking.ask(question, partial(self._on_vector, question, collection))
        else:
            self.found.emit(())

    def stop(self) -> None:
        self._search.stop()
        self._asking.stop()

    def _on_vector(self, question: str, collection: str, vector: QuestionVector | None) -> None:
        ask = partial(search, self._index, question, collections=(collection,), vector=vector, top=_TOP)
        self._search.do(ask, self.found.emit, self._messages.fail)
