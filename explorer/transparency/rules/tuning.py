"""Whether this model was tuned for a task, on what, and how."""

import re
from collections.abc import Iterable

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.corpora import data_names, names_text
from explorer.transparency.rules.mentions import letters
from explorer.transparency.rules.parents import has_parent
from explorer.transparency.rules.placed_parents import training_configurations
from explorer.transparency.rules.subject import (
    TUNING,
    is_about_child,
    is_of_others,
    is_parent_label,
    own_name,
)

_ADAPTER = re.compile(r"\b(?:low-rank|q?lora|peft) adapters?\b", re.IGNORECASE)
_METHODS = (
    ("SFT", re.compile(r"\bsft\b|\bsupervised[- ]fine-?[- ]?tun\w+", re.IGNORECASE)),
    ("DPO", re.compile(r"\b(?:d-?)?dpo(?![a-z\d])|\bdirect preference optimi[sz]ation", re.IGNORECASE)),
    ("RLHF", re.compile(r"\brlhf\b|\brlaif\b|reinforcement learning (?:from|with) human", re.IGNORECASE)),
    ("GRPO", re.compile(r"\bgrpo\b|group relative policy", re.IGNORECASE)),
    ("PPO", re.compile(r"\bppo\b|proximal policy", re.IGNORECASE)),
    ("ORPO", re.compile(r"\borpo\b|\bkto\b|\bsimpo\b", re.IGNORECASE)),
    ("RLOO", re.compile(r"\brloo\b", re.IGNORECASE)),
    ("reinforcement learning", re.compile(r"\breinforcement learning\b", re.IGNORECASE)),
    ("instruction tuning", re.compile(r"\binstruction[- ](?:fine-?)?tun(?:ed|ing)\b", re.IGNORECASE)),
    ("abliteration", re.compile(r"\babliterat\w+", re.IGNORECASE)),
    ("distillation", re.compile(r"\bdistill(?:ed|ation)\b", re.IGNORECASE)),
    ("post-training", re.compile(r"\bpost-?train(?:ed|ing) (?:data|corpus|on|with)", re.IGNORECASE)),
    ("preference tuning", re.compile(r"\bpreference (?:optimi[sz]ation|tuning)\b", re.IGNORECASE)),
    ("LoRA", re.compile(r"\bq?lora\b", re.IGNORECASE)),
    (
        "fine-tuning",
        re.compile(
            r"\bfine-?[- ]?tun(?:ed|ing|e)\b|follow instructions|\badapters? \w+ trained|^\W{0,4}tuned"
            r"|\b(?:conversations?|dialogues?"
            r"|instructions?|demonstrations?|pairs|alpaca|slim-?orca|open-?orca|ultrachat|ultrafeedback|dolly"
            r"|capybara|airoboros|openhermes|sharegpt|evol-?instruct|mix of prompts"
            r"|prompts and (?:answers|responses))\b"
            r"|ajustad[oa]|afinad[oa]|feinabstimm|feinabgestimm|ajuste fino|微调|チューニング"
            r"|미세 ?조정|파인튜닝",
            re.IGNORECASE,
        ),
    ),
)
_METHOD_WORDS: dict[str, str] = {  # the others are abbreviations, the same everywhere
    "reinforcement learning": Words("Reinforcement learning"),
    "instruction tuning": Words("Instruction tuning"),
    "fine-tuning": Words("Fine-tuning"),
    "abliteration": Words("Abliteration"),
    "distillation": Words("Distillation"),
    "preference tuning": Words("Preference tuning"),
    "post-training": Words("Post-training"),
}
_METHOD_TAGS = {
    "sft": "SFT",
    "dpo": "DPO",
    "rlhf": "RLHF",
    "grpo": "GRPO",
    "orpo": "ORPO",
    "kto": "KTO",
    "ppo": "PPO",
    "rloo": "RLOO",
    "supervised-fine-tuning": "SFT",
}
_TUNED_TAGS = frozenset(
    (*_METHOD_TAGS, "instruct", "finetuned", "finetune", "instruction-tuned", "chat", "merge", "mergekit")
)
_METHOD = re.compile(
    r"\b(?:fine-?[- ]?tun(?:ed|ing)|aligned (?:using|via|through|by)|sft|dpo|rlhf|rlaif|ppo"
    r"|reinforcement learning|instruction[- ]tun(?:ed|ing)|preference (?:optimi[sz]ation|tuning)|q?lora"
    r"|abliterat(?:ed|ion)"
    r"|(?:taught|trained|learn(?:ed|s)?) to follow instructions|distilled)\b",
    re.IGNORECASE,
)
# Labels of tuning data and methods.
_LABEL = re.compile(
    r"^(?:data (?:used )?for )?(?:supervised |instruction |preference |safety )?(?:fine-?[ -]?tun(?:ing|ed)"
    r"|sft|dpo|rlhf|grpo|orpo|ppo|post-?training|alignment|instruction)"
    r"(?:[- ](?:data(?: ?sets?)?|method|stage|step|corpus|mix(?:ture)?|procedure))?s?$",
    re.IGNORECASE,
)
# Data that teaches to talk.
_TALK = re.compile(
    r"\b(?:train(?:ed|ing)|tuned|tuning)\b[^.]{0,80}\b(?:conversations?|dialogues?|instructions?(?!-)"
    r"|demonstrations?|preference pairs|chat logs|sharegpt|evol-?instruct|alpaca|slim-?orca|open-?orca"
    r"|ultrachat"
    r"|ultrafeedback|dolly|capybara|airoboros|openhermes|oasst\d?|no_robots|limarp|open-?platypus|hh-rlhf)\b"
    # A judge or a chat model is shown prompts and what to answer.
    r"|\b(?:mix|set|collection) of prompts\b|\bprompts? (?:and|&) (?:responses|answers"
    r"|completions)\b[^.]{0,60}\btrain",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(
    r"\b(?:was|were|is|are|been|has|have|we|and|further|then|i|model|version|using|through|via"
    r"|use[sd]?)\b[^.]{0,100}$",
    re.IGNORECASE,
)
# One of these is in every sentence that tells of it.
_TUNE_WORD = re.compile(
    r"abliterat|post-?train|\badapters?\b|\btuned\b|instruct|chat model|prompt-|post-?training|distilled"
    r"|follow instructions|fine-?[- ]?tun|\balign|\bsft\b|dpo\b|rlhf"
    r"|ppo\b|grpo|orpo|rlaif|\brl\b|ajustad[oa]|affin[ée]|afinad[oa]|dpoで|sftで"
    r"|rloo|\bkto\b|simpo|reinforcement|instruction|preference|lora\b|feinab|微调"
    r"|チューニング|파인튜닝",
    re.IGNORECASE,
)
# "This model was tuned", not advice on tuning it, nor a test of tuned models.
_THIS_WAS_TUNED = re.compile(
    r"^(?:[\w.-]*\d[\w.-]* )?fine-?tuned (?:on|with|using) "
    r"|^\W{0,4}(?:an? |the |our )?(?:[\w-]+[ -]){0,2}?fine-?[- ]?tun(?:ed|e) (?:version |variant |model "
    r"|checkpoint )?(?:of|on|with|using|from) "
    r"|\bfine-?tuning(?: \([^()]{0,60}\))? from\b|\bfine-?tuning data (?:used|made|written) (?:by|for)\b"
    r"|\b(?:sft|dpo|rlhf|rl|grpo|alignment) (?:stage|phase|step)\b[^.]{0,30}\b(?:used?s?|with|on|took"
    r"|consist\w+)\b"
    r"|^\W{0,4}distilled (?:on|with|using)\b|\b(?:ajustad|afinad)[oa] (?:con|com|en|sobre)\b|(?:dpo|sft"
    r"|rlhf)で(?:学習|調整)"
    r"|\b(?:an? )(?:[\w-]+ ){0,2}?fine-?tune of\b"
    r"|^(?:then |further )?(?:trained|aligned|tuned) (?:with|using|via|by) (?:\w+ ){0,2}?(?:sft|dpo|rlhf"
    r"|grpo|ppo|orpo|kto|rloo|q?lora)\b"
    r"|\btrain(?:ed)? (?:\w+ ){0,3}?(?:with|using|via) (?:sft|dpo|grpo|ppo|orpo|kto|rloo|simpo)\b"
    r"|\bpost-?training\b[^.]{0,40}\b(?:comprises?|consists?|includes?|uses?|used|process|pipeline"
    r"|stages?)\b[^.]{0,80}"
    r"\b(?:sft|dpo|rlhf|grpo|fine-?tuning|preference|reinforcement)"
    r"|\bpost-?training (?:data(?: ?set)?|corpus)\b[^.]{0,60}\b(?:consists?|comprises?|includes?|is|are"
    r"|was)\b"
    r"|\bpost-?trained (?:on|with|using)\b|\badapters? (?:was|were|is|has been) trained (?:on|with|using)\b"
    r"|^\W{0,4}tuned (?:on|with|using)\b|\b(?:instruct|chat) model,? (?:\w+ )?trained (?:on|with)\b"
    r"|\bprompt[- ](?:response|completion)[- ]pairs\b"
    r"|\binstruction data\b[^.]{0,60}\bto (?:fine-?)?tune\b"
    r"|feinabstimmung|feinabgestimmt|进行.{0,12}(?:supervised fine-?tuning|sft|微调)"
    r"|を?ファインチューニングし|파인튜닝"
    r"|\bcontains the instruction[- ]tuned\b|\bafter (?:sft|dpo|rlhf)\b|经过\s?(?:sft|dpo|rlhf)"
    r"|^(?:[\w-]+ ){0,3}?(?:sft|dpo|rlhf|grpo|ppo|orpo|supervised fine-?tuning)\b (?:on|with|using) ",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:can be|could be|may be|should be|to be|be used|if you|you can|want to|developers|users"
    r"|evaluat\w+|benchmark\w*|outperform\w*|without|collection of pre-?trained and"
    r"|needs?|requires?|best used|intended to|plan to|ready for|before"
    r"|for (?:(?:\w+ )?(?:pre-?)?training,? (?:and )?)?fine-?tuning|fine-?tuning (?:code|support"
    r"|scripts?)|not been|has not"
    r"|have not|how to|look for|variants?|(?<!publicly )available"
    r"|interests|recommend|consider|specific use|(?:two|tuning|training) recipes?|adapted for|example"
    r"|script|notebook"
    r"|compar\w+|tokenizers? (?:was|were|is))\b",
    re.IGNORECASE,
)
_NOT_TUNED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bwithout|\bno)\b[^.]{0,40}?\b(?:fine-?[- ]?tun|align|rlhf|instruction"
    r"|reinforcement"
    r"|supervised|post-?train)|\b(?:raw|base|pre-?trained)[, ]{1,2}(?:pre-?trained )?model, which should",
    re.IGNORECASE,
)
_IS_BASE = re.compile(
    r"\bthis (?:model )?is (?:a|the) (?:[\w-]+ ){0,2}base (?:text-to-text |language )?model\b"
    r"|\bis an? (?:[\w-]+ ){0,3}?base (?:language )?model (?:which|that|and) (?:needs?|requires?|should"
    r"|must|is not|has not)\b"
    r"|\bcontains the base model\b|\bthe repository for the base\b|\b(?:it|model) is not fine-?tuned for\b",
    re.IGNORECASE,
)
_A_BASE = re.compile(r"\bis an? (?:[\w-]+ ){0,3}base (?:language )?model\b", re.IGNORECASE)
_TALK_NAME = re.compile(
    r"instruct|chat|alpaca|orca|dolphin|dpo|sft|preference|feedback|sharegpt|dialog|conversation"
    r"|role-?play|oasst",
    re.IGNORECASE,
)
_CORPUS_NAME = re.compile(
    r"pile|\bm?c4\b|pajama|refinedweb|fineweb|starcoderdata|the-stack|wikipedia|bookcorpus|oscar|culturax"
    r"|dolma"
    r"|cc-?100",
    re.IGNORECASE,
)
_DATA_TITLE = re.compile(
    r"^[\W\d]*(?:(?:training|fine-?tuning) )?data ?sets?(?: (?:used|links?|names?|details))?\W*$"
    r"|^[\W\d]*(?:training|fine-?tuning) data\W*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\bpre-?train|\bfrom scratch\b|预训练|事前学習", re.IGNORECASE)
