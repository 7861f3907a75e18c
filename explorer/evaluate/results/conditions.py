"""Under which conditions a run was measured: no number stands without them.

All that shows or writes a result tells them from here: ``conditions_words`` in a line, reports and files each
one of ``run_conditions`` and ``model_conditions``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from explorer.base.machine_record import record_words
from explorer.domain.generation import AnswerTiming
from explorer.domain.model_names import file_name
from explorer.domain.sampling import names_of
from explorer.domain.units import threads_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.store import EvalRun, RunModel

_NOTHING = Words("")
_NO_COSTS: Mapping[str, Words] = {}
_DIFFER = {"threads": Words("threads differ")}  # where several values in a line would say nothing


@dataclass(frozen=True)
class Condition:
    """``name`` and ``value`` stand in files for machines: "" where it is not known. ``words``: for people, ""
    where there is nothing to say. ``is_key``: one of those that stand in a line.
    """

    name: str
    value: str = ""
    words: str = ""
    is_key: bool = False


def run_conditions(run: EvalRun) -> Iterator[Condition]:
    """Of all its models alike."""
    terms, document = run.terms, run.terms.document
    sampling = document.sampling if document is not None else None
    if sampling is None:
        yield Condition("temperature", "0", Words("most likely tokens"), is_key=True)
    else:
        words = Words("temperature {value:g}", value=sampling.temperature)
        yield Condition("temperature", f"{sampling.temperature:g}", words, is_key=True)
    seed = sampling.seed if sampling is not None else terms.seed
    yield Condition("seed", str(seed), Words("seed {seed}", seed=seed), is_key=True)
    most = sampling.max_tokens if sampling is not None else None
    words = Words("at most {n:,} tokens", n=most) if most else _NOTHING
    yield Condition("max_tokens", str(most or ""), words, is_key=True)
    size = Words("a quarter of the items") if terms.is_quick else Words("all items")
    yield Condition("is_quick", str(terms.is_quick), size if document is None else _NOTHING, is_key=True)
    yield from _judges(run)
    yield Condition("machine", terms.machine.processor, record_words(terms.machine))
    app = terms.machine.app
    yield Condition("app", app, Words("App: {app}", app=f"Open Model Explorer {app}") if app else _NOTHING)
    source = document.source if document is not None and document.source.file else None
    words = _NOTHING
    if source is not None:
        named = file_name(source.file)
        words = Words("The tests came from {file}, SHA-256 {hash}.", file=named, hash=source.sha256)
    yield Condition("tests_sha256", source.sha256 if source is not None else "", words)


def _judges(run: EvalRun) -> Iterator[Condition]:
    """Which other models said how an answer is, and how a judge was asked."""
    for kind, by in (("embedding", Words("likeness by {models}")), ("judge", Words("judged by {models}"))):
        asked = [one for one in run.judges if one.kind == kind]
        names = [" ".join(filter(None, (one.model.title, one.model.quantization))) for one in asked]
        words = by.filled(models=enumerated(names)) if names else ""
        yield Condition(kind, ", ".join(names), words, is_key=True)
        hashes = [Words("{model}: SHA-256 {hash}", model=one.model.full_title, hash=one.model.sha256)
                  for one in asked if one.model.sha256]  # fmt: skip
        yield Condition(f"{kind}_sha256", " ".join(one.model.sha256 for one in asked), enumerated(hashes))
    prompts = list(dict.fromkeys(one.prompt for one in run.judges if one.prompt))
    words = Words("A judge was asked: {prompt}", prompt=" ".join(prompts)) if prompts else ""
    yield Condition("judge_prompt", "\n\n".join(prompts), words)
    away = [(one, one.model.elsewhere) for one in run.judges if one.model.elsewhere is not None]
    places = enumerated(dict.fromkeys(place.place for _one, place in away))
    words = Words("The judge was asked at {place}.", place=places) if places else ""
    yield Condition("judge_endpoint", places, words)
    costs = [(p, p.cost(AnswerTiming(one.read, one.written, 0.0, 0.0))) for one, p in away]
    told = [Words("The judge cost {cost}, {condition}.", cost=cost, condition=place.price_told)
            for place, cost in costs if cost]  # fmt: skip
    yield Condition("judge_cost", enumerated(cost for _place, cost in costs if cost), joined(" ", told))


def model_conditions(model: RunModel) -> Iterator[Condition]:
    """What was asked, and what it ran with."""
    yield Condition("reference", model.reference, model.reference)
    yield Condition("quantization", model.quantization)
    asked = model.elsewhere
    yield Condition("endpoint", asked.place if asked is not None else "", asked.told if asked else _NOTHING)
    yield Condition("file_sha256", model.sha256, _hash_words(model))
    yield Condition("template_sha256", model.template_sha256, _template_words(model))
    loaded = model.loaded
    engine, backend = (loaded.engine, loaded.backend) if loaded is not None else ("", "")
    yield Condition("engine", engine, engine, is_key=True)
    yield Condition("backend", backend, backend)
    threads = loaded.threads if loaded is not None else 0
    yield Condition(
        "threads", str(threads or ""), threads_text(threads) if threads else _NOTHING, is_key=True
    )
    context = loaded.context_length if loaded is not None else 0
    words = Words("context {n}", n=f"{context:,}") if context else _NOTHING
    yield Condition("context", str(context or ""), words)
    names = enumerated(names_of(model.unsent))
    words = Words("not sent to {model}: {names}", model=model.title, names=names) if names else _NOTHING
    yield Condition("not_sent", ", ".join(model.unsent), words, is_key=True)
    words = Words("up to {n} answers at once", n=model.at_once) if model.at_once > 1 else _NOTHING
    yield Condition("at_once", str(model.at_once), words, is_key=True)


def condition_values(run: EvalRun, model: RunModel) -> dict[str, str]:
    """By name, the same names of every run and model."""
    return {one.name: one.value for one in chain(run_conditions(run), model_conditions(model))}


def conditions_words(run: EvalRun) -> Words:
    """In a line: "temperature 0, seed 1, at most 512 tokens · llama.cpp b9123, 4 threads"; of all models."""
    asked = enumerated(one.words for one in run_conditions(run) if one.is_key)
    found: dict[str, dict[str, None]] = {}
    for model in run.models:
        for one in model_conditions(model):
            if one.is_key and one.words and model.loaded is not None:
                found.setdefault(one.name, {})[one.words] = None
    ran = (
        _DIFFER[name] if len(said) > 1 and name in _DIFFER else enumerated(said)
        for name, said in found.items()
    )
    return joined(" · ", (asked, enumerated(ran)))


def told_conditions(
    run: EvalRun, costs: Mapping[str, Words] = _NO_COSTS
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All of them in lines: of all models alike, under no title, then of each. ``costs``: by model keys."""
    alike = [one.words for one in run_conditions(run) if not one.is_key and one.words]
    yield "", (conditions_words(run), *alike)
    for model in run.models:
        told = tuple(one.words for one in model_conditions(model) if one.words)
        yield model.full_title, (*told, costs[model.key]) if model.key in costs else told


