"""Pages in place of a conversation: before a model is switched, for a chat without messages, for a first
model, and for terms of use.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.domain.errors import KnownError
from explorer.domain.included_models import IncludedModel, TermsOfUse
from explorer.domain.model import Model
from explorer.domain.units import size_text
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.consent import ConsentCard
from explorer.kit.empty_state import EmptyState
from explorer.kit.language import tr
from explorer.kit.layouts import ColumnsLayout, FlowLayout
from explorer.kit.progress import ProgressLine
from explorer.kit.skeleton import Skeleton
from explorer.kit.tasks import Task, TaskContext
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.local.models.included import put_in_place
from explorer.rooms.playground.captions import base_model_words, example_prompts, model_summary
from explorer.rooms.playground.transcript.question_rows import PromptCard
from explorer.rooms.room_services import RoomServices


class ModelSwitchCard(QWidget):
    """A model that chats sees no running text, and one that does not chat no conversation; one with a small
    context sees no more than its end.

    ``opened``: on a page of its own, or here all the same; ``stayed``: not at all.
    """

    opened = Signal()
    stayed = Signal()

    def __init__(
        self, model: Model, find_more: Callable[[], object], room: tuple[int, int] | None = None
    ) -> None:
        """``room``: tokens that the conversation takes, and those of its context, where that is too small."""
        super().__init__()
        card = Card("strong", inset=18)
        card.body.setSpacing(look_of(self).sizes.px(8))
        title, words, deed = _switch_words(model) if room is None else _small_words(model, *room)
        self.go_on = Button("primary", deed, then=self.opened)
        stay = Button("outlined", self.tr("Stay here"), then=self.stayed)
        deeds = QWidget()
        line = FlowLayout(deeds, look_of(self).sizes.px(8)).add(self.go_on, stay)
        if not model.is_chat:
            more = Button("link", self.tr("Get a model that chats"), then=find_more)
            line.addWidget(more)
        card.body.add(Label(title, "heading"), Para(words), deeds)
        column(self).addWidget(card)


def _switch_words(model: Model) -> tuple[str, str, str]:
    """The question, what speaks for it, and what is done."""
    if model.is_chat:
        why = tr(
            "It would not see the text on this page. Open a chat with it: this page stays as it is, and"
            " you find it again in the list of chats."
        )
        return tr("{name} answers messages").format(name=model.name), why, tr("Open a chat")
    why = tr(
        "It is a base model: it goes on with a text, and would not see this conversation. Open it on a"
        " page of its own: this chat stays as it is, and you find it again in the list of chats."
    )
    return tr("{name} does not chat").format(name=model.name), why, tr("Open a page of its own")


def _small_words(model: Model, used: int, room: int) -> tuple[str, str, str]:
    """The same of a conversation that its context has no room for."""
    why = tr(
        "This conversation takes about {used} tokens, and it would be loaded with a context of {room}. You"
        " can choose a longer context for it under How it answers, or start a new chat with it."
    )
    title = tr("{name} has no room for this conversation").format(name=model.name)
    return title, why.format(used=f"{used:,}", room=f"{room:,}"), tr("Choose it anyway")


class EmptyChatPage(QWidget):
    """A chat without messages: what the model is, and three ways to begin. ``picked`` carries a prompt."""

    picked = Signal(object)

    def __init__(self, model: Model, find_more: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        parts = column(self, spacing=4)
        parts.addStretch(2)
        parts.add(Para(model.title, "title"), Para(model_summary(model), "body", "muted"))
        if not model.is_chat:
            parts.add(8, Para(base_model_words(model)))
            more = Button("link", self.tr("Get a model that chats"), then=find_more)
            parts.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        parts.add(18, self._cards(model))
        parts.addStretch(3)

    def _cards(self, model: Model) -> QWidget:
        px = look_of(self).sizes.px
        cards = QWidget()
        grid = ColumnsLayout(cards, narrowest=px(190), spacing=px(10), most=3)
        for example in example_prompts(model):
            card = PromptCard(example)
            card.picked.connect(self.picked)
            grid.addWidget(card)
        return cards


class FirstModelPage(QWidget):
    """There is no model on this disk: add the one that comes with the app, or find one.

    ``added`` carries the Path of the model once it is in place, ``failed`` a KnownError.
    """

    added = Signal(object)
    failed = Signal(object)

    def __init__(self, services: RoomServices, included: IncludedModel | None) -> None:
        """``included``: the one that comes with the app, if any does."""
        super().__init__()
        self._services, self._included = services, included
        self._task: Task | None = None
        self._build(is_offline=services.core.settings.current.offline)
        self._show_running(running=False)

    def _build(self, *, is_offline: bool) -> None:
        self._progress = ProgressLine(self.tr("Adding the included model"))
        self._progress.setFixedWidth(look_of(self).sizes.px(260))
        self._cancel = Button("quiet", self.tr("Cancel"), scale="compact", then=self._on_cancel)
        available, services = self._included is not None, self._services
        find = Action(self.tr("Find a model"), services.find_models, "search")
        if is_offline:
            online = partial(services.core.settings.change, offline=False)
            find = Action(self.tr("Go online"), online, "online")
        self._find = Button("quiet", find.text, find.icon, then=find)
        main = Action(self.tr("Add the included model"), self._add, "plus") if available else find
        words = self._words(offline=is_offline)
        self.state = EmptyState("chat", self.tr("Get a first model"), words, main)
        layout = self.state.layout()
        if isinstance(layout, QBoxLayout):
            for widget in (self._cancel, self._progress, self._find):
                layout.insertWidget(layout.count() - 1, widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column(self).addWidget(self.state)
        self._find.setVisible(available)

    def is_running(self) -> bool:
        """Whether it is adding the included model."""
        return not self._progress.isHidden()

    def _words(self, *, offline: bool) -> str:
        if self._included is None and offline:
            return self.tr("Offline mode is on. Go online to find a model that fits this machine.")
        if self._included is None:
            return self.tr("Find a model that fits this machine, download it, and ask it here, offline.")
        words = self.tr(
            "A small one comes with this app, {name}: no download, no account. More capable ones are in"
            " Discover."
        )
        if offline:
            words = self.tr(
                "A small one comes with this app, {name}: no download, no account. Others need the"
                " network, and offline mode is on."
            )
        return words.format(name=self._included.name)

    def _add(self) -> None:
        catalog, included = self._services.catalog, self._included
        if included is None:
            return

        def work(context: TaskContext[float]) -> Path:
            with catalog.use.work(included.name):
                return put_in_place(included, catalog.models_folder, context.report, context.stopped)

        self._show_progress(0.0)
        run = self._services.tasks.run
        self._task = run(work, self.added.emit, self._on_failed, self._show_progress, owner=self)

    def _show_progress(self, fraction: float) -> None:
        self._show_running(running=True)
        if self._included is not None:
            name, size = self._included.name, size_text(self._included.size)
            words = self.tr("{name} · {percent} % of {size}")
            self._progress.show_progress(
                fraction, words.format(name=name, percent=round(fraction * 100), size=size)
            )

    def _show_running(self, *, running: bool) -> None:
        self._progress.setVisible(running)
        self._cancel.setVisible(running)
        if self.state.button is not None:
            self.state.button.setEnabled(not running)

    @Slot()
    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.stop()
        self._show_running(running=False)

    def _on_failed(self, error: KnownError) -> None:
        self._show_running(running=False)
        self.failed.emit(error)


class TermsPage(QWidget):
    """The terms of an included model, to be seen before its first use."""

    def __init__(self, terms: TermsOfUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Before you use {name}").format(name=terms.name)
        self.card = ConsentCard(title, terms.text, terms.url)
        parts = column(self)
        parts.addStretch(2)
        parts.addWidget(self.card)
        parts.addStretch(3)


def all_damaged_page(find: Callable[[], object]) -> EmptyState:
    """There are files, but none that runs."""
    title = tr("No model here can be used")
    text = tr(
        "The files on this disk are damaged or cannot be read. The Library says more; or find another.",
    )
    return EmptyState("warning", title, text, Action(tr("Find a model"), find, "search"))


def reading_disk_page() -> Skeleton:
    """The disk is still being read."""
    return Skeleton(5, lines=True)
