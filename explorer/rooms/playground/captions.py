"""Captions: what is said in words under an answer, of its conditions, and of a model."""

from collections.abc import Callable, Iterator, Sequence

from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.fit import Fit, speed_words
from explorer.domain.generation import AnswerEnd
from explorer.domain.model import Model
from explorer.domain.model_names import name_of_reference
from explorer.domain.quantization import word_of
from explorer.domain.sampling import BY_PATH, said_settings, value_at
from explorer.domain.thinking_switch import choice_text
from explorer.domain.tokens import TokenPiece
from explorer.domain.units import context_text, count_text, duration_text, size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.playground.chats.store import Turn, TurnRecord
from explorer.rooms.playground.model.loading_words import load_lines

_SHOWN = 8  # tokens of a text that was looked for


def end_words(end: AnswerEnd) -> str:
    """Why an answer ended, where that is worth saying; else ""."""
    return {
        "length": Words("cut at the limit"),
        "stopped": Words("stopped"),
        "context_full": Words("context full"),
        "failed": Words("not finished"),
        "interrupted": Words("interrupted"),
    }.get(end, "")


def answer_caption(record: TurnRecord) -> Words:
    """What an answer cost and why it ended: "31.2 tokens/s · first token 0.18 s · 46 tokens"."""
    parts: list[str] = []
    measured = record.measured
    if measured is not None and measured.answer_tokens:
        if measured.tokens_per_second:
            parts.append(Words("{speed} tokens/s", speed=f"{measured.tokens_per_second:,.1f}"))
        if measured.first_token_s:
            parts.append(Words("first token {time}", time=duration_text(measured.first_token_s)))
        before = sum(part.measured.answer_tokens for part in record.parts if part.measured)
        parts.append(token_count_words(before + measured.answer_tokens))
    elif measured is not None and record.untold is not None:
        parts.append(
            Words("answered in {time}", time=duration_text(measured.first_token_s + measured.generation_s))
        )
    elif measured is not None and record.end == "end":
        parts.append(Words("the model ended at once, without a word"))
    cost = record.elsewhere.cost(measured) if record.elsewhere is not None else ""
    parts += [cost, end_words(record.end), *_beside(record)]
    return joined(" · ", parts)


def _beside(record: TurnRecord) -> Iterator[str]:
    """What the answers that were asked for at once with it mean for it."""
    count, measured = record.variants, record.measured
    if count > 1 and measured is not None and not measured.first_token_s:
        yield Words("no speed: one of {count} at once", count=count)
    if record.alike == count > 1:
        yield Words("all {count} say the same", count=count)
    elif record.alike > 1:
        yield Words("{alike} of {count} say the same", alike=record.alike, count=count)


def unanswered_words(turn: Turn, *, is_last: bool) -> str:
    """Of an answer that is nothing but a thought: why, and what becomes of it; "" of any other."""
    record = turn.record
    if turn.text.strip() or not turn.written.strip() or record.end == "writing":
        return ""
    why = {
        "end": Words("It ended with its thought, and gave no answer."),
        "length": Words("The limit came while it was still thinking: there is no answer yet."),
        "stopped": Words("It was stopped while it was still thinking: there is no answer yet."),
        "context_full": Words("The context was full while it was still thinking: there is no answer yet."),
    }.get(record.end, Words("It was cut off while it was still thinking: there is no answer yet."))
    if not is_last:
        return joined(" ", (why, Words("The next message was asked together with this question.")))
    if record.end == "end":
        return joined(" ", (why, Words("A new message is asked together with this question.")))
    return joined(
        " ", (why, Words("Continue lets it go on; a new message is asked together with this question."))
    )


def token_count_words(count: int) -> Words:
    return Words("1 token") if count == 1 else Words("{count} tokens", count=f"{count:,}")


def answer_conditions(record: TurnRecord) -> Words:
    """Everything an answer depended on, a line each."""
    return joined("\n", _conditions(record))


def _conditions(record: TurnRecord) -> Iterator[str]:
    yield from (record.problem, record.model_name)
    if record.threads:
        yield Words(
            "Engine: {engine}, {backend}, {threads} threads",
            engine=record.engine,
            backend=record.backend,
            threads=record.threads,
        )
    elif record.engine:
        yield Words("Engine: {engine}", engine=record.engine)
    yield from load_lines(record.load)
    yield from sampling_lines(record)
    if record.parts:
        yield Words("Continued {count} times", count=len(record.parts))
        others = dict.fromkeys(part.model_name for part in record.parts if part.model != record.model)
        yield from (Words("Begun by {name}", name=name) for name in others)
    if record.context_length:
        yield Words("Context {count} tokens", count=f"{record.context_length:,}")
    if record.measured is not None:
        read = f"{record.measured.prompt_tokens:,}"
        if record.measured.prompt_tokens or not record.measured.counted:
            yield Words("{count} tokens read before the answer", count=read)
        yield record.measured.counted_words
    if record.sha256:
        yield Words("File SHA-256 {start}…", start=record.sha256[:16])
    if record.untold is not None:
        yield record.untold.words
    yield from elsewhere_lines(record)


