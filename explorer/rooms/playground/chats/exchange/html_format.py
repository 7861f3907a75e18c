"""Chats as one HTML file: nothing remote, no script, light and dark, on paper too; formulas are drawn.

The texts of models are cleaned as on the screen.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from html import escape

from explorer.domain.harmless import harmless
from explorer.kit.html_file import html_file
from explorer.kit.rich_text.formula_page import depth_rules, with_formulas
from explorer.kit.rich_text.markdown_html import clean_html, parser
from explorer.rooms.playground.chats.exchange.chat_page import ChatPage, PageImage, PageTurn

_LONGEST = 400_000  # characters of a text that is read as Markdown


def chats_html(
    pages: Sequence[ChatPage], footer: str, language: str, stopped: Callable[[], bool] = lambda: False
) -> bytes:
    """Raises CancelledError once ``stopped``."""
    title = pages[0].title if len(pages) == 1 else footer
    parts = "\n".join(part for number, page in enumerate(pages) for part in _page(page, number))
    main = with_formulas(parts, stopped)
    body = f"{_contents(pages)}<main>\n{main}\n</main>\n<footer><p>{_text(footer)}</p></footer>"
    shows_images = any(turn.images for page in pages for turn in page.turns)
    return html_file(harmless(title), language, "chat.css", body, depth_rules(), shows_images=shows_images)


def _contents(pages: Sequence[ChatPage]) -> str:
    if len(pages) < 2:
        return ""
    titles = (f"<bdi>{_text(page.title)}</bdi>" for page in pages)
    links = (f'<li><a href="#chat-{number}">{title}</a></li>' for number, title in enumerate(titles))
    return f"<nav><ul>{''.join(links)}</ul></nav>\n"


def _page(page: ChatPage, number: int) -> Iterator[str]:
    yield f'<article id="chat-{number}">\n<h1><bdi>{_text(page.title)}</bdi></h1>'
    yield f'<p class="muted">{_text(page.about)}</p>'
    if page.system_prompt:
        yield _folded(page.system_title, _typed(page.system_prompt))
    for turn in page.turns:
        yield from _turn(turn)
    if page.more:
        yield f'<p class="muted">{_text(page.more)}</p>'
    yield "</article>"


def _turn(turn: PageTurn) -> Iterator[str]:
    kind = "answer" if turn.is_markdown else "question"
    yield f'<section class="{kind}">\n<h2><bdi>{_text(turn.by)}</bdi></h2>'
    if turn.thought:
        yield _folded(turn.thought_title, _written(turn.thought))
    yield "".join(_image(image) for image in turn.images)
    yield _written(turn.text) if turn.is_markdown else _typed(turn.text)
    yield "".join(f'<p class="muted">{_text(note)}</p>' for note in turn.notes)
    if turn.given:
        items = "".join(f'<li value="{number}">{_text(text)}</li>' for number, text in turn.given)
        yield f'<div class="given"><p class="strong">{_text(turn.given_title)}</p><ol>{items}</ol></div>'
    if turn.caption:
        yield f'<p class="muted">{_text(turn.caption)}</p>'
    yield "</section>"


def _image(image: PageImage) -> str:
    """In the page itself: it needs no file beside it."""
    data = base64.b64encode(image.data).decode()
    return f'<img src="data:{image.type};base64,{data}" alt="{_text(image.name)}">'


def _folded(title: str, html: str) -> str:
    return f"<details><summary>{_text(title)}</summary>{html}</details>"


def _written(text: str) -> str:
    """Markdown of a model. One of a size that nobody reads is shown as it stands."""
    if len(text) > _LONGEST:
        return _typed(text)
    return f'<div class="text">{clean_html(parser(keeps_lines=True).render(text))}</div>'


def _typed(text: str) -> str:
    return f'<div class="typed">{_text(text)}</div>'


def _text(text: str) -> str:
    return escape(harmless(text))
