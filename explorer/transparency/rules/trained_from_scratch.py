"""Models that were made from no other: trained from scratch, as is said or as only pretraining by its makers
tells."""

import re
from collections.abc import Iterator

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.origin_after import TRAINED_ON
from explorer.transparency.rules.origin_words import IS_MODEL
from explorer.transparency.rules.other_subjects import is_of_rival
from explorer.transparency.rules.own_family import names_own_base
from explorer.transparency.rules.subject import own_name, sentence_of
from explorer.transparency.rules.training_tokens import tokens_of

_FROM_SCRATCH = re.compile(
    r"\b(?:pre-?)?train(?:ed|ing)\b.{0,60}?\bfrom scratch\b"
    r"|\b(?:pre-?)?trained from (?:a )?random(?:ly)? initiali[sz]\w+"
    r"|\b(?:all (?:\w+ )?(?:weights|parameters|layers)|the (?:whole |entire )?(?:model"
    r"|network)) (?:\w+ )?(?:was|were|is|are)"
    r" randomly initiali[sz]ed"
    r"|^\W{0,4}an? (?:[\w-]+ ){0,6}?(?:model|transformer|llm) (?:\w+ )?built from scratch\b"
    r"|\bis an? (?:[\w-]+ ){0,6}?(?:model|transformer|llm)(?: family| series)? (?:\w+ )?built from scratch\b"
    r"|^\W{0,4}pre-?train from scratch\b"
    r"|^\W{0,4}built from scratch\b[^.]{0,60}\b(?:model|llm) was (?:pre-?)?trained\b"
    r"|^\W{0,4}(?:the |our |this )?(?:backbone|model|llm) is (?:an? |our )?from-scratch (?:[\w-]+ ){0,3}?"
    r"(?:llm|language model|transformer)\b"
    r"|\beven when starting from scratch\b[^.]{0,60}\btrain"
    r"|^\W{0,4}no pre-?training is involved in (?:the )?(?:case|training) of\b[^,;]{3,80}\bmodel\b"
    r"|\bvon Grund auf\b.{0,40}trainiert|\b(?:entren|trein)ad[oa] (?:desde cero|do zero)\b"
    r"|\bentraîné\w* (?:à partir de zéro|de zéro)"
    r"|\baddestrat[oa] da zero\b|从头(?:开始)?(?:预)?训练|ゼロから(?:事前)?学習|с нуля"
    r"|처음부터\s?(?:\(\s?(?:from )?scratch\s?\)\s?)?[^.]{0,20}(?:학습|설계)(?:된|했|하였|되었| 및)",
    re.IGNORECASE,
)
_PRETRAINED = re.compile(
    r"\b(?:was|were|is|are|been|(?:model|transformer|llm|decoder|network)s?) (?:\w+ly )?pre-?trained"
    r" (?:by [^.]{1,30} )?(?:on"
    r"|for|using"
    r"|with|from the ground up)\b"
    r"|^\W{0,4}pre-?trained model on\b|^\W{0,4}pre-?training tokens\W{1,6}(?:\d{2,} ?(?:B\b|billion)"
    r"|\d[\d.]* ?(?:T\b|trillion))"
    r"|\bdeveloped and (?:\w+ly )?released (?:the )?[^.;]{2,80}, an? pre-?trained\b"
    r"|\btrained on [^.;§]{2,60} with (?:an? |the )?(?:MLM|CLM|masked LM|causal LM) objective\b"
    r"|\bwe pre-?trained (?:this|the|our) model (?:on(?! top)|with|using)\b"
    r"|\bis an? (?:\w+ ){0,2}pre-?trained (?:[\w-]+ ){0,3}?model (?:developed|created|built) (?:at|by)\b"
    r"|\b(?:is|are) (?:an? |the )?[^.;§]{3,80}, pre-?trained (?:on|using)\b"
    r"|\bafter pre-?training, this model uses (?:supervised|sft\b)"
    r"|\bpre-?trained under \d|^training stages?\W{1,3}pre-?training\b|\busing a causal-masked objective\b"
    r"|语料上(?:进行)?预训练"
    r"|\btrained\b[^.;§]{0,140}\b(?:masked|causal|traditional|autoregressive|next[- ]token)"
    r" (?:language modell?ing|prediction)\b"
    r"|\| pre-?trained model (?:with|on) \w|^\W{0,4}pre-?training (?:data ?set|data|corpus)s?\W{0,3}:",
    re.IGNORECASE,
)
# Who did both to a chat model started at the beginning.
_BOTH = re.compile(
    r"^\W{0,4}we pre-?trained (?:the|our|these) models (?:with|on) (?:an? )?(?:large|massive|huge|vast)\b"
    r"[^.;,§]{0,60}, and (?:we )?post-?trained (?:the|our|these) models\b"
    r"(?![^.;]*\b(?:on top of|from|based on|starting)\b)",
    re.IGNORECASE,
)
# Who trains on trillions of tokens starts at the beginning.
_AT_SCALE = re.compile(
    r"\b(?:pre-?)?train(?:ed)?\b(?:[^.]|\.\d){0,80}?\b(?:on|with|for|using)\b[^.]{0,20}"
    r"(?:\b\d[\d.]*\s?(?:TB?|trillion)|\b\d{3,4}(?:\.\d+)?\s?(?:B|billion))\+? (?:[\w-]+ ){0,5}?tokens\b"
    r"|\btrained\b[^.]{0,20}?\b(?:on|with) (?:[\w-]+ )?[>~]?"
    r"(?:\d[\d.]*\s?(?:million|M)|\d{2,3}[kK]|\d{3},000)\+? hours\b"
    r"|\btrained\b[^.;]{0,140}? on an? (?:data ?set|corpus) of \d{2,} ?(?:GB|TB)\b"
    r"|\b(?:saw|sees|seen|consumed)\b[^.]{0,40}?\b(?:\d[\d.]*\s?(?:TB?|trillion)|\d{3,4}(?:\.\d+)?\s?(?:B|billion))"
    r" tokens (?:during|in) (?:pre-?)?training\b"
    r"|\btrillions of (?:[\w-]+ ){0,3}?tokens (?:for|in|during) (?:pre-?)?training\b"
    # Nobody adapts a model with so many steps or so much text.
    r"|\btrain\w*\b[^.]{0,80}?\b\d(?:\.\d{1,2})?(?:-\d)?(?:M| million) (?:training )?steps\b"
    r"|\b(?:trained (?:on|with|using)|(?:training|source) (?:data|corpus)(?: for the \w+)? ha(?:s|ve))"
    r" [^.;]{0,20}?"
    r"\b\d{2,}(?:\.\d+)?\s?(?:GB?|gigabytes)(?: of)?\b(?! (?:v?ram|gpu|memory|of (?:v?ram|memory)))",
    re.IGNORECASE,
)
# Two of these in a sentence are what a model begins with.
_CORPORA = re.compile(
    r"(?<![A-Za-z-])(?:the )?(?P<name>pile(?![- ]?(?:ner|mistral))|m?c4|colossal clean crawled corpus"
    r"|(?:slim|red)pajama|refinedweb|fineweb|starcoder(?:data)?|the stack(?! (?:exchange|overflow))"
    r"|wikipedia|bookcorpus|oscar|culturax"
    r"|dolma|common ?crawl|cc-?100)(?![A-Za-z])",
    re.IGNORECASE,
)
# "The model we have released is a base model": nobody says so of a tuned one.
_IS_BASE = re.compile(
    r"^\W{0,4}(?:note\W{1,3})?(?:please note that )?\W{0,4}(?:this model|the model we have released|"
    r"the model we release) is a (?:raw |pre-?trained |pure )?(?:[\w-]+ ){0,1}base (?:language )?model\b"
    r"(?! (?:in|of|from|for|prompt|used))",
    re.IGNORECASE,
)
# "Owl is a pretrained base model and has no moderation", "The Owl-7B LLM is a pretrained generative model".
_NAMED_BASE = re.compile(
    r"^\W{0,4}(?:the )?(?P<name>[\w.-]{4,60})(?: large language model)?(?: \(?llm\)?)? is a pre-?trained,?"
    r" (?:[\w-]+ ){0,2}?(?:base|generative) (?:[\w-]+ ){0,3}?(?:model\b|mixture of experts\b)"
    r"(?!s? by\b|[^.;]*\b(?:tuned|prun\w+|distill\w+|quanti[sz]\w+|derived|based|continu\w+)\b)",
    re.IGNORECASE,
)
# A copy's card may be that of what it copies.
_IS_COPY = re.compile(
    r"\bmirror(?:s|ed)?\b|\bre-?upload|\bquanti[sz]ed\b|\bgptq\b|\bawq\b|\bconverted\b|\bprun(?:ed|ing)\b"
    r"|\bcontinued (?:its|the|pre-?)|\bfine-?tuned (?:it )?on\b",
    re.IGNORECASE,
)
_SAME_NAME = re.compile(r"(?:\d+[bm])?(?:v\d+)?(?:base)?(?:hf)?")  # what a repo adds to its model's name
_MADE_TAGS = frozenset(("merge", "mergekit", "lora", "adapter", "peft"))
_HUGE = re.compile(r"(?P<number>[\d.]+)(?P<unit>[BT])$")
_TRILLIONS = re.compile(r"\btrain(?:ed)?\b[^.]{0,60}\b\d[\d.]*\s?(?:T\b|trillion)", re.IGNORECASE)
_ADAPTED = re.compile(
    r"\b(?:subsets? of|annotated|labell?ed|q?lora|adapters?|classifiers?|re-?rank\w*|ner|retriev\w+"
    r"|embeddings?|pairs|quer(?:y|ies)|questions?|fine-?tun\w+)\b",
    re.IGNORECASE,
)
_IS_DATA = re.compile(r"\btrained\b|\btraining (?:data|corpus|data ?set)\b|=", re.IGNORECASE)
_HUGE_BILLIONS = 200
_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[MBT])")
_UNITS = {"M": 1e6, "B": 1e9, "T": 1e12}
# "The model Owl is a decoder with 7 billion parameters".
_COUNTED = re.compile(
    r"(?P<name>[\w.-]{3,60}) (?:is|has) (?:(?!(?:than|encoder|head|tower|draft)\b)[\w-]+ ){0,5}?"
    r"(?P<number>\d{1,3}(?:\.\d{1,2})?) ?(?:billion|B) parameters\b(?! (?:more|less|vision|in its))",
    re.IGNORECASE,
)
_ENOUGH = 19.5  # tokens a parameter, rounded as cards round them
_HAS_A_BASE = re.compile(
    r"\b(?:(?<!, )as (?:its|a|the) (?:foundation|base|backbone) model"
    r"|(?:further|continued?|continu(?:al|ous)(?:ly)?)[- ]pre-?train\w*|\w+-based further"
    r"|following pruning|continued training with distillation)\b",
    re.IGNORECASE,
)
# "Owl was trained using cross-entropy loss to maximize the likelihood", "used for the pretraining of Owl"
_OF_NAMED = re.compile(
    r"\bused (?:for|in) (?:the )?pre-?training of (?:the )?(?P<name>[\w.-]{4,60})"
    r"|^\W{0,4}(?P<begun>[\w.-]{4,60}) was trained (?:using|with) (?:the )?cross[- ]entropy loss"
    r" to maximi[sz]e the likelihood\b",
    re.IGNORECASE,
)
_UNDERLYING = re.compile(r"\bunderlying (?:[\w-]+ )?model (?:was|is|has been) pre-?trained\b", re.IGNORECASE)
_FOR_OTHERS = re.compile(
    r"\b(?:may|should|could|for|you can|users?|researchers?|practitioners?)\b", re.IGNORECASE
)
_NOT_THIS_MODEL = re.compile(
    r"\b(?:et al|tokenizer|baseline|instruction-following|if you|to train|can be|instead of|rather than"
    r"|faster than|not|underlying"
    r"|compute provided|gpus?|tpus?|supercomputer|vision (?:transformer|encoder|tower)|vit|projector)\b",
    re.IGNORECASE,
)
_AS_COMPARED = re.compile(
    r"\b(?:compared (?:to|with)|than|versus|instead of) (?:pre-?)?train\w* from scratch\b", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"\W{0,4}(?:overview: )?(?:the )?§(?P<n>\d+)(?: model)?(?: (?:is|was|are|were)\b| \(| \|)", re.IGNORECASE
)
_TRAINED_OTHER = re.compile(
    r"§(?P<n>\d+)(?: models?)?(?:,? (?:which |that |because it )?(?:was|were|is|are|has been|have been))"
    r" (?:\w+ly )?(?:pre-?)?trained\b",
    re.IGNORECASE,
)
_ALIKE = 4  # letters with which names of one family begin
TUNED_NAME = re.compile(r"instruct|chat|[-_](?:it|ft)\b|sft|dpo|tuned|gguf", re.IGNORECASE)