def asked_elsewhere(record: TurnRecord) -> AskedElsewhere | None:
    """Where an answer or a part of it was asked, if not here: that which went furthest."""
    asked = [one.elsewhere for one in (record, *record.parts) if one.elsewhere is not None]
    return next((one for one in asked if one.is_away), asked[0] if asked else None)


def elsewhere_lines(record: TurnRecord) -> Iterator[Words]:
    """Where it was asked, unless here, and what its cost rests on: of an answer or a part of it."""
    yield from dict.fromkeys(one.elsewhere.told for one in (*record.parts, record) if one.elsewhere)
    if (here := record.elsewhere) is not None and (cost := here.cost(record.measured)):
        yield Words("It cost {cost}, {condition}.", cost=cost, condition=here.price_told)


def model_name_of(record: TurnRecord, model: Model | None) -> tuple[str, str]:
    """The name of what answered, and what tells it apart; ``model``: it, if it is still on this disk."""
    if model is not None:
        return model.name, " · ".join(filter(None, (model.quantization, model.apart)))
    return record.model_name or name_of_reference(record.model), record.quantization


def earlier_models(record: TurnRecord, find: Callable[[str], Model | None]) -> list[Words]:
    """Those that began an answer that ``record.model`` went on with."""
    begun = {part.model: part.model_name for part in record.parts if part.model != record.model}
    names = dict.fromkeys(found.name if (found := find(model)) else name for model, name in begun.items())
    return [Words("Begun by {name}", name=name) for name in names]


def loaded_text(model: Model, memory: int) -> Words:
    """ "253 MB file · 610 MB memory"; ``memory`` in bytes. How full its context is stands at the composer."""
    size = Words("{size} file", size=size_text(model.size)) if model.size is not None else ""
    held = Words("{size} memory", size=size_text(memory)) if memory else ""
    return joined(" · ", filter(None, (size, held)))


def outlook_text(fit: Fit) -> Words:
    """ "not loaded · needs about 610 MB · about 95 tokens/s" """
    parts = [Words("not loaded"), Words("needs about {size}", size=size_text(fit.told))]
    if fit.speed:
        parts.append(speed_words(fit))
    return joined(" · ", parts)


def model_summary(model: Model) -> Words:
    """What a model is, in one line."""
    parts: list[str] = [model.publisher, Words("chat model") if model.is_chat else Words("base model")]
    if model.parameters:
        parts.append(Words("{count} parameters", count=count_text(model.parameters)))
    word = word_of(model.quantization)
    if word:
        parts.append(Words("{word} ({label})", word=word, label=model.quantization))
    parts.append(size_text(model.size) if model.size else "")
    if model.context_length:
        parts.append(Words("context {length}", length=context_text(model.context_length)))
    return joined(" · ", parts)


def base_model_words(model: Model) -> Words:
    return Words("{name} is a base model: it continues text, it does not chat.", name=model.name)


def example_prompts(model: Model) -> tuple[Words, Words, Words]:
    """Three prompts to begin with; for a base model beginnings of texts."""
    if model.is_chat:
        return (
            Words("Explain in three sentences why water boils at a lower temperature on a mountain."),
            Words("Write a polite letter that asks a shop for a refund. Keep it under 100 words."),
            Words("Give me five names for a small bakery, each with one line on why it fits."),
        )
    return (
        Words("The three most important things to know about the ocean are"),
        Words("Once upon a time, in a village at the edge of a great forest, there lived"),
        Words("Q: What is the capital of France?\nA: Paris\n\nQ: What is the capital of Japan?\nA:"),
    )


def sampling_lines(record: TurnRecord) -> list[str]:
    """A line each: the settings, whose word they are, and what the answer had to look like."""
    drawn = record.sampling
    if drawn is None:
        return []
    told = joined(" · ", (one.named_text(value_at(drawn, one.path)) for one in said_settings(drawn)))
    return [told, *_stated(record), *_held(record)]


def token_id_words(pieces: Sequence[TokenPiece]) -> Words:
    """The tokens of a text with their numbers, those at its beginning."""
    parts: list[str] = [
        Words("“{text}” is {number}", text=piece.text, number=piece.token) for piece in pieces[:_SHOWN]
    ]
    if len(pieces) > _SHOWN:
        parts.append(Words("and {count} more", count=len(pieces) - _SHOWN))
    return joined("\n", parts)


def _stated(record: TurnRecord) -> Iterator[str]:
    names = [BY_PATH[path].name for path in record.stated if path in BY_PATH]
    if names and record.stated_source == "header":
        yield Words("As the model’s header states: {which}", which=enumerated(names))
    elif names:
        yield Words("As {file} states: {which}", file=record.stated_source, which=enumerated(names))


def _held(record: TurnRecord) -> Iterator[str]:
    options = record.options
    if options is None:
        return
    if options.think:
        yield Words("Thinking: {choice}", choice=choice_text(options.think))
    if options.think_budget is not None and record.thought:
        yield Words("Longest thought {count} tokens", count=f"{options.think_budget:,}")
    if options.constraint is not None:
        is_schema = options.constraint.kind == "json_schema"
        yield Words("Held to a JSON schema") if is_schema else Words("Held to a grammar")
    if options.stop:
        yield Words("Stop texts: {texts}", texts=", ".join(map(repr, options.stop)))
    if options.when_full == "drop_oldest":
        yield Words("When the context is full the oldest turns are forgotten")
