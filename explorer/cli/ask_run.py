"""The question of `omx ask`, a prompt or a conversation out of a file, and its answer."""

import math
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.cli.arguments import read_text
from explorer.cli.generation_options import (
    DEFAULT_MAX_TOKENS,
    constraint_of,
    load_options_of,
    loaded_for,
    sampling_of,
    stops_of,
    think_of,
)
from explorer.cli.model_pool import open_backends
from explorer.cli.models import find_any_model, sha256_of
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, Role
from explorer.domain.harmless import storable
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.domain.thinking_switch import opens_thought, switch_of
from explorer.domain.tokens import AnswerOptions, TokenDetail
from explorer.domain.units import duration_text, wait_text
from explorer.domain.words import Wording
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.stated_sampling import stated_sampling
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent, Chunk, ContextNearlyFull, ReadingImage, WaitingForServer
from explorer.kit.headless_loop import HeadlessLoop
from explorer.services import Core

if TYPE_CHECKING:
    from explorer.cli.ask_documents import AskedDocuments
    from explorer.cli.ask_images import AskedImages

type _Prompt = str | tuple[ChatMessage, ...]

_FORM = '{"role": "user", "content": "…"}, with the roles system, user and assistant'


@with_core
def ask(core: Core, args: Namespace, out: Output, workers: WorkerSupply) -> None:
    """``workers``: one is being started, or waits."""
    model = find_any_model(core, args.model, out)
    stated, own_template = _of_its_file(model)
    load = loaded_for(model, args, load_options_of(core, args))
    template = load.template or own_template
    think = think_of(model, args, template)
    usual = THINKING_MAX_TOKENS if _will_think(template, think) else DEFAULT_MAX_TOKENS
    sampling, constraint = sampling_of(args, usual, stated), constraint_of(args)
    if stated.values:
        out.note(f"Sampled as the model’s makers state ({stated.source}) where nothing else is asked for.")
    options = AnswerOptions(
        stop=stops_of(args),
        alternatives=args.logprobs,
        constraint=constraint,
        begun=args.begin,
        think=think,
        think_budget=args.think_budget,
    )
    chats = model.is_chat or bool(load.template)
    images = _images(model, args, chats=chats)
    said = _prompt(model, args, out, chats=chats)
    context = min(load.context_length, model.context_length or load.context_length)
    if args.file or args.collection:
        _check_consent(core, args, model, out)
    prompt, documents = _with_documents(core, args, said, (context, sampling.max_tokens), out)
    if images is not None and not isinstance(prompt, str):
        prompt = images.within(prompt)
    question = Question(prompt, sampling, load, options)
    with open_backends(core, workers) as (backends, loop):
        recorder = AnswerRecorder(backends.of(model), question, _Printer(loop, out))
        recorder.start()
        loop.run()
    recorded = recorder.recorded
    if recorded.error is not None:
        raise recorded.error
    told = documents.told_of(recorded.answer) if documents is not None else {}
    if images is not None:
        told["images"] = images.told()
    out.result(
        _answer_json(model, question, recorded, stated) | told if out.as_json else None,
        _likelihoods(recorded.tokens),
    )
    if documents is not None and not out.as_json:
        documents.tell(recorded.answer, out)
    _tell_how(recorded, out)
    if (elsewhere := AskedElsewhere.of(model)) is not None and recorded.answer is not None:
        out.note(str(elsewhere.told))
        if cost := elsewhere.cost(recorded.answer.measured):
            out.note(f"It cost {cost}, {elsewhere.price_told}.")


def _of_its_file(model: Model) -> tuple[StatedSampling, str | None]:
    """What its makers state, and its chat template; nothing is known of one elsewhere."""
    if not isinstance(model, LocalModel):
        return NOTHING_STATED, None
    header = read_header(model.path)
    return stated_sampling(header, model.path.parent), header.chat_template


def _images(model: Model, args: Namespace, *, chats: bool) -> "AskedImages | None":
    """Plain questions import nothing of it."""
    if not args.image and not args.file:
        return None
    from explorer.cli.ask_images import images_for  # noqa: PLC0415  see above

    return images_for(model, args, chats=chats)


def _check_consent(core: Core, args: Namespace, model: Model, out: Output) -> None:
    """Raises KnownError where words of documents would leave this machine and nobody agreed to it."""
    from explorer.cli.ask_documents import check_consent  # noqa: PLC0415  as below

    check_consent(core, args, model, out)


