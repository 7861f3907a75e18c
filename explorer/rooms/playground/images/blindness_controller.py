"""What is done where a model sees no images: told before it matters, with the ways to have them seen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from explorer.domain.model import Capability, Model
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.rooms.playground.images.blind_rows import BlindModelCard
from explorer.rooms.playground.images.captions import blind_error, left_out_words
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
        images.ways = self.ways
        models.before_blind = self._before_switch

    def ways(self, model: Model) -> Sequence[Action]:
        """To have images seen: by another model that is here."""
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

    def asking(self, then: Callable[[], object]) -> bool:
        """Whether the chosen model sees what is attached, or nothing is; else the person is asked, and
        ``then`` is done without images.
        """
        model, count = self._chosen.model, len(self._images.free())
        if model is None or not count or self._images.blindness() is None:
            return True
        anyway = Words("Send without the image") if count == 1 else Words("Send without the images")
        words = left_out_words(count, sent=True)
        self._ask(model, words, Action(anyway, then), Action(Words("Not yet"), _nothing))
        return False

    def _before_switch(self, model: Model, unseen: int, then: Callable[[], object]) -> None:
        """To one that sees not all that this chat has."""
        words = left_out_words(unseen, sent=False)
        self._ask(model, words, Action(Words("Choose it anyway"), then), Action(Words("Stay here"), _nothing))

    def _ask(self, model: Model, words: str, anyway: Action, leave: Action) -> None:
        ways = [
            Action(way.text, partial(self._done, way.call), way.icon)
            for way in (*self.ways(model), anyway, leave)
        ]
        about = (model.id, words)
        self._pages.ask(about, lambda: BlindModelCard(blind_error(model), words, ways))

    def _done(self, call: Callable[[], object]) -> None:
        self._pages.answered()
        call()

    def _choose(self, model: Model) -> None:
        self._models.pick(model)


def _nothing() -> None:
    """All stays as it is."""
