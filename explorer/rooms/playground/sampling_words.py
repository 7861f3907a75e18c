"""Sampling settings and output constraints of an answer in words, for its conditions."""

from collections.abc import Sequence

from explorer.domain.sampling import BY_PATH, said_settings, value_at
from explorer.domain.thinking_switch import choice_text
from explorer.domain.tokens import TokenPiece
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.playground.chats.store import TurnRecord

_SHOWN = 8  # tokens of a text that was looked for


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


def _stated(record: TurnRecord) -> list[str]:
    names = [BY_PATH[path].name for path in record.stated if path in BY_PATH]
    if not names:
        return []
    which = enumerated(names)
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
