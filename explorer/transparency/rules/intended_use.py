"""What a model is made for, and what it must not be used for."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.passage import Part
from explorer.transparency.reading import Reading

_INTENDED = re.compile(
    r"\b(?:intended|direct|primary|downstream) us(?:e|es|age|ers)\b|\brecommended uses?\b"
    r"|^(?:intended )?(?:use|uses"
    r"|usage) ?cases?$|^uses$|^primary use cases$"
    r"|^(?:model |ideal |potential |target |typical |key |possible )*(?:purpose|scope|applications?)$"
    r"|适用范围|用途|利用目的|想定される使用",
    re.IGNORECASE,
)
_INTENDED_TEXT = re.compile(
    r"\b(?:is|are|was|were) (?:primarily )?(?:intended|designed|meant|suitable"
    r"|particularly suited) (?:to be used "
    r"|for use )?(?:for|to|as|in)\b"
    r"|^\W{0,4}(?:primarily |mainly )?(?:intended|meant|designed) (?:for|to)\b"
    r"|\b(?:this|the|our) model is for \w+"
    r"|\b(?:should|can|may) only be used for\b|\bprimary intended use"
    r"|\b(?:primary |main )?(?:goal|purpose|aim) of (?:this|the|our) (?:model|project) (?:is|was)\b"
    r"|\b(?:this|the|our) model (?:could|can|may) be used (?:for|to|as) (?!\w+ing the model)"
    r"|\b(?:ideal|well[- ]suited|best suited|suited|suitable) for\b|^\W{0,4}use (?:it|this model) (?:for"
    r"|to) |\b(?:its|the) purpose is to\b"
    r"|\b(?:built|made|trained|created) to (?:assist|help|support)\b|\breleased for (?:\w+ )?(?:research"
    r"|academic)\b|\bsuitable (?:tasks|uses)\b"
    r"|\b(?:made|built|trained|created) (?:this|the) model (?:for|to)\b|\btypical uses?\b|\b(?:as"
    r"|is) a research tool\b|\bresearch tool only\b|\bintended (?:\w+ )?use cases?\b",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"\b(?:tokenizers?|data ?sets?|scripts?|library|libraries|templates?|benchmarks?|api"
    r"|attention)\b[^.]{0,20}"
    r"\b(?:is|are|was|were) ",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"^(?:inference|fine-?tuning|get(?:ting)? started|how to|quick ?start|install\w*|examples?|training)\b",
    re.IGNORECASE,
)
_OF_RUNNING = re.compile(
    r"\b(?:chat|prompt|conversation) (?:template|format)|\btemperature\b|\bhosted on\b|\brefer to\b",
    re.IGNORECASE,
)
_OUT_OF_SCOPE = re.compile(
    r"\bout[- ]of[- ]scope\b|\bmisuse\b|\bprohibited uses?\b|\bnot intended\b", re.IGNORECASE
)
_OUT_OF_SCOPE_TEXT = re.compile(
    r"\b(?:not (?:be )?(?:intended|meant|designed|suitable|used|appropriate|recommended)|out of scope"
    r"|should not|against (?:using|deploying))\b",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\bdo not recommend using (?:them|it|this model|the model) (?:for|in)\b"
    r"|\b(?:is|are|was|were|^)? ?not (?:intended|meant|designed|suitable|suited) (?:for|to be used)\b"
    r"|\b(?:is|are) out of scope\b|\bnot (?:designed|intended|meant) to\b|\bnot for use in\b"
    r"|\bdo not use (?:it|this model|the model) (?:for|in|to)\b"
    r"|\b(?:should|must) (?:not|never) (?:ever )?(?:be (?:used|relied|deployed)|replace)\b"
    r"|\bnever (?:be )?(?:used?|replace) (?:as|for|a)\b",
    re.IGNORECASE,
)


def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    told = [p for part in _parts(reading, _INTENDED) for p in part.passages]
    running = {p.block for p in told if p.find(_OF_RUNNING)}
    told = [p for p in told if not _HOW_TO.search(p.heading) and p.block not in running]
    meant = [p for p in told if not _OUT_OF_SCOPE.search(p.heading)]
    likely = reading.likely(_INTENDED_TEXT)
    meant = meant or [p for p in likely if p.find(_INTENDED_TEXT) and not p.find(_A_PART)]
    excluded = [p for part in _parts(reading, _OUT_OF_SCOPE) for p in part.passages]
    excluded = [p for p in excluded if not p.urls or p.length > 4]  # more than a link to a policy
    excluded = excluded or [p for p in meant if p.find(_OUT_OF_SCOPE_TEXT)]
    excluded = excluded or [p for p in reading.likely(_NOT_MEANT) if p.find(_NOT_MEANT)]
    if not meant and not excluded:
        return reading.silent("intended_use")
    evidence = [reading.from_card(p) for p in [*meant[:2], *excluded[:2]]]
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    text = (meant or excluded)[0].short
    return reading.found("intended_use", verdict, text, text, evidence)


def _parts(reading: Reading, title: re.Pattern[str]) -> list[Part]:
    return reading.card.parts(title) if reading.card else []
