"""Grammar rules for JSON texts: formats, patterns, and keys that are not named."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.engine.structured_output.text_scanner import TextScanner

_DATE = '[0-9]{4} "-" ("0" [1-9] | "1" [0-2]) "-" ("0" [1-9] | [1-2] [0-9] | "3" [0-1])'
_TIME = (
    '([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,6})?'
    ' ("Z" | [+-] ([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9])'
)
FORMATS = {
    "date": f"({_DATE})",
    "time": f"({_TIME})",
    "date-time": f'({_DATE} "T" {_TIME})',
    "uuid": '([0-9a-fA-F]{8} "-" [0-9a-fA-F]{4} "-" [0-9a-fA-F]{4} "-" [0-9a-fA-F]{4} "-" [0-9a-fA-F]{12})',
}
_SETS = {"d": "0-9", "w": "A-Za-z0-9_", "s": " "}  # inside JSON a tab or a line break would need an escape
_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
_PLAIN = r'[^"\\\x7F\x00-\x1F]'  # what stands in a JSON text as it is
_MAX_NAMES = 2000  # characters of all names that a key must differ from
_MAX_NAME = 60
_DEEPEST = 60  # brackets in a tree of texts; what is still together there, stands side by side


class UnsupportedError(Exception):
    """A grammar cannot say this."""


def literal(text: str) -> str:
    """A text as a grammar's literal."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(c) or (c if c >= " " else f"\\x{ord(c):02X}") for c in text) + '"'


def one_of(texts: Collection[str]) -> str:
    """One of these, as a tree of what they begin with: the library follows every alternative by itself."""
    return _tree(sorted(set(texts)), 0)


def _tree(texts: Sequence[str], depth: int) -> str:
    """``texts``: in order, each once."""
    begin = os.path.commonprefix((texts[0], texts[-1]))  # noqa: RUF071  of letters
    if len(texts) == 1:
        return literal(begin)
    rests = [text[len(begin) :] for text in texts]
    if depth < _DEEPEST:
        parts = [_tree([*group], depth + 1) for _, group in groupby(rests, lambda rest: rest[:1])]
    else:
        parts = [literal(rest) for rest in rests]
    return f"{literal(begin)} ({' | '.join(parts)})" if begin else f"({' | '.join(parts)})"


def pattern_rule(pattern: str) -> str:
    """A regular expression as the inside of a JSON text, ``char`` being a rule for any character.

    Literal characters, sets, groups, choices and repeats; raises UnsupportedError for anything else.
    """
    parser = _Pattern(pattern)
    rule = parser.whole()
    if parser.at < len(pattern):
        raise UnsupportedError(pattern)
    return rule


def other_key(names: Collection[str]) -> str:
    """A JSON text that is none of these. Raises UnsupportedError: they are too many, or of odd characters."""
    if sum(map(len, names)) > _MAX_NAMES or any(len(name) > _MAX_NAME for name in names):
        raise UnsupportedError
    if any(sign in '"\\\x7f' or sign < " " for name in names for sign in name):
        raise UnsupportedError
    return rf'"\"" ({_unlike(names)}) "\""'


def _unlike(names: Collection[str]) -> str:
    """Alternatives for the texts that are none of these."""
    longer = defaultdict[str, list[str]](list)
    for name in filter(None, names):
        longer[name[0]].append(name[1:])
    firsts = "".join(f"\\U{ord(sign):08X}" for sign in longer)
    parts = [f"{_PLAIN[:-1]}{firsts}] {_PLAIN}*"]
    parts += [f"{literal(sign)} ({_unlike(rests)})" for sign, rests in longer.items()]
    return " | ".join(parts if "" in names else [*parts, '""'])


@dataclass
class _Pattern(TextScanner):
    depth: int = 0

    def whole(self) -> str:
        """Alternatives, each of which may begin or end anywhere unless it is anchored."""
        parts = [self._anchored()]
        while self.takes("|"):
            parts.append(self._anchored())
        return " | ".join(parts)

    def _anchored(self) -> str:
        before = "" if self.takes("^") else "char*"
        inside = self._sequence()
        after = "" if self.takes("$") else "char*"
        return " ".join(filter(None, (before, inside, after))) or '""'

    def choice(self) -> str:
        parts = [self._sequence()]
        while self.takes("|"):
            parts.append(self._sequence())
        return " | ".join(part or '""' for part in parts)

    def _sequence(self) -> str:
        parts = []
        ends = "|)" if self.depth else "|)$"
        while self.next and self.next not in ends:
            parts.append(self._one() + self._repeat())
        return " ".join(parts)

    def _one(self) -> str:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._set()
        if sign == ".":
            return r'[^"\\\x00-\x1F]'
        if sign == "\\":
            return self._escaped()
        if sign in "^$*+?{":
            raise self.wrong()
        return literal(_in_json(sign))

    def _group(self) -> str:
        if not self.takes("?:") and self.starts("?"):
            raise self.wrong()
        self.depth += 1
        inside = self.choice()
        self.depth -= 1
        if self._take() != ")":
            raise self.wrong()
        return f"({inside})"

    def _escaped(self) -> str:
        sign = self._take()
        if sign in _SETS:
            return f"[{_SETS[sign]}]"
        if sign.isalnum() or not sign:
            raise self.wrong()
        return literal(_in_json(sign))

    def _set(self) -> str:
        negated, members = self.takes("^"), ""
        if self.starts("]"):  # languages differ in what that means
            raise self.wrong()
        while not self.takes("]"):
            first = self._member()
            if len(first) > 1 or self.starts("-]") or not self.takes("-"):
                members += first if len(first) > 1 else _range(first, first)
                continue
            last = self._member()
            if len(last) > 1 or last < first:
                raise self.wrong()
            members += _range(first, last)
        if not members and not negated:
            raise self.wrong()
        return rf'[^{members}"\\\x00-\x1F]' if negated else f"[{members}]"

    def _member(self) -> str:
        """A sign of a set, or what one of the kind of ``\\d`` stands for."""
        sign = self._take()
        if sign == "\\":
            sign = self._take()
            if sign in _SETS:
                return _SETS[sign] if len(_SETS[sign]) > 1 else _range(*2 * _SETS[sign])
            if sign.isalnum():
                raise self.wrong()
        return sign

    def _repeat(self) -> str:
        sign = self.next
        if sign and sign in "*+?":
            self.at += 1
        elif sign == "{":
            match = _REPEAT.match(self.text, self.at)
            if match is None:
                raise self.wrong()
            if match[3] and int(match[3]) < int(match[1]):
                raise self.wrong()
            self.at = match.end()
            sign = match[0]
        else:
            return ""
        self.takes("?")  # lazy: about speed alone
        return sign

    def _take(self) -> str:
        sign = self.next
        if not sign:
            raise self.wrong()
        self.at += 1
        return sign

    def wrong(self) -> UnsupportedError:
        return UnsupportedError(self.text)


def _range(first: str, last: str) -> str:
    """Members of a set, without those that JSON writes as two signs."""
    members, start = "", max(ord(first), ord(" "))
    for odd in (ord('"'), ord("\\"), None):
        end = ord(last) if odd is None else min(ord(last), odd - 1)
        if start <= end:
            members += f"\\U{start:08X}-\\U{end:08X}" if start < end else f"\\U{start:08X}"
        start = start if odd is None else max(start, odd + 1)
    return members


def _in_json(sign: str) -> str:
    return json.dumps(sign, ensure_ascii=False)[1:-1]
