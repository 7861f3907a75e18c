"""The group Storage: what this app keeps on the disk, and clearing what can be fetched again."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import clear, column, row
from explorer.kit.buttons import Button
from explorer.kit.error_card import ErrorCard
from explorer.kit.file_dialogs import open_in_system
from explorer.kit.layouts import flowing
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.local.storage_usage import StorageUsage, clear_caches, measure_storage
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import DropDownChoice, SettingsGroup, choices_of

_CONTEXTS_GB = (0, 1, 2, 8)


class StorageGroup(SettingsGroup):
    """Sizes are measured in the background, each time the room is entered."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.STORAGE, services.core.settings)
        self.panel = StoragePanel(services)
        self.add("storage", "", self.panel, wide=True)
        sizes = choices_of(_CONTEXTS_GB, self._gigabytes)
        note = self.tr(
            "What a model has read of a chat is kept on the disk, so that a long chat answers soon"
            " after it is opened again. The chats used longest ago make room."
        )
        choice = DropDownChoice(self.tr("Kept for chats that are reopened"), sizes, self._gigabytes)
        self.bind("contexts", "contexts_gb", note, choice)

    def _gigabytes(self, count: int) -> str:
        return self.tr("At most {n} GB").format(n=count) if count else self.tr("Nothing")


class StoragePanel(QWidget):
    """``usage`` is what was measured last, ``None`` while that is under way the first time."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self.usage: StorageUsage | None = None
        self._table = QWidget()
        self._rows = column(self._table).add(Skeleton(6, lines=True))
        self.clear = Button("outlined", self.tr("Clear caches…"), "trash", then=self._ask)
        self.clear.setEnabled(False)
        show = partial(open_in_system, services.core.paths.root)
        folder = Button("outlined", Action(self.tr("Open the data folder"), show, "folder"))
        self.said = OutcomeLine()
        column(self, spacing=8).add(self._table, flowing(self.clear, folder), self.said)

    def refresh(self) -> None:
        paths, store = self._services.core.paths, self._services.core.store
        folder = self._services.catalog.models_folder

        def work() -> StorageUsage:
            try:
                return measure_storage(paths, folder, store)
            except OSError as error:
                raise KnownError(
                    Words("The disk could not be read."), Words("See that it is connected."), str(error)
                ) from error

        self._services.tasks.do(work, self._show, self._fail, owner=self)

    def _show(self, usage: StorageUsage) -> None:
        self.usage = usage
        clear(self._rows)
        for name, note, size in self._lines(usage):
            self._rows.addWidget(self._line(name, note, size))
        self.clear.set_busy(busy=False)
        if not self.clear.hasFocus():  # which would go elsewhere
            self.clear.setEnabled(usage.caches > 0)
        self.clear.setToolTip("" if usage.caches else self.tr("There is nothing to clear"))

    def _lines(self, usage: StorageUsage) -> list[tuple[str, str, int]]:
        return [
            (self.tr("Models"), "", usage.models),
            (self.tr("Downloads that are not finished"), "", usage.partial),
            (self.tr("Cards and facts of downloaded models"),
             self.tr("Kept beside each model, so that its facts can be read without a network"), usage.facts),
            (self.tr("Answers of the Hub"), self.tr("Can be fetched again"), usage.answers),
            (self.tr("What models have read of chats"), self.tr("Can be read again"), usage.contexts),
            (self.tr("Chats, comparisons and lists"), self.tr("What you made; in one database"), usage.made),
            (self.tr("Passages of your documents"),
             self.tr("In one database; the documents themselves stay where they are"), usage.documents),
            (self.tr("Log"), self.tr("What went wrong, without tokens; at most 4 MB"), usage.logs),
            (self.tr("Free on the disk of the models"), "", usage.free),
        ]  # fmt: skip

    def _line(self, name: str, note: str, size: int) -> QWidget:
        frame = QFrame()
        frame.setProperty("rule", "bottom")
        line = row(frame, margins=(0, 6, 0, 6), spacing=16)
        words = column().add(Para(name))
        if note:
            words.addWidget(Para(note, "secondary", "muted"))
        line.addLayout(words, 1)
        value = Label(size_text(size))
        value.setFont(look_of(self).font(numbers=True))
        line.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        frame.setAccessibleName(f"{name}: {value.text()}")
        return frame

    def _fail(self, error: KnownError) -> None:
        clear(self._rows)
        again = Action(self.tr("Try again"), self.refresh, "refresh")
        self._rows.addWidget(ErrorCard(error, again))

    @Slot()
    def _ask(self) -> None:
        self.said.clear()
        if self.usage is None or not self.usage.caches:
            self.said.say("info", self.tr("There is nothing to clear"))
            return
        heading, size = self.tr("Clear the caches?"), size_text(self.usage.caches)
        text = self.tr("This frees {size}. Models that you saw on the Hub and did not download are then no "
                       "longer shown without a network, and a long chat is read anew when you go on with it. "
                       "Nothing you made is touched.")  # fmt: skip
        agree = self.tr("Clear {size}").format(size=size)
        question = DangerQuestion(heading, heading, text.format(size=size), agree, host_of(self))
        question.keep.setText(self.tr("Keep them"))
        question.agreed.connect(self._clear)
        question.ask()

    @Slot()
    def _clear(self) -> None:
        self.clear.set_busy(busy=True)
        work = partial(clear_caches, self._services.core.paths, self._services.core.store)
        self._services.tasks.do(work, self._cleared, self._not_cleared, owner=self)

    def _not_cleared(self, error: KnownError) -> None:
        self.clear.set_busy(busy=False)
        self.said.tell(error)

    def _cleared(self, freed: int) -> None:
        self.said.say("good", self.tr("{size} freed.").format(size=size_text(freed)))
        self.refresh()
