"""Where an answer was asked for that this app did not compute: kept with it, so that it is always told."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor, log10
from typing import Protocol, Self

import msgspec

from explorer.domain.endpoint import EndpointModel, EndpointPrice
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerTiming
from explorer.domain.model import Model, Whereabouts
from explorer.domain.words import Words, joined

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_OLD = timedelta(days=180)  # a price, or terms, may be others by then
_BYTES = 2  # of a text in a token, rather too few
_MOST_DIGITS = 15  # of an amount, after the point
_AROUND = 16  # tokens that a template puts around a prompt


class Entered(Protocol):
    """What a person entered as they had read it, ``on`` which ISO day, "" where that is not known."""

    @property
    def on(self) -> str: ...


class AskedElsewhere(msgspec.Struct, frozen=True, omit_defaults=True):
    """As it was when it was asked: ``name`` of the endpoint, whom the prompt went to (``host``), on which
    day (ISO), and what the person had entered of its price.
    """

    name: str
    host: str
    on: str
    is_away: bool = True
    price: EndpointPrice | None = None

    @classmethod
    def of(cls, model: Model, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Self | None:
        """``None`` for one that runs here."""
        if model.where is Whereabouts.HERE:
            return None
        day = now().astimezone().date().isoformat()
        is_away = model.where is Whereabouts.AWAY
        return cls(model.source, model.host, day, is_away=is_away, price=price_of(model))

    @property
    def where(self) -> Whereabouts:
        return Whereabouts.AWAY if self.is_away else Whereabouts.BESIDE

    @property
    def place(self) -> str:
        """ "Lab server (llm.lab.example)" """
        return self.name if self.host in ("", self.name) else f"{self.name} ({self.host})"

    @property
    def told(self) -> Words:
        """For whoever reads an answer without this app."""
        if self.is_away:
            asked = Words("At {place}, asked over the network on {date}.", place=self.place, date=self.on)
        else:
            asked = Words(
                "At {place}, another program on this machine, asked on {date}.",
                place=self.place, date=self.on,
            )  # fmt: skip
        return joined(" ", (asked, _UNKNOWN))

    def cost(self, measured: AnswerTiming | None) -> Words:
        """ "about $0.0004"; "" without a price, or where the server did not tell how much it read."""
        is_told = measured is not None and measured.prompt_tokens and measured.counted != "parts"
        if self.price is None or measured is None or not is_told:
            return Words("")
        amount = self.price.cost(measured.prompt_tokens, measured.answer_tokens)
        money = money_text(amount, self.price.currency)
        if is_old(self.price, self.day):
            return Words("about {money} by an old price", money=money)
        return Words("about {money}", money=money)

    @property
    def price_told(self) -> Words:
        """What a cost rests on."""
        return price_words(self.price, self.day) if self.price is not None else Words("")

    @property
    def day(self) -> date:
        return _day(self.on) or datetime.now(UTC).date()


_UNKNOWN = Words(
    "It did not run in this app: the hash of its file cannot be checked, and the prompt as the model read"
    " it is not known."
)
_SENDS_ON = Words("What that program sends on is not known here.")


def goes_words(where: Whereabouts, host: str) -> Words:
    """What the mark of a model means."""
    if where is Whereabouts.AWAY:
        return Words("Prompts and answers go to {host}.", host=host)
    if where is Whereabouts.BESIDE:
        goes = Words("Prompts and answers go to another program on this machine, {host}.", host=host)
        return joined(" ", (goes, _SENDS_ON))
    return Words("")


def stays_words(used: Collection[Whereabouts]) -> Words:
    """What leaves this machine where endpoints there are ``used``, or does not."""
    words = Words("Prompts, answers, chats, comparisons and your files never leave this machine.")
    if Whereabouts.AWAY in used:
        words = Words(
            "All other prompts, answers, chats, comparisons and your files stay on this machine. Passages of"
            " documents are sent only where you agreed to it."
        )
    elif Whereabouts.BESIDE in used:
        words = Words(
            "This app sends prompts, answers, chats, comparisons and your files to no other machine."
        )
    if Whereabouts.BESIDE in used:
        other = Words("What another program on this machine sends on of what it is asked is not known here.")
        words = joined(" ", (words, other))
    return words


def unusable(model: Model) -> KnownError:
    """Why one at an endpoint is not asked just now."""
    what = Words("{name} at {place} cannot be used: {why}.",
                 name=model.name, place=model.source, why=model.why_not_usable)  # fmt: skip
    return KnownError(what, Words("Go online, or choose a model on this disk."))


def moved(model: Model, asked: AskedElsewhere | None) -> KnownError | None:
    """Why what was begun with this model must not go on with it: its endpoint is at another host by now."""
    if asked is None or not asked.host or asked.host == model.host:
        return None
    what = Words("{name} was asked at {place} and is at {host} now.",
                 name=model.name, place=asked.place, host=model.host)  # fmt: skip
    return KnownError(what, Words("Run it anew."))


def price_of(model: Model) -> EndpointPrice | None:
    return model.entry.price if isinstance(model, EndpointModel) else None


def price_words(price: EndpointPrice, today: date) -> Words:
    if not price.on:
        return Words("by the price you entered")
    if is_old(price, today):
        return Words("by the price of {date}, which may have changed", date=price.on)
    return Words("by the price entered on {date}", date=price.on)


def is_old(entered: Entered, today: date) -> bool:
    """Whether what was entered may be otherwise by now."""
    day = _day(entered.on)
    return day is not None and today - day > _OLD


def _day(text: str) -> date | None:
    """Of a file from elsewhere it may be anything."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def money_text(amount: float, currency: str) -> str:
    """ "$0.0004", "€1.20", "CHF 3.00": two digits that say something, at least to the cent."""
    places = min(1 - floor(log10(amount)), _MOST_DIGITS) if 0 < amount < 1 else 2
    whole, _point, part = f"{amount:,.{places}f}".partition(".")
    digits = f"{whole}.{part.rstrip('0').ljust(2, '0')}"
    sign = _SIGNS.get(currency.upper())
    return f"{sign}{digits}" if sign else f"{currency} {digits}"


