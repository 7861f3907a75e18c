"""The panel of a move of the models folder: the question what happens to the models, and the progress."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.units import size_text
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.language import shown, tr
from explorer.kit.layouts import flowing
from explorer.kit.progress import ProgressLine
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.local.folder_move.folder_mover import Move, MoveState
from explorer.local.folder_move.move_models import MovePlan, no_room, rest_words
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.outcome_rows import OutcomeLine

_LOOK_MS = 500  # between two looks whether the folder is still in use


class MovePanel(QWidget):
    """Shows what the mover says, and keeps nothing itself: the room may be built anew at any time.

    Hidden while there is nothing to ask and nothing to tell. ``decided`` after each choice.
    """

    decided = Signal()

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self._mover = services.mover
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._show_use)
        self.title = Para("", "strong")
        self.text = Para("", "secondary", "muted")
        self.said = OutcomeLine()
        self.progress = ProgressLine(self.tr("Moving models"))
        self.go = Button("accent", "", then=self._on_move)
        self.leave = Button("outlined", self.tr("Leave them there"), then=self._on_leave)
        self.unload = Button("outlined", self.tr("Unload"), then=self._on_unload)
        self.cancel = Button("quiet", "", then=self._on_cancel)
        self._lay_out()
        self._leave = self._mover.changed.add(self._show)
        services.pool.changed.connect(self._show_use)
        self._show(self._mover.current)

    def close_panel(self) -> None:
        self._leave()

    def _lay_out(self) -> None:
        card = Card("sunken", inset=14)
        card.body.setSpacing(look_of(self).sizes.px(6))
        buttons = flowing(self.go, self.leave, self.unload, self.cancel)
        card.body.add(self.title, self.text, self.progress, self.said, buttons)
        column(self, margins=(0, 8, 0, 0)).add(card)

    def _arrange(self, title: str, text: str, *, buttons: tuple[Button, ...] = ()) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.said.clear()
        self.progress.hide()
        self.cancel.setEnabled(True)
        self.leave.setEnabled(True)
        for button in (self.go, self.leave, self.unload, self.cancel):
            button.setVisible(button in buttons)
        self.show()

    def _show(self, move: Move) -> None:
        show: dict[MoveState, Callable[[Move], None]] = {
            MoveState.COUNTING: self._show_counting,
            MoveState.ASKED: self._show_question,
            MoveState.REFUSED: self._show_refused,
            MoveState.MOVING: self._show_moving,
            MoveState.STOPPED: self._show_stopped,
            MoveState.DONE: self._show_done,
        }
        self._watch.stop()
        if move.state in show:
            show[move.state](move)
        else:
            self.hide()

    def _show_counting(self, move: Move) -> None:
        self.cancel.setText(self.tr("Cancel"))
        self._arrange(self.tr("Counting what is there…"), str(move.target), buttons=(self.cancel,))

    def _show_question(self, move: Move) -> None:
        plan = move.plan
        if plan is None or not plan.files:  # decided without a question
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
        self._show_use()

    @Slot()
    def _show_use(self, _change: object = None) -> None:
        """What stands against moving now: too little room, a loaded model, a copy under way."""
        move = self._mover.current
        if move.state not in (MoveState.ASKED, MoveState.STOPPED):
            return
        trouble = self._trouble(move)
        self.go.setEnabled(trouble is None)
        self.leave.setEnabled(move.state is MoveState.STOPPED or not self._services.catalog.use.subjects)
        self.unload.setVisible(bool(self._loaded()))
        self._watch.start()
        if trouble is not None:
            self.said.say("caution", trouble.what, trouble.advice)
        elif move.problem is not None:
            self.said.tell(move.problem)
        else:
            self.said.clear()

    def _trouble(self, move: Move) -> KnownError | None:
        if move.plan is not None and not move.plan.has_room:
            return no_room(move.plan)
        loaded = self._loaded()
        if loaded:
            names = ", ".join(model.name for model in loaded)
            one = self.tr("{names} is in use: unload it before its file moves.")
            more = self.tr("{names} are in use: unload them before their files move.")
            return KnownError((one if len(loaded) == 1 else more).format(names=names))
        try:
            self._services.catalog.use.demand_none()
        except KnownError as error:
            return error
        return None

    def _loaded(self) -> list[LocalModel]:
        pool = self._services.pool
        return [model for model in self._services.catalog.models if pool.is_in_use(model.path)]

    @Slot()
    def _on_move(self) -> None:
        self._show_use()
        if not self.go.isEnabled():  # loaded since the question was put
            return
        if self._mover.current.state is MoveState.ASKED:
            self._mover.begin()
        else:
            self._mover.go_on()
        self.decided.emit()

    @Slot()
    def _on_leave(self) -> None:
        self._mover.leave()
        self.decided.emit()

    @Slot()
    def _on_unload(self) -> None:
        for model in self._loaded():
            self._services.pool.unload(model.path)

    @Slot()
    def _on_cancel(self) -> None:
        if self._mover.current.state is MoveState.MOVING:
            self.cancel.setEnabled(False)  # until the block that is being written has arrived
            self._mover.stop()
        else:
            self._mover.dismiss()

    def _show_refused(self, move: Move) -> None:
        self.cancel.setText(self.tr("Close"))
        self._arrange(self.tr("The folder stays as it is."), "", buttons=(self.cancel,))
        if move.problem is not None:
            self.said.tell(move.problem)

    def _show_done(self, move: Move) -> None:
        self.cancel.setText(self.tr("Close"))
        words = self.tr("The models are in {folder} now.").format(folder=move.target)
        self._arrange(words, "", buttons=(self.cancel,))
        self.decided.emit()

    def _show_moving(self, move: Move) -> None:
        self.cancel.setText(self.tr("Stop"))
        title = self.tr("Moving the models to {folder}").format(folder=move.target)
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
        self.go.setText(self.tr("Go on"))
        text = shown(rest_words(move.plan)) if move.plan is not None else ""
        self._arrange(self.tr("The move has stopped."), text, buttons=(self.go, self.leave))
        self._show_use()


def _move_words(plan: MovePlan) -> str:
    size = size_text(plan.size)
    if plan.models == 1:
        return tr("Move 1 model, {size}").format(size=size)
    return tr("Move {n} models, {size}").format(n=plan.models, size=size)
