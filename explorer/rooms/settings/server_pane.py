"""The group Server: other programs may ask the models of this machine, who may, and what they ask now."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, centred, column, row, stretched
from explorer.kit.buttons import LinkLine
from explorer.kit.clock import clock
from explorer.kit.error_card import ErrorCard
from explorer.kit.layouts import ColumnsLayout, HeadLayout, discard
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.section import SectionHeader
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.toggle import TOGGLE_EDGE, Toggle
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.server_access_pane import AddressField, TokenField
from explorer.rooms.settings.server_models_pane import OfferedModels
from explorer.rooms.settings.server_more_pane import OriginsChoice, PortChoice
from explorer.rooms.settings.server_reach_pane import NetworkWarning, ReachChoice
from explorer.rooms.settings.server_request_rows import RequestList
from explorer.rooms.settings.server_snippets_pane import SnippetPanel
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow, SwitchChoice
from explorer.serve.addresses import free_port
from explorer.serve.offered_models import OfferedModel, offered
from explorer.serve.request_words import count_running
from explorer.serve.served import ServedRequest, ServerState, ServerStatus
from explorer.serve.snippets import ServedFor

_COLUMN = 330  # pixels at 100 %: below two of these they stand under each other


class ServerGroup(SettingsGroup):
    """All of the server, and folded what few people change."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.SERVER, services.core.settings)
        self.head.addWidget(Para(self.tr("Other apps ask the models of this machine"), "secondary", "muted"))
        self.panel = ServerPanel(services)
        self.add("server", "", self.panel, wide=True, bare=True)
        self.more = SectionHeader(self.tr("More"), role="strong")
        self._folded = QWidget()
        self.page = column(self._folded)
        self._folded.hide()
        self.more.toggled.connect(self._folded.setVisible)
        self._above = _rule()
        lines = column(spacing=6).add(self._above, self.more)
        self.card.body.add(row(margins=(12, 0, 12, 6)).add(lines), self._folded)
        self.starts = self._add_start()
        self.rows[0].setProperty("rule", "")  # the one above "More" is as wide as those of the panel
        note = self.tr("Apps that were told the address must be told the new one.")
        self.port = self.bind("server-port", "server_port", note, PortChoice(), ask=self.panel.ask_first)
        note = self.tr(
            "A page in your browser may ask only if it is named here. At first none may: pages that you "
            "happen to open would be among them."
        )
        self.origins = self.bind("server-origins", "server_origins", note, OriginsChoice(), wide=True)

    def close_panels(self) -> None:
        self.panel.close_panel()

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.panel.show_settings(settings)

    def filter(self, query: str) -> bool:
        found = super().filter(query)
        self.more.setVisible(any(not one.isHidden() for one in self.rows[1:]))
        self._above.setVisible(not self.more.isHidden() and not self.rows[0].isHidden())
        if found and self.rows[0].isHidden():
            self.more.setChecked(True)
        return found

    def reveal(self, row: SettingsRow) -> None:
        if row is not self.rows[0]:
            self.more.setChecked(True)

    def _add_start(self) -> SwitchChoice:
        note = self.tr("It is on as soon as the app is, and off when the app is closed.")
        return self.bind("server-starts", "server_starts", note, SwitchChoice(self.tr("Start with the app")))


