"""What is said of images in words."""

from explorer.domain.errors import KnownError
from explorer.domain.images import UnreadableImageError
from explorer.domain.model import Model
from explorer.domain.units import duration_text, wait_text
from explorer.domain.words import Words, joined
from explorer.rooms.playground.chats.images import AttachedImage


def image_caption(image: AttachedImage) -> Words:
    """What a screen reader says of it: "Image holiday.jpg, 640 × 480"."""
    if not image.width:
        return Words("Image {name}, missing", name=image.name)
    return Words("Image {name}, {size}", name=image.name, size=pixels_text(image))


def pixels_text(image: AttachedImage) -> str:
    if not image.width:
        return Words("missing")
    return f"{image.width:,} × {image.height:,}"


def chip_caption(image: AttachedImage, tokens: int | None) -> Words:
    """ "640 × 480 · 256 tokens"; ``tokens``: where the model counted them."""
    counted = Words("{count} tokens", count=f"{tokens:,}") if tokens else ""
    return joined(" · ", (pixels_text(image), counted))


def time_caption(seconds: float | None) -> Words:
    """How long the model that is chosen takes to see one, once that was measured here."""
    if seconds is None:
        return Words("It goes with your next question.")
    return Words("One image takes about {time} here.", time=duration_text(seconds))


def blind_words(model: Model, *, is_coming: bool = False) -> Words:
    """Why a model is given no images. ``is_coming``: what would let it see is downloaded just now."""
    if not model.is_chat:
        return Words("{name} is a base model: it only continues text and can’t see images.", name=model.name)
    if is_coming:
        return Words("{name} can’t see images yet: its vision file is downloading.", name=model.name)
    return Words("{name} can’t see images", name=model.name)


def fault_words(error: KnownError) -> str:
    """Why an image was not taken, as short as there is room for in a chip."""
    if not isinstance(error, UnreadableImageError):
        return error.what
    brief = {
        "kind": Words("not an image"),
        "damaged": Words("damaged"),
        "size": Words("too large"),
        "file": Words("could not be read"),
    }
    return brief[error.fault]


def unseen_words(count: int) -> str:
    """With an answer that was given without them; "" where none were left out."""
    if not count:
        return ""
    if count == 1:
        return Words("1 image was left out: this model cannot see it.")
    return Words("{count} images were left out: this model cannot see them.", count=count)


def reading_caption(at: int, count: int, elapsed: float, usual: float | None) -> Words:
    """While the model looks at one: "Reading image 1 of 2 · 12 s, usually about 40 s each"."""
    if count == 1:
        what = Words("Reading the image")
        often = Words("{time}, usually about {usual}")
    else:
        what = Words("Reading image {at} of {count}", at=at, count=count)
        often = Words("{time}, usually about {usual} each")
    if round(elapsed) < 1:
        return Words("{what}…", what=what)
    time = wait_text(round(elapsed))
    if usual is not None:
        return joined(" · ", (what, often.filled(time=time, usual=duration_text(usual))))
    return joined(" · ", (what, time))


def unsent_words(count: int, name: str) -> Words:
    """What becomes of images that go with a message just now, where the model of this name sees none."""
    if count == 1:
        return Words("If you send now, the image stays in the chat but {name} does not get it.", name=name)
    words = Words("If you send now, the {count} images stay in the chat but {name} does not get them.")
    return words.filled(count=count, name=name)


def left_out_words(count: int) -> Words:
    """What becomes of images of a conversation that goes on with a model which sees none."""
    if count == 1:
        return Words("The image of this conversation would be left out. It stays in the chat.")
    return Words(
        "The {count} images of this conversation would be left out. They stay in the chat.",
        count=count,
    )
