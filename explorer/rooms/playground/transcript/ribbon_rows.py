"""An answer as a ribbon of its tokens, coloured by probability, in place of its text."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.certainty import overview, percent_text, probability_of
from explorer.domain.tokens import TokenDetail
from explorer.kit.actions import Action
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.token_ribbon.odds_on_hover import RibbonOdds, TokenReplacement
from explorer.kit.token_ribbon.ribbon import Ribbon
from explorer.kit.token_ribbon.surprise import RibbonLegend
from explorer.kit.token_ribbon.token_names import token_name
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens

_LEFT_TO_RIGHT = (
    "\u200e"  # beside a token, whose letters may run the other way; isolates are shown as numbers
)


class RibbonView(QWidget):
    """The ribbon with its legend. ``picked`` carries what is to be written in place of a token: a
    TokenReplacement.

    ``why_not`` says why nobody can go on from a token now, "" if that is possible.
    """

    picked = Signal(object)

    def __init__(
        self, details: AnswerTokens, answer: str, prompt: str | None, why_not: Callable[[], str]
    ) -> None:
        super().__init__()
        self.details = details
        self.ribbon = Ribbon(details.tokens, answer)
        self._odds = RibbonOdds(self.ribbon, why_not)
        self._odds.picked.connect(self.picked)
        parts = column(self, margins=(2, 0, 2, 6), spacing=8)  # in line with the text it stands for
        if prompt is not None:
            parts.addWidget(Para(prompt, tone="muted"))
        caution = Para(self.tr("Unsure about wording is not the same as wrong."), "secondary")
        parts.add(self.ribbon, 2, RibbonLegend(), *self._overview(), caution)
        if details.is_afterwards:
            parts.addWidget(Para(self._afterwards(), "secondary", "muted"))

    def _overview(self) -> list[QWidget]:
        found = overview(self.details.tokens)
        if found is None:
            return []
        words = self.tr("The median of {count} tokens was {percent} likely to the model.")
        text = words.format(count=f"{found.count:,}", percent=percent_text(found.median))
        median = Para(text, "secondary", "muted")
        return [median, self._least(found.least)] if found.least else [median]

    def _least(self, places: tuple[int, ...]) -> QWidget:
        """The least likely tokens, and the way to them."""
        line = QWidget()
        flow = FlowLayout(line, spacing=look_of(self).sizes.px(10))
        flow.addWidget(Label(self.tr("Least likely"), "secondary", "muted"))
        for place in places:
            token = self.details.tokens[place]
            text = self.tr("“{token}” {percent}").format(
                token=token_name(token.text) + _LEFT_TO_RIGHT,
                percent=percent_text(probability_of(token.logprob or 0.0)),
            )
            way = Button("status", _LEFT_TO_RIGHT + text, then=partial(self._show, place))
            way.setToolTip(self.tr("Show it in the answer"))
            flow.addWidget(way)
        return line

    def _afterwards(self) -> str:
        return self.tr(
            "Measured afterwards, over the finished text: the odds may differ a little from those of the time"
            " of writing."
        )

    def _show(self, place: int) -> None:
        self.ribbon.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ribbon.go(place)


class RibbonPlaceholder(QWidget):
    """No ribbon yet: what is done, or what is missing, with the one thing to do about it."""

    def __init__(self, words: str, action: Action | None = None) -> None:
        super().__init__()
        line = row(self, margins=(2, 0, 2, 0), spacing=10).add(stretched(Para(words, "secondary", "muted")))
        if action is not None:
            button = Button("outlined", action, scale="compact")
            line.addWidget(button)


def branch_tokens(details: AnswerTokens, instead: TokenReplacement) -> AnswerTokens:
    """The tokens before that place, and what is to be written there."""
    before: tuple[TokenDetail, ...] = details.tokens[: instead.place]
    return AnswerTokens((*before, instead.token), details.is_afterwards)
