"""Models that were made from no other: trained from scratch, as is said or as only pretraining by its makers
tells."""

from collections.abc import Iterator

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import names_own_base
from explorer.transparency.guards.origins import is_beginning_of_another, is_of_no_model, is_trained_on_model
from explorer.transparency.guards.others import is_of_rival
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told
from explorer.transparency.rules.training_tokens import tokens_of

scratch = phrases_of("scratch")

_MADE_TAGS = frozenset(("merge", "mergekit", "lora", "adapter", "peft"))
_HUGE_BILLIONS = 200
_UNITS = {"M": 1e6, "B": 1e9, "T": 1e12}
_ENOUGH = 19.5  # tokens a parameter, rounded as cards round them


def beginning(reading: Reading) -> Finding:
    """Stated as such, or pretraining by its makers where no parent is named anywhere."""
    stated, text = states_scratch(reading), Words("Trained from scratch")
    if stated is None:
        stated, text = _pretraining(reading), Words("Trained by its makers, no parent named")
    if stated is None:
        return reading.silent("lineage", value=[])
    value = [{"id": None, "relation": "from_scratch"}]
    return reading.found("lineage", Verdict.OPEN, text, value, [reading.from_card(stated)])


def _pretraining(reading: Reading) -> Passage | None:
    """Where its makers say that they pretrained it, and nothing that they began with another model."""
    if reading.is_quantized or any(told(reading, scratch.underlying)):
        return None  # made from something, whatever the card that it carries along says
    at_scale = [p for p in _of_this(reading, scratch.at_scale) if not p.find(scratch.has_a_base)]
    is_own = any(p.find(scratch.trillions) for p in at_scale)  # which is then continued, and still its own
    if not is_own and any(not p.find(scratch.for_others) for p in _of_this(reading, scratch.has_a_base)):
        return None
    is_tuned = bool(scratch.tuned_name.search(reading.sources.repo))
    said = [] if is_tuned else [*_of_this(reading, scratch.pretrained), *_named_as_this(reading)]
    first = [p for p in said if own_name(reading) in letters(p.text)]  # of siblings the same is said
    return (
        next(iter([*first, *said, *at_scale]), None)
        or _at_scale(reading)
        or (None if reading.tags & _MADE_TAGS else next(_of_this(reading, scratch.both), None))
        or (None if is_tuned else _on_corpora(reading) or _calls_itself_base(reading))
    )


def _named_as_this(reading: Reading) -> Iterator[Passage]:
    """ "Used for the pretraining of Owl" in the card of Owl."""
    for _, passage, found in told(reading, scratch.of_named):
        name, own = letters(found["begun"] or found["name"]), own_name(reading)
        if own.startswith(name) if found["begun"] else own == name:
            yield passage


def _calls_itself_base(reading: Reading) -> Passage | None:
    if reading.tags & _MADE_TAGS:
        return None
    if found := next(_of_this(reading, scratch.is_base), None):
        return found
    if any(told(reading, scratch.is_copy)):
        return None
    return next((p for p in _of_this(reading, scratch.named_base) if _is_named_alike(reading, p)), None)


def _is_named_alike(reading: Reading, passage: Passage) -> bool:
    found, own = passage.find(scratch.named_base), own_name(reading)
    name = letters(found["name"]) if found else ""
    return bool(name) and own.startswith(name) and bool(scratch.same_name.fullmatch(own.removeprefix(name)))


def _of_this(reading: Reading, *patterns: Finder) -> Iterator[Passage]:
    """Sentences that match one of the patterns and speak of no tokenizer, machine or user."""
    for passage in reading.likely(*patterns):
        found = next(filter(None, map(passage.find, patterns)), None)
        if found is None or is_of_no_model(passage.text, *found.span()):
            continue
        others = (is_beginning_of_another, is_of_rival, is_trained_on_model, names_own_base)
        if not any(is_other(reading, passage) for is_other in others):
            yield passage


def _on_corpora(reading: Reading) -> Passage | None:
    """Where two corpora of the web are named as what it was trained on."""
    for passage in _of_this(reading, scratch.corpora):
        names = {m["name"].lower() for m in scratch.corpora.finditer(passage.text)}
        if len(names) > 1 and not passage.find(scratch.adapted) and scratch.is_data.search(passage.text):
            return passage
    return None


def _at_scale(reading: Reading) -> Passage | None:
    """Where more tokens are counted than anybody adapts a model with."""
    tokens, passage = tokens_of(reading) or ("", None)
    if passage is None or names_own_base(reading, passage) or is_beginning_of_another(reading, passage):
        return None
    amount = scratch.huge.match(tokens)
    is_huge = amount and (amount["unit"] == "T" or float(amount["number"]) >= _HUGE_BILLIONS)
    is_enough = not scratch.tuned_name.search(reading.name) and _is_enough(reading, tokens)
    return passage if is_huge or is_enough else None


def _is_enough(reading: Reading, tokens: str) -> bool:
    """Whether a model of this size needs no more to begin with: 20 tokens a parameter (arXiv:2203.15556)."""
    amounts = map(scratch.amount.fullmatch, (tokens, reading.size.upper() or _counted(reading)))
    counts = [float(one["number"]) * _UNITS[one["unit"]] for one in amounts if one]
    return len(counts) == 2 and counts[0] >= _ENOUGH * counts[1]


def _counted(reading: Reading) -> str:
    """The parameters that a sentence on this model counts, "1.3B", where its name has no size."""
    counts = (found for _, _, found in told(reading, scratch.counted))
    return next((f"{m['number']}B" for m in counts if letters(m["name"]) == own_name(reading)), "")


def states_scratch(reading: Reading) -> Passage | None:
    return next((p for p in _of_this(reading, scratch.from_scratch) if not p.find(scratch.as_compared)), None)
