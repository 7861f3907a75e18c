"""The page of the prompts of a comparison: own ones and ready-made sets, in an order that can be changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.domain.units import prompts_text
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import Card
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.popup import menu, open_below
from explorer.kit.room_pane import KEEP_CLEAR
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, IconLabel, Label, Para, plain_tip
from explorer.local.prompt_sets import PromptSet, prompt_sets
from explorer.rooms.compare.document.document import ComparisonDocument, Prompt, with_prompts
from explorer.rooms.compare.document.prompt_sets import prompts_of_set, title_of
from explorer.rooms.compare.page_rows import BackPage

_LINES = 3


class PromptRow(Card):
    """``typed`` carries the new text, ``moved`` -1 or 1, ``removed`` nothing."""

    typed = Signal(str)
    moved = Signal(int)
    removed = Signal()

    def __init__(self, prompt: Prompt, number: int, count: int, source: str) -> None:
        super().__init__("plain", 12)
        self._prompt = prompt
        self.setAccessibleName(self.tr("Prompt {number} of {count}").format(number=number + 1, count=count))
        self._field: MessageField | None = None
        self._words = QWidget()
        lines = boxes.column(self._words, spacing=2)
        head = " · ".join(part for part in (shown(title_of(prompt)), source) if part)
        if head:
            lines.add(Label(head, "secondary", "muted"))
        self._text = Para(prompt.text, most=_LINES)
        self._text.setProperty("data", True)  # sent as it is, whatever the language of the window
        self._text.setToolTip(plain_tip(prompt.text[:2000]))
        lines.add(self._text)
        place = boxes.at_top(Label(f"{number + 1}", "strong", "muted"))
        buttons = map(boxes.at_top, self._buttons(number, count))
        self._line = boxes.row(spacing=10).add(place, boxes.stretched(self._words), *buttons)
        self.body.add(self._line)

    def _buttons(self, number: int, count: int) -> tuple[QWidget, ...]:
        name = str(number + 1)
        words = with_keys(self.tr("Move prompt {n} up").format(n=name), "Alt+Up")
        self.up = IconButton("arrow-up", words, then=partial(self._move, -1))
        words = with_keys(self.tr("Move prompt {n} down").format(n=name), "Alt+Down")
        self.down = IconButton("arrow-down", words, then=partial(self._move, 1))
        self.edit = IconButton("edit", self.tr("Edit prompt {n}").format(n=name), then=self.start_edit)
        self.remove = IconButton("trash", self.tr("Remove prompt {n}").format(n=name), then=self.removed)
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < count - 1)
        return self.up, self.down, self.edit, self.remove

    def take_focus(self, by: int) -> None:
        """After a move: on the way that leads further."""
        way = self.down if by > 0 else self.up
        (way if way.isEnabled() else self.edit).setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._moves(event):
            return True
        return super().event(event)

    def _moves(self, event: QKeyEvent) -> bool:
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if way is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        self.moved.emit(way)
        return True

    @Slot()
    def start_edit(self) -> None:
        if self._field is not None:
            return
        self._field = MessageField()
        self._field.setAccessibleName(self.tr("Text of the prompt"))
        self._field.setPlainText(self._prompt.text)
        self._field.entered.connect(self._commit)
        self._field.escaped.connect(self._leave)
        self._frame = FieldFrame(self._field)
        done = IconButton("check", with_keys(self.tr("Keep this text"), "Enter"), "accent", then=self._commit)
        self._frame.add(done)
        self._words.hide()
        self._line.insertWidget(1, self._frame, 1)
        self._field.setFocus()

    @Slot()
    def _commit(self) -> None:
        text = self._field.toPlainText().strip() if self._field is not None else ""
        self._leave()
        if text and text != self._prompt.text:
            self.typed.emit(text)

    @Slot()
    def _leave(self) -> None:
        if self._field is not None:
            self._field = None
            self._frame.hide()
            self._frame.deleteLater()
            self._words.show()
            self.edit.setFocus()

    def _move(self, by: int) -> None:
        self.moved.emit(by)


class RemovedRow(Card):
    """Where a prompt stood a moment ago; ``back`` brings it back."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__("sunken", 12)
        self.back = Button("outlined", self.tr("Undo"), "undo", scale="compact")
        words = self.tr("Removed: {prompt}").format(prompt=" ".join(prompt.text.split()))
        self.body.add(boxes.row(spacing=10).add(boxes.stretched(Elided(words, tone="muted")), self.back))