def costs_of(run: EvalRun, tokens: Mapping[str, AnswerTiming]) -> dict[str, Words]:
    """What each model cost, by the price that was entered, where one was."""
    found: dict[str, Words] = {}
    for model in run.models:
        if (asked := model.elsewhere) is not None and (cost := asked.cost(tokens.get(model.key))):
            told = Words("It cost {cost}, {condition}.", cost=cost, condition=asked.price_told)
            found[model.key] = told
    return found


def caveat_words(run: EvalRun) -> Words:
    """What is true of every number of it."""
    if run.terms.document is None:
        return Words("One wording, English, quantized file, matched by rule, possibly seen in training.")
    are_quantized = any(model.quantization for model in run.models)
    files = Words("quantized files") if are_quantized else _NOTHING
    is_public = run.terms.document.source.is_public
    seen = Words("possibly seen in training") if is_public else _NOTHING
    return Words(
        "{text}.", text=enumerated((Words("One wording each"), files, Words("matched by rule"), seen))
    )


def _hash_words(model: RunModel) -> Words:
    if model.elsewhere is not None:
        return _NOTHING  # said with where it was asked
    if model.sha256:
        return Words("SHA-256 {hash}", hash=model.sha256)
    return Words("The hash of the file was not measured.")


def _template_words(model: RunModel) -> Words:
    if not model.is_chat:
        return Words("Without a chat template: it goes on with a text.")
    if model.elsewhere is not None:
        return _NOTHING  # as the hash
    if model.template_sha256:
        return Words("Chat template: SHA-256 {hash}", hash=model.template_sha256)
    return Words("Its chat template was not told.")
