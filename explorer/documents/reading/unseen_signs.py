"""Signs that nobody sees are taken out of a text, and where they may hide something, that is said."""

import re
from collections.abc import Iterator
from itertools import islice

from explorer.documents.passages import Flag
from explorer.documents.reading.limits import LONGEST_QUOTE, MOST_FLAGS
from explorer.domain.harmless import storable, written

_TAGS = re.compile("[\U000e0000-\U000e007f]{2,}")
_EMOJI_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")  # England, Scotland, Wales …
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_RUN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]{8,}")
_WITHIN_WORDS = re.compile("(?<=[A-Za-z])[\u200b-\u200f\u2060-\u2064\ufeff]+(?=[A-Za-z])")
_MANY_WITHIN_WORDS = 3  # one or two are left by programs that set type
_TURNED = re.compile("[\u202d\u202e]")

# Pictures of fonts (U+E000 to U+F8FF) say nothing elsewhere.
# Not U+200C to U+200F where they are written with: Persian, Indic scripts, Hebrew, emoji.
_NOTHING = re.compile(
    f"{_RUN.pattern}|{_WITHIN_WORDS.pattern}"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\ue000-\uf8ff\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ufdd0-\ufdef]"
    "|[\U000e0000-\U000e007f]"
)
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\u0085\u2028\u2029]")
_AROUND = 30  # characters of a quote on each side


def without_unseen(text: str) -> tuple[str, tuple[Flag, ...]]:
    """The text as it is seen, every line ended by a line feed, and what it may have hidden."""
    text = storable(_BREAKS.sub("\n", text))
    if text.isascii() and text.isprintable():
        return text, ()
    flags = () if text.isascii() else tuple(islice(_hidden(text), MOST_FLAGS))
    kept = _EMOJI_FLAG.sub("\U0001f3f4", text)
    return _SPACES.sub(" ", _NOTHING.sub("", kept)), flags


def _hidden(text: str) -> Iterator[Flag]:
    for found in _TAGS.finditer(_EMOJI_FLAG.sub(lambda m: " " * len(m[0]), text)):
        said = "".join(chr(ord(sign) - 0xE0000) for sign in found[0])
        yield _flag("tag signs", "".join(filter(str.isprintable, said)) or written(found[0][0]), text, found)
    for found in _SELECTORS.finditer(text):
        yield _flag("variation selectors", _around(text, found), text, found)
    for found in _RUN.finditer(text):
        yield _flag("zero-width signs", _around(text, found), text, found)
    within = list(_WITHIN_WORDS.finditer(text))
    if len(within) >= _MANY_WITHIN_WORDS:
        yield _flag("zero-width signs", _around(text, within[0]), text, within[0])
    for found in _TURNED.finditer(text):
        yield _flag("turned text", _around(text, found), text, found)


def _flag(why: str, quote: str, text: str, found: re.Match[str]) -> Flag:
    start = len(_NOTHING.sub("", text[: found.start()]))
    return Flag("unseen", why, quote[:LONGEST_QUOTE], start)


def _around(text: str, found: re.Match[str]) -> str:
    """The words on both sides, and the signs between by their number."""
    before, after = (
        text[max(0, found.start() - _AROUND) : found.start()],
        text[found.end() : found.end() + _AROUND],
    )
    signs = " ".join(map(written, found[0][:3])) + ("…" if len(found[0]) > 3 else "")
    return f"{_NOTHING.sub('', before)}‹{signs}›{_NOTHING.sub('', after)}".strip()
