"""The person's own prompts, and the ready-made ones beside them. A prompt may hold ``{{variables}}``.

As files they are what `omx compare --prompts` reads, and what the ready-made sets are written as.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.files import read_small, write_export
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.words import Words
from explorer.local.prompt_sets import PromptSet, prompt_sets

ENDINGS = (".json", ".yaml", ".yml")
_LARGEST, _MOST = 1_000_000, 1_000  # bytes of a file, prompts of it
_DEEPEST = 100  # brackets within brackets
_LONGEST = 80  # characters of a name


@dataclass(frozen=True)
class SavedPrompt:
    """``id`` 0: it is not kept."""

    id: int
    name: str
    text: str


class _WrittenPrompt(msgspec.Struct):
    text: str
    title: str = ""


class _WrittenSet(msgspec.Struct):
    prompts: list[str | _WrittenPrompt]


class Prompts:
    """Every call is short."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[SavedPrompt, ...]:
        """The person's own, by name."""
        read = self._store.read_each("prompts", _prompt, "SELECT * FROM prompts")
        return tuple(sorted(read, key=lambda one: (one.name.casefold(), one.id)))

    def shipped(self) -> tuple[PromptSet, ...]:
        """The ready-made ones."""
        return prompt_sets()

    def keep(self, name: str, text: str, number: int = 0) -> SavedPrompt:
        """A new one; or the one of this number, changed."""
        name, now = name_of(name, text), datetime.now(UTC).isoformat()
        if number:
            sql = "UPDATE prompts SET name = ?, text = ?, changed_at = ? WHERE id = ?"
            self._store.write(sql, name, text, now, number)
        else:
            sql = "INSERT INTO prompts (name, text, changed_at) VALUES (?, ?, ?)"
            number = self._store.write(sql, name, text, now)
        return SavedPrompt(number, name, text)

    def remove(self, prompt: SavedPrompt) -> None:
        """``keep`` brings it back."""
        self._store.write("DELETE FROM prompts WHERE id = ?", prompt.id)

    def take_in(self, path: Path) -> tuple[SavedPrompt, ...]:
        """Those of a file that are not there already. Raises KnownError."""
        found = read_prompt_file(path)
        with self._store.transaction():
            there = {(one.name, one.text) for one in self.all()}
            new = dict.fromkeys((one.name, one.text) for one in found)
            return tuple(self.keep(*one) for one in new if one not in there)


def name_of(name: str, text: str) -> str:
    """What a prompt is called, on one line: by its first words, where it has no name."""
    line = " ".join(harmless(name).split()) or " ".join(harmless(text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def write_prompts(prompts: Sequence[SavedPrompt], path: Path) -> None:
    """As a file that ``Prompts.take_in`` reads. Raises KnownError."""
    data = msgspec.json.encode([{"title": one.name, "text": one.text} for one in prompts])
    write_export(path, msgspec.json.format(data) + b"\n")


def read_prompt_file(path: Path) -> tuple[SavedPrompt, ...]:
    """At least one. Raises KnownError for what holds none, or cannot be read."""
    try:
        data = read_small(path, _LARGEST)
        read = _of_yaml(data) if path.suffix.lower() != ".json" else msgspec.json.decode(data)
        written = msgspec.convert(read, list[str | _WrittenPrompt] | _WrittenSet)
    except (OSError, *DECODE_ERRORS) as error:
        raise KnownError(
            Words("{name} holds no prompts that can be read.", name=path.name),
            Words("A file of prompts is a list of texts, or of titles with texts, as JSON or YAML."),
            str(error),
        ) from error
    found = tuple(_read(written.prompts if isinstance(written, _WrittenSet) else written))
    if not found:
        raise KnownError(Words("There is no prompt in {name}.", name=path.name))
    return found[:_MOST]


def _read(written: Sequence[str | _WrittenPrompt]) -> Iterator[SavedPrompt]:
    for one in written:
        title, text = ("", one) if isinstance(one, str) else (one.title, one.text)
        if text.strip():
            yield SavedPrompt(0, name_of(title, text), text.strip())


def _of_yaml(data: bytes) -> object:
    """Raises ValueError for what is no YAML, and for what refers to itself: a small file can unfold to a
    large one.
    """
    import yaml  # noqa: PLC0415  # only whoever takes in such a file needs it

    text = data.decode()
    try:
        depth = 0
        for token in yaml.scan(text):
            if isinstance(token, yaml.AliasToken):
                raise ValueError("it refers to other parts of itself")  # noqa: TRY004  of the text
            depth += isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken)
            depth -= isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)
            if depth > _DEEPEST:  # before it takes longer and longer
                raise ValueError("it has too many lists within lists")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _prompt(row: Mapping[str, Any]) -> SavedPrompt:
    return SavedPrompt(row["id"], msgspec.convert(row["name"], str), msgspec.convert(row["text"], str))
