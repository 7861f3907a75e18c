"""The server in the activity panel: its switch, and requests of other programs, each with what stops it."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.frame.activity.page_pane import ActivityPage, page_row
from explorer.kit.actions import Action
from explorer.kit.boxes import at_top, column, stretched
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import shown, tr
from explorer.kit.text import Label, Para
from explorer.kit.toggle import Toggle
from explorer.rooms.settings.server_request_rows import RequestList
from explorer.serve.served import ServedRequest, ServerState, ServerStatus
from explorer.serve.server_controller import ServerController

_INSET = 18  # pixels at 100 %, as of the rows around


class ServerPage(ActivityPage):
    """The switch acts at once, as the one in the Settings does."""

    def __init__(self, server: ServerController, more: Action) -> None:
        super().__init__(tr("Server"), EmptyState("server", "", ""), (more,))
        self._server = server
        self.toggle = Toggle(tr("Server"))
        self.toggle.clicked.connect(self._switch)
        self._state = Para("", "secondary", "muted")
        self._none = Para("", "secondary", "muted")
        self.list = RequestList(server.stop_request, self.toggle, inset=_INSET)
        self.show_rows((self._switch_row(), self._none_row(), self.list))
        removers = server.changed.add(self._show), server.asked.add(self._show_requests)
        self.destroyed.connect(lambda _gone: [remove() for remove in removers])
        self._show(server.status)

    def _switch_row(self) -> QWidget:
        frame, row = page_row()
        words = column(spacing=3).add(Label(self.tr("Server for other apps"), "strong"), self._state)
        row.add(stretched(words), at_top(self.toggle))
        return frame

    def _none_row(self) -> QWidget:
        frame, row = page_row()
        row.add(stretched(self._none))
        self._quiet = frame
        return frame

    def _show(self, status: ServerStatus) -> None:
        self.toggle.setChecked(self._server.is_on)
        self._state.setText(self._words_of(status))
        self._show_requests(self._server.requests)

    def _show_requests(self, requests: Sequence[ServedRequest]) -> None:
        self.list.show_requests(requests)
        is_on = self._server.status.state is ServerState.ON
        self._quiet.setVisible(not requests)
        self._none.setText(
            self.tr("Nobody has asked yet.")
            if is_on
            else self.tr("Requests are shown here while they are answered, and can be stopped.")
        )

    def _words_of(self, status: ServerStatus) -> str:
        if status.state is ServerState.FAILED and status.error is not None:
            return shown(status.error.words)
        if status.state is ServerState.STARTING:
            return self.tr("Being switched on…")
        if status.state is ServerState.STOPPING:
            return self.tr("Being switched off…")
        if status.state is not ServerState.ON:
            return self.tr("Off. Other apps can ask your models while it is on.")
        words = (
            self.tr("{address} · reached from your network")
            if status.is_open
            else self.tr("{address} · this machine only")
        )
        return words.format(address=status.address)

    @Slot()
    def _switch(self) -> None:
        (self._server.start if self.toggle.isChecked() else self._server.stop)()
