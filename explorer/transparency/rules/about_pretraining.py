"""Whether a sentence tells of the data that a model was pretrained on."""

import re

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.rules.subject import TUNING
from explorer.transparency.rules.tuning_words import CORPUS_NAME

PRETRAINED = re.compile(
    r"\b(?:pre|mid)-?train(?:ed|ing|s)?\b[^.]{0,120}?\b(?:on|with|using|used|for|data|corpus|corpora)\b|\b(?:in"
    r"|during) pre-?training\b|\b(?:data ?sets?|data|corpora|corpus)\b[^.]{0,40}"
    r"\bused (?:for|in) (?:the )?(?:\w+ )?"
    r"pre-?training\b|预训练|事前学習|\bto pre-?train \w+[^.]{0,60}, we (?:collected|used|gathered|crawled"
    r"|built)\b"
    r"|предобучен|从头训练|中期训练|사전 ?학습",
    re.IGNORECASE,
)
# "本项目不提供网页语料": what is not there, or was not used.
_DENIED = re.compile(
    r"(?:不|未|没有)(?:提供|使用|公开|包含|采用)|(?:사용|포함|제공|공개)(?:하|되)지 (?:않|못)"
)
# Where the languages of a base are told of.
_ASIDE = re.compile(r"\W*languages?\W*$", re.IGNORECASE)
# "We offer versions based on X (with continued pretraining on Y)": not of this one's own.
_OFFERS = re.compile(
    r"\bplan(?:s|ned|ning)? to\b|\bfuture work\b|\bnext version\b"
    r"|\b(?:offer|provide|release)s?\b[^.]{0,30}\b(?:versions|variants)\b",
    re.IGNORECASE,
)
# "Compared to Osprey, which was trained on the Tern corpus, …"
_OF_RIVAL = re.compile(
    r"^\W{0,4}(?:compared (?:to|with)|unlike|in contrast to) [^,.;]{2,40}, (?:which|that) (?:was|were|is|are)"
    r" (?:\w+ )?(?:pre-?)?trained\b",
    re.IGNORECASE,
)
# "based on a pretrained model": not of its own pretraining.
_A_PRETRAINED = re.compile(
    r"\bpre-?trained (?:language )?models?\b"
    r"|基于[^，。]{0,60}预训练(?:语言)?模型"
    r"|\b(?:an?|the|its|any|highly|performant|open|large|existing|from|with|on) pre-?trained\b",
    re.IGNORECASE,
)
TRAINED = re.compile(
    r"\btrained(?:(?<=\bwas trained)|(?<=\bwere trained)|(?<=\bis trained)|(?<=\bare trained)"
    r"|(?<=\bbeen trained)|(?<=\band trained)|(?<=\bmodel trained)|(?<=\bmodels trained)"
    r"|(?<=\bbeing trained)) (?:from scratch |from the ground up |jointly "
    r"|\w+ly )?(?:on|(?:with|using)(?! (?:an? |the |our )?(?:[\"“'‘]|(?:bf|fp)16|for|mixed|special"
    r"|specific|context"
    r"|sequence|learning|batch"
    r"|objective|loss|code (?:from|of|in|by))|for [\w ,.]{1,25} on)\b)"
    r"|\btrained across (?:\w+ ){0,3}domains\b"
    r"|\bmodel built upon data ?sets\b|\bwe scaled? up the training tokens\b|\b(?:it|model) (?:saw"
    r"|has seen) [^.]{0,20}tokens of\b"
    r"|\blearn(?:ed|s)? from [^.]{0,30}\b(?:TB|GB|tokens|texts?|code|books|pages)\b"
    r"|\b(?:training|pre-?training) (?:set|mix(?:ture)?)\b[^.]{0,60}?\b(?:is|are|includes?|consists?"
    r"|comprises?|contains?)\b"
    r"|\btrained (?:the|our|this|a|\w+) (?:[\w-]+ )?(?:model|llm)s? (?:from scratch )?(?:on|with|using)\b"
    r"|\b(?:trainiert|vortrainiert|(?:pre)?entrenad[oa]|(?:pré-?)?entraîné\w*|(?:pré-?)?treinad[oa]"
    r"|addestrat[oa])\b|(?<!до)обучен|预训练|事前学習"
    r"|학습에 (?:사용|활용)(?:된|한) (?:최종 )?(?:데이터|코퍼스)"
    r"|학습을 위해 [^.]{0,40}(?:코퍼스|말뭉치|데이터)[를을]? ?(?:구축|수집)"
    r"|^trained (?:from scratch |\w+ly )?(?:on|with|using)\b(?! code from)"
    r"|\b(?:training|pre-?training) (?:data|data ?set|corpus|corpora)\b[^.]{0,60}?\b(?:is|are|includes?"
    r"|consists?|comprises?|contains?|comes?|came|(?:was|were) (?:collected|compiled|crawled|gathered"
    r"|taken|drawn))\b"
    r"|\bwe train(?:ed)?(?: and \w+)? an? (?:suite|series|family|set|range) of [^.]{1,50}? on\b"
    r"|(?:\b(?:on|from|with|using|our) (?:an? |the )?(?:\w+ ){0,2}?|^\W*)\d[\d.]{0,5} ?[BT]\+? tokens,?"
    r" (?:[\w-]+ ){0,3}(?:corpus|mix(?:ture)?)\b"
    r"|\b(?:the|our) (?:[\w-]+ )?corpus (?:contains?|consists?|comprises?|includes?|covers?)\b",
    re.IGNORECASE,
)
DATA_TITLE = re.compile(
    r"^[ *:]*+(?:(?:\W|\d)*(?:(?:pre-?)?train(?:ing)?[ -]?)?(?:data(?: ?sets?)?|data sources?|corpus|corpora)"
    r"|(?:the |training |our )?data (?:mix(?:ture)?|composition|blend)"
    r"|pre-?training(?: data(?:sets?)?| stage)?"
    r"|\W{0,4}(?:中文|训练|预训练)(?:数据|语料)(?:集|库|来源)?"
    r"|\W{0,4}(?:사전 ?)?학습 ?(?:데이터 ?(?:셋|세트)?|말뭉치))[ *:]*$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^(?!.*\btrain).*?(?:evaluat|acknowledg|thanks|credits|citation|contact|prepar|process|benchmark"
    r"|calibrat)",
    re.IGNORECASE,
)
_OF_TOKENIZER = re.compile(
    r"^(?!.*\bpre-?train).*\btokeni[sz]er\b[^.]{0,24}\btrained\b"
    r"|\btrained (?:the|a|our) (?:\w+ ){0,2}(?:tokeni[sz]er|probe|classifier|filter)\b"
    r"|\bcontamination\b|\banother model trained\b"
    r"|^\W*(?:the|an?|our) (?:[\w-]+ )?(?:classifier|probe|filter|reward model|judge|retriever) (?:was|is"
    r"|were)\b",
    re.IGNORECASE,
)
_IS_NAME = re.compile(r"^(?=\S*(?:\d|-\S+-))[\w./-]+$")
DATA_COLUMN = re.compile(r"^(?:pre-?)?training (?:data|corpus)$", re.IGNORECASE)
_PRETRAINING_TITLE = re.compile(r"^\W{0,4}pre-?training\b|사전 ?학습|^\W{0,4}预训练", re.IGNORECASE)
_OF_ADAPTER = re.compile(r"\badapters?\b[^.]{0,80}\btrained\b", re.IGNORECASE)
_PRAISE = re.compile(r"\W*fine-?tune\b.*\bfaster\b", re.IGNORECASE)  # of a tool: "Fine-tune it 5x faster"
_TRAINING_TOO = re.compile(
    r"\b(?:pre-?training|training) (?:and|&|/)|(?:and|&|/) (?:pre-?)?training\b", re.IGNORECASE
)
# What only pretraining is done on, also where a tuned model's card tells of it.
_OF_THE_WEB = re.compile(
    r"\b(?:web (?:documents?|data|pages?|text|crawl(?:ing)?s?)|common ?crawl|internet (?:data|text)"
    r"|filtered (?:publicly available )?websites)\b"
    r"|\b(?:dolma|refinedweb|fineweb|red ?pajama|slim ?pajama|the pile|culturax|dclm)(?:[- ]\w+)?"
    r" (?:data ?set|corpus)\b|\btraining tokens (?:in)?to \d",
    re.IGNORECASE,
)


