"""What an error of loading or answering offers to do about it: load again, a shorter context, another device
or file.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from explorer.domain.errors import (
    AdapterError,
    DamagedFileError,
    DriverError,
    KnownError,
    MemoryShortError,
    NotFoundError,
    NotSupportedError,
    OutOfMemoryError,
)
from explorer.domain.places import Go, Place, Room
from explorer.domain.units import context_text
from explorer.kit.actions import Action
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_SHORT = 1024  # tokens: a context that is not halved any more


class LoadErrorActions(QObject):
    """``load`` loads the chosen model, under its terms; ``pick`` opens the list of models."""

    def __init__(
        self,
        chosen: ChosenModel,
        load: Callable[[], None],
        pick: Callable[[], None],
        go: Go,
    ) -> None:
        super().__init__(chosen)
        self._chosen, self._load, self._pick, self._go = chosen, load, pick, go

    def of(self, error: KnownError) -> Sequence[Action]:
        """The best one first; none where only the words help."""
        if isinstance(error, AdapterError):
            return (Action(self.tr("Take the adapters off"), self._without_adapters, "close"),)
        if isinstance(error, MemoryShortError):
            return self._of_short_memory(error)
        return self._of_failure(error) if self._chosen.fell() else ()

    def _of_failure(self, error: KnownError) -> Sequence[Action]:
        words = self.tr("Load again") if self._chosen.is_resident else self.tr("Try again")
        again = Action(words, self._load, "refresh")
        ways: Sequence[Action] = (again,)
        if isinstance(error, OutOfMemoryError):
            ways = (*self._shorter(), self._another_file(), again)
        elif isinstance(error, DriverError):
            ways = (Action(self.tr("Load on the processor"), self._on_processor, "cpu"), again)
        elif isinstance(error, NotSupportedError):
            ways = (Action(self.tr("Find another model"), self._find, "search"),)
        elif isinstance(error, (DamagedFileError, NotFoundError)):
            ways = (Action(self.tr("Show it in the Library"), self._show_file, "library"), again)
        return ways

    def _of_short_memory(self, error: MemoryShortError) -> Sequence[Action]:
        ways = [Action(self.tr("Try anyway"), self._try_anyway, "play")]
        if error.smaller is not None:
            ways.insert(0, self._with_context(error.smaller[0]))
        return (*ways, self._another_file())

    def _shorter(self) -> Sequence[Action]:
        """Half the context, where that is not already short."""
        length = self._chosen.options().context_length
        return (self._with_context(length // 2),) if length >= 2 * _SHORT else ()

    def _with_context(self, length: int) -> Action:
        text = self.tr("Load with {context} tokens").format(context=context_text(length))
        return Action(text, partial(self._load_with, length), "refresh")

    def _another_file(self) -> Action:
        return Action(self.tr("Choose another file"), self._pick, "search")

    def _try_anyway(self) -> None:
        self._chosen.load(is_forced=True)

    def _load_with(self, length: int) -> None:
        self._chosen.choose_load(context_length=length)
        self._load()

    def _on_processor(self) -> None:
        self._chosen.choose_load(device="cpu", gpu_layers=-1)
        self._load()

    def _without_adapters(self) -> None:
        self._chosen.choose_load(adapters=())
        self._chosen.apply_adapters()

    def _find(self) -> None:
        self._go(Place(Room.DISCOVER))

    def _show_file(self) -> None:
        self._go(Place(Room.LIBRARY, model=self._chosen.file))
