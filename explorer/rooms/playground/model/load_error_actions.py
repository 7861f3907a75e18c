"""What an error of loading or answering offers to do about it: load again, a shorter context, another device
or file.
"""

from collections.abc import Callable, Sequence
from functools import partial

from explorer.domain.cache_type import PackedCache, bits_of
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
from explorer.domain.places import Place, Room
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Words, joined
from explorer.engine.state import BackendState
from explorer.kit.actions import Action
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.model.loading_words import cache_caution
from explorer.rooms.room_services import RoomServices

_SHORT = 1024  # tokens: a context that is not halved any more
_WORTH = 0.1  # of what a model needs: saving less is not offered to one whose memory ran out


class LoadErrorActions:
    """Of the chosen model; ``pick`` lets the person choose another."""

    def __init__(self, chosen: ChosenModel, services: RoomServices, pick: Callable[[], object]) -> None:
        self._chosen, self._services, self._pick = chosen, services, pick

    def of(self, error: KnownError) -> Sequence[Action]:
        """The best one first; none where only the words help."""
        if isinstance(error, AdapterError):
            return (Action(Words("Take the adapters off"), self._without_adapters, "close"),)
        if isinstance(error, MemoryShortError):
            return self._of_short_memory(error)
        return self._of_failure(error) if self._is_down() else ()

    def _is_down(self) -> bool:
        """Though a load was asked for."""
        engine = self._chosen.engine
        return engine is not None and engine.state is BackendState.FAILED

    def told(self, error: KnownError) -> KnownError:
        """It, with what the way out costs that is not seen by its name."""
        packed = self._packed(error)
        if packed is None:
            return error
        caution = cache_caution(packed)
        if isinstance(error, MemoryShortError):  # its buttons say the rest
            return KnownError(error.what, caution, error.details)
        return KnownError(error.what, joined(" ", (error.advice, caution)), error.details)

    def _of_failure(self, error: KnownError) -> Sequence[Action]:
        words = Words("Load again") if self._chosen.is_resident else Words("Try again")
        again = Action(words, self._chosen.load, "refresh")
        ways: Sequence[Action] = (again,)
        if isinstance(error, OutOfMemoryError):
            ways = (*self._shorter(), *self._narrower(error), self._another_file(), again)
        elif isinstance(error, DriverError):
            ways = (
                Action(
                    Words("Load on the processor"), partial(self._load_as, device="cpu", gpu_layers=-1), "cpu"
                ),
                again,
            )
        elif isinstance(error, NotSupportedError):
            ways = (Action(Words("Find another model"), self._services.find_models, "search"),)
        elif isinstance(error, (DamagedFileError, NotFoundError)):
            show = partial(self._services.go, Place(Room.LIBRARY, model=self._chosen.file))
            ways = (Action(Words("Show it in the Library"), show, "library"), again)
        return ways

    def _of_short_memory(self, error: MemoryShortError) -> Sequence[Action]:
        ways = [Action(Words("Try anyway"), partial(self._chosen.load, is_forced=True), "play")]
        if error.smaller is not None:
            ways.insert(0, self._with_context(*error.smaller))
        ways[-1:-1] = self._narrower(error)
        return (*ways, self._another_file())

    def _packed(self, error: KnownError) -> PackedCache | None:
        """What else keys and values could be kept as, where that makes the difference, or may make it."""
        if isinstance(error, MemoryShortError):
            return error.packed
        file, options = self._chosen.file, self._chosen.plan.options()
        if file is None or not (isinstance(error, OutOfMemoryError) and self._is_down()):
            return None
        estimates = self._chosen.estimates
        least = _WORTH * estimates.need_as(file.path, options)
        every = estimates.narrower(file.path, options.context_length, options.cache_type)
        return next((one for one in every if one.saved >= least), None)

    def _narrower(self, error: KnownError) -> Sequence[Action]:
        packed = self._packed(error)
        if packed is None:
            return ()
        saved = size_text(packed.saved)
        text = Words("Load with {bits}-bit context · saves {size}", bits=bits_of(packed.type), size=saved)
        return (Action(text, partial(self._load_as, cache_type=packed.type)),)

    def _shorter(self) -> Sequence[Action]:
        """Half the context, where that is not already short."""
        length = self._chosen.plan.options().context_length
        return (self._with_context(length // 2),) if length >= 2 * _SHORT else ()

    def _with_context(self, length: int, needed: int = 0) -> Action:
        text = Words("Load with {context} tokens", context=context_text(length))
        if needed:
            text = joined(" · ", (text, size_text(needed)))
        return Action(text, partial(self._load_as, context_length=length), "refresh")

    def _another_file(self) -> Action:
        return Action(Words("Choose another file"), self._pick, "search")

    def _load_as(self, **values: object) -> None:
        self._chosen.choose_load(**values)
        self._chosen.load()

    def _without_adapters(self) -> None:
        self._chosen.choose_load(adapters=())
        self._chosen.apply_adapters()
