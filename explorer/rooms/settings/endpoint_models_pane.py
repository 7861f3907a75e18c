"""Which models of an endpoint stand in pickers: chips of those that do, and a long list to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import money_text
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel
from explorer.domain.units import context_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.chips import OpenChip, PlaceChip
from explorer.kit.choice_list import FIELD, ChoiceDelegate, ChoiceLines, ChoiceList, ChoicePanel
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout, remove_widget
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.popup import menu, open_below
from explorer.kit.question import host_of
from explorer.kit.text import Para, plain_tip
from explorer.kit.theme import look_of

_MOST_CHIPS, _CHIP = 24, 240
_ROW, _HEADING, _WIDTH, _SIDE, _MARK = 44, 30, 480, 12, 14  # pixels at 100 %
_FEWEST, _MOST = 4, 9  # rows that are seen at once


def name_of(endpoint: Endpoint, entry: EndpointEntry) -> str:
    return EndpointModel(endpoint, entry).name


def entry_words(entry: EndpointEntry) -> Words:
    """What is known of it, and what the person said."""
    price = entry.price
    return joined(" · ", (
        Words("{n} tokens", n=context_text(entry.context_length)) if entry.context_length else "",
        Words("sees images") if entry.sees else "",
        Words("{read} read, {written} written, for a million tokens",
              read=money_text(price.read, price.currency), written=money_text(price.written, price.currency))
        if price is not None else "",
        Words("facts of {repo}", repo=entry.repo) if entry.repo else "",
    ))  # fmt: skip


class ModelChip(PlaceChip):
    """One that can be asked."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name, "check")
        self.setMaximumWidth(look_of(self).sizes.px(_CHIP))
        self.setToolTip(plain_tip(tip))

    def is_on(self) -> bool:
        return True


class _MoreChip(OpenChip):
    """``is_needed``: without a choice in its list nothing can be done."""

    is_needed = False

    def is_on(self) -> bool:
        return self.is_needed


