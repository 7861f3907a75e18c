"""Sampling settings and output constraints of an answer in words, for its conditions."""

from collections.abc import Sequence

from explorer.domain.generation import Sampling
from explorer.domain.sampling import LIMITS
from explorer.domain.sampling_choice import value_at
from explorer.domain.thinking_switch import choice_text
from explorer.domain.tokens import TokenPiece
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.playground.chats.store import TurnRecord

_SHOWN = 8  # tokens of a text that was looked for
_FIRST = ("max_tokens", "temperature", "top_p", "top_k")  # said in any case
_NAMES = {path: name for path, _least, _most, name in LIMITS}


def sampling_lines(record: TurnRecord) -> list[str]:
    """A line each: the settings, whose word they are, and what the answer had to look like."""
    drawn = record.sampling
    if drawn is None:
        return []
    how = Words(
        "Temperature {temperature} · top-p {top_p} · top-k {top_k}",
        temperature=f"{drawn.temperature:g}",
        top_p=f"{drawn.top_p:g}",
        top_k=drawn.top_k,
    )
    most = f"{drawn.max_tokens:,}"
    seed = Words("Seed {seed} · longest answer {count} tokens", seed=drawn.seed, count=most)
    return [how, *_others(drawn), *_stated(record), seed, *_held(record)]


def token_id_words(pieces: Sequence[TokenPiece]) -> Words:
    """The tokens of a text with their numbers, those at its beginning."""
    parts: list[str] = [
        Words("“{text}” is {number}", text=piece.text, number=piece.token) for piece in pieces[:_SHOWN]
    ]
    if len(pieces) > _SHOWN:
        parts.append(Words("and {count} more", count=len(pieces) - _SHOWN))
    return joined("\n", parts)


def _others(drawn: Sampling) -> list[str]:
    """Every other setting that is not as usual."""
    usual = Sampling()
    parts: list[str] = [
        Words("{name} {value}", name=name, value=f"{value_at(drawn, path):g}")
        for path, name in _NAMES.items()
        if path not in _FIRST and value_at(drawn, path) != value_at(usual, path)
    ]
    if drawn.mirostat.version:
        parts.insert(0, Words("Mirostat, version {version}", version=drawn.mirostat.version))
    if drawn.logit_bias:
        parts.append(Words("{count} tokens with a bias", count=len(drawn.logit_bias)))
    return [joined(" · ", parts)] if parts else []


def _stated(record: TurnRecord) -> list[str]:
    names = [_NAMES.get(path, Words("Mirostat")) for path in record.stated]
    if not names:
        return []
    which = enumerated(dict.fromkeys(names))
    if record.stated_source == "header":
        return [Words("As the model’s header states: {which}", which=which)]
    return [Words("As {file} states: {which}", file=record.stated_source, which=which)]


def _held(record: TurnRecord) -> list[str]:
    options = record.options
    if options is None:
        return []
    lines: list[str] = []
    if options.think:
        lines.append(Words("Thinking: {choice}", choice=choice_text(options.think)))
    if options.think_budget is not None and record.thought:
        lines.append(Words("Longest thought {count} tokens", count=f"{options.think_budget:,}"))
    if options.constraint is not None:
        is_schema = options.constraint.kind == "json_schema"
        lines.append(Words("Held to a JSON schema") if is_schema else Words("Held to a grammar"))
    if options.stop:
        lines.append(Words("Stop texts: {texts}", texts=", ".join(map(repr, options.stop))))
    if options.when_full == "drop_oldest":
        lines.append(Words("When the context is full the oldest turns are forgotten"))
    return lines
