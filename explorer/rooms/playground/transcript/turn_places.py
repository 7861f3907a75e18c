"""All turns of a conversation in their places, whether they have a row now or not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from explorer.rooms.playground.chats.store import Turn

# Of a height that is guessed, in pixels at 100 %
_LINE, _AROUND_ANSWER, _AROUND_QUESTION = 23, 70, 28
_IN_ANSWER, _IN_QUESTION = 90, 60  # characters on a line


@dataclass(slots=True)
class TurnPlace:
    """A turn that has its row, now or when it is seen. A completion shows its prompt."""

    turn: Turn
    prompt: str | None = None
    is_unfolded: bool = False  # what the model thought

    @property
    def is_question(self) -> bool:
        return self.turn.role == "user"

    def shows(self) -> tuple[int, ...]:
        """The turns that are read in it."""
        return (self.turn.id,) if self.prompt is None else (self.turn.parent, self.turn.id)

    def guessed_height(self) -> int:
        """Of its row, roughly; pixels at 100 %."""
        text = (self.prompt or "") + self.turn.text
        broken = 1 + text.count("\n") - text.count("\n\n")
        full = len(text) // (_IN_QUESTION if self.is_question else _IN_ANSWER)
        lines = max(broken, full) + min(broken, full) // 2
        return _LINE * lines + (_AROUND_QUESTION if self.is_question else _AROUND_ANSWER)


class TurnPlaces:
    """By their numbers, from the top."""

    def __init__(self) -> None:
        self._places: list[TurnPlace] = []

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> TurnPlace:
        return self._places[number]

    def number_of(self, turn: int) -> int | None:
        """Where it stands, or the completion that shows it."""
        shown = (number for number, place in enumerate(self._places) if turn in place.shows())
        return next(shown, None)

    def last_answer(self) -> int | None:
        numbers = range(len(self._places) - 1, -1, -1)
        return next((number for number in numbers if not self._places[number].is_question), None)

    def in_common(self, turns: Collection[int]) -> int:
        """How many from the top are of these turns."""
        others = (number for number, place in enumerate(self._places) if place.turn.id not in turns)
        return next(others, len(self._places))

    def cut(self, kept: int) -> None:
        """Take away all but the first ``kept``."""
        del self._places[kept:]

    def extend(self, turns: Sequence[Turn], prompt: str | None) -> list[TurnPlace]:
        """``prompt``: what stands before the first of the turns. Those that are new."""
        new = list(_places(turns, prompt))
        self._places += new
        return new


def _places(turns: Sequence[Turn], prompt: str | None) -> Iterator[TurnPlace]:
    """A completion shows its prompt: then the question has no row of its own."""
    for turn in turns:
        if turn.role != "user":
            yield TurnPlace(turn, prompt if turn.is_completion else None)
            prompt = None
            continue
        prompt = turn.text
        if not turn.is_completion:
            yield TurnPlace(turn)
