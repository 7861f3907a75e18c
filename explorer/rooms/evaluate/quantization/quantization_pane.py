"""What a quantization costs: two files of one model on the same text."""

from PySide6.QtWidgets import QWidget

from explorer.rooms.evaluate.session import EvaluateSession


class QuantizationPane(QWidget):
    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session = session
