"""Markdown of strangers as HTML that can do nothing: no script, no style, no frame, no remote load.

Cards and answers are hostile input. markdown-it makes HTML, nh3 keeps a short list of tags and
attributes, images become words, and links keep only http, https, mailto and page anchors; the view never
follows them by itself.
"""

import html
import re
from functools import cache
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt

from explorer.domain.harmless import harmless
from explorer.kit.rich_text.formula_marks import formula_marks

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "s", "del", "u"),
    *("code", "pre", "blockquote", "ul", "ol", "li", "a", "img", "sub", "sup", "kbd"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "div", "span", "center"),
    *("dl", "dt", "dd"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "code": {"class"},
}
_ALIGNED = re.compile(r'<(td|th) style="text-align:(left|right|center)">')
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,24}")
_SCHEMES = {"http", "https", "mailto"}
_LONGEST = 400_000  # characters: a card beyond this is cut, and says so
CUT = "<p><em>The rest is not shown: it is too long.</em></p>"


def markdown_html(text: str, *, keeps_lines: bool = False) -> str:
    """Clean HTML of a Markdown text. YAML front matter and comments are left out.

    An image is ``<span class="image">[image: alt]</span>``; nothing in the result loads anything.
    ``keeps_lines``: a line ends where it does in the source.
    """
    body, cut = body_of(text)
    return clean_html(parser(keeps_lines=keeps_lines).render(body)) + (CUT if cut else "")


@cache
def parser(*, keeps_lines: bool = False) -> MarkdownIt:
    """What cards and answers are written in: CommonMark with tables, strikethrough, HTML and formulas.

    A model's poem or address has a line where it ends one; a card is wrapped by whoever wrote it.

    Built once: that takes longer than reading a paragraph, which an answer asks for thirty times a second.
    It keeps nothing of what it read.
    """
    options = {"html": True, "linkify": False, "breaks": keeps_lines}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).use(formula_marks)


def body_of(text: str) -> tuple[str, bool]:
    """The text without front matter and comments, and whether it had to be cut."""
    return _COMMENT.sub("", _FRONT_MATTER.sub("", text[:_LONGEST])), len(text) > _LONGEST


def clean_html(raw: str) -> str:
    """HTML of anybody with only what may be shown."""
    clean = nh3.clean(
        _ALIGNED.sub(r'<\1 align="\2">', raw),  # no style is let through
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes=_SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style", "iframe", "object", "embed", "svg", "math", "template"},
    )
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    text = harmless("".join(writer.parts))  # here, as HTML has names for every sign
    return text.replace("\N{OBJECT REPLACEMENT CHARACTER}", "")  # Qt's own, for what is no text


def _filter(tag: str, attribute: str, value: str) -> str | None:
    """Of a class only the language of a code block is kept."""
    if (tag, attribute) != ("code", "class"):
        return value
    return value if _LANGUAGE.fullmatch(value) else None


class _Writer(HTMLParser):
    """Writes nh3's clean HTML again for QTextBrowser: images as words, relative links without target."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._image(values.get("alt", ""))
        elif tag == "a":
            self._link(values.get("href", ""))
        else:
            kept = "".join(f' {name}="{html.escape(value)}"' for name, value in values.items())
            self.parts.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("img", "br", "hr"):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def _image(self, alt: str) -> None:
        words = f"[image: {alt}]" if alt.strip() else "[image]"
        self.parts.append(f'<span class="image">{html.escape(words)}</span>')

    def _link(self, target: str) -> None:
        safe = target.startswith("#") or target.lower().startswith(("http://", "https://", "mailto:"))
        self.parts.append(f'<a href="{html.escape(target)}">' if safe else "<a>")
