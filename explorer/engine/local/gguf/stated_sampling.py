"""Sampling settings that a model's makers state: in its header, or in a generation_config.json beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

from explorer.base.files import read_small
from explorer.domain.errors import KnownError
from explorer.domain.sampling import BY_PATH, NOTHING_STATED, SETTINGS, StatedSampling, sampler_names
from explorer.domain.sampling_setting import SamplingSetting, SettingValue
from explorer.engine.local.gguf.header import Header, read_header

_CONFIG = "generation_config.json"
_MAX_CONFIG = 1_000_000  # bytes
_BEFORE = "general.sampling."
_STATED = tuple(entry for entry in SETTINGS if not entry.is_of_one_answer)


def stated_sampling(header: Header, folder: Path) -> StatedSampling:
    """The header's words count; where it has none, those of a generation_config.json in ``folder``."""
    values = _known({e.path: header.metadata.get(_BEFORE + e.gguf) for e in _STATED if e.gguf})
    if not values.get("mirostat.version"):  # its other numbers mean nothing then, and hide no file
        values = {path: value for path, value in values.items() if not path.startswith("mirostat.")}
    if values:
        return StatedSampling("header", values)
    config = _read(folder / _CONFIG)
    if config.get("do_sample") is False:
        return StatedSampling(_CONFIG, {"temperature": 0.0})
    values = _known({e.path: config.get(e.hub) for e in _STATED if e.hub})
    return StatedSampling(_CONFIG, values) if values else StatedSampling()


def _known(stated: Mapping[str, object]) -> dict[str, SettingValue]:
    """By path, what can be; anything else is not believed."""
    read = {path: _value(BY_PATH[path], value) for path, value in stated.items()}
    return {path: value for path, value in read.items() if value is not None}


def _value(entry: SamplingSetting, value: object) -> SettingValue | None:
    if isinstance(value, str) and entry.kind == "words":  # the order of samplers
        return sampler_names(value.split(";"), only_known=True) or None
    if isinstance(value, bool) or not isinstance(value, int | float) or not entry.is_within(value):
        return None
    return int(value) if entry.is_whole else round(float(value), 6)  # float32 in headers


def _read(path: Path) -> Mapping[str, object]:
    try:
        config = json.loads(read_small(path, _MAX_CONFIG))
    except (OSError, ValueError, RecursionError):  # not there, or no JSON: then nothing is stated
        return {}
    return config if isinstance(config, dict) else {}


def stated_sampling_of(path: Path) -> StatedSampling:
    """Reads the header, within milliseconds; nothing is stated by a file that cannot be read."""
    try:
        return stated_sampling(read_header(path), path.parent)
    except (KnownError, OSError):
        return NOTHING_STATED  # the catalog already says what is wrong with the file
