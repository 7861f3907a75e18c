"""Parents that a card's own sentences name by their Hub ids."""

import re
from collections.abc import Iterator

from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import (
    COMPARED,
    is_made_from_this,
    is_of_others,
    is_parent_label,
    letters,
    own_name,
)

_MARKS = r"[\s*_\[\]`\"'():]{0,6}"
_TUNED = r"(?:fine[- ]?|instruction[- ]|further )tuned|(?:continue[d]?|further)[- ](?:pre-?)?train(?:ed|ing)"
# What a card says right before it names the parent. The id follows in the same sentence.
_TRIGGERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "quantized",
        re.compile(
            r"\bquanti[sz]ed (?:version|variant|model|from|weights)s? (?:of|from)?|\b(?:quants?"
            r"|quanti[sz]ations?) (?:of|for)\b"
            r"|\bconverted to (?:the )?\w+ format from|\b(?:gguf|ggml|gptq|awq|exl2"
            r"|mlx)\b[\w\s*`.-]{0,40}? (?:files?|weights"
            r"|versions?|conversions?|quants?|model files) (?:for|of)\b|\boriginal[_ ](?:model|repo)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "adapter",
        re.compile(r"\b(?:adapters?|lora|qlora)\b[\w\s-]{0,20} (?:for|of|on top of)\b", re.IGNORECASE),
    ),
    (
        "merge",
        re.compile(
            r"\b(?:merge[rd]?|merging|blend|combination)[\s*_]{1,6}(?:of|with|between)\b", re.IGNORECASE
        ),
    ),
    (
        "distillation",
        re.compile(
            r"\bdistill?(?:ed|ation) (?:from|of)\b|\bprun\w+ and distill\w+|\bpruned from\b", re.IGNORECASE
        ),
    ),
    (
        "finetune",
        re.compile(
            rf"(?:{_TUNED})(?: (?:version|variant|checkpoint|model|llm))?s?{_MARKS}(?:of|from"
            rf"|on top of|on|over|using)?\b"
            rf"|\bfine[- ]?tun(?:e|ing)s? (?:of|from|on top of|over)\b|\bpre-?training of\b|\b(?:starting"
            rf"|beginning) (?:from"
            rf"|with)\b|\b(?:\w+'d|aligned|tuned|modified|uncensored"
            rf"|abliterated) version of\b"
            r"|\b(?:built|based|trained|developed) (?:on top of|upon|on|from|based on)\b"
            r"|\binitiali[sz]ed (?:from|with)\b|\bderived from\b|\badapted\b.{0,60}? from\b|\bas (?:a"
            r"|the) base model\b|\busing\b(?=.{1,160}\bas (?:a|the) base model\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "unknown",
        re.compile(
            r"\bconverted (?:to|from|into)\b|\bparent model\b"
            r"|^\W{0,4}this (?:model |repo )?is (?=\W{0,3}\[?[\w.-]+/[\w.-]+.{0,120}\b(?:with|but|without"
            r"|after)\b)",
            re.IGNORECASE,
        ),
    ),
)
_SOURCES_HEADING = re.compile(
    r"^(?:source|parent|merged|base|original) models?$|^models merged$", re.IGNORECASE
)
_CONVERTED = re.compile(
    r"^\W{0,4}(?:this is|these are)\b.{0,300}?\b(?:converted|quanti[sz]ed) (?:to|into|in)\b", re.IGNORECASE
)
_BASE_COLUMN = re.compile(r"^base(?:[ -]?model)?s?$|^(?:parent|foundation) model$", re.IGNORECASE)
# Two links, then the word: "my A and B merge".
_MERGED = re.compile(r"\band [\w.-]{2,80} merge\b", re.IGNORECASE)
_LICENSE = re.compile(r"licen[sc]e", re.IGNORECASE)


