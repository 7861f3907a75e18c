"""What a sentence says of a model's origin, whatever the models in it are called.

The models of a sentence are marked first; the patterns here only know the words around the marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.rules.mentions import ITSELF, MarkedSentence, Mention
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.origin_after import AFTER, TRAINED_ON
from explorer.transparency.rules.origin_phrases import BEFORE
from explorer.transparency.rules.origin_words import IS_MODEL, SHRUNK

_VERB = (
    r"(?: \w+ing| used| here| itself| also| mostly| largely| all)*(?: (?:that |which )?(?:is|was|were|are"
    r"|has been|have been))?(?: \w+ly)?(?: an?| built)?\s*$"
)
# What is based on a model, but is not this model.
_OTHER_THING = re.compile(
    r"\b(?:data ?sets?|data|corpus|samples|examples|filter\w*|tokenizers?|architectures?|code(?:base)?"
    r"|scripts?|templates?|formats?|prompts?|utilit(?:y|ies)"
    r"|evaluations?|tasks|baselines?|frameworks?|pipelines?|methods?|approach\w*|recipes?|experiments?|demos?"
    r"|spaces?|licen[sc]es?|designs?"
    r"|(?<!moe )implementations?|structures?|hyper-?parameters|schedules?|vocabular(?:y|ies)|conversations?"
    r"|instructions|version numbers?|projects|applications|apps|software|tools|systems|products"
    r"|libraries|chatbots|(?:following|this|above|below) (?:language|text|section|list|description|wording)"
    r"|wording|sections?|paragraphs?|figures?|tables?|documentation|card)"
    rf"{_VERB}",
    re.IGNORECASE,
)
# "A model tuned on our data set based on X": the model is.
_MODEL_ON_DATA = re.compile(
    r"\bmodel (?:that (?:was|is) |which (?:was|is) )?(?:fine-?tuned|trained) on (?:our"
    r"|my) (?:[\w-]+ ){0,4}?data ?sets? $",
    re.IGNORECASE,
)
# Models of other kinds that help to make one; unless this model is one: "this is a classifier built on X".
_OTHER_KIND = re.compile(
    r"\b(?:classifiers?|reward models?|judges?|critics?|draft models?|embeddings?|encoders?|retrievers?"
    rf"|teachers?|teacher models?|judge models?|critic models?|generators?|verifiers?){_VERB}",
    re.IGNORECASE,
)
_IS_OF_KIND = re.compile(
    r"(?:\bis an? |\bit['’]s an? |\bthis |^\W{0,4}(?:the |an? )?)"
    r"(?:(?!(?:with|by|using|was|were|from|and|on)\b)[\w-]+ ){0,6}[\w-]+\s*$",
    re.IGNORECASE,
)
# "The reward model was …", "our critic is …": of this model only where it is one itself.
_THE_OTHER = re.compile(
    r"\W{0,4}(?:the|our|its|their) (?:[\w-]+ ){0,2}?(?:reward models?|classifiers?|judges?|critics?"
    r"|(?:draft|judge|critic|teacher) models?|retrievers?|verifiers?|teachers?|generators?)"
    r"(?: is| was| are| were| itself| \w+ly)*\s*$",
    re.IGNORECASE,
)
# Around a model that only helps: "for reward modeling we tuned X", "we tuned X as a judge".
_HELPS = re.compile(
    r"\bfor (?:the )?(?:reward model\w*|quality (?:filter\w*|classif\w*)|judging|grading"
    r"|speculative decoding)\b|\bdraft models?\b"
    r"|\btrained an? (?:[\w-]+ )?(?:classifier|reward model|verifier|judge) by\b",
    re.IGNORECASE,
)
_AS_HELPER = re.compile(
    r" as (?:an? |the |our )(?:[\w-]+ )?(?:judge|verifier|grader|reward model|classifier|annotator|filter"
    r"|draft model)\b",
    re.IGNORECASE,
)
_MADE_DATA = re.compile(
    r"\b(?:generated|labell?ed|annotated|scored|filtered|judged|evaluated|translated|distilled data"
    r"|synthesi[sz]ed)"
    r" (?:by|with|using|from)\b[^.;]{0,60}$|\b(?:traces|outputs|responses|answers|conversations"
    r"|completions) $",
    re.IGNORECASE,
)
# "To label the data we used the base model X."
_FOR_DATA = re.compile(
    r"\bto (?:label|annotate|score|judge|filter|evaluate|translate|generate|synthesi[sz]e|create)"
    r" (?:the |our |this )?(?:\w+ ){0,2}(?:data\w*|labels|pairs|samples|examples|prompts|instructions"
    r"|answers|pages|texts?)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:can|could|may|might|should|would|you|users?|developers|researchers|if) (?:[\w-]+ ){0,4}?$"
    r"|^\W{0,4}if you\b(?!.*\bthis model\b)|\bas well (?:as )?(?:\w+ )?$|\b(?:to|how to|not|never"
    r"|instead of|rather than"
    r"|other models?|many|several"
    r"|most) (?:\w+ )?$"
    r"|\b(?:code|library|scripts?|repo\w*|framework|toolkit|suite|platform)s? (?:also )?supports?\b[^.;§]*$"
    r"|\bwork we $|\binspired by (?:or|and) $|\b(?:compatible|works|tested) with (?:\w+ )?$|\bworks $"
    r"|\bhere['’]s how $|\bexcept(?: for)? (?-i:[A-Z])(?:[^.;§]|\.\d){2,60}$"
    r"|\b(?:models|llms|ones) (?:that|which) (?:use|used|have) $"
    r"|\b(?:scripts?|recipes?|notebooks?|examples?|tutorials?|guides?) (?:for|to|on|of) (?:\w+ )?$"
    r"|\b(?:models|checkpoints|variants|versions|derivatives|llms) (?!are |were )(?:\w+ )?$|\b(?:of"
    r"|from) this model\b[^,;:]*$",
    re.IGNORECASE,
)
# "The settings are the same as in the small version of X."
_SAME_AS = re.compile(
    r"\b(?:same|identical|equal|similar|comparable|analogous)(?: \w+)? (?:as|to|with)"
    r"(?: (?:for|in|of|those|that|these|the|an?))* ?$",
    re.IGNORECASE,
)
# "using the original Owl and Gull as base models": which is whose, another place may say.
_ONE_OF_TWO = re.compile(r"\busing (?:the )?(?:original )?§\d+ (?:and|or) $", re.IGNORECASE)
_NOT_SO = re.compile(r"\b(?:non|not)[ -]$", re.IGNORECASE)  # "a non fine-tuned version of X"
_LIKE_ONE = re.compile(r"\blike (?:an? )?(?:\w+ )?$", re.IGNORECASE)  # "smart like a good X finetune"
# "Our chat models based on X", "we release models built on X": these, not other ones.
_OURS = re.compile(
    r"\b(?:our|we (?:introduce|present|release|propose|provide|offer|train(?:ed)?|develop(?:ed)?"
    r"|open-?source))"
    r" (?:(?!(?:with|than|to|against|other|like|as|and|for|of)\b)[\w-]+ ){0,8}?"
    r"(?:models|checkpoints|variants|versions|llms) (?:\w+ )?$"
    r"|^\W{0,4}(?:the )?§\d+ (?:is|are) an? (?:series|family|suite|set|collection) of (?:[\w-]+ ){0,5}?"
    r"(?:models|llms) $",
    re.IGNORECASE,
)
# "The entire data is trained on X": said of data, meant of this model.
_DATA_TRAINED = re.compile(r"\b(?:entire|whole|all|this) (?:the )?data(?: ?sets?)? $", re.IGNORECASE)
_FROM_THIS = re.compile(r"\b(?:from|of|on|upon) (?:the )?this model\b")
_BUILT_ON = re.compile(r"(?:buil[td]|based|builds|constructed|initiali[sz]ed)\b", re.IGNORECASE)
_REPO_HOLDS = re.compile(
    r"\W{0,4}this repo(?:sitory)? (?:provides|contains|hosts|holds|has)\b", re.IGNORECASE
)
_IS_ONE = re.compile(r"\b(?:is|was|it|which|model|we)\b[^.;]{0,20}$", re.IGNORECASE)
_AND_MORE = re.compile(
    r"(?i: ?\([^()§]{0,40}\)| q?loras?| adapters?)?,?(?i: ?(?:and|&|with|into|\+|x|×))*(?: (?:0?\.\d+"
    r"|\d+ ?%) ?[*x×·]?)? (?i:merged with"
    r"|combined with|stacked (?:on|with)|and |into )?(?:the |our |[\w.-]+['’]s )?"
    r"(?i:(?:[\"“][\w-]{2,20}[\"”] )?(?:loras?|adapters?) (?:from |of )?|(?:an? )?"
    r"(?:[\w-]+ ){0,3}(?:encoder|tower) )?§(?P<n>\d+)"
)
# "a merge of X and Kestrel-V2": a name that nothing else marks.
_AND_NAMED = re.compile(
    r",?(?: ?(?:and|&|with|\+)) (?:the )?(?P<name>(?-i:[A-Z])[\w.+]*(?:-[\w.+]*)*[\d-][\w.+-]*"
    r"|(?-i:[A-Z])\w+(?= v?\d))",
    re.IGNORECASE,
)
# "X is itself a fine-tune of Y": of X's origin, not this model's.
_OF_ANOTHER = re.compile(
    r"(?<!this version of )(?<!this variant of )§(?P<n>\d+)(?: \w+){0,2}?,?"
    r"(?: which| that)?(?: (?:is|was|were|are|being|itself|has been"
    r"|had been))+(?: [\w-]+){0,4}? ?$",
    re.IGNORECASE,
)
_NO_PARENT_KIND = frozenset((
    "beta", "alpha", "preview", "early",
    "sister", "sibling", "companion", "twin", "brother", "new", "third", "fourth", "final",
    "larger", "bigger", "smaller", "newer", "next", "previous", "earlier", "older", "later", "other", "both",
    "two", "latest", "all", "original", "parameter", "parameters", "different", "which", "any",
    "first", "second", "future", "current", "retrained", "re-trained", "miniature",
    "non-finetuned", "old",
    "non-quantized", "unquantized", "full-precision", "full", "complete", "that", "online", "hosted",
))  # fmt: skip
_SUBJECT = re.compile(r"\W{0,4}§\d+(?: [\w-]+)? (?:is|was|has been)\b", re.IGNORECASE)
_BEFORE = tuple(pattern for _, pattern, _ in BEFORE)
_AFTER = tuple(pattern for _, pattern in AFTER)
_SHRUNK_KIND = re.compile(rf"{SHRUNK}|quanti[sz]ed|quant|compressed|compatible", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """``mention`` is what this model was made from, as one place of a sentence says.

    ``is_weak``: "fine-tuned X", which may also name the product. ``is_joint``: "built on X and Y".
    ``is_subject``: "X was fine-tuned", where X may be this model or its sibling. ``is_of_repo``: "this
    repository holds GGUF files of X".
    """

    relation: str
    mention: Mention
    at: int
    is_weak: bool = False
    is_joint: bool = False
    is_subject: bool = False
    is_of_repo: bool = False


def statements(passage: Passage, sentence: MarkedSentence, *, is_helper: bool = False) -> list[Statement]:
    """What a sentence states, in its order, each model once.

    ``sentence``: the passage with its models marked. ``is_helper``: this is a judge, a reward model or so.
    """
    if not sentence.mentions:
        return []
    found: dict[str, Statement] = {}
    for one in sorted(_all(passage, sentence, is_helper=is_helper), key=lambda s: s.at):
        had = found.get(one.mention.id)
        if had is None or had.relation == "unknown" or (had.is_weak and not one.is_weak):
            found[one.mention.id] = one
    return list(found.values())


def _all(passage: Passage, sentence: MarkedSentence, *, is_helper: bool) -> Iterator[Statement]:
    text = sentence.text
    for relation, pattern, needs_sure in map(BEFORE.__getitem__, passage.likely(_BEFORE)):
        for match in pattern.finditer(text):
            mention = sentence.mentions[int(match["n"] or match[match.lastgroup or 0])]
            is_model = (mention.is_sure or not needs_sure) and IS_MODEL.match(text, match.end())
            if relation == "unknown" and not mention.is_exact:  # "a fork of gpt-neox" is one of its code
                continue
            is_ours = is_model and _is_of_this(text[: match.start()], is_helper=is_helper)
            is_ours = is_ours and (is_helper or not _AS_HELPER.match(text, match.end()))
            if is_ours and (made := _relation(relation, match)):
                is_of_repo = made == "quantized" and bool(_REPO_HOLDS.match(text[: match.start()]))
                yield Statement(made, mention, match.start(), is_weak=needs_sure, is_of_repo=is_of_repo)
                yield from _others(sentence, match, made)
    for match in TRAINED_ON.finditer(text) if passage.may_match(TRAINED_ON) else ():
        mention = sentence.mentions[int(match["n"])]
        if (
            mention.is_of_family
            and IS_MODEL.match(text, match.end())
            and (
                _is_of_this(before := text[: match.start()], is_helper=is_helper)
                or _DATA_TRAINED.search(before)
            )
        ):
            yield Statement("finetune", mention, match.start(), is_weak=True)
    for relation, pattern in map(AFTER.__getitem__, passage.likely(_AFTER)):
        for match in pattern.finditer(text):
            mention = sentence.mentions[int(match["n"])]
            is_child = _FROM_THIS.search(text, match.end()) or (
                relation == "sized" and mention.is_named_only and not mention.is_sized
            )
            before = text[: match.start("n") - 1]
            is_child = is_child or text.startswith("-generated", match.end("n"))
            is_aside = _ONE_OF_TWO.search(before) or _LIKE_ONE.search(before) or _ADVICE.search(before)
            if not is_child and not is_aside:
                made = _relation("finetune" if relation == "sized" else relation, match)
                yield Statement(made, mention, match.start(), is_subject=bool(_SUBJECT.match(match[0])))


def _others(sentence: MarkedSentence, match: re.Match[str], relation: str) -> Iterator[Statement]:
    """ "a merge of A, B and C", "it is built on A and B": what follows the first."""
    before = sentence.text[: match.start()]
    is_joint = bool(_BUILT_ON.match(match[0]) and (_IS_ONE.search(before) or not before.strip()))
    if relation != "merge" and not is_joint:
        return
    at = match.end()
    while more := _AND_MORE.match(sentence.text, at):
        at = more.end()
        mention = sentence.mentions[int(more["n"])]
        if relation == "merge" or mention.is_sure:
            yield Statement(relation, mention, match.start(), is_joint=is_joint)
    named = _AND_NAMED.match(sentence.text, at) if relation == "merge" else None
    if named and is_model_name(named["name"]):
        mention = Mention(named["name"].rstrip(".-"), is_named_only=True, is_sure=False)
        yield Statement(relation, mention, match.start())


def _relation(relation: str, match: re.Match[str]) -> str:
    """ "" where the words say that it is only another model of the family."""
    kind = match.groupdict().get("kind")
    if kind is None:
        return relation
    if kind.lower() in _NO_PARENT_KIND:
        return ""
    return (
        "quantized"
        if _SHRUNK_KIND.search(kind)
        else "distillation"
        if kind.lower().rsplit("-", 1)[-1] in {"pruned", "distilled"}
        else relation
    )


def _is_of_this(before: str, *, is_helper: bool) -> bool:
    """Whether the words before speak of this model, not of data, tools, advice or another model."""
    is_kind = _IS_OF_KIND.search(before) and (is_helper or not _THE_OTHER.match(before))
    return not (
        (_OTHER_THING.search(before) and not _MODEL_ON_DATA.search(before))
        or (not is_helper and _HELPS.search(before))
        or (_OTHER_KIND.search(before) and not is_kind)
        or _MADE_DATA.search(before)
        or _FOR_DATA.search(before)
        or (_ADVICE.search(before) and not _OURS.search(before) and not before.startswith(f"{ITSELF} is "))
        or _OF_ANOTHER.search(before)
        or _SAME_AS.search(before)
        or _NOT_SO.search(before)
    )
