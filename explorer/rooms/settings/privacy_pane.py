"""The group Privacy: what leaves this machine. Each line was read off the code that sends (hub/, kit/)."""

from PySide6.QtWidgets import QFrame, QWidget

from explorer.base import version
from explorer.kit.boxes import column, row
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import SettingsGroup

_SHARES = (5, 4, 4)


class PrivacyGroup(SettingsGroup):
    """A small table: what, where, when; and what is never sent."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.PRIVACY, services.core.settings)
        self._table = QWidget()
        self._column = column(self._table)
        self._add_what_is_sent()
        self._add_what_is_not()
        note = self.tr("As in any connection, a server sees your network address. Offline mode opens none.")
        self.add("privacy", note, self._table, wide=True)

    def _add_what_is_sent(self) -> None:
        hub = self.tr("The Hub address")
        self._line(self.tr("What"), self.tr("Where"), self.tr("When"), is_head=True)
        self._line(self.tr("Words you search, filters"), hub, self.tr("You search in Discover"))
        self._line(
            self.tr("Names of models whose page is read, and of those they are made from"),
            hub,
            self.tr("You open or compare a model that is not on this disk, or press Ask the Hub"),
        )
        self._line(
            self.tr("Names of files that are fetched"),
            self.tr("The Hub address, and the file store it names"),
            self.tr("You press Download"),
        )
        self._line(
            self.tr("Your access token, if there is one"),
            self.tr("The Hub address and nowhere else"),
            self.tr("With each of these requests"),
        )
        self._line(
            self.tr("This app’s name, the versions of Python and of the Hub’s library"),
            self.tr("The Hub address, and the file store it names"),
            self.tr("With each of these requests"),
        )
        self._line(
            self.tr("The address of an image of a model card, and this app’s name"),
            self.tr("The server that holds the image: its name stands on the button"),
            self.tr("You press Show image"),
        )
        self._line(
            self.tr("The address of a license’s text, and this app’s name"),
            self.tr("The Hub address, or the server whose name stands on the button"),
            self.tr("You press to see the text"),
        )
        self._line(
            self.tr("Links of model cards and of this app"),
            self.tr("Your browser opens them"),
            self.tr("You press one and have seen where it leads"),
        )
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
