"""The room Evaluate: tests of a person's own, packs, and what a quantization costs.

The pane builds what shows the session, and answers for it to the window.
"""

from PySide6.QtCore import Qt

from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.room_pane import RoomPane
from explorer.rooms.evaluate.packs.packs_pane import PacksPane
from explorer.rooms.evaluate.quantization.quantization_pane import QuantizationPane
from explorer.rooms.evaluate.results.results_pane import ResultsPane
from explorer.rooms.evaluate.session import EvaluateSession
from explorer.rooms.room_services import RoomServices


class EvaluatePane(RoomPane):
    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName(Room.EVALUATE)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = EvaluateSession(services)
        self.results = ResultsPane(self.session)
        self.packs = PacksPane(self.session)
        self.quantization = QuantizationPane(self.session)
        boxes.column(self).add(self.results, self.packs, self.quantization)

    def show_place(self, _place: Place) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_work(self) -> None:
        self.session.close()
