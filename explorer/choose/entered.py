"""What a person entered of a provider's model, in words: each with where it was read, when, and whether that
is long ago. Nothing of it is fetched, and none of it was checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from explorer.choose.decision import EnteredTerms
from explorer.domain.elsewhere import is_old, money_text
from explorer.domain.endpoint import EndpointPrice
from explorer.domain.words import Day, Words

type EnteredKind = Literal["terms", "context", "price"]


@dataclass(frozen=True)
class EnteredFact:
    """``text``: terms in the person's own words, or what was entered as a sentence. ``told``: that it was
    entered, and when. ``source``: an address, "" where none was given.
    """

    kind: EnteredKind
    text: str
    told: Words
    source: str = ""
    is_old: bool = False


def entered_facts(
    entered: EnteredTerms | None, price: EndpointPrice | None, today: date
) -> tuple[EnteredFact, ...]:
    """() where nothing was entered."""
    return (*_terms(entered or EnteredTerms(), today), *(_price(price, today) if price is not None else ()))


def told_words(on: str, *, old: bool) -> Words:
    """``on``: the ISO day it was read, "" where that is not known."""
    if not on:
        return Words("as you entered it, without a date")
    if old:
        return Words("as you read it on {date}, over 180 days ago: it may have changed", date=Day(on))
    return Words("as you read it on {date}", date=Day(on))


def price_text(price: EndpointPrice) -> Words:
    return Words(
        "{read} for a million tokens read, {written} written",
        read=money_text(price.read, price.currency), written=money_text(price.written, price.currency),
    )  # fmt: skip


def _terms(entered: EnteredTerms, today: date) -> Iterator[EnteredFact]:
    old = is_old(entered, today)
    told = told_words(entered.on, old=old)
    if entered.terms:
        yield EnteredFact("terms", entered.terms, told, entered.source, old)
    if entered.context_length:
        length = Words("{count} tokens of context", count=f"{entered.context_length:,}")
        yield EnteredFact("context", length, told, entered.source, old)


def _price(price: EndpointPrice, today: date) -> Iterator[EnteredFact]:
    old = is_old(price, today)
    yield EnteredFact("price", price_text(price), told_words(price.on, old=old), price.source, old)
