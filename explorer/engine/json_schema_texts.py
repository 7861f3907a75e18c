"""Grammar for the inside of JSON texts and for whole numbers in a range: a schema's formats and patterns."""

import json
import re
from dataclasses import dataclass

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

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
_MAX_DIGITS = 18


def literal(text: str) -> str:
    """A text as a grammar's literal."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(c) or (c if c >= " " else f"\\x{ord(c):02X}") for c in text) + '"'


def integers(least: int | None, most: int | None) -> str:
    """Alternatives for the whole numbers from ``least`` to ``most``, both included."""
    if least is not None and most is not None and least > most:
        raise _refused(Words("no number lies between its limits"))
    parts = []
    if most is None or most >= 0:
        parts += _between(max(0, least or 0), most)
    if least is None or least < 0:  # the same, mirrored; there is no "-0"
        negative = _between(
            max(1, -most) if most is not None and most < 0 else 1, None if least is None else -least
        )
        parts += [f'"-" {part}' for part in negative]
    return " | ".join(parts)


def _between(least: int, most: int | None) -> list[str]:
    """Alternatives for ``least`` to ``most``, neither negative, without leading zeros."""
    if most is None:
        digits = len(str(least))
        longer = f"[1-9] [0-9]{{{digits},{max(digits, _MAX_DIGITS - 1)}}}"
        return [*_between(least, 10**digits - 1), longer]
    if most >= 10**_MAX_DIGITS:
        most = 10**_MAX_DIGITS - 1
    parts = []
    for digits in range(len(str(least)), len(str(most)) + 1):
        low = max(least, 10 ** (digits - 1) if digits > 1 else 0)
        high = min(most, 10**digits - 1)
        parts += _same_length(str(low), str(high))
    return parts


def _same_length(low: str, high: str) -> list[str]:
    """Alternatives for numbers of as many digits as both limits have."""
    if not low:
        return [""]
    if set(low) == {"0"} and set(high) == {"9"}:
        return [f"[0-9]{{{len(low)}}}"]
    first, last = int(low[0]), int(high[0])
    rest = len(low) - 1
    if first == last:
        return [f'"{first}" {part}'.strip() for part in _same_length(low[1:], high[1:])]
    parts = []
    if set(low[1:]) - {"0"}:
        parts += [f'"{first}" {part}' for part in _same_length(low[1:], "9" * rest)]
        first += 1
    ends = []
    if set(high[1:]) - {"9"}:
        ends = [f'"{last}" {part}' for part in _same_length("0" * rest, high[1:])]
        last -= 1
    if first <= last:
        middle = f"[{first}-{last}]"
        parts.append(f"{middle} [0-9]{{{rest}}}" if rest else middle)
    return parts + ends


def pattern_rule(pattern: str) -> str:
    """A regular expression as the inside of a JSON text.

    Literal characters, sets, groups, choices and repeats; raises KnownError for anything else. A grammar
    describes whole texts, so the pattern must be anchored at both ends.
    """
    if not (pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")):
        raise _refused(Words("a “pattern” must begin with ^ and end with $"))
    parser = _Pattern(pattern[1:-1])
    rule = parser.choice()
    if parser.at < len(parser.text):
        raise parser.wrong()
    return rule


@dataclass
class _Pattern:
    text: str
    at: int = 0

    def choice(self) -> str:
        parts = [self._sequence()]
        while self._is("|"):
            self.at += 1
            parts.append(self._sequence())
        return " | ".join(part or '""' for part in parts)

    def _sequence(self) -> str:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
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
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self._is("?"):
            raise self.wrong()
        inside = self.choice()
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
        negated = self._is("^")
        self.at += negated
        members = ""
        while not self._is("]"):
            sign = self._take()
            if sign == "\\" and self.text[self.at : self.at + 1] in _SETS:
                members += _SETS[self._take()]
            elif sign == "\\":
                members += self._set_member(self._take())
            elif sign == "-":
                members += "-"
            else:
                members += self._set_member(sign)
        self.at += 1
        if not members:
            raise self.wrong()
        return rf'[^{members}"\\\x00-\x1F]' if negated else f"[{members}]"

    def _set_member(self, sign: str) -> str:
        """Signs that JSON writes as two cannot be members of a set."""
        if not sign or sign in '"\\' or sign < " ":
            raise self.wrong()
        return f"\\{sign}" if sign in "[]" else "\\x2D" if sign == "-" else sign

    def _repeat(self) -> str:
        sign = self.text[self.at : self.at + 1]
        if sign and sign in "*+?":
            self.at += 1
        elif sign == "{":
            match = _REPEAT.match(self.text, self.at)
            if match is None:
                raise self.wrong()
            self.at = match.end()
            sign = match[0]
        else:
            return ""
        if self.text[self.at : self.at + 1] in ("?", "+"):  # lazy, possessive: about speed alone
            self.at += 1
        return sign

    def _is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _take(self) -> str:
        if self.at >= len(self.text):
            raise self.wrong()
        self.at += 1
        return self.text[self.at - 1]

    def wrong(self) -> KnownError:
        return _refused(Words("the “pattern” {pattern} cannot be enforced here", pattern=self.text[:80]))


def _in_json(sign: str) -> str:
    return json.dumps(sign, ensure_ascii=False)[1:-1]


def _refused(reason: Words) -> KnownError:
    return KnownError(
        Words("The JSON schema cannot be used: {reason}.", reason=reason),
        Words("Change this part of the schema and try again."),
    )
