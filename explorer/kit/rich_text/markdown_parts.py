"""A Markdown text taken apart: running text, blocks of code, and images that stand by themselves.

Each part is shown by a widget of its own. Code and images inside lists, quotes and sentences stay with
their text.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from explorer.kit.rich_text.formula_marks import is_formula
from explorer.kit.rich_text.markdown_html import CUT, body_of, clean_html, parser

_MOST_BLOCKS = 60  # widgets are dear: what comes after stays running text


@dataclass(frozen=True)
class TextPart:
    """``html`` is clean."""

    html: str


@dataclass(frozen=True)
class CodePart:
    """A fenced block as written."""

    code: str
    language: str


@dataclass(frozen=True)
class MarkdownImage:
    """``url`` as the author wrote it, so it may be anything."""

    url: str
    alt: str


@dataclass(frozen=True)
class ImagesPart:
    images: tuple[MarkdownImage, ...]


MarkdownPart = TextPart | CodePart | ImagesPart


def markdown_parts(text: str, *, keeps_lines: bool = False) -> list[MarkdownPart]:
    """The parts in their order. Neighbours are never both text. ``keeps_lines``: see ``markdown_html``."""
    body, cut = body_of(text)
    reader = parser(keeps_lines=keeps_lines)
    env: dict[str, object] = {}
    parts = list(_parts(reader, reader.parse(body, env), env))
    return [*parts, TextPart(CUT)] if cut else parts


def _parts(reader: MarkdownIt, tokens: Sequence[Token], env: dict[str, object]) -> Iterator[MarkdownPart]:
    kept: list[Token] = []
    blocks = 0
    for group in _top_level(tokens):
        own = _own_part(group) if blocks < _MOST_BLOCKS else None
        if own is None:
            kept.extend(group)
            continue
        blocks += 1
        yield from _text(reader, kept, env)
        kept = []
        yield own
    yield from _text(reader, kept, env)


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of one block after the other."""
    depth, group = 0, list[Token]()
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []
    if group:
        yield group


def _own_part(group: list[Token]) -> MarkdownPart | None:
    first = group[0]
    if first.type in ("fence", "code_block") and not is_formula(first):
        return CodePart(first.content.removesuffix("\n"), first.info.strip().split(" ")[0])
    if first.type == "paragraph_open":
        return _images_of(group[1].children or [])
    if first.type == "html_block":
        found = _HtmlImages(first.content)
        return ImagesPart(tuple(found.images)) if found.images and not found.has_text else None
    return None


def _images_of(children: Sequence[Token]) -> ImagesPart | None:
    """The images of a paragraph that has nothing else; links around them do not count."""
    images: list[MarkdownImage] = []
    around = ("link_open", "link_close", "softbreak", "hardbreak")
    for token in children:
        if token.type == "image":
            images.append(MarkdownImage(str(token.attrGet("src") or ""), token.content))
        elif token.type == "html_inline":
            images.extend(_HtmlImages(token.content).images)
        elif token.type not in around and token.content.strip():
            return None
    return ImagesPart(tuple(images)) if images else None


def _text(reader: MarkdownIt, tokens: list[Token], env: dict[str, object]) -> Iterator[TextPart]:
    if tokens:
        clean = clean_html(reader.renderer.render(tokens, reader.options, env))
        if clean.strip():
            yield TextPart(clean)


class _HtmlImages(HTMLParser):
    """The images of a piece of HTML, and whether it says anything besides."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.images: list[MarkdownImage] = []
        self.has_text = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            values = {name: value or "" for name, value in attrs}
            self.images.append(MarkdownImage(html.unescape(values.get("src", "")), values.get("alt", "")))

    def handle_data(self, data: str) -> None:
        self.has_text = self.has_text or bool(data.strip())
