"""The network in the activity panel: on or off, and in plain words what goes out."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.base.settings import Settings, SettingsFile
from explorer.frame.page_pane import Page, line
from explorer.kit.actions import Action
from explorer.kit.empty import EmptyState
from explorer.kit.iconlabel import IconLabel
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.toggle import Toggle


class NetworkPage(QWidget):
    """The switch acts at once, as the one in the Settings does."""

    def __init__(self, settings: SettingsFile, more: Action) -> None:
        super().__init__()
        self._settings = settings
        self.offline = Toggle(self.tr("Work offline"))
        self.offline.clicked.connect(self._switch)
        self._state = Para("", "secondary", "muted")
        page = Page(self.tr("Network"), EmptyState("online", "", ""), (more,))
        page.show_rows((self._switch_row(), *self._promises()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        remove = settings.changed.add(self._show)
        self.destroyed.connect(lambda _gone: remove())
        self._show(settings.current)

    def _switch_row(self) -> QWidget:
        frame, row = line()
        words = QVBoxLayout()
        words.setSpacing(look_of(self).sizes.px(3))
        words.addWidget(Label(self.tr("Work offline"), "strong"))
        words.addWidget(self._state)
        row.addLayout(words, 1)
        row.addWidget(self.offline, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def _promises(self) -> list[QWidget]:
        sent = (
            ("search", self.tr("Searches, model pages and downloads go to the Hub.")),
            ("key", self.tr("A Hub token goes along, if there is one on this machine.")),
            ("lock", self.tr("Prompts, answers and your files never leave this computer.")),
            ("eye", self.tr("Nothing is counted or reported: there is no telemetry.")),
        )
        return [_promise(icon, words) for icon, words in sent]

    def _show(self, settings: Settings) -> None:
        self.offline.setChecked(settings.offline)
        self._state.setText(
            self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
            if settings.offline
            else self.tr(
                "The network is used to search, to show models’ pages, to check a token and to download."
            )
        )

    @Slot()
    def _switch(self) -> None:
        self._settings.change(offline=self.offline.isChecked())


def _promise(icon: str, words: str) -> QWidget:
    frame, row = line()
    row.addWidget(IconLabel(icon))
    row.addWidget(Para(words), 1)
    return frame
