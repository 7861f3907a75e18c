"""The words that cards put around the name of a model they were made from, "§0" in the pattern's place."""

import re

_M = r"§(?P<n>\d+)"
# Words that may stand between what happened and the model: never what it was trained on.
_NOT_BETWEEN = (
    r"(?:data\w*|corpus|corpora|using|use|with|that|which|who|than|by|and|or|to|is|are|was|were|for|in"
    r"|samples?"
    r"|examples?|tokens?|instructions?|conversations?|outputs?|generated|hours|epochs?|steps|questions?"
    r"|prompts?"
    r"|responses?|answers?|text|code|pairs?|gpus?|tokenizer|architecture|format|not|but|method|technique)"
)
_D = rf"(?:(?!{_NOT_BETWEEN}\b)[\w'’+&./-]+,? ){{0,6}}?(?:, |\( ?)?"
IS_MODEL = re.compile(
    r"(?!['’]?s?[ -](?:(?:model|transformer|decoder|block) architecture|like|alike|inspired|compatible"
    r"|data\w*|corpus|outputs?|generat\w+|architecture|paper|tokenizer|structure|codebase"
    r"|codes?"
    r"|implementation|template|format|licen[sc]e|community|team|repo\w*|library|framework|toolkit|benchmark"
    r"|leaderboard|(?:and \S+ )?(?:series|projects)|prompt\w*|style|conversations?|responses?|judge"
    r"|tokens?)\b)",
    re.IGNORECASE,
)
_ADVISED = (
    r"(?:may|can|could|might|should|would|will|to|you|users?|developers|researchers|how|not|never|if)\b"
)
_KIND = r"(?:version|variant|model|checkpoint|edition|release|derivative|llm|copy|iteration|adaptation)s?"
_TUNE = r"(?:fine-?[ -]?tun(?:ed|e|ing|es)|finetun\w+|instruct(?:ion)?-tun(?:ed|ing))"
SHRUNK = (
    r"(?:i?q\d\w*|gguf|ggml|gptq|awq|exl[23]|mlx|onnx|openvino|fp8|nvfp4|mxfp4|nf4|int[48]|w\da\d+|imatrix"
    r"|\d(?:\.\d+)?[- ]?(?:bit|bpw)s?)"
)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


