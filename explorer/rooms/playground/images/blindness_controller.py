"""What is done where a model sees no images: told before it matters, with the ways to have them seen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from explorer.domain.model import Capability, Model
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.local.download_queue.downloads import Download
from explorer.local.download_queue.projector_offer import ProjectorOffer, projector_offer
from explorer.rooms.playground.images.blind_rows import BlindModelCard
from explorer.rooms.playground.images.captions import blind_title, left_out_words
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.pages_controller import PagesController

_MOST = 2  # models that are offered by name


class BlindnessController(QObject):
    """Asks in place, as before any switch: images are never left out silently."""

    def __init__(
        self,
        parts: PlaygroundParts,
        pages: PagesController,
        models: ModelChoiceController,
        images: ImagesController,
    ) -> None:
        super().__init__(parts.frame)
        self._services, self._chosen, self._pages = parts.services, parts.chosen, pages
        self._models, self._images = models, images
        self._offer: tuple[Model | None, ProjectorOffer | None] = (
            None,
            None,
        )  # for the model asked about last
        self._was_coming = False
        self.leave = parts.services.downloads.changed.add(self._on_download)
        images.ways, images.is_coming = self.ways, self.is_coming
        models.before_blind = self._before_switch

    def offer(self, model: Model) -> ProjectorOffer | None:
        """What would let it see."""
        if self._offer[0] != model:
            self._offer = model, projector_offer(self._services.core.hub, model)
        return self._offer[1]

    def is_coming(self, model: Model) -> bool:
        """Whether that is downloaded just now."""
        offer = self.offer(model)
        return offer is not None and offer.is_coming(self._services.downloads)

    def _on_download(self, _item: Download) -> None:
        model = self._chosen.model
        coming = model is not None and self.is_coming(model)
        if coming is not self._was_coming:
            self._was_coming = coming
            self._images.changed.emit()

    def ways(self, model: Model) -> Sequence[Action]:
        """To have images seen: by it, with a part that its repo has, or by another model that is here."""
        offer, downloads = self.offer(model), self._services.downloads
        if offer is None or not offer.can_come(downloads):
            return self._others(model)
        words = Words("Get the part that sees images ({size})", size=offer.size)
        return Action(words, partial(offer.bring, downloads), "download"), *self._others(model)

    def _others(self, model: Model) -> Sequence[Action]:
        used = self._services.catalog.last_used()
        seeing = [
            one
            for one in self._services.catalog.askable
            if Capability.SEES in one.capabilities
            and one.is_chat
            and not one.why_not_usable
            and one.id != model.id
        ]
        seeing.sort(key=lambda one: used.get(one.id, ""), reverse=True)
        return tuple(
            Action(Words("Choose {name}", name=one.title), partial(self._choose, one), "eye")
            for one in seeing[:_MOST]
        )

    def asking(self, text: str, then: Callable[[], object]) -> bool:
        """Whether the chosen model sees what is attached, or nothing is; else the person is asked, and
        ``then`` is done without images.
        """
        model, count = self._chosen.model, len(self._images.free())
        if model is None or not count or self._images.blindness() is None:
            return True
        anyway = Words("Send without the image") if count == 1 else Words("Send without the images")
        words = left_out_words(count, sent=True)
        send = (Action(anyway, then),) if text.strip() else ()
        self._ask(model, words, *send, Action(Words("Not yet"), _nothing))
        return False

    def _before_switch(self, model: Model, unseen: int, then: Callable[[], object]) -> None:
        """To one that sees not all that this chat has."""
        words = left_out_words(unseen, sent=False)
        self._ask(model, words, Action(Words("Choose it anyway"), then), Action(Words("Stay here"), _nothing))

    def _ask(self, model: Model, words: str, *others: Action) -> None:
        ways = [
            Action(way.text, partial(self._done, way.call), way.icon) for way in (*self.ways(model), *others)
        ]
        about = (model.id, words)
        self._pages.ask(about, lambda: BlindModelCard(blind_title(model), words, ways))

    def _done(self, call: Callable[[], object]) -> None:
        self._pages.answered()
        call()

    def _choose(self, model: Model) -> None:
        self._models.pick(model)


def _nothing() -> None:
    """All stays as it is."""
