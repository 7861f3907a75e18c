"""How a model is built: its type and its numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.units import context_text, count_text
from explorer.domain.words import Words, joined
from explorer.hub import responses as answers
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.named_sizes import is_of_other_word
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import shape_facts
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.parameter_counts import (
    as_written,
    counts_in,
    counts_of,
    is_of_whole,
    own_count,
)
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.subject import own_name

arch = phrases_of("architecture")

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
    "parameters": arch.columns_parameters,
    "context": arch.columns_context,
    "layers": arch.columns_layers,
    "heads": arch.columns_heads,
    "width": arch.columns_width,
}
_NUMBERS = (
    ("context", arch.numbers_context),
    ("layers", arch.numbers_layers),
    ("heads", arch.numbers_heads),
    ("width", arch.numbers_width),
    ("vocabulary", arch.numbers_vocabulary),
)


@dataclass
class _Facts:
    """What was found so far; the first source of each fact stands."""

    values: dict[str, object] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, name: str, value: object, evidence: Evidence) -> None:
        if name not in self.values and value not in (None, "", 0):
            self.values[name] = value
            self.evidence.append(evidence)


@or_of_original
def architecture_of(reading: Reading) -> Finding:
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
    numbers = (arch.count, *(pattern for _, pattern in _NUMBERS))
    sized = [p for p in reading.own if p.text.endswith(("B)", "M)"))]  # "Sora Base (428M)"
    asked = reading.likely(
        arch.type,
        arch.listed_sizes,
        *numbers,
        also=[*reading.rows, *reading.labelled, *sized],
    )
    asked = [*asked, *(t for t in titles(reading)[:3] if t.find(arch.count_title))]
    # What is labelled as a number of this model stands before what a sentence mentions.
    found: list[tuple[str, object, Passage]] = []
    for passage in sorted(asked, key=lambda p: not (p.header or arch.number_label.search(p.label))):
        facts_of = dict(_of_row(reading, passage)).items() if passage.header else _of_text(reading, passage)
        found += [(name, value, passage) for name, value in facts_of]
    counts = [(str(value), passage) for name, value, passage in found if name == "parameters"]
    own = own_count(reading, counts)
    for name, value, passage in found:
        if name != "parameters" or (value, passage) == own:
            facts.add(name, value, reading.from_card(passage))


def _of_text(reading: Reading, passage: Passage) -> Iterator[tuple[str, object]]:
    is_label = bool(arch.type_label.match(passage.label))
    found = passage.find(arch.type)
    if found and (is_label or _is_own_type(passage, found)):
        yield "type", found[0]
    elif is_label and (said := _labelled_type(passage)):
        yield "type", said
    if passage.has_digit:
        yield from (("parameters", count) for count in counts_of(reading, passage, is_label=is_label))
        yield from _numbers_of_text(passage, is_label=is_label)


def _numbers_of_text(passage: Passage, *, is_label: bool) -> Iterator[tuple[str, object]]:
    for name, pattern in _NUMBERS:
        match = passage.find(pattern)
        if match and not _is_of_training(passage, match) and is_of_whole(match, is_label=is_label):
            yield name, as_written(match)


def _is_own_type(passage: Passage, found: re.Match[str]) -> bool:
    """Whether a type is said of this model; "based on the Owl architecture" is."""
    before = found.string[: found.start()]
    if found[0].lower().endswith("architecture"):
        before = arch.is_based.sub(r"\1 ", before)
    return bool(passage.find(arch.says) or arch.plain_type.match(found[0])) and not arch.of_others.search(
        before
    )


def _is_of_training(passage: Passage, match: re.Match[str]) -> bool:
    """ "Max sequence length: 2048" among the settings of a training says how long its examples were."""
    return passage.is_under(arch.training, 1) and bool(arch.trained_length.search(match[0]))


def _labelled_type(passage: Passage) -> str:
    """What stands behind the label, of a long text only what it opens with: "ViT-Large (24 layers, …"."""
    said = passage.text[len(passage.label) :].strip(" :|.")
    if arch.there.match(said):
        return ""
    opening = arch.opening.match(said) if passage.is_labelled(arch.architecture) else None
    return said if len(passage.text) < 100 else opening[1] if opening else ""


def _of_row(reading: Reading, passage: Passage) -> Iterator[tuple[str, object]]:
    first = passage.cells[0] if passage.cells else ""
    is_setting = len(passage.cells) == 2 and arch.settings.match(passage.header[0])
    if reading.is_of_other_size(passage) or (not is_setting and is_of_other_word(reading.name, first)):
        return
    if (
        len(passage.cells) == 2
        and arch.type_label.match(first)
        and (found := arch.type.search(passage.cells[1]))
    ):
        yield "type", found[0]
    if passage.has_digit:
        yield from _numbers_of_row(reading, passage, first)


def _numbers_of_row(reading: Reading, passage: Passage, first: str) -> Iterator[tuple[str, object]]:
    own = reading.own_cell(passage) if len(passage.cells) > 2 else ""
    if re.match(r"\d", own) and len(own) < 20:  # numbers in rows, models in columns
        yield from ((name, own) for name, title in _COLUMNS.items() if passage.is_titled(title, first))
    if letters(first.rsplit("/", 1)[-1]) == own_name(reading):
        sizes = (passage.cells[column] for column in passage.columns(arch.size_column))
        yield from (("parameters", size) for size in sizes if arch.size_cell.fullmatch(size))
    columns = ((column, name) for name, title in _COLUMNS.items() for column in passage.columns(title))
    for column, name in sorted(columns, key=itemgetter(0)):
        if (cell := passage.cells[column])[:1].isdigit() and len(cell) < 20:
            yield name, arch.first_number.sub(r"\1", cell) if name == "heads" else cell
    if len(passage.cells) == 2 or arch.settings.match(passage.header[0]):
        said = " ".join(passage.cells[:2])
        yield from (("parameters", count) for count in counts_in(said)[:1])
        for name, pattern in _NUMBERS:
            match = pattern.search(said) if passage.may_match(pattern) else None
            if match and not _is_of_training(passage, match):
                yield name, as_written(match)


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