def _with_documents(
    core: Core, args: Namespace, prompt: _Prompt, limits: tuple[int, int], out: Output
) -> "tuple[_Prompt, AskedDocuments | None]":
    """``limits``: tokens of the context and of the answer. Plain questions import nothing of it."""
    if not args.file and not args.collection:
        return prompt, None
    if isinstance(prompt, str):
        raise KnownError("A base model takes no documents.", "Give it a text, or a template: --template.")
    from explorer.cli.ask_documents import ContextLimits, documents_for  # noqa: PLC0415  see above

    documents = documents_for(core, args, prompt, ContextLimits(*limits), out)
    return documents.within(prompt), documents


def _tell_how(recorded: RecordedAnswer, out: Output) -> None:
    """What must be known of it, and what it cost."""
    answer, loaded = recorded.answer, recorded.model
    assert answer is not None  # noqa: S101  who asks has looked
    assert loaded is not None  # noqa: S101
    if answer.misfit is not None:
        out.note(str(answer.misfit.words))
    measured = answer.measured
    if answer.thought and not answer.text:
        out.note(_unanswered(answer))
    out.note(
        f"{measured.tokens_per_second:.1f} tokens/s · first token {duration_text(measured.first_token_s)}"
        f" · {measured.answer_tokens} {measured.counted_words or 'tokens'}"
        f" · {loaded.engine}, {loaded.backend}"
    )
    if answer.untold is not None:
        out.note(str(answer.untold.words))


def _elsewhere_json(elsewhere: AskedElsewhere, answer: Answer) -> dict[str, Any]:
    told = {
        "endpoint": elsewhere.name,
        "host": elsewhere.host,
        "on": elsewhere.on,
        "told": str(elsewhere.told),
    }
    return told | {"cost": str(elsewhere.cost(answer.measured)), "by_price": str(elsewhere.price_told)}


def _will_think(template: str | None, think: str) -> bool:
    switch = switch_of(template)
    return switch.will_think(think) if switch.choices else opens_thought(template)


def _likelihoods(tokens: list[TokenDetail]) -> str:
    """A line for each token: its probability, and what else there could have been."""
    rows = []
    for token in tokens:
        others = "  ".join(f"{a.text!r} {math.exp(a.logprob):.1%}" for a in token.alternatives)
        rows.append(["", f"{math.exp(token.logprob or 0):.1%}", repr(token.text), others])
    return "\n" + table(rows) if rows else ""


def _unanswered(answer: Answer) -> str:
    if answer.reason == "length":
        return (
            "The limit came while it was still thinking: there is no answer. More tokens: --max-tokens; a"
            " shorter thought: --think-budget."
        )
    return "It ended while it was still thinking: there is no answer."


def _prompt(model: Model, args: Namespace, out: Output, *, chats: bool) -> _Prompt:
    """``chats``: it has a chat template, its own or one that was given."""
    if chats:
        return conversation_of(model, args)
    out.note(f"{model.name} is a base model: it continues the text, it does not chat.")
    if args.system:
        raise KnownError("A base model takes no system prompt.", "Put it into the prompt itself.")
    if args.messages:
        raise KnownError("A base model takes no conversation.", "Give it a text, or a template: --template.")
    if args.prompt is None:
        raise KnownError("There is no text to go on from.", "Write it after the model.")
    return str(args.prompt)


class _TextPart(msgspec.Struct):
    """As APIs write it; parts of other kinds are refused."""

    type: Literal["text"]
    text: str


