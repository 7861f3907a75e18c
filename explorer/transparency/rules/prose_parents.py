"""Parents that a card's own sentences, labels and lists name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
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
from explorer.transparency.rules.mentions import DATA, ITSELF, MAY_NAME, Marked, Mention
from explorer.transparency.rules.merges import parents_of_merge
from explorer.transparency.rules.nearest_parents import nearest_first
from explorer.transparency.rules.other_forms import AS_BASE, BY_NAME, PROPER, parents_of_other_forms
from explorer.transparency.rules.own_family import (
    as_itself,
    is_child,
    is_item_beside_own,
    is_item_of_sibling,
    is_of_other_version,
    is_of_sibling,
    is_sibling,
    is_under_sibling,
    names_sibling,
    of_own_family,
)
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
from explorer.transparency.rules.statements import Statement, statements
from explorer.transparency.rules.subject import (
    ASIDE,
    COMPARED,
    OF_RIVAL,
    is_about_child,
    is_helper,
    is_of_others,
    is_parent_label,
    own_name,
    sentence_of,
)
from explorer.transparency.rules.titles import titles

# One of these words is in every sentence that names a parent; only asked of the index.
_CUE = re.compile(
    r"\bconsist|\bcompos|\bcompris|\bcombin|\bconnect|\bintegrat|tun(?:e|ed|ing)|train|\bbased|\bbuil(?:t|ds)|\bdeveloped|\bconstructed|\bcreated|\bmade\b|\bcrafted"
    r"|\bobtained|\bproduced|\binitiali"
    r"|\bwarm|\bstart|\bbeg[iau]n|\bderive[ds]|\badapted|\bbranched|\bforked|\bdescended|\btransferred"
    r"|\bmodified|scaled|\bexpanded|\bextended"
    r"|\btop\b|\bbase\b|\bbackbone|\bfoundation|\bparent|\bunderlying|\bsource|\bseed|\bprun|distill"
    r"|\badapter|lora|\bappl|quant|\bconver"
    r"|\bexport|\boriginal|upload|\bport|\bmirror|\bcopy|\bclone|\bduplicate|\brepackag|\bfork|\bsame"
    r"|\bversion"
    r"|\bvariant|\bedition|\bderivative|\biteration"
    r"|\bmodel (?:\w+ )?(?:used|chosen|taken)\b|\btake on\b|\btook\b|\btaught|\binherit|\bsteps of\b"
    r"|\bcheckpoint|abliterat|merg|gguf|ggml|gptq|awq|exl|mlx|onnx|bpw|\bfp8|\bint[48]|\bthis\b|\bhere\b"
    r"|\bextend|\badapts?\b|\bcontinu|retrain|modif|compress|\bweights are|\bbody\b|\bencoder|\bpartir"
    r"|\bexten|expan|scal(?:ed|ing)|cycl|refin|\bevol|\bproto|\bdelta|\bdiffs?\b|\bxor\b|\bhead|\blayer"
    r"|decensored|\bremov|\bblend|\bbits?\b|\bince ayar|预训练|训练|訓練|\bdrop"
    r"|\brepl|\bcontext|\brefus|orthog|\btinh\b|\bbaut\b|\baus\b|\btower|\bvision"
    r"|转换|量化|変換|量子化|マージ|양자화|학습|변환|특화"
    r"|\bversi|\bajuste|\bbas[aé]"
    r"|\bbasi[se]|осно|базе|дообуч|ベース|もと|基于|基於|基に|基座|基础|기반|베이스|파인튜닝|미세|추가|微调|微調整|チューニング"
    r"|学習|元に|偏好对齐|llm|\blanguage model|\bdpo"
    r"|\bsft|\bdecoder|\bfused\b|\bstudent\b|\bmodels with\b",
    re.IGNORECASE,
)
# "We developed Kestrel by fine-tuning X", in another model's card.
_PRODUCT = re.compile(
    r"\bwe (?:developed|built|created|made|trained) (?P<name>(?-i:[A-Z])[\w.-]{3,40}) by"
    r" (?:instruction[- ]|supervised )?(?:fine-?)?tuning\b",
    re.IGNORECASE,
)
_FASTER = re.compile(
    r"^\W{0,4}fine-?tune\b.{0,80}\b\d(?:-\d)?x faster\b", re.IGNORECASE
)  # what a tool is praised for
_QUANTIZED = re.compile(r"quanti[sz]|gguf|\bquants?\b|gptq|awq|exl[23]|mlx", re.IGNORECASE)
_LICENSE = re.compile(r"licen[sc]e|acknowledg|credit|thanks|citation", re.IGNORECASE)
_OF_PARTS = re.compile(r"architecture|tokenizer|\bcode\b|paper|licen[sc]e", re.IGNORECASE)
# "Modified from the Owl decoder (see the paper):", an item under "Model architecture".
_ARCHITECTURE = re.compile(r"\barchitecture\b", re.IGNORECASE)
_BUILT_LIKE = re.compile(r"\W{0,4}(?:modified|adapted|based|derived|extended|borrowed)\b", re.IGNORECASE)
# "The heron models are built on top of §0", whose license follows.
_OF_SERIES = re.compile(
    r"\W{0,4}(?:both of |all of )?(?:the|our|these|all) (?:[\w.-]+ ){0,3}models? (?:is|are|was|were) "
    r"(?:built|based|fine-?tuned|trained)\b",
    re.IGNORECASE,
)
_SERIES = re.compile(r"\W{0,4}(?:both|all|these|our (?:\w+ )?models)\b", re.IGNORECASE)
# "- owl-0.5B: a smaller one, quantized from …", an item about that model; this one has no mark.
_OF_ONE = re.compile(r"\W{0,4}§(?P<n>\d+)\W{0,3}: ")
_AS_BASELINE = re.compile(
    r"\bfor (?:a )?(?:fair )?comparison\b|\bas (?:an? |our )?baselines?\b|\bablations?\b", re.IGNORECASE
)
# What comes next, what was before, and what was only tried.
_OF_ANOTHER_TIME = re.compile(
    r"(?P<soon>\bcoming soon\b)|\bplan(?:s|ned|ning)? (?:on|to)\b|\bwill be (?:\w+ )?(?:based|built"
    r"|trained|fine)"
    r"|\b(?:future|upcoming|next|earlier|previous|prior|older|former|predecessor) (?:\w+ )?(?:versions?"
    r"|releases?"
    r"|models?|iterations?) (?:\w+ )?(?:was|were|is|are|will|used|had)\b"
    r"|\b(?:releas|announc|launch|introduc)\w* (?:\w+ ){0,3}?next[- ]generation of\b"
    r"|\bexperiments?\b[^.]{0,30}\b(?:are|were|was|is)\b",
    re.IGNORECASE,
)


def parents_of_prose(reading: Reading) -> list[Parent]:
    """What the card's own words name as parents: of a merge all, else the first; then what else is named."""
    return reading.once(_parents_of_prose)


