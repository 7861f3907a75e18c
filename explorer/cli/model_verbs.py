"""`omx ask`: one question to one model on this disk; and how a model is named."""

import hashlib
import math
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer.base.files import is_file, named_path
from explorer.cli.asking import constraint_of, load_options_of, sampling_of
from explorer.cli.output import Output, table
from explorer.cli.pools import open_pool
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, LoadOptions, Sampling
from explorer.domain.local import LocalModel
from explorer.domain.sampling import StatedSampling
from explorer.domain.tokens import AnswerOptions, ContextUse, TokenDetail
from explorer.domain.units import duration_text
from explorer.engine.ask import Ask, Listener, Question
from explorer.engine.header import read_header
from explorer.engine.stated import stated_sampling
from explorer.kit.loop import HeadlessLoop
from explorer.local import included
from explorer.local.catalog import resolve, scan_all
from explorer.local.found_places import surroundings
from explorer.services import Core


def show_terms(core: Core, model: LocalModel, out: Output) -> None:
    """Where an included model comes under terms, they are shown before its first use."""
    terms = included.unseen_terms(model, core.settings.current.terms_seen)
    if terms is not None:
        out.note(terms.text)
        core.settings.note_terms(terms.url)


def find_model(core: Core, reference: str, out: Output) -> LocalModel:
    """An included model is put in place when it is named, also after it was deleted."""
    wanted = included.named(reference)
    if wanted is not None and included.is_available(wanted):
        included.put_in_place(wanted, core.models_folder)
    elif not is_file(named_path(reference)):
        offer_included(core, out)
    found = scan_all(core.models_folder, core.store, surroundings())
    return resolve(core.models_folder, reference, found)


def offer_included(core: Core, out: Output) -> None:
    """Put the first included model in place once; who deletes it does not get it back.

    What keeps it from being there is told: it is no reason against what was asked for.
    """
    first = included.first()
    if first is None or included.was_put_in_place(first, core.models_folder):
        return
    try:
        included.put_in_place(first, core.models_folder)
    except CancelledError:
        raise
    except KnownError as error:
        out.note(f"The included model {first.name} is not here: {error}")


def ask(core: Core, args: Namespace, out: Output) -> None:
    model = find_model(core, args.model, out)
    show_terms(core, model, out)
    stated = stated_sampling(read_header(model.path), model.path.parent)
    sampling, constraint = sampling_of(args, stated), constraint_of(args)
    if stated.stated:
        out.note(f"Sampled as the model’s makers state ({stated.source}) where nothing else is asked for.")
    answer_options = AnswerOptions(alternatives=args.logprobs, constraint=constraint)
    prompt = _prompt(model, args, out)
    load = load_options_of(core, args)
    listener = _ask_and_wait(model, (prompt, sampling, load, answer_options), core, out)
    if listener.error is not None:
        raise listener.error
    assert listener.answer is not None  # noqa: S101  one of the two ends every question
    assert listener.model is not None  # noqa: S101
    value = _answer_json(model, listener, sampling, stated) if out.as_json else None
    out.result(value, _likelihoods(listener.tokens))
    if listener.answer.misfit is not None:
        out.note(str(listener.answer.misfit.words))
    measured = listener.answer.measured
    out.note(
        f"{measured.tokens_per_second:.1f} tokens/s · first token {duration_text(measured.first_token_s)}"
        f" · {measured.answer_tokens} tokens · {listener.model.engine}, {listener.model.backend}"
    )


def _likelihoods(tokens: list[TokenDetail]) -> str:
    """A line for each token: its probability, and what else there could have been."""
    rows = []
    for token in tokens:
        others = "  ".join(f"{a.text!r} {math.exp(a.logprob):.1%}" for a in token.alternatives)
        rows.append(["", f"{math.exp(token.logprob or 0):.1%}", repr(token.text), others])
    return "\n" + table(rows) if rows else ""


def _prompt(model: LocalModel, args: Namespace, out: Output) -> str | tuple[ChatMessage, ...]:
    if model.is_chat:
        system = (ChatMessage("system", args.system),) if args.system else ()
        return (*system, ChatMessage("user", args.prompt))
    out.note(f"{model.name} is a base model: it continues the text, it does not chat.")
    if args.system:
        raise KnownError("A base model takes no system prompt.", "Put it into the prompt itself.")
    return str(args.prompt)


class _Printer(Listener):
    """Prints the answer as it comes and leaves the loop when it is whole."""

    def __init__(self, loop: HeadlessLoop, out: Output) -> None:
        self._loop = loop
        self._out = out
        self.model: LoadedModel | None = None
        self.answer: Answer | None = None
        self.error: KnownError | None = None
        self.tokens: list[TokenDetail] = []

    def details(self, tokens: Sequence[TokenDetail]) -> None:
        self.tokens.extend(tokens)

    def low(self, context: ContextUse) -> None:
        self._out.note(f"The context will soon be full: {context.used} of {context.total} tokens.")

    def loaded(self, model: LoadedModel) -> None:
        self.model = model
        if model.fell_back is not None:
            self._out.note(str(model.fell_back.words))

    def chunk(self, text: str) -> None:
        self._out.stream(text)

    def done(self, answer: Answer) -> None:
        self.answer = answer
        self._loop.leave()

    def failed(self, error: KnownError) -> None:
        self.error = error
        self._loop.leave()


type _Asked = tuple[str | tuple[ChatMessage, ...], Sampling, LoadOptions, AnswerOptions]


def _ask_and_wait(model: LocalModel, asked: _Asked, core: Core, out: Output) -> _Printer:
    loop = HeadlessLoop()
    pool = open_pool(core)
    listener = _Printer(loop, out)
    prompt, sampling, options, answer = asked
    question = Question(model.path, prompt, sampling, options, answer)
    asking = Ask(pool.get(model.path), question, listener)
    try:
        asking.start()
        loop.run()
    finally:
        pool.close()  # ends the answer too, where Ctrl-C left the loop
    return listener


def sha256_of(model: LocalModel) -> str:
    """Measured when it was downloaded, or now."""
    return model.measured_sha256 or _sha256(model.path)


def _answer_json(
    model: LocalModel, heard: _Printer, sampling: Sampling, stated: StatedSampling
) -> dict[str, Any]:
    answer, loaded = heard.answer, heard.model
    assert answer is not None  # noqa: S101  who asks has looked
    assert loaded is not None  # noqa: S101
    logprobs = {"logprobs": heard.tokens} if heard.tokens else {}
    return {
        "model": model.id,
        "sha256": sha256_of(model),
        "text": answer.text,
        "reason": answer.reason,
        "schema_misfit": str(answer.misfit.words) if answer.misfit is not None else "",
        "sent": answer.sent,
        "tokens": answer.measured.answer_tokens,
        "prompt_tokens": answer.measured.prompt_tokens,
        "tokens_per_second": answer.measured.tokens_per_second,
        "first_token_s": answer.measured.first_token_s,
        "settings": sampling,
        "stated_by_the_model": {"source": stated.source, **stated.stated},
        **logprobs,
        "engine": loaded.engine,
        "backend": loaded.backend,
        "device": loaded.device,
        "layers_on_device": loaded.layers_on_device,
        "fell_back": str(loaded.fell_back.words) if loaded.fell_back is not None else "",
        "threads": loaded.threads,
        "context_length": loaded.context_length,
        "memory": loaded.memory,
        "load_s": loaded.load_s,
    }


def _sha256(path: Path) -> str:
    """Of the bytes that answered, not of those that were published."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
