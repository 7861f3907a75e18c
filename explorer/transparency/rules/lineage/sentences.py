"""Parents that one sentence of a card names, in whichever form."""

import re
from collections.abc import Iterator
from dataclasses import replace

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import (
    is_child,
    is_no_origin,
    is_of_other_version,
    is_of_sibling,
    names_sibling,
)
from explorer.transparency.guards.others import tells_of_rivals, without_rivals
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.names import DATA, MarkedSentence, Mention
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.lineage.statements import Statement, statements
from explorer.transparency.rules.subject import as_itself, is_helper, own_name, own_owner, sentence_of

family = phrases_of("family")
parents = phrases_of("parents")

# Traditional signs of Chinese as simplified ones; Japanese shares some of them.
_SIMPLER = str.maketrans(
    "於礎訓練調將對從轉換為採選預進來後擇們過", "于础训练调将对从转换为采选预进来后择们过"
)


def parents_of_sentence(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """What a sentence, an item or a row states to be this model's origin, in its order."""
    sentence, of_family = sentence_of(reading, passage), _of_own_family(reading, passage)
    is_told = sentence.mentions or passage.find(parents.proper) or of_family or passage.find(parents.as_base)
    if not is_told or is_no_origin(reading, passage):
        return
    planned = passage.find(parents.of_another_time)
    if (planned and planned["soon"]) or is_of_other_version(reading, passage):
        return
    limits = [m.start() for m in (passage.find(family.compared), planned) if m]
    end = min(limits, default=len(passage.text))
    if tells_of_rivals(passage):
        sentence = replace(sentence, text=without_rivals(sentence.text))
    evidence = reading.from_card(passage)
    yield from _stated(reading, passage, sentence, end)
    if sentence.mentions and not names_sibling(reading, sentence):
        yield from _of_other_forms(reading, sentence, evidence)
    if of_family:
        yield Parent(of_family, "finetune", evidence, is_named_only=True)
    if not sentence.mentions and DATA not in sentence.text:
        yield from _unmarked(passage, end, evidence)


def _stated(reading: Reading, passage: Passage, sentence: MarkedSentence, end: int) -> Iterator[Parent]:
    """``end``: from where on the sentence compares or plans."""
    told = statements(passage, as_itself(reading, sentence), is_helper=is_helper(reading))
    for one in _of_own_size(reading, told, sentence):
        if is_child(reading, sentence, one) or is_of_sibling(reading, sentence, one) or one.at >= end:
            continue
        is_smaller = one.relation == "unknown" and passage.find(parents.made_smaller)
        relation = "quantized" if is_smaller else one.relation
        mention = _in_particular(sentence, one.mention)
        yield Parent(mention.id, relation, reading.from_card(passage), mention.is_named_only, one.is_joint)


def _unmarked(passage: Passage, end: int, evidence: Evidence) -> Iterator[Parent]:
    """Names that only the words around them tell to be models."""
    found = passage.find(parents.proper) or passage.find(parents.as_base)
    if found and found.start() < end and found[0] in without_rivals(passage.text):
        relation = "unknown" if found.groupdict().get("same") else "finetune"
        yield Parent(found["name"].rstrip("."), relation, evidence, is_named_only=True)


def _in_particular(sentence: MarkedSentence, mention: Mention) -> Mention:
    """ "Based on Owl, and in particular on the one tuned for songs: lake/owl-songs": the id, if it is one."""
    if not mention.is_named_only or any(map(str.isdigit, mention.id)):
        return mention
    name = letters(mention.id)
    ids = [m for m in sentence.mentions if not m.is_named_only and m.is_sure]
    is_same = len(ids) == 1 and name_letters(ids[0].id).startswith(name)
    return ids[0] if is_same else mention


def _of_own_size(reading: Reading, told: list[Statement], sentence: MarkedSentence) -> list[Statement]:
    """Of "our models are built on Owl-7B and Owl-32B" the one of this model's size."""
    if not reading.size or not parents.series.match(sentence.text):
        return told
    own = [m for m in sentence.mentions if m.id.lower().endswith(f"-{reading.size}")]
    return [replace(told[0], mention=own[0])] if told and len(own) == 1 else told


def _of_own_family(reading: Reading, passage: Passage) -> str:
    """ "owl-raw" of "trained from owl-raw" in the card of "owl"."""
    name = reading.name.lower()
    found = passage.find(parents.of_family) if f"{name}-" in passage.lower else None
    is_base = found and letters(found["name"]).startswith(own_name(reading))
    is_advice = is_base and found and family.advised.search(passage.text[: found.start()])
    return found["name"].rstrip(".-") if found and is_base and not is_advice else ""


# Other forms


def _of_other_forms(reading: Reading, sentence: MarkedSentence, evidence: Evidence) -> Iterator[Parent]:
    """Sentences of the East, of models joined from parts, and of models named after their parent."""
    if not evidence.quote.isascii():
        yield from _of_the_east(sentence, evidence)
    if len(sentence.mentions) > 1:
        yield from _of_joined_parts(sentence, evidence)
    if on_top := parents.on_top.search(sentence.text):
        yield Parent(on_top["name"], "finetune", evidence, is_named_only=True)
    named = parents.by_name.match(sentence.text)
    if named and named["part"].lower().strip("-") in re.split(r"[-_]", reading.name.lower()):
        mention = sentence.mentions[int(named["n"])]
        yield Parent(mention.id, "finetune", evidence, mention.is_named_only)
    trained = parents.id_trained.match(sentence.text)
    if trained and _is_of_same_kind(reading, mention := sentence.mentions[int(trained["n"])]):
        yield Parent(mention.id, "finetune", evidence)
    found = parents.named_after.search(sentence.text)
    if found and _is_named_after(reading, mention := sentence.mentions[int(found["a"] or found["b"])]):
        yield Parent(mention.id, "finetune", evidence, mention.is_named_only)


def _of_the_east(sentence: MarkedSentence, evidence: Evidence) -> Iterator[Parent]:
    text = sentence.text if parents.east.search(sentence.text) else sentence.text.translate(_SIMPLER)
    for match in parents.east.finditer(text):
        before = text[: match.start()]
        if not parents.east_design.search(before) and not parents.east_news.search(before):
            mention = sentence.mentions[int(match[match.lastgroup or 0])]
            relation = "quantized" if parents.east_quantized.search(match[0]) else "finetune"
            yield Parent(mention.id, relation, evidence, mention.is_named_only)


def _of_joined_parts(sentence: MarkedSentence, evidence: Evidence) -> Iterator[Parent]:
    for pattern in (parents.parts, parents.chosen, parents.from_both, parents.jointly):
        for match in pattern.finditer(sentence.text):
            joint = [sentence.mentions[int(match[group])] for group in ("a", "b")]
            is_seeing = pattern is not parents.from_both or parents.seeing_name.search(joint[1].id)
            if is_seeing and all(m.is_sure or not m.is_named_only for m in joint):
                yield from (Parent(m.id, "finetune", evidence, m.is_named_only, is_joint=True) for m in joint)


def _is_of_same_kind(reading: Reading, mention: Mention) -> bool:
    """Whether an id of another owner begins as this model's name does: "google/t5-base" and "t5-stories"."""
    said = mention.id.lower().split("/")
    is_other = not mention.is_named_only and said[0] != own_owner(reading)
    return is_other and reading.name.lower().startswith(re.split(r"[-_.]", said[-1])[0])


def _is_named_after(reading: Reading, mention: Mention) -> bool:
    """Whether this model's name is the parent's and more: "owl-base" and "owl-base-birdsong"."""
    name, own = name_letters(mention.id), own_name(reading)
    return len(name) > 5 and name in own and own != name
