"""What a sentence says of a model's origin, whatever the models in it are called.

The models of a sentence are marked first; the patterns here only know the words around the marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.transparency.passage import Passage
from explorer.transparency.rules.mentions import Marked, Mention

_M = r"§(?P<n>\d+)"
# Words that may stand between what happened and the model: never what it was trained on.
_NOT_BETWEEN = (
    r"(?:data\w*|corpus|corpora|using|use|with|that|which|who|than|by|and|or|to|is|are|was|were|for|in|samples?"
    r"|examples?|tokens?|instructions?|conversations?|outputs?|generated|hours|epochs?|steps|questions?|prompts?"
    r"|responses?|answers?|text|code|pairs?|gpus?|tokenizer|architecture|format|not|but|method|technique)"
)
_D = rf"(?:(?!{_NOT_BETWEEN}\b)[\w'’+&./-]+,? ){{0,6}}?(?:, |\( ?)?"
_IS_MODEL = re.compile(
    r"(?!['’]?s?[ -](?:data\w*|corpus|outputs?|generat\w+|architecture|paper|tokenizer|structure|codebase|codes?"
    r"|implementation|template|format|licen[sc]e|community|team|repo\w*|library|framework|toolkit|benchmark"
    r"|leaderboard|(?:and \S+ )?(?:series|projects)|prompt\w*|style|conversations?|responses?|judge|tokens?)\b)",
    re.IGNORECASE,
)
_KIND = r"(?:version|variant|model|checkpoint|edition|release|derivative|llm|copy|iteration|adaptation)s?"
_TUNE = r"(?:fine-?[ -]?tun(?:ed|e|ing|es)|finetun\w+|instruct(?:ion)?-tun(?:ed|ing))"
_SHRUNK = (
    r"(?:i?q\d\w*|gguf|ggml|gptq|awq|exl[23]|mlx|onnx|openvino|fp8|nvfp4|mxfp4|nf4|int[48]|w\da\d+|imatrix"
    r"|\d(?:\.\d+)?[- ]?(?:bit|bpw)s?)"
)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


# Relation, pattern, and whether only a sure name of a model will do (elsewhere it may be a data set or a tool).
_BEFORE: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("quantized", _pattern(rf"\b(?:re-?)?quanti[sz]\w*(?: [\w-]+){{0,6}}? (?:of|from|for) {_D}{_M}"), False),
    ("quantized", _pattern(rf"\bquants? (?:of|from|for) {_D}{_M}"), False),
    ("quantized", _pattern(rf"\b{_SHRUNK}\b(?:[\w ,./+&()-]{{0,50}}? (?:of|from)|[\w ,./+&()-]{{0,40}}? (?:files?|weights|versions?|conversions?|quants?|quantizations?|repo\w*|ggufs?|models?) for) {_D}{_M}"), False),
    ("unknown", _pattern(rf"\b(?:conver(?:ted|sion)|export(?:ed)?)\b[\w ,./§-]{{0,40}}? (?:of|from) {_D}{_M}"), False),
    (
        "adapter",
        _pattern(rf"\b(?:adapters?|q?lora)\b(?:[ -][\w-]+){{0,5}}? (?:for|of|on|on top of|over|from) {_D}{_M}"),
        False,
    ),
    ("adapter", _pattern(rf"\bappl(?:y|ied|ying)(?: \w+){{0,3}}? (?:to|on|on top of|over) {_D}{_M}"), True),
    ("distillation", _pattern(rf"\bdistill?(?:ed|ation|ing)(?: \w+){{0,2}}? (?:from|of) {_D}{_M}"), False),
    ("distillation", _pattern(rf"\bprun(?:ed|ing)(?: {_KIND})?(?: and [\w-]+)? (?:from|of) {_D}{_M}"), False),
    ("finetune", _pattern(rf"\b{_TUNE}(?: {_KIND})? (?:of|from|on top of|over|upon|off(?: of)?|based on) {_D}{_M}"), False),
    ("finetune", _pattern(rf"\b{_TUNE}(?: {_KIND})?,? (?:on|using|with) {_D}{_M}"), True),
    ("finetune", _pattern(rf"(?:^\W{{0,4}}|\b(?:we|i|by|and|then|have|team|it) )(?:\w+ly )?{_TUNE} {_D}{_M}"), True),
    ("finetune", _pattern(rf"\b(?P<kind>[\w'’+-]+) (?:version|variant|edition|derivative|checkpoint)s? (?:of|from) {_D}{_M}"), False),
    ("finetune", _pattern(rf"\b(?:continu\w+|further|additional|second)[ -](?:the )?(?:pre-?)?train\w* (?:of|from|on top of) {_D}{_M}"), False),
    ("finetune", _pattern(rf"\b(?:continu\w+|further)[ -](?:the )?(?:pre-?)?train\w* (?:(?:on|for|with|using) )?{_D}{_M}"), True),
    (
        "finetune",
        _pattern(
            r"\b(?:built|based|developed|constructed|created|made|crafted|obtained|produced|trained|tuned|pre-?trained|builds)"
            rf" (?:on top of|upon|from|off(?: of)?|around|over|based on) {_D}{_M}"
        ),
        False,
    ),
    ("finetune", _pattern(rf"\b(?:built|based|builds|constructed) (?:on|using) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b(?:initiali[sz](?:ed|ing|ation)?|warm-?start\w*)(?: \w+){{0,3}}? (?:from|with|using|by) {_D}{_M}"),
        False,
    ),
    ("finetune", _pattern(rf"\b(?:start(?:ing|ed|s)?|begin(?:ning|s)?|began|begun) (?:\w+ )?(?:from|with|off|at) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b(?:derived|adapted|branched|forked|descended|transferred|modified|(?:up-?)?scaled(?: up)?|expanded|extended) from {_D}{_M}"),
        False,
    ),
    ("finetune", _pattern(rf"\bon top of {_D}{_M}"), False),
    ("merge", _pattern(rf"\bmerg(?:ed|ing|e) (?:with|into) {_D}{_M}"), False),
    ("merge", _pattern(rf"\b(?:self-?|franken-?)?merge of {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b(?:us(?:e[sd]?|ing)|took|take) {_D}{_M}[^.§]{{0,40}}?\b(?:and|then)\b[^.§]{{0,12}}? {_TUNE}"),
        False,
    ),
    (
        "finetune",
        _pattern(
            r"\b(?:base|backbone|foundation|parent|underlying|source|seed)(?: (?:model|llm|checkpoint|weights|network))?"
            rf"(?: used| here)?(?: ?(?:is|was|are|:|=|,))+ {_D}{_M}"
        ),
        False,
    ),
    ("finetune", _pattern(rf"\bas (?:the|our|its|a) (?:\w+ )?base(?: model)?[ ,:]{{1,3}}{_M}"), False),
    ("finetune", _pattern(rf"^\W{{0,4}}[\w .-]{{2,40}} = {_M} \+"), True),
    ("unknown", _pattern(rf"\b(?:re-?uploads?|mirror|copy|clone|duplicate|repackag\w*|fork|same weights as)(?: (?:of|from))? {_D}{_M}"), False),
    ("unknown", _pattern(rf"\boriginal(?: (?:model|repo\w*|weights|checkpoint))?(?: (?:is|here))?\s?[:=]\s?{_M}"), False),
    # German, French, Spanish, Portuguese, Italian, Russian.
    (
        "finetune",
        _pattern(
            r"(?:\bVersion von|\bauf (?:der )?Basis (?:von|des)|\bbasier(?:t|end) auf|\bbasé\w* sur|\bversion \w+ée? (?:de|du|sur)"
            r"|\bà partir (?:de|du)|\bbasad[oa] en|\ba partir de(?:l|o)?|\bversión \w+ de(?:l)?|\bversão \w+ d[eo]|\bbasead[oa] n?em|\bajuste fino d[eo]"
            rf"|\bbasat[oa] su|\ba partire da|\bversione \w+ di|\bна (?:основе|базе)|\bдообучен\w* (?:верси\w+ )?(?:модели )?) ?{_D}{_M}"
        ),
        False,
    ),
)
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "finetune",
        _pattern(
            rf"(?:^\W{{0,4}}|\bthis is (?:an? |the )?|\bthis |\bis an? |\b(?:a|the) )(?:[\w-]+ ){{0,2}}?{_M}(?: (?:base|model|llm|checkpoint"
            r"|weights|instruct|chat|architecture))?,?(?: that| which)?(?: was| has been| is)?"
            rf"(?: further| then| continually| additionally| fully| instruction| heavily)*[ -](?:{_TUNE}|trained further|tuned|further trained"
            r"|trained on top|pre-?trained further|abliterated)\b(?! (?:models|versions|variants|llms|generative|text|checkpoints))"
        ),
    ),
    (
        "finetune",
        _pattern(
            rf"{_M}[^.§]{{0,40}}? as (?:the |our |a |its |an )?(?:\w+ ){{0,2}}?"
            r"(?:base|foundation|backbone|start\w*|initiali\w+|parent|seed|language model|text model|llm|text decoder)\b"
        ),
    ),
    ("finetune", _pattern(rf"^\W{{0,4}}this is (?:an? |the )?{_M}(?: model)?,? trained (?:to|on|for|with)\b")),
    (
        "finetune",
        _pattern(
            rf"{_M}(?: \w+){{0,2}}? (?:is|was|serves|served|acts|acted)(?: used| chosen| taken)? as (?:the |our |a |its )?"
            r"(?:\w+ ){0,2}?(?:base|backbone|foundation|start|initial)"
        ),
    ),
    (
        "unknown",
        _pattern(
            rf"^\W{{0,4}}(?:this|here|it)(?: (?:model|repo\w*|release))? is (?:an? |the )?{_D}{_M}"
            r"(?=.{0,120}\b(?:with|but|without|after|converted|quanti[sz]ed|merged|pruned|retrained)\b)"
        ),
    ),
)
# What is based on a model, but is not this model.
_OTHER_THING = re.compile(
    r"\b(?:data ?sets?|data|corpus|samples|examples|classifiers?|filter\w*|tokenizers?|architectures?|reward models?|judges?"
    r"|embeddings?|encoders?|retrievers?|code(?:base)?|scripts?|repo\w*|templates?|formats?|prompts?|evaluations?|baselines?"
    r"|teachers?|generators?|frameworks?|pipelines?|methods?|approach\w*|recipes?|experiments?|demos?|spaces?|licen[sc]es?|designs?"
    r"|implementations?|structures?|hyper-?parameters|schedules?|vocabular(?:y|ies)|conversations?|instructions?|ver(?:ifier|sion number)s?)"
    r"(?: \w+ing| used| here| itself| also| mostly| largely| all)*(?: (?:that |which )?(?:is|was|were|are|has been|have been))?"
    r"(?: \w+ly)?\s*$",
    re.IGNORECASE,
)
_MADE_DATA = re.compile(
    r"\b(?:generated|labell?ed|annotated|scored|filtered|judged|evaluated|translated|distilled data|synthesi[sz]ed)"
    r" (?:by|with|using|from)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:can|could|may|might|should|would|you|users?|developers|researchers|if) (?:\w+ ){0,3}?$"
    r"|\b(?:to|how to|not|never|instead of|rather than|other models?|many|several|most) (?:\w+ )?$"
    r"|\b(?:models|checkpoints|variants|versions|derivatives|llms) (?!are |were )(?:\w+ )?$|\b(?:of|from) this model\b",
    re.IGNORECASE,
)
# "X is itself a fine-tune of Y": of X's origin, not this model's.
_OF_ANOTHER = re.compile(
    r"§(?P<n>\d+)(?: \w+){0,2}?,?(?: which| that)?(?: (?:is|was|were|are|being|itself|has been|had been))+(?: [\w-]+){0,4}? ?$",
    re.IGNORECASE,
)
_NO_PARENT_KIND = frozenset((
    "larger", "bigger", "smaller", "newer", "next", "previous", "earlier", "older", "later", "other", "both", "two", "latest",
    "all", "original", "different", "which", "any", "first", "second", "future", "current", "that", "online", "hosted", "old",
))  # fmt: skip
_SHRUNK_KIND = re.compile(rf"{_SHRUNK}|quanti[sz]ed|quant|compressed", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """``mention`` is what this model was made from, as one place of a sentence says.

    ``is_weak``: "fine-tuned X", which may also name the product.
    """

    relation: str
    mention: Mention
    at: int
    is_weak: bool = False


def statements(passage: Passage, sentence: Marked) -> list[Statement]:
    """What a sentence states, in its order, each model once. ``sentence``: the passage with its models marked."""
    found: dict[str, Statement] = {}
    for one in sorted(_all(passage, sentence), key=lambda s: s.at):
        had = found.get(one.mention.id)
        if had is None or had.relation == "unknown":
            found[one.mention.id] = one
    return list(found.values())


def _all(passage: Passage, sentence: Marked) -> Iterator[Statement]:
    text = sentence.text
    for relation, pattern, needs_sure in _BEFORE:
        if not passage.may_match(pattern):
            continue
        for match in pattern.finditer(text):
            mention = sentence.mentions[int(match["n"])]
            if needs_sure and not mention.is_sure:
                continue
            is_model = _IS_MODEL.match(text, match.end())
            if is_model and _is_of_this(text[: match.start()]) and (made := _relation(relation, match)):
                yield Statement(made, mention, match.start(), is_weak=needs_sure)
    for relation, pattern in _AFTER:
        if not passage.may_match(pattern):
            continue
        for match in pattern.finditer(text):
            if not _ADVICE.search(text[: match.start("n") - 1]):
                yield Statement(relation, sentence.mentions[int(match["n"])], match.start())


def _relation(relation: str, match: re.Match[str]) -> str:
    """"" where the words say that it is only another model of the family."""
    kind = match.groupdict().get("kind")
    if kind is None:
        return relation
    if kind.lower() in _NO_PARENT_KIND:
        return ""
    return "quantized" if _SHRUNK_KIND.search(kind) else "distillation" if kind.lower() in {"pruned", "distilled"} else relation


def _is_of_this(before: str) -> bool:
    """Whether the words before speak of this model, not of data, tools, advice or another model."""
    return not (
        _OTHER_THING.search(before) or _MADE_DATA.search(before) or _ADVICE.search(before) or _OF_ANOTHER.search(before)
    )