_ABOUT_USE = re.compile(
    r"\b(?:direct|downstream|intended|out[- ]of[- ]scope)[ -]use|^uses?\b|\blimitations?\b"
    r"|\brecommendations?\b|\bhow to\b"
    r"|\busage\b|\bquick ?start|\binstruction format|\bprompt\b",
    re.IGNORECASE,
)
_TRAINS = re.compile(r"train|tun(?:e|ing)|fit|align|sft|dpo", re.IGNORECASE)
_UNKNOWN_DATA = re.compile(r"\bon (?:an unknown|the none|an? unspecified) dataset\b", re.IGNORECASE)


def is_tuned(reading: Reading) -> bool:
    """Whether tags, name or text say that this model was tuned for a task."""
    return reading.once(_is_tuned)


def is_base(reading: Reading) -> bool:
    """Whether the card says outright that this is a base model."""
    return reading.once(_is_base)


def _is_base(reading: Reading) -> bool:
    likely = reading.likely(_IS_BASE, _A_BASE)
    return any(p.find(_IS_BASE) or _calls_itself_base(reading, p) for p in likely)


def _calls_itself_base(reading: Reading, passage: Passage) -> bool:
    """ "Wren-1B is a transformer base model" in the card of Wren-1B."""
    found, name = passage.find(_A_BASE), own_name(reading)
    return bool(found and len(name) >= 4 and letters(passage.text[: found.start()]).endswith(name))


