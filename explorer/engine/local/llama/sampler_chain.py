"""The chain of llama.cpp's samplers for some sampling settings."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from explorer.domain.sampling import Sampling

_RANDOM_SEED = 0xFFFF_FFFF  # stands for a seed of the clock in the library; ours are repeatable
_MIROSTAT_TOKENS = 100  # "m": candidates that mirostat 1 estimates its slope from, as in its paper


@contextmanager
def open_chain(
    api: Any, vocab: Any, sampling: Sampling, read: Sequence[int], context_length: int
) -> Iterator[Any]:
    """The chain of samplers, freed on leaving. ``read``: the prompt, which penalties look back on."""
    sampling = _within(sampling, context_length)
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    try:
        for link in _links(api, vocab, sampling):
            api.llama_sampler_chain_add(chain, link)
        looked_back = max(sampling.penalty_last_n, sampling.dry.last_n)
        for token in read[max(0, len(read) - looked_back) :]:
            api.llama_sampler_accept(chain, token)
        yield chain
    finally:
        api.llama_sampler_free(chain)


def chain_draw(api: Any, chain: Any, context: Any) -> Callable[[], int]:
    """A function that draws the next token from the last position's logits."""
    sample = api.llama_sampler_sample

    def draw() -> int:
        return int(sample(chain, context, -1))

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


def _links(api: Any, vocab: Any, sampling: Sampling) -> Iterator[Any]:
    size = api.llama_vocab_n_tokens(vocab)
    if sampling.logit_bias:
        yield _bias(api, size, sampling)
    if sampling.mirostat.version and sampling.temperature > 0:
        yield from _mirostat(api, size, sampling)
        return
    yield from _penalties(api, vocab, size, sampling)
    if sampling.temperature <= 0:
        yield api.llama_sampler_init_greedy()
        return
    yield from _cuts(api, sampling)
    yield api.llama_sampler_init_temp(sampling.temperature)
    yield api.llama_sampler_init_dist(sampling.seed % _RANDOM_SEED)


def _penalties(api: Any, vocab: Any, size: int, sampling: Sampling) -> Iterator[Any]:
    if sampling.penalty_last_n:
        yield api.llama_sampler_init_penalties(
            size,
            sampling.penalty_last_n,
            sampling.repeat_penalty,
            sampling.frequency_penalty,
            sampling.presence_penalty,
        )
    if sampling.dry.last_n:
        yield _dry(api, vocab, sampling)


def _cuts(api: Any, sampling: Sampling) -> Iterator[Any]:
    """What leaves unlikely tokens out; at least one is always kept."""
    if sampling.top_k > 0:
        yield api.llama_sampler_init_top_k(sampling.top_k)
    if sampling.typical_p < 1:
        yield api.llama_sampler_init_typical(sampling.typical_p, 1)
    if sampling.top_p < 1:
        yield api.llama_sampler_init_top_p(sampling.top_p, 1)
    if sampling.min_p > 0:
        yield api.llama_sampler_init_min_p(sampling.min_p, 1)
    if sampling.xtc_probability > 0:
        seed = sampling.seed % _RANDOM_SEED
        yield api.llama_sampler_init_xtc(sampling.xtc_probability, sampling.xtc_threshold, 1, seed)


def _mirostat(api: Any, size: int, sampling: Sampling) -> Iterator[Any]:
    seed, mirostat = sampling.seed % _RANDOM_SEED, sampling.mirostat
    yield api.llama_sampler_init_temp(sampling.temperature)
    if mirostat.version == 1:
        yield api.llama_sampler_init_mirostat(size, seed, mirostat.tau, mirostat.eta, _MIROSTAT_TOKENS)
    else:
        yield api.llama_sampler_init_mirostat_v2(seed, mirostat.tau, mirostat.eta)


def _bias(api: Any, size: int, sampling: Sampling) -> Any:
    known = [(token, bias) for token, bias in sampling.logit_bias if token < size]
    array = (api.llama_logit_bias * max(1, len(known)))()
    for entry, (token, bias) in zip(array, known, strict=False):
        entry.token, entry.bias = token, bias
    return api.llama_sampler_init_logit_bias(size, len(known), array)  # it copies them


def _dry(api: Any, vocab: Any, sampling: Sampling) -> Any:
    dry = sampling.dry
    breakers = (ctypes.c_char_p * max(1, len(dry.breakers)))(*(text.encode() for text in dry.breakers))
    return api.llama_sampler_init_dry(
        vocab, dry.multiplier, dry.base, dry.allowed_length, dry.last_n, breakers, len(dry.breakers)
    )
