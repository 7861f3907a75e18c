"""How a model is built: its type and its numbers."""

import re
from collections.abc import Iterator, Mapping
from operator import itemgetter

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.projectors import PROJECTOR_ARCHITECTURE
from explorer.domain.units import context_text, count_text
from explorer.domain.words import Words, joined
from explorer.hub import responses as answers
from explorer.transparency.card_text.letters import name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.named_sizes import is_of_other_word
from explorer.transparency.phrases.phrase import phrase_list, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import shape_facts
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
_COLUMNS = phrase_list("architecture.columns")
_NUMBERS = phrase_list("architecture.numbers")

type _Fact = tuple[str, object, Evidence]  # what is told, as it is told, where


@or_of_original
def architecture_of(reading: Reading) -> Finding:
    """Open: the type and two numbers. Value: type, parameters, context, … as far as stated."""
    values: dict[str, object] = {}
    evidence = []
    for name, value, stated in _facts(reading):  # the first source of each fact stands
        if name not in values and value not in (None, "", 0):
            values[name] = value
            evidence.append(stated)
    if not values:
        return reading.silent("architecture")
    numbers = len(values) - ("type" in values)
    verdict = Verdict.OPEN if "type" in values and numbers >= 2 else Verdict.PARTIAL
    return reading.found("architecture", verdict, _text(values), values, evidence)


def _facts(reading: Reading) -> Iterator[_Fact]:
    yield from _of_header(reading)
    yield from _of_api(reading)
    yield from shape_facts(reading)
    for kind in reading.texts("model_type")[:1]:
        yield "type", kind, reading.from_yaml("model_type")
    yield from _of_card(reading)


def _of_header(reading: Reading) -> Iterator[_Fact]:
    kind = reading.header_text("general.architecture")
    if kind:
        yield "type", kind, reading.from_header("general.architecture")
    if count := reading.sources.parameters:
        said = Words("{count} parameters in its tensors", count=count)
        yield "parameters", count, reading.of_file(Words("tensors"), said)
    for key, name in _HEADER_NUMBERS.items():
        value = (reading.sources.header or {}).get(f"{kind}.{key}")
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            yield name, value, reading.from_header(f"{kind}.{key}")


def _of_api(reading: Reading) -> Iterator[_Fact]:
    for part, key, name, taken in (
        ("gguf", "architecture", "type", answers.text),
        ("gguf", "total", "parameters", answers.count),
        ("gguf", "context_length", "context", answers.count),
        ("config", "model_type", "type", answers.text),
        ("safetensors", "total", "parameters", answers.count),
    ):
        told = reading.api_map(part)
        if told.get("architecture") == PROJECTOR_ARCHITECTURE:
            continue  # the Hub read the header of what lets the model see images
        if value := taken(told.get(key)):
            yield name, value, reading.from_api(f"{part}.{key}", value)


def _of_card(reading: Reading) -> Iterator[_Fact]:
    placed = [p for p in reading.own if p.text.endswith(("B)", "M)"))]  # "Sora Base (428M)"
    placed += [*reading.rows, *reading.labelled]
    asked = [*reading.likely(arch.type, arch.listed_sizes, arch.count, *_NUMBERS, also=placed)]
    asked += [title for title in reading.titles[:3] if title.find(arch.count_title)]
    # What is labelled as a number of this model stands before what a sentence mentions.
    found: list[tuple[str, object, Passage]] = []
    for passage in sorted(asked, key=lambda p: not (p.header or arch.number_label.search(p.label))):
        told = dict(_of_row(reading, passage)).items() if passage.header else _of_text(reading, passage)
        found += [(name, value, passage) for name, value in told]
    counts = [(str(value), passage) for name, value, passage in found if name == "parameters"]
    own = own_count(reading, counts)
    for name, value, passage in found:
        if name != "parameters" or (value, passage) == own:
            yield name, value, reading.from_card(passage)


def _of_text(reading: Reading, passage: Passage) -> Iterator[tuple[str, object]]:
    is_label = bool(arch.type_label.match(passage.label))
    found = passage.find(arch.type)
    if found and (is_label or _is_own_type(passage, found)):
        yield "type", found[0]
    elif is_label and (said := _labelled_type(passage)):
        yield "type", said
    if passage.has_digit:
        yield from (("parameters", count) for count in counts_of(reading, passage, is_label=is_label))
        for number in _NUMBERS:
            match = passage.find(number)
            if match and not _is_of_training(passage, match) and is_of_whole(match, is_label=is_label):
                yield number.value, as_written(match)


def _is_own_type(passage: Passage, found: re.Match[str]) -> bool:
    """Whether a type is said of this model; "based on the Owl architecture" is."""
    before = found.string[: found.start()]
    if found[0].lower().endswith("architecture"):
        before = arch.is_based.sub(r"\1 ", before)
    is_said = passage.find(arch.says) or arch.plain_type.match(found[0])
    return bool(is_said) and not arch.of_others.search(before)


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


def _of_row(reading: Reading, row: Passage) -> Iterator[tuple[str, object]]:
    first = row.cells[0] if row.cells else ""
    is_pair, is_setting = len(row.cells) == 2, bool(arch.settings.match(row.header[0]))
    is_of_other = is_of_other_word(reading.name, first) and not (is_pair and is_setting)
    if is_of_other or reading.is_of_other_size(row):
        return
    if is_pair and arch.type_label.match(first) and (found := arch.type.search(row.cells[1])):
        yield "type", found[0]
    if row.has_digit:
        yield from _numbers_of_row(reading, row, first)
    if row.has_digit and (is_pair or is_setting):
        said = " ".join(row.cells[:2])
        yield from (("parameters", count) for count in counts_in(said)[:1])
        for number in filter(row.may_match, _NUMBERS):
            if (match := number.search(said)) and not _is_of_training(row, match):
                yield number.value, as_written(match)


def _numbers_of_row(reading: Reading, row: Passage, first: str) -> Iterator[tuple[str, object]]:
    own = reading.own_cell(row) if len(row.cells) > 2 else ""
    if re.match(r"\d", own) and len(own) < 20:  # numbers in rows, models in columns
        yield from ((title.value, own) for title in _COLUMNS if row.is_titled(title, first))
    if name_letters(first) == own_name(reading):
        sizes = (row.cells[column] for column in row.columns(arch.size_column))
        yield from (("parameters", size) for size in sizes if arch.size_cell.fullmatch(size))
    columns = ((column, title.value) for title in _COLUMNS for column in row.columns(title))
    for column, name in sorted(columns, key=itemgetter(0)):
        if (cell := row.cells[column])[:1].isdigit() and len(cell) < 20:
            yield name, arch.first_number.sub(r"\1", cell) if name == "heads" else cell


def _text(values: Mapping[str, object]) -> Words:
    """Its type, parameters and context, or what else is said where these are not."""
    parameters, context = values.get("parameters", ""), values.get("context", "")
    parameters = count_text(parameters) if isinstance(parameters, int) else parameters
    context = context_text(context) if isinstance(context, int) else context
    parts = [
        str(values.get("type", "")),
        Words("{count} parameters", count=parameters) if parameters else "",
        Words("context {length}", length=context) if context else "",
    ]
    rest = {
        "layers": Words("{count} layers", count=values.get("layers")),
        "heads": Words("{count} heads", count=values.get("heads")),
        "width": Words("width {count}", count=values.get("width")),
        "vocabulary": Words("vocabulary {count}", count=values.get("vocabulary")),
        "experts": Words("{count} experts", count=values.get("experts")),
    }
    return joined(" · ", parts if any(parts) else [rest[name] for name in rest if name in values])
