"""Which model this one was made from: the metadata's word, unless the card's own sentence disagrees."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, is_draft_name
from explorer.transparency.rules.lineage.beginning import beginning, states_scratch
from explorer.transparency.rules.lineage.choice import all_parents_of_prose, parents_of_prose
from explorer.transparency.rules.lineage.merge_names import parents_of_merge_configuration
from explorer.transparency.rules.lineage.metadata import (
    is_named_in_header,
    parents_of_api,
    parents_of_header,
    parents_of_yaml,
)
from explorer.transparency.rules.lineage.parent import RELATIONS, Parent, keys_of, only_ids
from explorer.transparency.rules.lineage.placed import parents_of_named_stages, parents_of_terms, stem_of_file
from explorer.transparency.rules.subject import own_name

parents = phrases_of("parents")
scratch = phrases_of("scratch")


def lineage(reading: Reading) -> Finding:
    """Direct parents, each with its Hub id and how this model was made from it."""
    yaml, api, header = parents_of_yaml(reading), parents_of_api(reading), parents_of_header(reading)
    prose = parents_of_prose(reading) or parents_of_terms(reading)
    direct = [p for p in header if not p.is_of_original]
    if metadata := next(filter(None, map(only_ids, (yaml, api, direct))), []):
        return _of_metadata(reading, metadata, [*yaml, *api, *_beside(reading, metadata, header)], prose)
    is_new = not header and bool(states_scratch(reading)) and not _is_tuned_of_its_family(reading, prose)
    if only_ids(prose) and not (is_new and _speaks_of_itself(reading)):
        return _finding(reading, Verdict.OPEN, prose, prose)
    if is_new:
        return beginning(reading)
    bases = only_ids(header)
    if named := bases or [*yaml, *api, *header][:1]:
        verdict = Verdict.OPEN if bases else Verdict.PARTIAL
        return _finding(reading, verdict, named, [*yaml, *api, *header, *prose])
    if prose:
        return _finding(reading, Verdict.PARTIAL, prose, prose)
    return beginning(reading)


def _beside(reading: Reading, stated: list[Parent], header: list[Parent]) -> list[Parent]:
    """Of the header's parents those that are to agree with these; the base of one of them is further up."""
    is_told = any(is_named_in_header(reading, p) for p in stated)
    is_chain = is_told or any(not p.is_of_original for p in header)
    return [p for p in header if not (is_chain and p.is_of_original) or p.key in keys_of(stated)]


def _is_tuned_of_its_family(reading: Reading, prose: list[Parent]) -> bool:
    """Of a tuned model's card, "from scratch" tells of the base, where another sentence names that base."""
    own, names = own_name(reading), [name_letters(p.id) for p in prose]
    stems = [parents.base_end.sub("", name) for name in names if name != own]
    return any(len(stem) > 4 and own.startswith(stem) for stem in stems)  # "wren7b" of "wren7bbase"


def _speaks_of_itself(reading: Reading) -> bool:
    """Whether "from scratch" is said of this model by its name, and it is not named as a tuned one."""
    stated, own = states_scratch(reading), own_name(reading)
    is_named = bool(stated and len(own) > 3 and own in letters(stated.text))
    return is_named and not scratch.tuned_name.search(reading.sources.repo)


def _of_metadata(reading: Reading, stated: list[Parent], all_: list[Parent], prose: list[Parent]) -> Finding:
    """Prose that names another parent wins: metadata is often copied from the grandparent."""
    if prose and prose[0].relation == "merge" and not _may_be_merge(reading, stated):
        prose = []
    known, said = keys_of(stated), keys_of([*prose, *all_parents_of_prose(reading)])
    prose = only_ids(prose)
    if nearer := _nearer(reading, stated, prose):
        return _finding(reading, Verdict.OPEN, nearer, [*nearer, *stated], _conflict(stated, nearer))
    if one := _converted_of(reading, stated, prose):
        return _finding(reading, Verdict.OPEN, [one], [*prose, one], _conflict([one], all_))
    if prose and prose[0].relation == "merge" and known < keys_of(prose):
        return _finding(reading, Verdict.OPEN, prose, [*prose, *all_])  # the metadata name only its base
    if prose and (_is_below(prose, stated) or (not said & known and _is_exact(prose, stated))):
        return _finding(reading, Verdict.OPEN, prose, [*prose, *stated], _conflict(stated, prose))
    same = [p for p in [*all_, *prose] if p.key in known]
    return _finding(reading, Verdict.OPEN, stated, same, _conflict(stated, only_ids(all_)))


def _is_below(prose: list[Parent], stated: list[Parent]) -> bool:
    """Whether prose names a model that was tuned from the one in the metadata, and this one from it."""
    is_made = prose[0].relation in {"finetune", "adapter"}
    return is_made and prose[0].key not in keys_of(stated) and _is_further_up(stated, prose)


def _is_exact(prose: list[Parent], stated: list[Parent]) -> bool:
    """A conversion is made from one file set, so its sentence is exact; "based on" may be looser."""
    if _is_further_up(prose, stated):
        return False
    if prose[0].relation == "merge":
        return len(prose) > 1 or "passthrough" in prose[0].evidence.quote  # layers of one model, stacked
    return prose[0].relation in {"quantized", "adapter"}


