"""Whom a passage speaks of: this model, or others that were made from it or stand beside it."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.mentions import HAS_SIZE, MAY_NAME, NOTHING, MarkedSentence, marked

# "Models finetuned off X", "Derivatives": what was made from this model.
_DERIVED_TITLE = re.compile(
    r"(?:^\W*models?|\b(?:other|community|public|some|more|all) models?|\b(?:the|our|chat) models)"
    r" (?:fine-?[- ]?tuned|trained|built|based|derived) (?:off|on|from|upon|with)\b"
    r"|^(?:derivatives?|community (?:models|fine-?tunes?)|fine-?tunes"
    r"|(?:other|related|sister|sibling|companion) (?:models?|versions?|variants?|checkpoints?|sizes))\b",
    re.IGNORECASE,
)
_TUNED_NAME = re.compile(r"\bfine-?tun(?:ed|ing) (?P<name>[\w.+-]{4,80})", re.IGNORECASE)
# "Instruct version: …": a link to a sibling.
_SIBLING_LABEL = re.compile(r"\b(?:versions?|variants?|siblings?)$", re.IGNORECASE)
_HELPER = re.compile(
    r"reward|(?:^|[-_/])p?rm(?:[-_]|$)|judge|classif|guard|embed|encoder|rerank|retriev|verif|critic|detect",
    re.IGNORECASE,
)

# "It", "our small model": what is said of it is said of this model.
_THIS_MODEL = re.compile(
    r"(?:it|this|(?:this|the|our|these) (?:(?!base|original|parent|teacher|source)[a-z-]+ ){0,2}?"
    r"(?:models?|checkpoint|version|adapter|lora|weights))",
    re.IGNORECASE,
)
_PARENT_LABEL = re.compile(
    r"^(?:(?:(?:continue[d]?[- ]?pre-?trained|fine[- ]?tuned|trained) (?:and|&) )?"
    r"(?:fine[- ]?tuned|continue[d]?[- ]?pre-?trained|quanti[sz]ed|(?:pre-?)?trained|derived|adapted"
    r"|adopted"
    r"|merged"
    r"|built|distilled|pruned|initiali[sz]ed|converted)(?: model)?"
    r" (?:from|on|of)(?: the)?(?: base)?(?: models?)?(?: \[optional\])?"
    r"|(?:base|parent|original|og|source|foundation|backbone|underlying|pre-?trained|starting|llm)"
    r"[ _-]?(?:(?:language )?mode(?:ls?)?|(?:decoder-only )?llm|checkpoint|weights|point"
    r"|backbone)(?:\(s\))?(?: \[optional\])?(?: id| name"
    r"| used)?"
    r"|(?:full[- ]precision|unquanti[sz]ed|fp16|bf16|float16)(?: (?:fp16|bf16))?[ -](?:model|weights"
    r"|version|repo)"
    r"|original[_ ]repo(?:sitory)?|model[_ ]base|base|backbone|基座模型|基础模型|基座|底座"
    r"|ベースモデル|베이스 모델"
    r"|기반 모델"
    r"|basismodell"
    r"|mod[èe]le de base|modelo base|modello base|базовая модель)$",
    re.IGNORECASE,
)
TUNING = re.compile(
    r"\b(?:fine-?tun\w*|fine tun\w*|instruction[- ](?:tun\w+|follow\w+|sets?)|sft|dpo|rlhf|ppo|orpo"
    r"|kto|grpo|preference|alignment|aligned|lora|qlora|chat data)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\([^()]*\)")  # what stands in brackets
# What follows is set beside this model.
COMPARED = re.compile(
    r"\b(?:outperform\w*|compar\w+|better than|benchmark\w*|see (?:the|also)|evaluat\w+"
    r"|such as"
    r"|versions? available"
    r"|repositor(?:y|ies) available|trained on the same)\b",
    re.IGNORECASE,
)


def is_of_others(passage: Passage) -> bool:
    """Whether heading or label say that other models are listed here."""
    return passage.is_under(_DERIVED_TITLE) or passage.is_labelled(_SIBLING_LABEL)


def is_parent_label(label: str) -> bool:
    """Whether a label such as "Finetuned from model" announces the parent."""
    return bool(_PARENT_LABEL.match(label.strip(" :")))


def own_name(reading: Reading) -> str:
    """The letters of this model's name, without its owner."""
    return reading.once(_own_name)


def _own_name(reading: Reading) -> str:
    return letters(reading.name)


def is_own_id(reading: Reading, id_: str) -> bool:
    """Whether a Hub id is this model's own, which re-uploads may name as their base."""
    return id_.lower() == reading.sources.repo.lower().replace("__", "/", 1)


def is_this_model(reading: Reading, subject: str) -> bool:
    """Whether the subject of a sentence is this model: "it", "our small model", or how its name begins."""
    named = letters(subject)
    return bool(_THIS_MODEL.fullmatch(subject)) or (len(named) >= 3 and own_name(reading).startswith(named))


def is_helper(reading: Reading) -> bool:
    """Whether this is a model that helps to make or use others, by its name: a reward model, a judge."""
    return bool(_HELPER.search(reading.sources.repo))


def is_about_child(reading: Reading, text: str) -> bool:
    """ "We finetuned X-Chat" in the card of X tells of X-Chat."""
    name = own_name(reading)
    tuned = (letters(m["name"]) for m in _TUNED_NAME.finditer(text))
    return len(name) >= 4 and any(t.startswith(name) and t != name for t in tuned)


def sentence_of(reading: Reading, passage: Passage) -> MarkedSentence:
    """A sentence with its models marked; this model itself and known data sets are none."""
    known = reading.once(_sentences)
    if passage.number not in known:
        known[passage.number] = _marked(reading, passage)
    return known[passage.number]


def _sentences(_: Reading) -> dict[int, MarkedSentence]:
    return {}


def _marked(reading: Reading, passage: Passage) -> MarkedSentence:
    has_names = bool(passage.find(MAY_NAME) or (passage.has_digit and passage.find(HAS_SIZE)))
    if not has_names and "/" not in passage.quote:
        return NOTHING
    return marked(passage.quote, reading.once(_datasets), own_name(reading), has_names=has_names)


def _datasets(reading: Reading) -> frozenset[str]:
    return frozenset(name.lower() for name in reading.texts("datasets"))
