"""Writes chats into one file: the ending chooses the format. JSON is for programs, the others for people.
Beside Markdown stands a folder of its images, if there are any.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from explorer.base.files import is_there, write_export
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.chat_page import Say, chat_page, footer
from explorer.rooms.playground.chats.exchange.markdown_format import chats_markdown
from explorer.rooms.playground.chats.exchange.own_format import own_json
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore

_ENDINGS = {".json": ".json", ".md": ".md", ".markdown": ".md", ".html": ".html", ".htm": ".html"}
_USUAL = ".json"
_BESIDE = (".md", ".markdown")
_OURS = re.compile(r"[0-9a-f]{16}\.(png|jpg)")


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
    folder, was_there = path.with_name(f"{path.stem} images"), is_there(path)
    data, beside = _written(found, _ENDINGS[path.suffix.lower()], folder.name, say, language, stopped)
    for name, read in beside.items():
        _check(stopped)
        write_export(folder / name, read())
    write_export(path, _while_wanted(data, stopped))
    if was_there and path.suffix.lower() in _BESIDE:
        _remove_earlier(folder, beside)
    return path


def _while_wanted(parts: Iterable[bytes], stopped: Callable[[], bool]) -> Iterator[bytes]:
    for part in parts:
        _check(stopped)
        yield part


def _remove_earlier(folder: Path, now: Collection[str]) -> None:
    """Images of the file that was replaced, and of no other."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in now:
                path.unlink()
        folder.rmdir()  # if it is empty


def _check(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise CancelledError


def _read(store: ExchangeStore, chats: Sequence[int], stopped: Callable[[], bool]) -> Iterator[PortableChat]:
    for number in chats:
        _check(stopped)
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
) -> tuple[Iterable[bytes], Mapping[str, Callable[[], bytes]]]:
    """And the images that stand beside it in this folder."""
    if ending == ".json":
        return own_json(chats), {}
    pages = [chat_page(chat, say) for chat in chats]
    if ending == ".md":
        text, beside = chats_markdown(pages, footer(say), folder)
        return (text,), beside
    from explorer.rooms.playground.chats.exchange.html_format import chats_html  # noqa: PLC0415  with its libraries

    return chats_html(pages, footer(say), language, stopped), {}
