"""Where a quote of a card stands once the card is rendered: two signs around it, that survive the rendering.

The signs go between the letters of the quote, never into markup. That they changed nothing is checked: the
page without them must be the page as it is. What stands in front matter, in a comment or in an address is in
no rendered page, and then there is no place.
"""

import re

from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.transparency.source_texts import SourceText

START, END = "\ue000", "\ue001"  # for private use: no card has a need for them, and none may have them

_HEAD = re.compile(r"\s{0,200}(?:(?:[-*+>#|]{1,6}|\d{1,9}[.)])\s{1,20}){0,6}(?:<[^<>]{0,300}>|[\W_])*")
_TAIL = re.compile(
    r"(?:\](?:\([^()\s]{0,300}\)|\[[^\[\]]{0,300}\])|</?[A-Za-z][^<>]{0,300}>|&#?\w{1,12};|[\W_])\Z"
)
_TAIL_LENGTH, _TAIL_PARTS = 320, 200
_TAG = re.compile(r"<[^<>]*>")


def page_with_quote(source: SourceText, quote: str) -> str | None:
    """The card as clean HTML with the signs around the quote; ``None`` where no place can be told."""
    text = source.text
    span = _span(source, quote)
    if span is None or START in text or END in text:
        return None
    first, last = span
    marked = markdown_html(f"{text[:first]}{START}{text[first:last]}{END}{text[last:]}")
    words = _TAG.sub("", marked)
    if words.count(START) != 1 or words.count(END) != 1:
        return None
    bare = marked.replace(START, "").replace(END, "")
    return marked if bare == markdown_html(text) else None


def _span(source: SourceText, quote: str) -> tuple[int, int] | None:
    """From the first letter of the quote to behind its last, as offsets in the text."""
    if not source.first:
        return None
    lines = [f"{line}\n" for line in source.text.split("\n")]
    begin = sum(map(len, lines[: source.first - 1]))
    until = begin + sum(map(len, lines[source.first - 1 : source.last]))
    at = source.text.find(quote.strip(), begin, until) if quote.strip() else -1
    if at >= 0:
        begin, until = at, at + len(quote.strip())
    head = _HEAD.match(source.text, begin, until)
    first = head.end() if head is not None else begin
    last = _last_letter(source.text, first, until)
    return (first, last) if first < last else None


def _last_letter(text: str, first: int, until: int) -> int:
    """Behind it; markup at the end of the quote is left out, and the address of a link."""
    for _part in range(_TAIL_PARTS):
        tail = _TAIL.search(text, max(first, until - _TAIL_LENGTH), until)
        if tail is None:
            break
        until = tail.start()
    return until
