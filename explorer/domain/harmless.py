"""Foreign text made harmless, in one place: window, `omx`, reports and the database all ask here.

Names of files, headers, cards, answers of servers and of models may hold signs that are no letters but act:
they command a terminal, turn the direction of what stands beside them (so that "tim" is read as "mit"), or
are bytes that are no text at all. Each is replaced by its number, ``U+202E``, and a byte by ``\\xff``:
nothing is hidden. Letters of every script, the marks between them (U+200E, U+200F, U+061C: they turn no
letters, and Hebrew and Arabic are written with them), joined emoji, line breaks and tabs stay as they are.
"""

import re

_BROKEN = "\ud800-\udfff"  # halves of characters, and bytes of names that are no UTF-8 (PEP 383)
_TURNING = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides, isolates
_OTHER = "\u206a-\u206f\ufff9-\ufffb"  # more that Unicode has for acting on the text around
_NONE = "\ufdd0-\ufdef\ufffe\uffff"  # no characters: XML forbids some, Qt marks frames by others
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # but for tab and line feed
_BREAKING = "\u2028\u2029"  # Qt begins a line at them
_ACTING = re.compile(f"[{_CONTROL}{_BREAKING}{_TURNING}{_OTHER}{_NONE}{_BROKEN}]|\r(?!\n)")
_COMMANDS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")  # form feeds are white space of programs
_UNKEPT = re.compile(f"[{_BROKEN}]")
_BYTES = range(0xDC80, 0xDD00)


def harmless(text: str) -> str:
    """``text`` as it may be shown or printed. What is harmless already stays as it is."""
    if text.isprintable() or text.replace("\n", "").isprintable():  # as most is, and quick to ask
        return text
    return _ACTING.sub(_written, text)


def storable(text: str) -> str:
    """``text`` as UTF-8, JSON and SQLite can hold it: the rest of its signs is kept."""
    return text if text.isascii() else _UNKEPT.sub(_written, text)


def pasteable(text: str) -> str:
    """Program text without what would command a terminal that it is pasted into."""
    return _COMMANDS.sub("", text)


def first_acting(text: str) -> tuple[str, int] | None:
    """The first of the signs that ``harmless`` replaces, written as it does, and its line."""
    found = _ACTING.search(text)
    return (written(found[0]), text.count("\n", 0, found.start()) + 1) if found else None


def harmless_json(data: bytes) -> bytes:
    """JSON that reads the same and may be printed: what acts is escaped as JSON escapes it."""
    return _ACTING.sub(_as_json, data.decode()).encode()


def written(sign: str) -> str:
    """How a sign is written that cannot be shown: by its number, a byte that is no text as a byte."""
    code = ord(sign)
    return f"\\x{code - 0xDC00:02x}" if code in _BYTES else f"U+{code:04X}"


def _written(match: re.Match[str]) -> str:
    return written(match[0])


def _as_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
