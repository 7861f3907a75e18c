"""What keys do in each room, told without building it: for the sheet of shortcuts and the palette.

A room that is built tells its commands itself; a test holds this list against them.
"""

from dataclasses import dataclass

from explorer.domain.places import Room
from explorer.domain.words import Words


@dataclass(frozen=True)
class RoomKey:
    """``keys`` as in ``Action.shortcut``."""

    words: Words
    keys: str


def keys_of(room: Room) -> tuple[RoomKey, ...]:
    """In the order in which the room tells them."""
    return {
        Room.DISCOVER: (
            RoomKey(Words("Search models"), "Ctrl+F"),
            RoomKey(Words("Ask the Hub again"), "F5"),
            RoomKey(Words("Print these facts…"), "Ctrl+P"),
        ),
        Room.LIBRARY: (
            RoomKey(Words("Find a model here"), "Ctrl+F"),
            RoomKey(Words("Import models…"), "Ctrl+O"),
            RoomKey(Words("Delete the chosen model…"), "Del"),
            RoomKey(Words("Print these facts…"), "Ctrl+P"),
        ),
        Room.PLAYGROUND: _playground(),
        Room.COMPARE: _compare(),
        Room.SETTINGS: (RoomKey(Words("Find a setting"), "Ctrl+F"),),
    }[room]


def _playground() -> tuple[RoomKey, ...]:
    return (
        RoomKey(Words("New chat"), "Ctrl+N"),
        RoomKey(Words("Stop the answer"), "Esc"),
        RoomKey(Words("Leave the message as it was"), "Esc"),
        RoomKey(Words("Answer again"), "Ctrl+R"),
        RoomKey(Words("Continue the answer"), "Ctrl+G"),
        RoomKey(Words("Copy the last answer"), "Ctrl+Shift+C"),
        RoomKey(Words("How sure was it?"), "Ctrl+T"),
        RoomKey(Words("Search chats"), "Ctrl+F"),
        RoomKey(Words("Rename the chat"), "F2"),
        RoomKey(Words("Show or hide the chats"), "Ctrl+B"),
        RoomKey(Words("How it answers"), "Ctrl+I"),
        RoomKey(Words("Choose a model"), "Ctrl+L"),
    )


def _compare() -> tuple[RoomKey, ...]:
    return (
        RoomKey(Words("Add a model"), "Ctrl+M"),
        RoomKey(Words("Stop all answers"), "Esc"),
        RoomKey(Words("Only differences"), "Ctrl+D"),
        RoomKey(Words("Vote blind"), "Ctrl+B"),
        RoomKey(Words("Export report"), "Ctrl+E"),
        RoomKey(Words("Facts"), "Alt+1"),
        RoomKey(Words("Answers"), "Alt+2"),
        RoomKey(Words("Measurements"), "Alt+3"),
        RoomKey(Words("Move the column left"), "Ctrl+Shift+Left"),
        RoomKey(Words("Move the column right"), "Ctrl+Shift+Right"),
        RoomKey(Words("Prompts"), "Ctrl+L"),
        RoomKey(Words("Plan a run"), "Ctrl+R"),
        RoomKey(Words("All comparisons"), "Ctrl+O"),
        RoomKey(Words("New comparison"), "Ctrl+N"),
        RoomKey(Words("Rename the comparison"), "F2"),
    )
