"""Finds what was put into the text of a license: "… for non-commercial purposes only", an addendum.

Words that stand in no run of words of the known text are somebody else's. Copyright lines are none of the
text, so what hides in them is looked at too.
"""

import itertools
import re
from collections.abc import Iterator

from explorer.transparency.license_text import COPYRIGHT, LONGEST, RUN, SHORT_HASH, WORD, hashes, words_of

_DONE = (
    r"(?:us(?:e|ed)|s[eo]l[dl]|sublicen\w+|(?:re)?distribut\w+|cop(?:y|ied)|modif\w+|deploy\w*|train\w*|host\w*"
    r"|offer\w*|shar\w+)"
)
# What takes away from a permission.
_NARROWS = re.compile(
    r"\bnon ?commercial\w*|\b(?:no|any) commercial\b|\bcommons clause\b|\baddendum\b|\brevenue\b|\bmonthly\b"
    r"|\bcommercial (?:use|usage|purposes?) (?:\w+ ){0,3}?(?:requir\w+|needs?|without|prior|subject)\b"
    r"|\bresearch (?:only|use|purposes?)\b|\bonly (?:for|be used|to be used|if|when)\b"
    r"|\bfor (?:\w+ ){1,8}?only\b|\bsolely\b|\bexclusively\b|\bprohibit\w*|\bforbid\w*|\bmilitary\b"
    r"|\badditional (?:terms|conditions|restrictions|clauses?|requirements)\b|\bresponsible use\b"
    r"|\b(?:is|are|be) not(?: hereby)?(?: granted| permitted| allowed| licensed|$)|\bnot hereby\b"
    rf"|\b(?:may|must|shall|can|do) ?not (?:be )?{_DONE}\b|\bnot be {_DONE}\b|\bagrees? not to\b"
)


def narrowed_at(text: str, runs: bytes) -> int:
    """The first line, from 1, with words that take away from what the license permits; 0 if there is none.

    ``runs``: of the license's own text, see ``license_text.Fingerprint``.
    """
    lines = (found.span() for found in COPYRIGHT.finditer(text[:LONGEST]))
    for start, end in (*lines, *_added(text, runs)):
        words = list(WORD.finditer(text, start, end))
        told = " ".join(word[0].lower() for word in words)
        if found := _NARROWS.search(told):
            return text.count("\n", 0, words[told.count(" ", 0, found.start())].start()) + 1
    return 0


def _added(text: str, runs: bytes) -> Iterator[tuple[int, int]]:
    """Where words stand that are in none of the runs."""
    known = {runs[n : n + SHORT_HASH] for n in range(0, len(runs), SHORT_HASH)}
    words = words_of(text)
    is_known = bytearray(len(words))
    for at, one in enumerate(hashes(words)):
        if one[:SHORT_HASH] in known:
            is_known[at : at + RUN] = b"\1" * RUN
    pairs = zip(words, is_known, strict=True)
    for was_known, stretch in itertools.groupby(pairs, key=lambda pair: pair[1]):
        if not was_known:
            added = [word for word, _ in stretch]
            yield added[0].start(), added[-1].end()
