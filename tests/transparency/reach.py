"""Which phrases match anywhere while examples are read."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of
from tests.transparency.examples import examples

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


def unreached() -> list[str]:
    """The names of the phrases that match in no example."""
    phrases = [phrase(name) for area in area_names() for name in names_of(area)]
    reached: set[str] = set()
    for one in phrases:
        one.__dict__.update({method: _watched(one, method, reached) for method in _METHODS})
        one.__dict__["search_lines"] = partial(_all_lines, one)
    try:
        for example in examples():
            example.read()
    finally:
        for one in phrases:
            for method in (*_METHODS, "search_lines"):
                one.__dict__.pop(method)
    return [one.name for one in phrases if one.name not in reached]


def _all_lines(one: Phrase, text: str, _: Iterable[int]) -> re.Match[str] | None:
    """Of a phrase of which only some lines can match, all are asked, as they are watched."""
    return one.search(text)


def _watched(one: Phrase, method: str, reached: set[str]) -> Callable[..., Any]:
    compiled = one.compiled

    def asked(*args: Any, **more: Any) -> Any:
        found = getattr(compiled, method)(*args, **more)
        if method == "finditer":
            return _each(found)
        text = args[1] if method == "sub" else args[0]
        if one.name not in reached and (isinstance(found, re.Match) or compiled.search(text)):
            reached.add(one.name)
        return found

    def _each(found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
        for match in found:
            reached.add(one.name)
            yield match

    return asked
