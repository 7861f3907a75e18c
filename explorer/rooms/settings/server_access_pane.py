"""Where other programs reach the server, and the token that they need: shown, copied, made anew."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import Card, Row, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.copying import CopyIcon
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of

_HEIGHT = 32  # pixels at 100 %, as of a field
_END = 4  # signs of the token that are always seen, to tell it by
_DOTS = "•" * 12


class AddressField(QWidget):
    """The address that other programs are given."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Elided("", "code", middle=True)
        self._text.setProperty("data", True)
        self.copy = CopyIcon(self.tr("Copy the address"), self._copied)
        column(self, spacing=4).add(
            Label(self.tr("Address"), "secondary", "muted"), code_field(self._text, self.copy)
        )

    @property
    def text(self) -> str:
        return self._text.text()

    def show_address(self, address: str) -> None:
        self._text.setText(address)

    def _copied(self) -> str:
        return self.text


class TokenField(QWidget):
    """``renewed`` when the person wants another token and has seen what that means."""

    renewed = Signal()

    def __init__(self, token: Callable[[], str]) -> None:
        super().__init__()
        self._token = token
        self._is_shown = False
        self._text = Elided("", "code", middle=True)
        self._text.setProperty("data", True)
        self.eye = IconButton("eye", self.tr("Show the token"), then=self._turn)
        self.copy = CopyIcon(self.tr("Copy the token"), token, is_secret=True)
        self.renew = Button("outlined", self.tr("New token"), then=self._ask)
        self._note = Para("", "secondary", "caution")
        self._note.hide()
        line = row(spacing=8).add(stretched(code_field(self._text, self.eye, self.copy)), self.renew)
        column(self, spacing=4).add(Label(self.tr("Token"), "secondary", "muted"), line, self._note)

    @property
    def text(self) -> str:
        """As it stands on the screen."""
        return self._text.text()

    @property
    def note(self) -> str:
        return "" if self._note.isHidden() else self._note.text()

    def refresh(self, why_not_kept: str) -> None:
        """Show the token of now; ``why_not_kept``: why it holds only until the app ends."""
        token = self._token()
        self._text.setText(token if self._is_shown else masked(token))
        self._note.setText(why_not_kept)
        self._note.setVisible(bool(why_not_kept))

    @Slot()
    def _turn(self) -> None:
        self._is_shown = not self._is_shown
        words = self.tr("Hide the token") if self._is_shown else self.tr("Show the token")
        self.eye.show_as("eye-off" if self._is_shown else "eye", words)
        self.refresh(self.note)

    @Slot()
    def _ask(self) -> None:
        heading = self.tr("Make a new token?")
        words = self.tr("Every app that has the token of now is refused until it gets the new one.")
        question = DangerQuestion(heading, heading, words, self.tr("New token"), host_of(self))
        question.agreed.connect(self.renewed)
        question.ask()


def masked(token: str) -> str:
    """Its end, to tell it by."""
    return f"{_DOTS} {token[-_END:]}" if token else ""


def code_field(*parts: QWidget) -> Card:
    """A frame as of a field, around words and the icons at its end."""
    frame = Card("strong", 0)
    frame.setFixedHeight(look_of(frame).sizes.px(_HEIGHT))
    line: Row = row(margins=(12, 0, 4, 0), spacing=2).add(stretched(parts[0]), *parts[1:])
    frame.body.addLayout(line)
    return frame
