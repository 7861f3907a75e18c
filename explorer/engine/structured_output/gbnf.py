"""Parser of GBNF grammars that says in words what is wrong with one.

The library ends the process on some bad grammars, and on others it never returns. What passes here is well
formed, refers to rules that exist, has no rule that begins with itself (the library would recurse for
ever), and is no larger than a machine can follow. Repeats beyond what the library takes are split.
"""

import re
from dataclasses import dataclass, field

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.structured_output.gbnf_rules import (
    GrammarItem,
    GrammarRule,
    bad_grammar,
    check_termination,
    rule_names,
)
from explorer.engine.structured_output.text_scanner import TextScanner

_MAX_CHARACTERS = 500_000
_MAX_REPEATS = 1999  # the library's own limit for {m,n}, times the rules it makes of what is repeated
_MAX_PIECES = 20  # that a longer repeat is split into
_MAX_ELEMENTS = 200_000  # after repetitions are written out, as the library does
_MAX_DEPTH = 100  # brackets in brackets
_NAME = re.compile(r"[A-Za-z0-9-]+")
_REPEAT = re.compile(r"\{\s*(\d+)\s*(,?)\s*(\d*)\s*\}")
_TOKEN = re.compile(r"!?(<\[\d{1,9}\]>|<[^\[>][^>]*>)")
_BLANKS = re.compile(r"(?:[ \t]|#[^\n]*)*")
_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PLAIN = re.compile(r'[^"\\\n]*')
_ESCAPES = {"x": 2, "u": 4, "U": 8}


def check_gbnf(text: str) -> tuple[str, frozenset[str]]:
    """The grammar as the library takes it, and the tokens of the model that it names.

    Raises KnownError unless it is one the library can follow from its rule "root".
    """
    if len(text) > _MAX_CHARACTERS:
        raise bad_grammar(Words("it has more than {count:,} characters", count=_MAX_CHARACTERS))
    if "\0" in text:
        raise bad_grammar(Words("it contains a zero byte"))
    parser = _Parser(text)
    rules = parser.rules()
    if "root" not in rules:
        raise bad_grammar(Words("it has no rule “root”"))
    for name, rule in rules.items():
        for other in rule_names(rule):
            if other not in rules:
                raise bad_grammar(
                    Words("the rule “{name}” refers to “{other}”, which is not there", name=name, other=other)
                )
    check_termination(rules)
    return parser.text, frozenset(parser.tokens)


