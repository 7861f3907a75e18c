"""LoRA adapters of a loaded model: checked before llama.cpp sees them, several at once, scaled live."""

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer.domain.errors import AdapterError, KnownError
from explorer.domain.tokens import Adapter
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header, read_header
from explorer.engine.local.llama.library import LlamaLibrary

_MAX_SCALE = 100.0


def check_adapter(header: Header, architecture: str) -> None:
    """Raises KnownError unless this header is that of a LoRA for models of ``architecture``."""
    if header.text("general.type") != "adapter" or header.text("adapter.type") != "lora":
        raise AdapterError(
            Words("This file is no LoRA adapter."), Words("Choose a GGUF file that was made as an adapter.")
        )
    if header.architecture != architecture:
        raise AdapterError(
            Words(
                "This adapter is made for models of the architecture “{theirs}”; this model is “{ours}”.",
                theirs=header.architecture or "?",
                ours=architecture,
            ),
            Words("Choose an adapter that was trained on this very model."),
        )
    if any(key.startswith("adapter.alora.") for key in header.metadata):
        raise AdapterError(
            Words("This adapter is switched on by certain words (aLoRA); that is not supported yet."),
            Words("Choose a plain LoRA adapter."),
        )


def is_adapter(path: Path) -> bool:
    """Whether a file was made to be put on a model; not of one that cannot be read."""
    try:
        return read_header(path).text("general.type") == "adapter"
    except KnownError:
        return False


def adapter_header(path: Path) -> Header:
    """The header of an adapter. Raises AdapterError, so that nobody takes the model for what is damaged."""
    try:
        return read_header(path)
    except KnownError as error:
        advice = Words("Take the adapter off, or get its file again.")
        raise AdapterError(
            Words("{name}: {what}", name=path.name, what=error.what), advice, error.details
        ) from error


class Adapters:
    """The adapters of one model. They are freed with the model."""

    def __init__(self, library: LlamaLibrary, model: Any, header: Header) -> None:
        self._library = library
        self._api = library.api
        self._model = model
        self._header = header
        self._handles: dict[tuple[str, int], Any] = {}  # by path and time of change
        self._active: list[tuple[Any, Adapter]] = []

    @property
    def active(self) -> tuple[Adapter, ...]:
        return tuple(adapter for _, adapter in self._active)

    @property
    def applied(self) -> tuple[tuple[str, int, float], ...]:
        """Which bytes, by path and time of change, with which scale."""
        opened = {id(handle): key for key, handle in self._handles.items()}
        return tuple((*opened[id(handle)], adapter.scale) for handle, adapter in self._active)

    def choose(self, wanted: Sequence[tuple[Path, float]]) -> None:
        """Use these with these scales, and no others. Raises KnownError and leaves all as it was."""
        self._active = [self._opened(path, scale) for path, scale in wanted]

    def apply_to(self, context: Any) -> None:
        """Make a context compute with them; what it holds must be forgotten then."""
        count = len(self._active)
        handles = (self._api.llama_adapter_lora_p_ctypes * max(1, count))(*(h for h, _ in self._active))
        scales = (ctypes.c_float * max(1, count))(*(a.scale for _, a in self._active))
        if self._api.llama_set_adapters_lora(context, handles, count, scales) != 0:
            raise AdapterError(Words("The adapters could not be applied."), "", self._library.log())

    def _opened(self, path: Path, scale: float) -> tuple[Any, Adapter]:
        if not -_MAX_SCALE <= scale <= _MAX_SCALE:
            raise AdapterError(Words("The strength of an adapter must be between -100 and 100."))
        header = adapter_header(path)
        check_adapter(header, self._header.architecture or "")
        key = (os.fspath(path), path.stat().st_mtime_ns)
        if key not in self._handles:
            self._library.forget_log()  # the library itself looks whether the shapes fit
            handle = self._api.llama_adapter_lora_init(self._model, os.fsencode(path))
            if not handle:
                raise _unfit(self._library.log())
            self._handles[key] = handle
        return self._handles[key], Adapter(header.name or path.stem, os.fspath(path), scale)


def _unfit(details: str) -> KnownError:
    return AdapterError(
        Words("This adapter does not fit this model."),
        Words("Choose an adapter that was trained on this very model."),
        details,
    )
