"""What a model was trained on: first on everything, then on a task."""

import re

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.parents import has_parent
from explorer.transparency.rules.subject import is_about_child, is_of_others

_CORPORA = re.compile(
    r"\b(?:[Tt]he Pile|Proof-?Pile(?:-2)?|C4|mC4|Common ?Crawl|Wikipedia|RedPajama[\w-]*|RefinedWeb"
    r"|FineWeb[\w-]*|Dolma|Dolmino[\w-]*"
    r"|SlimPajama[\w-]*|The Stack(?: v2)?|StarCoder ?Data|ROOTS|OpenWebText|WebText|BookCorpus|Books3"
    r"|OSCAR[\w-]*|CC-?100|CulturaX"
    r"|MADLAD-400|OpenWebMath|peS2o|arXiv|PubMed(?: Central)?|StackExchange|OLMo-mix[\w-]*"
    r"|Nemotron-CC|DCLM[\w-]*|LAION-[\w-]+)(?![\w-])"
)
_KINDS = re.compile(
    r"\b(?:web (?:documents?|data|pages?|text|crawls?)|internet (?:data|text)"
    r"|publicly available (?:\w+ ){0,3}?(?:data|sources|documents|text)"
    r"|(?:synthetic|proprietary|licensed|internal|multilingual|high[- ]quality|filtered|educational"
    r"|textbook[\w-]*) (?:\w+ ){0,2}?(?:data|text|sources|corpus)"
    r"|source code|code|books|mathematic\w*|scientific (?:papers|articles|text)|news|images"
    r"|natural languages|programming languages"
    r"|(?:text|training) (?:corpus|corpora))\b|语料",
    re.IGNORECASE,
)
_PRETRAINED = re.compile(
    r"\bpre-?train(?:ed|ing)\b[^.]{0,120}?\b(?:on|with|using|for|data|corpus|corpora)\b|预训练", re.IGNORECASE
)
_TRAINED = re.compile(
    r"\b(?:was|were|is|are|been|and|models?) trained (?:on|with|using|for)\b"
    r"|\b(?:training|pre-?training) (?:data|data ?set|corpus|corpora)\b[^.]{0,60}?\b(?:is|are|includes?"
    r"|consists?|comprises?|contains?)\b",
    re.IGNORECASE,
)
_TUNING = re.compile(
    r"\b(?:fine-?tun\w*|fine tun\w*|instruction[- ](?:tun\w+|follow\w+|sets?)|sft|dpo|rlhf|ppo|orpo"
    r"|kto|grpo|preference|alignment|aligned|lora|qlora|chat data)\b",
    re.IGNORECASE,
)
_DATA_TITLE = re.compile(
    r"^(?:\W|\d)*(?:(?:pre-?)?train(?:ing)?[ -]?)?(?:data(?: ?sets?)?|data sources?|corpus|corpora)$"
    r"|^pre-?training(?: data(?:sets?)?)?$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"evaluat|acknowledg|thanks|credits|citation|contact|prepar|process|benchmark", re.IGNORECASE
)
# Nobody tunes on trillions of tokens: a section that counts them is about pretraining.
_AT_SCALE = re.compile(r"\btrillion\b.{0,40}?\btokens\b|\b\d[\d.]*\s?T (?:\w+ )?tokens\b", re.IGNORECASE)
_TRAINING_TOO = re.compile(
    r"\b(?:pre-?training|training) (?:and|&|/)|(?:and|&|/) (?:pre-?)?training\b", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:training data|pre-?training data|dataset|datasets|data)\b[^.]{0,60}\b(?:will not be|is not"
    r"|are not|cannot be|won't be|not been)"
    r" (?:publicly )?(?:disclosed|released|shared|published|made public)",
    re.IGNORECASE,
)
_ADAPTER = re.compile(r"\b(?:low-rank|q?lora|peft) adapters?\b", re.IGNORECASE)
_METHODS = (
    ("SFT", re.compile(r"\bsft\b|\bsupervised[- ]fine-?[- ]?tun\w+", re.IGNORECASE)),
    ("DPO", re.compile(r"\bd-?dpo\b|\bdirect preference optimi[sz]ation", re.IGNORECASE)),
    ("RLHF", re.compile(r"\brlhf\b|\brlaif\b|reinforcement learning (?:from|with) human", re.IGNORECASE)),
    ("GRPO", re.compile(r"\bgrpo\b")),
    ("PPO", re.compile(r"\bppo\b")),
    ("ORPO", re.compile(r"\borpo\b|\bkto\b", re.IGNORECASE)),
    ("reinforcement learning", re.compile(r"\breinforcement learning\b", re.IGNORECASE)),
    ("instruction tuning", re.compile(r"\binstruction[- ](?:fine-?)?tun(?:ed|ing)\b", re.IGNORECASE)),
    ("LoRA", re.compile(r"\bq?lora\b", re.IGNORECASE)),
    ("fine-tuning", re.compile(r"\bfine-?[- ]?tun(?:ed|ing)\b", re.IGNORECASE)),
)
_METHOD_WORDS: dict[str, str] = {  # the others are abbreviations, the same everywhere
    "reinforcement learning": Words("Reinforcement learning"),
    "instruction tuning": Words("Instruction tuning"),
    "fine-tuning": Words("Fine-tuning"),
}
_METHOD_TAGS = {
    "sft": "SFT",
    "dpo": "DPO",
    "rlhf": "RLHF",
    "grpo": "GRPO",
    "orpo": "ORPO",
    "kto": "KTO",
    "ppo": "PPO",
}
_TUNED_TAGS = frozenset(
    (*_METHOD_TAGS, "instruct", "finetuned", "finetune", "instruction-tuned", "chat", "merge", "mergekit")
)
# "This model was tuned", not advice on tuning it, nor a test of tuned models.
_THIS_WAS_TUNED = re.compile(
    r"\b(?:was|were|is|are|been|has|have|we|and|further|then|i|model|version|using|through|via"
    r"|use[sd]?)\b[^.]{0,100}"
    r"\b(?:fine-?[- ]?tun(?:ed|ing)|aligned (?:using|via|through|by)|sft|dpo|rlhf|ppo"
    r"|reinforcement learning|instruction[- ]tun(?:ed|ing)|preference optimi[sz]ation"
    r"|q?lora)\b"
    r"|^(?:[\w.-]*\d[\w.-]* )?fine-?tuned (?:on|with|using) "
    r"|\bcontains the instruction[- ]tuned\b|\bafter (?:sft|dpo|rlhf)\b|经过\s?(?:sft|dpo|rlhf)"
    r"|^(?:[\w-]+ ){0,3}?(?:sft|dpo|rlhf|grpo|ppo|orpo|supervised fine-?tuning)\b (?:on|with|using) ",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:can be|could be|may be|should be|to be|be used|if you|you can|want to|developers|users"
    r"|evaluat\w+|benchmark\w*|outperform\w*|without|collection of pre-?trained and"
    r"|before|for (?:(?:\w+ )?(?:pre-?)?training,? (?:and )?)?fine-?tuning|fine-?tuning (?:code|support"
    r"|scripts?)|not been|has not"
    r"|have not|how to|look for|variants?|(?<!publicly )available"
    r"|interests|recommend|consider|specific use|(?:two|tuning|training) recipes?|example|script|notebook"
    r"|compar\w+)\b",
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
    r"|\bcontains the base model\b|\bthe repository for the base\b|\b(?:it|model) is not fine-?tuned for\b",
    re.IGNORECASE,
)
_ABOUT_USE = re.compile(
    r"\b(?:direct|downstream|intended|out[- ]of[- ]scope)[ -]use|^uses?\b|\blimitations?\b"
    r"|\brecommendations?\b|\bhow to\b"
    r"|\busage\b|\bquick ?start|\binstruction format|\bprompt\b",
    re.IGNORECASE,
)
_TUNING_PARTS = ("tun", "align", "sft", "dpo", "rlhf", "ppo", "reinforcement", "preference", "lora")
_TRAINS = ("train", "tun", "fit", "align", "sft", "dpo")
_UNKNOWN_DATA = re.compile(r"\bon (?:an unknown|the none|an? unspecified) dataset\b", re.IGNORECASE)


