"""The actions of the columns: add, remove, move, widen and download a model."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import OfflineError
from explorer.domain.fit import Fit, FitWord, RemoteFileFacts, remote_file_facts, speed_words
from explorer.domain.model import Model
from explorer.domain.places import ENDPOINTS, Go, Place, Room
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.local.download_queue.downloads import DownloadState
from explorer.local.fit.estimates import Estimates
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.local.model_picks import size_or_place
from explorer.rooms.compare.document.comparisons import Comparisons, RemovedColumn
from explorer.rooms.compare.document.document import MOST
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.compared_models import (
    ComparedModel,
    counts_text,
    is_card_unread,
    why_unchecked,
)
from explorer.rooms.compare.facts.head_rows import ColumnHeadText
from explorer.rooms.compare.session import CompareSession
from explorer.rooms.room_services import RoomServices

_NO_BREAK = "\N{NO-BREAK SPACE}"


def subtitle_of(column: ComparedModel) -> Words:
    """Qwen · Q4_K_M · 1.1 GB, or where it runs; and whether it is yet to be downloaded."""
    size = size_text(column.size).replace(" ", _NO_BREAK) if column.size is not None else ""
    model = column.model
    place = size if model is None or column.file is not None else size_or_place(model)
    absent = Words("not downloaded") if column.model is None else ""
    return joined(" · ", (column.publisher, column.version, place, absent))


def seen_text(column: ComparedModel) -> str:
    """When the facts of a repo were read, if not just now; else ""."""
    if column.repo is None or not column.repo.from_cache:
        return ""
    return Words("as seen on {date}", date=f"{column.repo.read_at:%Y-%m-%d}")


def _number_of(fit: Fit) -> Words:
    """The one that is told beside the word."""
    if fit.word is FitWord.NO_ROOM:
        return Words("{size} of disk", size=size_text(fit.disk))
    return speed_words(fit) if fit.speed else Words("about {size} memory", size=size_text(fit.told))


def fit_of(column: ComparedModel, estimates: Estimates) -> Fit | None:
    """As measured or by the header where the file is here, else by what the Hub says; ``None`` if that names
    no size."""
    if column.size is None:
        return None
    fit = estimates.of(column.file) if column.file is not None else None
    if fit is not None:
        return fit
    if column.repo is None or column.variant is None:
        return estimates.yardstick.fit(RemoteFileFacts(column.size, label=column.version, is_here=True))
    return estimates.yardstick.fit(remote_file_facts(column.repo.row, column.variant))


def absent_text(slot: ColumnSlot) -> str:
    """Why a column without a local model cannot answer."""
    if slot.problem is not None:
        return slot.problem.words
    if slot.column is None:
        return Words("Reads its facts…")
    if slot.column.repo is None:
        return Words("This model is no longer on this disk.")
    if slot.column.variant is None:
        return Words("This repository holds no file that can run here.")
    return Words("Not downloaded, so it cannot answer.")


LEFT, RIGHT = "Ctrl+Shift+Left", "Ctrl+Shift+Right"


class ColumnActions(QObject):
    """Builds actions when a menu opens, so that they are never stale."""

    def __init__(
        self, session: CompareSession, services: RoomServices, picking: ModelPickerOpener, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._board, self._kept = session, session.board, session.kept
        self._downloads, self._settings = services.downloads, services.core.settings
        self._estimates, self._messages, self._go = services.core.estimates, services.messages, services.go
        self._picking = picking

    def head_words(self, slot: ColumnSlot) -> ColumnHeadText:
        actions = partial(self.of_slot, slot)
        if slot.problem is not None:
            return ColumnHeadText(
                slot.title, problem=slot.problem.what, actions=actions, retry=self._again(slot)
            )
        column = slot.column
        if column is None:
            return ColumnHeadText(slot.title, self.tr("Reads its facts…"), actions=actions)
        fit = fit_of(column, self._estimates)
        return ColumnHeadText(
            slot.title,
            subtitle_of(column),
            joined(" · ", (fit.word, _number_of(fit))) if fit else "",
            fit.word.tone if fit else "neutral",
            fit.text if fit else "",
            counts_text(column),
            (column.trouble if is_card_unread(column) else "") or why_unchecked(column),
            seen_text(column),
            actions=actions,
            retry=self._ask_once(slot) if is_card_unread(column) else self._say_repo(column),
            model=column.model if column.file is None else None,
        )

    def _ask_once(self, slot: ColumnSlot) -> Action | None:
        """What reads a card that nobody has asked for yet; nothing while that goes on."""
        if self._board.is_reading(slot.key):
            return None
        if self._is_offline:
            return self.online()
        return Action(self.tr("Ask the Hub"), partial(self._board.retry, slot.key), "refresh")

    def _say_repo(self, column: ComparedModel) -> Action | None:
        """What gives facts to a model at an endpoint."""
        if not isinstance(column.model, EndpointModel) or column.model.entry.repo:
            return None
        return Action(self.tr("Say which repo it is"), partial(self._go, ENDPOINTS), "link")

    def of_slot(self, slot: ColumnSlot) -> Sequence[Action | None]:
        """The ⋯ menu of a column."""
        at, count = self._board.keys.index(slot.key), len(self._board.slots)
        actions: list[Action | None] = [*self._ways(slot.column)] if slot.column else []
        if actions:
            actions.append(None)
        move, key = partial(self._board.move, slot.key), slot.key
        return [
            *actions,
            Action(self.tr("Add it once more"), partial(self._add_again, key), "copy", enabled=count < MOST),
            None,
            *self._sizes(key),
            Action(self.tr("Move left"), partial(move, -1), shortcut=LEFT, enabled=at > 0),
            Action(self.tr("Move right"), partial(move, 1), shortcut=RIGHT, enabled=at < count - 1),
            None,
            Action(self.tr("Remove"), partial(self._remove, slot), "close"),
        ]

    def _remove(self, slot: ColumnSlot) -> None:
        """The message about it can take that back."""
        removed = self._kept.trash.removed(self._kept.current, slot.key)
        self._board.remove(slot.key)
        told = self.tr("“{title}” was removed.").format(title=removed.column.label or slot.label)
        self._messages.removed(told, partial(_put_back, self._kept, self._go, removed))

    def _sizes(self, key: str) -> tuple[Action, ...]:
        widths, change = self._session.widths, self._session.set_widths
        wide, large = widths.toggled_wide(key), widths.toggled_focus(key)
        return (
            Action(self.tr("Wide"), partial(change, wide), checked=key in widths.wide),
            Action(self.tr("Large"), partial(change, large), checked=key == widths.focus),
        )

    def _ways(self, column: ComparedModel) -> list[Action]:
        ways = []
        if column.model is not None and not column.model.why_not_usable:
            place = Place(Room.PLAYGROUND, model=column.model)
            ways.append(Action(self.tr("Open in Playground"), partial(self._go, place), "chat"))
        elif (download := self.download(column)) is not None:
            ways.append(download)
        repo_id = column.repo.id if column.repo else column.file.repo if column.file else None
        if repo_id:
            place = Place(Room.DISCOVER, repo_id=repo_id)
            ways.append(Action(self.tr("Show in Discover"), partial(self._go, place), "search"))
        return ways

    def absent(self, slot: ColumnSlot) -> tuple[str, Action | None]:
        """Why a column cannot answer, and what helps."""
        if slot.problem is not None:
            return absent_text(slot), self._again(slot)
        download = self.download(slot.column) if slot.column else None
        if download is not None and self._is_offline:
            return self.tr("Not downloaded, and offline mode is on."), self.online()
        return absent_text(slot), download

    def download(self, column: ComparedModel) -> Action | None:
        """Fetch the recommended file of a repo; ``None`` where there is none."""
        if column.repo is None or column.variant is None:
            return None
        if self._is_offline:
            words = self.tr("Download · offline mode is on")
            return Action(words, _nothing, "download", enabled=False)
        state = self._download_state(column.repo.id)
        if state in (DownloadState.WAITING, DownloadState.RUNNING):
            return Action(self.tr("Downloading…"), _nothing, "download", enabled=False)
        fit = fit_of(column, self._estimates)
        is_begun = state is DownloadState.PAUSED  # what has come lies on the disk already
        if fit is not None and fit.disk and not is_begun:
            words = self.tr("Download · {why}").format(why=shown(fit.disk_text))
            return Action(words, _nothing, "download", enabled=False)
        text = self.tr("Resume the download") if is_begun else self.tr("Download")
        return Action(text, partial(self._downloads.add, column.repo, column.variant), "download")

    def add(self, anchor: Callable[[], QWidget]) -> None:
        """Choose a model, below what asks for it; those that have a column may have another one."""
        again = Words("Already in this comparison: add it again")
        picker = self._picking.open(anchor, apart={slot.reference: again for slot in self._board.slots})
        picker.picked.connect(self._add_model)

    @Slot(object)
    def _add_model(self, model: Model) -> None:
        there = next((slot.key for slot in self._board.slots if slot.reference == model.id), None)
        if there is not None:
            self._add_again(there)
        else:
            self._session.attempt(partial(self._board.add, model.id, model))

    def _add_again(self, key: str) -> None:
        self._session.attempt(partial(self._board.add_again, key, self._session.taken()))

    @property
    def _is_offline(self) -> bool:
        return self._settings.current.offline

    def online(self) -> Action:
        return Action(self.tr("Go online"), partial(self._settings.change, offline=False), "online")

    def _again(self, slot: ColumnSlot) -> Action:
        """Offline, asking again would say the same."""
        if self._is_offline and isinstance(slot.problem, OfflineError):
            return self.online()
        return Action(self.tr("Try again"), partial(self._board.retry, slot.key), "refresh")

    def _download_state(self, repo_id: str) -> DownloadState | None:
        return next((d.state for d in self._downloads.items if d.order.repo_id == repo_id), None)


def _put_back(kept: Comparisons, go: Go, removed: RemovedColumn) -> None:
    go(Place(Room.COMPARE, comparison_id=kept.trash.put_back(removed)))


def _nothing() -> None:
    """A disabled action is never used."""
