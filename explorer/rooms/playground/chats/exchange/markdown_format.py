"""Chats as Markdown that a person reads: the branch that is shown, thoughts folded."""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from explorer.domain.harmless import harmless
from explorer.domain.images import image_ending
from explorer.domain.markdown_text import markdown_line
from explorer.rooms.playground.chats.exchange.chat_page import ChatPage, PageTurn

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$", re.MULTILINE)


def chats_markdown(
    pages: Sequence[ChatPage], footer: str, folder: str = ""
) -> tuple[bytes, dict[str, Callable[[], bytes]]]:
    """The text, and the images that it shows, by their names in a folder of this name beside it: editors show
    them there, and a text with their bytes in it nobody could read.
    """
    beside: dict[str, Callable[[], bytes]] = {}
    chats = "\n\n---\n\n".join("\n\n".join(_page(page, folder, beside)) for page in pages)
    return f"{harmless(chats)}\n\n---\n\n{markdown_line(footer)}\n".encode(), beside


def _page(page: ChatPage, folder: str, beside: dict[str, Callable[[], bytes]]) -> Iterator[str]:
    yield f"# {markdown_line(page.title)}"
    yield markdown_line(page.about)
    if page.system_prompt:
        yield from _folded(page.system_title, page.system_prompt)
    for turn in page.turns:
        yield from _turn(turn, folder, beside)
    if page.more:
        yield f"*{markdown_line(page.more)}*"


def _turn(turn: PageTurn, folder: str, beside: dict[str, Callable[[], bytes]]) -> Iterator[str]:
    yield f"## {markdown_line(turn.by)}"
    for image in turn.images:
        name = f"{image.sha256[:16]}.{image_ending(image.read())}"
        beside[name] = image.read
        yield f"![{markdown_line(image.name)}]({quote(folder)}/{name})"
    if turn.thought:
        yield from _folded(turn.thought_title, turn.thought)
    if turn.text.strip():
        yield closed(turn.text)
    if turn.notes:
        yield "\n".join(f"- {markdown_line(note)}" for note in turn.notes)
    if turn.given:
        yield f"**{markdown_line(turn.given_title)}**"
        yield "\n".join(f"{number}. {markdown_line(text)}" for number, text in turn.given)
    if turn.caption:
        yield f"*{markdown_line(turn.caption)}*"


def _folded(title: str, text: str) -> tuple[str, ...]:
    return "<details>", f"<summary>{markdown_line(title)}</summary>", closed(text), "</details>"


def closed(text: str) -> str:
    """What a model wrote, with the end of a block of code that was cut off: or it would swallow all that
    follows.
    """
    fence = ""
    for found in _FENCE.finditer(text):
        marks, after = found[1], found[2]
        if not fence:
            fence = marks if "`" not in after or marks[0] == "~" else ""
        elif marks[0] == fence[0] and len(marks) >= len(fence) and not after.strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text
