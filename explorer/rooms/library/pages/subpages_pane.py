"""The pages that take the place of the library's table: what they share, that of other folders with models on
this disk, and that of what changed on the Hub since a model was downloaded."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel, OtherApp
from explorer.domain.units import size_text
from explorer.kit.boxes import STRETCH, Card, Row, at_start, at_top, clear, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.file_dialogs import ask_which_folder, begin_at_home
from explorer.kit.keys import EscapeKey, with_keys
from explorer.kit.language import shown
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para
from explorer.kit.toggle import Toggle
from explorer.local.models.catalog import Catalog
from explorer.local.models.place_choice import PlaceChoice
from explorer.local.models.scanner import OutsideFolder
from explorer.local.models.upstream import UpstreamChanges
from explorer.rooms.library.table.column_widths import EDGE


class SubPage(QWidget):
    """``left`` when the person goes back to the table; Escape does too. ``head``: the line with that way."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back = Button("outlined", self.tr("Back"), "arrow-left", scale="compact", then=self.left)
        self.back.setToolTip(with_keys(self.tr("Back to the list"), "Esc"))
        self.back.setAccessibleName(self.tr("Back to the list of models"))
        self.head: Row = row(margins=(EDGE, 4, EDGE, 4), spacing=12)
        self.head.addWidget(self.back)
        EscapeKey(self).pressed.connect(self.left)

    def take_focus(self) -> None:
        """On the page itself, from where Tab reaches its controls."""
        raise NotImplementedError


class TitledSubPage(SubPage):
    """A title, and content that goes into ``body``."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.title = Elided(title, "heading")
        self.text = Para(text, "body", "muted")
        self._inner = QWidget()
        self.body = column(self._inner, margins=(EDGE, 0, EDGE, 16), spacing=8)
        self.head.addWidget(self.title, 1)
        under = column(margins=(EDGE, 0, EDGE, 4)).add(self.text)
        self._scroll = Scroll(self._inner, title)
        column(self, spacing=4).add(self.head, under, stretched(self._scroll))

    def take_focus(self) -> None:
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def name_as(self, title: str) -> None:
        self.title.setText(title)
        self._scroll.setAccessibleName(self.title.text())


class PlacesPage(TitledSubPage):
    """The folders of other programs, each shown or left out, and those the person named."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(
            self.tr("Models elsewhere on this disk"),
            self.tr(
                "They are used where they lie. Nothing in these folders is changed, "
                "unless you delete one of their models here."
            ),
        )
        self._catalog = catalog
        self._shown: tuple[Sequence[OutsideFolder], PlaceChoice] | None = None
        self.toggles: dict[OtherApp, Toggle] = {}

    def refresh(self) -> None:
        """Those of programs first; built anew only where something differs."""
        places, choice = self._catalog.last.places, self._catalog.choice
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

    @Slot()
    def choose_folder(self) -> None:
        """A folder of which all models are used in place, those that come later too."""
        ask_which_folder(self.window(), self.tr("Add a folder"), self._take, begin_at_home)

    def _take(self, folder: Path) -> None:
        self._catalog.choose(self._catalog.choice.with_folder(folder))

    def _drop(self, folder: Path) -> None:
        self._catalog.choose(self._catalog.choice.without_folder(folder))

    def _switch(self, app: OtherApp, shown: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self._catalog.choose(self._catalog.choice.with_app(app, shown=shown))

    def _add_app(self, app: OtherApp, places: Sequence[OutsideFolder], *, shown: bool) -> None:
        words = self._count(sum(p.count for p in places), sum(p.size for p in places))
        toggle = Toggle(self.tr("Show the models of {app}").format(app=app.value))
        toggle.setChecked(shown)
        toggle.toggled.connect(partial(self._switch, app))
        self.toggles[app] = toggle
        card = self._card(app.value, [str(place.path) for place in places])
        self._end_line(card, words if shown else self.tr("left out"), toggle)

    def _add_own(self, place: OutsideFolder) -> None:
        card = self._card(self.tr("A folder of yours"), [str(place.path)])
        remove = Button("quiet", self.tr("Take it off the list"), scale="compact")
        remove.setAccessibleName(self.tr("Take {folder} off the list").format(folder=place.path.name))
        remove.clicked.connect(partial(self._drop, place.path))
        self._end_line(card, self._count(place.count, place.size), remove)

    def _add_end(self, places: Sequence[OutsideFolder]) -> None:
        missing = [app.value for app in OtherApp if not any(place.app is app for place in places)]
        if missing:
            words = self.tr("Not found on this disk: {names}").format(names=" · ".join(missing))
            self.body.addWidget(Label(words, "secondary", "muted"))
        add = Button("outlined", self.tr("Add a folder…"), "plus", then=self.choose_folder)
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
        self._line.add(Label(words, "secondary", "muted"), control)
        card.setAccessibleName(words)

    def _count(self, count: int, size: int) -> str:
        if not count:
            return self.tr("no models")
        number = self.tr("1 model") if count == 1 else self.tr("{n} models").format(n=count)
        return self.tr("{count}, {size}").format(count=number, size=size_text(size))


class UpstreamChangesPage(TitledSubPage):
    """``repo_wanted`` carries the id of the repo, to be seen in Discover."""

    repo_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._repo = ""

    def show_changes(self, model: LocalModel, changes: UpstreamChanges) -> None:
        clear(self.body)
        self._repo = model.repo or ""
        self.name_as(self.tr("What changed on the Hub: {name}").format(name=model.name))
        self.text.setText(self._dates(model, changes))
        for words in changes.said:
            self.body.addWidget(Para(shown(words), "body"))
        if changes.card:
            self.body.add(4, Label(self.tr("The model card"), "strong"), _CardLines(changes.card))
        show = Button("outlined", self.tr("Show it in Discover"), "search", then=self._want)
        self.body.add(4, at_start(show), STRETCH)

    def _dates(self, model: LocalModel, changes: UpstreamChanges) -> str:
        newer = model.upstream.commit[:7] if model.upstream is not None else ""
        words = self.tr("Here: {old}, as read on {before}. On the Hub: {new}, as read on {after}.")
        unknown = self.tr("an unknown day")
        return words.format(
            old=(model.commit or "")[:7],
            new=newer,
            before=changes.before.astimezone().date().isoformat() if changes.before else unknown,
            after=changes.after.astimezone().date().isoformat() if changes.after else unknown,
        )

    @Slot()
    def _want(self) -> None:
        self.repo_wanted.emit(self._repo)


class _CardLines(Card):
    """Lines that went and came: a word says which, so that no colour has to."""

    def __init__(self, lines: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__("plain", 14, parent)
        for line in lines:
            came = line.startswith("+")
            words = row(spacing=10)
            mark = Label(self.tr("new") if came else self.tr("gone"), "secondary", "good" if came else "bad")
            words.add(at_top(mark), stretched(Para(line[1:].strip(), "secondary")))
            self.body.addLayout(words)