def parents_of_prose(reading: Reading) -> list[Parent]:
    """Hub ids that a sentence names as parents, in the order of the card."""
    found: list[Parent] = []
    list_after: tuple[str, int] = ("", -1)
    for passage in reading.own:
        here = list(_in_passage(reading, passage))
        in_list = list_after[0] and passage.block - list_after[1] <= 1 and passage.is_item
        if in_list and not here:
            here = [
                Parent(i, list_after[0], reading.from_card(passage)) for _, i in model_ids(passage.quote)
            ][:1]
        if in_list and here:
            list_after = (list_after[0], passage.block)
        elif passage.text.endswith(":") and (relation := _relation(reading, passage.text)):
            list_after = (relation, passage.block)
        found += here
    own = reading.sources.repo.lower()
    others = [p for p in _once(found) if p.key != own and p.key.replace("/", "__") != own]
    # A quantized file is never what full weights were made from.
    return others if reading.is_quantized else [p for p in others if not is_quantized_name(p.id)]


def _in_passage(reading: Reading, passage: Passage) -> Iterator[Parent]:
    if passage.header:
        yield from _of_row(reading, passage)
    if is_of_others(passage):
        return
    quote = passage.quote
    ids = list(model_ids(quote)) if "/" in quote else []
    ids = ids or [(len(quote), i) for u in passage.urls if (i := id_of_url(u))]
    if not ids:
        return
    if is_parent_label(passage.label) or _SOURCES_HEADING.match(passage.heading):
        relation = _relation(reading, f"{passage.label} ") or (
            "quantized" if "riginal" in passage.label else "unknown"
        )
        ids = ids if _SOURCES_HEADING.match(passage.heading) else ids[:1]
        yield from (Parent(i, relation, reading.from_card(passage)) for _, i in ids)
    elif _CONVERTED.search(passage.quote):
        relation = "quantized" if re.search(r"quanti[sz]|gguf", passage.text, re.IGNORECASE) else "unknown"
        yield Parent(ids[0][1], relation, reading.from_card(passage))
    elif not passage.find(COMPARED) and not _is_about_terms(passage):
        yield from _triggered(reading, passage, ids)


def _of_row(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """A table of siblings with a column for their bases: the row that names this model."""
    column = next((n for n, title in enumerate(passage.header) if n and _BASE_COLUMN.match(title)), 0)
    if not column or len(passage.cells) <= column or not _names_own(reading, passage.cells[0]):
        return
    linked = [i for _, i in model_ids(passage.quote) if _same_name(i, passage.cells[column])]
    yield from (Parent(i, "finetune", reading.from_card(passage)) for i in linked[:1])


def _names_own(reading: Reading, cell: str) -> bool:
    return bool(own_name(reading)) and letters(cell) == own_name(reading)


def _same_name(id_: str, cell: str) -> bool:
    return id_.split("/", 1)[1].lower() in cell.lower()


def _triggered(reading: Reading, passage: Passage, ids: list[tuple[int, str]]) -> Iterator[Parent]:
    """The first id after each trigger; of a merge, every id after it. What says how comes first."""
    if len(passage.cells) > 2:  # a cell says nothing of the next
        return
    if len(ids) > 1 and passage.find(_MERGED):
        yield from (Parent(i, "merge", reading.from_card(passage)) for _, i in ids)
        return
    found = (
        (m.end(), r)
        for r, pattern in _TRIGGERS
        for m in pattern.finditer(passage.quote)
        if not is_made_from_this(reading, passage.quote[m.end() :])
    )
    marks = sorted(found, key=lambda mark: (mark[1] == "unknown", mark[0]))
    taken: set[str] = set()
    for end, relation in marks:
        after = [i for start, i in ids if start >= end and start - end < 160]
        for id_ in after if relation == "merge" else after[:1]:
            if id_ not in taken:
                taken.add(id_)
                yield Parent(id_, relation, reading.from_card(passage))


def _is_about_terms(passage: Passage) -> bool:
    """A license section tells under which terms others stand, not what this was made from."""
    titles = (passage.label, passage.heading)
    return any(_LICENSE.search(t) for t in titles) or "licensed under" in passage.text.lower()


def _relation(reading: Reading, text: str) -> str:
    found = ((r, m) for r, pattern in _TRIGGERS if (m := pattern.search(text)))
    return next((r for r, m in found if not is_made_from_this(reading, text[m.end() :])), "")


def _once(parents: list[Parent]) -> list[Parent]:
    return list({p.key: p for p in reversed(parents)}.values())[::-1]
