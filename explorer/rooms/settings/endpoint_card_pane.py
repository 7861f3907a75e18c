"""One endpoint: what it is called, where prompts go, its key, its models, and what it can tell."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.elsewhere import goes_words
from explorer.domain.endpoint import Endpoint, EndpointEntry
from explorer.domain.errors import KnownError
from explorer.domain.model import Whereabouts
from explorer.domain.words import Words
from explorer.engine.remote.key_keeping import GivenKey
from explorer.kit.actions import Action, submenu
from explorer.kit.boxes import STRETCH, Card, column
from explorer.kit.buttons import LinkLine
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.messages import Messages
from explorer.kit.painted_button import SIDE
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.kit.title_edit import TitleEdit
from explorer.kit.where_mark import MARK_ICONS, WhereMark, mark_tone
from explorer.rooms.settings.endpoint_address_rows import AddressPanel
from explorer.rooms.settings.endpoint_controller import EndpointController, EndpointTest
from explorer.rooms.settings.endpoint_key_rows import KeyPanel
from explorer.rooms.settings.endpoint_model_pane import EndpointModelSheet
from explorer.rooms.settings.endpoint_models_pane import ModelChips, ModelChoice, name_of
from explorer.rooms.settings.probe_rows import ProbePanel

_COLUMN, _APART = 330, 32  # pixels at 100 %
_AT_ONCE = (1, 2, 4, 8, 16, 32)


class EndpointCard(Card):
    """Shows the endpoint with this id as it is now; whoever shows it takes the card away once it is gone."""

    def __init__(self, endpoint: Endpoint, controller: EndpointController, messages: Messages) -> None:
        super().__init__("plain", 20)
        self._endpoint, self._controller, self._messages = endpoint, controller, messages
        self._is_offline: bool | None = None  # before it is shown
        self.title = TitleEdit(self.tr("Name of the endpoint"), self.tr("More"), self.menu_entries, "heading")
        self.title.renamed.connect(self._rename)
        self._mark, self._goes = WhereMark(), Para("", "secondary", "muted")
        self.address = AddressPanel()
        self.address.moved.connect(self._move)
        self.key, self.models, self.probe = KeyPanel(), ModelChips(), ProbePanel()
        self.key.given.connect(self._give_key)
        self.key.remove_wanted.connect(self._ask_to_remove_key)
        self.models.chosen.connect(self._choose)
        self.models.described.connect(self._ask_about)
        self.probe.wanted.connect(self._test)
        self._lay_out()

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    def show_endpoint(self, endpoint: Endpoint, *, is_offline: bool) -> None:
        if self._is_offline is is_offline and endpoint == self._endpoint:
            return
        self._endpoint, self._is_offline = endpoint, is_offline
        self.title.show_title(endpoint.name)
        beside = endpoint.where is Whereabouts.BESIDE
        host = urlsplit(endpoint.address).netloc if beside else endpoint.host
        goes, where = goes_words(endpoint.where, host), endpoint.where
        self._mark.show_mark(where.value, mark_tone(where), MARK_ICONS[where], goes)
        self._mark.show()
        self._goes.setText(goes)
        self.address.show_endpoint(endpoint)
        self.key.show_endpoint(endpoint)
        self.models.show_endpoint(endpoint)
        self.probe.show_endpoint(endpoint, is_offline=is_offline)
        put_behind(self.address.field, (self.key, self.models, self.probe))  # some of it was built just now

    def show_test(self, test: EndpointTest) -> None:
        if test.step is not None:
            self.probe.show_step(test.step)
        else:
            self.probe.show_end(test.error)

    def end_work(self) -> None:
        """No key stands in a field then, and no list is open."""
        self.key.close_choice()
        self.models.close_list()

    def _lay_out(self) -> None:
        px = look_of(self).sizes.px
        more = self.title.more
        more.show_as("more", self.tr("More"))
        self._mark.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # it is never cut
        head = LinkLine(spacing=8).add(self.title, self._mark, STRETCH, more)
        head.out = SIDE
        sides, left = QWidget(), QWidget()
        column(left, spacing=4).add(
            self._caption(self.tr("Address")), self.address, 8,
            self._caption(self.tr("Key")), self.key, 8,
            self._caption(self.tr("Models you can ask")), self.models, STRETCH,
        )  # fmt: skip
        right = QWidget()
        column(right).add(self.probe, STRETCH)
        layout = ColumnsLayout(sides, narrowest=px(_COLUMN), spacing=px(_APART), most=2)
        layout.add(left, right)
        self.body.add(head, self._goes, 4, sides)

    def _caption(self, words: str) -> Label:
        return Label(words, "secondary", "muted")

    def menu_entries(self) -> Sequence[Action | None]:
        """Of its menu."""
        return (
            Action(self.tr("Rename"), self.title.edit, "edit"),
            submenu(self.tr("Requests at once"), "columns", self._counts()),
            None,
            Action(self.tr("Remove…"), self._ask_to_remove, "trash", danger=True),
        )

    def _counts(self) -> Sequence[Action]:
        now = self._endpoint.at_once
        counts = sorted({*_AT_ONCE, now})
        return [Action(str(n), partial(self._change, at_once=n), checked=n == now) for n in counts]

    def _change(self, **fields: object) -> None:
        try:
            self._controller.change(self._endpoint.id, **fields)
        except KnownError as error:
            self._messages.fail(error)

    @Slot(str)
    def _rename(self, name: str) -> None:
        name = " ".join(name.split())
        if name:
            self._change(name=name)

    @Slot(str)
    def _move(self, address: str) -> None:
        """Nothing that was tested holds for another address."""
        self._controller.stop(self._endpoint.id)
        self._change(address=address, probe=None)

    @Slot(object)
    def _give_key(self, given: GivenKey) -> None:
        self._controller.give_key(self._endpoint, given, self.key.close_choice, self.key.tell)

    @Slot()
    def _ask_to_remove_key(self) -> None:
        heading = self.tr("Remove the key of {name}?").format(name=self._endpoint.name)
        words = self.tr("This app keeps it nowhere else. It stays valid until you delete it at its maker.")
        question = DangerQuestion(heading, heading, words, self.tr("Remove"), host_of(self))
        question.agreed.connect(self._remove_key)
        question.ask()

    @Slot()
    def _remove_key(self) -> None:
        self._give_key(GivenKey())

    @Slot(object)
    def _choose(self, choice: ModelChoice) -> None:
        entries = self._endpoint.entries
        if all(entry.name != choice.name for entry in entries):
            entries = (*entries, EndpointEntry(choice.name))
        self._keep_entries(
            msgspec.structs.replace(entry, is_chosen=choice.is_chosen) if entry.name == choice.name else entry
            for entry in entries
        )

    @Slot(object)
    def _ask_about(self, name: str) -> None:
        entry = self._endpoint.entry(name)
        if entry is not None:
            title = name_of(self._endpoint, entry)
            sheet = EndpointModelSheet(entry, title, date.today(), host_of(self))  # noqa: DTZ011  the person's day
            sheet.described.connect(self._describe)
            sheet.ask()

    @Slot(object)
    def _describe(self, entry: EndpointEntry) -> None:
        self._keep_entries(entry if one.name == entry.name else one for one in self._endpoint.entries)

    def _keep_entries(self, entries: Iterable[EndpointEntry]) -> None:
        self._change(entries=tuple(entries))

    @Slot()
    def _test(self) -> None:
        endpoint = self._endpoint.id
        if self._controller.is_testing(endpoint):
            self._controller.stop(endpoint)
        else:
            self._controller.test(endpoint)

    @Slot()
    def _ask_to_remove(self) -> None:
        name = self._endpoint.name
        heading = self.tr("Remove {name}?").format(name=name)
        words = Words(
            "Its address, its key in the keyring and what you said of its models go. Chats and results stay."
        )
        question = DangerQuestion(heading, heading, words, self.tr("Remove"), host_of(self))
        question.agreed.connect(self._remove)
        question.ask()

    @Slot()
    def _remove(self) -> None:
        self._controller.remove(self._endpoint, self._messages.fail)