def beginning(reading: Reading) -> Finding:
    """Stated as such, or pretraining by its makers where no parent is named anywhere."""
    value = [{"id": None, "relation": "from_scratch"}]
    if stated := states_scratch(reading):
        text = Words("Trained from scratch")
        return reading.found("lineage", Verdict.OPEN, text, value, [reading.from_card(stated)])
    is_made = any(p.find(_UNDERLYING) for p in reading.likely(_UNDERLYING))
    if is_made or reading.is_quantized:  # from something, whatever the card that it carries along says
        return reading.silent("lineage", value=[])
    at_scale = [p for p in _of_this(reading, _AT_SCALE) if not p.find(_HAS_A_BASE)]
    is_own = any(p.find(_TRILLIONS) for p in at_scale)  # which is then continued, and still its own
    if not is_own and any(not p.find(_FOR_OTHERS) for p in _of_this(reading, _HAS_A_BASE)):
        return reading.silent("lineage", value=[])
    is_tuned = TUNED_NAME.search(reading.sources.repo)
    told = [] if is_tuned else list(_of_this(reading, _PRETRAINED))
    told += [] if is_tuned else [p for p in reading.likely(_OF_NAMED) if _is_of_itself(reading, p)]
    named = (p for p in told if own_name(reading) in letters(p.text))  # of siblings the same is said
    stated = next(named, None) or next(iter(told), None)
    stated = stated or next(iter(at_scale), None) or _at_scale(reading)
    stated = stated or (None if reading.tags & _MADE_TAGS else next(_of_this(reading, _BOTH), None))
    stated = stated or (None if is_tuned else _on_corpora(reading) or _calls_itself_base(reading))
    if stated:
        text = Words("Trained by its makers, no parent named")
        return reading.found("lineage", Verdict.OPEN, text, value, [reading.from_card(stated)])
    return reading.silent("lineage", value=[])


