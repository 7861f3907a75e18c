"""Draws the next token as the settings say, with the library's own chain of samplers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from explorer.domain.generation import Sampling

_SEED_MASK = 0xFFFF_FFFF


@contextmanager
def open_sampler(api: Any, context: Any, sampling: Sampling) -> Iterator[Callable[[], int]]:
    """A function that draws the next token from the last position's logits; freed on leaving."""
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    try:
        for link in _links(api, sampling):
            api.llama_sampler_chain_add(chain, link)
        sample = api.llama_sampler_sample

        def draw() -> int:
            return int(sample(chain, context, -1))

        yield draw
    finally:
        api.llama_sampler_free(chain)


def _links(api: Any, sampling: Sampling) -> Iterator[Any]:
    if sampling.temperature <= 0:
        yield api.llama_sampler_init_greedy()
        return
    if sampling.top_k > 0:
        yield api.llama_sampler_init_top_k(sampling.top_k)
    if sampling.top_p < 1:
        yield api.llama_sampler_init_top_p(sampling.top_p, 1)
    if sampling.min_p > 0:
        yield api.llama_sampler_init_min_p(sampling.min_p, 1)
    yield api.llama_sampler_init_temp(sampling.temperature)
    yield api.llama_sampler_init_dist(sampling.seed & _SEED_MASK)
