"""Reads a GBNF grammar before the engine's library does, and says in words what is wrong with it.

The library ends the process on some bad grammars, and on others it never returns. What passes here is
well formed, refers to rules that exist, has no rule that begins with itself (the library would recurse
for ever), and is no larger than a machine can follow.
"""

import re
from dataclasses import dataclass, field

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.engine.gbnf_rules import Item, Rule, bad_grammar, names, refuse_left_recursion

_MAX_CHARACTERS = 500_000
_MAX_REPEATS = 2000  # the library's own limit for {m,n}
_MAX_ELEMENTS = 200_000  # after repetitions are written out, as the library does
_MAX_DEPTH = 200  # brackets in brackets
_NAME = re.compile(r"[A-Za-z0-9-]+")
_REPEAT = re.compile(r"\{\s*(\d+)\s*(,?)\s*(\d*)\s*\}")
_ESCAPES = {"x": 2, "u": 4, "U": 8}


def check_gbnf(text: str) -> None:
    """Raises KnownError unless this is a grammar the library can follow from its rule "root"."""
    if len(text) > _MAX_CHARACTERS:
        raise bad_grammar(Words("it has more than {count:,} characters", count=_MAX_CHARACTERS))
    if "\0" in text:
        raise bad_grammar(Words("it contains a zero byte"))
    rules = _Parser(text).rules()
    if "root" not in rules:
        raise bad_grammar(Words("it has no rule “root”"))
    for name, rule in rules.items():
        for other in names(rule):
            if other not in rules:
                raise bad_grammar(
                    Words("the rule “{name}” refers to “{other}”, which is not there", name=name, other=other)
                )
    refuse_left_recursion(rules)


@dataclass
class _Parser:
    text: str
    at: int = 0
    size: int = 0
    _rules: dict[str, Rule] = field(default_factory=dict)

    def rules(self) -> dict[str, Rule]:
        self._space(lines=True)
        while self.at < len(self.text):
            name = self._name()
            self._space()
            if not self.text.startswith("::=", self.at):
                raise self._wrong(Words("“::=” is missing"))
            self.at += 3
            self._space(lines=True)
            if name in self._rules:
                raise self._wrong(Words("the rule “{name}” is there twice", name=name))
            self._rules[name] = self._alternatives(0)
            self._end_of_rule()
        return self._rules

    def _end_of_rule(self) -> None:
        self._space()
        if self.at < len(self.text) and self.text[self.at] not in "\r\n":
            raise self._wrong(Words("something stands where the rule should end"))
        self._space(lines=True)

    def _alternatives(self, depth: int) -> Rule:
        if depth > _MAX_DEPTH:
            raise self._wrong(Words("brackets are nested too deeply"))
        found = [self._sequence(depth)]
        while self.text.startswith("|", self.at):
            self.at += 1
            self._space(lines=True)
            found.append(self._sequence(depth))
        return found

    def _sequence(self, depth: int) -> list[Item]:
        items: list[Item] = []
        while self.at < len(self.text):
            item = self._item(depth)
            if item is None:
                break
            self._repeats(item)
            items.append(item)
            self._space(lines=depth > 0)
        return items

    def _item(self, depth: int) -> Item | None:
        sign = self.text[self.at]
        if sign == '"':
            return self._literal()
        if sign == "[":
            return self._class()
        if sign == ".":
            self.at += 1
            return self._counted(Item())
        if sign == "(":
            return self._group(depth)
        if _NAME.match(sign):
            return self._counted(Item(name=self._name()))
        return None

    def _group(self, depth: int) -> Item:
        self.at += 1
        self._space(lines=True)
        before = self.size
        group = self._alternatives(depth + 1)
        if not self.text.startswith(")", self.at):
            raise self._wrong(Words("a bracket is not closed"))
        self.at += 1
        return self._counted(Item(group=group, size=1 + self.size - before))

    def _literal(self) -> Item:
        self.at += 1
        count = 0
        while not self.text.startswith('"', self.at):
            self._character("\n")
            count += 1
        self.at += 1
        return self._counted(Item(is_empty=count == 0, size=max(1, count)))

    def _class(self) -> Item:
        self.at += 2 if self.text.startswith("[^", self.at) else 1
        count = 0
        while not self.text.startswith("]", self.at):
            first = self._character("\n")
            if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at):
                self.at += 1
                if self._character("\n") < first:
                    raise self._wrong(Words("a range of characters runs backwards"))
            count += 1
        self.at += 1
        if count == 0:
            raise self._wrong(Words("a set of characters is empty"))
        return self._counted(Item(size=count))

    def _character(self, forbidden: str) -> int:
        """One character, or one escape; its code."""
        if self.at >= len(self.text) or self.text[self.at] in forbidden:
            raise self._wrong(Words("a quote or a square bracket is not closed"))
        sign = self.text[self.at]
        self.at += 1
        return self._escape() if sign == "\\" else ord(sign)

    def _escape(self) -> int:
        sign = self.text[self.at : self.at + 1]
        self.at += 1
        if digits := _ESCAPES.get(sign):
            code = self.text[self.at : self.at + digits]
            if not re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", code) or int(code, 16) > 0x10FFFF:
                raise self._wrong(Words("an escape is wrong"))
            self.at += digits
            return int(code, 16)
        if not sign or sign not in 'tnr\\"[]':
            raise self._wrong(Words("an escape is wrong"))
        return {"t": 9, "n": 10, "r": 13}.get(sign, ord(sign))

    def _repeats(self, item: Item) -> None:
        sign = self.text[self.at : self.at + 1]
        if not sign or sign not in "*+?{":
            return
        least, most = self._bounds(sign)
        self._count(item.size * max(1, most) - item.size)
        item.least = least
        if item.least == 0:
            item.size = max(1, item.size)
        following = self.text[self.at : self.at + 1]
        if following and following in "*+?{":
            raise self._wrong(Words("something is repeated twice in a row"))

    def _bounds(self, sign: str) -> tuple[int, int]:
        """The least number of repeats, and how often the library writes the item out."""
        if sign != "{":
            self.at += 1
            return {"*": (0, 2), "+": (1, 2), "?": (0, 1)}[sign]
        match = _REPEAT.match(self.text, self.at)
        if match is None:
            raise self._wrong(Words("a number of repeats is wrong"))
        self.at = match.end()
        least = int(match[1])
        most = int(match[3]) if match[3] else (least + 2 if match[2] else least)
        if most < least or most > _MAX_REPEATS + 2 or most == 0:
            raise self._wrong(
                Words("a number of repeats is wrong; at most {count:,} are possible", count=_MAX_REPEATS)
            )
        return least, most

    def _name(self) -> str:
        match = _NAME.match(self.text, self.at)
        if match is None:
            raise self._wrong(Words("a rule’s name is missing"))
        self.at = match.end()
        return match[0]

    def _space(self, *, lines: bool = False) -> None:
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif sign in (" \t\r\n" if lines else " \t"):
                self.at += 1
            else:
                return

    def _counted(self, item: Item) -> Item:
        self._count(1 if item.group is not None else item.size)
        return item

    def _count(self, elements: int) -> None:
        self.size += elements
        if self.size > _MAX_ELEMENTS:
            raise self._wrong(Words("it is too large once its repeats are written out"))

    def _wrong(self, reason: Words) -> KnownError:
        line = self.text.count("\n", 0, self.at) + 1
        return bad_grammar(Words("line {line}: {reason}", line=line, reason=reason))
