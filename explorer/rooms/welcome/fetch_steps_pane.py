"""The steps that fetch the chosen model: put in place if it is included, else downloaded and checked."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import ChangedError, KnownError
from explorer.domain.included_models import IncludedModel, TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model_names import name_of_repo
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, row, stretched
from explorer.kit.buttons import SingleClickButton
from explorer.kit.consent import ConsentCard
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown, tr
from explorer.kit.progress import ProgressLine
from explorer.kit.tasks import Task, TaskContext, Tasks
from explorer.kit.theme import look_of
from explorer.local.download_queue.download_words import download_rate
from explorer.local.download_queue.downloads import Download, Downloads, DownloadState
from explorer.local.models.catalog import Catalog
from explorer.local.models.included import put_in_place, target
from explorer.rooms.welcome.step_pane import StepFace, WelcomeStep


class TermsStep(WelcomeStep):
    """The terms of an included model, to be seen before it is used. ``done`` once the person goes on."""

    def __init__(self, included: IncludedModel, terms: TermsOfUse) -> None:
        super().__init__()
        self.included, self.terms = included, terms
        self._card = ConsentCard(self.tr("Terms of use"), terms.text, terms.url)
        self._card.accepted.connect(self.done)
        self.body.addWidget(self._card)

    def face(self) -> StepFace:
        title = self.tr("Before you use {name}").format(name=self.included.name)
        lead = self.tr("It comes with this app and belongs to {maker}, which sets terms.")
        return StepFace(title, lead.format(maker=self.terms.maker), primary="")

    def first_focus(self) -> QWidget:
        """The frame has no primary button here: Enter presses the card's, which shows the focus."""
        return self._card.go_on


class FetchStep(WelcomeStep):
    """``arrived`` carries the LocalModel once it is on this disk; ``back`` gives up."""

    arrived = Signal(object)

    def __init__(self, catalog: Catalog, name: str) -> None:
        super().__init__()
        self.name = name
        self._catalog = catalog
        self._title = self.tr("Getting {name}").format(name=name)
        self.progress = ProgressLine(self._title)
        self.cancel = SingleClickButton("outlined", self.tr("Cancel"), scale="compact", then=self._on_cancel)
        self._running = Card("sunken", look_of(self).sizes.px(16))
        line = row(spacing=16).add(stretched(self.progress), self.cancel)
        self._running.body.addLayout(line)
        self.body.addWidget(self._running)
        self._problem: ErrorCard | None = None
        self._forget = catalog.changed.add(self._look_for_it)

    def face(self) -> StepFace:
        if self._problem is not None:
            lead = self.tr("It did not come. Try again, or go back and choose another.")
            return StepFace(self._title, lead, primary="")
        lead = self.tr("It opens by itself as soon as it is here and checked, byte by byte.")
        skip = self.tr("Look around meanwhile")
        return StepFace(self._title, lead, primary="", skip=skip, can_go_back=False)

    def begin(self) -> None:
        """Start, or start again after an error."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Stop, and delete what came so far."""
        raise NotImplementedError

    def is_it(self, model: LocalModel) -> bool:
        raise NotImplementedError

    def close_step(self) -> None:
        self._forget()

    def show_problem(self, error: KnownError) -> None:
        self._clear_problem()
        self._problem = ErrorCard(error, Action(self.tr("Try again"), self._again, "refresh"))
        self._running.hide()
        self.body.addWidget(self._problem)
        self._problem.show()
        self.changed.emit()

    def _again(self) -> None:
        self._clear_problem()
        self._running.show()
        self.changed.emit()
        self.begin()

    def _clear_problem(self) -> None:
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None

    @Slot()
    def _on_cancel(self) -> None:
        self.give_up()
        self.back.emit()

    def _look_for_it(self, models: tuple[LocalModel, ...]) -> None:
        found = next((model for model in models if self.is_it(model)), None)
        if found is not None:
            self.arrived.emit(found)


