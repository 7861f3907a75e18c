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
        return Words("Image {name}, not here", name=image.name)
    return Words("Image {name}, {size}", name=image.name, size=pixels_text(image))


def pixels_text(image: AttachedImage) -> str:
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


def blind_error(model: Model, *, is_coming: bool = False) -> KnownError:
    """Why a model is given no images. ``is_coming``: what would let it see is downloaded just now."""
    if not model.is_chat:
        return KnownError(
            Words("{name} is a base model: it goes on with a text, and sees no images.", name=model.name),
            Words("Choose a model that sees images."),
        )
    what = Words("{name} cannot see images.", name=model.name)
    if is_coming:
        return KnownError(what, Words("The part that lets it see them is downloaded just now. Then it can."))
    return KnownError(what, Words("Choose a model that sees images."))


def blind_title(model: Model) -> Words:
    """The question before it is asked with images."""
    return Words("{name} cannot see images", name=model.name)


def fault_words(error: KnownError) -> str:
    """Why an image was not taken, as short as there is room for in a chip."""
    if not isinstance(error, UnreadableImageError):
        return error.what
    brief = {
        "kind": Words("no image that can be read"),
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
    """While the model looks at one: "Reading image 1 of 2 · 12 s of about 40 s"."""
    what = (
        Words("Reading the image…")
        if count == 1
        else Words("Reading image {at} of {count}…", at=at, count=count)
    )
    if round(elapsed) < 1:
        return what
    so_far = wait_text(round(elapsed))
    if usual is None:
        return joined(" ", (what, so_far))
    time = Words("{time} of about {usual}", time=so_far, usual=duration_text(usual))
    return joined(" ", (what, time))


def left_out_words(count: int, *, sent: bool) -> Words:
    """What becomes of images where a model sees none. ``sent``: they go with a message just now."""
    if sent and count == 1:
        return Words("It stays in this chat with your message, and is left out of what the model is sent.")
    if sent:
        return Words(
            "The {count} images stay in this chat with your message, and are left out of what is sent.",
            count=count,
        )
    if count == 1:
        return Words("The image of this conversation would be left out. It stays in the chat.")
    return Words(
        "The {count} images of this conversation would be left out. They stay in the chat.",
        count=count,
    )
