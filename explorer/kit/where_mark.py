"""The mark of a model whose prompts go elsewhere: one pill, wherever such a model stands."""

from explorer.domain.elsewhere import AskedElsewhere, goes_words
from explorer.domain.model import Model, Whereabouts
from explorer.kit.pill import Pill, Tone

MARK_ICONS = {Whereabouts.AWAY: "leaves", Whereabouts.BESIDE: "cpu"}


def mark_tone(where: Whereabouts) -> Tone:
    return "caution" if where is Whereabouts.AWAY else "neutral"


class WhereMark(Pill):
    """Hidden for what runs here. Put it into a layout before it shows anything."""

    def __init__(self) -> None:
        super().__init__("")
        self.hide()

    def show_model(self, model: Model | None) -> None:
        where = model.where if model is not None else Whereabouts.HERE
        self.show_place(where, goes_words(where, model.host) if model is not None else "")

    def show_asked(self, asked: AskedElsewhere | None) -> None:
        """Of an answer; ``None``: it was made here."""
        self.show_place(*((asked.where, asked.told) if asked is not None else (Whereabouts.HERE, "")))

    def show_place(self, where: Whereabouts, means: str) -> None:
        if where is not Whereabouts.HERE:
            self.show_mark(where.value, mark_tone(where), MARK_ICONS[where], means)
        self.setVisible(where is not Whereabouts.HERE)