@dataclass(frozen=True)
class CostLimit:
    """About what answers of full length cost. ``old``: the day of its price, ISO, where that may have changed
    since.
    """

    amount: float
    currency: str
    old: str = ""


def most_cost(
    model: Model, asked: Iterable[tuple[str, int]], today: Callable[[], date] = date.today
) -> CostLimit | None:
    """Of these prompts, each with the tokens that its answer may have; ``None`` without a price. Only about:
    how the server cuts a prompt into tokens is not known, and what else is asked of it is not counted.
    """
    price = price_of(model)
    if price is None:
        return None
    amount = sum(price.cost(_tokens(prompt), most) for prompt, most in asked)
    return CostLimit(amount, price.currency, price.on if is_old(price, today()) else "")


def most_cost_words(limits: Iterable[CostLimit | None]) -> Words:
    """ "about $0.12 for answers of full length, by the prices you entered", each currency for itself; ""
    without a price.
    """
    known = [limit for limit in limits if limit is not None]
    sums: dict[str, float] = {}
    for limit in known:
        sums[limit.currency] = sums.get(limit.currency, 0.0) + limit.amount
    if not sums:
        return Words("")
    money = " + ".join(money_text(amount, currency) for currency, amount in sums.items())
    if old := min((limit.old for limit in known if limit.old), default=""):
        told = Words("about {money} for answers of full length, by prices of {date}, which may have changed")
        return told.filled(money=money, date=old)
    return Words("about {money} for answers of full length, by the prices you entered", money=money)


def _tokens(prompt: str) -> int:
    return len(prompt.encode("utf-8", "replace")) // _BYTES + _AROUND
