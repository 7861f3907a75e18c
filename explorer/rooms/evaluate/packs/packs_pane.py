"""The packs: how models fail, with intervals."""

from PySide6.QtWidgets import QWidget

from explorer.rooms.evaluate.session import EvaluateSession


class PacksPane(QWidget):
    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session = session
