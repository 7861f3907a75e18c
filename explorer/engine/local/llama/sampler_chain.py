"""The chain of llama.cpp's samplers for some sampling settings.

A setting with its neutral value adds nothing to the chain.
"""

import ctypes
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from explorer.domain.sampling import SAMPLERS, Sampling
from explorer.engine.local.llama.answer_writer import AnswerPlace
from explorer.engine.local.llama.vocabulary import Vocabulary

_RANDOM_SEED = 0xFFFF_FFFF  # stands for a seed of the clock in the library; ours are repeatable
_MIROSTAT_TOKENS = 100  # "m": candidates that mirostat 1 estimates its slope from, as in its paper


@contextmanager
def open_chain(
    api: Any,
    vocabulary: Vocabulary,
    sampling: Sampling,
    read: Sequence[int],
    context_length: int,
    begun: Sequence[int] = (),
) -> Iterator[Any]:
    """The chain of samplers, freed on leaving.

    ``read``: the prompt, which penalties look back on; ``begun``: the tokens at its end that are the
    beginning of the answer.
    """
    sampling = _within(sampling, context_length)
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    try:
        banned = BannedTexts(api, vocabulary, sampling.banned_texts, begun) if sampling.banned_texts else None
        never = list(vocabulary.end_tokens) if sampling.ignore_eos else []
        if banned is not None:
            never += banned.whole
            api.llama_sampler_chain_add(chain, banned.link)
        for link in _links(api, vocabulary, sampling, never):
            api.llama_sampler_chain_add(chain, link)
        looked_back = max(sampling.penalty_last_n, sampling.dry.last_n)
        for token in read[max(0, len(read) - looked_back) :]:
            if token >= 0:  # else it is of an image
                api.llama_sampler_accept(chain, token)
        if banned is not None:
            banned.begin()
        yield chain
    finally:
        api.llama_sampler_free(chain)


def chain_draw(api: Any, chain: Any, place: AnswerPlace) -> Callable[[], int]:
    """A function that draws the next token of the answer that is written there."""
    sample = api.llama_sampler_sample

    def draw() -> int:
        return int(sample(chain, place.handle, place.row))

    return draw


def _within(sampling: Sampling, context_length: int) -> Sampling:
    """How far penalties look back in numbers: 0 where they are off, never beyond the context.

    The library takes -1 for "off" and reserves memory for any large number.
    """
    penalizes = (sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty) != (1, 0, 0)
    last_n = sampling.penalty_last_n if penalizes else 0
    dry_last_n = sampling.dry.last_n if sampling.dry.multiplier > 0 else 0
    return replace(
        sampling,
        penalty_last_n=_clamped(last_n, context_length),
        dry=replace(sampling.dry, last_n=_clamped(dry_last_n, context_length)),
    )


def _clamped(last_n: int, context_length: int) -> int:
    return context_length if last_n < 0 else min(last_n, context_length)


def _links(api: Any, vocabulary: Vocabulary, sampling: Sampling, never: Sequence[int]) -> Iterator[Any]:
    seed, is_greedy = sampling.seed % _RANDOM_SEED, sampling.temperature <= 0
    biases = [(token, bias) for token, bias in sampling.logit_bias if token < vocabulary.size]
    biases += [(token, -float("inf")) for token in never]
    if biases:
        yield _bias(api, vocabulary.size, biases)
    if sampling.mirostat.version and not is_greedy:
        yield from _mirostat(api, vocabulary.size, sampling, seed)
        return
    for name in sampling.samplers or SAMPLERS:
        link = None if is_greedy and name not in _PENALTIES else _LINKS[name](api, vocabulary, sampling)
        if link is not None:
            yield link
    if is_greedy:
        yield api.llama_sampler_init_greedy()
    elif sampling.adaptive_target >= 0:
        yield api.llama_sampler_init_adaptive_p(sampling.adaptive_target, sampling.adaptive_decay, seed)
    else:
        yield api.llama_sampler_init_dist(seed)


def _penalties(api: Any, vocabulary: Vocabulary, s: Sampling) -> Any:
    if s.penalty_last_n:
        return api.llama_sampler_init_penalties(
            vocabulary.size, s.penalty_last_n, s.repeat_penalty, s.frequency_penalty, s.presence_penalty
        )
    return None


def _dry(api: Any, vocabulary: Vocabulary, s: Sampling) -> Any:
    if not s.dry.last_n:
        return None
    dry = s.dry
    breakers = (ctypes.c_char_p * max(1, len(dry.breakers)))(*(text.encode() for text in dry.breakers))
    return api.llama_sampler_init_dry(
        vocabulary.handle,
        dry.multiplier,
        dry.base,
        dry.allowed_length,
        dry.last_n,
        breakers,
        len(dry.breakers),
    )


def _xtc(api: Any, _vocabulary: Vocabulary, s: Sampling) -> Any:
    if s.xtc_probability <= 0:
        return None
    seed = s.seed % _RANDOM_SEED
    return api.llama_sampler_init_xtc(s.xtc_probability, s.xtc_threshold, s.min_keep, seed)


