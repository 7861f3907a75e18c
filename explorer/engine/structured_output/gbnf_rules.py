"""Rules of a parsed GBNF grammar, and the checks that the sampler comes to an end in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from explorer.domain.errors import KnownError, RequestError
from explorer.domain.words import Words

_MAX_WAYS = 500  # at one place; the library looks at every token of the vocabulary for each


@dataclass
class GrammarItem:
    """A part of a sequence: a rule's name, or characters, or alternatives in brackets; and its repeats."""

    name: str = ""
    group: "list[list[GrammarItem]] | None" = None
    least: int = 1
    most: int | None = 1  # None: as many as there may be
    is_empty: bool = False  # an empty literal

    size: int = 1  # elements that one copy of it takes
    symbols: int = 1  # rules that the library makes of it


type GrammarRule = list[list[GrammarItem]]


def _items(rule: GrammarRule) -> Iterator[GrammarItem]:
    for sequence in rule:
        for item in sequence:
            yield item
            if item.group is not None:
                yield from _items(item.group)


def rule_names(rule: GrammarRule) -> Iterator[str]:
    return (item.name for item in _items(rule) if item.name)


def check_termination(rules: dict[str, GrammarRule]) -> None:
    """Raises KnownError: a rule begins with itself, or what may be left out makes too many ways to go on."""
    empty = _rules_that_may_be_empty(rules)
    _refuse_left_recursion(rules, empty)
    _refuse_empty_repeats(rules)
    ways = _Ways(rules, empty)
    for name, rule in rules.items():
        try:
            is_too_much = ways.at_worst(rule) > _MAX_WAYS
        except RecursionError:
            is_too_much = True
        if is_too_much:
            raise bad_grammar(Words("the rule “{name}” can go on in too many ways", name=name))


def _refuse_empty_repeats(rules: dict[str, GrammarRule]) -> None:
    """The library takes them for a rule that begins with itself, where a whole alternative is empty."""
    for name, rule in rules.items():
        for item in _items(rule):
            repeated = rules[item.name] if item.name else item.group or []
            if item.most is None and any(all(part.is_empty for part in sequence) for sequence in repeated):
                raise bad_grammar(
                    Words("the rule “{name}” repeats without an end what may be empty", name=name)
                )


class _Ways:
    """How many elements may come next: the library follows each, through all that may be left out."""

    def __init__(self, rules: dict[str, GrammarRule], empty: set[str]) -> None:
        self._rules = rules
        self._empty = empty
        self._known: dict[str, int] = {}

    def at_worst(self, rule: GrammarRule) -> int:
        """At the place of a rule where most may come next."""
        return max(self._of(rule), *(self._at_worst(sequence) for sequence in rule))

    def _at_worst(self, sequence: list[GrammarItem]) -> int:
        groups = [self.at_worst(item.group) for item in sequence if item.group is not None]
        return max([1, *(self._from(sequence, start) for start in range(len(sequence))), *groups])

    def _from(self, sequence: list[GrammarItem], start: int) -> int:
        """From one of its items on, up to the first that must be there."""
        count = 0
        for item in sequence[start:]:
            is_empty = _item_may_be_empty(replace(item, least=1), self._empty)
            # Each of many that may be empty leads to all that follow
            count += self._at_first(item) * ((item.most or 1) ** 2 if is_empty else 1)
            if count > _MAX_WAYS or not (is_empty or item.least == 0):
                break
        return count

    def _at_first(self, item: GrammarItem) -> int:
        if item.group is not None:
            return self._of(item.group)
        if not item.name:
            return 1
        if item.name not in self._known:  # no rule comes back here: none begins with itself
            self._known[item.name] = min(self._of(self._rules[item.name]), _MAX_WAYS + 1)
        return self._known[item.name]

    def _of(self, rule: GrammarRule) -> int:
        return sum(self._from(sequence, 0) for sequence in rule)


def _refuse_left_recursion(rules: dict[str, GrammarRule], empty: set[str]) -> None:
    """A rule must read a character before it comes to itself again."""
    first = TopologicalSorter({name: set(_first(rule, empty)) for name, rule in rules.items()})
    try:
        first.prepare()
    except CycleError as error:
        raise bad_grammar(Words("the rule “{name}” begins with itself", name=error.args[1][0])) from error


def _rules_that_may_be_empty(rules: dict[str, GrammarRule]) -> set[str]:
    empty: set[str] = set()
    count = -1
    while count < len(empty):
        count = len(empty)
        for name, rule in rules.items():  # what one adds counts for the next
            if name not in empty and _may_be_empty(rule, empty):
                empty.add(name)
    return empty


def _may_be_empty(rule: GrammarRule, empty: set[str]) -> bool:
    return any(all(_item_may_be_empty(item, empty) for item in sequence) for sequence in rule)


def _item_may_be_empty(item: GrammarItem, empty: set[str]) -> bool:
    if item.least == 0 or item.is_empty or item.name in empty:
        return True
    return item.group is not None and _may_be_empty(item.group, empty)


def _first(rule: GrammarRule, empty: set[str]) -> Iterator[str]:
    """Rules that may stand at the very beginning of this one."""
    for sequence in rule:
        for item in sequence:
            if item.name:
                yield item.name
            if item.group is not None:
                yield from _first(item.group, empty)
            if not _item_may_be_empty(item, empty):
                break


def bad_grammar(reason: Words) -> KnownError:
    return RequestError(
        Words("The grammar cannot be used: {reason}.", reason=reason),
        Words("Correct it and try again; its notation is GBNF."),
    )
