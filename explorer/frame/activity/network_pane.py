"""The network in the activity panel: offline mode, whether the Hub answers, and what is sent."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import Settings, SettingsFile
from explorer.domain.elsewhere import stays_words
from explorer.domain.model import Whereabouts
from explorer.domain.words import Words
from explorer.engine.remote.endpoints import Endpoints
from explorer.frame.activity.page_pane import ActivityPage, page_row
from explorer.hub.reachability import Reach, ReachState
from explorer.kit.actions import Action
from explorer.kit.boxes import at_top, column, stretched
from explorer.kit.buttons import Button
from explorer.kit.clock import clock
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown, tr
from explorer.kit.text import IconLabel, Label, Para
from explorer.kit.toggle import Toggle


class NetworkPage(ActivityPage):
    """The switch acts at once, as the one in the Settings does. ``knock`` asks the Hub whether it answers."""

    _reached = Signal(object)  # ReachState, from the thread of a request

    def __init__(
        self,
        settings: SettingsFile,
        reach: Reach,
        knock: Callable[[Callable[[], None]], None],
        more: Action,
        endpoints: Endpoints,
    ) -> None:
        super().__init__(tr("Network"), EmptyState("online", "", ""), (more,))
        self._settings, self._reach, self._knock = settings, reach, knock
        self._answer = Para("")
        self._answer_icon = IconLabel("online")
        self.again = Button("outlined", self.tr("Try again"), "refresh", scale="compact")
        self.again.clicked.connect(self._try_again)
        self.offline = Toggle(self.tr("Work offline"))
        self.offline.clicked.connect(self._switch)
        self._state = Para("", "secondary", "muted")
        self._leaves, self._kept = Para(""), Para("")
        self._leaving = _promise("leaves", self._leaves)
        self.show_rows((self._switch_row(), self._answer_row(), *self._promises()))
        self._reached.connect(self._show_reach)
        self._endpoints = endpoints
        removers = (
            settings.changed.add(self._show),
            reach.changed.add(self._reached.emit),
            endpoints.changed.add(lambda _all: self._show_kept()),
        )
        self.destroyed.connect(lambda _gone: [remove() for remove in removers])
        self._show(settings.current)
        self._show_kept()

    def _switch_row(self) -> QWidget:
        frame, row = page_row()
        words = column(spacing=3).add(Label(self.tr("Work offline"), "strong"), self._state)
        row.add(stretched(words), at_top(self.offline))
        return frame

    def _answer_row(self) -> QWidget:
        frame, row = page_row()
        row.add(self._answer_icon, stretched(self._answer), at_top(self.again))
        return frame

    def _promises(self) -> list[QWidget]:
        sent = (
            ("search", Para(self.tr("Searches, model pages and downloads go to the Hub."))),
            ("key", Para(self.tr("A Hub token goes along, if there is one on this machine."))),
            ("lock", self._kept),
            ("eye", Para(self.tr("Nothing is counted or reported: there is no telemetry."))),
        )
        search, key, *stays = (_promise(icon, words) for icon, words in sent)
        return [search, key, self._leaving, *stays]

    def _show_kept(self) -> None:
        """What stays here, and what does not."""
        used = [one for one in self._endpoints.all if one.is_used]
        lines = [
            self.tr("What you ask a model at {name} goes to {host}.").format(name=one.name, host=one.host)
            for one in used
            if one.where is Whereabouts.AWAY
        ]
        self._leaves.setText("\n".join(lines))
        self._leaving.setVisible(bool(lines))
        self._kept.setText(shown(stays_words({one.where for one in used})))

    def _show(self, settings: Settings) -> None:
        self.offline.setChecked(settings.offline)
        self._state.setText(
            self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
            if settings.offline
            else self.tr(
                "The network is used to search, to show models’ pages, to check a token and to download."
            )
        )

        self._show_reach(self._reach.state)

    @Slot(object)
    def _show_reach(self, state: ReachState) -> None:
        """What the last request came to; while nothing may be asked there is nothing to try."""
        is_silent = state.silent_since is not None and not self._settings.current.offline
        self._answer_icon.show_icon("offline" if is_silent else "online", "caution" if is_silent else "muted")
        self.again.setVisible(is_silent)
        self.again.setEnabled(True)
        self._answer.setText(shown(_words_of(state)))

    @Slot()
    def _try_again(self) -> None:
        self.again.setEnabled(False)
        self._answer.setText(self.tr("Asking the Hub…"))
        self._knock(self._knocked)

    def _knocked(self) -> None:
        if shiboken6.isValid(self):
            self._show_reach(self._reach.state)

    @Slot()
    def _switch(self) -> None:
        self._settings.change(offline=self.offline.isChecked())


def _words_of(state: ReachState) -> Words:
    if state.silent_since is not None:
        return Words(
            "The Hub has not answered since {time}. {why}", time=clock(state.silent_since), why=state.why
        )
    if state.was_asked:
        return Words("The Hub answered the last request.")
    return Words("The network was not used since the start.")


def _promise(icon: str, words: Para) -> QWidget:
    frame, row = page_row()
    row.add(IconLabel(icon), stretched(words))
    return frame