def is_about_pretraining(passage: Passage, *, is_tuned_model: bool) -> bool:
    """Of a tuned model, only what is said to be pretraining; its "training data" are the tuning's."""
    is_pretrained = bool(passage.find(PRETRAINED)) and not passage.find(_OFFERS)
    is_pretrained = is_pretrained or (passage.is_under(_PRETRAINING_TITLE, 3) and _is_titled(passage))
    is_pretrained = is_pretrained or (passage.is_labelled(_PRETRAINING_TITLE) and has_data_title(passage))
    is_trained = bool(passage.find(TRAINED))
    if not (is_pretrained or is_trained or _is_titled(passage)):
        return False
    is_of_tuning = bool(passage.find(TUNING))
    is_denied = passage.find(_DENIED) or passage.find(_OF_RIVAL) or _ASIDE.match(passage.label)
    if (is_of_tuning and not is_pretrained) or is_denied:
        return False
    is_of_the_web = (
        is_trained and not is_of_tuning and (bool(passage.find(_OF_THE_WEB)) or _links_corpus(passage))
    )
    if is_tuned_model and not (is_pretrained or is_of_the_web):
        return False
    if (
        passage.find(_OF_TOKENIZER)
        or passage.is_under(_ELSEWHERE, 8)
        or any(_is_of_tuning_only(s) for s in passage.section)
    ):
        return False
    if is_of_the_web or (is_pretrained and not passage.find(_A_PRETRAINED)):
        return True
    return not (is_tuned_model or is_of_tuning or passage.find(_OF_ADAPTER))


def _links_corpus(passage: Passage) -> bool:
    return any(CORPUS_NAME.search(id_) or "corpus" in id_.lower() for id_ in dataset_ids(passage.urls))


def _is_titled(passage: Passage) -> bool:
    return has_data_title(passage) or bool(passage.columns(DATA_COLUMN))


def has_data_title(passage: Passage) -> bool:
    """Whether it stands right below a heading such as "Training data", or behind such a label."""
    return passage.is_titled(DATA_TITLE, passage.heading) or passage.is_labelled(DATA_TITLE)


def _is_of_tuning_only(title: str) -> bool:
    """ "Fine-tuning" is; "Training and fine-tuning" may tell of both, "Tern-2-Finetuned" is a name."""
    is_other = _IS_NAME.match(title) or _TRAINING_TOO.search(title) or _PRAISE.match(title)
    return bool(TUNING.search(title)) and not is_other
