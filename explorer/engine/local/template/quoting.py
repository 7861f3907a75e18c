"""Quoting of control tokens: what people write is text, also where it spells one ("<|im_start|>").

Only a chat template may write those. So where a message contains one, a sign is put before it and one after
it ere the template sees it, and in what the template made of it the signs tell which are a person's.
Templates that look into a text find there what they would find without, except for the very place of a
sign. Not so the marks of a thought in an earlier answer: it comes without its thought and only speaks of
them, and many a template would cut it there. A third sign, within a mark, keeps them from finding it.
Images, of which no template of text knows, go through it as numbers between two of a fourth sign.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, islice, pairwise
from typing import Any

from explorer.domain.answer_format import KNOWN
from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage
from explorer.domain.tools import ToolCall, plain_json, texts_within
from explorer.engine.local.llama.vocabulary import Vocabulary

# Code points that stand for no character, and then those that no standard gives a meaning
_SIGNS = (range(0xFDD0, 0xFDF0), range(0xF0000, 0xFFFFE))
_MARKS = sorted({tag for known in KNOWN for tag in known.tags})
_SHOWN_IMAGE = "<__media__>"

type _Sign = Callable[[str, Collection[str]], str]


@dataclass(frozen=True)
class MarkedText:
    """A text that a vocabulary cuts. ``spots``: where in it control tokens stand that are text; ``images``:
    where some stand, in order.
    """

    text: str
    spots: frozenset[int] = frozenset()
    images: tuple[tuple[int, ChatImage], ...] = ()

    @property
    def shown(self) -> str:
        """With a mark for each image."""
        ends = [*(at for at, _ in self.images), len(self.text)]
        return _SHOWN_IMAGE.join(self.text[start:end] for start, end in pairwise((0, *ends)))


@dataclass(frozen=True)
class QuotedMessages:
    """Messages in which control tokens stand between two signs, if there are any. ``names``: those.

    ``hiding``: the sign within marks of a thought; ``framing``: the one around the number of an image.
    """

    messages: Sequence[ChatMessage]
    opening: str = ""
    closing: str = ""
    hiding: str = ""
    names: frozenset[str] = frozenset()
    framing: str = ""
    images: tuple[ChatImage, ...] = ()
    tools: Sequence[Any] = ()

    def read(self, rendered: str) -> MarkedText:
        """What a template made of them, without the signs. Where it took a text apart one may stand alone."""
        rendered = rendered.replace(self.hiding, "") if self.hiding else rendered
        if not self.images:
            return self._unsigned(rendered)
        text, spots, places = "", set[int](), list[tuple[int, ChatImage]]()
        for n, part in enumerate(re.split(f"{self.framing}([0-9]+){self.framing}", rendered)):
            if n % 2:
                places.append((len(text), self.images[int(part)]))
            else:
                marked = self._unsigned(part.replace(self.framing, ""))
                spots |= {len(text) + spot for spot in marked.spots}
                text += marked.text
        return MarkedText(text, frozenset(spots), tuple(places))

    def _unsigned(self, rendered: str) -> MarkedText:
        if not self.names:
            return MarkedText(rendered)
        before, parts, spots, at = "", list[str](), set[int](), 0
        for part in re.split(f"([{self.opening}{self.closing}])", rendered):
            if part in (self.opening, self.closing):
                if part == self.closing and before == self.opening and parts[-1] in self.names:
                    spots.add(at - len(parts[-1]))
                before = part
            else:
                parts.append(part)
                at += len(part)
        return MarkedText("".join(parts), frozenset(spots))


class Quoter:
    """Keeps what people write apart from the control tokens of one vocabulary."""

    def __init__(
        self, vocabulary: Vocabulary, seen: Callable[[ChatImage], list[int]] = lambda _image: []
    ) -> None:
        """``seen``: the tokens of an image."""
        self._vocabulary = vocabulary
        self._seen = seen

    def quote(
        self, messages: Sequence[ChatMessage], template: str, tools: Sequence[Any] = ()
    ) -> QuotedMessages:
        """The messages, and the tools that are offered, as a template is to see them."""
        names = [self._controls(message) for message in messages]
        offered = "\n".join(texts_within(list(tools)))
        of_tools = self._vocabulary.controls_in(offered)
        marks = [mark for mark in _MARKS if mark in template and _is_spoken_of(mark, messages)]
        images = tuple(image for message in messages for image in message.images)
        if not any(names) and not marks and not images and not of_tools:
            return QuotedMessages(messages, tools=tools)
        number = count()
        opening, closing, hiding, framing = _unused_signs(
            "".join(chain([template, offered], *map(_texts_of, messages)))
        )

        def signed(text: str, names: Collection[str]) -> str:
            parts, at = [], 0
            for start, end in _places(text, names):
                parts += [text[at:start], opening, text[start:end], closing]
                at = end
            return "".join((*parts, text[at:]))

        def hidden(text: str) -> str:
            for mark in marks:
                text = text.replace(mark, f"{mark[0]}{hiding}{mark[1:]}")
            return text

        def framed(message: ChatMessage) -> str:
            return "".join(f"{framing}{next(number)}{framing}" for _ in message.images)

        quoted = (
            replace(
                m,
                text=framed(m)
                + (hidden(signed(m.text, found)) if m.role == "assistant" else signed(m.text, found)),
                thought=signed(m.thought, found),
                calls=tuple(_signed_call(call, found, signed) for call in m.calls) if found else m.calls,
            )
            for m, found in zip(messages, names, strict=True)
        )
        all_names = frozenset(chain(of_tools, *names))
        shown = [_signed_value(tool, of_tools, signed) for tool in tools] if of_tools else tools
        return QuotedMessages(list(quoted), opening, closing, hiding, all_names, framing, images, shown)

    def within(self, text: str, start: int = 0) -> MarkedText:
        """A text of which all from ``start`` on is a person's, or an answer with the marks of its thought."""
        written = text[start:]
        controls, marks = self._vocabulary.controls_in(written), self._vocabulary.marks
        quoted = [name for name, token in controls.items() if token not in marks]
        return MarkedText(text, frozenset(start + at for at, _ in _places(written, quoted)))

    def tokenize(self, marked: MarkedText, *, add_special: bool) -> list[int]:
        """Cut as a whole where nothing is marked, else around images and the control tokens that are some."""
        words = self._vocabulary
        if not marked.spots and not marked.images:
            return words.tokenize(marked.text, add_special=add_special)
        tokens, start = list[int](), 0
        for at, image in marked.images:
            tokens += self._cut(marked, start, at) + self._seen(image)
            start = at
        tokens += self._cut(marked, start, len(marked.text))
        return words.with_ends(tokens) if add_special else tokens

    def _cut(self, marked: MarkedText, begin: int, stop: int) -> list[int]:
        """This part of it, which has no images."""
        words, text = self._vocabulary, marked.text[begin:stop]
        spots = frozenset(spot - begin for spot in marked.spots if begin <= spot < stop)
        if not spots:
            return words.tokenize(text, add_special=False) if text else []
        tokens: list[int] = []
        for start, end, is_text in _parts(text, words.controls_in(text), spots):
            part = words.trimmed(text[start:end], tokens[-1:]) if is_text else text[start:end]
            tokens += words.tokenize(part, add_special=False, plain=is_text)
        return tokens

    def _controls(self, message: ChatMessage) -> Collection[str]:
        return {name for text in _texts_of(message) for name in self._vocabulary.controls_in(text)}


