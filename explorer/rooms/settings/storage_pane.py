"""The group Storage: what this app keeps on the disk, and clearing what can be fetched again."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.base.settings import Settings
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.skeleton import Skeleton
from explorer.kit.tab_order import holds_focus
from explorer.kit.tasks import TaskContext
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.local.storage_usage import StorageUsage, clear_caches, measure_storage
from explorer.rooms.settings.index import SettingsSection, section_title
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.services import SettingsServices, setting
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow


class StorageGroup(SettingsGroup):
    """Sizes are measured in the background, each time the room is entered."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__(shown(section_title(SettingsSection.STORAGE)))
        self.panel = StoragePanel(shared)
        self.add(SettingsRow(setting("storage"), "", self.panel, wide=True))

    def show_settings(self, _settings: Settings) -> None:
        """Nothing here is a setting."""


class StoragePanel(QWidget):
    """``usage`` is what was measured last, ``None`` while that is under way the first time."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__()
        self._shared = shared
        self.usage: StorageUsage | None = None
        self._table = QWidget()
        self._rows = QVBoxLayout(self._table)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(Skeleton(6, lines=True))
        px = look_of(self).sizes.px
        self.clear = Button("outlined", self.tr("Clear caches…"), "trash")
        self.clear.setEnabled(False)
        self.clear.clicked.connect(self._ask)
        self._open = Button("outlined", self.tr("Open the data folder"), "folder")
        self._open.clicked.connect(self._open_folder)
        self._question = self._build_question()
        self.said = OutcomeLine()
        stack = column(self, spacing=8)
        stack.addWidget(self._table)
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=px(8))
        flow.addWidget(self.clear)
        flow.addWidget(self._open)
        stack.addWidget(buttons)
        stack.addWidget(self._question)
        stack.addWidget(self.said)

    def refresh(self) -> None:
        paths, store = self._shared.paths, self._shared.store
        folder = self._shared.catalog.models_folder

        def work(_context: TaskContext[None]) -> StorageUsage:
            try:
                return measure_storage(paths, folder, store)
            except OSError as error:
                raise KnownError(
                    Words("The disk could not be read."), Words("See that it is connected."), str(error)
                ) from error

        self._shared.tasks.run(work, self._show, self._fail, owner=self)

    def _show(self, usage: StorageUsage) -> None:
        self.usage = usage
        self._empty_table()
        for name, note, size in self._lines(usage):
            self._rows.addWidget(self._line(name, note, size))
        self.clear.set_busy(busy=False)
        if not self.clear.hasFocus():  # which would go elsewhere
            self.clear.setEnabled(usage.clearable > 0)
        self.clear.setToolTip("" if usage.clearable else self.tr("There is nothing to clear"))
        text = self.tr("This frees {size}. Models that you saw on the Hub and did not download are then no "
                       "longer shown without a network. Nothing you made is touched.")  # fmt: skip
        self._words.setText(text.format(size=size_text(usage.clearable)))
        self.agree.setText(self.tr("Clear {size}").format(size=size_text(usage.clearable)))

    def _lines(self, usage: StorageUsage) -> list[tuple[str, str, int]]:
        return [
            (self.tr("Models"), "", usage.models),
            (self.tr("Downloads that are not finished"), "", usage.partial),
            (self.tr("Cards and facts of downloaded models"),
             self.tr("Kept beside each model, so that its facts can be read without a network"), usage.facts),
            (self.tr("Answers of the Hub"), self.tr("Can be fetched again"), usage.answers),
            (self.tr("Chats, comparisons and lists"), self.tr("What you made; in one database"), usage.made),
            (self.tr("Log"), self.tr("What went wrong, without tokens; at most 4 MB"), usage.logs),
            (self.tr("Free on the disk of the models"), "", usage.free),
        ]  # fmt: skip

    def _line(self, name: str, note: str, size: int) -> QWidget:
        frame = QFrame()
        frame.setProperty("rule", "bottom")
        px = look_of(self).sizes.px
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, px(6), 0, px(6))
        row.setSpacing(px(16))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Para(name))
        if note:
            words.addWidget(Para(note, "secondary", "muted"))
        row.addLayout(words, 1)
        value = Label(size_text(size))
        value.setFont(look_of(self).font(numbers=True))
        row.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        frame.setAccessibleName(f"{name}: {value.text()}")
        return frame

    def _build_question(self) -> Card:
        card = Card("sunken", inset=14)
        card.body.setSpacing(look_of(self).sizes.px(8))
        self._words = Para("", "body")
        self.agree = Button("accent", "")
        self.agree.clicked.connect(self._clear)
        self.keep = Button("quiet", self.tr("Keep them"))
        self.keep.clicked.connect(self._leave_question)
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=look_of(self).sizes.px(8))
        flow.addWidget(self.agree)
        flow.addWidget(self.keep)
        card.body.addWidget(self._words)
        card.body.addWidget(buttons)
        card.hide()
        return card

    def _fail(self, error: KnownError) -> None:
        self._empty_table()
        again = Action(self.tr("Try again"), self.refresh, "refresh")
        self._rows.addWidget(ErrorCard(error, again))

    def _empty_table(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @Slot()
    def _ask(self) -> None:
        self.said.clear()
        if self.usage is not None and not self.usage.clearable:
            self.said.say("info", self.tr("There is nothing to clear"))
            return
        self._question.show()
        self.agree.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _clear(self) -> None:
        self._leave_question()
        self.clear.set_busy(busy=True)
        paths, store = self._shared.paths, self._shared.store
        self._shared.tasks.run(
            lambda _c: clear_caches(paths, store), self._cleared, self._not_cleared, owner=self
        )

    def _not_cleared(self, error: KnownError) -> None:
        self.clear.set_busy(busy=False)
        self.said.tell(error)

    @Slot()
    def _leave_question(self) -> None:
        """The keys go back to where the question was asked from."""
        had_focus = holds_focus(self._question)
        self._question.hide()
        if had_focus:
            self.clear.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cleared(self, freed: int) -> None:
        self.said.say("good", self.tr("{size} freed.").format(size=size_text(freed)))
        self.refresh()

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shared.paths.root)))
