"""Kinds of servers, as far as they are asked differently: what each takes beyond OpenAI's API."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from explorer.domain.endpoint import Endpoint
from explorer.domain.sampling import SETTINGS

_VLLM = {
    "top_k": "top_k",
    "min_p": "min_p",
    "repeat_penalty": "repetition_penalty",
    "ignore_eos": "ignore_eos",
}
_LLAMA_SERVER = {
    "top_k": "top_k",
    "min_p": "min_p",
    "typical_p": "typical_p",
    "top_n_sigma": "top_n_sigma",
    "min_keep": "min_keep",
    "dynatemp_range": "dynatemp_range",
    "dynatemp_exponent": "dynatemp_exponent",
    "repeat_penalty": "repeat_penalty",
    "penalty_last_n": "repeat_last_n",
    "dry.multiplier": "dry_multiplier",
    "dry.base": "dry_base",
    "dry.allowed_length": "dry_allowed_length",
    "dry.last_n": "dry_penalty_last_n",
    "dry.breakers": "dry_sequence_breakers",
    "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold",
    "mirostat.version": "mirostat",
    "mirostat.tau": "mirostat_tau",
    "mirostat.eta": "mirostat_eta",
    "adaptive_target": "adaptive_target",
    "adaptive_decay": "adaptive_decay",
    "ignore_eos": "ignore_eos",
}
_LLAMA_CPP_PYTHON = {
    "top_k": "top_k",
    "min_p": "min_p",
    "repeat_penalty": "repeat_penalty",
    "mirostat.version": "mirostat_mode",
    "mirostat.tau": "mirostat_tau",
    "mirostat.eta": "mirostat_eta",
}
_ROUTER = {"top_k": "top_k", "min_p": "min_p", "repeat_penalty": "repetition_penalty"}
_LM_STUDIO = {"top_k": "top_k", "repeat_penalty": "repeat_penalty"}


class ServerKind(Enum):
    """The value: what it calls itself, or its host, holds one of these."""

    OURS = ("open model explorer",)
    LLAMA_CPP_PYTHON = ("llama-cpp-python", "llama_cpp", "llama.cpp python")  # it names the other one too
    LLAMA_SERVER = ("llama-server", "llama.cpp", "llamacpp")
    VLLM = ("vllm",)
    OPENROUTER = ("openrouter",)
    OPENAI = ("api.openai.com",)
    LM_STUDIO = ("lm studio", "lmstudio", "lm-studio")
    OTHER = ()

    @property
    def fields(self) -> Mapping[str, str]:
        """What it calls our sampling settings, by their paths."""
        return _FIELDS[self]

    @property
    def takes_grammars(self) -> bool:
        return self in (ServerKind.OURS, ServerKind.LLAMA_SERVER, ServerKind.LLAMA_CPP_PYTHON)

    @property
    def limit(self) -> str:
        """What it calls the longest answer; all but one know the older name, some only that."""
        return "max_completion_tokens" if self is ServerKind.OPENAI else "max_tokens"


_OWN_PLACE = ("max_tokens", "logit_bias")  # written otherwise
_OPENAI = {one.path: one.openai for one in SETTINGS if one.openai and one.path not in _OWN_PLACE}
_EXTRA = {
    ServerKind.OURS: {one.path: one.column for one in SETTINGS if one.path not in _OWN_PLACE},
    ServerKind.LLAMA_SERVER: _LLAMA_SERVER,
    ServerKind.LLAMA_CPP_PYTHON: _LLAMA_CPP_PYTHON,
    ServerKind.VLLM: _VLLM,
    ServerKind.OPENROUTER: _ROUTER,
    ServerKind.LM_STUDIO: _LM_STUDIO,
}
_FIELDS = {kind: MappingProxyType(_OPENAI | _EXTRA.get(kind, {})) for kind in ServerKind}


def kind_of(endpoint: Endpoint) -> ServerKind:
    """By what the server calls itself, or else by its host."""
    said = f"{endpoint.probe.server if endpoint.probe is not None else ''} {endpoint.host}".lower()
    found = (kind for kind in ServerKind if any(mark in said for mark in kind.value))
    return next(found, ServerKind.OTHER)
