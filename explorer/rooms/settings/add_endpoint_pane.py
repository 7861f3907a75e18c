"""Adding an endpoint: what it is, its address, its key. Nothing is contacted before it is added."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import goes_words
from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.endpoint_address import is_open_to_others, read_address
from explorer.domain.errors import KnownError
from explorer.domain.model import Whereabouts
from explorer.engine.remote.key_keeping import GivenKey
from explorer.engine.remote.presets import OTHER, PRESETS, EndpointPreset, KeyNeed
from explorer.kit.boxes import row, stretched
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.question import LongQuestion
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.text import Elided, Label, Para
from explorer.kit.title_edit import LONGEST
from explorer.kit.where_mark import WhereMark
from explorer.rooms.settings.endpoint_key_rows import KeyChoice
from explorer.rooms.settings.outcome_rows import OutcomeLine


class AddEndpointSheet(LongQuestion):
    """``wanted`` carries an Endpoint and the GivenKey for it, as a pair; whoever adds it says ``dismiss``, or
    tells what went wrong.
    """

    wanted = Signal(object)

    def __init__(self, new_id: Callable[[str], str], host: QWidget) -> None:
        title = host.tr("Add an endpoint")
        super().__init__(title, title, host)
        self._new_id = new_id
        self.chips = {preset.name: self._chip(preset) for preset in (*PRESETS, OTHER)}
        self._about = Para("", "body", "muted")
        self.name, self.address = self._field(self.tr("Name")), self._field(self.tr("Address"))
        self.key = KeyChoice()
        self.key.entered.connect(self._add)
        self.page = Button("quiet", self.tr("Get a key"), "external", scale="compact", then=self._show_link)
        self.leaves, self.goes = WhereMark(), Elided("", "secondary", "muted", middle=True)
        self.said = OutcomeLine()
        self._lay_out()
        cancel = Button("outlined", self.tr("Cancel"), then=self.dismiss)
        self.add = Button("primary", self.tr("Add"), "plus", then=self._add)
        where = row(spacing=8).add(self.leaves, stretched(self.goes))
        self.body.add(where, self.said)  # in sight however far it is scrolled
        self.add_buttons(cancel, self.add)
        self.choose(PRESETS[0])

    def ask(self) -> None:
        self.open(self.chips[PRESETS[0].name])

    def choose(self, preset: EndpointPreset) -> None:
        """Its address and name stand in the fields then."""
        self._preset = preset
        for name, chip in self.chips.items():
            chip.setChecked(name == preset.name)
        self._about.setText(shown(preset.about))
        self.name.setText(preset.name)
        self.name.setPlaceholderText(preset.name or self.tr("What you call it"))
        self.address.setText(preset.address)
        always = preset.need is KeyNeed.ALWAYS
        self.key.choose(KeyPlace.KEYRING if always else KeyPlace.NONE, preset.variable)
        self.page.setVisible(bool(preset.key_page))
        self._caution()

    def tell(self, error: KnownError) -> None:
        self.add.set_busy(busy=False)
        self.said.tell(error)

    def dismiss(self) -> None:
        self.key.clear()
        super().dismiss()

    def _chip(self, preset: EndpointPreset) -> Chip:
        chip = Chip(preset.name or self.tr("Another"), one_of=True, bare=True)
        chip.clicked.connect(partial(self._on_chip, preset))
        return chip

    def _on_chip(self, preset: EndpointPreset, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a slot
        self.choose(preset)

    def _field(self, name: str) -> Field:
        field = Field()
        field.setAccessibleName(name)
        field.setMaxLength(LONGEST if name == self.tr("Name") else 400)
        field.returnPressed.connect(self._add)
        field.textEdited.connect(self._caution)
        return field

    def _lay_out(self) -> None:
        self.address.setPlaceholderText("https://llm.example.org/v1")
        self.content.add(
            flowing(*self.chips.values(), spacing=6), self._about, 4,
            Label(self.tr("Name"), "secondary", "muted"), self.name,
            Label(self.tr("Address"), "secondary", "muted"), self.address, 4,
            self.key, flowing(self.page),
        )  # fmt: skip

    @Slot()
    def _caution(self) -> None:
        """What is to be known before it is added; what was wrong is being corrected."""
        try:
            entered = Endpoint("", "", read_address(self.address.text()))
        except KnownError:
            entered = None
        self._show_where(entered)
        if entered is not None and is_open_to_others(entered.address):
            words = self.tr("This address is not encrypted: others in the network can read along.")
            self.said.say("caution", words)
        else:
            self.said.clear()

    def _show_where(self, entered: Endpoint | None) -> None:
        """To whom prompts will go, where that is not this machine."""
        is_away = entered is not None and entered.where is Whereabouts.AWAY
        host = entered.host if entered is not None and is_away else ""
        goes = goes_words(Whereabouts.AWAY, host)
        self.leaves.show_place(Whereabouts.AWAY if is_away else Whereabouts.HERE, goes)
        self.goes.setText(host)
        self.goes.explain(goes)
        self.goes.setVisible(is_away)

    @Slot()
    def _add(self) -> None:
        if self.add.is_busy():
            return
        try:
            endpoint, given = self._entered()
        except KnownError as error:
            self.tell(error)
            return
        self.add.set_busy(busy=True)
        self.wanted.emit((endpoint, given))

    def _entered(self) -> tuple[Endpoint, GivenKey]:
        """Raises KnownError."""
        address = read_address(self.address.text())
        name = " ".join(self.name.text().split()) or self._preset.name
        made = Endpoint("", name, address)
        name = name or made.host
        return Endpoint(self._new_id(name), name, address), self.key.given.checked()

    @Slot()
    def _show_link(self) -> None:
        popup = LinkPopup(self._preset.key_page, self)
        popup.open_at(self.page.mapToGlobal(self.page.rect().bottomLeft()))
