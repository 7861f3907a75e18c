"""Collects the models that each source names as parents of this one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.domain.facts import Evidence
from explorer.transparency.card import Passage
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.subject import (
    is_about_child,
    is_made_from_this,
    is_of_others,
    letters,
    own_name,
)

RELATIONS = ("quantized", "finetune", "adapter", "merge", "distillation")
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
        re.compile(r"\b(?:merge[rd]?|merging|blend|combination) (?:of|with|between)\b", re.IGNORECASE),
    ),
    ("distillation", re.compile(r"\bdistill?(?:ed|ation) (?:from|of)\b", re.IGNORECASE)),
    (
        "finetune",
        re.compile(
            rf"(?:{_TUNED})(?: (?:version|variant|checkpoint|model|llm))?s?{_MARKS}(?:of|from"
            rf"|on top of|on|over|using)?\b"
            rf"|\bfine[- ]?tun(?:e|ing)s? (?:of|from)\b|\b(?:\w+'d|aligned|tuned|modified|uncensored"
            rf"|abliterated) version of\b"
            r"|\b(?:built|based|trained|developed) (?:on top of|upon|on|from|based on)\b"
            r"|\binitiali[sz]ed (?:from|with)\b|\bderived from\b|\badapted\b.{0,60}? from\b|\bas (?:a"
            r"|the) base model\b|\busing\b(?=.{1,160}\bas (?:a|the) base model\b)",
            re.IGNORECASE,
        ),
    ),
    ("unknown", re.compile(r"\bconverted (?:to|from|into)\b|\bparent model\b", re.IGNORECASE)),
)
_LABEL = re.compile(
    r"^(?:(?:fine[- ]?tuned|continue[d]?[- ]?pre-?trained|quanti[sz]ed|trained|derived|adapted|merged"
    r"|converted)"
    r" from(?: the)?(?: models?)?(?: \[optional\])?|(?:base|parent|original|source|foundation"
    r"|backbone) (?:models?|llm)(?:\(s\))?"
    r"|base[_ ]model|original[_ ]repo|model[_ ]base)$",
    re.IGNORECASE,
)
_SOURCES_HEADING = re.compile(
    r"^(?:source|parent|merged|base|original) models?$|^models merged$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:outperform\w*|compar\w+|better than|benchmark\w*|see (?:the|also)|evaluat\w+|such as"
    r"|versions? available"
    r"|repositor(?:y|ies) available|trained on the same)\b",
    re.IGNORECASE,
)
_CONVERTED = re.compile(
    r"^\W{0,4}(?:this is|these are)\b.{0,300}?\b(?:converted|quanti[sz]ed) (?:to|into|in)\b", re.IGNORECASE
)
_BASE_COLUMN = re.compile(r"^base(?:[ -]?model)?s?$|^(?:parent|foundation) model$", re.IGNORECASE)
# Two links, then the word: "my A and B merge".
_MERGED = re.compile(r"\band [\w.-]{2,80} merge\b", re.IGNORECASE)
_SIBLINGS = re.compile(r"\b(?:series|checkpoints)\b", re.IGNORECASE)
_LICENSE = re.compile(r"licen[sc]e", re.IGNORECASE)
_FAMILY = (
    r"(?:Code ?)?(?:Llama|LLaMA|LLAMA|Mistral|Mixtral|Falcon|Qwen|Gemma|Phi|Pythia|MPT|BLOOMZ?"
    r"|GPT-?(?:Neo|NeoX|J|2)|T5|DeepSeek"
    r"|Yi|OPT|StarCoder|InternLM|Baichuan|ChatGLM|OLMo|SmolLM|Granite|Nemotron|Command|StableLM|TinyLlama)"
)
_NAMED = re.compile(
    r"(?:\b(?:built|based|developed)(?: on top of| upon| on)|\bfine[- ]?tuned (?:version of|on top of"
    r"|from|on)"
    r"|\binitiali[sz]ed (?:from|with)|\btrained (?:based on|from|on top of))"
    r" (?:the |an? |\w+['’]s )?(?:pre-?trained )?(?P<name>"
    + _FAMILY
    + r"[\w.-]*(?: (?:\d+(?:\.\d+)?[BbMm]?|v\d[\w.]*|Base|Chat|Instruct|\d+[xX]\d+B)\b)*)"
)
# A name that carries a size is a model's, whatever its family.
_NAMED_WITH_SIZE = re.compile(
    r"\b(?:fine-?[- ]?tuned (?:version of|from)|initiali[sz]ed (?:from|with)|derived from|based on|built on)"
    r" (?:the )?(?P<name>[A-Za-z][\w.]*-(?:[\w.]+-)*\d+(?:\.\d+)?[bB](?:-[\w.-]+)?)(?![\w/])",
    re.IGNORECASE,
)
_WE_TUNED = re.compile(
    r"\b[Ww]e (?:\w+ )?fine-?tuned? (?P<name>" + _FAMILY + r"(?:[ -]?\d[\w.-]*)?)(?![\w-])"
)
_A_MODEL = re.compile(
    r"\bis an? (?P<name>" + _FAMILY + r"[\w.-]*(?: \d+(?:\.\d+)?[Bb])?) model fine-?tuned\b"
)


@dataclass(frozen=True)
class Parent:
    """One parent as one source names it. ``id`` is a Hub id, or a plain name where ``is_named_only``."""

    id: str
    relation: str
    evidence: Evidence
    is_named_only: bool = False

    @property
    def key(self) -> str:
        return self.id.lower()


def parents_of_yaml(reading: Reading) -> list[Parent]:
    relation = next(iter(reading.texts("base_model_relation")), "").lower()
    key = "base_model" if reading.texts("base_model") else "base_models"
    ids = [_clean(i) for i in reading.texts(key)[:20]]
    return [Parent(i, relation, reading.from_yaml(key)) for i in ids if _is_model_id(i)]


def parents_of_api(reading: Reading) -> list[Parent]:
    """What the Hub answers: parsed parents, else tags, else the card as the Hub read it."""
    parsed = reading.api_map("baseModels")
    relation = str(parsed.get("relation") or "")
    models = parsed.get("models")
    found = [
        Parent(m["id"], relation, reading.from_api("baseModels", m["id"]))
        for m in (models if isinstance(models, list) else [])
        if isinstance(m, dict) and isinstance(m.get("id"), str)
    ]
    return (
        found
        or list(_of_tags(reading))
        or [
            Parent(i, "", reading.from_api("cardData.base_model", i)) for i in reading.api_texts("base_model")
        ]
    )


def _of_tags(reading: Reading) -> Iterator[Parent]:
    tags = [t.removeprefix("base_model:") for t in reading.api_tags if t.startswith("base_model:")]
    related = {t.split(":", 1)[1]: t.split(":", 1)[0] for t in tags if ":" in t}
    for id_ in dict.fromkeys([*(t for t in tags if ":" not in t), *related]):
        tag = f"base_model:{related[id_]}:{id_}" if id_ in related else f"base_model:{id_}"
        yield Parent(id_, related.get(id_, ""), reading.from_api("tags", tag))


def parents_of_header(reading: Reading) -> list[Parent]:
    found = []
    for number in range(20):
        start = f"general.base_model.{number}"
        url, name = reading.header_text(f"{start}.repo_url"), reading.header_text(f"{start}.name")
        if id_ := id_of_url(url):
            found.append(Parent(id_, "", reading.from_header(f"{start}.repo_url")))
        elif name:
            found.append(Parent(name, "", reading.from_header(f"{start}.name"), is_named_only=True))
    return found


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
    ids = list(model_ids(quote)) or [(len(quote), i) for u in passage.urls if (i := id_of_url(u))]
    if not ids:
        return
    if _LABEL.match(passage.label.strip(" :")) or _SOURCES_HEADING.match(passage.heading):
        relation = _relation(reading, f"{passage.label} ") or (
            "quantized" if "riginal" in passage.label else "unknown"
        )
        ids = ids if _SOURCES_HEADING.match(passage.heading) else ids[:1]
        yield from (Parent(i, relation, reading.from_card(passage)) for _, i in ids)
    elif _CONVERTED.search(passage.quote):
        relation = "quantized" if re.search(r"quanti[sz]|gguf", passage.text, re.IGNORECASE) else "unknown"
        yield Parent(ids[0][1], relation, reading.from_card(passage))
    elif not _COMPARED.search(passage.text) and not _is_about_terms(passage):
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
    if len(ids) > 1 and _MERGED.search(passage.text):
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


def names_in_prose(reading: Reading) -> list[Parent]:
    """Parents named without an id: "fine-tuned on Llama 2 7B"."""
    for passage in reading.own:
        if is_of_others(passage) or is_about_child(reading, passage.text):
            continue
        found = _named_in(passage.text)
        if (
            found
            and not _SIBLINGS.search(passage.text)
            and (found.re is _WE_TUNED or any(c.isdigit() for c in found["name"]))
            and not _COMPARED.search(passage.text[: found.start()])
        ):
            name = found["name"].rstrip(".-,")
            return [Parent(name, "finetune", reading.from_card(passage), is_named_only=True)]
    return []


def has_parent(reading: Reading) -> bool:
    """Whether any source names a model that this one was made from."""
    return reading.once(_has_parent)


def _has_parent(reading: Reading) -> bool:
    sources = (parents_of_yaml, parents_of_api, parents_of_header, parents_of_prose, names_in_prose)
    return any(find(reading) for find in sources)


def _named_in(text: str) -> re.Match[str] | None:
    return (
        _NAMED.search(text)
        or _A_MODEL.search(text)
        or _NAMED_WITH_SIZE.search(text)
        or _WE_TUNED.search(text)
    )


def _once(parents: list[Parent]) -> list[Parent]:
    return list({p.key: p for p in reversed(parents)}.values())[::-1]


def _clean(id_: str) -> str:
    return id_of_url(id_) or id_.strip().strip("/")


def _is_model_id(id_: str) -> bool:
    return bool(re.fullmatch(r"[\w.-]{1,100}(?:/[\w.-]{1,100})?", id_))
