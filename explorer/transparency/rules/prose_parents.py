"""Parents that a card's own sentences, labels and lists name."""

import re
from collections.abc import Iterable

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.configured_parents import parents_of_command, parents_of_configuration
from explorer.transparency.rules.exact_parents import allowed, more_exact, once, with_id
from explorer.transparency.rules.file_parents import (
    parents_called_alike,
    parents_of_conversion,
    parents_of_file,
    parents_of_same_name,
    parents_of_thanks,
)
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.mentions import MAY_NAME
from explorer.transparency.rules.merges import parents_of_merge
from explorer.transparency.rules.nearest_parents import nearest_first
from explorer.transparency.rules.other_origin_sentences import PROPER
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.placed_parents import (
    parents_of_architecture,
    parents_of_ends,
    parents_of_family,
    parents_of_labels,
    parents_of_named_stages,
    parents_of_parts,
    parents_of_stages,
)
from explorer.transparency.rules.sentence_parents import parents_of_sentence
from explorer.transparency.rules.subject import is_parent_label

_CUE = phrase("parents.cue")


def parents_of_prose(reading: Reading) -> list[Parent]:
    """What the card's own words name as parents: of a merge all, else the first; then what else is named."""
    return reading.once(_parents_of_prose)


def all_parents_of_prose(reading: Reading) -> list[Parent]:
    """Every model that some sentence names as a parent, of whatever generation."""
    return reading.once(_all_parents)


def _all_parents(reading: Reading) -> list[Parent]:
    labelled = [p for passage in _labelled(reading) for p in parents_of_labels(reading, passage)]
    told = [p for passage in _telling(reading) for p in parents_of_sentence(reading, passage)]
    placed = parents_of_configuration(reading)
    original, family = parents_of_same_name(reading), parents_of_family(reading)
    same = parents_of_architecture(reading)
    parts = [*parents_of_parts(reading), *parents_of_ends(reading)]
    found = [*original, *family, *same, *parts, *labelled, *told, *placed]
    if not any(p.relation == "merge" for p in found):
        found = [*_merged_in_title(reading), *found]
    of_file = list(parents_of_file(reading))
    if (of_file and _is_surely_of_file(reading, of_file[0])) or not any(
        not p.is_named_only
        and (p.relation == "quantized" or (p.relation == "distillation" and is_quantized_name(p.id)))
        for p in found
    ):
        found = [*(of_file or parents_of_thanks(reading)), *found]
    found = found or list(parents_called_alike(reading)) or list(parents_of_conversion(reading))
    found = found or [p for title in titles(reading) for p in parents_of_sentence(reading, title)]
    found = found or list(parents_of_command(reading))
    return [with_id(reading, p) for p in allowed(reading, found)]


def _is_surely_of_file(reading: Reading, parent: Parent) -> bool:
    """Whether a model of a copy's name is called its original, or belongs to the same owner."""
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    return "riginal" in parent.evidence.quote or parent.key.split("/")[0] == owner


def _labelled(reading: Reading) -> Iterable[Passage]:
    """Rows of tables, and what stands behind a label or below a heading such as "Base model"."""
    headings = {h for h in {p.heading for p in reading.own} if h and is_parent_label(h)}
    titled = [p for p in reading.own if p.heading in headings] if headings else []
    return reading.likely(also=[*reading.rows, *reading.labelled, *titled])


def _telling(reading: Reading) -> list[Passage]:
    """The sentences that may hold a name and one of the words that tell of an origin, and sums of models."""
    named = {p.number for p in reading.likely(MAY_NAME, PROPER)}
    told = reading.likely(_CUE)
    found = [p for p in told if p.number in named or "/" in p.quote or p.has_digit]
    known = {p.number for p in found}
    sums = (p for p in reading.own if "/" in p.quote and (" x " in p.quote or " + " in p.quote))
    return [*found, *(p for p in sums if p.number not in known)]


def _merged_in_title(reading: Reading) -> list[Parent]:
    """ "A merge of Owl 13B and Wren 13B" as a heading; one name alone tells nothing new."""
    told = (title for title in titles(reading) if "merge of" in title.lower)
    found = [p for title in told for p in parents_of_sentence(reading, title)]
    return found if len(found) > 1 else []


def _parents_of_prose(reading: Reading) -> list[Parent]:
    merged = allowed(reading, [with_id(reading, p) for p in parents_of_merge(reading)])
    copied = next(parents_of_file(reading), None) if merged else None
    if copied and copied.key not in {p.key for p in merged}:
        return [copied]  # the merge is told of the original
    if merged:
        return once(merged)
    found = all_parents_of_prose(reading)
    if not reading.is_quantized:  # what this family's base was made from stands further up
        found = nearest_first(reading, found)
        found = [*parents_of_stages(reading), *parents_of_named_stages(reading), *found]
    is_joint = bool(found) and found[0].is_joint
    first = [p for p in found if p.evidence == found[0].evidence or (is_joint and p.is_joint)]
    if len([p for p in first if not p.is_named_only]) > 1:
        first = [p for p in first if not p.is_named_only]  # the names are of the same parts
    named = once(more_exact(first, found))
    is_merge = bool(named) and named[0].relation == "merge"
    return [
        p
        for n, p in enumerate(named)
        if n == 0 or p.is_joint or (p.relation == "merge" and (is_merge or not p.is_named_only))
    ]