class PromptsPage(BackPage):
    """``left`` leads back, ``planned`` to the plan; ``changed`` carries the ComparisonDocument.

    ``taken``: keys that answers refer to.
    """

    planned = Signal()
    changed = Signal(object)

    def __init__(self, taken: Callable[[], frozenset[str]], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Prompts"), self.tr("Back to the answers"), parent)
        self.setObjectName("compare-prompts")
        self._taken, self._document = taken, ComparisonDocument()
        self._sets = prompt_sets()
        self._content = QWidget()
        self._box = boxes.column(self._content, margins=(20, 14, 20, 14), spacing=8)
        self._parts: list[PromptRow | RemovedRow | _Caution] = []
        self._removed: tuple[int, Prompt] | None = None  # a moment ago, and where it stood
        self._hint = Para(
            self.tr(
                "One prompt tells little. Add a ready-made set, or write prompts of your own work below."
            ),
            tone="muted",
        )
        self._box.add(self._hint, boxes.STRETCH)
        self._title = Elided("", "heading")
        self._add = Button("outlined", self.tr("Add a set"), "plus", scale="compact", then=self._open)
        self._add.setObjectName("compare-add-set")
        self.plan = Button("accent", self.tr("Plan the run"), "play", scale="compact", then=self.planned)
        self.line.add(boxes.stretched(self._title), self._add, self.plan)
        self.page.add(boxes.stretched(Scroll(self._content, self.tr("Prompts"))), self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("rule", "top")
        foot.setProperty(KEEP_CLEAR, True)
        self.field = MessageField()
        words = self.tr("Write another prompt…")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.field.setObjectName("compare-new-prompt")
        self.field.entered.connect(self._write)
        self.field.escaped.connect(self.left)
        frame = FieldFrame(self.field)
        add = IconButton("plus", with_keys(self.tr("Add this prompt"), "Enter"), "accent", then=self._write)
        frame.add(add)
        boxes.column(foot, margins=(20, 10, 20, 10)).addWidget(frame)
        return foot

    def show_document(self, document: ComparisonDocument, busy: bool = False) -> None:  # noqa: FBT001, FBT002
        """``busy``: a run goes on, so nothing may change."""
        prompts, before = document.prompts, self._document.prompts
        self._document = document
        count = len(prompts)
        words = self.tr("{prompts} · can be changed when the models have answered") if busy else "{prompts}"
        self._title.setText(words.format(prompts=shown(prompts_text(count))))
        self._content.setEnabled(not busy)
        self._add.setEnabled(not busy)
        self.plan.setEnabled(bool(count) and not busy)
        if prompts != before or len(self._parts) == 0:
            self._build()

    def rows(self) -> list[PromptRow]:
        return [part for part in self._parts if isinstance(part, PromptRow)]

    def _build(self) -> None:
        self._box.drop(self._parts)
        prompts = self._document.prompts
        used = {prompt.source for prompt in prompts}
        self._parts = [_Caution(one) for one in self._sets if one.id in used and one.caution]
        titles = {one.id: shown(one.title) for one in self._sets}
        for number, prompt in enumerate(prompts):
            row = PromptRow(prompt, number, len(prompts), titles.get(prompt.source, ""))
            row.moved.connect(partial(self._move, number))
            row.removed.connect(partial(self._remove, number))
            row.typed.connect(partial(self._retype, number))
            self._parts.append(row)
        self._offer_back()
        for number, part in enumerate(self._parts):
            self._box.insertWidget(number + 1, part)
        self._hint.setVisible(not prompts)

    @Slot()
    def _open(self) -> None:
        actions = [
            Action(
                f"{shown(one.title)} · {shown(prompts_text(len(one.prompts)))}",
                partial(self._append, prompts_of_set(one)),
                "warning" if one.caution else "",
                tip=shown(one.purpose),
            )
            for one in self._sets
        ]
        built = menu(self, actions)
        built.setToolTipsVisible(True)
        for entry, one in zip(built.actions(), self._sets, strict=True):
            entry.setToolTip(shown(one.purpose))
        open_below(built, self._add)

    @Slot()
    def _write(self) -> None:
        text = self.field.toPlainText().strip()
        if text:
            self.field.clear()
            self._append([Prompt("", text)])

    def _append(self, prompts: Sequence[Prompt]) -> None:
        """Those that stand there already are not added again."""
        there = {prompt.text for prompt in self._document.prompts}
        new = [prompt for prompt in prompts if prompt.text not in there]
        if new:
            self.changed.emit(with_prompts(self._document, new, self._taken()))

    def _move(self, number: int, by: int) -> None:
        prompts = list(self._document.prompts)
        to = number + by
        if 0 <= to < len(prompts):
            prompts.insert(to, prompts.pop(number))
            self._change(prompts)
            self.rows()[to].take_focus(by)

    def _remove(self, number: int) -> None:
        self._removed = number, self._document.prompts[number]
        self._change([p for at, p in enumerate(self._document.prompts) if at != number])
        back = next((part.back for part in self._parts if isinstance(part, RemovedRow)), self.field)
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_back(self) -> None:
        """In its place, until the next change."""
        if self._removed is not None:
            number, prompt = self._removed
            self._removed = None
            cautions = sum(isinstance(part, _Caution) for part in self._parts)
            row = RemovedRow(prompt)
            row.back.clicked.connect(partial(self._take_back, number, prompt))
            self._parts.insert(cautions + number, row)

    def _take_back(self, number: int, prompt: Prompt, _checked: object = None) -> None:
        prompts = list(self._document.prompts)
        prompts.insert(number, prompt)
        self._change(prompts)
        self.rows()[number].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retype(self, number: int, text: str) -> None:
        prompts = list(self._document.prompts)
        prompts[number] = replace(prompts[number], text=text)
        self._change(prompts)

    def _change(self, prompts: Sequence[Prompt]) -> None:
        self.changed.emit(replace(self._document, prompts=tuple(prompts)))


class _Caution(Card):
    """What must be known before an answer to this set is followed."""

    def __init__(self, one: PromptSet) -> None:
        super().__init__("sunken", 14)
        icon = boxes.at_top(IconLabel("warning", "caution"))
        words = boxes.column(spacing=2).add(Label(one.title, "strong"), Para(one.caution))
        self.body.add(boxes.row(spacing=8).add(icon, boxes.stretched(words)))
