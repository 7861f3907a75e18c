"""The words that cards put after the name of a model they were made from, "§0" in the name's place."""

import re

from explorer.transparency.rules.origin_words import A_MODEL, BY, CHANGED, MODEL, SHRUNK, pattern

# "This model is trained on Llama-2": only of a family of models, for all else so named may be data.
TRAINED_ON = pattern(
    r"(?:(?:\b(?:was|is|been|^\W{0,4})(?: \w+ly)? ?trained"
    r"|^\W{0,4}(?:[\w-]+ )?(?:pre-?)?training) on"
    r" (?:the )?|\btrained on the official (?:[\w-]+ )?)"
    rf"{MODEL}(?! (?-i:[A-Z]))(?! \+ [\w-]+ \+)"
)
AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "finetune",
        pattern(
            r"(?:^\W{0,4}(?:this model \| )?(?:(?:what (?:it|this) is|description|summary"
            r"|tl;?dr): )?(?:[\w.-]+['’]s )?|\("
            r"|\b(?:this (?:model )?is|these are) (?:an? |the )?|\bthis |\bis an? |\b(?:a|the) )"
            rf"(?:(?!than\b)[\w-]+ ){{0,3}}?{MODEL}(?: ?\([^()§]{{0,60}}\)| [\d./]+[bm])?(?: pre-?trained)?"
            r"(?: (?:base|models?|llm|checkpoint|weights|instruct|chat|architecture))?,?"
            r"(?: that| which)?(?: was| has been| is)?"
            rf"(?: further| then| continually| additionally| fully| instruction| heavily)*[ -](?:{CHANGED}"
            rf"|trained further|tuned|further trained"
            rf"|trained on top|taught to|trained (?:with|using|via|by) {BY}|adapted (?:to|for)"
            r"|pre-?trained further)\b(?! (?:models|versions"
            r"|variants|llms"
            r"|generative|text|checkpoints))"
        ),
    ),
    (
        "finetune",
        pattern(
            r"(?:\b(?:is|this|our|introducing [\w.-]+,|introducing\b[^.;]{0,60}? an?"
            r"|^\W{0,4}[\w.-]+,) (?:an? |the )?(?:[\w-]+ ){0,4}?"
            rf"|^\W{{0,4}}(?:an? |the )?(?:pre-?trained )?){MODEL}[ -]based,?"
            r" (?:\(§\d+\) )?(?:[\w-]+,? ){0,5}?"
            r"(?:models?|llm|chatbot|assistant|classifier|fine-?tune|checkpoint)\b"
            r"(?! (?:family|series)| consisting of a merge)"
        ),
    ),
    (
        "finetune",
        pattern(
            rf"{MODEL}(?: \([^()]{{0,120}}\))?[^.§)]{{0,40}}? as (?:the |our |a |its |an )?(?:\w+ ){{0,2}}?"
            r"(?:base|foundation|backbone|start\w*|initial (?:policy|checkpoint|model|weights)"
            r"|(?:vision|visual|image) (?:tower|encoder|backbone)"
            r"|initiali\w+|parent|seed|body|encoder|language model"
            r"|text model|llm|basis"
            r"|text decoder)\b(?! for your\b)"
        ),
    ),
    (
        "finetune",
        pattern(rf"^\W{{0,4}}this (?:model )?is (?:the )?{MODEL}(?: model)?,? trained (?:to|on|for|with)\b"),
    ),
    (
        "finetune",
        pattern(
            rf"(?:^\W{{0,4}}|\bis )(?:an? |the )?{MODEL}(?: base)?(?: model)?,? (?:augmented|extended"
            rf"|enhanced"
            r"|equipped|combined) with\b"
        ),
    ),
    (
        "finetune",
        pattern(rf"\bthe underlying {MODEL}(?: model)? (?:was|is|has been) (?:\w+ly )?(?:pre-?)?trained\b"),
    ),
    ("finetune", pattern(rf"{MODEL}(?: \([^()]{{0,120}}\))? model was used as the original\b")),
    ("merge", pattern(rf"\bis an? {MODEL} self-?merge\b")),
    ("finetune", pattern(rf"\bbase model {MODEL} to be fine-?tuned (?:on|with)\b")),
    (
        "unknown",
        pattern(rf"(?:^\W{{0,4}}|\bis (?:an? |the )?){MODEL}(?: model| weights)?,? converted (?:to|into)\b"),
    ),
    # Of a name with a size, see "is_sized".
    (
        "sized",
        pattern(
            rf"(?:\bis|^\W{{0,4}}) ?(?:an? )?(?:(?!(?:than|not|the)\b)[\w-]+ ){{0,2}}?{MODEL}"
            r"(?: base)?(?: (?:model|llm)){1,2} (?:that (?:is|was|has been) )?(?:trained"
            r"|(?:instruction[- ])?tuned)"
            r" (?:to|on|for|with)\b"
        ),
    ),
    ("sized", pattern(rf"^\W{{0,4}}an? (?:[\w()+-]+ ){{0,6}}?style {MODEL} model\b")),
    (
        "quantized",
        pattern(
            rf"^\W{{0,4}}(?:this|here|provides|contains|hosts|holds)\b[^.;§]{{0,40}}?{MODEL}"
            rf"(?: model| weights)? (?:as|in)(?: the)? (?:an? )?{SHRUNK}"
            r"(?: format| files?)?(?=[.,;)]|$)"
        ),
    ),
    # "X was trained on songs, and this model is further tuned on that".
    (
        "finetune",
        pattern(
            rf"^\W{{0,4}}{MODEL} (?:is|was) [^.;§]{{2,80}},? and this model (?:is|was) (?:further |then )?"
            r"(?:(?:pre-?|fine-?)?(?:tuned|trained)|built) (?:based )?on (?:top of )?(?:that|it)\b"
        ),
    ),
    # "It is X with a reward head", "X with its context extended", "X after two epochs of SFT".
    (
        "finetune",
        pattern(
            r"(?:^\W{0,4}|: |\b(?:is|it['’]s) (?:an? |the )?)(?:[\w-]+ )?"
            rf"{MODEL}(?: model| weights)?,? (?:with|after|plus|\+|in|without) (?:[\w-]+ ){{0,6}}?(?:heads?"
            r"|(?:continued|continual|further|additional|extra|more) (?:pre-?)?training|(?:instruction"
            r"|fine)[ -]?tuning"
            r"|(?:extended|expanded|longer) (?:context|vocabulary)|(?:context|vocabulary) (?:extended"
            r"|expanded)"
            r"|(?:steps|epochs|hours|days) of (?:\w+ ){0,2}?(?:training|talk|sft|dpo|fine-?tuning|data)"
            r"|merged|loras?|qloras?|adapters?|orthogonali\w+|abliterat\w+|sft|dpo"
            rf"|rlhf|tower|{SHRUNK}(?: format)?)\b(?!-tuned)"
        ),
    ),
    (
        "finetune",
        pattern(
            rf"{MODEL}(?: \w+){{0,2}}? (?:is|was|were) (?:used|taken) to (?:warm-?start|initiali[sz]e)\b"
        ),
    ),
    (
        "finetune",
        pattern(
            rf"{MODEL}(?: \w+){{0,2}}? (?:is|was|serves|served|acts|acted)(?: used| chosen"
            rf"| taken)? as (?:the "
            rf"|our |a |its )?"
            r"(?:\w+ ){0,2}?(?:base|backbone|foundation|start|initial|basis|student)"
        ),
    ),
    (
        "unknown",
        pattern(
            rf"^\W{{0,4}}(?:this|here|it)(?: (?:model|repo\w*|release))? is (?:an? |the )?{A_MODEL}"
            r"(?! trained against)"
            r"(?=.{0,120}\b(?:with|but|without|after|converted|(?:de)?quanti[sz]ed|merged|pruned|retrained)\b)"
        ),
    ),
)