class ServerPanel(QWidget):
    """The switch, and while it is on what other programs need to know and what they do."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._settings, self._catalog = services.core.settings, services.catalog
        self._server = server = services.server
        self.toggle = Toggle(self.tr("Server"))
        self.toggle.clicked.connect(self._switch)
        self.setFocusProxy(self.toggle)
        self._state, self._since = Label("", "strong"), Label("", "body", "muted")
        self.reach, self.warning = ReachChoice(), NetworkWarning()
        self.said = OutcomeLine()
        self.problem: ErrorCard | None = None
        self.address, self.token = AddressField(), TokenField(lambda: server.token)
        self.models, self.snippets = OfferedModels(), SnippetPanel(lambda: server.token)
        self.requests = RequestsPanel(server.stop_request, self.snippets.app)
        self._is_asked, self._is_set_open = False, self._settings.current.server_open
        self._lay_out()
        self._connect()
        for part in (self.address, self.token, self.snippets, self.requests):
            part.hide()
        self.show_status(server.status)

    def close_panel(self) -> None:
        for leave in self._leaves:
            leave()

    def show_settings(self, settings: Settings) -> None:
        status, is_new = self._server.status, settings.server_open != self._is_set_open
        self._is_set_open = settings.server_open
        is_told = status.state is ServerState.ON and not is_new
        self._show_reach(is_open=status.is_open if is_told else settings.server_open)
        self._show_models()

    def show_status(self, status: ServerStatus) -> None:
        is_on = status.state is ServerState.ON
        self.toggle.setChecked(self._server.is_on)
        self._state.setText(self._words_of(status.state))
        since = self.tr("since {time}").format(time=clock(status.since)) if status.since else ""
        self._since.setText(since)
        self._show_problem(status.error)
        self._show_reach(is_open=status.is_open if is_on else self._settings.current.server_open)
        if status.state not in (ServerState.STARTING, ServerState.STOPPING):  # what is there stays meanwhile
            for part in (self.address, self.token, self.snippets, self.requests):
                part.setVisible(is_on)
        self._tell(status)
        if is_on:
            self.address.show_address(status.address)
            self.token.refresh(why_not_kept(status.unkept))
            self.snippets.show_token()
            self._show_requests(self._server.requests)
        self._show_models()

    def _show_reach(self, *, is_open: bool) -> None:
        if not self._is_asked:
            self.reach.show_open(is_open=is_open)

    def _lay_out(self) -> None:
        px = look_of(self).sizes.px
        switch, head, columns = QWidget(), QWidget(), QWidget()
        row(switch, spacing=8).add(centred(self.toggle), centred(self._state), centred(self._since), STRETCH)
        HeadLayout(head, spacing=px(12)).add(switch, self.reach)
        line = LinkLine().add(stretched(head))
        line.out = TOGGLE_EDGE
        access = QWidget()
        column(access, spacing=10).add(self.address, self.token, self.models, STRETCH)
        ColumnsLayout(columns, px(_COLUMN), px(32), 2).add(access, self.snippets)
        self._page = column(self, spacing=10, margins=(TOGGLE_EDGE, 0, TOGGLE_EDGE, 0)).add(
            line, self.warning, _rule(), self.said, columns, self.requests
        )

    def _connect(self) -> None:
        server = self._server
        self.reach.wanted.connect(self._reach)
        self.warning.agreed.connect(partial(self._open, is_open=True))
        self.warning.declined.connect(partial(self._open, is_open=False))
        self.models.chosen.connect(self._choose)
        self.token.renewed.connect(server.renew_token)
        self._leaves = (
            server.changed.add(self.show_status),
            server.asked.add(self._show_requests),
            self._catalog.changed.add(lambda _models: self._show_models()),
        )

    @Slot()
    def _switch(self) -> None:
        (self._server.start if self.toggle.isChecked() else self._server.stop)()

    @Slot(object)
    def _reach(self, is_open: bool) -> None:  # noqa: FBT001  a slot
        """To the network only after a question."""
        self._is_asked = is_open and not self._settings.current.server_open
        if self._is_asked:
            self.warning.ask()
        else:
            self._open(is_open=is_open)

    def _open(self, *, is_open: bool) -> None:
        self._is_asked = False
        self.warning.hide()
        self.reach.show_open(is_open=is_open)
        if is_open != self._settings.current.server_open:
            self.ask_first(partial(self._settings.change, server_open=is_open))

    def ask_first(self, change: Callable[[], object]) -> None:
        """Change where it is reached: after a question where apps wait for answers, which that ends."""
        count = count_running(self._server.requests)
        if not count or not self._server.is_on:
            change()
            return
        heading = self.tr("Change where the server is reached?")
        words = self.tr(
            "Requests under way: {n}. They are cut off, and apps must be told the new address."
        ).format(n=count)
        question = DangerQuestion(heading, heading, words, self.tr("Change it"), host_of(self))
        question.closed.connect(lambda: self._settings.changed.emit(self._settings.current))
        question.agreed.connect(change)
        question.ask()

    @Slot(object)
    def _choose(self, references: Sequence[str]) -> None:
        self._settings.change(server_models=tuple(references))

    def _show_models(self) -> None:
        every = [one.model for one in offered(self._catalog.models)]
        self.models.show_models(every, self._settings.current.server_models)
        if self._server.status.state is ServerState.ON:
            self.snippets.show_served(self._served(self._server.models))

    def _served(self, models: Sequence[OfferedModel]) -> ServedFor:
        """What the snippets ask: a model that chats, if there is one."""
        chosen = min(models, key=lambda one: (not one.model.writes, not one.model.is_chat), default=None)
        address, context = self._server.status.address, self._settings.current.context_length
        if chosen is None:
            return ServedFor(address, "model", context=context)
        return ServedFor(address, chosen.name, chosen.model.title, context)

    def _show_requests(self, requests: Sequence[ServedRequest]) -> None:
        since, count = self._server.status.since, self._server.count
        self.requests.show_requests(requests)
        words = self.tr("{n} since {time}").format(n=f"{count:,}", time=clock(since) if since else "")
        self.requests.show_count(words if since and count else "")

    def _tell(self, status: ServerStatus) -> None:
        """What is to be known of it in this state."""
        if status.state is ServerState.OFF:
            words = self.tr("Nothing is opened until you switch it on.")
            more = self.tr("Then apps that speak the OpenAI API can ask your models, with a token.")
            self.said.say("info", words, more)
        elif status.state is ServerState.ON and status.is_open:
            words = self.tr("Every machine in your network that has the token can ask.")
            self.said.say("caution", words, self.tr("Nothing is encrypted: others can read along."))
        else:
            self.said.clear()

    def _show_problem(self, error: KnownError | None) -> None:
        if self.problem is not None:
            discard(self._page, self.problem)
            self.problem = None
        if error is not None:
            port = free_port(self._settings.current.server_port)
            take = Action(self.tr("Take port {port}").format(port=port), partial(self._take, port))
            again = Action(self.tr("Try again"), self._server.start, "refresh")
            self.problem = ErrorCard(error, take, again)
            self._page.insertWidget(2, self.problem)
            self.problem.show()

    def _take(self, port: int) -> None:
        self._settings.change(server_port=port)
        self._server.start()

    def _words_of(self, state: ServerState) -> str:
        return {
            ServerState.OFF: self.tr("Off"),
            ServerState.STARTING: self.tr("Being switched on…"),
            ServerState.ON: self.tr("On"),
            ServerState.STOPPING: self.tr("Being switched off…"),
            ServerState.FAILED: self.tr("Not on"),
        }[state]


def why_not_kept(error: KnownError | None) -> str:
    if error is None:
        return ""
    return joined(" ", (error.what, Words("This token holds until the app ends.")))


class RequestsPanel(QWidget):
    """What is asked now and was asked last."""

    def __init__(self, stop: Callable[[int], object], behind: QWidget) -> None:
        """As of RequestList."""
        super().__init__()
        self._count = Label("", "secondary", "muted")
        self.list = RequestList(stop, behind)
        self._none = Para(
            self.tr("Nobody has asked yet. Copy the snippet, or tell an app the address and the token."),
            "secondary",
            "muted",
        )
        head = row(spacing=12).add(Label(self.tr("Requests now"), "strong"), STRETCH, self._count)
        column(self, spacing=6).add(_rule(), head, self._none, self.list)

    def show_requests(self, requests: Sequence[ServedRequest]) -> None:
        self.list.show_requests(requests)
        self._none.setVisible(not requests)

    def show_count(self, words: str) -> None:
        """Of all, also those that are listed no more."""
        self._count.setText(words)


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "top")
    line.setFixedHeight(1)
    return line
