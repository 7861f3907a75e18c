"""A chat as it is read on paper, by Markdown and HTML alike: who says it, what it cost, what it was given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from explorer.base.version import app_version
from explorer.documents.passages import GivenPassage
from explorer.documents.prompt import is_whole, place_caption
from explorer.domain.model_names import name_of_reference
from explorer.domain.stored_thinking import split_thinking
from explorer.domain.words import Words, joined
from explorer.rooms.playground.captions import answer_caption, elsewhere_lines
from explorer.rooms.playground.chats.exchange.portable_chat import (
    PortableAttachment,
    PortableChat,
    PortableTurn,
)
from explorer.rooms.playground.chats.store import TurnRecord
from explorer.rooms.playground.chats.structured_output import as_json, is_held_to_json
from explorer.rooms.playground.images.captions import unseen_words

type Say = Callable[[str], str]


@dataclass(frozen=True)
class PageImage:
    """``read``: a PNG or JPEG that this app wrote."""

    name: str
    sha256: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class PageTurn:
    """``is_markdown``: the text of a model; what a person wrote is shown as it was typed. ``given``: passages
    by their numbers; ``notes`` and ``images``: what came with a question.
    """

    by: str
    text: str
    is_markdown: bool
    thought: str = ""
    thought_title: str = ""
    given_title: str = ""
    given: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    images: tuple[PageImage, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class ChatPage:
    """``more`` says what is not on it."""

    title: str
    about: str
    system_title: str
    system_prompt: str
    turns: tuple[PageTurn, ...]
    more: str


def chat_page(chat: PortableChat, say: Say = str) -> ChatPage:
    """What is shown of a chat; ``say`` gives a text of ours in the person's language."""
    path = chat.path()
    hidden = len(chat.turns) - len(path)
    more = Words(
        "{count} more messages stand in branches that are not shown here. JSON has them all.", count=hidden
    )
    return ChatPage(
        title=chat.title,
        about=say(joined(" · ", _about(chat))),
        system_title=say(Words("System prompt")),
        system_prompt=chat.settings.system_prompt.strip(),
        turns=tuple(_turn(turn, chat.images, say) for turn in path),
        more=say(more) if hidden else "",
    )


def footer(say: Say) -> str:
    return say(Words("Exported from Open Model Explorer {version}", version=app_version()))


def _about(chat: PortableChat) -> Iterator[str]:
    yield _date(chat.created_at)
    if _date(chat.changed_at) != _date(chat.created_at):
        yield Words("last changed on {date}", date=_date(chat.changed_at))
    yield chat.model.name


def _turn(turn: PortableTurn, kept: Mapping[str, bytes], say: Say) -> PageTurn:
    images = tuple(
        PageImage(one.name, one.sha256, partial(kept.__getitem__, one.sha256))
        for one in turn.attachments
        if one.sha256 in kept
    )
    notes = tuple(say(_note(one)) for one in turn.attachments if one.sha256 not in kept)
    if turn.role != "assistant":
        by = Words("You") if turn.role == "user" else Words("System prompt")
        return PageTurn(say(by), turn.text, is_markdown=False, notes=notes, images=images)
    record = turn.record
    thought, text = record.thought or "", turn.text
    if record.thought is None and record.kind == "chat":  # kept before both were told apart
        parts = split_thinking(turn.text)
        thought, text = parts.thought, parts.text
    edited = say(Words("edited by you")) if record.written_by == "person" else ""
    seconds = round(record.thought_s)
    took = Words("Thought for {seconds} s", seconds=seconds) if seconds else Words("Thoughts")
    return PageTurn(
        by=joined(" · ", (_name(turn) or say(Words("Answer")), record.quantization, edited)),
        text=as_json(text) if is_held_to_json(record.options) else text,
        is_markdown=True,
        thought=thought.strip(),
        thought_title=say(took),
        given_title=say(Words("Passages this answer was given")) if turn.given else "",
        given=tuple((one.number, say(_passage(one))) for one in turn.given),
        caption=say(joined(" · ", _caption(record))),
    )


def _caption(record: TurnRecord) -> Iterator[str]:
    yield from (answer_caption(record), unseen_words(record.unseen), *elsewhere_lines(record))


def _note(one: PortableAttachment) -> Words:
    if one.kind == "image":
        return Words("image: {name}", name=one.name)
    return Words("file: {name}", name=one.name)


def _name(turn: PortableTurn) -> str:
    return turn.record.model_name or (name_of_reference(turn.record.model) if turn.record.model else "")


def _passage(one: GivenPassage) -> Words:
    text = " ".join(one.text.split())
    said = Words("“{text}”", text=text) if text else Words("forgotten")
    place = "" if is_whole(one.place) else place_caption(one.place)
    return joined(": ", (joined(", ", (one.title, place)), said))


def _date(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d}"
