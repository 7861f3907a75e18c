"""The words before the name of a model that this one was merged of, "§0" in the name's place."""

import re

from explorer.transparency.rules.origin_words import A_MODEL, MODEL, pattern

# As in origin_phrases.py.
MERGED: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("merge", pattern(rf"\bmerging {A_MODEL}(?= experts\b)"), True),
    (
        "merge",
        pattern(
            rf"\bis an? (?:[\w-]+ ){{0,2}}(?:version|model|merge) (?:that|which) (?:combines|merges"
            rf"|unites) (?:the )?{MODEL}(?= (?:and|with) )"
        ),
        True,
    ),
    ("merge", pattern(rf"\binterleaving (?:the )?layers of {A_MODEL}"), False),
    # Shares of a merge: A (53%) serves as a base with B (47%).
    ("merge", pattern(rf"\bas (?:a|the) base(?: model)? with {MODEL}(?= \(\d)"), True),
    ("merge", pattern(rf"\b(?:merg(?:ed|ing|e) (?:with|into)|fused (?:to|into|with)) {A_MODEL}"), False),
    (
        "merge",
        pattern(
            rf"\b(?:(?:self-?|franken-?)?merger?|blend|mix(?:ture)?|fusion) (?:of|between) {A_MODEL}"
            r"(?! (?:models|fine-?tunes)\b)"
        ),
        False,
    ),
    (
        "merge",
        pattern(
            rf"(?<!lora )(?<!adapter ){MODEL},? (?:was |were |is )?(?:merged|blended|stacked"
            rf"|combined) (?:with|into)\b"
        ),
        True,
    ),
    (
        "merge",
        pattern(
            rf"\b(?:merg(?:ed|ing)|blend(?:ed|ing)|stack(?:ed"
            rf"|ing)) (?:layers of )?{A_MODEL}(?= (?:with"
            rf"|into|and) )"
        ),
        True,
    ),
    (
        "merge",
        pattern(
            rf"\b(?:fp16|bf16|fp32) (?:files|weights|version) of {A_MODEL}(?= with (?:the )?(?:loras?"
            rf"|adapters?) §)"
        ),
        False,
    ),
    (
        "merge",
        pattern(rf"{MODEL}(?= (?:[x×]|\+ 0?\.\d+ ?[*x×·]?) ?§)"),
        True,
    ),
)
