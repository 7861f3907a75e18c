"""A need as a file (NEED.yaml), for `omx choose`: what is needed, which models, and what they are tried with.

All of it may be left out, which means "I do not know". What cannot be meant is refused with its line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from re import compile as pattern
from typing import Any

from explorer.base.files import read_small
from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.choose.yaml_lines import key_lines
from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.words import Words
from explorer.evaluate.exchange.safe_yaml import UnsafeYamlError, read_yaml
from explorer.evaluate.run.plan import MOST_MODELS

_LARGEST = 1_000_000  # bytes
_LONGEST, _LONGEST_WORDS, _MOST = 500, 10_000, 50  # signs of a line, of a text; entries of a list
_LANGUAGE = pattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_UNKNOWN = "unknown"
_ADVICE = Words("See a whole one: omx choose --example")
_NO = (False, "no")
_FLAGS = {True: True, False: False, "yes": True, "no": False}


@dataclass(frozen=True)
class WantedModel:
    """One that the person names. ``name``: as on the command line, of one on this disk, at an endpoint, or
    of a repo; with ``file`` (a path or a quantization) it is a repo.
    """

    name: str
    file: str = ""


@dataclass(frozen=True)
class NeedFile:
    """``find``: so many are looked for beside ``models``. ``tests``: path of a file or title of a set, "" for
    those that the use begins with, ``None`` for none at all; ``packs``: their ids, ``None`` for those that go
    with the need. ``most_bytes`` and ``most_minutes``: what downloads and the trial may take, 0 for no limit.
    """

    need: Need = field(default_factory=Need)
    title: str = ""
    models: tuple[WantedModel, ...] = ()
    find: int = 3
    tests: str | None = ""
    packs: tuple[str, ...] | None = None
    is_quick: bool = True
    most_bytes: int = 0
    most_minutes: int = 0


def read_need_file(path: Path) -> NeedFile:
    """Blocks. Raises KnownError."""
    try:
        text = read_small(path, _LARGEST).decode("utf-8-sig")
    except OSError as error:
        what = Words("{file} could not be read.", file=path.name)
        raise KnownError(what, Words("Look whether it is there and not too large."), str(error)) from error
    except UnicodeDecodeError as error:
        what = Words("{file} is no text that can be read.", file=path.name)
        raise KnownError(what, Words("Save it in UTF-8, then try again."), str(error)) from error
    return need_file_of(text, path.name)


def need_file_of(text: str, name: str) -> NeedFile:
    """``name``: of the file, for what is told of it. Raises KnownError."""
    try:
        value, lines = read_yaml(text), key_lines(text)
    except UnsafeYamlError as error:
        what = Words("{file} cannot be read: {reason}", file=name, reason=error.why)
        raise KnownError(what, _ADVICE) from error
    reading = _Reading(name, lines.lines)
    if lines.twice:
        what = Words("“{key}” stands there twice.", key=lines.twice)
        raise reading.wrong(lines.twice, what, Words("Leave one of them out."))
    return _need_file(reading, value)


class _Reading:
    """``at`` is the way to a value, such as "patience.minutes" or "models[1].file"."""

    def __init__(self, name: str, lines: Mapping[str, int]) -> None:
        self._name, self._lines = name, lines

    def wrong(self, at: str, what: Words, advice: Words = _ADVICE) -> KnownError:
        line = self._lines.get(at, 1)
        return KnownError(Words("{file}, line {line}: {what}", file=self._name, line=line, what=what), advice)

    def entries(self, at: str, value: Any, known: tuple[str, ...]) -> dict[str, Any]:
        """Of a mapping with these keys; what says nothing is left out."""
        if not isinstance(value, dict):
            what = Words("Here stands no list of “key: value”.")
            raise self.wrong(at, what, Words("Write lines such as {key}: …", key=known[0]))
        for key in value:
            if key not in known:
                raise self._unknown_key(f"{at}.{key}".lstrip("."), str(key), known)
        return {key: one for key, one in value.items() if one is not None}

    def _unknown_key(self, at: str, key: str, known: tuple[str, ...]) -> KnownError:
        near = get_close_matches(key.casefold().replace("-", "_"), known, 1)
        if near:
            advice = Words("Did you mean “{key}”?", key=near[0])
        else:
            advice = Words("It may say: {keys}.", keys=", ".join(known))
        return self.wrong(at, Words("There is no key “{key}”.", key=key[:_LONGEST]), advice)

    def text(self, at: str, value: Any, most: int = _LONGEST) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.wrong(at, Words("Here must stand a text."), Words("Write it in quotes, in one line."))
        told = storable(str(value)).strip()
        told = told if most > _LONGEST else " ".join(told.split())
        if len(told) > most:
            what = Words("This text is longer than {most} characters.", most=most)
            raise self.wrong(at, what, Words("Shorten it."))
        return told

    def each[T](self, at: str, value: Any, read: Callable[[str, Any], T]) -> tuple[T, ...]:
        """One alone is a list too."""
        several = value if isinstance(value, list) else [value]
        if len(several) > _MOST:
            what = Words("These are more than {most} entries.", most=_MOST)
            raise self.wrong(at, what, Words("Leave some out."))
        return tuple(dict.fromkeys(read(f"{at}[{n}]", one) for n, one in enumerate(several)))

    def choice[E: StrEnum](self, at: str, value: Any, kind: type[E]) -> E:
        """One of ``kind``; "unknown" where that has one for it."""
        said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        known = {str(one) or _UNKNOWN: one for one in kind}
        if isinstance(said, str) and (told := said.strip().casefold()) in known:
            return known[told]
        what = Words("“{value}” is no choice here.", value=storable(str(said))[:_LONGEST])
        raise self.wrong(at, what, Words("Write one of: {choices}.", choices=", ".join(known)))

    def number(self, at: str, value: Any, least: int, most: int, *, whole: bool = True) -> float:
        is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:
            what = Words("Here must stand a number from {least} to {most}.", least=least, most=most)
            raise self.wrong(at, what, Words("Write it without a unit."))
        return float(value)

    def flag(self, at: str, value: Any) -> bool:
        if isinstance(value, bool | str) and value in _FLAGS:
            return _FLAGS[value]
        raise self.wrong(at, Words("Here must stand yes or no."), Words("Write yes or no."))


def _need_file(reading: _Reading, value: Any) -> NeedFile:
    said = reading.entries("", {} if value is None else value, KEYS)
    patience = reading.entries("patience", said.get("patience", {}), _PATIENCE)
    models = reading.each("models", said.get("models", []), lambda at, one: _model(reading, at, one))
    find = int(reading.number("find", said.get("find", 0 if models else 3), 0, MOST_MODELS))
    need = _need(reading, said)
    count = len(models) + find + bool(need.provider)
    if not 1 <= count <= MOST_MODELS:
        what = Words("{n} models are to be tried.", n=count)
        advice = Words(
            "Name 1 to {most}, those that are to be found and the provider’s included.", most=MOST_MODELS
        )
        raise reading.wrong("find" if "find" in said else "models", what, advice)
    gigabytes = reading.number("patience.gigabytes", patience.get("gigabytes", 0), 0, 100_000, whole=False)
    minutes = reading.number("patience.minutes", patience.get("minutes", 0), 0, 30_000)
    return NeedFile(
        need,
        reading.text("title", said.get("title", "")),
        models,
        find,
        None if said.get("tests") in _NO else reading.text("tests", said.get("tests", "")),
        _packs(reading, said.get("packs")),
        reading.flag("quick", said.get("quick", True)),
        int(gigabytes * 1e9),
        int(minutes),
    )


KEYS = (
    "title", "words", "purposes", "languages", "used_at", "in_union", "privacy", "pace", "provider",
    "models", "find", "tests", "packs", "quick", "patience",
)  # fmt: skip
_PATIENCE = ("gigabytes", "minutes")


def _need(reading: _Reading, said: Mapping[str, Any]) -> Need:
    def language(at: str, value: Any) -> str:
        code = reading.text(at, value)
        if not _LANGUAGE.fullmatch(code):
            what = Words("“{code}” is no code of a language.", code=code)
            raise reading.wrong(at, what, Words("Write two or three small letters, such as en or de."))
        return code

    def purpose(at: str, value: Any) -> Purpose:
        return reading.choice(at, value, Purpose)

    return Need(
        reading.text("words", said.get("words", ""), _LONGEST_WORDS),
        reading.each("purposes", said.get("purposes", []), purpose),
        reading.each("languages", said.get("languages", []), language),
        reading.choice("used_at", said.get("used_at", _UNKNOWN), UseAt),
        reading.choice("in_union", said.get("in_union", _UNKNOWN), InUnion),
        reading.choice("privacy", said.get("privacy", _UNKNOWN), Privacy),
        reading.choice("pace", said.get("pace", _UNKNOWN), Pace),
        reading.text("provider", said.get("provider", "")),
    )


def _model(reading: _Reading, at: str, value: Any) -> WantedModel:
    """A name alone, or a mapping with the file of a repo."""
    if not isinstance(value, dict):
        value = {"name": value}
    said = reading.entries(at, value, ("name", "file"))
    name = reading.text(f"{at}.name" if "name" in said else at, said.get("name", ""))
    if not name:
        raise reading.wrong(
            at, Words("This model has no name."), Words("Write such as: name: org/model-GGUF")
        )
    return WantedModel(name, reading.text(f"{at}.file", said.get("file", "")))


def _packs(reading: _Reading, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    return () if value in _NO else reading.each("packs", value, lambda at, one: _pack(reading, at, one))


def _pack(reading: _Reading, at: str, value: Any) -> str:
    from explorer.evaluate.packs.registry import all_packs  # noqa: PLC0415  only a file that names one

    known = {pack.id.removeprefix("pack:"): pack.id for pack in all_packs()}
    name = reading.text(at, value).removeprefix("pack:")
    if name not in known:
        what = Words("There is no pack “{name}”.", name=name)
        raise reading.wrong(at, what, Words("Write one of: {choices}.", choices=", ".join(known)))
    return known[name]
