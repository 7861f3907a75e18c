"""Of a sentence that gives code and weights a license each, the part that speaks of the weights."""

import itertools
import re

from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses

_CUT = re.compile(
    r"[;,，；]\s*(?:(?:and|while|whereas|but|yet|though|although|however)\b)?"
    r"|\s(?:and|while|whereas|but|yet|though|although)\s",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"\b(?:models?|weights|checkpoints?)\b(?!['’]s code| code| licen[sc]e)|模型|权重", re.IGNORECASE
)
_CODE = re.compile(r"\b(?:code|codes|codebase|source|software|scripts?)\b|代码|源码|仓库", re.IGNORECASE)
_OTHERS_WEIGHTS = re.compile(
    r"\b(?:base|original|teacher|reward|vision|image|speech|tower|encoder|started|starting)\b", re.IGNORECASE
)
_MODEL_LICENSE = re.compile(r"\bmodel licen[sc]e\b|模型许可", re.IGNORECASE)  # and has no other name
_OTHER_THING = re.compile(
    r"\b(?:code|codebase|data|datasets?|repo|repository|project|library|software|scripts?|demo|inference)\b"
    r"|\b(?:base|original|parent|teacher) model\b|代码|数据|仓库|项目",
    re.IGNORECASE,
)


def part_on_weights(text: str, licenses: Licenses) -> str:
    """The clauses on the weights, where another clause gives something else its own license; else all.

    A clause that names no thing goes on about the one before it: "the code is under MIT, a free license".
    """
    part, _ = _parted(text)
    is_told = bool(part) and (licenses.named_in(part) is not None or _MODEL_LICENSE.search(part) is not None)
    return part if is_told else text


def parted_on_code(text: str, license_: License, licenses: Licenses) -> str:
    """What a sentence says of the weights that gives this license to the code; "" where it does not."""
    part, rest = _parted(text)
    is_of_code = bool(_CODE.search(rest)) and licenses.named_in(rest) == license_
    is_other = bool(part) and licenses.named_in(part) != license_ and not _OTHERS_WEIGHTS.search(part)
    return part if is_of_code and is_other else ""


def _parted(text: str) -> tuple[str, str]:
    """What is said of the weights, and the rest; ("", text) where it is of one of them only."""
    if not (_MODEL.search(text) and _OTHER_THING.search(text)):
        return "", text
    kept: list[str] = []
    rest: list[str] = []
    is_about_model = True
    for clause in _clauses(text):
        if _OTHER_THING.search(clause) or _MODEL.search(clause):
            is_about_model = bool(_MODEL.search(clause)) and not _OTHER_THING.search(clause)
        (kept if is_about_model else rest).append(clause)
    part = "".join(kept)
    return (part, "".join(rest)) if _MODEL.search(part) else ("", text)


def _clauses(text: str) -> list[str]:
    """Cut where a clause may begin; put together they are the text."""
    cuts = [0, *(match.start() for match in _CUT.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts)]
