"""The rules of a GBNF grammar once it is read, and whether the library would recurse in them for ever."""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.domain.errors import KnownError
from explorer.domain.words import Words


@dataclass
class Item:
    """A part of a sequence: a rule's name, or characters, or alternatives in brackets; and its repeats."""

    name: str = ""
    group: "list[list[Item]] | None" = None
    least: int = 1
    is_empty: bool = False  # an empty literal

    size: int = 1  # elements when written out


type Rule = list[list[Item]]


def names(rule: Rule) -> Iterator[str]:
    for sequence in rule:
        for item in sequence:
            if item.name:
                yield item.name
            if item.group is not None:
                yield from names(item.group)


def refuse_left_recursion(rules: dict[str, Rule]) -> None:
    """A rule must read a character before it comes to itself again."""
    empty = _rules_that_may_be_empty(rules)
    first = {name: set(_first(rule, empty)) for name, rule in rules.items()}
    done: set[str] = set()
    for start in rules:
        path: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            path.append((start, iter(first[start])))
        while path:
            name, rest = path[-1]
            following = next(rest, None)
            if following is None:
                done.add(name)
                path.pop()
            elif any(following == on_path for on_path, _ in path):
                raise bad_grammar(Words("the rule “{name}” begins with itself", name=following))
            elif following not in done:
                path.append((following, iter(first[following])))


def _rules_that_may_be_empty(rules: dict[str, Rule]) -> set[str]:
    empty: set[str] = set()
    while True:
        more = {name for name, rule in rules.items() if name not in empty and _may_be_empty(rule, empty)}
        if not more:
            return empty
        empty |= more


def _may_be_empty(rule: Rule, empty: set[str]) -> bool:
    return any(all(_item_may_be_empty(item, empty) for item in sequence) for sequence in rule)


def _item_may_be_empty(item: Item, empty: set[str]) -> bool:
    if item.least == 0 or item.is_empty or item.name in empty:
        return True
    return item.group is not None and _may_be_empty(item.group, empty)


def _first(rule: Rule, empty: set[str]) -> Iterator[str]:
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
    return KnownError(
        Words("The grammar cannot be used: {reason}.", reason=reason),
        Words("Correct it and try again; its notation is GBNF."),
    )