def _is_tuned(reading: Reading) -> bool:
    if reading.tags & _TUNED_TAGS:
        return True
    if is_base(reading):
        return False
    if re.search(r"instruct|chat|[-_]it\b|sft|dpo|lora\b|zephyr|tuned", reading.sources.repo, re.IGNORECASE):
        return True
    if any(_tells_of_tuning(reading, p) for p in _asked(reading)):
        return True
    if any(p.find(_ADAPTER) for p in reading.likely(_ADAPTER)):
        return True
    return _is_trained_on_talk(reading)


def _is_trained_on_talk(reading: Reading) -> bool:
    """Data sets of instructions beside no corpus; or any beside a parent where no pretraining is told of."""
    names = " ".join(reading.texts("datasets"))
    if not names or _CORPUS_NAME.search(names):
        return False
    has_corpus = any(p.find(_GOES_ON) for p in reading.likely(_GOES_ON))
    return bool(_TALK_NAME.search(names)) or (has_parent(reading) and not has_corpus)


def is_for_pretraining(reading: Reading) -> bool:
    """Whether the data sets of the metadata are what it was first trained on: corpora, by their names."""
    names = " ".join(reading.texts("datasets"))
    if _CORPUS_NAME.search(names) and not _TALK_NAME.search(names):
        return True
    return not is_tuned(reading) and not reading.is_quantized


