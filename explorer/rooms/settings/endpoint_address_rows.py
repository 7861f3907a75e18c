"""The address of an endpoint, and under it what is wrong with it, or to be known of it."""

from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.endpoint_address import is_open_to_others, read_address
from explorer.domain.errors import KnownError
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.keys import EscapeKey
from explorer.kit.layouts import flowing
from explorer.rooms.settings.outcome_rows import OutcomeLine


class AddressPanel(QWidget):
    """``moved`` and ``moved_bare`` carry another address that can be used, for the latter the key is to be
    removed first; what was typed stays until it can. A key goes to no other server before the person says so.
    """

    moved, moved_bare = Signal(str), Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._endpoint: Endpoint | None = None
        self._wanted = ""  # the address that is asked about
        self.field, self.said = Field(), OutcomeLine()
        self.field.setAccessibleName(self.tr("Address"))
        self.field.editingFinished.connect(self._take)
        self.field.textEdited.connect(self._edit)
        self.keep = Button("outlined", self.tr("Keep the key"), "key", scale="compact", then=self._keep_key)
        self.bare = Button("outlined", self.tr("Remove the key"), scale="compact", then=self._remove_key)
        self.leave = Button("quiet", self.tr("Cancel"), scale="compact", then=self._restore)
        self._ways = QWidget()
        column(self._ways).add(flowing(self.keep, self.bare, self.leave))
        column(self, spacing=4).add(self.field, self.said, self._ways)
        self._ways.hide()
        EscapeKey(self).pressed.connect(self._restore)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        before, self._endpoint = self._endpoint, endpoint
        if before is None or before.address != endpoint.address:
            self._restore()

    def tell(self, error: KnownError) -> None:
        """Of the key, which could not be removed."""
        self.said.tell(error)

    @Slot()
    def _restore(self) -> None:
        """The address as it is."""
        self._edit()
        if self._endpoint is None:
            return
        self.field.setText(self._endpoint.address)
        if is_open_to_others(self._endpoint.address):
            words = self.tr("This address is not encrypted: others in the network can read along.")
            self.said.say("caution", words)

    @Slot()
    def _edit(self) -> None:
        """What was said is of another text."""
        self.said.clear()
        self._ways.hide()
        self._wanted = ""

    @Slot()
    def _take(self) -> None:
        if self._endpoint is None or self.field.text().strip() == self._endpoint.address:
            return
        try:
            address = read_address(self.field.text())
        except KnownError as error:
            self.said.tell(error)
            return
        if address == self._endpoint.address:
            self._restore()
        elif self._endpoint.key is KeyPlace.NONE or _server(address) == _server(self._endpoint.address):
            self.moved.emit(address)
        elif address != self._wanted:
            self._ask(address)

    def _ask(self, address: str) -> None:
        self._wanted = address
        parts = urlsplit(address)
        words = self.tr("The key goes to {host} from now on.").format(host=parts.netloc)
        if is_open_to_others(address):
            words = self.tr("The key goes to {host} from now on, without encryption.")
            words = words.format(host=parts.netloc)
        self.said.say("caution", words)
        self._ways.show()

    @Slot()
    def _keep_key(self) -> None:
        self.moved.emit(self._wanted)

    @Slot()
    def _remove_key(self) -> None:
        wanted = self._wanted
        self._edit()
        self.moved_bare.emit(wanted)


def _server(address: str) -> tuple[str, str]:
    """What a key is given to: another port is another server."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
