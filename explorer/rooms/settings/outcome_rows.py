"""A line that says how something went: an icon and words, never colour alone."""

from typing import Literal

from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.kit.boxes import column, row, stretched
from explorer.kit.language import shown
from explorer.kit.text import IconLabel, Para

OutcomeKind = Literal["info", "good", "caution", "bad"]
_ICONS = {"info": "info", "good": "check", "caution": "warning", "bad": "error"}


class OutcomeLine(QWidget):
    """Hidden until something is said. ``kind`` is how it was said last."""

    def __init__(self) -> None:
        super().__init__()
        self.kind: OutcomeKind = "info"
        self._icon = IconLabel("info")
        self._what = Para("", "body")
        self._advice = Para("", "secondary", "muted")
        words = column().add(self._what, self._advice)
        row(self, spacing=8).add(self._icon, stretched(words))
        self.hide()

    @property
    def text(self) -> str:
        """What is said now, empty if nothing is."""
        return "" if self.isHidden() else f"{self._what.text()} {self._advice.text()}".strip()

    def say(self, kind: OutcomeKind, what: str, advice: str = "") -> None:
        self.kind = kind
        tone = "muted" if kind == "info" else kind
        self._icon.show_icon(_ICONS[kind], tone)
        self._what.setText(shown(what))
        self._what.set_tone(tone)
        self._advice.setText(shown(advice))
        self._advice.setVisible(bool(advice))
        self.show()

    def tell(self, error: KnownError) -> None:
        self.say("bad", error.what, error.advice)

    def clear(self) -> None:
        self.hide()