def _may_be_merge(reading: Reading, stated: list[Parent]) -> bool:
    """A list of "source models" makes no merge of one named parent: only a tag or a configuration does."""
    if len(stated) > 1:
        return True
    is_told = bool(reading.tags & {"merge", "mergekit"}) or any(parents_of_merge_configuration(reading))
    return is_told and not reading.is_quantized


def _nearer(reading: Reading, stated: list[Parent], prose: list[Parent]) -> list[Parent]:
    """Nearer than the metadata's: what a copy is called by, an own earlier step, a labelled parent."""
    known = keys_of(stated)
    is_copy = bool(prose) and prose[0].key not in known and prose[0].relation == "quantized"
    if is_copy and _is_called(prose[0], stem_of_file(reading)):
        return prose[:1]
    step = parents_of_named_stages(reading)
    if step and step[0].key not in known:
        return step
    is_forgotten = len(stated) == 1 and _is_only_in_metadata(reading, stated[0])
    is_labelled = bool(prose) and bool(parents.labelled.match(prose[0].evidence.quote))
    return prose[:1] if is_forgotten and is_labelled and prose[0].key not in known else []


def _is_only_in_metadata(reading: Reading, parent: Parent) -> bool:
    """Whether the card's own words never name it: a line left over from another card."""
    name = name_letters(parent.id)
    return not any(name in letters(p.quote) for p in reading.own)


def _converted_of(reading: Reading, stated: list[Parent], prose: list[Parent]) -> Parent | None:
    """A copy is made from one model; where its metadata name also that one's own parents, which it is."""
    if not reading.is_quantized or len(stated) < 2:
        return None
    key = prose[0].key if prose and prose[0].relation in {"quantized", "distillation"} else ""
    stem = stem_of_file(reading)
    return next((p for p in stated if p.key == key or _is_called(p, stem)), None)


def _is_called(parent: Parent, stem: str) -> bool:
    """Whether a quantized copy bears this parent's name; the metadata may be the parent's own."""
    return bool(stem) and name_letters(parent.id) == stem


def _is_further_up(prose: list[Parent], metadata: list[Parent]) -> bool:
    """Whether the metadata name a model made from the one in prose: "Owl-7B-Calm" and "Owl-7B"."""
    if len(prose) != 1 or len(metadata) != 1:
        return False
    above, near = (name_letters(p.id) for p in (prose[0], metadata[0]))
    above = parents.version_end.sub("", above)
    return len(above) > 5 and above in near and above != near


def _conflict(first: list[Parent], second: list[Parent]) -> str:
    if not (other := [p for p in second if p.key not in keys_of(first)]):
        return ""
    told = [*first[:2], *other[:2]]
    said = [Words("{place}: {statement}", place=p.evidence.place, statement=p.id) for p in told]
    return joined(" · ", said)


def _finding(
    reading: Reading, verdict: Verdict, named: list[Parent], witnesses: list[Parent], conflict: str = ""
) -> Finding:
    relations = {p.key: _relation(reading, p, witnesses, len(named)) for p in named}
    value = [{"id": p.id, "relation": relations[p.key]} for p in named]
    names = ", ".join(p.id for p in named[:4])
    text = _words(relations[named[0].key], names)
    evidence = [p.evidence for p in [*named, *witnesses]]
    return reading.found("lineage", verdict, text, value, evidence, conflict)


def _words(relation: str, names: str) -> Words:
    match relation:
        case "quantized":
            return Words("Quantized from {names}", names=names)
        case "finetune":
            return Words("Fine-tuned from {names}", names=names)
        case "adapter":
            return Words("Adapter for {names}", names=names)
        case "merge":
            return Words("Merge of {names}", names=names)
        case "distillation":
            return Words("Distilled from {names}", names=names)
        case _:
            return Words("Made from {names}", names=names)


def _relation(reading: Reading, parent: Parent, witnesses: list[Parent], count: int) -> str:
    """What a source says; else what the repo plainly is; else, and of what it drafts for, unknown."""
    is_draft = (reading.is_draft or is_draft_name(reading.name)) and not is_draft_name(parent.id)
    stated = [p.relation for p in [parent, *witnesses] if p.key == parent.key and p.relation in RELATIONS]
    if stated and not is_draft:
        return stated[0]
    if is_draft or any(p.is_of_original for p in witnesses if p.key == parent.key):
        return "unknown"
    if reading.is_quantized:
        return "quantized"
    if count > 1 and reading.tags & {"merge", "mergekit"}:
        return "merge"
    if reading.tags & {"lora", "adapter", "peft"} or "peft" in reading.texts("library_name"):
        return "adapter"
    is_tuned = any(
        re.search(r"fine-?tun|\bsft\b|\bdpo\b|instruct", p.text, re.IGNORECASE) for p in reading.own[:200]
    )
    return "finetune" if is_tuned else "unknown"


def has_parent(reading: Reading) -> bool:
    """Whether any source names a model that this one was made from."""
    return reading.once(_has_parent)


def _has_parent(reading: Reading) -> bool:
    sources = (parents_of_yaml, parents_of_api, parents_of_header, parents_of_prose)
    return any(reading.once(find) for find in sources)
