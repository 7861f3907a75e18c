"""A run as it leaves this machine: nothing in it tells where a file lies on this disk."""

from dataclasses import replace

from explorer.domain.model_names import portable_reference
from explorer.evaluate.store import EvalRun, RunModel


def portable_run(run: EvalRun) -> EvalRun:
    """Its models are the same ones, in the same order."""
    keys: list[str] = []
    for model in run.models:
        key = portable_reference(model.key)
        keys.append(key if key not in keys else f"{key} {len(keys) + 1}")
    models = tuple(_portable(model, key) for model, key in zip(run.models, keys, strict=True))
    terms, document = run.terms, run.terms.document
    if document is not None:
        terms = replace(terms, document=replace(document, judge=portable_reference(document.judge)))
    judges = (replace(one, model=_portable(one.model, one.kind)) for one in run.judges)
    return replace(run, models=models, terms=terms, judges=tuple(judges))


def _portable(model: RunModel, key: str) -> RunModel:
    loaded = model.loaded
    if loaded is not None:
        loaded = replace(loaded, name=portable_reference(loaded.name))
    reference = portable_reference(model.reference)
    return replace(model, key=key, reference=reference, options=model.options.leaving, loaded=loaded)
