"""Parents that one sentence of a card names."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.others import tells_of_rivals, without_rivals
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import DATA, MarkedSentence, Mention
from explorer.transparency.rules.other_origin_sentences import AS_BASE, PROPER, parents_of_other_forms
from explorer.transparency.rules.other_origins import is_about_terms, is_of_other_things
from explorer.transparency.rules.own_family import (
    as_itself,
    is_child,
    is_of_other_version,
    is_of_sibling,
    names_sibling,
    of_own_family,
)
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.statements import Statement, statements
from explorer.transparency.rules.subject import COMPARED, is_helper, is_of_others, own_name, sentence_of

_QUANTIZED = phrase("parents.quantized_of_sentence_parents")
_SERIES = phrase("parents.series")
_OF_ANOTHER_TIME = phrase("parents.of_another_time")


def parents_of_sentence(reading: Reading, passage: Passage) -> Iterator[Parent]:
    """What a sentence, an item or a row states to be this model's origin, in its order."""
    sentence, of_family = sentence_of(reading, passage), of_own_family(reading, passage)
    is_told = sentence.mentions or passage.find(PROPER) or of_family or passage.find(AS_BASE)
    if not is_told or _is_of_others(reading, passage, sentence):
        return
    planned = passage.find(_OF_ANOTHER_TIME)
    if (planned and planned["soon"]) or is_of_other_version(reading, passage):
        return
    limits = [m.start() for m in (passage.find(COMPARED), planned) if m]
    end = min(limits, default=len(passage.text))
    if tells_of_rivals(passage):
        sentence = replace(sentence, text=without_rivals(sentence.text))
    evidence = reading.from_card(passage)
    yield from _stated(reading, passage, sentence, end)
    if sentence.mentions and not names_sibling(reading, sentence):
        yield from parents_of_other_forms(reading, sentence, evidence)
    if of_family:
        yield Parent(of_family, "finetune", evidence, is_named_only=True)
    if not sentence.mentions and DATA not in sentence.text:
        yield from _unmarked(passage, end, evidence)


def _is_of_others(reading: Reading, passage: Passage, sentence: MarkedSentence) -> bool:
    is_row_of_others = len(passage.cells) > 2 and letters(passage.cells[0].split("/")[-1]) != own_name(
        reading
    )
    return (
        is_row_of_others
        or is_of_others(passage)
        or is_about_terms(reading, passage)
        or is_of_other_things(reading, passage, sentence)
    )


def _stated(reading: Reading, passage: Passage, sentence: MarkedSentence, end: int) -> Iterator[Parent]:
    """``end``: from where on the sentence compares or plans."""
    told = statements(passage, as_itself(reading, sentence), is_helper=is_helper(reading))
    for one in _of_own_size(reading, told, sentence):
        is_ours = not is_child(reading, one) and not is_of_sibling(reading, sentence, one)
        if one.at < end and is_ours:
            is_smaller = one.relation == "unknown" and passage.find(_QUANTIZED)
            relation = "quantized" if is_smaller else one.relation
            mention = _in_particular(sentence, one.mention)
            evidence = reading.from_card(passage)
            yield Parent(mention.id, relation, evidence, mention.is_named_only, one.is_joint)


def _unmarked(passage: Passage, end: int, evidence: Evidence) -> Iterator[Parent]:
    """Names that only the words around them tell to be models."""
    found = passage.find(PROPER) or passage.find(AS_BASE)
    if found and found.start() < end and found[0] in without_rivals(passage.text):
        relation = "unknown" if found.groupdict().get("same") else "finetune"
        yield Parent(found["name"].rstrip("."), relation, evidence, is_named_only=True)


def _in_particular(sentence: MarkedSentence, mention: Mention) -> Mention:
    """ "Based on Owl, and in particular on the one tuned for songs: lake/owl-songs": the id, if it is one."""
    if not mention.is_named_only or any(map(str.isdigit, mention.id)):
        return mention
    name = letters(mention.id)
    ids = [m for m in sentence.mentions if not m.is_named_only and m.is_sure]
    is_same = len(ids) == 1 and letters(ids[0].id.rsplit("/", 1)[-1]).startswith(name)
    return ids[0] if is_same else mention


def _of_own_size(reading: Reading, told: list[Statement], sentence: MarkedSentence) -> list[Statement]:
    """Of "our models are built on Owl-7B and Owl-32B" the one of this model's size."""
    if not reading.size or not _SERIES.match(sentence.text):
        return told
    own = [m for m in sentence.mentions if m.id.lower().endswith(f"-{reading.size}")]
    return [replace(told[0], mention=own[0])] if told and len(own) == 1 else told
