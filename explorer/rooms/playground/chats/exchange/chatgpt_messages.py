"""One message of ChatGPT's export as a piece of a turn, or nothing where ChatGPT shows none.

OpenAI describes the format nowhere; this follows what other programs that read it found (convoviz'
``docs/dev/chatgpt-spec.md``, chatgpt-export-parser, Cherry Studio's importer).
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec

from explorer.domain.generation import AnswerEnd, Role
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.reading import UNREADABLE, ChatReading, decoded
from explorer.rooms.playground.chats.exchange.turn_tree import (
    MessagePiece,
    code_block,
    one_line,
    spaced,
    used_tool,
)

CHATGPT = "ChatGPT"


class _Author(msgspec.Struct):
    role: str = ""
    name: str | None = None


class _Part(msgspec.Struct):
    content_type: str | None = None
    text: str | None = None


class _Thought(msgspec.Struct):
    summary: str | None = None
    content: str | None = None


class _Content(msgspec.Struct):
    content_type: str = ""
    parts: list[str | _Part | None] | None = None
    text: str | None = None
    language: str | None = None
    thoughts: list[_Thought] | None = None


class _Named(msgspec.Struct):
    name: str | None = None


class _Reference(msgspec.Struct):
    matched_text: str | None = None
    alt: str | None = None


class _Finish(msgspec.Struct):
    type: str | None = None


class _Metadata(msgspec.Struct):
    model_slug: str | None = None
    is_visually_hidden_from_conversation: bool | None = None
    is_user_system_message: bool | None = None
    finished_duration_sec: float | None = None
    attachments: list[_Named] | None = None
    content_references: list[_Reference] | None = None
    finish_details: _Finish | None = None


class _Message(msgspec.Struct):
    author: _Author
    content: _Content | None = None
    metadata: _Metadata | None = None
    create_time: float | str | None = None
    recipient: str | None = None
    weight: float | None = None


class _Typed(msgspec.Struct):
    content_type: str


class _StrangeMessage(msgspec.Struct):
    """Of one that is written otherwise than is known here: who says it, and what kind of thing it is."""

    author: _Author
    content: _Typed


_UNSEEN = frozenset({"user_editable_context", "model_editable_context"})  # what the person told of themselves
_ENDS: dict[str, AnswerEnd] = {"max_tokens": "length", "interrupted": "stopped"}
_MARK = re.compile("( ?)(\ue200([^\ue200\ue201]*)\ue201)")  # kind, then values, U+E202 between them
_SIGNS = re.compile("[\ue200-\ue2ff]")  # of the private-use area: no letters of anybody
_OLD_MARK = re.compile(r" ?【\d+(?::\d+)?†[^】\n]*】")


@dataclass(frozen=True)
class ChatGptMessages:
    """Reads them one by one."""

    reading: ChatReading

    def piece(self, raw: msgspec.Raw) -> MessagePiece | None:
        try:
            message = decoded(raw, _Message)
        except UNREADABLE:
            return self._strange(raw)
        role, about = message.author.role, message.metadata or _Metadata()
        is_hidden = about.is_visually_hidden_from_conversation or about.is_user_system_message
        content = message.content or _Content()
        if is_hidden or message.weight == 0 or role not in ("user", "assistant", "tool"):
            return None
        if content.content_type in _UNSEEN:
            return None
        found = self._of_tool(message, content) if role == "tool" else self._said(message, content, about)
        if found is None or not (found.text or found.thought or found.thought_s):
            return None
        return replace(found, at=self.reading.moment(message.create_time))

    def _said(self, message: _Message, content: _Content, about: _Metadata) -> MessagePiece | None:
        if message.author.role == "user":
            return MessagePiece("user", spaced((self._text(content), self._attached(about))))
        name = f"{about.model_slug} ({CHATGPT})" if about.model_slug else CHATGPT
        ended = about.finish_details.type if about.finish_details else None
        end = _ENDS.get(ended or "", "end")
        if content.content_type == "thoughts":
            return MessagePiece("assistant", thought=_thought(content.thoughts or ()), model_name=name)
        if content.content_type == "reasoning_recap":
            return MessagePiece("assistant", thought_s=max(0.0, about.finished_duration_sec or 0.0))
        if message.recipient not in (None, "all"):
            return replace(self._called(str(message.recipient), content), model_name=name)
        text = _without_marks(self._text(content), about.content_references or ())
        return MessagePiece("assistant", text, model_name=name, end=end, is_cut=end == "length")

    def _of_tool(self, message: _Message, content: _Content) -> MessagePiece | None:
        """Pictures that a tool made are shown; what it found is not."""
        if content.content_type == "multimodal_text":
            return MessagePiece("assistant", self._text(content))
        return used_tool(message.author.name or "", self.reading)

    def _called(self, tool: str, content: _Content) -> MessagePiece:
        """A call to a tool. A document that was written with its help is what the person wanted."""
        document = _document(self._text(content, is_bare=True)) if tool.startswith("canmore.") else ""
        return MessagePiece("assistant", document) if document else used_tool(tool, self.reading)

    def _text(self, content: _Content, *, is_bare: bool = False) -> str:
        if content.content_type == "code" and not is_bare:
            return code_block(content.text or "", content.language or "")
        if content.content_type in ("text", "multimodal_text", "code", "execution_output", "system_error"):
            return spaced((*self._parts(content.parts or ()), content.text or ""))
        return self._unknown(content.content_type) if content.content_type else ""

    def _parts(self, parts: Iterable[str | _Part | None]) -> Iterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part is not None:
                kind = part.content_type or ""
                if part.text:
                    yield part.text
                elif "image" in kind:
                    yield f"[{self.reading.say(Words('image'))}]"
                elif "audio" not in kind:  # what was spoken stands beside it as text
                    yield self._unknown(kind)

    def _attached(self, about: _Metadata) -> str:
        names = [one_line(one.name) for one in about.attachments or () if one.name]
        said = (self.reading.say(Words("file: {name}", name=name)) for name in names)
        return "\n".join(f"[{one}]" for one in said)

    def _unknown(self, kind: str) -> str:
        words = Words("A part that cannot be shown here: {kind}", kind=one_line(kind) or "?")
        return f"*{self.reading.say(words)}*"

    def _strange(self, raw: msgspec.Raw) -> MessagePiece | None:
        try:
            message = decoded(raw, _StrangeMessage)
        except UNREADABLE:
            return None
        roles: dict[str, Role] = {"user": "user", "assistant": "assistant"}
        role = roles.get(message.author.role)
        return MessagePiece(role, self._unknown(message.content.content_type)) if role else None


def _thought(thoughts: Iterable[_Thought]) -> str:
    parts = ((f"**{one_line(one.summary)}**" if one.summary else "", one.content or "") for one in thoughts)
    return spaced(spaced(part) for part in parts)


def _document(text: str) -> str:
    """What was written into a canvas; an edit of a part of it is none."""
    try:
        call = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(call, dict):
        return ""
    name, kind, content = call.get("name"), call.get("type"), call.get("content")
    if not isinstance(content, str):
        updates = call.get("updates")
        first = updates[0] if isinstance(updates, list) and len(updates) == 1 else None
        whole = isinstance(first, dict) and first.get("pattern") == ".*"
        content = first.get("replacement") if isinstance(first, dict) and whole else None
    if not isinstance(content, str):
        return ""
    title = f"**{one_line(name)}**" if isinstance(name, str) and name else ""
    is_code = isinstance(kind, str) and kind.startswith("code/")
    return spaced((title, code_block(content, str(kind)[len("code/") :]) if is_code else content))


def _without_marks(text: str, references: Iterable[_Reference]) -> str:
    """Signs for citations as the links or names they stand for, or as nothing."""
    if not _SIGNS.search(text) and "†" not in text:
        return text
    links = {one.matched_text: one.alt or "" for one in references if one.matched_text}

    def said(found: re.Match[str]) -> str:
        words = links.get(found[2]) or _label(found[3])
        return f"{found[1]}{words}" if words else ""

    return _OLD_MARK.sub("", _SIGNS.sub("", _MARK.sub(said, text)))


def _label(mark: str) -> str:
    """What a mark shows by itself: the name of a thing, the title of a link."""
    kind, _, rest = mark.partition("\ue202")
    if kind == "entity":
        try:
            values = json.loads(rest)
        except (ValueError, RecursionError):
            return ""
        return (
            values[1] if isinstance(values, list) and len(values) > 1 and isinstance(values[1], str) else ""
        )
    return rest.partition("\ue202")[0] if kind in ("url", "link_title") else ""
