"""How many tokens attached documents have for the chosen model: counted by it, or about so many."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from explorer.documents.giving import about_tokens
from explorer.engine.backend import Counts
from explorer.rooms.playground.chats.attachments import Attachment
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_COUNTED = 400_000  # characters: for the count of a longer document nobody waits
_PAGES = 40  # looked at for a guess


class FileTokens(QObject):
    """``told``: another count is known."""

    told = Signal()

    def __init__(self, chosen: ChosenModel, indexes: ChatIndexes, parent: QObject) -> None:
        super().__init__(parent)
        self._chosen, self._indexes = chosen, indexes
        self._counts: dict[tuple[str, str], int] = {}  # by document and model
        self._abouts: dict[str, int] = {}  # by document
        self._asked: set[tuple[str, str]] = set()

    def of(self, attached: Attachment) -> tuple[int, bool]:
        """And whether the chosen model counted them."""
        counted = self._counts.get(self._known(attached))
        if counted is not None:
            return counted, True
        return self._about(attached), False

    def count(self, attached: Sequence[Attachment]) -> None:
        """Have the model count what it did not yet, if it is loaded and at leisure."""
        engine = self._chosen.engine
        if not isinstance(engine, Counts) or not self._chosen.is_at_leisure():
            return
        for one in attached:
            known = self._known(one)
            index = self._indexes.index_with(one.reference) if known not in self._asked else None
            document = index.document(one.reference) if index is not None else None
            if index is None or document is None or document.characters > _COUNTED:
                continue
            self._asked.add(known)
            texts = [page.text for page in index.pages(one.reference)]
            job = engine.count(texts)
            job.finished.connect(partial(self._on_counted, known))
            job.failed.connect(partial(self._on_uncounted, known))

    def _known(self, attached: Attachment) -> tuple[str, str]:
        return attached.reference, self._chosen.model.id if self._chosen.model is not None else ""

    def _about(self, attached: Attachment) -> int:
        if attached.reference not in self._abouts:
            self._abouts[attached.reference] = attached.tokens or self._guess(attached.reference)
        return self._abouts[attached.reference]

    def _guess(self, reference: str) -> int:
        """By pages from all over the document: signs of Chinese have more tokens than letters."""
        index = self._indexes.index_with(reference)
        document = index.document(reference) if index is not None else None
        if index is None or document is None:
            return 0
        pages = index.pages(reference, 1 + document.pages // _PAGES)
        text = "".join(page.text for page in pages)
        return round(about_tokens(text) * document.characters / max(1, len(text)))

    def _on_counted(self, known: tuple[str, str], counts: Sequence[int]) -> None:
        self._counts[known] = sum(counts)
        self.told.emit()

    def _on_uncounted(self, known: tuple[str, str], _error: object) -> None:
        """It was stopped, or unloaded: another time."""
        self._asked.discard(known)
