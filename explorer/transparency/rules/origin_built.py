"""The words before the name of a model that this one was built on or copied from, "§0" in the
name's place."""

import re

from explorer.transparency.rules.origin_words import A_MODEL, ADVISED, CHANGED, MODEL, TUNE, pattern

# As in origin_phrases.py.
BUILT: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    (
        "finetune",
        pattern(
            r"(?<!fine-)\b(?:built|(?<=is )build|based|developed|constructed|created|made|crafted|obtained"
            r"|produced|trained|tuned"
            r"|pre-?trained|builds)"
            rf" (?:on top of|upon|from|off(?: of)?|around|over|based on) {A_MODEL}"
        ),
        False,
    ),
    ("finetune", pattern(rf"\b(?:built|based|builds|constructed) (?:on|using):? {A_MODEL}"), False),
    (
        "finetune",
        pattern(
            r"\b(?:built|made|created|obtained|produced|developed) (?:by|through) (?:(?:first|further|q?lora"
            r"|full|supervised"
            r"|instruction) )*fine-?tuning"
            rf" {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:initiali[sz](?:ed?|es|ing|ation)|warm-?start\w*)(?: [\w-]+){{0,4}}? (?:from|with|using"
            rf"|by) {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:start(?:ing|ed|s)?|begin(?:ning|s)?|began|begun) (?:\w+ )?(?:from|with|off"
            rf"|at) {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:inherit(?:s|ed)|derive[ds]|evolved|adapted|branched|forked|descended|transferred|modified"
            rf"|(?:up-?)?scaled(?: up)?"
            rf"|upcycled|expanded|extended) from {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:we|i) add(?:ed)? (?:[\w-]+ ){0,5}?(?:heads?|layers?)(?: [\w-]+){0,5}? (?:to|onto"
            r"|on top of)"
            rf" {A_MODEL}"
        ),
        True,
    ),
    ("unknown", pattern(rf"\bcontains the (?:[\w-]+ )?compatible {MODEL}"), True),
    # A part of it is put in, taken out or made larger.
    (
        "finetune",
        pattern(
            r"\b(?!expand\w* (?:our|the|its) work\b)(?:replac|remov|drop|expand|extend|enlarg"
            r"|resiz|swapp|duplicat|repeat|stack|ablat|prun|cut"
            r"|unfr[eo]ez|unfroz|freez|froz|ha[sd]|add|put)\w* (?:[\w-]+ ){0,6}?(?:head|heads|layers?"
            r"|vocabulary"
            r"|embeddings?|context(?: window| length)?|refusals?(?: \w+)?|directions?|blocks?|experts?"
            r"|states?)"
            rf" (?:of|from|in) {A_MODEL}"
        ),
        True,
    ),
    ("finetune", pattern(rf"\b(?:up-?scaled?|up-?cycled?|dpo['’]d|abliterated?) (?:from )?{MODEL}"), True),
    # The sentence that licenses of Llama ask for, and no more.
    ("finetune", pattern(rf"^\W{{0,4}}built with (?:meta )?{MODEL}(?=[ \W]*$|[.,:;!])"), True),
    ("finetune", pattern(rf"\b(?:our|two|three|these|both) models built with {MODEL}"), True),
    (
        "finetune",
        pattern(
            r"^\W{0,4}(?:the )?base model used (?:for|in) (?:the |this )?(?:fine-?tun(?:ing|e)|training)"
            rf" (?:is|was) (?:(?!(?:not|no|than|larger|smaller|unlike)\b)[\w.-]+ ){{0,3}}?{MODEL}"
        ),
        False,
    ),
    ("finetune", pattern(rf"\binherits (?:all )?(?:the |its )?weights (?:of|from) {A_MODEL}"), False),
    ("finetune", pattern(rf"\bon top of {A_MODEL}"), False),
    ("finetune", pattern(rf"\bderived from the (?:\w+ )?architecture of (?:the )?{MODEL}"), True),
    (
        "finetune",
        pattern(rf"\b(?:{TUNE}|(?:pre-?)?trained)\b[^.;§]{{0,90}}? on the basis of {A_MODEL}"),
        False,
    ),
    ("finetune", pattern(rf"\bresult is an? (?:enhanced|improved) {MODEL}"), True),
    ("finetune", pattern(rf"\bcontinuation of {A_MODEL}"), True),
    ("finetune", pattern(rf"\bis an? (?:[\w-]+ ){{0,3}}?(?:upgrade|enhancement) (?:to|of) {A_MODEL}"), False),
    ("unknown", pattern(rf"\b\w+ version of the original(?: model)?: {MODEL}"), False),
    (
        "finetune",
        pattern(rf"\bscales (?:up )?{A_MODEL}(?= (?:model )?(?:with|to|from) )"),
        True,
    ),
    (
        "finetune",
        pattern(rf"\bthis model uses (?:the )?weights (?:of|from) {A_MODEL}(?=\W*(?:$|[.,]))"),
        True,
    ),
    ("finetune", pattern(rf"\bcombination of [^.;§]{{0,60}}\bloras?\b[^.;§]{{0,80}} with {MODEL}"), True),
    (
        "finetune",
        pattern(
            r"\b(?:sft|dpo|rlhf|fine-?tun(?:ed|ing)) to (?:enhance|improve|boost|strengthen|increase)"
            rf" [^.;:§]{{0,60}}? of {MODEL}"
        ),
        False,
    ),
    # "A fine-tuned 7B LLM on the X processor from the Y".
    (
        "finetune",
        pattern(
            r"\bfine-?tuned [^.;:§]{0,60}\b(?:processor|gpu|accelerator|hardware|machine|cluster)s?"
            rf" from (?:the )?{MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:c?dpo|sft|orpo|kto|rlhf|(?:fine-?)?tuning|training) (?:\w+ )?(?:was|were|is)"
            rf" (?:done|performed|carried out|run|conducted|applied) (?:\w+ly )?(?:on|over|from|to) {A_MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:reinforcement learning|rl|sft|dpo|rlhf|grpo|ppo|orpo|kto)\b(?: \w+){0,2}? (?:on|to|over"
            rf"|from) {A_MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:sft|dpo|rlhf|rl|(?:fine-?)?tuning) (?:for|on|of|to) {MODEL}(?= (?:and|to) (?:get|obtain"
            r"|produce|yield|build|create)\b)"
        ),
        False,
    ),
    (
        "finetune",
        pattern(rf"\b(?:extend|expand)(?:ed|ing) (?:the )?(?:\w+ ){{0,2}}of {A_MODEL}"),
        False,
    ),
    (
        "finetune",
        pattern(rf"\b(?:integrat|insert|reus|load|inherit)(?:ed|es|s|ing) {A_MODEL}(?:['’]s)? weights\b"),
        False,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:extends?|(?<!: )adapts?|continues? (?:the )?(?:pre-?)?training of|retrains?|modif(?:y|ies)"
            r"|compress(?:es)?|prunes?|distills?"
            rf"|fine-?tunes?|speciali[sz]es?|upscales?) (?:the )?(?:\w+ (?:length "
            rf"|window )?of )?{A_MODEL}"
        ),
        False,
    ),
    ("finetune", pattern(rf"\btrained against {A_MODEL}"), True),
    ("finetune", pattern(rf"\bmodel trained on {MODEL}(?= (?:at|with|using) )"), True),
    (
        "finetune",
        pattern(rf"\btrained on {MODEL}(?= (?:with|using|by|via) (?:[\w-]+ )?(?:sft|dpo|orpo|kto|q?lora)\b)"),
        True,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:we|i|have|has) (?:\w+ )?used (?:our|the|an?) [^.;§]{{0,60}}? to (?:fine-?tune"
            rf") {MODEL}"
        ),
        True,
    ),
    # "Use the following data set to fine-tune X in order to improve its planning."
    ("finetune", pattern(rf"\bdata ?sets? to fine-?tune {MODEL} in order to\b"), True),
    (
        "finetune",
        pattern(
            r"\b(?:produced|obtained|created|made) (?:by|through|via) (?:[\w-]+ )?(?:training"
            rf"|(?:fine-?)?tuning)\b[^.;§]{{0,80}}? from {A_MODEL}"
        ),
        True,
    ),
    ("unknown", pattern(rf"\b(?:i|we) took it from {MODEL}"), True),
    ("unknown", pattern(rf"\bfrom the original {MODEL}(?= model\b)"), False),
    ("unknown", pattern(rf"\b(?:is|are) (?:exactly |functionally )?identical to {MODEL}"), True),
    ("unknown", pattern(rf"\bweights are (?:those|the same as those|the ones) of {A_MODEL}"), False),
    (
        "finetune",
        pattern(rf"\b(?:fine-?|instruct(?:ion)? |chat |sft |dpo )tunes? (?:of|from) {A_MODEL}"),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"(?:^\W{{0,4}}|: |\bis |\bthis )(?:an? |the )?(?:(?!{ADVISED}|is )[\w-]+ ){{0,3}}?{CHANGED}"
            rf"(?: \([^()§]{{1,40}}\)| [\d.]+b(?: parameter)?)? {MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:us(?:e[sd]?|ing)|took|take) {A_MODEL}[^.§]{{0,40}}?\b(?:and"
            rf"|then)\b[^.§]{{0,12}}? (?:{TUNE}"
            r"|continu(?:ed|ing)\b|(?:pre-?)?train(?:ed|ing) (?:it|them|on)\b|taught it\b|turned it into\b)"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:base|backbone|foundation|parent|underlying|source|seed|starting|initial)(?: (?:language )?"
            r"(?:model|llm|checkpoint|weights|network))?"
            rf"(?: used| here| of [\w-]+(?: model)?)?(?: ?(?:is|was|are|uses|:|=|,))+ {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:adopt|cho+se|select|employ|us|utili[sz]|leverag|tak|took)(?:e?[sd]?|ing) "
            r"(?:(?!(?:or|and|on|by)\b)[\w'’-]+ ){0,5}?(?:foundation|base|backbone|pre-?trained|underlying)"
            rf"(?: (?:language|llm|large|model|checkpoint|weights))*,? (?:of )?{MODEL}"
            r"(?! (?:to|for) (?:\w+ )?(?:generat|judg|evaluat|annotat|filter|scor|label|translat|creat))"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            r"\bas (?:the|our|its|a) (?:\w+ )?base(?: model)?[ ,:]{1,3}(?:(?:we|i) (?:used?|chose|picked"
            r"|took)"
            rf"[ :]{{1,2}})?{MODEL}"
        ),
        False,
    ),
    # As in "Its base model (Owl-7B) was …".
    (
        "finetune",
        pattern(
            r"\b(?:its|our|better|stronger|newer) (?:base|foundation|backbone) (?:language )?(?:model|llm)"
            rf" ?\((?:the )?{MODEL}(?=\))"
            r"(?!\)[’']s)"
        ),
        True,
    ),
    ("finetune", pattern(rf"^\W{{0,4}}(?:this|it) (?:model )?was made (?:using|with) {A_MODEL}"), True),
    (
        "finetune",
        pattern(
            r"\b(?:the|our) (?:language )?model (?:that was |which was )?(?:used|chosen|taken) (?:here )?"
            rf"(?:is|was) {A_MODEL}"
        ),
        True,
    ),
    ("finetune", pattern(rf"^\W{{0,4}}[\w .()-]{{2,40}} = {MODEL} \+"), True),
    (
        "unknown",
        pattern(
            rf"\b(?:re-?uploads?|port|mirror|copy|clone|llamafied replica|duplicate|repackag\w*|fork"
            rf"|same weights as)(?: (?:of"
            rf"|from))? {A_MODEL}"
        ),
        False,
    ),
    (
        "unknown",
        pattern(rf"\boriginal(?: (?:model|repo\w*|weights|checkpoint))?(?: (?:is|here))?\s?[:=]\s?{MODEL}"),
        False,
    ),
    (
        "unknown",
        pattern(
            r"\boriginal (?:\w+ )?(?:model|repo\w*|weights|checkpoint)s?(?: card)?,?"
            rf" (?:see|(?:(?:is|are) )?(?:available |found |here )?(?:at|from|in|of))[: ]{{1,2}}{MODEL}"
        ),
        False,
    ),
    # German, French, Spanish, Portuguese, Italian, Russian.
    (
        "finetune",
        pattern(
            r"(?:\bVersion von|\bauf (?:der )?Basis (?:von|des)|\bbasier(?:t|end) auf|\bbasé\w* sur"
            r"|\bversion \w+ée? (?:de|du|sur)"
            r"|\bà partir (?:de|du)|\bbasad[oa] en|\ba partir d(?:el?|o|a)|\bversión [\w-]+ de(?:l)?"
            r"|\bversion [\w-]+ée? d[eu]|\bVariante von|\b(?:wurde )?aus|\bbaut auf|\bcom base n?[ao]"
            r"|\bversão [\w-]+ d[eo]|\bbasead[oa] n?em|\bajuste fino d[eo]|\bfine-?tun(?:e|ing) d(?:el?|i"
            r"|ari)"
            rf"|\bbasat[oa] su|\ba partire da|\bversione [\w-]+ di|\bна (?:основе|базе)"
            rf"|\btinh chỉnh từ|\bдообучен\w* (?:верси\w+ )?(?:модели )?) ?{A_MODEL}"
        ),
        False,
    ),
)
