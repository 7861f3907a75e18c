"""Tokens and their probabilities as servers tell them: in the form of chats, or in that of completions."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from explorer.domain.harmless import storable
from explorer.domain.sampling import MAX_ALTERNATIVES
from explorer.domain.tokens import LikelyToken, TokenDetail

_MOST_LOGPROB = 0.01  # as servers round
_LEAST_LOGPROB = -10_000.0  # vLLM says so of what cannot be
_LONGEST = 1_000  # letters of a token
_OWN = 1 << 31  # numbers from here on are ours


class ToldTokens:
    """Of one answer, or one text. A token whose number the server does not tell gets one of ours, each text
    its own: it names no token of the model.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def details(self, told: object) -> tuple[TokenDetail, ...]:
        """``told``: the "logprobs" of a choice. What is no token with a probability is left out."""
        if not isinstance(told, dict):
            return ()
        content = told.get("content")
        if not isinstance(content, list):
            return self._listed(told)
        read = ((one, self._likely(one)) for one in content)
        return tuple(
            TokenDetail(likely.token, likely.text, likely.logprob, self._others(one.get("top_logprobs")))
            for one, likely in read
            if likely is not None
        )

    def _others(self, told: object) -> tuple[LikelyToken, ...]:
        each = map(self._likely, told[:MAX_ALTERNATIVES] if isinstance(told, list) else ())
        return tuple(other for other in each if other is not None)

    def _likely(self, one: Any) -> LikelyToken | None:
        if not isinstance(one, dict):
            return None
        text, logprob = one.get("token"), one.get("logprob")
        if not isinstance(text, str) or not _is_logprob(logprob):
            return None
        return self._token(text, logprob, one.get("id"))

    def _listed(self, told: Mapping[str, Any]) -> tuple[TokenDetail, ...]:
        """Lists of equal length, each with one entry a token."""
        texts, numbers, others = (_list(told.get(n)) for n in ("tokens", "token_logprobs", "top_logprobs"))
        found: list[TokenDetail] = []
        for at, text in enumerate(texts):
            if not isinstance(text, str):
                continue
            logprob = numbers[at] if at < len(numbers) else None
            each = others[at] if at < len(others) and isinstance(others[at], dict) else {}
            likely = [self._token(name, one) for name, one in each.items() if _is_logprob(one)]
            likely.sort(key=lambda one: -one.logprob)
            known = self._token(text, logprob if _is_logprob(logprob) else 0.0)
            is_known = known.logprob if _is_logprob(logprob) else None
            found.append(TokenDetail(known.token, known.text, is_known, tuple(likely[:MAX_ALTERNATIVES])))
        return tuple(found)

    def _token(self, text: str, logprob: float, told: object = None) -> LikelyToken:
        shown = storable(text)[:_LONGEST]
        if isinstance(told, int) and not isinstance(told, bool) and 0 <= told < _OWN:
            number = told
        else:
            number = self._numbers.setdefault(shown, _OWN + len(self._numbers))
        return LikelyToken(number, shown, max(_LEAST_LOGPROB, float(logprob)))


def _list(told: object) -> Sequence[Any]:
    return told if isinstance(told, list) else ()


def _is_logprob(value: object) -> TypeGuard[float]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return not math.isnan(value) and value <= _MOST_LOGPROB