def _calls_itself_base(reading: Reading) -> Passage | None:
    if reading.tags & _MADE_TAGS:
        return None
    if found := next(_of_this(reading, _IS_BASE), None):
        return found
    if any(p.find(_IS_COPY) for p in reading.likely(_IS_COPY)):
        return None
    return next((p for p in _of_this(reading, _NAMED_BASE) if _is_named_alike(reading, p)), None)


def _is_named_alike(reading: Reading, passage: Passage) -> bool:
    found, own = passage.find(_NAMED_BASE), own_name(reading)
    name = letters(found["name"]) if found else ""
    return bool(name) and own.startswith(name) and bool(_SAME_NAME.fullmatch(own.removeprefix(name)))


def _is_of_itself(reading: Reading, passage: Passage) -> bool:
    found = passage.find(_OF_NAMED)
    if not found:
        return False
    if found["begun"]:
        return own_name(reading).startswith(letters(found["begun"]))
    return letters(found["name"]) == own_name(reading)


def _of_this(reading: Reading, *patterns: re.Pattern[str]) -> Iterator[Passage]:
    """Sentences that match one of the patterns and speak of no tokenizer, machine or user."""
    for passage in reading.likely(*patterns):
        if _is_of_another_model(reading, passage) or is_of_rival(reading, passage):
            continue
        found = next(filter(None, map(passage.find, patterns)), None)
        if found is None or _NOT_THIS_MODEL.search(passage.text, 0, found.end()):
            continue
        if not _is_on_a_model(reading, passage) and not names_own_base(reading, passage.text):
            yield passage