def is_tuned(reading: Reading) -> bool:
    """Whether tags, name or text say that this model was tuned for a task."""
    return reading.once(_is_tuned)


def is_base(reading: Reading) -> bool:
    """Whether the card says outright that this is a base model."""
    return reading.once(_is_base)


def _is_base(reading: Reading) -> bool:
    return any(_IS_BASE.search(p.text) for p in reading.own)


def _is_tuned(reading: Reading) -> bool:
    if reading.tags & _TUNED_TAGS:
        return True
    if is_base(reading):
        return False
    if re.search(r"instruct|chat|[-_]it\b|sft|dpo|lora\b|zephyr|tuned", reading.sources.repo, re.IGNORECASE):
        return True
    return any(_tells_of_tuning(reading, p) or _ADAPTER.search(p.text) for p in reading.own)


def pretraining_data(reading: Reading) -> Finding:
    """Open: sources are named. Partial: only kinds of data. Closed: an explicit refusal."""
    tuned = is_tuned(reading)
    at_scale = [p for p in reading.own if _AT_SCALE.search(p.text)]
    large = {p.section for p in at_scale}
    # Without a parent, all that its makers tell of data at that scale is about this model from the start.
    is_tuned_model = tuned and not (at_scale and not has_parent(reading))
    passages = [
        p
        for p in reading.own
        if _is_about_pretraining(p, is_tuned_model=is_tuned_model and p.section not in large)
    ]
    names = _names(passages)
    evidence = [reading.from_card(p) for p in passages if _names([p])]
    yaml = reading.texts("datasets")
    if yaml and not tuned and not reading.is_quantized:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    evidence += _header_datasets(reading, names)
    if names:
        return reading.found("pretraining_data", Verdict.OPEN, _list_text(names), names, evidence)
    if refusal := next((p for p in reading.own if _REFUSAL.search(p.text)), None):
        return reading.found(
            "pretraining_data", Verdict.CLOSED, Words("Kept secret"), [], [reading.from_card(refusal)]
        )
    kinds = [p for p in passages if _KINDS.search(p.text)]
    kinds.sort(key=lambda p: not any(_DATA_TITLE.match(t.strip(" *:")) for t in (p.heading, p.label)))
    if kinds:
        found = list(dict.fromkeys(m[0].lower() for p in kinds for m in _KINDS.finditer(p.text)))[:6]
        evidence = [reading.from_card(p) for p in kinds[:4]]
        text = Words("Kinds only: {kinds}", kinds=", ".join(found))
        return reading.found("pretraining_data", Verdict.PARTIAL, text, found, evidence)
    return reading.silent("pretraining_data", value=[])


