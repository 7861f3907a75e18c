"""Where the sentences of a block begin, in its text as written."""

import re

from explorer.transparency.card_text.blocks import MARKER

# The signs come first, so that the search can leap from one to the next.
_SENTENCE_END = re.compile(
    r"[.!?。！？;<](?:(?<=[.!?])[\"')\]*_]{0,3}(?!(?<=\))\s{1,4}[a-z])(?=\s{1,4}\S)"
    r"|(?<=[。！？])|(?<=;)(?=\s)|(?<=<)br\s?/?>)"
)
_END_OR_LINK = re.compile(rf"\[[^\[\]]{{1,200}}\]\(|{_SENTENCE_END.pattern}")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|al|etc|cf|Dr|Mr|Fig|Sec|No|approx|incl|resp|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec)"
    r"|^\s*\d{1,3})\.$"
)


def cuts_of(raw: str) -> list[int]:
    """The offset at which each sentence begins, behind a list's marker, and the end."""
    marker = MARKER.match(raw)
    cuts = [marker.end() if marker else 0]
    ends = _SENTENCE_END if "](" not in raw else _END_OR_LINK
    for match in ends.finditer(raw):
        if match[0][0] == "[":  # "[Dr. A. Wren](…)" is one piece
            continue
        if not _ABBREVIATION.search(raw[max(cuts[-1], match.end() - 9) : match.end()]):
            cuts.append(match.end())
    return [*cuts, len(raw)]