def all_parents_of_prose(reading: Reading) -> list[Parent]:
    """Every model that some sentence names as a parent, of whatever generation."""
    return reading.once(_all_parents)


def _all_parents(reading: Reading) -> list[Parent]:
    labelled = [p for passage in _labelled(reading) for p in parents_of_labels(reading, passage)]
    told = [p for passage in _telling(reading) for p in _of_sentence(reading, passage)]
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
    found = found or [p for title in titles(reading) for p in _of_sentence(reading, title)]
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
    found = [p for title in told for p in _of_sentence(reading, title)]
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


def _of_sentence(reading: Reading, passage: Passage) -> Iterator[Parent]:
    sentence = sentence_of(reading, passage)
    of_family = of_own_family(reading, passage)
    is_told = sentence.mentions or passage.find(PROPER) or of_family or passage.find(AS_BASE)
    is_row_of_others = len(passage.cells) > 2 and letters(passage.cells[0].split("/")[-1]) != own_name(
        reading
    )
    if not is_told or is_row_of_others or is_of_others(passage) or _is_about_terms(reading, passage):
        return
    if _is_of_other_things(reading, passage, sentence):
        return
    planned = passage.find(_OF_ANOTHER_TIME)
    rival = passage.find(OF_RIVAL)
    limits = [m.start() for m in (passage.find(COMPARED), rival, planned) if m]
    end = min(limits, default=len(passage.text))
    if (planned and planned["soon"]) or is_of_other_version(reading, passage):
        return
    evidence = reading.from_card(passage)
    told = statements(passage, as_itself(reading, sentence), is_helper=is_helper(reading))
    for one in _of_own_size(reading, told, sentence):
        is_ours = not is_child(reading, one) and not is_of_sibling(reading, sentence, one)
        if one.at < end and is_ours:
            is_smaller = one.relation == "unknown" and passage.find(_QUANTIZED)
            mention = _in_particular(sentence, one.mention)
            yield Parent(
                mention.id,
                "quantized" if is_smaller else one.relation,
                evidence,
                mention.is_named_only,
                one.is_joint,
            )
    if sentence.mentions and not rival and not names_sibling(reading, sentence):
        yield from parents_of_other_forms(reading, sentence, evidence)
    if of_family:
        yield Parent(of_family, "finetune", evidence, is_named_only=True)
    if sentence.mentions or DATA in sentence.text:
        return
    if (found := passage.find(PROPER) or passage.find(AS_BASE)) and found.start() < end:
        relation = "unknown" if found.groupdict().get("same") else "finetune"
        yield Parent(found["name"].rstrip("."), relation, evidence, is_named_only=True)


