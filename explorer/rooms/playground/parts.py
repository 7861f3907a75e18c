"""What the controllers of the Playground work with."""

from dataclasses import dataclass

from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.room_services import RoomServices


@dataclass(frozen=True)
class PlaygroundParts:
    """``session`` is the open chat, ``chosen`` the model that it is asked with; ``frame`` shows both."""

    services: RoomServices
    session: ChatSession
    chosen: ChosenModel
    frame: PlaygroundLayout
