"""The entry of the Playground: its word, icon and keys."""

from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.rooms.room_spec import RoomKey, RoomSpec

SPEC = RoomSpec(
    Room.PLAYGROUND,
    Words("Playground"),
    Words("Go to the Playground"),
    icon="chat",
    keys="Ctrl+3",
    pane="PlaygroundPane",
    room_keys=(
        RoomKey(Words("New chat"), "Ctrl+N"),
        RoomKey(Words("New temporary chat"), "Ctrl+Shift+N"),
        RoomKey(Words("Stop the answer"), "Esc"),
        RoomKey(Words("Leave the message as it was"), "Esc"),
        RoomKey(Words("Answer again"), "Ctrl+R"),
        RoomKey(Words("Continue the answer"), "Ctrl+G"),
        RoomKey(Words("Copy the last answer"), "Ctrl+Shift+C"),
        RoomKey(Words("How sure was it?"), "Ctrl+T"),
        RoomKey(Words("Search chats"), "Ctrl+F"),
        RoomKey(Words("Rename the chat"), "F2"),
        RoomKey(Words("Show or hide the chats"), "Ctrl+B"),
        RoomKey(Words("Prompts and more"), "Ctrl+/"),
        RoomKey(Words("How it answers"), "Ctrl+I"),
        RoomKey(Words("Choose a model"), "Ctrl+L"),
    ),
)
