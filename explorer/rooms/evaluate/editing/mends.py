"""What would make a check that failed pass, where another kind of check says what was meant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from explorer.domain.words import Words
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.judging import judge
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply


@dataclass(frozen=True)
class Mend:
    """``words`` offer it."""

    words: Words
    check: Check


_ANY_CASE, _INSIDE = Words("Accept large and small letters"), Words("Accept it in other text")
_MILDER: Mapping[str, tuple[tuple[str, Words], ...]] = {
    "is-json": (("contains-json", Words("Accept JSON in other text")),),
    "contains": (("icontains", _ANY_CASE),),
    "contains-all": (("icontains-all", _ANY_CASE), ("contains-any", Words("One of them is enough"))),
    "icontains-all": (("icontains-any", Words("One of them is enough")),),
    "contains-any": (("icontains-any", _ANY_CASE),),
    "equals": (("contains", _INSIDE), ("icontains", _INSIDE)),
    "starts-with": (("contains", Words("Accept it anywhere")), ("icontains", Words("Accept it anywhere"))),
}


def mend_of(check: Check, filled: Check, reply: Reply, held: HeldChecks) -> Mend | None:
    """The first that passes; ``filled``: with variables in their places."""
    if check.is_not:
        return None
    for kind, words in _MILDER.get(check.type, ()):
        if judge(replace(filled, type=kind), reply, held).passed:
            return Mend(words, replace(check, type=kind))
    return None
