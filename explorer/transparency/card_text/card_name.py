"""What a card that stands alone calls its model: in its title, its first sentences and its code."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.letters import letters
from explorer.transparency.hub_ids import stated_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.rules.lineage.names import comes_after, is_model_name

cards = phrases_of("cards")
UNNAMED = "unnamed"  # rules compare with a name: one that no text bears
_MOST_WORDS = 6  # of a title that is a name
_FIRST = 20  # sentences
_ID = re.compile(r"(?<![\w/.-])[A-Za-z0-9][\w.-]{1,60}/[\w.-]{2,100}(?![\w/])", re.ASCII)
_NAMED = re.compile(r"\d|\w-\w|[a-z][A-Z]|[A-Z]{2}")


def card_name(text: str) -> str:
    """The repo's id, else the model's name, ``UNNAMED`` where a card says neither plainly.

    The name of its file is none: people call it what they like.
    """
    card = ParsedCard(text)
    parents = {id_.lower() for key in ("base_model", "base_models") for id_ in stated_ids(card.value(key))}
    name = _title(card) or _subject(card, {letters(id_.split("/")[-1]) for id_ in parents})
    if "/" in name or not name:
        return name or UNNAMED
    ids = [id_ for id_ in _ids(card) if id_.lower() not in parents]
    return next((id_ for id_ in ids if _is_longer(id_.split("/")[1], name)), name)


def _title(card: ParsedCard) -> str:
    """The first heading, or the one behind "Model details", if it is a name."""
    headings = [b for b in card.blocks if b.kind is BlockKind.HEADING and b.start < card.first_embedded][:2]
    if headings and cards.part_title.match(headings[0].text):
        headings = [b for b in headings[1:] if b.level == 1]
    if not headings or cards.part_title.match(headings[0].text):
        return ""
    words = cards.before_name.sub("", headings[0].text)
    while words != (words := cards.behind_name.sub("", words)):
        pass
    if _ID.fullmatch(words):
        return words
    is_name = headings[0].level == 1 or bool(_NAMED.search(words))
    is_short = 0 < len(words.split()) <= _MOST_WORDS
    is_name = is_name and is_short and not cards.no_name.search(words) and is_model_name(words)
    return "-".join(words.split()) if is_name else ""


def _subject(card: ParsedCard, parents: set[str]) -> str:
    """What the first sentences say to be a model, but none of those that it was made from."""
    found = (m["name"] for p in card.own[:_FIRST] if (m := cards.subject.match(p.said)))
    return next(("-".join(name.split()) for name in found if letters(name) not in parents), "")


def _ids(card: ParsedCard) -> Iterator[str]:
    """What its code loads, in its order."""
    for code in card.fenced:
        yield from (m[0].rstrip(".") for m in _ID.finditer(code.text))


def _is_longer(id_: str, name: str) -> bool:
    """Whether an id is of that name, or of one of its sizes; not of what was made from it."""
    said, whole = (set(re.split(r"[-_. ]", text.lower())) for text in (name, id_))
    return (said <= whole or letters(id_) == letters(name)) and not comes_after(id_, name)
