"""Sampling, loading, adapters, schema and thinking of an answer, out of the words of a command line."""

import os
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import msgspec

from explorer.base.files import is_file
from explorer.cli.arguments import read_text
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.number_text import read_number
from explorer.domain.sampling import BY_PATH, NOTHING_STATED, SETTINGS, Sampling, StatedSampling
from explorer.domain.thinking_switch import switch_of
from explorer.domain.tokens import AdapterFile, Constraint
from explorer.engine.structured_output.grammar import grammar_of
from explorer.services import Core

DEFAULT_MAX_TOKENS = 256  # tokens of an answer


def sampling_of(
    args: Namespace, max_tokens: int = DEFAULT_MAX_TOKENS, stated: StatedSampling = NOTHING_STATED
) -> Sampling:
    """What was asked for; else what the model's makers state; else our defaults, ``max_tokens`` of them.

    Raises KnownError.
    """
    limit = max_tokens if args.max_tokens is None else args.max_tokens
    chosen = {"max_tokens": limit, "seed": args.seed}
    if args.temperature is not None:
        chosen["temperature"] = args.temperature
    sampling = replace(stated.applied(Sampling()), **chosen)
    for setting in args.set:
        sampling = _with_setting(sampling, setting)
    sampling.check()
    return sampling


def _with_setting(sampling: Sampling, setting: str) -> Sampling:
    """``setting`` is NAME=VALUE, the value as JSON. The name is ours, or that of the Hub, GGUF or OpenAI's
    API; DRY and Mirostat also take an object.
    """
    name, _, text = setting.partition("=")
    values = msgspec.to_builtins(sampling)
    path = next((entry.path for entry in SETTINGS if name in entry.names), "")
    if not path and not isinstance(values.get(name), dict):
        raise KnownError(f"There is no setting {name}.", f"There are: {', '.join(BY_PATH)}.")
    group, _, field = path.rpartition(".")
    try:
        value = msgspec.json.decode(text)
        if isinstance(value, dict) or not path:
            changed = {name: values[name] | value}
        else:
            changed = {group: values[group] | {field: value}} if group else {field: value}
        return msgspec.convert(values | changed, Sampling)
    except (msgspec.MsgspecError, TypeError) as error:
        advice = "Write NAME=VALUE, for example --set top_k=20 or --set 'banned_texts=[\"sure\"]'."
        raise KnownError(f"The setting {setting} cannot be read.", advice, str(error)) from error


def load_options_of(core: Core, args: Namespace) -> LoadOptions:
    """As the settings say, on the device that was asked for."""
    settings = core.settings.current
    return LoadOptions(
        context_length=settings.context_length,
        threads=settings.threads_of(core.machine.cores),
        device=args.device,
        gpu_layers=args.gpu_layers,
        is_forced=args.anyway,
    )


def loaded_for(model: Model, args: Namespace, options: LoadOptions) -> LoadOptions:
    """These with what one question asks for beside. Raises KnownError."""
    return replace(
        options,
        context_length=args.context_length or options.context_length,
        threads=args.threads or options.threads,
        cache_type=args.cache_type,
        adapters=tuple(map(_adapter, args.adapter)),
        template=_template(args.template) if args.template else "",
        projector=model.projector_bytes if isinstance(model, LocalModel) else b"",
    )


def think_of(model: Model, args: Namespace, template: str | None) -> str:
    """A choice of thinking that this template has. Raises KnownError for another."""
    choices = switch_of(template).choices
    if not args.think or args.think in choices:
        return str(args.think)
    what = f"“{args.think}” is no choice of thinking that {model.name} has."
    if not choices:
        raise KnownError(what, "Its chat template has none: leave --think out.")
    raise KnownError(what, f"It has: {', '.join(choices)}.")


def stops_of(args: Namespace) -> tuple[str, ...]:
    if "" in args.stop:
        raise KnownError("An empty text ends every answer before it begins.", "Write a text after --stop.")
    return tuple(args.stop)


def _adapter(words: str) -> AdapterFile:
    """``words`` are FILE or FILE=SCALE; a file whose name has such an end is taken by its name."""
    name, _, scale = words.rpartition("=")
    number = read_number(scale) if name and not is_file(Path(words)) else None
    path, strength = (Path(words), 1.0) if number is None else (Path(name), float(number))
    if not is_file(path):
        advice = "Write FILE or FILE=SCALE, for example --adapter letters.gguf=0.5."
        raise KnownError(f"There is no adapter {path}.", advice)
    return AdapterFile(os.fsencode(path.absolute()), strength)


def _template(name: str) -> str:
    text = read_text(Path(name), f"The chat template {name}")
    if not text.strip():
        raise KnownError(f"There is no chat template in {name}.", "Name a file with a template in Jinja.")
    return text


def constraint_of(args: Namespace) -> Constraint | None:
    """The schema or grammar of the answer, read from its file and checked before a model is loaded."""
    if args.schema and args.grammar:
        raise KnownError("An answer can keep to a schema or to a grammar, not to both.", "Leave one out.")
    if not args.schema and not args.grammar:
        return None
    text = read_text(Path(args.schema or args.grammar), "The schema or grammar")
    constraint = Constraint("json_schema" if args.schema else "gbnf", text)
    grammar_of(constraint)
    return constraint