class _WrittenMessage(msgspec.Struct):
    """A message in a file. ``reasoning_content`` is how other programs call a thought."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_TextPart]
    thought: str | None = None
    reasoning_content: str | None = None


class _Wrapped(msgspec.Struct):
    """The body of a request to an API."""

    messages: list[_WrittenMessage]


def conversation_of(model: Model, args: Namespace) -> tuple[ChatMessage, ...]:
    """System prompt, the messages of the file, the prompt. Raises KnownError where nothing is asked by it."""
    messages = read_messages(Path(args.messages)) if args.messages else ()
    if args.system and any(message.role == "system" for message in messages):
        raise KnownError(f"There is a system prompt in {args.messages} already.", "Leave --system out.")
    system = (ChatMessage("system", args.system),) if args.system else ()
    prompt = (ChatMessage("user", args.prompt),) if args.prompt is not None else ()
    whole = (*system, *messages, *prompt)
    if not whole or whole[-1].role != "user":
        raise KnownError(
            f"Nothing is asked of {model.name}: the last message must be one of the person.",
            "Add a prompt; how the answer is to begin is said by --begin.",
        )
    return whole


def read_messages(path: Path) -> tuple[ChatMessage, ...]:
    """Of a file, at least one. Raises KnownError."""
    advice = f"Write a list in JSON, or a line for each in JSONL, of {_FORM}."
    text = read_text(path, f"The messages in {path}")
    try:
        messages = tuple(map(_message, _read(path.suffix.lower(), text)))
    except (msgspec.DecodeError, RecursionError) as error:
        raise KnownError(f"The messages in {path} could not be read.", advice, str(error)) from error
    if not messages:
        raise KnownError(f"There is no message in {path}.", advice)
    return messages


def _read(ending: str, text: str) -> list[_WrittenMessage]:
    if ending == ".jsonl":
        return [msgspec.json.decode(line, type=_WrittenMessage) for line in text.split("\n") if line.strip()]
    read = msgspec.json.decode(text, type=list[_WrittenMessage] | _Wrapped)
    return read.messages if isinstance(read, _Wrapped) else read


def _message(written: _WrittenMessage) -> ChatMessage:
    content = written.content
    text = content if isinstance(content, str) else "\n".join(part.text for part in content)
    role: Role = "system" if written.role == "developer" else written.role
    return ChatMessage(role, storable(text), storable(written.thought or written.reasoning_content or ""))


class _Printer(RecorderListener):
    """Prints the answer as it comes and leaves the loop when it is over."""

    def __init__(self, loop: HeadlessLoop, out: Output) -> None:
        self._loop, self._out = loop, out

    def heard(self, event: AnswerEvent) -> None:
        match event:
            case LoadedModel(fell_back=Wording() as why):
                self._out.note(str(why.words))
            case ReadingImage(at, count):
                self._out.note(f"Reading image {at} of {count}…")
            case WaitingForServer(seconds):
                self._out.note(f"The server is busy: it is asked again in {wait_text(seconds)}.")
            case ContextNearlyFull(context):
                self._out.note(f"The context will soon be full: {context.used} of {context.total} tokens.")
            case Chunk(piece):
                self._out.think(piece.thought)
                self._out.stream(piece.text)

    def over(self, recorded: RecordedAnswer) -> None:
        del recorded
        self._loop.leave()


def _answer_json(
    model: Model, question: Question, recorded: RecordedAnswer, stated: StatedSampling
) -> dict[str, Any]:
    answer, loaded, asked = recorded.answer, recorded.model, question.answer
    assert answer is not None  # noqa: S101  who asks has looked
    assert loaded is not None  # noqa: S101
    logprobs = {"logprobs": recorded.tokens} if recorded.tokens else {}
    elsewhere = AskedElsewhere.of(model)
    return {
        "model": model.id,
        "elsewhere": None if elsewhere is None else _elsewhere_json(elsewhere, answer),
        "sha256": sha256_of(model) if isinstance(model, LocalModel) else None,
        "text": answer.text,
        "thought": answer.thought,
        "reason": answer.reason,
        "schema_misfit": str(answer.misfit.words) if answer.misfit is not None else "",
        "sent": answer.sent,
        "untold": str(answer.untold.words) if answer.untold is not None else "",
        "tokens": answer.measured.answer_tokens,
        "counted": answer.measured.counted,
        "prompt_tokens": answer.measured.prompt_tokens,
        "tokens_per_second": answer.measured.tokens_per_second,
        "first_token_s": answer.measured.first_token_s,
        "settings": question.sampling,
        "settings_not_sent": answer.unsent,
        "think": asked.think,
        "think_budget": asked.think_budget,
        "stop": asked.stop,
        "begun": asked.begun,
        "adapters": [{"file": str(one.file), "scale": one.scale} for one in question.options.adapters],
        "stated_by_the_model": {"source": stated.source, **stated.values},
        **logprobs,
        "engine": loaded.engine,
        "backend": loaded.backend,
        "device": loaded.device,
        "layers_on_device": loaded.layers_on_device,
        "fell_back": str(loaded.fell_back.words) if loaded.fell_back is not None else "",
        "threads": loaded.threads,
        "context_length": loaded.context_length,
        "cache_type": question.options.cache_type,
        "memory": loaded.memory,
        "load_s": loaded.load_s,
    }
