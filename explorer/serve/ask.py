"""What another program asks for, read and checked: plain values that know nothing of HTTP or of Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.domain.generation import Answer, ChatMessage
from explorer.domain.sampling_setting import SettingValue
from explorer.domain.tokens import NO_OPTIONS, AnswerOptions, Embedding, TokenDetail
from explorer.engine.state import AnswerEvent
from explorer.serve.api_error import ApiError


@dataclass(frozen=True)
class AnswerPart:
    """One answer to the prompt at this ``place`` of the request, drawn with this seed."""

    prompt: str | tuple[ChatMessage, ...]
    seed: int
    place: int = 0


@dataclass(frozen=True)
class ScorePart:
    """How likely every token of a text is, with so many others in its place."""

    text: str
    alternatives: int
    place: int = 0


@dataclass(frozen=True)
class VectorsPart:
    """What texts mean."""

    texts: tuple[str, ...]


type AskPart = AnswerPart | ScorePart | VectorsPart


@dataclass(frozen=True)
class Ask:
    """``model``: as it was named. ``parts``: done in their order, several at once where that can be.
    ``settings``: of sampling, by path, as far as the request says. ``think``: as AnswerOptions, but of a
    model that may not know it.
    """

    route: str
    client: str
    model: str
    parts: tuple[AskPart, ...]
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    options: AnswerOptions = NO_OPTIONS
    think: str = ""

    @property
    def shows_images(self) -> bool:
        prompts = (part.prompt for part in self.parts if isinstance(part, AnswerPart))
        return any(one.images for prompt in prompts if not isinstance(prompt, str) for one in prompt)


type PartEnd = Answer | tuple[TokenDetail, ...] | tuple[Embedding, ...]
# What comes of a part, by its place; an error of any part is the end of all
type PartEvent = tuple[int, AnswerEvent | PartEnd | ApiError]
