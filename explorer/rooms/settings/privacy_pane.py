"""The group Privacy: what leaves this machine. Each line was read off the code that sends (hub/, kit/)."""

from collections.abc import Collection

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.base import version
from explorer.documents.consents import DocumentConsent
from explorer.domain.elsewhere import stays_words
from explorer.domain.endpoint import Endpoint, KeyPlace
from explorer.domain.model import Whereabouts
from explorer.domain.words import Words
from explorer.kit.boxes import clear, column, row
from explorer.kit.language import shown
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.consent_rows import ConsentLine
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import SettingsGroup

_SHARES = (5, 4, 4)
_HUB, _STORES = Words("The Hub address"), Words("The Hub address, and the file store it names")
_EACH = Words("With each of these requests")
_SENT = (
    (Words("Words you search, filters"), _HUB, Words("You search in Discover")),
    (Words("Names of models whose page is read, and of those they are made from"), _HUB,
     Words("You open or compare a model that is not on this disk, or press Ask the Hub")),
    (Words("Names of files that are fetched"), _STORES, Words("You press Download")),
    (Words("Your access token, if there is one"), Words("The Hub address and nowhere else"), _EACH),
    (Words("This app’s name, the versions of Python and of the Hub’s library"), _STORES, _EACH),
    (Words("The address of an image of a model card, and this app’s name"),
     Words("The server that holds the image: its name stands on the button"), Words("You press Show image")),
    (Words("The address of a license’s text, and this app’s name"),
     Words("The Hub address, or the server whose name stands on the button"),
     Words("You press to see the text")),
    (Words("Links of model cards and of this app"), Words("Your browser opens them"),
     Words("You press one and have seen where it leads")),
)  # fmt: skip


class PrivacyGroup(SettingsGroup):
    """A small table: what, where, when; and what is never sent."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.PRIVACY, services.core.settings)
        core = services.core
        self._endpoints, self._consents = core.endpoints, core.consents
        self._table = QWidget()
        self._column = column(self._table)
        leaves = (
            core.endpoints.changed.add(lambda _all: self._show()),
            core.consents.changed.add(lambda _none: self._show()),
        )
        self.destroyed.connect(lambda _gone: [leave() for leave in leaves])
        self._shown: object = None
        self._show()
        note = self.tr(
            "As in any connection, a server sees your network address. Offline mode opens none. The server "
            "of this app only answers: it listens while you have it on, by itself on this machine alone, and "
            "nothing of what other apps ask is stored."
        )
        self.add("privacy", note, self._table, wide=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()  # what was forgotten on another thread is not told of

    def _show(self) -> None:
        now = self._endpoints.all, self._consents.kept
        if now != self._shown:
            self._shown = now
            clear(self._column)
            self._add_what_is_sent()
            used = [one for one in self._endpoints.all if one.is_used]
            for endpoint in used:
                self._add_endpoint(endpoint)
            self._add_what_is_not({one.where for one in used})
            self._add_consents()

    def _add_endpoint(self, endpoint: Endpoint) -> None:
        """What goes to one, and when."""
        what = self.tr(
            "What you ask a model of this endpoint, with the conversation, system prompt and images"
        )
        if endpoint.key is not KeyPlace.NONE:
            what = self.tr("{what}; and its key").format(what=what)
        where = self.tr("{name}: {host}").format(name=endpoint.name, host=endpoint.host)
        if endpoint.where is Whereabouts.BESIDE:
            where = self.tr("{name}, another program on this machine: {host}").format(
                name=endpoint.name, host=endpoint.host
            )
        self._line(what, where, self.tr("You ask one of its models, or test it"))

    def _add_consents(self) -> None:
        """What of documents may be sent, each with a way to take that back."""
        consents = self._consents.kept
        if not consents:
            return
        self._column.add(look_of(self).sizes.px(14), Label(self.tr("Documents that may be sent"), "strong"))
        groups: dict[tuple[str, str, str], list[DocumentConsent]] = {}
        for one in consents:
            groups.setdefault((*one.party, one.what if one.name else ""), []).append(one)
        for agreed in groups.values():
            self._column.addWidget(ConsentLine(agreed, self._consents))

    def _add_what_is_sent(self) -> None:
        self._line(self.tr("What"), self.tr("Where"), self.tr("When"), is_head=True)
        for line in _SENT:
            self._line(*map(shown, line))
        releases = version.releases()
        if releases is not None:
            self._line(
                self.tr("The question which version is the newest, and this app’s name"),
                releases.host,
                self.tr("Once a day, if you switched on “Tell me about new versions”"),
            )

    def _add_what_is_not(self, used: Collection[Whereabouts]) -> None:
        never = OutcomeLine()
        self._column.addSpacing(look_of(self).sizes.px(8))
        self._column.addWidget(never)  # first: what has no parent yet is shown as a window
        counted = self.tr("Nothing is counted or reported: no usage, no crashes, no search for updates.")
        if version.releases() is not None:
            counted = self.tr("Nothing is counted or reported: no usage, no crashes.")
        never.say("good", shown(stays_words(used)), counted)

    def _line(self, what: str, where: str, when: str, *, is_head: bool = False) -> None:
        frame = QFrame()
        frame.setProperty("rule", "bottom")
        line = row(frame, margins=(0, 6, 0, 6), spacing=16)
        for text, share in zip((what, where, when), _SHARES, strict=True):
            line.addWidget(Para(text, "secondary", "muted" if is_head else ""), share)
        if not is_head:
            frame.setAccessibleName(
                self.tr("{what} → {where}: {when}").format(what=what, where=where, when=when)
            )
        self._column.addWidget(frame)
