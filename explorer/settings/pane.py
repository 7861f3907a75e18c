"""Settings: how it looks, where things lie, what goes over the network, and what this app is made of."""

from functools import partial
from importlib.metadata import version

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.base.machine import Machine, free_space
from explorer.base.paths import Paths
from explorer.base.settings import Settings, SettingsFile
from explorer.domain.units import size_text
from explorer.kit.buttons import Button, CheckBox, Picker
from explorer.kit.card import Card
from explorer.kit.room import RoomPane
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.services import models_folder

_THEMES = ("system", "light", "dark")
_PERCENTS = (90, 100, 110, 125, 150)
_CONTEXTS = (2048, 4096, 8192, 16384, 32768)


class SettingsPane(RoomPane):
    """One scrolling page of cards; every change is saved and takes effect at once."""

    def __init__(self, *, settings: SettingsFile, paths: Paths, machine: Machine) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._settings, self._paths, self._machine = settings, paths, machine
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(20, 18, 20, 32)
        self._column.setSpacing(14)
        self._column.addWidget(Label(self.tr("Settings"), "title"))
        self._add_look()
        self._add_models()
        self._add_network()
        self._add_about()
        self._column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(page, self.tr("Settings")))
        self._leave = settings.changed.add(self._show)
        self._show(settings.current)

    def close_room(self) -> None:
        self._leave()

    def _add_look(self) -> None:
        card = self._card(self.tr("Look"))
        self.theme = Picker(self.tr("Theme"))
        self.theme.addItems([self.tr("As the system"), self.tr("Light"), self.tr("Dark")])
        self.theme.activated.connect(self._set_theme)
        self._row(card, self.tr("Theme"), "", self.theme)
        self.percent = Picker(self.tr("Text size"))
        self.percent.addItems([f"{p} %" for p in _PERCENTS])
        self.percent.activated.connect(self._set_percent)
        self._row(card, self.tr("Text size"), "", self.percent, is_last=True)

    def _add_models(self) -> None:
        card = self._card(self.tr("Models"))
        self._folder = Elided("", "secondary", "muted")
        choose = Button("outlined", self.tr("Choose…"), "folder")
        choose.clicked.connect(self._choose_folder)
        row = self._row(card, self.tr("Models folder"), "", choose)
        row.addWidget(self._folder)
        self.context = Picker(self.tr("Context length"))
        self.context.addItems([f"{c:,}" for c in _CONTEXTS])
        self.context.activated.connect(self._set_context)
        note = self.tr("How much text a model keeps in mind, in tokens. More needs more memory.")
        self._row(card, self.tr("Context length"), note, self.context, is_last=True)

    def _add_network(self) -> None:
        card = self._card(self.tr("Network and privacy"))
        self.offline = CheckBox(self.tr("Offline mode"))
        self.offline.clicked.connect(self._set_offline)
        note = self.tr("No connection is opened at all. What was seen before is still shown, with its date.")
        self._row(card, self.tr("Work offline"), note, self.offline)
        self.endpoint = QLineEdit()
        self.endpoint.setPlaceholderText("https://huggingface.co")
        self.endpoint.setAccessibleName(self.tr("Hub address"))
        self.endpoint.setMinimumWidth(look_of(self).sizes.px(280))
        self.endpoint.editingFinished.connect(self._set_endpoint)
        note = self.tr("Another server that speaks as the Hub does. Takes effect at the next start.")
        self._row(card, self.tr("Hub address"), note, self.endpoint)
        words = self.tr(
            "Searches, model pages and downloads go to the Hub; a token, if the Hub's own command line keeps "
            "one on this machine, goes along. Prompts, answers and files never leave this computer, and "
            "nothing is counted or reported."
        )
        card.body.addWidget(Para(words, "secondary", "muted"))
        card.body.addSpacing(8)

    def _add_about(self) -> None:
        card = self._card(self.tr("About"))
        text = self.tr("Open Model Explorer {version}, MIT license.").format(
            version=version("open-model-explorer")
        )
        card.body.addWidget(Para(text))
        parts = self.tr(
            "Built with Qt and PySide6 (LGPL 3), llama.cpp and llama-cpp-python (MIT), huggingface_hub "
            "(Apache 2.0), the fonts Inter and JetBrains Mono (OFL 1.1), and others named in the readme."
        )
        card.body.addWidget(Para(parts, "secondary", "muted"))
        open_data = Button("outlined", self.tr("Open the data folder"), "folder")
        open_data.clicked.connect(partial(_open_folder, str(self._paths.root)))
        card.body.addSpacing(4)
        card.body.addWidget(open_data, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addSpacing(6)

    def _card(self, title: str) -> Card:
        self._column.addWidget(Label(title, "heading"))
        card = Card("plain", inset=18)
        card.setMaximumWidth(look_of(self).sizes.px(860))
        self._column.addWidget(card)
        return card

    def _row(
        self, card: Card, title: str, note: str, control: QWidget, *, is_last: bool = False
    ) -> QVBoxLayout:
        frame = QFrame()
        if not is_last:
            frame.setProperty("rule", "bottom")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, "strong"))
        if note:
            words.addWidget(Para(note, "secondary", "muted"))
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addWidget(frame)
        return words

    def _show(self, settings: Settings) -> None:
        self.theme.setCurrentIndex(_THEMES.index(settings.theme))
        self.percent.setCurrentIndex(_nearest(_PERCENTS, settings.text_percent))
        self.context.setCurrentIndex(_nearest(_CONTEXTS, settings.context_length))
        self.offline.setChecked(settings.offline)
        self.endpoint.setText(settings.endpoint)
        folder = models_folder(self._paths, settings)
        self._folder.setText(f"{folder} · {size_text(free_space(folder))} free")

    @Slot(int)
    def _set_theme(self, index: int) -> None:
        self._settings.change(theme=_THEMES[index])

    @Slot(int)
    def _set_percent(self, index: int) -> None:
        self._settings.change(text_percent=_PERCENTS[index])

    @Slot(int)
    def _set_context(self, index: int) -> None:
        self._settings.change(context_length=_CONTEXTS[index])

    @Slot()
    def _set_offline(self) -> None:
        self._settings.change(offline=self.offline.isChecked())

    @Slot()
    def _set_endpoint(self) -> None:
        if self.endpoint.text().strip() != self._settings.current.endpoint:
            self._settings.change(endpoint=self.endpoint.text().strip())

    @Slot()
    def _choose_folder(self) -> None:
        start = str(models_folder(self._paths, self._settings.current))
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where models are kept"), start)
        if chosen:
            self._settings.change(models_folder=chosen)


def _nearest(values: tuple[int, ...], wanted: int) -> int:
    return min(range(len(values)), key=lambda n: abs(values[n] - wanted))


def _open_folder(path: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
