"""Results of a set or pack: items by models."""

from PySide6.QtWidgets import QWidget

from explorer.rooms.evaluate.session import EvaluateSession


class ResultsPane(QWidget):
    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session = session
