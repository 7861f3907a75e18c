"""Parents that stand behind a label or in a table: of siblings with their bases, of parts, of merges."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import HAS_SIZE, MAY_NAME, is_model_name
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.subject import is_parent_label, own_name, sentence_of

parents = phrases_of("parents")

_MAX_NAME = 60  # characters
_SHORT = 3  # letters


def parents_of_labels(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """ "Finetuned from model: X", in a label, a row of two, or a column of a table of siblings."""
    label = _label_of(reading, passage)
    if not (label or passage.header) or is_of_others(reading, passage):
        return
    if passage.header:
        yield from _of_rows(reading, passage)
    elif parents.talking.match(label):
        named = sentence_of(reading, passage).mentions[:1]
        yield from (Parent(m.id, "finetune", reading.from_card(passage), m.is_named_only) for m in named)
    is_used = bool(parents.used_label.match(label)) and passage.is_under(parents.training_title, 1)
    if not (label and (is_used or is_parent_label(label))) or parents.none.match(passage.said):
        return
    if passage.is_under(parents.results, 1):  # "Base: 41.2", beside other results
        return
    relation = "quantized" if "riginal" in label or parents.quantized_label.search(label) else ""
    ids = [m.id for m in sentence_of(reading, passage).mentions if not m.is_named_only]
    evidence = reading.from_card(passage)
    if ids:
        joint = ids if parents.several.search(label) else ids[:1]
        yield from (Parent(id_, relation, evidence, is_joint=len(joint) > 1) for id_ in joint)
    elif not parents.of_files.search(label) and (name := _labelled_name(passage)):  # no size, no file's name
        yield Parent(name, relation, evidence, is_named_only=True)


def _label_of(reading: Reading, passage: Passage) -> str:
    """The label, or the heading over a line that holds nothing but a link, an id or a name."""
    if passage.label or passage.header or not passage.heading or not is_parent_label(passage.heading):
        return passage.label
    is_bare = len(passage.text.split()) == 1 and "/" in passage.quote
    return passage.heading if is_bare or _is_first_under(reading, passage) else ""


def _is_first_under(reading: Reading, passage: Passage) -> bool:
    """Whether a passage follows its heading and links a model, or is nothing but a name."""
    blocks = reading.card.blocks if reading.card else []
    if passage.heading.lower().endswith(("base", "models")) or not 0 < passage.block <= len(blocks):
        return False
    words = passage.text.split()
    is_name = (
        len(words) <= 5 and words[0][0].isupper() and all(w[0].isupper() or w[0].isdigit() for w in words)
    )
    is_next = blocks[passage.block - 1].kind is BlockKind.HEADING
    return is_next and (is_name or any(not m.is_named_only for m in sentence_of(reading, passage).mentions))


def _labelled_name(passage: Passage) -> str:
    body = re.split(r" \(|, |; ", passage.said.strip(" .[]*"))[0].strip(" .[]()*`")
    is_name = 1 < len(body) <= _MAX_NAME and len(body.split()) <= 7 and any(c.isalpha() for c in body)
    return body if is_name and "http" not in body and not parents.no_name.match(body) else ""


def _of_rows(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """A table of siblings with a column for their bases: the row that names or links this model."""
    for at in passage.columns(parents.base_title):
        base, named = parents.base_title.match(passage.header[at]), plain(passage.cells[at]).split()
        if base and own_name(reading) in map(letters, named):
            yield Parent(base["name"].strip(), "finetune", reading.from_card(passage), is_named_only=True)
            return
    yield from _of_part_columns(reading, passage)
    yield from _of_own_column(reading, passage)
    yield from _of_source_column(reading, passage)
    column = next(iter(passage.columns(parents.base_column)), -1)
    if column >= 0 and _is_row_of(reading, passage, column):
        yield from _of_base_column(reading, passage, column)


def _of_base_column(reading: Reading, passage: Passage, column: int) -> Iterator[Parent]:
    cell = passage.cells[column]
    if parents.backbone.match(passage.header[column]) and not (
        MAY_NAME.search(cell) or HAS_SIZE.search(cell)
    ):
        return  # "ViT-L": a design
    evidence, ids = reading.from_card(passage), list(model_ids(passage.quote))
    linked = [id_ for id_ in ids if id_.rsplit("/", 1)[-1].lower() in cell.lower()]
    linked += [id_ for words, id_ in _links(passage) if id_ and words == cell]
    if linked:
        yield Parent(linked[0], "finetune", evidence)
    elif is_model_name(cell):
        first = ids[0] if ids and column == 0 else ""
        at = [passage.quote.find(text) for text in (cell, first)]
        is_linked = first and at[0] < at[1] < passage.quote.find("|", 2)
        yield Parent(first if is_linked else cell, "finetune", evidence, is_named_only=not is_linked)


def _of_own_column(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """The row "Source model" of a table with a column for each model: what this model's column links."""
    own = next((n for n, title in enumerate(passage.header) if n and letters(title) == own_name(reading)), 0)
    if 0 < own < len(passage.cells) and is_parent_label(passage.cells[0]):
        yield from _of_cell(reading, passage, own)


def _of_part_columns(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """ "| Vision part | Language part |": what this model's row has in both."""
    columns = [
        next(iter(passage.columns(title)), -1) for title in (parents.seeing_column, parents.talking_column)
    ]
    if min(columns) >= 0 and _is_row_of(reading, passage, max(columns)):
        for column in columns:
            yield from _of_cell(reading, passage, column, is_joint=True)


def _of_cell(reading: Reading, passage: Passage, at: int, *, is_joint: bool = False) -> Iterator[Parent]:
    cell = passage.cells[at]
    id_ = dict(_links(passage)).get(cell, "")
    if id_ or is_model_name(cell):
        yield Parent(id_ or cell, "finetune", reading.from_card(passage), not id_, is_joint)


def _of_source_column(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """ "| Model | Source |": the models that this one's row links there, where they are several."""
    column = next(iter(passage.columns(parents.sources_column)), -1)
    if column <= 0 or not _is_row_of(reading, passage, 0):
        return
    cell = passage.cells[column]
    ids = [i for words, i in dict(_links(passage)).items() if i and words in cell and _is_called(words, i)]
    is_other = parents.roles.search(cell) or own_name(reading) in map(name_letters, ids)
    if len(ids) > 1 and not is_other:
        yield from (Parent(id_, "merge", reading.from_card(passage), is_joint=True) for id_ in ids)


def _links(passage: Passage) -> list[tuple[str, str]]:
    """The words of its links, and the models they lead to, "" where they lead elsewhere."""
    return [(plain(m["words"]), id_of_url(m["url"])) for m in parents.link.finditer(passage.quote)]


def _is_called(words: str, id_: str) -> bool:
    """Whether a link bears the model's name: no "[HF]"."""
    said, name = name_letters(words), name_letters(id_)
    return len(said) > _SHORT and (said in name or name in said)


def _is_row_of(reading: Reading, passage: Passage, column: int) -> bool:
    """Whether a row is this model's; ``column``: that of the parents."""
    own = own_name(reading)
    is_first = column > 0 and letters(passage.cells[0]) == own
    return bool(own) and (is_first or own in map(name_letters, model_ids(passage.quote)))
