"""The address of an endpoint, and under it what is wrong with it, or to be known of it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.endpoint_address import is_open_to_others, read_address
from explorer.domain.errors import KnownError
from explorer.kit.boxes import column
from explorer.kit.field import Field
from explorer.rooms.settings.outcome_rows import OutcomeLine


class AddressPanel(QWidget):
    """``moved`` carries another address that can be used; what was typed stays until it can."""

    moved = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._endpoint: Endpoint | None = None
        self.field, self.said = Field(), OutcomeLine()
        self.field.setAccessibleName(self.tr("Address"))
        self.field.editingFinished.connect(self._take)
        self.field.textEdited.connect(self.said.clear)
        column(self, spacing=4).add(self.field, self.said)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        before, self._endpoint = self._endpoint, endpoint
        if before is None or before.address != endpoint.address:
            self._show(endpoint)
            has_key = before is not None and endpoint.key is not KeyPlace.NONE
            if has_key and not self.said.text:
                words = self.tr("Its key goes to {host} from now on.").format(host=endpoint.host)
                self.said.say("info", words)

    def _show(self, endpoint: Endpoint) -> None:
        self.field.setText(endpoint.address)
        self.said.clear()
        if is_open_to_others(endpoint.address):
            words = self.tr("This address is not encrypted: others in the network can read along.")
            self.said.say("caution", words)

    @Slot()
    def _take(self) -> None:
        if self._endpoint is None or self.field.text().strip() == self._endpoint.address:
            return
        try:
            address = read_address(self.field.text())
        except KnownError as error:
            self.said.tell(error)
            return
        if address != self._endpoint.address:
            self.moved.emit(address)
        else:
            self._show(self._endpoint)
