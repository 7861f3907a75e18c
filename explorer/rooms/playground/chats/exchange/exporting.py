"""Writes chats into one file: the ending chooses the format. JSON is for programs, the others for people.
Beside Markdown stands a folder of its images, if there are any.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from explorer.base.files import write_export
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.chat_page import Say, chat_page, footer
from explorer.rooms.playground.chats.exchange.markdown_format import chats_markdown
from explorer.rooms.playground.chats.exchange.own_format import own_json
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore

_ENDINGS = {".json": ".json", ".md": ".md", ".markdown": ".md", ".html": ".html", ".htm": ".html"}
_USUAL = ".json"


def write_chats(
    store: ExchangeStore,
    chats: Sequence[int],
    path: Path,
    say: Say = str,
    language: str = "en",
    stopped: Callable[[], bool] = lambda: False,
) -> Path:
    """The path written: with ``.json`` added where the name has no ending of ours. Chats that are gone are
    left out. Raises KnownError if there is none, or the file cannot be written.
    """
    if path.suffix.lower() not in _ENDINGS:
        path = path.with_name(path.name + _USUAL)
    found = tuple(_read(store, chats, stopped))
    if not found:
        raise KnownError(Words("There is no chat to export."))
    folder = path.with_name(f"{path.stem} images")
    data, beside = _written(found, _ENDINGS[path.suffix.lower()], folder.name, say, language, stopped)
    for name, image in beside.items():
        write_export(folder / name, image)
    return write_export(path, data)


def _read(store: ExchangeStore, chats: Sequence[int], stopped: Callable[[], bool]) -> Iterator[PortableChat]:
    for number in chats:
        if stopped():
            raise CancelledError
        chat = store.read(number)
        if chat is not None:
            yield chat


def _written(
    chats: tuple[PortableChat, ...],
    ending: str,
    folder: str,
    say: Say,
    language: str,
    stopped: Callable[[], bool],
) -> tuple[bytes, Mapping[str, bytes]]:
    """And the images that stand beside it in this folder."""
    if ending == ".json":
        return own_json(chats), {}
    pages = [chat_page(chat, say) for chat in chats]
    if ending == ".md":
        return chats_markdown(pages, footer(say), folder)
    from explorer.rooms.playground.chats.exchange.html_format import chats_html  # noqa: PLC0415  with its libraries

    return chats_html(pages, footer(say), language, stopped), {}