def _in_particular(sentence: Marked, mention: Mention) -> Mention:
    """ "Based on Owl, and in particular on the one tuned for songs: lake/owl-songs": the id, if it is one."""
    if not mention.is_named_only or any(map(str.isdigit, mention.id)):
        return mention
    name = letters(mention.id)
    ids = [m for m in sentence.mentions if not m.is_named_only and m.is_sure]
    is_same = len(ids) == 1 and letters(ids[0].id.rsplit("/", 1)[-1]).startswith(name)
    return ids[0] if is_same else mention


def _of_own_size(reading: Reading, told: list[Statement], sentence: Marked) -> list[Statement]:
    """Of "our models are built on Owl-7B and Owl-32B" the one of this model's size."""
    if not reading.size or not _SERIES.match(sentence.text):
        return told
    own = [m for m in sentence.mentions if m.id.lower().endswith(f"-{reading.size}")]
    return [replace(told[0], mention=own[0])] if told and len(own) == 1 else told


def _is_of_other_things(reading: Reading, passage: Passage, sentence: Marked) -> bool:
    """Parts, siblings, children, baselines, designs."""
    is_part = passage.label and passage.is_labelled(_OF_PARTS) and letters(passage.label) != own_name(reading)
    if is_part or (passage.label and passage.cells and is_sibling(reading, passage.label)):
        return True
    if is_under_sibling(reading, passage) or is_item_beside_own(reading, passage) or passage.find(_FASTER):
        return True
    product = passage.find(_PRODUCT)
    if product and letters(product["name"])[:4] not in own_name(reading):
        return True
    listed = _OF_ONE.match(sentence.text) if passage.is_item else None
    of_one = sentence.mentions[int(listed["n"])] if listed else None
    if of_one and (not of_one.is_named_only or is_item_of_sibling(reading, of_one)):
        return True
    if "codebase](" in passage.quote:  # "we adapt [Tern codebase](lake/Tern-7B)"
        return True
    is_compared = is_about_child(reading, passage.text) or passage.find(_AS_BASELINE)
    return bool(is_compared) or _is_of_design(passage)


def _is_of_design(passage: Passage) -> bool:
    return passage.is_item and passage.is_under(_ARCHITECTURE, 1) and bool(_BUILT_LIKE.match(passage.text))


def _is_about_terms(reading: Reading, passage: Passage) -> bool:
    """A license section tells under which terms others stand, not what this was made from."""
    if passage.is_labelled(_LICENSE):
        return True
    if "licensed under" in passage.lower and "licensed under" in ASIDE.sub("", passage.lower):
        return True
    text = sentence_of(reading, passage).text
    if text.startswith(ITSELF) or _OF_SERIES.match(text) or BY_NAME.match(text):
        return False
    return passage.is_under(_LICENSE, 1)
