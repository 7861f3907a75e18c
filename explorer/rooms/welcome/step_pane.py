"""The base of each step of the first run, what steps are made of, and the first step itself."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.kit.boxes import Card, at_top, column, row, stretched
from explorer.kit.text import Elided, IconLabel, Para
from explorer.kit.theme import look_of


class LeadText(Para):
    """What a step says first: running text in the size of a heading."""

    def __init__(self) -> None:
        super().__init__("", "body", "muted")

    def text_font(self) -> QFont:
        font = look_of(self).font("body")
        font.setPixelSize(look_of(self).sizes.of_text("heading"))
        return font


class StepPoint(QWidget):
    """``beside`` stands at the end of the line, such as a button."""

    def __init__(self, icon: str, title: str, text: str, beside: QWidget | None = None) -> None:
        super().__init__()
        self.title = Elided(title, "strong")
        self.text = Para(text, "body", "muted")
        words = column(spacing=2).add(self.title, self.text)
        line = row(self, spacing=14).add(at_top(IconLabel(icon, "accent", 20)), stretched(words))
        if beside is not None:
            line.addWidget(beside, 0, Qt.AlignmentFlag.AlignVCenter)


class CautionCard(Card):
    """Something to know before going on; never by colour alone."""

    def __init__(self, text: str) -> None:
        super().__init__("sunken", 14)
        line = row(spacing=10).add(at_top(IconLabel("warning", "caution")))
        self.text = Para(text)
        line.addWidget(self.text, 1)
        self.body.addLayout(line)


@dataclass(frozen=True)
class StepFace:
    """What stands around a step now. ``primary``: the words of its button, empty for none, which can be
    pressed where the step ``is_ready``; ``note``: beside that. ``can_help``: a way for
    whoever has a task in mind stands there too.
    """

    title: str
    lead: str
    primary: str = Words("Go on")
    is_ready: bool = True
    note: str = ""
    skip: str = Words("Skip")
    can_go_back: bool = True
    can_help: bool = False


class WelcomeStep(QWidget):
    """One step: what stands between the head and the buttons. ``changed``: read the face again.

    ``done`` asks for the next step, ``back`` for the one before.
    """

    changed = Signal()
    done = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body = column(self, spacing=18)

    def face(self) -> StepFace:
        raise NotImplementedError

    def press_primary(self) -> None:
        self.done.emit()

    def first_focus(self) -> QWidget | None:
        """What takes the keyboard first; ``None`` for the frame itself, where Enter goes on."""
        return None

    def close_step(self) -> None:
        """The step is left: hear nothing more, stop what only it needs."""


class AboutStep(WelcomeStep):
    """What this is."""

    def __init__(self) -> None:
        super().__init__()
        here = self.tr("A model is one large file. Once it is here, it works without a network or account.")
        stays = self.tr(
            "Prompts and answers stay here. Only searches, model pages and downloads reach the Hugging "
            "Face Hub."
        )
        source = self.tr(
            "What a model was trained on, what its license allows: in its maker’s words, or “not disclosed”."
        )
        self.body.add(
            StepPoint("cpu", self.tr("It runs on this computer"), here),
            StepPoint("lock", self.tr("Nothing you write leaves it"), stays),
            StepPoint("quote", self.tr("Every fact has its source"), source),
        )

    def face(self) -> StepFace:
        lead = self.tr(
            "A language model answers, summarizes, translates and writes. Here you find open ones, try them"
            " and compare them. Three short steps, and you can ask the first one."
        )
        return StepFace(self.tr("Open language models, on your own computer"), lead, can_go_back=False)