# Relation, pattern, and whether only a sure name of a model will do: elsewhere it may be a data set.
BEFORE: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    (
        "quantized",
        _pattern(rf"(?<!non-)\b(?:re-?)?quanti[sz]\w*(?: [\w-]+){{0,6}}? (?:of|from|for) {_D}{_M}"),
        False,
    ),
    ("quantized", _pattern(rf"\bquants? (?:of|from|for) {_D}{_M}"), False),
    (
        "quantized",
        _pattern(
            rf"\b{SHRUNK}\b(?:[\w ,./+&()-]{{0,50}}? (?:of|from)|[\w ,./+&()-]{{0,40}}? (?:files?|weights"
            rf"|versions?|conversions?|quants?|quantizations?|repo\w*|ggufs?|models?) for) {_D}{_M}"
        ),
        False,
    ),
    (
        "unknown",
        _pattern(rf"\b(?:conver(?:ted|sion)|export(?:ed)?)\b[\w ,./§-]{{0,40}}? (?:of|from) {_D}{_M}"),
        False,
    ),
    (
        "adapter",
        _pattern(
            rf"\b(?:adapters?|q?lora)\b(?:[ -][\w-]+){{0,5}}? (?:for|of|on|on top of|over|from) {_D}{_M}"
        ),
        False,
    ),
    ("adapter", _pattern(rf"\bappl(?:y|ied|ying)(?: \w+){{0,3}}? (?:to|on|on top of|over) {_D}{_M}"), True),
    ("distillation", _pattern(rf"\bdistill?(?:ed|ation|ing)(?: \w+){{0,2}}? (?:from|of) {_D}{_M}"), False),
    ("distillation", _pattern(rf"\bprun(?:ed|ing)(?: {_KIND})?(?: and [\w-]+)? (?:from|of) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b{_TUNE}(?: {_KIND})? (?:of|from|on top of|over|upon|off(?: of)?|based on) {_D}{_M}"),
        False,
    ),
    ("finetune", _pattern(rf"\b{_TUNE}(?: {_KIND})?,? (?:on|using|with) {_D}{_M}"), True),
    (
        "finetune",
        _pattern(rf"(?:^\W{{0,4}}|\b(?:we|i|by|and|then|have|team|it) )(?:\w+ly )?{_TUNE} {_D}{_M}"),
        True,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?P<kind>[\w'’+-]+) (?:version|variant|edition|derivative|checkpoint)s? (?:of|from) {_D}{_M}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:continu\w+|further|additional|second)[ -](?:the )?(?:pre-?)?train\w* (?:of|from"
            rf"|on top of) {_D}{_M}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:continu\w+|further)[ -](?:the )?(?:pre-?)?train\w* (?:(?:on|for|with|using) )?{_D}{_M}"
        ),
        True,
    ),
    (
        "finetune",
        _pattern(
            r"(?<!fine-)\b(?:built|based|developed|constructed|created|made|crafted|obtained|produced|trained|tuned"
            r"|pre-?trained|builds)"
            rf" (?:on top of|upon|from|off(?: of)?|around|over|based on) {_D}{_M}"
        ),
        False,
    ),
    ("finetune", _pattern(rf"\b(?:built|based|builds|constructed) (?:on|using) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(
            rf"\b(?:initiali[sz](?:ed?|es|ing|ation)|warm-?start\w*)(?: \w+){{0,4}}? (?:from|with|using"
            rf"|by) {_D}{_M}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:start(?:ing|ed|s)?|begin(?:ning|s)?|began|begun) (?:\w+ )?(?:from|with|off|at) {_D}{_M}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:derived|adapted|branched|forked|descended|transferred|modified|(?:up-?)?scaled(?: up)?"
            rf"|expanded|extended) from {_D}{_M}"
        ),
        False,
    ),
    ("finetune", _pattern(rf"\bon top of {_D}{_M}"), False),
    (
        "finetune",
        _pattern(
            r"\b(?:reinforcement learning|rl|sft|dpo|rlhf|grpo|ppo|orpo|kto)\b(?: \w+){0,2}? (?:on|to|over"
            rf"|from) {_D}{_M}"
        ),
        True,
    ),
    ("finetune", _pattern(rf"\b(?:extend|expand)(?:ed|ing) (?:the )?(?:\w+ ){{0,2}}of {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b(?:integrat|insert|reus|load|inherit)(?:ed|es|s|ing) {_D}{_M}(?:['’]s)? weights\b"),
        False,
    ),
    (
        "finetune",
        _pattern(
            r"\b(?:extends?|adapts?|continues? (?:the )?(?:pre-?)?training of|retrains?|modif(?:y|ies)"
            r"|compress(?:es)?|prunes?|distills?"
            rf"|fine-?tunes?|speciali[sz]es?|upscales?) (?:the )?(?:\w+ (?:length |window )?of )?{_D}{_M}"
        ),
        False,
    ),
    ("unknown", _pattern(rf"\bweights are (?:those|the same as those|the ones) of {_D}{_M}"), False),
    ("merge", _pattern(rf"\bmerg(?:ed|ing|e) (?:with|into) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(rf"\b(?:fine-?|instruct(?:ion)? |chat |sft |dpo )tunes? (?:of|from) {_D}{_M}"),
        False,
    ),
    ("merge", _pattern(rf"\b(?:self-?|franken-?)?merge (?:of|between) {_D}{_M}"), False),
    (
        "finetune",
        _pattern(
            rf"(?:^\W{{0,4}}|: |\bis |\bthis )(?:an? |the )?(?:(?!{_ADVISED})[\w-]+ ){{0,2}}?{_TUNE} {_M}"
        ),
        True,
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:us(?:e[sd]?|ing)|took|take) {_D}{_M}[^.§]{{0,40}}?\b(?:and|then)\b[^.§]{{0,12}}? {_TUNE}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            r"\b(?:base|backbone|foundation|parent|underlying|source|seed|starting|initial)(?: (?:model|llm"
            r"|checkpoint"
            r"|weights|network))?"
            rf"(?: used| here)?(?: ?(?:is|was|are|:|=|,))+ {_D}{_M}"
        ),
        False,
    ),
    (
        "finetune",
        _pattern(
            r"\b(?:adopt|cho+se|select|employ|us|utili[sz]|leverag|tak|took)(?:e?[sd]?|ing) "
            r"(?:(?!(?:or|and|on|by)\b)[\w'’-]+ ){0,5}?(?:foundation|base|backbone|pre-?trained|underlying)"
            rf"(?: (?:language|llm|large|model|checkpoint|weights))*,? (?:of )?{_M}"
            r"(?! (?:to|for) (?:\w+ )?(?:generat|judg|evaluat|annotat|filter|scor|label|translat|creat))"
        ),
        True,
    ),
    ("finetune", _pattern(rf"\bas (?:the|our|its|a) (?:\w+ )?base(?: model)?[ ,:]{{1,3}}{_M}"), False),
    ("finetune", _pattern(rf"^\W{{0,4}}[\w .-]{{2,40}} = {_M} \+"), True),
    (
        "unknown",
        _pattern(
            rf"\b(?:re-?uploads?|port|mirror|copy|clone|duplicate|repackag\w*|fork|same weights as)(?: (?:of"
            rf"|from))? {_D}{_M}"
        ),
        False,
    ),
    (
        "unknown",
        _pattern(rf"\boriginal(?: (?:model|repo\w*|weights|checkpoint))?(?: (?:is|here))?\s?[:=]\s?{_M}"),
        False,
    ),
    (
        "unknown",
        _pattern(
            r"\boriginal (?:\w+ )?(?:model|repo\w*|weights|checkpoint)s?,?"
            rf" (?:see|(?:(?:is|are) )?(?:available |found |here )?(?:at|from|in))[: ]{{1,2}}{_M}"
        ),
        False,
    ),
    # German, French, Spanish, Portuguese, Italian, Russian.
    (
        "finetune",
        _pattern(
            r"(?:\bVersion von|\bauf (?:der )?Basis (?:von|des)|\bbasier(?:t|end) auf|\bbasé\w* sur"
            r"|\bversion \w+ée? (?:de|du|sur)"
            r"|\bà partir (?:de|du)|\bbasad[oa] en|\ba partir d(?:el?|o|a)|\bversión \w+ de(?:l)?"
            r"|\bversão \w+ d[eo]|\bbasead[oa] n?em|\bajuste fino d[eo]|\bfine-?tun(?:e|ing) del?"
            rf"|\bbasat[oa] su|\ba partire da|\bversione \w+ di|\bна (?:основе|базе)"
            rf"|\bдообучен\w* (?:верси\w+ )?(?:модели )?) ?{_D}{_M}"
        ),
        False,
    ),
)
AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "finetune",
        _pattern(
            rf"(?:^\W{{0,4}}(?:[\w.-]+['’]s )?|\bthis (?:model )?is (?:an? |the )?|\bthis |\bis an? |\b(?:a"
            rf"|the) )(?:[\w-]+ ){{0,2}}?{_M}(?: (?:base|model|llm|checkpoint"
            r"|weights|instruct|chat|architecture))?,?(?: that| which)?(?: was| has been| is)?"
            rf"(?: further| then| continually| additionally| fully| instruction| heavily)*[ -](?:{_TUNE}"
            rf"|trained further|tuned|further trained"
            r"|trained on top|quanti[sz]ed|pre-?trained further|abliterated)\b(?! (?:models|versions"
            r"|variants|llms"
            r"|generative|text|checkpoints))"
        ),
    ),
    (
        "finetune",
        _pattern(
            rf"\b(?:is|this|our) (?:an? |the )?(?:[\w-]+ ){{0,3}}?{_M}[ -]based (?:[\w-]+ ){{0,3}}?"
            r"(?:model|llm|chatbot|assistant|classifier|fine-?tune|checkpoint)\b(?! (?:family|series))"
        ),
    ),
    (
        "finetune",
        _pattern(
            rf"{_M}[^.§]{{0,40}}? as (?:the |our |a |its |an )?(?:\w+ ){{0,2}}?"
            r"(?:base|foundation|backbone|start\w*|initial (?:policy|checkpoint|model|weights)"
            r"|initiali\w+|parent|seed|body|encoder|language model"
            r"|text model|llm"
            r"|text decoder)\b"
        ),
    ),
    (
        "finetune",
        _pattern(
            rf"^\W{{0,4}}this (?:model )?is (?:an? |the )?{_M}(?: model)?,? trained (?:to|on|for|with)\b"
        ),
    ),
    (
        "finetune",
        _pattern(
            rf"{_M}(?: \w+){{0,2}}? (?:is|was|serves|served|acts|acted)(?: used| chosen| taken)? as (?:the "
            rf"|our |a |its )?"
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