def post_training(reading: Reading) -> Finding:
    """Open: data and method. Partial: one of them. Value: ``{"datasets": […], "method": …}``."""
    told = _told(reading)
    tags = sorted(reading.tags & set(_METHOD_TAGS))
    methods = [name for name, pattern in _METHODS if any(p.find(pattern) for p in told)]
    methods += [_METHOD_TAGS[t] for t in tags if _METHOD_TAGS[t] not in methods]
    names = data_names(told)
    evidence = [reading.from_card(p) for p in told[:5]]
    if tags and "tags" in (reading.card.entries if reading.card else {}):
        evidence.append(reading.from_yaml("tags"))
    elif tags:
        evidence.append(reading.from_api("tags", tags[0]))
    yaml = reading.texts("datasets")
    if yaml and is_tuned(reading) and not is_for_pretraining(reading) and not reading.is_quantized:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    value = {"datasets": names, "method": " + ".join(methods) or None}
    if not names and not methods:
        return reading.silent("post_training", value=value)
    said = joined(" + ", (_METHOD_WORDS.get(method, method) for method in methods[:3]))
    text = joined(" · ", (said, names_text(names)))
    verdict = Verdict.OPEN if names and methods else Verdict.PARTIAL
    return reading.found("post_training", verdict, text, value, evidence)


def _told(reading: Reading) -> list[Passage]:
    """What tells of tuning; where that names no data, also what stands under a tuned model's "Dataset"."""
    if is_base(reading):
        return []
    told = [p for p in _asked(reading) if _tells_of_tuning(reading, p)]
    if data_names(told) or not is_tuned(reading) or reading.is_quantized:
        return told
    linked = [p for p in reading.own if dataset_ids(p.urls)]
    titled = [p for p in linked if _DATA_TITLE.match(p.label) or _DATA_TITLE.match(p.heading)]
    if _CORPUS_NAME.search(" ".join(data_names(titled))):
        return told
    return [*told, *titled, *training_configurations(reading)]


def _asked(reading: Reading) -> Iterable[Passage]:
    """What may tell of tuning, by its words or its label."""
    labelled = [p for p in reading.labelled if p.is_labelled(_LABEL)]
    return reading.likely(_TALK, _METHOD, _THIS_WAS_TUNED, also=labelled)


def _is_done(passage: Passage) -> bool:
    """Whether it is told that something was tuned, or by which method."""
    text = passage.text
    if passage.may_match(_METHOD):
        methods = (text[max(0, m.start() - 120) : m.start()] for m in _METHOD.finditer(text))
        if any(_DONE_BEFORE.search(before) for before in methods):
            return True
    return bool(passage.find(_THIS_WAS_TUNED))


def _tells_of_tuning(reading: Reading, passage: Passage) -> bool:
    is_labelled = passage.is_labelled(_LABEL) and len(passage.said) > len("coming soon")
    is_told = passage.find(_TALK) or (passage.find(_TUNE_WORD) and _is_done(passage))
    if not is_labelled and not is_told:
        return False
    if any(passage.find(pattern) for pattern in (_UNKNOWN_DATA, _ADVICE, _NOT_TUNED)):
        return False
    is_about_use = passage.is_under(_ABOUT_USE, 1) or passage.is_labelled(_ABOUT_USE)
    # "Finetuned from: X" names a parent, neither data nor a method.
    if is_about_use or is_parent_label(passage.label) or is_about_child(reading, passage.text):
        return False
    is_trained = passage.find(_TRAINS) or passage.is_under(TUNING, 1)
    if "lora" in passage.lower and not is_trained:  # applied, merged or used with it
        return False
    is_own_row = bool(passage.header) and letters(passage.cells[0].split("/")[-1]) == own_name(reading)
    is_prose = not passage.header or is_own_row or (bool(passage.label) and passage.length >= 12)
    return is_prose and not is_of_others(passage)
