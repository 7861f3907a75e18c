"""The question what happens to the models when another folder is chosen, and how their move goes."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel
from explorer.domain.units import size_text
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.language import tr
from explorer.kit.layouts import Flow
from explorer.kit.progress import ProgressLine
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.local.mover import Move, MoveState
from explorer.local.moving import Plan, no_room
from explorer.settings.say_rows import Say
from explorer.settings.shared import Shared


class MovePanel(QWidget):
    """Hidden while there is nothing to ask and nothing to tell. ``decided`` after each choice."""

    decided = Signal()

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared
        self._mover = shared.mover
        self._plan: Plan | None = None
        self.title = Para("", "strong")
        self.text = Para("", "secondary", "muted")
        self.said = Say()
        self.progress = ProgressLine(self.tr("Moving models"))
        self.go = Button("accent", "")
        self.leave = Button("outlined", self.tr("Leave them there"))
        self.unload = Button("outlined", self.tr("Unload"))
        self.cancel = Button("quiet", "")
        self.go.clicked.connect(self._on_move)
        self.leave.clicked.connect(self._on_leave)
        self.unload.clicked.connect(self._on_unload)
        self.cancel.clicked.connect(self._on_cancel)
        self._lay_out()
        self._leave = self._mover.changed.add(self._show)
        shared.pool.changed.connect(self._look_again)
        self._show(self._mover.current)

    def ask(self, target: Path) -> None:
        """Count first, in the background; where there is nothing to move nothing is asked."""
        self._arrange(self.tr("Counting what is there…"), str(target))
        self._mover.plan(target, partial(MovePanel.ask_about, self), partial(MovePanel._refuse, self))

    def close_panel(self) -> None:
        self._leave()

    def _lay_out(self) -> None:
        card = Card("sunken", inset=14)
        card.body.setSpacing(look_of(self).sizes.px(6))
        for part in (self.title, self.text, self.progress, self.said):
            card.body.addWidget(part)
        buttons = QWidget()
        flow = Flow(buttons, spacing=look_of(self).sizes.px(8))
        for button in (self.go, self.leave, self.unload, self.cancel):
            flow.addWidget(button)
        card.body.addWidget(buttons)
        stack = column(self, margins=(0, 8, 0, 0))
        stack.addWidget(card)

    def _arrange(self, title: str, text: str, *, buttons: tuple[Button, ...] = ()) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.said.clear()
        self.progress.hide()
        for button in (self.go, self.leave, self.unload, self.cancel):
            button.setVisible(button in buttons)
        self.show()

    def ask_about(self, plan: Plan) -> None:
        """The question itself, once it is known what would move."""
        self._plan = plan
        if not plan.files:
            self._use(plan.target)
            return
        self.go.setText(_move_words(plan))
        self.cancel.setText(self.tr("Cancel"))
        title = self.tr("Move the models to {folder}?").format(folder=plan.target)
        text = self.tr("It is on the same disk, so this takes a moment.")
        if not plan.same_disk:
            text = self.tr(
                "It is on another disk: each file is copied, compared, and only then deleted here."
            )
        left = self.tr("Models that are left there are not listed in the Library.")
        self._arrange(title, f"{text} {left}", buttons=(self.go, self.leave, self.cancel))
        self._show_loaded()

    @Slot(object)
    def _look_again(self, _change: object) -> None:
        if self._plan is not None and self._mover.current.state is not MoveState.MOVING:
            self._show_loaded()

    def _show_loaded(self) -> None:
        loaded = self._loaded()
        has_room = self._plan is None or self._plan.has_room
        self.go.setEnabled(not loaded and has_room)
        self.unload.setVisible(bool(loaded) and has_room)
        if self._plan is not None and not has_room:
            self.said.tell(no_room(self._plan))
        elif loaded:
            names = ", ".join(model.name for model in loaded)
            one = self.tr("{names} is in use: unload it before its file moves.")
            more = self.tr("{names} are in use: unload them before their files move.")
            self.said.say("caution", (one if len(loaded) == 1 else more).format(names=names))
        else:
            self.said.clear()

    def _loaded(self) -> list[LocalModel]:
        pool = self._shared.pool
        return [model for model in self._shared.catalog.models if pool.is_in_use(model.path)]

    def _refuse(self, error: KnownError) -> None:
        self._plan = None
        self.cancel.setText(self.tr("Close"))
        self._arrange(self.tr("The folder stays as it is."), "", buttons=(self.cancel,))
        self.said.tell(error)

    def _use(self, target: Path) -> None:
        self._plan = None
        self.hide()
        try:
            self._mover.use(target)
        finally:
            self.decided.emit()

    @Slot()
    def _on_move(self) -> None:
        if self._mover.current.state is MoveState.STOPPED:
            self._mover.go_on()
        elif self._plan is not None:
            plan, self._plan = self._plan, None
            try:
                self._mover.begin(plan)
            except KnownError as error:
                self._refuse(error)
        self.decided.emit()

    @Slot()
    def _on_leave(self) -> None:
        if self._mover.current.state is MoveState.STOPPED:
            self._mover.leave()
        elif self._plan is not None:
            self._use(self._plan.target)

    @Slot()
    def _on_unload(self) -> None:
        for model in self._loaded():
            self._shared.pool.unload(model.path)

    @Slot()
    def _on_cancel(self) -> None:
        if self._mover.current.state is MoveState.MOVING:
            self._mover.stop()
            return
        if self._mover.current.state is MoveState.DONE:
            self._mover.leave()
        self._plan = None
        self.hide()

    def _show(self, move: Move) -> None:
        if move.state is MoveState.IDLE:
            self.setVisible(self._plan is not None)
        elif move.state is MoveState.MOVING:
            self._show_moving(move)
        elif move.state is MoveState.STOPPED:
            self._show_stopped(move)
        elif move.plan is not None:
            self.cancel.setText(self.tr("Close"))
            words = self.tr("The models are in {folder} now.").format(folder=move.plan.target)
            self._arrange(words, "", buttons=(self.cancel,))
            self.decided.emit()

    def _show_moving(self, move: Move) -> None:
        target = move.plan.target if move.plan is not None else ""
        self.cancel.setText(self.tr("Stop"))
        title = self.tr("Moving the models to {folder}").format(folder=target)
        self._arrange(title, "", buttons=(self.cancel,))
        self.progress.show()
        if move.progress is None:
            self.progress.show_progress(None, self.tr("Beginning…"))
            return
        done, total = move.progress.done, move.progress.total
        words = self.tr("{done} of {total} · {name}").format(
            done=size_text(done), total=size_text(total), name=move.progress.name
        )
        self.progress.show_progress(done / total if total else 1.0, words)

    def _show_stopped(self, move: Move) -> None:
        self.go.setEnabled(True)
        self.go.setText(self.tr("Go on"))
        text = ""
        if move.plan is not None:
            text = _rest_words(move.plan)
        buttons = (self.go, self.leave) if move.plan is not None else (self.leave,)
        self._arrange(self.tr("The move has stopped."), text, buttons=buttons)
        if move.problem is not None:
            self.said.tell(move.problem)


def _move_words(plan: Plan) -> str:
    size = size_text(plan.size)
    if plan.models == 1:
        return tr("Move 1 model, {size}").format(size=size)
    return tr("Move {n} models, {size}").format(n=plan.models, size=size)


def _rest_words(plan: Plan) -> str:
    size = size_text(plan.size)
    if plan.models == 1:
        return tr("1 model, {size}, is still in {folder}.").format(size=size, folder=plan.source)
    text = tr("{n} models, {size}, are still in {folder}.")
    return text.format(n=plan.models, size=size, folder=plan.source)
