"""Sampling settings that a model's makers state: in its header, or in a generation_config.json beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.base.files import read_small
from explorer.domain.errors import KnownError
from explorer.domain.sampling import NOTHING_STATED, Mirostat, StatedSampling, is_within
from explorer.engine.local.gguf.header import Header, read_header

_CONFIG = "generation_config.json"
_MAX_CONFIG = 1_000_000  # bytes
_FROM_HEADER = {
    "temp": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "penalty_repeat": "repeat_penalty",
    "penalty_last_n": "penalty_last_n",
    "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold",
}
_FROM_CONFIG = {
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "typical_p": "typical_p",
    "repetition_penalty": "repeat_penalty",
}
_WHOLE = {"top_k", "penalty_last_n"}


def stated_sampling(header: Header, folder: Path) -> StatedSampling:
    """The header's words count; where it has none, those of a generation_config.json in ``folder``."""
    values = _known({k: header.metadata.get(f"general.sampling.{k}") for k in _FROM_HEADER}, _FROM_HEADER)
    if version := header.number("general.sampling.mirostat"):
        values["mirostat"] = _mirostat(header, version)
    if values:
        return StatedSampling("header", **values)
    config = _read(folder / _CONFIG)
    if config.get("do_sample") is False:
        return StatedSampling(_CONFIG, temperature=0.0)
    values = _known(config, _FROM_CONFIG)
    return StatedSampling(_CONFIG, **values) if values else StatedSampling()


def _known(stated: Mapping[str, object], names: Mapping[str, str]) -> dict[str, Any]:
    """Numbers that can be, each under our name; anything else is not believed."""
    values: dict[str, Any] = {}
    for theirs, ours in names.items():
        value = stated.get(theirs)
        if isinstance(value, int | float) and not isinstance(value, bool) and is_within(ours, value):
            values[ours] = int(value) if ours in _WHOLE else round(float(value), 6)  # float32 in headers
    return values


def _mirostat(header: Header, version: int) -> Mirostat:
    default = Mirostat()
    tau = header.metadata.get("general.sampling.mirostat_tau")
    eta = header.metadata.get("general.sampling.mirostat_eta")
    return Mirostat(
        version=2 if version > 1 else 1,
        tau=float(tau) if isinstance(tau, int | float) and is_within("mirostat.tau", tau) else default.tau,
        eta=float(eta) if isinstance(eta, int | float) and is_within("mirostat.eta", eta) else default.eta,
    )


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
