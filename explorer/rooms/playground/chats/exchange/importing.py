"""Brings in chats: finds out what program wrote a file, and stores each chat that is not there yet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from explorer.base.store import Store
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.playground.chats.exchange.arriving_chats import ArrivingChats
from explorer.rooms.playground.chats.exchange.chat_files import (
    ADVICE,
    ChatFile,
    chat_files,
)
from explorer.rooms.playground.chats.exchange.chatgpt_format import chatgpt_chats
from explorer.rooms.playground.chats.exchange.chatgpt_messages import CHATGPT
from explorer.rooms.playground.chats.exchange.export_names import LM_STUDIO_ENDING
from explorer.rooms.playground.chats.exchange.lm_studio_format import lm_studio_chat
from explorer.rooms.playground.chats.exchange.lm_studio_messages import LM_STUDIO, FindLocalModel
from explorer.rooms.playground.chats.exchange.message_list_format import message_list_chat
from explorer.rooms.playground.chats.exchange.own_format import FORMAT, OWN_NAME, own_chats
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, LeftOutChat, sound_json

_SOURCES = {"chatgpt": CHATGPT, "lmstudio": LM_STUDIO, "own": OWN_NAME}

type _Raw = msgspec.Raw | msgspec.UnsetType


class _Found(msgspec.Struct):
    """As much of a value as tells who wrote it."""

    format: _Raw = msgspec.UNSET
    mapping: _Raw = msgspec.UNSET
    conversations: _Raw = msgspec.UNSET
    messages: _Raw = msgspec.UNSET
    versions: _Raw = msgspec.UNSET
    role: _Raw = msgspec.UNSET


@dataclass
class ChatImport:
    """What came of one import. ``came``: the ids of the chats that are new, or back from the bin."""

    came: list[int] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)  # names of programs, each once
    there: int = 0
    grown: int = 0  # that were there, and have new messages now
    empty: int = 0
    left_out: list[LeftOutChat] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def words(self) -> Words:
        """What happened, in a sentence or two."""
        return joined(" ", _sentences(self))

    @property
    def details(self) -> Words:
        """A line for each that could not be read."""
        unnamed = Words("A chat")
        return joined(
            "\n",
            (joined(": ", (one.title or unnamed, one.why)) for one in self.left_out),
        )


def import_chats(
    store: Store,
    paths: Sequence[Path],
    reading: ChatReading,
    progress: Callable[[int], None] = lambda _count: None,
    find: FindLocalModel = lambda _reference: "",
) -> ChatImport:
    """The chats of files, zips and folders; after a stop those stay that came.

    Raises KnownError if there is one file, and it cannot be read; of several those are left out.
    """
    done = ChatImport(left_out=reading.left_out)
    arriving, count = ArrivingChats(store, reading.check), 0
    try:
        for chat in _portable_chats(paths, reading, find):
            stored, number = arriving.store(chat)
            if stored in ("new", "restored"):
                done.came.append(number)
            elif stored == "grown":
                done.grown += 1
            else:
                done.there += 1
            done.sources[_SOURCES.get(chat.origin.partition(":")[0], "")] = None
            count += 1
            progress(count)
    except CancelledError:
        done.is_stopped = True
    done.empty = reading.empty
    return done


def _portable_chats(
    paths: Sequence[Path], reading: ChatReading, find: FindLocalModel
) -> Iterator[PortableChat]:
    for path in paths:
        with _left_out(path.name, reading, is_only=len(paths) == 1), chat_files(path) as files:
            for file in files:
                reading.check()
                with _left_out(file.name, reading, is_only=len(paths) == len(files) == 1):
                    yield from _chats_of(file, reading, find)


@contextmanager
def _left_out(name: str, reading: ChatReading, *, is_only: bool) -> Iterator[None]:
    """What cannot be read is told, unless it is all there is."""
    try:
        yield
    except KnownError as error:
        if is_only or isinstance(error, CancelledError):
            raise
        reading.leave_out(name, joined("", (error.what,)))


def _chats_of(file: ChatFile, reading: ChatReading, find: FindLocalModel) -> Iterator[PortableChat]:
    data = file.read()
    try:
        if file.name.lower().endswith(".jsonl"):
            yield from _in_lines(data, file.name, reading)
            return
        data = sound_json(data)
        if data[:100].lstrip().startswith(b"["):
            yield from _of_list(data, file.name, reading)
        else:
            yield from _of_object(data, file, reading, find)
    except UNREADABLE as error:
        raise _not_read(file.name, error) from error


def _of_list(data: bytes, name: str, reading: ChatReading) -> Iterator[PortableChat]:
    values = msgspec.json.decode(data, type=list[msgspec.Raw])
    first = msgspec.json.decode(values[0], type=_Found) if values else _Found()
    if first.mapping is not msgspec.UNSET:
        yield from chatgpt_chats(values, reading)
    elif first.role is not msgspec.UNSET:
        yield from filter(None, (message_list_chat(data, name, reading),))
    elif first.messages is not msgspec.UNSET:
        yield from _lists(values, name, reading)
    elif values:
        raise _unknown(name)


def _of_object(
    data: bytes, file: ChatFile, reading: ChatReading, find: FindLocalModel
) -> Iterator[PortableChat]:
    top = msgspec.json.decode(data, type=_Found)
    if isinstance(top.format, msgspec.Raw) and bytes(top.format) == f'"{FORMAT}"'.encode():
        yield from own_chats(data, reading)
    elif isinstance(top.conversations, msgspec.Raw):
        yield from _of_list(bytes(top.conversations), file.name, reading)
    elif top.mapping is not msgspec.UNSET:
        yield from chatgpt_chats((msgspec.Raw(data),), reading)
    elif isinstance(top.messages, msgspec.Raw):
        yield from filter(None, (_with_messages(data, bytes(top.messages), file, reading, find),))
    else:
        raise _unknown(file.name)


def _with_messages(
    data: bytes, messages: bytes, file: ChatFile, reading: ChatReading, find: FindLocalModel
) -> PortableChat | None:
    values = msgspec.json.decode(messages, type=list[msgspec.Raw])
    first = msgspec.json.decode(values[0], type=_Found) if values else _Found()
    ours = file.name.lower().endswith(LM_STUDIO_ENDING)
    if ours or first.versions is not msgspec.UNSET:
        number = file.name[: -len(LM_STUDIO_ENDING)] if ours else ""
        return lm_studio_chat(data, number, file.folder, reading, find)
    if first.role is msgspec.UNSET:
        raise _unknown(file.name)
    return message_list_chat(data, file.name, reading)


def _in_lines(data: bytes, name: str, reading: ChatReading) -> Iterator[PortableChat]:
    """A message in each line, or a list of them."""
    lines = [sound_json(line) for line in data.split(b"\n") if line.strip()]
    first = msgspec.json.decode(lines[0], type=_Found) if lines else _Found()
    if first.role is not msgspec.UNSET:
        whole = b"[" + b",".join(lines) + b"]"
        yield from filter(None, (message_list_chat(whole, name, reading),))
    elif first.messages is not msgspec.UNSET:
        yield from _lists([msgspec.Raw(line) for line in lines], name, reading)
    else:
        raise _unknown(name)


def _lists(values: list[msgspec.Raw], name: str, reading: ChatReading) -> Iterator[PortableChat]:
    for number, value in enumerate(values, start=1):
        reading.check()
        try:
            chat = message_list_chat(value, name, reading)
        except UNREADABLE:
            reading.leave_out(f"{name}, {number}", Words("It is damaged."))
        else:
            yield from filter(None, (chat,))


def _not_read(name: str, error: Exception) -> KnownError:
    if "truncated" in str(error):
        return KnownError(
            Words("{file} ends in the middle: it did not come as a whole.", file=name),
            Words("Download or export it again."),
            str(error),
        )
    return KnownError(Words("{file} holds no chats that can be read.", file=name), ADVICE, str(error))


def _unknown(name: str) -> KnownError:
    return KnownError(Words("{file} is not an export of chats that can be read here.", file=name), ADVICE)


def chats_text(count: int) -> Words:
    return Words("1 chat") if count == 1 else Words("{count} chats", count=f"{count:,}")


def _sentences(done: ChatImport) -> Iterator[Words]:
    came, there = len(done.came), done.there
    source = enumerated(name for name in done.sources if name)
    if done.is_stopped:
        yield Words("Stopped.")
    if came and source:
        yield Words("Imported {chats} from {source}.", chats=chats_text(came), source=source)
    elif came:
        yield Words("Imported {chats}.", chats=chats_text(came))
    elif not (done.is_stopped or done.grown):
        yield Words("No new chats were imported.")
    if done.grown:
        yield Words("{chats} got new messages.", chats=chats_text(done.grown))
    if there:
        yield (
            Words("1 was there already.")
            if there == 1
            else Words("{count} were there already.", count=f"{there:,}")
        )
    if done.empty and not (came or there or done.grown):
        yield Words("{chats} without a message.", chats=chats_text(done.empty))
    if done.left_out:
        yield Words("{chats} could not be read.", chats=chats_text(len(done.left_out)))
