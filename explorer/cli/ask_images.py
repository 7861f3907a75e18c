"""Images in a question of `omx ask`: files that are images by their names, for a model that sees."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explorer.base.files import named_path, open_regular
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage, is_image_name
from explorer.domain.model import Capability, Model


@dataclass(frozen=True)
class AskedImages:
    """What a question was asked with, by the names of the files."""

    images: tuple[tuple[str, ChatImage], ...] = ()

    def within(self, messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
        """The last of them with the images before it."""
        *before, last = messages
        return (*before, replace(last, images=tuple(image for _name, image in self.images)))

    def told(self) -> list[dict[str, Any]]:
        """For JSON: as the model was given them."""
        return [
            {"file": name, "width": image.width, "height": image.height, "sha256": image.sha256}
            for name, image in self.images
        ]


def images_for(model: Model, args: Namespace, *, chats: bool) -> AskedImages:
    """Those of ``args``; they are documents no more. ``chats``: the model has a chat template. Raises
    KnownError.
    """
    names = [*args.image, *(name for name in args.file if is_image_name(Path(name)))]
    args.file = [name for name in args.file if not is_image_name(Path(name))]
    if not names:
        return AskedImages()
    if not chats:
        raise KnownError("A base model takes no images.", "Choose a model that chats and sees images.")
    if Capability.SEES not in model.capabilities:
        raise KnownError(
            f"{model.name} cannot see images.",
            "Choose a model that sees, or put its vision file (mmproj….gguf, from its repo) beside it.",
        )
    return AskedImages(tuple((name, _read(name)) for name in names))


def _read(name: str) -> ChatImage:
    from explorer.kit.image_decoding import LARGEST_TAKEN, chat_image  # noqa: PLC0415  with the first image

    try:
        with open_regular(named_path(name)) as file:
            data = file.read(LARGEST_TAKEN + 1)
        return chat_image(data)
    except (OSError, ValueError) as error:
        raise KnownError(f"{name} could not be read.", "See that the file is there.", str(error)) from error
    except KnownError as error:
        raise KnownError(f"{name}: {error.what}", error.advice, error.details) from error