def _is_about_pretraining(passage: Passage, *, is_tuned_model: bool) -> bool:
    """Of a tuned model, only what is said to be pretraining; its "training data" are the tuning's."""
    is_of_training = passage.mentions(("train", "训练"))
    is_pretrained = is_of_training and bool(_PRETRAINED.search(passage.text))
    is_trained = is_of_training and bool(_TRAINED.search(passage.text))
    titles = (passage.heading, passage.label)
    is_titled = any(_DATA_TITLE.match(t.strip(" *:")) for t in titles)
    if not (is_pretrained or is_trained or is_titled):
        return False
    is_of_tuning = bool(_TUNING.search(passage.text))
    if is_of_tuning and not is_pretrained:
        return False
    if any(_is_of_tuning_only(s) or _ELSEWHERE.search(s) for s in passage.section):
        return False
    if is_pretrained and not re.search(
        r"\bpre-?trained (?:language )?models?\b"
        r"|\b(?:an?|the|its|any|highly|performant|open|large|existing|from|with|on) pre-?trained\b",
        passage.text,
        re.IGNORECASE,
    ):
        return True
    if is_tuned_model or is_of_tuning:
        return False
    return is_trained or is_titled


def _is_of_tuning_only(title: str) -> bool:
    """ "Fine-tuning" is; "Training and fine-tuning" may tell of both."""
    return bool(_TUNING.search(title)) and not _TRAINING_TOO.search(title)


def _names(passages: list[Passage]) -> list[str]:
    found = [i for p in passages for i in dataset_ids(p.urls)]
    for passage in passages:
        known = [m[0] for m in _CORPORA.finditer(passage.text)]
        found += [k for k in known if not any(k.lower() in f.lower() for f in found)]
    return list(dict.fromkeys(found))[:30]


def _header_datasets(reading: Reading, names: list[str]) -> list[Evidence]:
    found = []
    for number in range(20):
        key = f"general.dataset.{number}.repo_url"
        for name in dataset_ids((reading.header_text(key),)):
            names.append(name)
            found.append(reading.from_header(key))
    return found


def _list_text(names: list[str]) -> str:
    said = ", ".join(names[:3])
    return Words("{names} and {count} more", names=said, count=len(names) - 3) if len(names) > 3 else said


def post_training(reading: Reading) -> Finding:
    """Open: data and method. Partial: one of them. Value: ``{"datasets": […], "method": …}``."""
    told = [] if is_base(reading) else [p for p in reading.own if _tells_of_tuning(reading, p)]
    tags = sorted(reading.tags & set(_METHOD_TAGS))
    methods = [name for name, pattern in _METHODS if any(pattern.search(p.text) for p in told)]
    methods += [_METHOD_TAGS[t] for t in tags if _METHOD_TAGS[t] not in methods]
    names = _names(told)
    evidence = [reading.from_card(p) for p in told[:5]]
    if tags and "tags" in (reading.card.entries if reading.card else {}):
        evidence.append(reading.from_yaml("tags"))
    elif tags:
        evidence.append(reading.from_api("tags", tags[0]))
    yaml = reading.texts("datasets")
    if yaml and is_tuned(reading) and not reading.is_quantized:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    value = {"datasets": names, "method": " + ".join(methods) or None}
    if not names and not methods:
        return reading.silent("post_training", value=value)
    said = joined(" + ", (_METHOD_WORDS.get(method, method) for method in methods[:3]))
    text = joined(" · ", (said, _list_text(names)))
    verdict = Verdict.OPEN if names and methods else Verdict.PARTIAL
    return reading.found("post_training", verdict, text, value, evidence)


def _tells_of_tuning(reading: Reading, passage: Passage) -> bool:
    text = passage.text
    if not passage.mentions(_TUNING_PARTS):
        return False
    if _UNKNOWN_DATA.search(text) or _ADVICE.search(text) or _NOT_TUNED.search(text):
        return False
    if any(_ABOUT_USE.search(title) for title in (*passage.section[-1:], passage.label)):
        return False
    if is_about_child(reading, text):
        return False
    is_trained = passage.mentions(_TRAINS) or bool(_TUNING.search(passage.heading))
    if passage.mentions(("lora",)) and not is_trained:  # applied, merged or used with it
        return False
    is_prose = not passage.header or (bool(passage.label) and len(text.split()) >= 12)
    return bool(_THIS_WAS_TUNED.search(text)) and is_prose and not is_of_others(passage)