def _is_of_another_model(reading: Reading, passage: Passage) -> bool:
    """ "Owl is a model pretrained on books" in the card of what was made from Owl."""
    sentence = sentence_of(reading, passage)
    found = _SUBJECT.match(sentence.text) or _TRAINED_OTHER.search(sentence.text)
    mention = sentence.mentions[int(found["n"])] if found else None
    if mention is None or not mention.is_of_family:
        return False
    own, name = own_name(reading).removeprefix("meta"), letters(mention.id.rsplit("/", 1)[-1])
    return not own.startswith(name) and own[:_ALIKE] not in name


def _is_on_a_model(reading: Reading, passage: Passage) -> bool:
    """ "Version 2 was trained on Owl-7B" tells of no beginning."""
    sentence = sentence_of(reading, passage)
    found = TRAINED_ON.search(sentence.text)
    return bool(
        found
        and sentence.mentions[int(found["n"])].is_of_family
        and IS_MODEL.match(sentence.text, found.end())
    )


def _on_corpora(reading: Reading) -> Passage | None:
    """Where two corpora of the web are named as what it was trained on."""
    for passage in _of_this(reading, _CORPORA):
        names = {m["name"].lower() for m in _CORPORA.finditer(passage.text)}
        if len(names) > 1 and not passage.find(_ADAPTED) and _IS_DATA.search(passage.text):
            return passage
    return None


