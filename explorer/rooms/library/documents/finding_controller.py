"""What would be found for a question, without asking a model."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from explorer.documents.giving import QuestionVector
from explorer.documents.index.search import search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage
from explorer.kit.tasks import LatestTask, TaskContext
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
        work = partial(_look_for, self._index, question, collection, vector)
        self._search.run(work, self.found.emit, self._messages.fail)


def _look_for(
    index: DocumentIndex,
    question: str,
    collection: str,
    vector: QuestionVector | None,
    _context: TaskContext[None],
) -> tuple[FoundPassage, ...]:
    if vector is None:
        return search(index, question, collections=(collection,), top=_TOP)
    return search(
        index,
        question,
        collections=(collection,),
        vector=vector.vector,
        identity=vector.identity,
        floor=vector.floor,
        top=_TOP,
    )
