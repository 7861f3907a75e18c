"""What a card that stands alone calls its model: in its title, its first sentences and its code."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.letters import letters
from explorer.transparency.rules.lineage.names import comes_after, is_model_name
from explorer.transparency.stated_ids import stated_ids

UNNAMED = "unnamed"  # rules compare with a name: one that no text bears
_MOST_WORDS = 6  # of a title that is a name
_FIRST = 20  # sentences
_ID = re.compile(r"(?<![\w/.-])[A-Za-z0-9][\w.-]{1,60}/[\w.-]{2,100}(?![\w/])", re.ASCII)
_BEFORE = re.compile(
    r"^\W*(?:\d+\. )?(?:(?:the )?(?:hugging ?face )?(?:model ?card|documentation|introduc(?:tion|ing)|welcome"
    r"|about)(?: (?:for|of|to))?(?: the)?\b[\s:：-]*)?",
    re.IGNORECASE,
)
# Behind the name: what kind of files, whose, what it is good for.
_BEHIND = re.compile(
    r"\s*(?:[:：|，,（]| [-–—] (?!gg|gptq|awq|exl|mlx)).*$|\s*\([^()]*\)\W*$"
    r"|\W*\b(?:model(?: ?card)?|readme)\W*$|[^\w)+]+$",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?<!\S)(?:and|of|for|with|to|on|the|an?|in|from|by|is|it|how|this|your?|we|our|without|using|&)(?!\S)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\W*(?:(?:model|general|project|technical|intended|direct|hardware) )?(?:details?|description|summary"
    r"|overview|info\w*|id|highlights?|news|uses?|usage|and|licen[cs]e|disclaimer|contents|prompt\w*|training|evaluation"
    r"|results|notes?|warning|quick|updates?|abstract|important|introduction|open llm leaderboard)\b(?! to\b)"
    r"|\W*(?:模型)?介绍",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\d|\w-\w|[a-z][A-Z]|[A-Z]{2}")
# "The Owl-7B-Chat is a small language model", where there is no title.
_SUBJECT = re.compile(
    r"\W{0,4}(?:the )?(?P<name>(?-i:[A-Z])(?=[^ ]*[\d-]|[\w.-]* \d)[\w.-]*\w(?: (?-i:[A-Z\d])[\w.-]*){0,3})"
    r"(?: model)? is an? (?:(?!of\b)[\w.,-]+ ){0,9}?(?:model|fine-?tun\w+|merge|version|adapter)\b",
    re.IGNORECASE,
)


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
    if headings and _PART.match(headings[0].text):
        headings = [b for b in headings[1:] if b.level == 1]
    if not headings or _PART.match(headings[0].text):
        return ""
    words = _BEFORE.sub("", headings[0].text)
    while words != (words := _BEHIND.sub("", words)):
        pass
    if _ID.fullmatch(words):
        return words
    is_name = headings[0].level == 1 or bool(_NAMED.search(words))
    is_short = 0 < len(words.split()) <= _MOST_WORDS
    is_name = is_name and is_short and not _TELLS.search(words) and is_model_name(words)
    return "-".join(words.split()) if is_name else ""


def _subject(card: ParsedCard, parents: set[str]) -> str:
    """What the first sentences say to be a model, but none of those that it was made from."""
    found = (m["name"] for p in card.own[:_FIRST] if (m := _SUBJECT.match(p.said)))
    return next(("-".join(name.split()) for name in found if letters(name) not in parents), "")


def _ids(card: ParsedCard) -> Iterator[str]:
    """What its code loads, in its order."""
    for code in card.fenced:
        yield from (m[0].rstrip(".") for m in _ID.finditer(code.text))


def _is_longer(id_: str, name: str) -> bool:
    """Whether an id is of that name, or of one of its sizes; not of what was made from it."""
    said, whole = (set(re.split(r"[-_. ]", text.lower())) for text in (name, id_))
    return (said <= whole or letters(id_) == letters(name)) and not comes_after(id_, name)