def _at_scale(reading: Reading) -> Passage | None:
    """Where more tokens are counted than anybody adapts a model with."""
    found = None if reading.is_quantized else tokens_of(reading)
    if found is None or names_own_base(reading, found[1].text) or _is_of_another_model(reading, found[1]):
        return None
    amount = _HUGE.match(found[0])
    is_huge = amount and (amount["unit"] == "T" or float(amount["number"]) >= _HUGE_BILLIONS)
    is_enough = not TUNED_NAME.search(reading.name) and _is_enough(reading, found[0])
    return found[1] if is_huge or is_enough else None


def _is_enough(reading: Reading, tokens: str) -> bool:
    """Whether a model of this size needs no more to begin with: 20 tokens a parameter (arXiv:2203.15556)."""
    amount, size = _AMOUNT.fullmatch(tokens), _AMOUNT.fullmatch(reading.size.upper() or _counted(reading))
    if not amount or not size:
        return False
    counts = [float(one["number"]) * _UNITS[one["unit"]] for one in (amount, size)]
    return counts[0] >= _ENOUGH * counts[1]


def _counted(reading: Reading) -> str:
    """The parameters that a sentence on this model counts, "1.3B", where its name has no size."""
    found = filter(None, (p.find(_COUNTED) for p in reading.likely(_COUNTED)))
    own = next((m for m in found if letters(m["name"]) == own_name(reading)), None)
    return f"{own['number']}B" if own else ""


def states_scratch(reading: Reading) -> Passage | None:
    return next((p for p in _of_this(reading, _FROM_SCRATCH) if not p.find(_AS_COMPARED)), None)
