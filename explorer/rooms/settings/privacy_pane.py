"""The group Privacy: what leaves this machine. Each line was read off the code that sends (hub/, kit/)."""

from PySide6.QtWidgets import QFrame, QWidget

from explorer.base import version
from explorer.domain.words import Words
from explorer.kit.boxes import column, row
from explorer.kit.language import shown
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
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
        self._table = QWidget()
        self._column = column(self._table)
        self._add_what_is_sent()
        self._add_what_is_not()
        note = self.tr(
            "As in any connection, a server sees your network address. Offline mode opens none. The server "
            "of this app only answers: it listens while you have it on, by itself on this machine alone, and "
            "nothing of what other programs ask is stored."
        )
        self.add("privacy", note, self._table, wide=True)

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

    def _add_what_is_not(self) -> None:
        never = OutcomeLine()
        self._column.addSpacing(look_of(self).sizes.px(8))
        self._column.addWidget(never)  # first: what has no parent yet is shown as a window
        counted = self.tr("Nothing is counted or reported: no usage, no crashes, no search for updates.")
        if version.releases() is not None:
            counted = self.tr("Nothing is counted or reported: no usage, no crashes.")
        kept = self.tr("Prompts, answers, chats, comparisons and your files never leave this machine.")
        never.say("good", kept, counted)

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