class ModelChips(QWidget):
    """``chosen`` carries a ModelChoice; ``described`` the name of a model of which more is to be said."""

    chosen = Signal(object)
    described = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._endpoint: Endpoint | None = None
        self._flow = FlowLayout(holder := QWidget(), spacing=look_of(self).sizes.px(6))
        self.more = _MoreChip("")
        self.more.clicked.connect(self.open_list)
        self._flow.addWidget(self.more)
        self.note = Para("", "secondary", "muted")
        column(self, spacing=6).add(holder, self.note)
        self.chips: list[ModelChip] = []
        self.list: EndpointModelList | None = None

    def show_endpoint(self, endpoint: Endpoint) -> None:
        before = [one for one in self._endpoint.entries if one.is_chosen] if self._endpoint else None
        self._endpoint = endpoint
        chosen = [entry for entry in endpoint.entries if entry.is_chosen]
        if chosen != before:
            self._show_chips(endpoint, chosen)
        self.more.is_needed = not chosen
        self.more.setText(self._more_words(len(endpoint.entries) - len(self.chips), has_chosen=bool(chosen)))
        note = "" if chosen else self.tr("No model is chosen yet: until then this endpoint is not used.")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self.list is not None and not self.list.is_closed:
            self.list.show_entries(endpoint)

    def _show_chips(self, endpoint: Endpoint, chosen: Sequence[EndpointEntry]) -> None:
        for chip in self.chips:
            remove_widget(chip)
        self._flow.removeWidget(self.more)  # it stands behind them
        self.chips = [self._chip(endpoint, entry) for entry in chosen[:_MOST_CHIPS]]
        self._flow.add(*self.chips, self.more)
        for one, other in pairwise((*self.chips, self.more)):
            QWidget.setTabOrder(one, other)

    def open_list(self) -> None:
        if self._endpoint is None:
            return
        self.list = EndpointModelList(self.more, self._endpoint)
        self.list.chosen.connect(self.chosen)
        self.list.open(self.list.field)

    def close_list(self) -> None:
        if self.list is not None and not self.list.is_closed:
            self.list.dismiss()

    def _more_words(self, left: int, *, has_chosen: bool) -> str:
        if not left:
            return self.tr("More") if has_chosen else self.tr("Add by name")
        words = self.tr("{n} more") if has_chosen else self.tr("Choose from {n}")
        return words.format(n=f"{left:,}")

    def _chip(self, endpoint: Endpoint, entry: EndpointEntry) -> ModelChip:
        told = shown(entry_words(entry))
        chip = ModelChip(name_of(endpoint, entry), "\n".join(filter(None, (entry.name, told))))
        chip.clicked.connect(partial(self._open_menu, chip, entry.name))
        return chip

    def _open_menu(self, chip: ModelChip, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a slot
        describe, leave = partial(self.described.emit, name), partial(self._take_out, name)
        entries = (
            Action(self.tr("Price, context and whose facts…"), describe, "edit"),
            Action(self.tr("No longer offer"), leave, "minus"),
        )
        open_below(menu(self, entries), chip)

    def _take_out(self, name: str) -> None:
        self.chosen.emit(ModelChoice(name, is_chosen=False))
        self.more.setFocus(Qt.FocusReason.OtherFocusReason)


@dataclass(frozen=True)
class ModelChoice:
    """Whether a model, by the name it has at its endpoint, stands in pickers now."""

    name: str
    is_chosen: bool


@dataclass(frozen=True)
class ModelLine:
    """Its words are made when it is seen: there may be thousands. ``entry``: ``None`` of one that the server
    does not list: it is added by this name.
    """

    name: str
    endpoint: Endpoint
    entry: EndpointEntry | None = None

    @property
    def is_new(self) -> bool:
        return self.entry is None

    @cached_property
    def title(self) -> str:
        if self.entry is None:
            return tr("Add “{name}”").format(name=self.name)
        return name_of(self.endpoint, self.entry)

    @cached_property
    def note(self) -> str:
        return shown(entry_words(self.entry)) if self.entry is not None else ""


class EndpointModelList(ChoicePanel[ChoiceList]):
    """Stays open while one is chosen after the other. ``chosen`` carries a ModelChoice."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget, endpoint: Endpoint) -> None:
        self._rows = _ModelLines()
        choices = ChoiceList(self._rows, tr("Models"), _ROW, _HEADING)
        hint = tr("Search {n} models, or type a name").format(n=f"{len(endpoint.entries):,}")
        if not endpoint.entries:
            hint = tr("Type the name of a model")
        super().__init__(tr("Models you can ask"), host_of(anchor), choices, hint, "clear")
        self.list.setItemDelegate(ChoiceDelegate(self.list, self._draw))
        self._anchor = anchor
        self._entries: Sequence[EndpointEntry] = ()
        self.show_entries(endpoint)
        places = enumerate(endpoint.entries)  # those that are chosen first; they stay there while it is open
        self._order = {entry.name: (not entry.is_chosen, n) for n, entry in places}
        self.search("")

    @property
    def lines(self) -> Sequence[ModelLine]:
        """What is offered now."""
        return self._rows.lines

    def show_entries(self, endpoint: Endpoint) -> None:
        """Its models as they are now; those that are listed keep their place."""
        self._endpoint, self._entries = endpoint, endpoint.entries
        self._rows.chosen = frozenset(entry.name for entry in endpoint.entries if entry.is_chosen)
        self.list.viewport().update()

    def spot(self, room: QRect) -> QRect:
        px, anchor = look_of(self).sizes.px, self._anchor
        below = anchor.mapTo(self._host, QPoint(0, anchor.height() + px(4)))
        width = min(px(_WIDTH), room.width())
        right = below.x() + anchor.width() - width if self.isRightToLeft() else below.x()
        left = max(room.left(), min(right, room.right() + 1 - width))
        rows = max(_FEWEST, min(_MOST, len(self._entries)))
        height = min(px(FIELD + rows * _ROW + 8), room.height())
        top = max(room.top(), min(below.y(), room.bottom() + 1 - height))  # the page below may have moved
        return QRect(left, top, width, height)

    def origin(self) -> QWidget | None:
        return super().origin() or self._anchor

    def search(self, text: str) -> None:
        words = text.casefold().split()
        found = [entry for entry in self._entries if all(word in entry.name.casefold() for word in words)]
        ordered = sorted(found, key=lambda entry: self._order.get(entry.name, (False, -1)))
        lines = [ModelLine(entry.name, self._endpoint, entry) for entry in ordered]
        name = " ".join(text.split())
        if name and all(entry.name != name for entry in self._entries):
            lines.append(ModelLine(name, self._endpoint))
        self.show_found(lines, self.tr("Type the name that the server knows it by."))

    def use(self, line: ModelLine, *, second: bool = False) -> None:  # noqa: ARG002  there is one way to use it
        self.chosen.emit(ModelChoice(line.name, line.name not in self._rows.chosen))
        if line.is_new:
            self.field.clear()
        self.say()

    def _draw(self, painter: QPainter, rect: QRectF, line: ModelLine, way: Qt.LayoutDirection) -> None:
        look = look_of(self)
        px, theme = look.sizes.px, look.theme
        inner = rect.adjusted(px(_SIDE), px(4), -px(_SIDE), -px(4))
        mark = QRectF(inner.left(), inner.center().y() - px(_MARK) / 2, px(_MARK), px(_MARK))
        is_on = line.name in self._rows.chosen
        paint_icon(
            painter, mirrored(mark, rect, way), "check" if is_on else "plus",
            theme.accent if is_on else theme.faint,
        )  # fmt: skip
        inner.adjust(px(_MARK + 8), 0, 0, 0)
        if line.is_new:
            draw_text(painter, mirrored(inner, rect, way), line.title, look.font(), theme.text)
            return
        small, half = look.font("secondary"), inner.height() / 2
        above = QRectF(inner.left(), inner.top(), inner.width(), half)
        below = above.translated(0, half)
        draw_text(painter, mirrored(above, rect, way), line.title, look.font(strong=is_on), theme.text)
        note = min(text_width(line.note, small) + px(10), below.width() * 0.6) if line.note else 0
        name = mirrored(below.adjusted(0, 0, -note, 0), rect, way)
        draw_text(painter, name, line.name, small, theme.muted)
        far = Qt.AlignmentFlag.AlignRight
        spot = mirrored(below.adjusted(below.width() - note, 0, 0, 0), rect, way)
        draw_text(painter, spot, line.note, small, theme.muted, far)


class _ModelLines(ChoiceLines):
    """``chosen``: the names of those that are."""

    chosen: frozenset[str] = frozenset()

    def spoken(self, line: Any) -> str:
        chosen = tr("chosen") if line.name in self.chosen else ""
        return ", ".join(filter(None, (line.title, line.name, line.note, chosen)))

    def tip(self, line: Any) -> str:
        return "\n".join(filter(None, (line.name, line.note)))
