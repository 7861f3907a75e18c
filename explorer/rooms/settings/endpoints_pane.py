"""The group Endpoints: servers whose models stand in every picker, a card for each."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.base.settings import Settings
from explorer.domain.endpoint import Endpoint
from explorer.engine.remote.key_keeping import GivenKey
from explorer.kit.boxes import Card, centred, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.question import host_of
from explorer.kit.text import IconLabel, Label, Para
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.add_endpoint_pane import AddEndpointSheet
from explorer.rooms.settings.endpoint_card_pane import EndpointCard
from explorer.rooms.settings.endpoint_controller import EndpointController, EndpointTest
from explorer.rooms.settings.index import SettingsSection, setting_of
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow


class EndpointsGroup(SettingsGroup):
    """Its heading has the button that adds one; its row is all of the cards."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.ENDPOINTS, services.core.settings)
        self.panel = EndpointsPanel(services)
        self.add_button.clicked.connect(self.panel.open_sheet)
        self.panel.setFocusProxy(self.add_button)
        self._row = EndpointsRow(self.panel)
        self.rows.append(self._row)
        self._page.addWidget(self._row)

    def lay_out(self) -> None:
        self._page = column(self, spacing=8)
        note = self.tr("Models elsewhere that you ask from here: your own server, Ollama, a provider")
        self.add_button = Button("outlined", self.tr("Add an endpoint"), "plus", scale="compact")
        said = Para(note, "secondary", "muted")
        self._page.add(row(spacing=12).add(Label(self.title, "heading"), centred(said, 1), self.add_button))

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.panel.show_offline()

    def close_panel(self) -> None:
        self.panel.close_panel()


class EndpointsRow(SettingsRow):
    """Nothing but its control; a search finds it by the endpoints' names too."""

    def __init__(self, panel: "EndpointsPanel") -> None:
        self._panel = panel
        super().__init__(setting_of("endpoints"), "", panel, wide=True)

    def matches(self, query: str) -> bool:
        names = " ".join(f"{one.name} {one.host}" for one in self._panel.endpoints)
        return super().matches(query) or query.casefold() in names.casefold()

    def _lay_out(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.add(stretched(self.control))


class EndpointsPanel(QWidget):
    """A card for each endpoint, in the order they were added; without one, what this is for."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._core, self._messages = services.core, services.messages
        self.controller = EndpointController(services, self)
        self.controller.tested.connect(self._show_test)
        self.cards: dict[str, EndpointCard] = {}
        self.sheet: AddEndpointSheet | None = None
        self._empty = self._build_empty()
        self._page = column(self, spacing=12)
        self._page.addWidget(self._empty)
        self._leave = self._core.endpoints.changed.add(self._show)
        self._show(self.endpoints)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._core.endpoints.all

    def show_offline(self) -> None:
        """Offline mode was switched on or off."""
        self._show(self.endpoints)

    def close_panel(self) -> None:
        self._leave()
        self.controller.close()
        for card in self.cards.values():
            card.end_work()
        if self.sheet is not None and not self.sheet.is_closed:
            self.sheet.dismiss()

    @Slot()
    def open_sheet(self) -> None:
        self.sheet = AddEndpointSheet(self._core.endpoints.new_id, host_of(self))
        self.sheet.wanted.connect(self._add)
        self.sheet.ask()

    @Slot(object)
    def _add(self, wanted: tuple[Endpoint, GivenKey]) -> None:
        sheet = self.sheet
        assert sheet is not None  # noqa: S101  it is what asks
        self.controller.add(*wanted, sheet.dismiss, sheet.tell)

    def _show(self, endpoints: tuple[Endpoint, ...]) -> None:
        is_offline = self._core.settings.is_offline()
        for gone in self.cards.keys() - {one.id for one in endpoints}:
            card = self.cards.pop(gone)
            card.end_work()
            self._page.drop([card])
        for endpoint in endpoints:
            if endpoint.id not in self.cards:
                self.cards[endpoint.id] = card = EndpointCard(endpoint, self.controller, self._messages)
                self._page.addWidget(card)
            self.cards[endpoint.id].show_endpoint(endpoint, is_offline=is_offline)
        self._empty.setVisible(not endpoints)

    @Slot(object)
    def _show_test(self, test: EndpointTest) -> None:
        if test.endpoint in self.cards:
            self.cards[test.endpoint].show_test(test)

    def _build_empty(self) -> Card:
        card = Card("plain", 20)
        words = column(spacing=4).add(
            Label(self.tr("No endpoint yet"), "strong"),
            Para(
                self.tr(
                    "A model that runs elsewhere, on a machine of yours or at a provider, can be asked and"
                    " compared as those here. What you ask it leaves this machine, and is marked so wherever"
                    " it stands. Nothing is contacted before you add it."
                ),
                "body",
                "muted",
            ),
        )
        card.body.add(row(spacing=12).add(IconLabel("link", "muted", 20), stretched(words)))
        return card