def _temperature(api: Any, _vocabulary: Vocabulary, s: Sampling) -> Any:
    if s.dynatemp_range > 0:
        return api.llama_sampler_init_temp_ext(s.temperature, s.dynatemp_range, s.dynatemp_exponent)
    return api.llama_sampler_init_temp(s.temperature)


_PENALTIES = ("penalties", "dry")  # these change which token is the likeliest
# Each makes a link, or None where it is off. Those that leave tokens out always keep one.
_LINKS: dict[str, Callable[[Any, Vocabulary, Sampling], Any]] = {
    "penalties": _penalties,
    "dry": _dry,
    "top_n_sigma": lambda a, _, s: (
        a.llama_sampler_init_top_n_sigma(s.top_n_sigma) if s.top_n_sigma > 0 else None
    ),
    "top_k": lambda a, _, s: a.llama_sampler_init_top_k(s.top_k) if s.top_k > 0 else None,
    "typ_p": lambda a, _, s: (
        a.llama_sampler_init_typical(s.typical_p, s.min_keep) if s.typical_p < 1 else None
    ),
    "top_p": lambda a, _, s: a.llama_sampler_init_top_p(s.top_p, s.min_keep) if s.top_p < 1 else None,
    "min_p": lambda a, _, s: a.llama_sampler_init_min_p(s.min_p, s.min_keep) if s.min_p > 0 else None,
    "xtc": _xtc,
    "temperature": _temperature,
}


def _mirostat(api: Any, size: int, sampling: Sampling, seed: int) -> Iterator[Any]:
    mirostat = sampling.mirostat
    yield api.llama_sampler_init_temp(sampling.temperature)
    if mirostat.version == 1:
        yield api.llama_sampler_init_mirostat(size, seed, mirostat.tau, mirostat.eta, _MIROSTAT_TOKENS)
    else:
        yield api.llama_sampler_init_mirostat_v2(seed, mirostat.tau, mirostat.eta)


def _bias(api: Any, size: int, biases: Sequence[tuple[int, float]]) -> Any:
    array = (api.llama_logit_bias * len(biases))()
    for entry, (token, bias) in zip(array, biases, strict=True):
        entry.token, entry.bias = token, bias
    return api.llama_sampler_init_logit_bias(size, len(biases), array)  # it copies them


class BannedTexts:
    """A link that keeps texts out of an answer, whatever tokens they are made of; keep it with the chain.

    A token is forbidden where its bytes would complete such a text after those that were written before: the
    text may stand in one token, or begin in others. So it never comes, and whatever only begins like it still
    may. What was read counts for nothing, except for the beginning that an answer goes on from.

    It has to be the first one: later links may have left out all other tokens. ``whole``: tokens that have
    a text in them, which must never come; the link forbids those that would complete one.
    """

    def __init__(self, api: Any, vocabulary: Vocabulary, texts: Sequence[str], begun: Iterable[int]) -> None:
        """``begun``: tokens that the answer goes on from."""
        self._vocabulary = vocabulary
        self._texts = [text.encode("utf-8", "replace") for text in texts]
        self._longest = max(map(len, self._texts))
        self.whole = {
            token for written, token in vocabulary.by_bytes if any(text in written for text in self._texts)
        }
        self._written, self._is_writing = b"", False
        self._take(b"".join(map(vocabulary.piece, begun)))
        self._interface = api.llama_sampler_i()
        self._interface.accept = api.llama_sampler_i_accept(self._on_accepted)
        self._interface.apply = api.llama_sampler_i_apply(self._on_asked)
        self.link = api.llama_sampler_init(ctypes.byref(self._interface), None)

    def begin(self) -> None:
        """From now on accepted tokens are those of the answer."""
        self._is_writing = True

    def completing(self) -> set[int]:
        """The tokens that would end a text which was begun."""
        found = set[int]()
        for text in self._texts:
            for at in range(1, len(text)):
                if self._written.endswith(text[:at]):
                    found.update(self._beginning(text[at:]))
        return found

    def _beginning(self, data: bytes) -> Iterator[int]:
        """All tokens that begin with these bytes."""
        tokens = self._vocabulary.by_bytes
        at = bisect_left(tokens, (data, -1))
        while at < len(tokens) and tokens[at][0].startswith(data):
            yield tokens[at][1]
            at += 1

    def _take(self, data: bytes) -> None:
        kept = self._longest - 1
        self._written = (self._written + data)[-kept:] if kept else b""

    def _on_accepted(self, _sampler: Any, token: int) -> None:
        if self._is_writing:
            self._take(self._vocabulary.piece(token))

    def _on_asked(self, _sampler: Any, candidates: Any) -> None:
        array = candidates.contents
        for token in self.completing():
            array.data[token].logit = -float("inf")  # not sorted yet: each stands at its own number
