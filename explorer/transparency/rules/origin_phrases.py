"""The words that cards put before the name of a model they were made from, "§0" in the name's place."""

import re

from explorer.transparency.rules.origin_built import BUILT
from explorer.transparency.rules.origin_merged import MERGED
from explorer.transparency.rules.origin_words import (
    A_MODEL,
    CHANGED,
    KIND,
    MODEL,
    NOT_BETWEEN,
    SHRUNK,
    TUNE,
    pattern,
)

# Relation, pattern, and whether only a sure name of a model will do: elsewhere it may be a data set.
BEFORE: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    (
        "quantized",
        pattern(rf"(?<!non-)\b(?:re-?|de-?)?quanti[sz]\w*(?: [\w-]+){{0,6}}? (?:of|from|for):? {A_MODEL}"),
        False,
    ),
    ("quantized", pattern(rf"\bquants?(?: \dx)? (?:of|from|for) {A_MODEL}(?! models\b)"), False),
    (
        "quantized",
        pattern(
            rf"\b{SHRUNK}\b(?:[\w ,./+&()-]{{0,50}}? (?:of|from)|[\w ,./+&()-]{{0,40}}? (?:files?|weights"
            rf"|versions?|conversions?|quants?|quantizations?|repo\w*|ggufs?|models?) for|(?<=s) for"
            rf"|:) {A_MODEL}(?! models\b)"
        ),
        False,
    ),
    (
        "quantized",
        pattern(
            rf"\b{SHRUNK}\b(?:[^.;§]|\.\d){{0,90}}?\((?:official|original)"
            rf" (?:repo(?:sitory)?|model):? {MODEL}"
        ),
        False,
    ),
    (
        "quantized",
        pattern(rf"\bcontains (?:the )?{SHRUNK} files to (?:inference|infer|run|use) {A_MODEL}"),
        True,
    ),
    (
        "unknown",
        pattern(
            rf"^\W{{0,4}}(?:text |image |vision |the )?(?:encoder |decoder |model )?weights from {A_MODEL}"
        ),
        True,
    ),
    (
        "unknown",
        pattern(rf"\b(?:conver(?:ted|sion)|export(?:ed)?)\b[\w ,./§-]{{0,40}}? (?:of|from) {A_MODEL}"),
        False,
    ),
    (
        "adapter",
        pattern(
            rf"\b(?:adapters?|q?lora)\b(?!.{{0,140}} as (?:a"
            rf"|the) base\b)(?: \(q?lora\))?(?:-[\w-]+)?(?: [\w-]+){{0,5}}? (?:for|of|on|on top of|over|from"
            rf"|used with) {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            r"\b(?:deltas?|diffs?|xor)\b[^.;§]{0,70}? (?:to|on|onto|of|over|against|from|for|with|between"
            r"|and) "
            rf"{A_MODEL}"
        ),
        True,
    ),
    (
        "adapter",
        pattern(
            rf"\bappl(?:y|ied|ying)(?: \w+){{0,3}}? (?:to|on|on top of|over)"
            rf" (?!(?:the )?(?:\w+ )?(?:training|tuning)\b){A_MODEL}"
        ),
        True,
    ),
    (
        "adapter",
        pattern(
            rf"\bload (?:the )?(?:original |pre-?trained )?base (?:model )?{MODEL}[^.;§]{{0,40}}?\badapter"
        ),
        False,
    ),
    (
        "distillation",
        pattern(rf"\bdistill?(?:ed|ation|ing)(?: (?!{NOT_BETWEEN}\b)\w+){{0,2}}? (?:from|of) {A_MODEL}"),
        False,
    ),
    (
        "distillation",
        pattern(
            rf"\bprun(?:ed|ing)(?: {KIND})?(?: and [\w-]+)? (?:from|of) {A_MODEL}"
            rf"|\b(?:by|after) pruning and distilling (?:the )?§(?P<p>\d+)"
            r"|^\W{0,4}(?:an? )?(?:\d+ ?%[ -])?(?:\w+-)?pruned (?:version of |variant of )?§(?P<q>\d+)"
            rf"|\b(?:by|after) (?:\w+ly )?(?:pruning|compressing|shrinking) (?:the )?§(?P<o>\d+)"
            r"|\bprun(?:ed|ing) and (?:then )?[\w-]+ §(?P<m>\d+)"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"(?<!non[- ])(?<!not )\b{TUNE}(?: {KIND})?(?: ?\([^()§]{{0,50}}\))?"
            r" (?:of|from|on top of|over|upon"
            rf"|off(?: of)?"
            rf"|based on) {A_MODEL}(?: (?:transformer )?architecture)?"
            r"|\b(?:trained|tuned|developed) (?:up)?on the (?:foundation|basis) of §(?P<f>\d+)"
            r"|^\W{0,4}(?:this |[\w-]+ )model, leveraging (?:the )?§(?P<l>\d+)"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b{TUNE}(?: {KIND})? (?:(?:on|with|using) [^.;:§]{{0,60}}?(?:¤|data ?sets?|corpus"
            rf"|(?-i:[A-Z][\w-]*))\)?"
            rf"|for [^.;:§]{{2,50}}?),? (?:(?:starting |based )?(?:from|on top of)|based on) {A_MODEL}"
        ),
        True,
    ),
    ("finetune", pattern(rf"\b{TUNE}(?: {KIND})?,? (?:on|using|with) {A_MODEL}"), True),
    ("finetune", pattern(r"^\W{0,4}(?:dpo|orpo|kto) from the model [^.;§]{2,160}? - §(?P<n>\d+)"), False),
    (
        "finetune",
        pattern(
            rf"\btrained (?:with|using|in|by) (?:(?!{NOT_BETWEEN}\b)[\w.-]+ ){{1,3}}?from {MODEL}"
            rf"|\bas (?:a|the|our) (?:starting point|base|backbone|foundation),? (?:we |i )?(?:picked"
            rf"|chose|took|used?|selected)"
            r" §(?P<m>\d+)"
        ),
        True,
    ),
    # The work itself: "instruction tuning of X", "depth up-scaling of X"; not "code for fine-tuning of X".
    (
        "finetune",
        pattern(
            r"(?<!for )(?<!for the )(?<!to )\b(?:sft|dpo|orpo|grpo|rlhf|(?:\w+[ -])?(?:fine-?)?tuning"
            r"|(?:\w+ )?(?:pre-?)?training"
            r"|abliteration|up-?cycling|up-?scaling|extension|expansion|continuation|refinement|prototype"
            rf"|evolution) of {A_MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            rf"(?:^\W{{0,4}}|\b(?:we|i|by|and|then|have|team"
            rf"|it) )(?:\w+ly )?{CHANGED}(?! (?:\w+ )?models\b) {A_MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(
            rf"(?<!§)\b(?P<kind>[\w'’+-]+)(?: \([^()§]{{0,30}}\))? (?:(?:version|variant|edition|derivative"
            r"|iteration|checkpoint|adaptation)s? (?:of|from)|(?<!base )(?<!foundation )(?<!backbone )model"
            rf" of|(?:take|spin|twist) on) {A_MODEL}"
            r"(?! (?:\w+ ){0,2}pre-?trained (?:\w+ )?(?:model|on))"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:continu\w+|further|additional|second)[ -](?:the )?(?:pre-?)?train\w* (?:of|from"
            rf"|on top of) {A_MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(
            rf"\b(?:continu\w+|further|ke(?:ep|pt)|resum\w+)[ -](?:the |to )?(?:pre-?)?train\w* (?:(?:on"
            rf"|for|with"
            rf"|using) )?{A_MODEL}"
        ),
        True,
    ),
    (
        "finetune",
        pattern(rf"\bis an? (?:[\w-]+,? ){{0,4}}?(?:instruction-)?{CHANGED} (?:(?-i:[A-Z])\w+ )?{MODEL}"),
        True,
    ),
    (
        "unknown",
        pattern(
            rf"\b(?:base|original|source|parent) model (?:link|page|repo\w*) (?:is|can be found)"
            rf"(?: here| at| on)? {MODEL}"
        ),
        False,
    ),
    (
        "finetune",
        pattern(rf"\b(?:leverages|utili[sz]es|employs) (?:the )?{MODEL} (?:base|foundation) model\b"),
        False,
    ),
    # "Continually pre-trained on X with a corpus of its own": more of the same model.
    (
        "finetune",
        pattern(rf"\bcontinu\w+ pre-?trained (?:on|from) {MODEL}(?= with (?:an? )?[\w-]+)"),
        False,
    ),
    *BUILT,
    *MERGED,
)