class IncludedStep(FetchStep):
    """Puts an included model together in the models folder; takes a moment."""

    def __init__(self, catalog: Catalog, tasks: Tasks, included: IncludedModel) -> None:
        super().__init__(catalog, included.name)
        self._tasks, self._included = tasks, included
        self._task: Task | None = None
        self.begin()

    def begin(self) -> None:
        catalog, included = self._catalog, self._included

        def work(context: TaskContext[float]) -> Path:
            with catalog.use.work(included.name):
                return put_in_place(included, catalog.models_folder, context.report, context.stopped)

        self._show(0.0)
        self._task = self._tasks.run(work, self._on_placed, self.show_problem, self._show, owner=self)

    def give_up(self) -> None:
        if self._task is not None:
            self._task.stop()

    def close_step(self) -> None:
        super().close_step()
        self.give_up()

    def is_it(self, model: LocalModel) -> bool:
        return model.path == target(self._included, self._catalog.models_folder)

    def _on_placed(self, _path: Path) -> None:
        self._catalog.rescan()

    def _show(self, fraction: float) -> None:
        self.progress.show_progress(fraction, _how_far(fraction, self._included.size))


class DownloadStep(FetchStep):
    """Follows one item of the download queue, which goes on when this step is left."""

    def __init__(self, catalog: Catalog, downloads: Downloads, item: Download) -> None:
        super().__init__(catalog, name_of_repo(item.order.repo_id))
        self._downloads, self._item = downloads, item
        self.speed = 0.0  # bytes a second, as last measured
        self._has_come = self._is_closed = False
        self._listening = (downloads.changed.add(self._follow), downloads.finished.add(self._note_finished))
        self._follow(item)

    def face(self) -> StepFace:
        """A download may be paused, and given up, in the list of downloads too."""
        is_paused = self._item.state is DownloadState.PAUSED
        return replace(super().face(), primary=self.tr("Resume")) if is_paused else super().face()

    def press_primary(self) -> None:
        self.begin()

    def begin(self) -> None:
        if isinstance(self._item.problem, ChangedError):
            self._downloads.renew(self._item.id)
        else:
            self._downloads.resume(self._item.id)

    def give_up(self) -> None:
        if self._is_queued():
            self._downloads.cancel(self._item.id)

    def close_step(self) -> None:
        super().close_step()
        self._is_closed = True
        for forget in self._listening:
            forget()

    def is_it(self, model: LocalModel) -> bool:
        order = self._item.order
        return model.repo == order.repo_id and model.path.name == self._item.file_name

    def _is_queued(self) -> bool:
        return any(item.id == self._item.id for item in self._downloads.items)

    def _follow(self, item: Download) -> None:
        if item.id != self._item.id:
            return
        before, self._item = self._item.state, item
        self.speed = item.speed or self.speed
        if item.state is DownloadState.FAILED and item.problem is not None:
            self.show_problem(item.problem)
        elif item.state is DownloadState.DONE:
            QTimer.singleShot(0, self._leave_if_given_up)
        else:
            self.progress.show_progress(item.fraction, shown(_words(item)))
        if item.state is not before:
            self.changed.emit()

    def _note_finished(self, item: Download) -> None:
        self._has_come = self._has_come or item.id == self._item.id

    @Slot()
    def _leave_if_given_up(self) -> None:
        """The queue says of both that they are done; only what came is said to be finished too."""
        if not self._has_come and not self._is_closed:
            self.back.emit()


def _how_far(fraction: float, size: int) -> str:
    words = tr("{percent} % of {size}")
    return words.format(percent=round(fraction * 100), size=size_text(size))


def _words(item: Download) -> Words:
    far = size_text(item.received) if item.total is None else _how_far(item.fraction, item.total)
    paused = Words("Paused") if item.state is DownloadState.PAUSED else ""
    return joined(" · ", (far, paused, *download_rate(item)))
