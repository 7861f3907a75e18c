"""Takes the markup off Markdown and HTML, and hides what is no evidence, keeping every offset.

All patterns are linear: their repeats exclude the sign that ends them.
"""

import html
import re
from collections.abc import Iterator

type Span = tuple[int, int]  # from an offset to another

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_RAW_TAG = re.compile(r"<(pre|script|style)\b[^<>]{0,500}>", re.IGNORECASE)
_FENCE = re.compile(r"[`~](?:(?<=`)`{2,}|(?<=~)~{2,})")
_BEFORE_FENCE = re.compile(r"[ >\t]{0,12}")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,400}\]\([^()\n]{0,4000}\)")
_LINK = re.compile(
    r"\[([^\[\]]{0,400})\](?:\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?[^()\n]{0,300}\)"
    r"|\[[^\[\]\n]{0,100}\])"
)
BADGE = re.compile(
    r"\[(?:<img\b[^<>]{0,400}?(?:alt=[\"'](?P<alt>[^\"'<>]{0,200})[\"'][^<>]{0,400})?/?>"
    r"|!\[(?P<markdown_alt>[^\[\]\n]{0,200})\]\([^()\n]{0,1000}\))\]\((?P<url>https?://[^()\s]{1,500})\)"
)
# No badge: neither a link itself nor from where badges are drawn.
PICTURE = re.compile(
    r"(?<!\[)!\[[^\[\]\n]{0,300}\]\((?!https?://(?:img\.shields\.io|badge))"
    r"|<img\b(?![^<>]{0,400}?shields\.io)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
# The sign of a footnote behind a word; "R<sup>2</sup>" and "10<sup>24</sup>" are none.
_NOTE = re.compile(r"(?<=[\w-]{2}[A-Za-z)])<sup>\s{0,3}[\d*†‡§, ]{1,8}</sup>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:mailto:)?[\w.+-]{1,100}@[\w.-]{1,100}|https?://[^\s<>]{1,500})>")
_BREAK = re.compile(r"<br\s{0,3}/?>|</(?:p|div|li|tr|td|th)>", re.IGNORECASE)
# The signs come first, so that the search can leap from one to the next.
_EMPHASIS = re.compile(r"[*_`~](?:(?<=[*`])|(?<=_)(?:(?<!\w_)_{0,2}|_{0,2}(?!\w))|(?<=~)~)")
_URL = re.compile(r"https?://[^\s<>\"'`\]\[)（），。]{1,2000}")
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]{1,100})\]:\s{1,4}(\S{1,2000})", re.MULTILINE)


def fences(text: str) -> list[Span]:
    """Where fenced code stands, its fences included; outside comments."""
    return _fence_spans(text, [m.span() for m in _COMMENT.finditer(text)])


def without_code(text: str, fenced: list[Span]) -> str:
    """The text with code fences, comments and raw HTML blocks blanked; same length, same lines."""
    text = _without(text, fenced)
    if "<!--" in text:
        text = _COMMENT.sub(lambda m: blanked(m[0]), text)
        text = _without(text, _fence_spans(text, []))
    return _without(text, _raw_spans(text))


def comments(text: str, fenced: list[Span]) -> list[re.Match[str]]:
    """The HTML comments outside code."""
    return list(_COMMENT.finditer(_without(text, fenced)))


def plain(text: str) -> str:
    """What a reader sees: no markup, one space between words."""
    if "![" in text:
        text = _IMAGE.sub(" ", text)
    if "<" in text:
        text = _BREAK.sub(" ", text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _AUTOLINK.sub(r" \1 ", text)
    if "<" in text:
        text = _TAG.sub("", _NOTE.sub("", text))
    text = html.unescape(text)
    if "*" in text or "_" in text or "`" in text or "~" in text:
        text = _EMPHASIS.sub("", text).replace("\\_", "_")
    return " ".join(text.split())


def urls(text: str) -> tuple[str, ...]:
    """The addresses in a text, in order, without trailing punctuation."""
    return tuple(dict.fromkeys(u.rstrip(".,;:!?*_") for u in _URL.findall(text)))


def references(text: str) -> dict[str, str]:
    """Link definitions: name in lower case to address."""
    return {name.lower(): url for name, url in _REFERENCE.findall(text)}


def blanked(text: str) -> str:
    """Spaces, of the same length and lines."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _without(text: str, spans: list[Span]) -> str:
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], blanked(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _fence_spans(text: str, hidden: list[Span]) -> list[Span]:
    """From each opening fence to its end, or to the end of the text; those inside ``hidden`` do not open."""
    found, sign, start, turn = [], "", 0, 0
    for begin, end, signs, rest in _fence_lines(text):
        while turn < len(hidden) and hidden[turn][1] <= begin:
            turn += 1
        if not sign and turn < len(hidden) and hidden[turn][0] <= begin:
            continue
        if not sign:
            if "`" not in rest:
                sign, start = signs, begin
        elif signs.startswith(sign) and not rest.strip():
            found.append((start, end))
            sign = ""
    return [*found, (start, len(text))] if sign else found


def _fence_lines(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, signs and the rest of every line that begins with the signs of a fence."""
    at = 0
    while match := _FENCE.search(text, at):
        begin = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = end if end >= 0 else len(text)
        if _BEFORE_FENCE.fullmatch(text, begin, match.start()):
            yield begin, end, match[0], text[match.end() : end]
        at = end


def _raw_spans(text: str) -> list[Span]:
    """Raw HTML blocks, up to their closing tags; one that never ends hides nothing."""
    found: list[Span] = []
    lower = text.lower()
    for match in _RAW_TAG.finditer(text):
        if found and match.start() < found[-1][1]:
            continue
        end = lower.find(f"</{match[1].lower()}", match.end())
        if end < 0:
            break
        found.append((match.start(), end))
    return found
