"""Where the window can go: rooms hand each other a place, and never know one another."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from explorer.domain.model import Model


class Room(StrEnum):
    """The rooms in the order of the keys and of the rail; what each is stands in ``rooms/<id>/room.py``."""

    DISCOVER = "discover"
    CHOOSE = "choose"
    LIBRARY = "library"
    PLAYGROUND = "playground"
    COMPARE = "compare"
    EVALUATE = "evaluate"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Place:
    """A room, and what it should show there; each room takes what it knows and leaves the rest.

    ``chat_id`` is a kept chat of the Playground, ``comparison_id`` a kept comparison, ``eval_set_id`` a set
    of tests and ``eval_case`` the key of one of these, ``pack`` the id of a pack. ``decision_id`` is a
    kept decision, ``use`` the id of a starting page for a use, ``benchmark`` a data set whose leaderboard is
    shown, ``choosing`` another page of that room: "start", "leaderboards" or "companies", or of the decision:
    "questions", "trial" or "decision" in place of the one it is at. ``question`` begins a new
    chat, ready to be sent under the prompt ``system``. ``setting`` names a part of the Settings: "theme",
    "text", "language", "models-folder", "offline", "token", "endpoint", "endpoints", "server", "context",
    "storage" or "about", or in the Library "documents". ``files`` are model files from elsewhere on this disk
    that the Library takes in, adapters that the Playground puts on its model, documents that it attaches,
    exports of chats that it brings in, or tests for a set.
    """

    room: Room
    model: Model | None = None
    repo_id: str = ""
    search: str = ""
    chat_id: int | None = None
    comparison_id: int | None = None
    eval_set_id: int | None = None
    eval_case: str = ""
    pack: str = ""
    decision_id: int | None = None
    use: str = ""
    benchmark: str = ""
    choosing: str = ""
    question: str = ""
    system: str = ""
    setting: str = ""
    files: tuple[Path, ...] = ()


Go = Callable[[Place], None]
ENDPOINTS = Place(Room.SETTINGS, setting="endpoints")


def evaluate_place(subject: str) -> Place:
    """Of a set ("set:12") or a pack, as of ``evaluate.items.Subject.id``; "" of all packs."""
    kind, _colon, number = subject.partition(":")
    if kind == "set" and number.isdecimal():
        return Place(Room.EVALUATE, eval_set_id=int(number))
    return Place(Room.EVALUATE, pack=subject)
