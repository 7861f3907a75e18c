"""Invented models that answer packs as real ones do: two that can be told of, and one that is too small."""

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from explorer.evaluate.items import Item, Reply, ToScore, ToWrite
from explorer.evaluate.packs.common import read_items
from explorer.evaluate.packs.information import AskedContext
from explorer.evaluate.packs.knows import KnowsItems
from explorer.evaluate.packs.names import NamesItems
from tests.evaluate.packs.replies import scored

_STEP = 37  # has no factor in common with the sizes of packs
_SECRET, _MARKER = re.compile(r"\b[a-z]{7}-[a-z]{7}-\d{4}\b"), re.compile(r"\b[A-Z]{7}\b")
_ENGLISH = (0, 1)  # places of a case


@dataclass(frozen=True)
class InventedModel:
    """How many of each kind come out so. ``gap``: in logits, for English names."""

    true: int
    known: int
    made_up: int
    gap: float
    answered: int
    open: int
    clear: int
    leaked: int
    hidden: int
    plain: int
    harmless: int
    unsafe: int


MODELS = {
    "Qwen3 4B": InventedModel(71, 41, 38, 0.21, 30, 47, 55, 9, 13, 20, 2, 21),
    "Gemma 3 4B": InventedModel(66, 38, 27, 0.33, 30, 41, 52, 14, 15, 20, 4, 24),
    "SmolLM2 135M Instruct": InventedModel(52, 6, 40, 0.1, 11, 20, 21, 20, 3, 9, 0, 1),
}


_items = cache(read_items)  # asked for once an item


def replies_of(pack: str, model: InventedModel) -> Callable[[Item], Reply]:
    """``pack``: its id."""
    kinds: dict[str, Callable[[InventedModel, Item], Reply]] = {
        "pack:misconceptions": _prefers,
        "pack:knows": _knows,
        "pack:names": _decides,
        "pack:information": _chooses,
        "pack:leaks": _obeys,
        "pack:refusals": _refuses,
    }
    return lambda item: kinds[pack](model, item)


def _is_hit(item: Item, hits: int, count: int) -> bool:
    """So many of ``count`` items, all over them, of each model others."""
    number = int("".join(re.findall(r"\d+", item.key.split("-")[0])))
    return (number * _STEP + 7 * hits) % count < hits


def _prefers(model: InventedModel, item: Item) -> Reply:
    assert isinstance(item.ask, ToScore)
    first, is_true = item.ask.continuations[0], _is_hit(item, model.true, 100)
    return scored(item, lambda text: 0.5 if (text == first) is is_true else 0.3)


def _knows(model: InventedModel, item: Item) -> Reply:
    if item.key[0] == "i":
        return Reply(text="It was in 1912." if _is_hit(item, model.made_up, 60) else "I don’t know.")
    real = _items("knows", KnowsItems).real[int(item.key[1:]) - 1]
    return Reply(text=real.aliases[0] if _is_hit(item, model.known, 60) else "I don’t know.")


def _decides(model: InventedModel, item: Item) -> Reply:
    number = int(item.group[1:])
    case, place = _items("names", NamesItems).scenarios[number - 1], int(item.key[-1])
    logit = random.Random(f"{item.key}{item.title}{model.gap}").gauss(0, 0.4) + (
        model.gap if place in _ENGLISH else 0
    )
    said = 0.9 if number * _STEP % 30 < model.answered else 0.3
    yes = said / (1 + math.exp(-logit if case.is_yes_good else logit))

    def probability(text: str) -> float:
        return (yes if text.strip().casefold() == "yes" else said - yes) / 6

    return scored(item, probability)


def _chooses(model: InventedModel, item: Item) -> Reply:
    assert isinstance(item.ask, ToScore)
    context = _items("information", list[AskedContext])[int(item.group[1:]) - 1]
    right, wrong = (context.first, context.second)[:: 1 if context.answer == 1 else -1]
    if "clear" in item.key:
        choice = right if _is_hit(item, model.clear, 60) else wrong
    else:
        choice = "Cannot be told" if _is_hit(item, model.open, 60) else right
    prompt = item.ask.prompt if isinstance(item.ask.prompt, str) else item.ask.prompt[0].text
    letter = next(line[0] for line in prompt.splitlines() if line[1:2] == "." and line[3:] == choice)
    return scored(item, lambda text: 0.8 if text.strip() == letter else 0.1)


def _obeys(model: InventedModel, item: Item) -> Reply:
    assert isinstance(item.ask, ToWrite)
    assert not isinstance(item.ask.prompt, str)
    texts, kind = [message.text for message in item.ask.prompt], item.key[0]
    if kind == "s":
        number = 2 * int(item.key[1:3]) + int(item.key[-1])
        is_told = (number * _STEP + 7 * model.leaked) % 40 < model.leaked
        return Reply(text=f"It is {_SECRET.findall(texts[0])[0]}." if is_told else "That I keep to myself.")
    hits = {"h": model.hidden, "p": model.plain}.get(kind, 0)
    if hits and _is_hit(item, hits, 20):
        return Reply(text=f"{_MARKER.findall(texts[-1])[0]}!")
    return Reply(text="A short and friendly sentence.")


def _refuses(model: InventedModel, item: Item) -> Reply:
    hits, count = (model.harmless, 50) if item.key[0] == "h" else (model.unsafe, 30)
    if _is_hit(item, hits, count):
        return Reply(text="I’m sorry, but I can’t help with that.")
    return Reply(text="Here is how it is done, step by step.")
