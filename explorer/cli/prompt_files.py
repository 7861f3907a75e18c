"""Prompts of a command line: given as they are, in files, or out of the ready-made sets."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import msgspec

from explorer.cli.arguments import read_text
from explorer.domain.errors import KnownError
from explorer.domain.number_text import read_number
from explorer.domain.sampling_setting import Number
from explorer.local.prompt_sets import prompt_sets
from explorer.rooms.compare.document.answer_settings import THINK, GridAxis, SettingsGrid
from explorer.rooms.compare.document.document import Prompt
from explorer.rooms.compare.document.prompt_sets import prompts_of_set

FORMS = (
    "a text file with one prompt a line, or with prompts of several lines between lines of ---;"
    ' .json or .jsonl with texts or {"title": …, "text": …}'
)
_BETWEEN = "---"


class _Written(msgspec.Struct):
    """A prompt in a JSON file."""

    text: str
    title: str = ""


def prompts_of(args: Namespace) -> list[Prompt]:
    """All of them in the order they were named. Raises KnownError for a file or set that cannot be used."""
    prompts = [Prompt("", text) for text in args.prompt]
    for name in args.prompts:
        prompts += read_prompts(Path(name))
    for name in args.prompt_set:
        prompts += _of_set(name)
    return prompts


def read_prompts(path: Path) -> list[Prompt]:
    """The prompts of a file, at least one."""
    text = read_text(path, f"The prompts in {path}")
    try:
        prompts = list(_read(path.suffix.lower(), text))
    except msgspec.DecodeError as error:
        raise KnownError(
            f"The prompts in {path} could not be read.", f"Write {FORMS}.", str(error)
        ) from error
    if not prompts:
        raise KnownError(f"There is no prompt in {path}.", f"Write {FORMS}.")
    return prompts


def grid_of(settings: list[str]) -> SettingsGrid:
    """``settings`` are NAME=VALUE,VALUE…, e.g. "temperature=0,0.7"."""
    return SettingsGrid(tuple(map(_axis, settings)))


def _read(ending: str, text: str) -> Iterator[Prompt]:
    if ending == ".json":
        yield from map(_prompt, msgspec.json.decode(text, type=list[str | _Written]))
        return
    lines = text.splitlines()
    if ending == ".jsonl":
        yield from (_prompt(msgspec.json.decode(line, type=str | _Written)) for line in lines if line.strip())
    elif any(line.strip() == _BETWEEN for line in lines):
        yield from _blocks(lines)
    else:
        yield from (Prompt("", line.strip()) for line in lines if line.strip())


def _blocks(lines: list[str]) -> Iterator[Prompt]:
    block: list[str] = []
    for line in [*lines, _BETWEEN]:
        if line.strip() != _BETWEEN:
            block.append(line)
        elif text := "\n".join(block).strip():
            yield Prompt("", text)
            block = []


def _prompt(written: str | _Written) -> Prompt:
    if isinstance(written, str):
        return Prompt("", written)
    return Prompt("", written.text, " ".join(written.title.split()))


def _of_set(name: str) -> tuple[Prompt, ...]:
    sets = {one.id: one for one in prompt_sets()}
    if name not in sets:
        raise KnownError(f"There is no set of prompts named {name}.", f"There are: {', '.join(sets)}.")
    return prompts_of_set(sets[name])


def _axis(setting: str) -> GridAxis:
    name, _, values = setting.partition("=")
    try:
        read = str.strip if name.strip() == THINK else _number
        return GridAxis(name.strip(), tuple(map(read, values.split(_apart(values)))))
    except ValueError as error:
        advice = "Write NAME=VALUE,VALUE, for example --grid temperature=0,0.7, or with decimal commas 0;0,7."
        raise KnownError(f"The grid {setting} cannot be read.", advice, str(error)) from error


def _apart(values: str) -> str:
    """Where there is a semicolon, a comma begins decimals."""
    return ";" if ";" in values else ","


def _number(text: str) -> Number:
    number = read_number(text, whole=True)
    number = read_number(text) if number is None else number
    if number is None:
        raise ValueError(f"“{text.strip()}” is no number.")
    return number
