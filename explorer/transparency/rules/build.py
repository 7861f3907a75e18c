"""How a model is built: its type and its numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.units import context_text, count_text
from explorer.domain.words import Words, joined
from explorer.hub import answers
from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import shape_facts
from explorer.transparency.rules.architecture_words import NUMBERS, TYPE
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.titles import titles

# Keys of the GGUF header after the architecture's name, and what they count.
_HEADER_NUMBERS = {
    "context_length": "context",
    "block_count": "layers",
    "embedding_length": "width",
    "attention.head_count": "heads",
    "vocab_size": "vocabulary",
    "expert_count": "experts",
}
_COLUMNS = {
    "parameters": re.compile(
        r"^(?:#?\s?(?:total )?param\w*|params|model size|#total params|参数量|參數量|参数规模)$",
        re.IGNORECASE,
    ),
    "context": re.compile(r"context|sequence len", re.IGNORECASE),
    "layers": re.compile(r"layers", re.IGNORECASE),
    "heads": re.compile(
        r"^(?=.*heads)(?:(?!.*(?:key|value|kv))|(?!\W*(?:key|value|kv)).*\b(?:q|quer(?:y|ies))\b)",
        re.IGNORECASE,
    ),
    "width": re.compile(r"hidden size|d_?model|width", re.IGNORECASE),
}
_PLAIN_TYPE = re.compile(
    r"seq2seq|decoder-only|encoder|mixture|grouped|GQA|rotary|RoPE|SwiGLU|RMSNorm|ALiBi|sliding|multi-head",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"^(?:hyper-?)?param\w*$|^(?:setting|property|attribute|specification|name|item|feature)s?$",
    re.IGNORECASE,
)
_SIZE_COLUMN = re.compile(r"^(?:size|大小)$", re.IGNORECASE)
_SIZE_CELL = re.compile(r"\d{1,4}(?:\.\d{1,2})?[BM]")
_SAYS = re.compile(r"\b(?:is|are|uses?|based|adopts?|employs)\b|사용(?:했|하|한)|采用")
_COUNT_TITLE = re.compile(r"\b\d{1,4}(?:\.\d{1,2})?\s?(?:[BM]|billion|million)[ -]param", re.IGNORECASE)
_THERE = re.compile(r"(?:for|see|refer|details?)\b", re.IGNORECASE)  # it is told elsewhere
_TRAINING = re.compile(r"\btrain|\btuning|hyper-?param", re.IGNORECASE)
_TRAINED_LENGTH = re.compile(r"\bsequence[ -]len", re.IGNORECASE)
_ARCHITECTURE = re.compile(r"architecture", re.IGNORECASE)
# An item of a list of models, or of a sentence that lists them.
_NAMED_WITH_SIZE = re.compile(r"\W{0,4}(?P<name>[\w.+ -]{3,60}) \((?P<size>\d{1,4}(?:\.\d{1,2})?[BM])\)")
_LISTED_SIZES = re.compile(
    r"\bmodels\b[^.()]{0,60}\((?P<sizes>\d{1,3}(?:\.\d{1,2})?[BM]"
    r"(?:(?:,? and |, | / )\d{1,3}(?:\.\d{1,2})?[BM]){1,7})\)"
)
_WE = re.compile(r"\b(?:we|our|this|these)\b", re.IGNORECASE)
_SIZE_OF = re.compile(r"\W*(?:we \w+ )?(?P<name>[\w.+-]{2,40}) \(")  # "Sora (7B) is a model"
_OPENING = re.compile(r"([\w.-]{2,30}(?: [\w.-]{2,20})?) ?\(")
_SIZE = re.compile(r"(?<![\d.A-Za-z])(\d{1,3}(?:\.\d{1,2})?)[ -]?[bB](?![A-Za-z0-9])")
_SIZES_BEFORE = re.compile(
    r"(?:from|between) \d[\d.]*\s?[BM]? (?:to|and) $|\d[\d.]*\s?[BM]?(?:,| and|, and| or|/)\s?(?:and |or )?$"
)
_TWO_SIZES = re.compile(r"\d ?(?:B|억)\D{0,8}?(?:매개 ?변수|파라미터)")  # before another one
_NUMBER_LABEL = re.compile(
    r"^(?:number of |total |model |max(?:imum)? )?(?:param\w*|layers|(?:attention )?heads.*"
    r"|context(?: (?:length|window|size))?"
    r"|sequence length|vocab\w*(?: size)?|hidden (?:size|dim\w*)|d_model|model size|architecture"
    r"|model type|type)$",
    re.IGNORECASE,
)
_TYPE_LABEL = re.compile(r"^(?:model |network )?(?:type|architecture|arch)$", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:compar\w*|outperform\w*|than|versus|vs|original(?:ly)?|teacher|reward|unlike|distilled from|draft"
    r"|speculative|defaults? to|vram|vision encoder|train(?:ed|ing) data"
    r"|benchmark\w*|based on the|gpu|throughput|snippet"
    r"|download\w*|hardware|memory|any other|improve)\b|内存|显存",
    re.IGNORECASE,
)


_FIRST_NUMBER = re.compile(r"(\d+).*")  # of the heads "32 / 8", those of queries
_A_PART = re.compile(r" (?:[\w-]+ ){0,2}(?:encoder|tower|head|draft|adapter|projector)\b", re.IGNORECASE)
_IS_BASED = re.compile(r"\b(is|was|built) based on the $")  # what follows is this model's


@dataclass
class _Facts:
    """What was found so far; the first source of each fact stands."""

    values: dict[str, object] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, name: str, value: object, evidence: Evidence) -> None:
        if name not in self.values and value not in (None, "", 0):
            self.values[name] = value
            self.evidence.append(evidence)


def architecture(reading: Reading) -> Finding:
    """Open: the type and two numbers. Value: type, parameters, context, … as far as stated."""
    facts = _Facts()
    _from_header(reading, facts)
    _from_api(reading, facts)
    for name, value, evidence in shape_facts(reading):
        facts.add(name, value, evidence)
    for kind in reading.texts("model_type")[:1]:
        facts.add("type", kind, reading.from_yaml("model_type"))
    _from_card(reading, facts)
    if not facts.values:
        return reading.silent("architecture")
    numbers = len(facts.values) - ("type" in facts.values)
    verdict = Verdict.OPEN if "type" in facts.values and numbers >= 2 else Verdict.PARTIAL
    return reading.found("architecture", verdict, _text(facts.values), facts.values, facts.evidence)


def _from_header(reading: Reading, facts: _Facts) -> None:
    header = reading.sources.header or {}
    kind = reading.header_text("general.architecture")
    if kind:
        facts.add("type", kind, reading.from_header("general.architecture"))
    if reading.sources.parameters:
        count = reading.sources.parameters
        said = Words("{count} parameters in its tensors", count=count)
        facts.add("parameters", count, reading.of_file(Words("tensors"), said))
    for key, name in _HEADER_NUMBERS.items():
        value = header.get(f"{kind}.{key}")
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            facts.add(name, value, reading.from_header(f"{kind}.{key}"))


def _from_api(reading: Reading, facts: _Facts) -> None:
    for part, key, name, taken in (
        ("gguf", "architecture", "type", answers.text),
        ("gguf", "total", "parameters", answers.count),
        ("gguf", "context_length", "context", answers.count),
        ("config", "model_type", "type", answers.text),
        ("safetensors", "total", "parameters", answers.count),
    ):
        if value := taken(reading.api_map(part).get(key)):
            facts.add(name, value, reading.from_api(f"{part}.{key}", value))


def _from_card(reading: Reading, facts: _Facts) -> None:
    named = _SIZE.search(reading.sources.repo)
    size = named[1] if named else ""
    numbers = (pattern for _, pattern in NUMBERS)
    sized = [p for p in reading.own if p.text.endswith(("B)", "M)"))]  # "Sora Base (428M)"
    asked = reading.likely(TYPE, _LISTED_SIZES, *numbers, also=[*reading.rows, *reading.labelled, *sized])
    asked = [*asked, *(t for t in titles(reading)[:3] if t.find(_COUNT_TITLE))]
    # What is labelled as a number of this model stands before what a sentence mentions.
    for passage in sorted(asked, key=lambda p: not (p.header or _NUMBER_LABEL.search(p.label))):
        found = dict(_of_row(reading, passage) if passage.header else _of_text(reading, passage, size))
        for name, value in found.items():
            facts.add(name, value, reading.from_card(passage))


def _sized_name(reading: Reading, passage: Passage) -> str:
    """ "Sora Base (428M)" where that is this model, or its size among those of "models (7B, 13B and 34B)"."""
    named = _NAMED_WITH_SIZE.fullmatch(passage.text) if passage.has_digit else None
    if named and letters(named["name"]) == own_name(reading):
        return named["size"]
    listed = passage.find(_LISTED_SIZES) if reading.size else None
    before = passage.text[: listed.start("sizes")] if listed else ""
    family = re.match(r"[a-z]*", own_name(reading))
    is_own = _WE.search(before) or (family and family[0] and family[0] in letters(before))
    if listed and (not is_own or _OTHERS.search(before)):
        return ""
    sizes = re.findall(r"[\d.]+[BM]", listed["sizes"]) if listed else []
    return next((size for size in sizes if size.lower() == reading.size), "")


def _of_text(reading: Reading, passage: Passage, size: str) -> Iterator[tuple[str, object]]:
    text, is_label = passage.text, bool(_TYPE_LABEL.match(passage.label))
    if own := _sized_name(reading, passage):
        yield "parameters", own
    found = passage.find(TYPE)
    if found and (is_label or _is_own_type(passage, found)):
        yield "type", found[0]
    elif is_label and (said := _labelled_type(passage)):
        yield "type", said
    for name, pattern in NUMBERS if passage.has_digit else ():
        match = passage.find(pattern)
        if match and (_is_of_training(passage, match) or _is_named_other(reading, match)):
            continue
        if match and _A_PART.match(text, match.end()):
            continue
        if match and (is_label or not _OTHERS.search(text[: match.start()])):
            before = text[: match.start()]
            value = _listed_size(before, match, size) if name == "parameters" else _groups(match)
            if value:
                yield name, value


def _is_own_type(passage: Passage, found: re.Match[str]) -> bool:
    """Whether a type is said of this model; "based on the Owl architecture" is."""
    before = found.string[: found.start()]
    if found[0].lower().endswith("architecture"):
        before = _IS_BASED.sub(r"\1 ", before)
    return bool(passage.find(_SAYS) or _PLAIN_TYPE.match(found[0])) and not _OTHERS.search(before)


def _is_of_training(passage: Passage, match: re.Match[str]) -> bool:
    """ "Max sequence length: 2048" among the settings of a training says how long its examples were."""
    return passage.is_under(_TRAINING, 1) and bool(_TRAINED_LENGTH.search(match[0]))


def _is_named_other(reading: Reading, match: re.Match[str]) -> bool:
    """ "Osprey-70B (70B) is a model" where this one is Sora."""
    named, own = _SIZE_OF.match(match[0]), own_name(reading)
    name = letters(named["name"]) if named else ""
    return bool(name) and not own.startswith(name) and not name.startswith(own)


def _labelled_type(passage: Passage) -> str:
    """What stands behind the label, of a long text only what it opens with: "ViT-Large (24 layers, …"."""
    said = passage.text[len(passage.label) :].strip(" :|.")
    if _THERE.match(said):
        return ""
    opening = _OPENING.match(said) if passage.is_labelled(_ARCHITECTURE) else None
    return said if len(passage.text) < 100 else opening[1] if opening else ""


def _groups(match: re.Match[str]) -> str:
    """The number and its unit as written: "8B", "1.2 billion"."""
    said = [g for g in match.groups() if g]
    return ("" if len(said[-1]) == 1 and len(said) > 1 else " ").join(said)


def _listed_size(before: str, match: re.Match[str], size: str) -> str:
    """Of "2, 7 and 72 billion parameters" the one in this model's name, or none."""
    if _TWO_SIZES.search(before):
        return ""
    listed = _SIZES_BEFORE.search(before)
    if not listed:
        said = _groups(match)
        is_mentioned = match[0].endswith(("model", "size")) and before.strip().lower() not in {"", "a", "an"}
        return "" if is_mentioned and _is_other_size(said, size) else said
    return f"{size} billion" if size and size in re.findall(r"[\d.]+", f"{listed[0]} {match[0]}") else ""


