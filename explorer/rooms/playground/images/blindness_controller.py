"""What is done where a model sees no images: told before it matters, with the ways to have them seen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.local.download_queue.downloads import Download
from explorer.local.download_queue.projector_offer import ProjectorOffer, projector_offer
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.images.captions import blind_words, left_out_words, unsent_words
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.images.seeing_models import seeing_model
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.pages_controller import PagesController


class BlindnessController(QObject):
    """Asks in place, as before any switch: images are never left out silently.

    Where a message is to wait for what lets its model see, it is sent once that is here, if the question
    still stands then.
    """

    def __init__(
        self,
        parts: PlaygroundParts,
        pages: PagesController,
        models: ModelChoiceController,
        images: ImagesController,
    ) -> None:
        super().__init__(parts.frame)
        self._services, self._chosen, self._pages = parts.services, parts.chosen, pages
        self._models, self._images, self._frame = models, images, parts.frame
        self._offer: tuple[Model | None, ProjectorOffer | None] = (None, None)  # for one model
        self._was_coming = False
        self._has_come = False  # the catalog is about to tell of it
        self._sends: object = None  # what is sent as soon as the model is loaded anew
        self._asked: Callable[[], object] | None = None  # sends without images, while that is the question
        downloads = parts.services.downloads
        self._leaves = downloads.changed.add(self._on_download), downloads.finished.add(self._on_finished)
        parts.chosen.chosen.connect(self._on_chosen)
        parts.chosen.changed.connect(self._on_load)
        pages.turned.connect(images.changed)
        images.changed.connect(self._on_images)
        images.ways, images.is_coming, images.is_asked = self._ways_beside, self._is_coming, self._is_asked
        models.before_blind, models.has_images = self._before_switch, lambda: not images.is_empty()

    def leave(self) -> None:
        for leave in self._leaves:
            leave()

    def asking(self, text: str, then: Callable[[], object]) -> bool:
        """Whether the chosen model sees what is attached, or nothing is; else the person is asked, and
        ``then`` is done without images.
        """
        model = self._chosen.model
        if model is None or self._images.is_empty() or not self._images.is_blind():
            return True
        self._ask_to_send(model, then if text.strip() else None)
        return False

    def _ask_to_send(self, model: Model, then: Callable[[], object] | None) -> None:
        self._asked = then or _nothing
        count, is_coming = len(self._images.free()), self._is_coming(model)
        title, words = blind_words(model), unsent_words(count, model.name)
        if is_coming:
            title = Words("Downloading · your message waits")
            words = Words("It is sent once the vision file of {name} is here.", name=model.name)
        anyway = Action(Words("Send without images"), partial(self._done, then or _nothing))
        cancel = Action(Words("Cancel"), partial(self._done, _nothing))
        lead, others = None if is_coming else self._way(model), (anyway,) if then is not None else ()
        about = (model.id, title, words, lead is None, len(others))
        self._pages.ask(about, lambda: AskingCard(title, words, lead, others, cancel))

    def _way(self, model: Model) -> Action | None:
        """To have what is sent seen: by it, with a file that its repo has, else by another model here."""
        if self._offer_of(model) is not None:
            return Action(self._words_to_get(model), partial(self._get_and_send, model), "download")
        other = seeing_model(self._services.catalog, model)
        if other is None:
            return None
        words = Words("Switch to {name} and send", name=other.name)
        return Action(words, partial(self._switch_and_send, other))

    def _ways_beside(self, model: Model) -> Sequence[Action]:
        """Over the field."""
        switch = Action(Words("Switch model"), self._models.open_picker)
        if self._offer_of(model) is None or self._is_coming(model):
            return (switch,)
        return switch, Action(self._words_to_get(model), partial(self._get, model))

    def _words_to_get(self, model: Model) -> Words:
        offer = self._offer_of(model)
        return Words("Download vision file ({size})", size=offer.size if offer is not None else "")

    def _get(self, model: Model) -> None:
        offer = self._offer_of(model)
        if offer is not None:
            self._has_come = False
            offer.bring(self._services.downloads)

    def _get_and_send(self, model: Model) -> None:
        self._get(model)
        self._ask_to_send(model, self._asked)

    def _switch_and_send(self, model: Model) -> None:
        self._done(partial(self._models.pick, model))
        if self._chosen.listed == model:  # else something is asked first
            self._send()

    def _before_switch(self, model: Model, unseen: int, then: Callable[[], object]) -> None:
        """To one that sees not all that this chat has."""
        self._asked, current = None, self._chosen.model
        stay = Words("Stay with {name}", name=current.name) if current is not None else Words("Cancel")
        lead = Action(stay, partial(self._done, _nothing))
        anyway = Action(Words("Switch anyway"), partial(self._done, then))
        words = left_out_words(unseen)
        card = partial(AskingCard, blind_words(model), words, lead, (anyway,))
        self._pages.ask((model.id, words), card)

    def _done(self, call: Callable[[], object]) -> None:
        self._asked = None
        self._pages.answered()
        call()

    def _offer_of(self, model: Model) -> ProjectorOffer | None:
        """What would let it see."""
        if self._offer[0] != model:
            offer = projector_offer(self._services.core.hub, model)
            self._offer = model, offer if offer is not None and offer.unfit is None else None
        return self._offer[1]

    def _is_coming(self, model: Model) -> bool:
        """Whether that is downloaded just now, or has just come."""
        offer = self._offer_of(model)
        return offer is not None and (self._has_come or offer.is_coming(self._services.downloads))

    def _on_finished(self, item: Download) -> None:
        offer = self._offer[1]
        self._has_come = offer is not None and item.order.shares_file(offer.order)

    def _on_download(self, _item: Download) -> None:
        QTimer.singleShot(0, self, self._look)  # once it is known whether it has finished

    @Slot()
    def _look(self) -> None:
        model = self._chosen.model
        is_coming = model is not None and self._is_coming(model)
        if is_coming is not self._was_coming:
            self._was_coming = is_coming
            self._images.changed.emit()
            if model is not None and self._is_asked():
                self._ask_to_send(model, self._asked)

    @Slot()
    def _on_images(self) -> None:
        """There may be none left to ask about."""
        if self._is_asked() and self._images.is_empty():
            self._done(_nothing)

    @Slot()
    def _on_chosen(self) -> None:
        """It may see now, or it is known that what came does not help."""
        had_come, self._has_come = self._has_come, False
        if had_come:
            self._offer = None, None
        if self._is_asked() and not self._images.is_blind():
            self._done(self._send)
        elif had_come and self._is_asked() and self._chosen.model is not None:
            self._ask_to_send(self._chosen.model, self._asked)

    def _send(self) -> None:
        """Once the model is loaded with what sees: it may count the tokens of the draft just now."""
        must_wait = self._chosen.is_other_load() and not self._chosen.is_at_leisure()
        self._sends = self._what() if must_wait else None
        if must_wait:
            self._chosen.load_again()
        else:
            self._frame.composer.send()

    @Slot(object)
    def _on_load(self, _change: object) -> None:
        if self._sends is None or self._chosen.is_other_load():
            return
        is_same, self._sends = self._sends == self._what(), None
        if is_same:
            QTimer.singleShot(0, self._frame.composer, self._frame.composer.send)

    def _what(self) -> object:
        """What would be sent now, and where."""
        return self._images.place, self._frame.composer.text()

    def _is_asked(self) -> bool:
        return self._asked is not None and isinstance(self._frame.transcript.page, AskingCard)


def _nothing() -> None:
    """All stays as it is."""
