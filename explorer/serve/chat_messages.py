"""Messages of a request for chat completions: their texts, thoughts, images, calls of tools and results."""

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.harmless import storable
from explorer.domain.images import ChatImage
from explorer.serve.api_error import ApiError, bad_request
from explorer.serve.chat_tools import WrittenCall, calls_of
from explorer.serve.request_fields import check_text

_MOST_MESSAGES = 4_096
_MOST_IMAGES = 64  # of a request
_ROLES = {
    "system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool",
}  # fmt: skip
_TEXTS = ("text", "input_text", "output_text", "refusal")  # types of parts that hold one
_IMAGE = "image_url"
_DATA = re.compile(r"data:image/(?:png|jpe?g|webp)\s*;\s*base64\s*,", re.IGNORECASE)
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)


class ImageAddress(msgspec.Struct):
    url: str


class ContentPart(msgspec.Struct):
    """A text or an image, as its type says. ``image_url``: also without what is around the address."""

    type: str
    text: str | None = None
    refusal: str | None = None
    image_url: ImageAddress | str | None = None


class WrittenMessage(msgspec.Struct):
    """``reasoning_content``: what was thought before this answer. ``tool_call_id``: whose result it is."""

    role: str
    content: str | list[ContentPart] | None = None
    reasoning_content: str | None = None
    tool_calls: list[WrittenCall] | None = None
    tool_call_id: str | None = None


type Images = Mapping[str, ChatImage]  # by the places where they stand


def image_parts(written: Sequence[WrittenMessage]) -> Mapping[str, ContentPart]:
    """Those that hold images, by their places. Raises ApiError: they are too many, or stand elsewhere."""
    found = dict[str, ContentPart]()
    for n, one in enumerate(written):
        parts = {_place(n, at): part for at, part in enumerate(_parts(one)) if part.type == _IMAGE}
        if parts and one.role != "user":
            raise bad_request(f"messages[{n}].content: images stand in messages of the user.", "messages")
        found |= parts
    if len(found) > _MOST_IMAGES:
        raise bad_request(f"A request may hold {_MOST_IMAGES} images.", "messages")
    return found


def read_image(part: ContentPart, place: str) -> ChatImage:
    """Nothing is ever fetched. Raises ApiError. It may take a second."""
    from explorer.kit.image_decoding import chat_image  # noqa: PLC0415  with the first image

    given = part.image_url
    address = given.url if isinstance(given, ImageAddress) else given or ""
    head = _DATA.match(address)
    if head is None:
        what = f"{place} must be a data: address with a PNG, JPEG or WebP in base64; nothing is fetched."
        raise _wrong(what)
    try:
        data = base64.b64decode(address[head.end() :], validate=True)
    except ValueError as error:
        raise _wrong(f"{place} is not in base64.") from error
    if not (data.startswith(_STARTS) or _WEBP.match(data)):
        raise _wrong(f"{place} is no PNG, JPEG or WebP.")
    try:
        return chat_image(data)
    except KnownError as error:
        raise _wrong(f"{place}: {error}") from error


def messages_of(written: Sequence[WrittenMessage], images: Images) -> tuple[ChatMessage, ...]:
    """With the images of ``image_parts``, as they were read. Raises ApiError."""
    if not 0 < len(written) <= _MOST_MESSAGES:
        raise bad_request(f"messages must hold between 1 and {_MOST_MESSAGES:,}.", "messages")
    messages = list[ChatMessage]()
    called = set[str]()
    for n, one in enumerate(written):
        message = _message(one, n, images)
        called |= {call.id for call in message.calls}
        if message.role == "tool" and message.call_id not in called:
            what = f"messages[{n}].tool_call_id must be the id of a call in an earlier message."
            raise bad_request(what, "messages")
        messages.append(message)
    check_text(sum(map(_letters, messages)))
    return tuple(messages)


def _message(written: WrittenMessage, n: int, images: Images) -> ChatMessage:
    """``n``: its place among all."""
    role: Any = _ROLES.get(written.role)
    if role is None:
        what = f"messages[{n}].role must be one of {', '.join(_ROLES)}; others are not supported."
        raise bad_request(what, "messages")
    if written.tool_calls and role != "assistant":
        raise bad_request(f"messages[{n}].tool_calls: only an answer calls tools.", "messages")
    places = [_place(n, at) for at, part in enumerate(_parts(written)) if part.type == _IMAGE]
    return ChatMessage(
        role,
        _text(written.content, n),
        storable(written.reasoning_content or ""),
        tuple(images[place] for place in places),
        calls_of(written.tool_calls or (), f"messages[{n}]"),
        storable(written.tool_call_id or "") if role == "tool" else "",
    )


def _text(content: str | list[ContentPart] | None, n: int) -> str:
    if isinstance(content, str):
        return storable(content)
    texts = list[str]()
    for at, part in enumerate(content or ()):
        if part.type in _TEXTS:
            texts.append(part.text or part.refusal or "")
        elif part.type != _IMAGE:
            what = f"messages[{n}].content[{at}]: parts of the type “{part.type[:40]}” are not supported."
            raise bad_request(what, "messages", "not_supported")
    return storable("\n".join(texts))


def _parts(written: WrittenMessage) -> Sequence[ContentPart]:
    return written.content if isinstance(written.content, list) else ()


def _place(message: int, part: int) -> str:
    """Where an image stands, to be told."""
    return f"messages[{message}].content[{part}].image_url"


def _wrong(what: str) -> ApiError:
    return bad_request(what, "messages", "invalid_image")


def _letters(message: ChatMessage) -> int:
    return len(message.text) + len(message.thought) + sum(len(call.arguments) for call in message.calls)
