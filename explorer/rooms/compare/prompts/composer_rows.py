"""The field for the next prompt, which is asked of every column; and the bar of the prompt that is shown.

Enter asks, Shift+Enter breaks the line, Escape stops.

A button beside it shows the settings and changes them. The line over it tells the state of the run, or what
asking takes; it is always there, so that nothing moves when a run begins or ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.domain.generation import Sampling
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton, SingleClickButton
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.message_field import FieldFrame, MessageField
from explorer.kit.popup import SHADOW
from explorer.kit.room_pane import KEEP_CLEAR
from explorer.kit.text import Elided, IconLabel, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.document.answer_settings import thinking_text
from explorer.rooms.compare.prompts.settings_pane import SamplingPopup, SharedSettingsChosen

_LINE = 22  # pixels at 100 %: as high as a link


@dataclass(frozen=True)
class ComposerStatus:
    """What the line over the field is made of.

    ``run``: the run that goes on, "" for none; ``missing``: answers of one that was interrupted; ``waiting``:
    prompts that are asked after the run; ``plan``: what asking what is typed takes.
    """

    run: str = ""
    missing: int = 0
    waiting: int = 0
    plan: str = ""


class PromptComposer(QFrame):
    """``asked`` carries a prompt; ``chosen`` carries SharedSettingsChosen; ``stopped`` is Escape or the
    button.

    ``went_on`` asks for what an interrupted run did not come to; ``taken_back`` is about the last prompt
    that waits, ``asked_now`` about all of them.
    """

    asked = Signal(str)
    chosen = Signal(object)
    stopped = Signal()
    went_on = Signal()
    taken_back = Signal()
    asked_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "top")
        self.setProperty(KEEP_CLEAR, True)
        self.field = MessageField()
        self.field.setObjectName("compare-composer")
        self.field.entered.connect(self._send)
        self.field.escaped.connect(self.stopped)
        self.field.textChanged.connect(self._refresh)
        self._settings = Button("quiet", "", scale="compact", then=self._open_settings)
        self._settings.setObjectName("compare-settings")
        self._settings.setToolTip(self.tr("Change seed, temperature, length, thinking and system prompt"))
        self.stop = Button("link", self.tr("Stop all"), "stop", then=self.stopped)
        self.stop.setToolTip(with_keys(self.tr("Stop all answers"), "Esc"))
        self.send = IconButton("send", with_keys(self.tr("Ask"), "Enter"), "accent", then=self._send)
        self._can_ask, self._told = True, ComposerStatus()
        frame = FieldFrame(self.field)
        frame.add(self._settings)
        frame.add(self.send)
        self._icon = IconLabel("play", "good", 12)
        self._words = Elided("", "secondary", "muted")
        self._words.setObjectName("compare-next-plan")
        self.goes = Elided("", "secondary", "caution")
        self.goes.hide()
        self.way = SingleClickButton("link", "", then=self._go)
        line = boxes.row(spacing=8)
        line.addStrut(look_of(self).sizes.px(_LINE))
        line.add(boxes.centred(self._icon), boxes.stretched(self._words), self.goes, self.way, self.stop)
        boxes.column(self, margins=(20, 6, 20, 10), spacing=4).add(line, frame)
        self.show_shared(SharedSettingsChosen(Sampling(), ""), {})
        self._refresh()

    @property
    def told(self) -> str:
        """What the line says."""
        return self._words.text()

    def show_reach(self, placeholder: str, *, can_ask: bool) -> None:
        """Whom the next prompt asks, or when; and whether it can be asked at all."""
        self._can_ask = can_ask
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self._refresh()

    def show_hosts(self, hosts: Iterable[str]) -> None:
        """Whom the next prompt goes to, beside models that run here."""
        told = ", ".join(dict.fromkeys(hosts))
        self.goes.setText(self.tr("Goes to {host}").format(host=told) if told else "")
        self.goes.setVisible(bool(told))

    def tell(self, **changes: object) -> None:
        """What the line is made of, see ComposerStatus."""
        told = replace(self._told, **changes)  # type: ignore[arg-type]  # fields by their names
        if told != self._told:
            self._told = told
            self._refresh()

    def clear(self) -> None:
        self.field.clear()

    def text(self) -> str:
        return self.field.toPlainText()

    def show_text(self, text: str) -> None:
        """What was begun earlier, the cursor at its end."""
        if text != self.text():
            self.field.setPlainText(text)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def _refresh(self) -> None:
        told = self._told
        self.send.setEnabled(self._can_ask and bool(self.text().strip()))
        words = self.tr("Ask when the models have answered") if told.run else self.tr("Ask")
        self.send.show_as("send", with_keys(words, "Enter"))
        self._icon.show_icon(*(("play", "good") if told.run else ("warning", "caution")))
        self._icon.setVisible(bool(told.run) or told.missing > 0)
        self._words.setText(" · ".join(filter(None, self._parts())))
        self.way.setText(self._way()[0])
        for button, is_of_use in ((self.stop, bool(told.run)), (self.way, bool(self.way.text()))):
            if button.hasFocus() and not is_of_use:
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)  # it goes from under the keyboard
            button.setVisible(is_of_use)

    def _parts(self) -> tuple[str, ...]:
        """Of the line over the field."""
        told, is_typed = self._told, bool(self.text().strip())
        waiting = self.tr("1 prompt waits") if told.waiting == 1 else self.tr("{n} prompts wait")
        waiting = waiting.format(n=told.waiting) if told.waiting else ""
        if told.run:
            return self.tr("Enter asks later") if is_typed else "", waiting, told.run
        if told.missing:
            one = self.tr("A run was interrupted. 1 answer is missing.")
            several = self.tr("A run was interrupted. {n} answers are missing.").format(n=told.missing)
            return waiting, one if told.missing == 1 else several
        hint = self.tr("Enter asks · Shift+Enter breaks the line") if self._can_ask else ""
        return waiting, told.plan if is_typed else hint

    def _way(self) -> tuple[str, SignalInstance | None]:
        """What can be done about what the line tells."""
        if self._told.missing:
            return self.tr("Go on"), self.went_on
        if not self._told.waiting:
            return "", None
        return (
            (self.tr("Take back"), self.taken_back)
            if self._told.run
            else (self.tr("Ask now"), self.asked_now)
        )

    @Slot()
    def _go(self) -> None:
        _words, signal = self._way()
        if signal is not None:
            signal.emit()

    def _send(self) -> None:
        if self.send.isEnabled():
            self.asked.emit(self.field.toPlainText().strip())

    def show_shared(self, shared: SharedSettingsChosen, switches: Mapping[str, ThinkingSwitch]) -> None:
        """How all columns are asked that have no settings of their own.

        ``switches``: what each model lets one choose of thinking, by the titles of the columns.
        """
        self._shared, self._switches = shared, switches
        sampling = shared.sampling
        words = self.tr("seed {seed} · temperature {temperature} · {tokens} tokens").format(
            seed=sampling.seed, temperature=f"{sampling.temperature:g}", tokens=f"{sampling.max_tokens:,}"
        )
        if shared.think.choice:
            choice = shown(thinking_text(shared.think.choice))
            words = self.tr("{settings} · {choice}").format(settings=words, choice=choice)
        if shared.system:
            words = self.tr("{settings} · system prompt").format(settings=words)
        self._settings.setText(words)
        self._settings.setAccessibleName(self.tr("Settings: {words}").format(words=words))

    def _open_settings(self) -> None:
        popup = SamplingPopup(self._shared, self._switches, self)
        popup.changed.connect(self.chosen)
        popup.adjustSize()
        spot = self._settings.mapToGlobal(self._settings.rect().topRight())
        popup.move(spot.x() - popup.width() + SHADOW, spot.y() - popup.height() + SHADOW - 4)
        popup.show()


class PromptBar(QFrame):
    """The prompt that was asked. ``stepped`` carries -1 or 1 where there are several; ``listed`` asks for
    all prompts, ``planned`` for the plan, ``gridded`` for the grid or the answers in full."""

    stepped = Signal(int)
    listed = Signal()
    planned = Signal()
    gridded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self._label = Elided(self.tr("Prompt"), "secondary", "muted")
        self._text = Para("", "heading", most=3)
        self.back = IconButton("chevron-left", self.tr("The prompt before"), then=partial(self._step, -1))
        self.on = IconButton("chevron-right", self.tr("The next prompt"), then=partial(self._step, 1))
        self.grid = Button("outlined", self.tr("As a grid"), scale="compact")
        self.grid.setCheckable(True)
        self.grid.toggled.connect(self.gridded)
        self.prompts = Button("outlined", self.tr("Prompts"), "document", scale="compact", then=self.listed)
        self.prompts.setToolTip(with_keys(self.tr("Write, order and take over prompts"), "Ctrl+L"))
        self.plan = Button("outlined", self.tr("Plan"), "play", scale="compact", then=self.planned)
        self.plan.setToolTip(with_keys(self.tr("See what a run takes, then start it"), "Ctrl+R"))
        self._words = boxes.column(spacing=2).add(self._label, boxes.stretched(self._text))
        line = boxes.row(self, margins=(20, 9, 20, 9), spacing=4)
        line.add(boxes.stretched(self._words), self.back, self.on, self.grid, self.prompts, self.plan)

    @property
    def text(self) -> str:
        return self._text.text()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        """All on one line; a longer prompt is told by its tooltip."""
        ways = QBoxLayout.Direction
        self._words.setDirection(ways.LeftToRight if compact else ways.TopToBottom)
        self._words.setSpacing(look_of(self).sizes.px(10 if compact else 2))
        middle = Qt.AlignmentFlag.AlignVCenter
        self._words.setAlignment(self._text, middle if compact else Qt.AlignmentFlag(0))
        self._text.set_most(1 if compact else 3)

    def show_round(self, prompt: str, label: str, place: tuple[int, int], steps: tuple[int, int]) -> None:
        """``label`` says what the prompt is; ``place``: its number, from 0, of how many; ``steps``: of all
        that the arrows lead to, which are more where it was asked with several settings.
        """
        self._text.setText(prompt or self.tr("Nothing was asked yet"))
        self._text.set_tone("" if prompt else "muted")
        self._text.setToolTip(plain_tip(prompt[:2000]))
        number, prompts = place
        several = self.tr("Prompt {number} of {count}").format(number=number + 1, count=prompts)
        parts = (several if prompts > 1 else self.tr("Prompt"), label)
        self._label.setText(" · ".join(part for part in parts if part))
        at, count = steps
        self.back.setVisible(count > 1)
        self.on.setVisible(count > 1)
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at < count - 1)

    def _step(self, by: int) -> None:
        self.stepped.emit(by)
