"""How many tokens images take, as the chosen model counts them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.model import Capability
from explorer.engine.backend import Sees
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel


class ImageTokens(QObject):
    """``told``: another count is known."""

    told = Signal()

    def __init__(self, chosen: ChosenModel, session: ChatSession, parent: QObject) -> None:
        super().__init__(parent)
        self._chosen, self._session = chosen, session
        self._counts: dict[tuple[str, str], int] = {}  # by hash and model
        self._asked: set[tuple[str, str]] = set()
        self._failed: set[tuple[str, str]] = set()  # of what cannot be loaded: not again and again
        chosen.chosen.connect(self._failed.clear)

    def of(self, sha256: str) -> int | None:
        """``None`` where it has not counted it."""
        return self._counts.get(self._known(sha256))

    def of_all(self, hashes: Sequence[str]) -> int | None:
        """Of all of them together; ``None`` where one is not counted."""
        counts = [self.of(sha256) for sha256 in hashes]
        return None if None in counts else sum(count or 0 for count in counts)

    def count(self, hashes: Sequence[str]) -> None:
        """Have the model count what it did not yet, if it is loaded and at leisure."""
        engine, loaded, model = self._chosen.engine, self._chosen.loaded, self._chosen.model
        sees = model is not None and Capability.SEES in model.capabilities
        if not isinstance(engine, Sees) or loaded is None or not (sees and self._chosen.is_at_leisure()):
            return
        if self._chosen.is_other_load():
            return  # without what sees, perhaps
        over = self._asked | self._failed
        left = [sha256 for sha256 in dict.fromkeys(hashes) if self._known(sha256) not in over]
        found = self._session.chats.images.to_send(left)
        if not found:
            return
        known = [self._known(image.sha256) for image in found]
        self._asked.update(known)
        job = engine.count_images(found)
        job.finished.connect(partial(self._on_counted, known))
        job.failed.connect(partial(self._on_uncounted, known))

    def _known(self, sha256: str) -> tuple[str, str]:
        return sha256, self._chosen.model.id if self._chosen.model is not None else ""

    def _on_counted(self, known: Sequence[tuple[str, str]], counts: Sequence[int]) -> None:
        self._counts.update(zip(known, counts, strict=False))
        self.told.emit()

    def _on_uncounted(self, known: Sequence[tuple[str, str]], error: KnownError) -> None:
        """It was stopped, and is asked another time, or what sees cannot be loaded as it is."""
        self._asked.difference_update(known)
        if not isinstance(error, CancelledError):
            self._failed.update(known)