def _is_other_size(said: str, size: str) -> bool:
    """Whether "the 4B model" is a sibling of one that has 27 billion parameters by its name."""
    amount = float(re.sub(r"[^\d.]", "", said.replace(",", ".")) or 0)
    is_billions = said[-1:] in "bB"
    is_near = bool(size) and (0.7 < amount / (float(size) or 1) < 1.4 or abs(amount - float(size)) < 1)
    return bool(size) and is_billions and not is_near


def _of_row(reading: Reading, passage: Passage) -> Iterator[tuple[str, object]]:
    if reading.is_of_other_size(passage):
        return
    first = passage.cells[0] if passage.cells else ""
    if len(passage.cells) == 2 and _TYPE_LABEL.match(first) and (found := TYPE.search(passage.cells[1])):
        yield "type", found[0]
    if passage.has_digit:
        yield from _numbers_of_row(reading, passage, first)


def _numbers_of_row(reading: Reading, passage: Passage, first: str) -> Iterator[tuple[str, object]]:
    own = reading.own_cell(passage) if len(passage.cells) > 2 else ""
    if re.match(r"\d", own) and len(own) < 20:  # numbers in rows, models in columns
        yield from ((name, own) for name, title in _COLUMNS.items() if passage.is_titled(title, first))
    if letters(first.rsplit("/", 1)[-1]) == own_name(reading):
        sizes = (passage.cells[column] for column in passage.columns(_SIZE_COLUMN))
        yield from (("parameters", size) for size in sizes if _SIZE_CELL.fullmatch(size))
    columns = ((column, name) for name, title in _COLUMNS.items() for column in passage.columns(title))
    for column, name in sorted(columns, key=itemgetter(0)):
        if (cell := passage.cells[column])[:1].isdigit() and len(cell) < 20:
            yield name, _FIRST_NUMBER.sub(r"\1", cell) if name == "heads" else cell
    if len(passage.cells) == 2 or _SETTINGS.match(passage.header[0]):
        said = " ".join(passage.cells[:2])
        for name, pattern in NUMBERS:
            match = pattern.search(said) if passage.may_match(pattern) else None
            if match and not _is_of_training(passage, match):
                yield name, _groups(match)


def _text(values: Mapping[str, object]) -> Words:
    parts = [str(values["type"])] if "type" in values else []
    parameters, context = values.get("parameters"), values.get("context")
    if parameters:
        shown = count_text(parameters) if isinstance(parameters, int) else str(parameters)
        parts.append(Words("{count} parameters", count=shown))
    if context:
        shown = context_text(context) if isinstance(context, int) else str(context)
        parts.append(Words("context {length}", length=shown))
    return joined(" · ", parts or _rest(values))


def _rest(values: Mapping[str, object]) -> list[str]:
    """What is said where neither parameters nor context are."""
    words = {
        "layers": Words("{count} layers", count=values.get("layers")),
        "heads": Words("{count} heads", count=values.get("heads")),
        "width": Words("width {count}", count=values.get("width")),
        "vocabulary": Words("vocabulary {count}", count=values.get("vocabulary")),
        "experts": Words("{count} experts", count=values.get("experts")),
    }
    return [words[name] for name in words if name in values]