def _texts_of(message: ChatMessage) -> Iterator[str]:
    """All that it says, one after another."""
    yield from (message.text, message.thought)
    for call in message.calls:
        yield "\n".join(texts_within(json.loads(call.arguments)))


def _signed_call(call: ToolCall, names: Collection[str], signed: _Sign) -> ToolCall:
    return replace(call, arguments=plain_json(_signed_value(json.loads(call.arguments), names, signed)))


def _signed_value(value: Any, names: Collection[str], signed: _Sign) -> Any:
    if isinstance(value, str):
        return signed(value, names)
    if isinstance(value, dict):
        return {signed(key, names): _signed_value(part, names, signed) for key, part in value.items()}
    return [_signed_value(part, names, signed) for part in value] if isinstance(value, list) else value


def _is_spoken_of(mark: str, messages: Sequence[ChatMessage]) -> bool:
    return any(mark in message.text for message in messages if message.role == "assistant")


def _unused_signs(texts: str) -> Iterator[str]:
    used = set(texts)
    return islice((sign for sign in map(chr, chain(*_SIGNS)) if sign not in used), 4)


def _places(text: str, controls: Collection[str]) -> list[tuple[int, int]]:
    """Where control tokens begin and end, in order: of two that overlap the longer, as the library does."""
    taken, places = bytearray(len(text)), list[tuple[int, int]]()
    for control in sorted(controls, key=len, reverse=True):
        size, start = len(control), text.find(control)
        while start >= 0:
            is_free = 1 not in taken[start : start + size]
            if is_free:
                taken[start : start + size] = b"\1" * size
                places.append((start, start + size))
            start = text.find(control, start + (size if is_free else 1))
    return sorted(places)


def _parts(text: str, controls: Collection[str], spots: frozenset[int]) -> Iterator[tuple[int, int, bool]]:
    """The text in parts, each from one real control token to another: with marked ones in it or without."""
    places = _places(text, controls)
    own = [(0, 0), *(p for p in places if spots.isdisjoint(range(*p))), (len(text), len(text))]
    marked = iter(sorted(spots))
    spot, begun = next(marked, len(text)), 0
    for (_, start), (end, _) in pairwise(own):
        if spot >= end:
            continue
        yield begun, start, False
        yield start, end, True
        begun = end
        while spot < end:
            spot = next(marked, len(text))
    yield begun, len(text), False
