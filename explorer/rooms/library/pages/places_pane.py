"""The page of other folders with models on this disk: those of other programs, and those the person named."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from explorer.domain.local_model import OtherApp
from explorer.domain.units import size_text
from explorer.kit.boxes import STRETCH, Card, at_start, clear, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.text import Elided, Label
from explorer.kit.toggle import Toggle
from explorer.local.models.place_choice import PlaceChoice
from explorer.local.models.scanner import OutsideFolder
from explorer.rooms.library.pages.subpage_pane import TitledSubPage


class PlacesPage(TitledSubPage):
    """``app_switched`` carries (App, shown), ``folder_dropped`` a Path; ``folder_wanted`` asks for one."""

    app_switched = Signal(object, bool)
    folder_dropped = Signal(object)
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Models elsewhere on this disk"),
            self.tr(
                "They are used where they lie. Nothing in these folders is changed, "
                "unless you delete one of their models here."
            ),
        )
        self._shown: tuple[Sequence[OutsideFolder], PlaceChoice] | None = None
        self.toggles: dict[OtherApp, Toggle] = {}

    def show_places(self, places: Sequence[OutsideFolder], choice: PlaceChoice) -> None:
        """Those of programs first; built anew only where something differs."""
        if self._shown == (places, choice):
            return
        self._shown = (places, choice)
        clear(self.body)
        self.toggles = {}
        for app in OtherApp:
            of_app = [place for place in places if place.app is app]
            if of_app:
                self._add_app(app, of_app, shown=app not in choice.skipped)
        for place in places:
            if place.app is None:
                self._add_own(place)
        self._add_end(places)

    def _add_app(self, app: OtherApp, places: Sequence[OutsideFolder], *, shown: bool) -> None:
        words = self._count(sum(p.count for p in places), sum(p.size for p in places))
        toggle = Toggle(self.tr("Show the models of {app}").format(app=app.value))
        toggle.setChecked(shown)
        toggle.toggled.connect(partial(self.app_switched.emit, app))
        self.toggles[app] = toggle
        card = self._card(app.value, [str(place.path) for place in places])
        self._end_line(card, words if shown else self.tr("left out"), toggle)

    def _add_own(self, place: OutsideFolder) -> None:
        card = self._card(self.tr("A folder of yours"), [str(place.path)])
        remove = Button("quiet", self.tr("Take it off the list"), scale="compact")
        remove.setAccessibleName(self.tr("Take {folder} off the list").format(folder=place.path.name))
        remove.clicked.connect(partial(self.folder_dropped.emit, place.path))
        self._end_line(card, self._count(place.count, place.size), remove)

    def _add_end(self, places: Sequence[OutsideFolder]) -> None:
        missing = [app.value for app in OtherApp if not any(place.app is app for place in places)]
        if missing:
            words = self.tr("Not found on this disk: {names}").format(names=" · ".join(missing))
            self.body.addWidget(Label(words, "secondary", "muted"))
        add = Button("outlined", self.tr("Add a folder…"), "plus", then=self.folder_wanted)
        add.setToolTip(self.tr("Any folder with GGUF files, such as that of KoboldCpp"))
        self.body.add(4, at_start(add), STRETCH)

    def _card(self, title: str, folders: Sequence[str]) -> Card:
        card = Card("plain", 14)
        words = column(spacing=2).add(Elided(title, "strong"))
        for folder in folders:
            words.addWidget(Elided(folder, "secondary", "muted"))
        line = row(spacing=12).add(stretched(words))
        card.body.addLayout(line)
        self.body.addWidget(card)
        self._line = line
        return card

    def _end_line(self, card: Card, words: str, control: Toggle | Button) -> None:
        self._line.addWidget(Label(words, "secondary", "muted"))
        self._line.addWidget(control)
        card.setAccessibleName(words)

    def _count(self, count: int, size: int) -> str:
        if not count:
            return self.tr("no models")
        number = self.tr("1 model") if count == 1 else self.tr("{n} models").format(n=count)
        return self.tr("{count}, {size}").format(count=number, size=size_text(size))
