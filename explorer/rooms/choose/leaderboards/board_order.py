"""Which rows of a leaderboard are shown, and in which order. A rank stays what its source says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from explorer.choose.leaderboards.board import BoardEntry, Vouched
from explorer.domain.words import Words

_PROOFS = tuple(Vouched)


class BoardColumn(StrEnum):
    """The columns in their order."""

    RANK = "rank"
    MODEL = "model"
    VALUE = "value"
    PROOF = "proof"
    DATE = "date"
    SOURCE = "source"
    HERE = "here"


HEADINGS: dict[BoardColumn, Words] = {
    BoardColumn.RANK: Words("Rank"),
    BoardColumn.MODEL: Words("Model"),
    BoardColumn.VALUE: Words("Value"),
    BoardColumn.PROOF: Words("Who says so"),
    BoardColumn.DATE: Words("Date"),
    BoardColumn.SOURCE: Words("Source"),
    BoardColumn.HERE: Words("A small file runs here"),
}
EXPLANATIONS: dict[BoardColumn, Words] = {
    BoardColumn.RANK: Words("As its source says. Sorting changes no rank."),
    BoardColumn.VALUE: Words("As it was written; no unit is added."),
    BoardColumn.PROOF: Words("The Hub, somebody else, the model’s own publisher, or a file from long ago."),
    BoardColumn.HERE: Words("Whether a GGUF file of the model fits this machine."),
}
_KEYS: dict[BoardColumn, Callable[[BoardEntry], Any]] = {
    BoardColumn.RANK: lambda entry: entry.rank or None,
    BoardColumn.MODEL: lambda entry: entry.model.casefold(),
    BoardColumn.VALUE: lambda entry: entry.number,
    BoardColumn.PROOF: lambda entry: _PROOFS.index(entry.vouched),
    BoardColumn.DATE: lambda entry: entry.dated or None,
}
_TELLING_END = (BoardColumn.VALUE, BoardColumn.PROOF, BoardColumn.DATE)  # which one wants to see first


@dataclass(frozen=True)
class BoardOrder:
    """What the rows are sorted by."""

    column: BoardColumn = BoardColumn.RANK
    descending: bool = False

    def after_click(self, column: BoardColumn) -> "BoardOrder":
        """The same column turns round; another begins with its more telling end."""
        if column not in _KEYS:
            return self
        if column is self.column:
            return BoardOrder(column, not self.descending)
        return BoardOrder(column, column in _TELLING_END)


def ordered_entries(entries: Iterable[BoardEntry], order: BoardOrder) -> tuple[BoardEntry, ...]:
    """What is not stated comes last either way; equals stay as the source has them."""
    key_of = _KEYS[order.column]
    keyed = [(key_of(entry), entry) for entry in entries]
    known = [one for one in keyed if one[0] is not None]
    known.sort(key=lambda one: one[0], reverse=order.descending)
    return (*(entry for _key, entry in known), *(entry for key, entry in keyed if key is None))


def matching_entries(entries: Iterable[BoardEntry], words: str) -> tuple[BoardEntry, ...]:
    """Those with every word in name, notes or source."""
    left = tuple(entries)
    for word in words.casefold().split():
        left = tuple([one for one in left if word in f"{one.model} {one.notes} {one.source_name}".casefold()])
    return left
