"""Under which conditions a run was measured, in words: no number stands without them."""

from collections.abc import Iterable

from explorer.domain.words import Words, enumerated
from explorer.evaluate.store import EvalRun


def settings_words(run: EvalRun) -> Words:
    """ "temperature 0, seed 1, at most 512 tokens"; of a pack its seed, and whether it is a quarter."""
    document, terms = run.terms.document, run.terms
    if document is None:
        size = Words("a quarter of the items") if terms.is_quick else Words("all items")
        return enumerated((Words("most likely tokens"), Words("seed {seed}", seed=terms.seed), size))
    sampling = document.sampling
    return enumerated(
        (
            Words("temperature {value:g}", value=sampling.temperature),
            Words("seed {seed}", seed=sampling.seed),
            Words("at most {n:,} tokens", n=sampling.max_tokens) if sampling.max_tokens else Words(""),
        )
    )


def machine_words(run: EvalRun) -> Words:
    """ "llama.cpp b9123, 4 threads, up to 16 answers at once": of all models, each different one once."""
    loaded = [model.loaded for model in run.models if model.loaded is not None]
    engines = enumerated(_once(one.engine for one in loaded))
    threads = {one.threads for one in loaded if one.threads}
    parts = [engines]
    if threads:
        parts.append(Words("{n} threads", n=threads.pop()) if len(threads) == 1 else Words("threads differ"))
    if loaded and (most := max(model.at_once for model in run.models)) > 1:
        parts.append(Words("up to {n} answers at once", n=most))
    return enumerated(parts)


def caveat_words(run: EvalRun) -> Words:
    """What is true of every number of it."""
    if run.terms.document is None:
        return Words("One wording, English, quantized file, matched by rule, possibly seen in training.")
    are_quantized = any(model.quantization for model in run.models)
    files = Words("quantized files") if are_quantized else Words("")
    is_public = run.terms.document.source.is_public
    seen = Words("possibly seen in training") if is_public else Words("")
    parts = (Words("One wording each"), files, Words("matched by rule"), seen)
    return Words("{text}.", text=enumerated(parts))


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
