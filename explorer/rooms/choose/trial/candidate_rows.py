"""A candidate in a trial: what it does just now, how far it is, and the one thing to do about it."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from explorer.choose.decision import KeptCandidate
from explorer.choose.trial.trial_state import CandidateState, TrialStage
from explorer.choose.trial.trial_words import count_words, stage_words, takes_words
from explorer.domain.elsewhere import goes_words, most_cost_words
from explorer.domain.words import joined
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.consent import ConsentCard
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, IconLabel, Label, Para
from explorer.kit.where_mark import WhereMark
from explorer.rooms.choose.trial.deeds import Deed, deed_for

_ICONS = {
    TrialStage.WAITING: ("clock", "muted"),
    TrialStage.FETCHING: ("download", "accent"),
    TrialStage.PAUSED: ("pause", "muted"),
    TrialStage.LATER: ("clock", "muted"),
    TrialStage.NOT_FETCHED: ("warning", "caution"),
    TrialStage.TERMS: ("info", "caution"),
    TrialStage.CANNOT: ("warning", "caution"),
    TrialStage.HERE: ("clock", "muted"),
    TrialStage.ASKING: ("play", "accent"),
    TrialStage.DONE: ("check", "good"),
    TrialStage.FAILED: ("warning", "caution"),
}
_WRONG = (TrialStage.NOT_FETCHED, TrialStage.CANNOT, TrialStage.FAILED, TrialStage.TERMS)


class TrialCandidateRow(QFrame):
    """``wanted`` carries the Deed of its button; ``agreed``: its terms were accepted."""

    wanted = Signal(object)
    agreed = Signal(object)  # TermsOfUse

    def __init__(self, kept: KeptCandidate) -> None:
        super().__init__()
        self.kept = kept
        self.setProperty("rule", "bottom")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("trial-candidate")
        self._state: CandidateState | None = None
        self._deed: Deed | None = None
        self._consent: ConsentCard | None = None
        self._icon = IconLabel("clock", "muted", 18)
        self._mark = WhereMark()
        self._count = Label("", "secondary", "muted")
        self.button = Button("outlined", "", scale="compact", then=self._press)
        self._words, self._more = Para("", "secondary", "muted"), Para("", "secondary", "muted")
        self._bar = ProgressBar(shown(kept.full_title), 4)
        keep_place(self._bar, self.button)
        self._fill()

    def _fill(self) -> None:
        title = Elided(self.kept.full_title, "strong")
        name = boxes.row(spacing=8).add(title, Elided(self.kept.publisher, "secondary", "muted"))
        name.add(self._mark, boxes.STRETCH, self._count)
        self._lines = boxes.column(spacing=4)
        self._lines.add(name, self._words, self._more, self._bar)
        line = boxes.row(spacing=12)
        line.add(boxes.at_top(self._icon), boxes.stretched(self._lines), boxes.at_top(self.button))
        self._column = boxes.column(self, margins=(20, 12, 20, 10), spacing=8).add(line)

    def show_state(self, state: CandidateState, later: tuple[str, ...], *, is_begun: bool) -> None:
        """``later``: ids of those that are put off."""
        self._state, self._deed = state, deed_for(state, later)
        self._icon.show_icon(*_ICONS[state.stage])
        self._mark.show_model(state.model)
        self._words.setText(stage_words(state))
        self._more.setText(self._told(state, is_begun=is_begun))
        self._more.setVisible(bool(self._more.text()))
        self._count.setText(count_words(state) if state.stage is not TrialStage.FETCHING else "")
        is_wrong = state.stage in _WRONG
        self._words.set_tone("caution" if is_wrong else "")
        self._bar.setVisible(state.stage in (TrialStage.FETCHING, TrialStage.ASKING))
        self._bar.set_fraction(state.share)
        self.button.setVisible(self._deed is not None)
        if self._deed is not None:
            self.button.setText(shown(self._deed.words))
            name = self.tr("{deed}: {model}").format(
                deed=shown(self._deed.words), model=shown(self.kept.full_title)
            )
            self.button.setAccessibleName(name)
        if self._consent is not None and state.terms is None:
            self._forget_consent()

    def _told(self, state: CandidateState, *, is_begun: bool) -> str:
        """What to do, what it takes, and where its prompts go."""
        if state.problem is not None and state.stage is not TrialStage.DONE:
            return shown(joined(" ", (state.problem.advice,)))
        parts: list[str] = []
        if state.stage.is_coming and state.stage is not TrialStage.ASKING and not is_begun:
            time = replace(state.time, unknown=0)
            parts.append(takes_words(state.missing, time) if state.missing or time.at_most else "")
        if state.model is not None:
            parts.append(goes_words(state.model.where, state.model.host))
        parts.append(most_cost_words([state.cost]) if not is_begun else "")
        return shown(joined(" · ", [part for part in parts if part]))

    @Slot()
    def _press(self) -> None:
        if self._deed is None:
            return
        if self._deed.kind == "terms":
            self._ask_consent()
        else:
            self.wanted.emit(self._deed)

    def _ask_consent(self) -> None:
        terms = self._state.terms if self._state is not None else None
        if terms is None or self._consent is not None:
            return
        title = self.tr("Before the first answer of {name}").format(name=shown(terms.name))
        self._consent = ConsentCard(title, shown(terms.text), terms.url)
        self._consent.accepted.connect(self._agree)
        self._column.add(self._consent)
        self._consent.go_on.setFocus()

    @Slot()
    def _agree(self) -> None:
        if self._state is not None and self._state.terms is not None:
            self.agreed.emit(self._state.terms)

    def _forget_consent(self) -> None:
        if self._consent is not None:
            self._column.drop([self._consent])
            self._consent = None
