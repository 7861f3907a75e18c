"""What the frame of the first run asks of each step, and the first step itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.kit.theme import look_of
from explorer.welcome.point_rows import Point


class Step(QWidget):
    """One step: what stands between the head and the buttons. ``changed``: read the words again.

    ``done`` asks for the next step, ``back`` for the one before.
    """

    changed = Signal()
    done = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(look_of(self).sizes.px(18))

    def title(self) -> str:
        raise NotImplementedError

    def lead(self) -> str:
        raise NotImplementedError

    def primary(self) -> str:
        """The words of the primary button; empty for none."""
        return self.tr("Go on")

    def is_ready(self) -> bool:
        """Whether the primary button can be used."""
        return True

    def note(self) -> str:
        """What stands beside the primary button."""
        return ""

    def skip_words(self) -> str:
        return self.tr("Skip")

    def can_go_back(self) -> bool:
        return True

    def press_primary(self) -> None:
        self.done.emit()

    def first_focus(self) -> QWidget | None:
        """What takes the keyboard first; ``None`` for the frame itself, where Enter goes on."""
        return None

    def is_busy(self) -> bool:
        """Whether something runs that must not be cut off."""
        return False

    def close_step(self) -> None:
        """The step is left: hear nothing more, stop what only it needs."""


class AboutStep(Step):
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
        self.body.addWidget(Point("cpu", self.tr("It runs on this computer"), here))
        self.body.addWidget(Point("lock", self.tr("Nothing you write leaves it"), stays))
        self.body.addWidget(Point("quote", self.tr("Every fact has its source"), source))

    def title(self) -> str:
        return self.tr("Open language models, on your own computer")

    def lead(self) -> str:
        return self.tr(
            "A language model answers, summarizes, translates and writes. Here you find open ones, try them"
            " and compare them. Three short steps, and you can ask the first one."
        )

    def can_go_back(self) -> bool:
        return False
