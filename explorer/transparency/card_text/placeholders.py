"""What stands in a card and says nothing: placeholders and the words of templates."""

from explorer.transparency.card_text.blocks import MARKER, label_of
from explorer.transparency.phrases.phrase import phrase

_SILENCE = phrase("card.silence")
_ANNOUNCES = phrase("card.list_follows")
_LONGEST_SILENCE = 40  # characters that it matches
_MAX_SILENCE = 140  # characters of a label and a word of silence behind it
_TEMPLATE = phrase("card.template")


def is_silent(text: str) -> bool:
    """Whether a block or a sentence is only a label with a word of silence, or a template's own words."""
    marker = MARKER.match(text)
    body = text[marker.end() if marker else 0 :].strip()
    if len(body) < _MAX_SILENCE:
        length = label_of(body + " ")[1] if ":" in body else 0
        rest = body[length:].strip(" :-–*[]()") if length else body.strip(" -–*[]()")
        is_short = len(rest) < _LONGEST_SILENCE
        if (not rest and not _ANNOUNCES.search(body)) or (rest and is_short and _SILENCE.fullmatch(rest)):
            return True
    lower = body[:600].lower()
    may_be = "{{" in lower or "downstream" in lower or "automatically generated" in lower or "needed" in lower
    return may_be and bool(_TEMPLATE.search(body[:600]))