@dataclass
class _Parser(TextScanner):
    size: int = 0
    symbols: int = 0  # rules as the library counts them: named ones, and those it makes itself
    tokens: set[str] = field(default_factory=set)
    _rules: dict[str, GrammarRule] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def rules(self) -> dict[str, GrammarRule]:
        self._space(lines=True)
        while self.at < len(self.text):
            name = self._rule_name()
            self._space()
            if not self.takes("::="):
                raise self._wrong(Words("“::=” is missing"))
            self._space(lines=True)
            if name in self._rules:
                raise self._wrong(Words("the rule “{name}” is there twice", name=name))
            self._rules[name] = self._alternatives(0)
            self._space()
            if self.next not in ("", "\r", "\n"):
                raise self._wrong(Words("something stands where the rule should end"))
            self._space(lines=True)
        return self._rules

    def _alternatives(self, depth: int) -> GrammarRule:
        if depth > _MAX_DEPTH:
            raise self._wrong(Words("brackets are nested too deeply"))
        found = [self._sequence(depth)]
        while self.takes("|"):
            self._space(lines=True)
            found.append(self._sequence(depth))
        return found

    def _sequence(self, depth: int) -> list[GrammarItem]:
        items: list[GrammarItem] = []
        while self.next and (item := self._repeated(depth)) is not None:
            items.append(item)
            self._space(lines=depth > 0)
        return items

    def _repeated(self, depth: int) -> GrammarItem | None:
        start = self.at
        item = self._item(depth)
        if item is None:
            return None
        source = self.text[start : self.at]
        self._space(lines=depth > 0)
        sign = self.next
        if sign and sign in "*+?{":
            if item.is_empty:
                raise self._wrong(Words("an empty text is repeated"))
            least, most = self._bounds(sign)
            if item.symbols * (most or least or 1) > _MAX_REPEATS:
                self.text = self.text[:start] + self._split(source, item, least, most) + self.text[self.at :]
                self.at = start
                return self._repeated(depth)
            self._repeat(item, least, most)
        return item

    def _item(self, depth: int) -> GrammarItem | None:
        sign = self.next
        readers = {'"': self._literal, "[": self._class, "<": self._token, "!": self._token}
        if sign in readers:
            return readers[sign]()
        if sign == ".":
            self.at += 1
            return self._counted(GrammarItem())
        if sign == "(":
            return self._group(depth)
        if _NAME.match(sign):
            return self._counted(GrammarItem(name=self._rule_name()))
        return None

    def _token(self) -> GrammarItem:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise self._wrong(
                Words("a token is written <name> or <[number]>, with ! before it for any other")
            )
        self.at = match.end()
        self.tokens.add(match[1])
        return self._counted(GrammarItem())

    def _group(self, depth: int) -> GrammarItem:
        self.at += 1
        self._space(lines=True)
        before = self.symbols
        self.symbols += 1
        group = self._alternatives(depth + 1)
        if not self.takes(")"):
            raise self._wrong(Words("a bracket is not closed"))
        return self._counted(GrammarItem(group=group, symbols=self.symbols - before))

    def _literal(self) -> GrammarItem:
        self.at += 1
        count = 0
        while not self.takes('"'):
            if not (plain := self.skip(_PLAIN)):
                self._character()
            count += plain or 1
        return self._counted(GrammarItem(is_empty=count == 0, size=max(1, count)))

    def _class(self) -> GrammarItem:
        self.at += 1
        self.takes("^")
        count = 0
        while not self.takes("]"):
            first = self._character()
            if not self.starts("-]") and self.takes("-") and self._character() < first:
                raise self._wrong(Words("a range of characters runs backwards"))
            count += 1
        if count == 0:
            raise self._wrong(Words("a set of characters is empty"))
        return self._counted(GrammarItem(size=count))

    def _character(self) -> int:
        """One character, or one escape; its code."""
        sign = self.next
        if sign in ("", "\n"):
            raise self._wrong(Words("a quote or a square bracket is not closed"))
        self.at += 1
        return self._escape() if sign == "\\" else ord(sign)

    def _escape(self) -> int:
        sign = self.next
        self.at += 1
        if digits := _ESCAPES.get(sign):
            code = self.text[self.at : self.at + digits]
            if not re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", code) or int(code, 16) > 0x10FFFF:
                raise self._wrong(Words("an escape is wrong"))
            self.at += digits
            return int(code, 16)
        if not sign or sign not in 'tnr\\"[]-':
            raise self._wrong(Words("an escape is wrong"))
        return {"t": 9, "n": 10, "r": 13}.get(sign, ord(sign))

    def _repeat(self, item: GrammarItem, least: int, most: int | None) -> None:
        """What the library makes of it: so many copies, and a rule for each that may be there or not."""
        further = 1 if most is None else most - least
        self.symbols += further
        self._count(item.size * max(0, least - 1) + (item.size + 2) * further)
        item.least, item.most = least, most
        if self.next and self.next in "*+?{":
            raise self._wrong(Words("something is repeated twice in a row"))

    def _split(self, source: str, item: GrammarItem, least: int, most: int | None) -> str:
        """The same in shorter repeats, one after another, and one within another for those that may be."""
        piece = _MAX_REPEATS // item.symbols
        if not piece:
            raise self._too_large()
        if max(least, most or 0) > piece * _MAX_PIECES:
            raise self._wrong(
                Words(
                    "a number of repeats is wrong; at most {count:,} are possible", count=piece * _MAX_PIECES
                )
            )
        whole, rest = divmod(least, piece)
        parts = [f"{source}{{{piece}}}"] * whole + [f"{source}{{{rest}}}"] * bool(rest)
        return f"({' '.join([*parts, _further(source, piece, None if most is None else most - least)])})"

    def _bounds(self, sign: str) -> tuple[int, int | None]:
        """The least and the greatest number of repeats; ``None``: as many as there may be."""
        if sign != "{":
            self.at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        match = _REPEAT.match(self.text, self.at)
        if match is None:
            raise self._wrong(Words("a number of repeats is wrong"))
        self.at = match.end()
        least = int(match[1])
        most = int(match[3]) if match[3] else (None if match[2] else least)
        if most is not None and most < least:
            raise self._wrong(Words("a number of repeats is wrong"))
        return least, most

    def _rule_name(self) -> str:
        match = _NAME.match(self.text, self.at)
        if match is None:
            raise self._wrong(Words("a rule’s name is missing"))
        self.at = match.end()
        self.symbols += match[0] not in self._names
        self._names.add(match[0])
        return match[0]

    def _space(self, *, lines: bool = False) -> None:
        self.skip(_LINES if lines else _BLANKS)

    def _counted(self, item: GrammarItem) -> GrammarItem:
        self._count(1 if item.group is not None else item.size)
        return item

    def _count(self, elements: int) -> None:
        self.size += elements
        if self.size > _MAX_ELEMENTS:
            raise self._too_large()

    def _too_large(self) -> KnownError:
        return self._wrong(Words("it is too large once its repeats are written out"))

    def _wrong(self, reason: Words) -> KnownError:
        line = self.text.count("\n", 0, self.at) + 1
        return bad_grammar(Words("line {line}: {reason}", line=line, reason=reason))


def _further(source: str, piece: int, count: int | None) -> str:
    """Up to ``count`` more of it; ``None``: as many as there may be."""
    if count is None:
        return f"{source}*"
    if count <= piece:
        return f"{source}{{0,{count}}}" if count else ""
    return f"({source}{{{piece}}} {_further(source, piece, count - piece)} | {source}{{0,{piece - 1}}})"
