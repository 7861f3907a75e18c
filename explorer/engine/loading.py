"""Opens a model file with the library, and says in words why it could not.

What the header alone gives away (damaged, cut off, a part missing) is found before the library sees
the file: on some of these it would end the process instead of returning.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words
from explorer.engine.abort import AbortSwitch, abort_callback
from explorer.engine.failures import explain_context_failure, explain_load_failure, missing_part
from explorer.engine.header import Header, read_header
from explorer.engine.header_bytes import truncated
from explorer.engine.library import Library, thread_count

DEFAULT_CONTEXT = 4096
BATCH = 256  # tokens read at once; on CPU as fast as 512, and finer to keep and to stop
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_STEP = 0.01  # of progress that is worth a message


@dataclass(frozen=True)
class Opened:
    """The library's handles of one model and one context, and its header."""

    model: Any
    context: Any
    header: Header
    threads: int
    keep: tuple[object, ...]  # callbacks whose addresses C holds


def check_file(path: Path) -> Header:
    """Read the header and look whether the whole model is there. Raises KnownError in words."""
    header = read_header(path)
    size = path.stat().st_size
    if header.data_end > size:
        raise truncated(f"It should have {header.data_end} bytes and has {size}.")
    match = _PART.search(path.name)
    if header.split_count > 1 and match:
        stem = path.name[: match.start()]
        names = (f"{stem}-{n:05d}-of-{match[2]}.gguf" for n in range(1, int(match[2]) + 1))
        missing = [name for name in names if not (path.parent / name).exists()]
        if missing:
            raise missing_part("Missing: " + ", ".join(missing[:5]))
    return header


def open_model(
    library: Library,
    path: Path,
    context_length: int,
    threads: int,
    switch: AbortSwitch,
    progress: Callable[[float], None],
) -> Opened:
    """Load a file and make room for a conversation. Raises KnownError; CancelledError if switched off."""
    header = check_file(path)
    library.forget_log()
    api = library.api
    callback = api.llama_progress_callback(_Progress(switch, progress))
    params = api.llama_model_default_params()
    params.progress_callback = callback
    model = api.llama_model_load_from_file(_file_name(path), params)
    if not model:
        if switch.is_on:
            raise CancelledError
        raise explain_load_failure(library.log())
    try:
        _check_kind(api, model)
        count = thread_count(threads)
        context, kept = _open_context(library, model, context_length, count, switch)
    except KnownError:
        api.llama_model_free(model)
        raise
    return Opened(model, context, header, count, (callback, *kept))


class _Progress:
    """The library's progress callback: passes steps on, answers whether to go on."""

    def __init__(self, switch: AbortSwitch, progress: Callable[[float], None]) -> None:
        self._switch = switch
        self._progress = progress
        self._told = -1.0

    def __call__(self, fraction: float, _data: object) -> bool:
        if fraction - self._told >= _STEP:
            self._told = fraction
            self._progress(min(1.0, max(0.0, fraction)))
        return not self._switch.is_on


def _file_name(path: Path) -> bytes:
    return str(path).encode() if sys.platform == "win32" else os.fsencode(path)


def _check_kind(api: Any, model: Any) -> None:
    if api.llama_model_has_encoder(model) or not api.llama_model_has_decoder(model):
        what = Words("This model does not write text one token after another.")
        raise KnownError(what, Words("Choose a text model."))
    if api.llama_model_is_diffusion(model):
        what = Words("This is a diffusion model; they cannot be run here yet.")
        raise KnownError(what, Words("Choose another model."))


def _open_context(
    library: Library, model: Any, wanted: int, threads: int, switch: AbortSwitch
) -> tuple[Any, tuple[object, ...]]:
    api = library.api
    trained = api.llama_model_n_ctx_train(model)
    if wanted <= 0:
        wanted = DEFAULT_CONTEXT
    params = api.llama_context_default_params()
    params.n_ctx = min(wanted, trained) if trained > 0 else wanted
    params.n_batch = params.n_ubatch = BATCH
    params.n_threads = params.n_threads_batch = threads
    params.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_AUTO
    params.swa_full = False  # a sliding window needs no more memory than the window
    if hasattr(params, "n_outputs_max"):
        params.n_outputs_max = 1  # logits of one position: 21 instead of 515 MiB for a large vocabulary
    context = api.llama_init_from_model(model, params)
    if not context:
        raise explain_context_failure(library.log())
    callback = api.ggml_abort_callback(abort_callback())
    api.llama_set_abort_callback(context, callback, switch.address)
    return context, (callback, switch)
