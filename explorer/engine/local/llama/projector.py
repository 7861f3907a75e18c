"""The projector of a loaded model, by llama.cpp's libmtmd: cuts images up and makes embeddings of them.

What it is given of an image stands between marks of its kind of model, and a large one may be cut into tiles
with marks between them. An encoding cannot be interrupted: whoever waits no longer ends the process.
"""

import ctypes
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.domain.errors import CancelledError, KnownError, NotSupportedError
from explorer.domain.images import LONGEST_SIDE, ChatImage
from explorer.domain.words import Words
from explorer.engine.local.failures import out_of_memory
from explorer.engine.local.gguf.projector_header import blind_projector, check_projector, damaged_projector
from explorer.engine.local.llama.compute_control import ComputeControl
from explorer.engine.local.llama.image_bytes import checked_size, unreadable_image
from explorer.engine.local.llama.library import LlamaLibrary
from explorer.engine.local.llama.loading import BATCH, Placement, file_name

_SHARE = 4  # of a context that one image may fill, where its model can take it smaller
_MISMATCH = re.compile(r"mismatch between text model")
_UNKNOWN = re.compile(r"unknown (?:vision )?projector type:? (\S*)")
_MEMORY = re.compile(r"failed to allocate|unable to allocate|bad_alloc|out of memory", re.IGNORECASE)

type Embeddings = ctypes.Array[ctypes.c_float]


@dataclass(frozen=True)
class ImagePiece:
    """Marks around an image, which are tokens; or an image, or a tile of one: ``count`` embeddings that take
    ``positions``. ``handle``: what the library knows it by.
    """

    handle: int
    tokens: tuple[int, ...]
    count: int
    positions: int


class Projector:
    """One that is loaded; close it before its model."""

    def __init__(
        self,
        library: LlamaLibrary,
        model: Any,
        path: Path,
        placement: Placement,
        threads: int,
        control: ComputeControl,
        context_length: int,
    ) -> None:
        """Raises KnownError in words; CancelledError if it was stopped."""
        check_projector(path)
        self._library, self._api, self._mtmd = library, library.api, library.vision
        self._model, self._path, self._control = model, path, control
        self._placement, self._threads = placement, threads
        self._progress = self._mtmd.mtmd_progress_callback(lambda *_: not control.is_stopped)
        self._handle = self._open()
        try:
            if not self._mtmd.mtmd_support_vision(self._handle):
                raise blind_projector()
            self._fit(context_length)
        except KnownError:
            self.close()
            raise
        self._size = self._api.llama_model_n_embd_inp(model)

    def cut(self, image: ChatImage, *, with_pixels: bool) -> tuple[list[ImagePiece], Callable[[], None]]:
        """The pieces in their order, and what frees them. Those without pixels cannot be encoded, and cost
        nothing. Raises KnownError.
        """
        size = checked_size(image)
        bitmap = self._decoded(image.data) if with_pixels else self._mtmd.mtmd_bitmap_init(*size, None)
        try:
            return self._cut(bitmap)
        finally:
            self._mtmd.mtmd_bitmap_free(bitmap)

    def encode(self, piece: ImagePiece) -> Embeddings:
        """Of one with pixels; takes as long as it takes. Raises KnownError."""
        self._library.forget_log()
        if self._mtmd.mtmd_encode_chunk(self._handle, piece.handle):
            log = self._library.log()
            raise out_of_memory(log) if _MEMORY.search(log) else damaged_projector(log)
        made: Embeddings = (ctypes.c_float * (piece.count * self._size))()
        ctypes.memmove(made, self._mtmd.mtmd_get_output_embd(self._handle), ctypes.sizeof(made))
        if not math.isfinite(sum(made)):  # no number stays none, and so does what is infinite
            raise damaged_projector("What it made of an image are no numbers.")
        return made

    def read(self, piece: ImagePiece, embeddings: Embeddings, context: Any, position: int) -> int:
        """Let the model read what was made of a piece; the library's status, 0 if all went well."""
        after = self._api.llama_pos()
        return int(
            self._mtmd.mtmd_helper_decode_image_chunk(
                self._handle, context, piece.handle, embeddings, position, 0, BATCH, ctypes.byref(after),
                self._mtmd.mtmd_helper_post_decode_callback(), None,
            )
        )  # fmt: skip

    def close(self) -> None:
        self._mtmd.mtmd_free(self._handle)
        self._handle = None

    def _open(self, most: int = -1) -> Any:
        """``most`` tokens of one image, where the model leaves a choice."""
        device = self._placement.device and self._library.ggml.handle(self._placement.name)
        handle = self._init(device, most)
        if not handle and device and not self._control.is_stopped:
            handle = self._init(None, most)  # the device has no room for it, or fails
        if handle:
            return handle
        if self._control.is_stopped:
            raise CancelledError
        raise _explain(self._library.log())

    def _init(self, device: Any, most: int) -> Any:
        self._library.forget_log()
        params = self._mtmd.mtmd_context_params_default()
        params.use_gpu, params.device = bool(device), device or None
        params.n_threads = self._threads
        params.warmup = params.print_timings = False
        params.image_max_tokens = most
        params.progress_callback = self._progress
        return self._mtmd.mtmd_init_from_file(file_name(self._path), self._model, params)

    def _fit(self, context_length: int) -> None:
        """Where a large image would take too much of the context, or more than is read at once by a model
        in which all of an image sees all of it, open it anew so that it makes less of one.
        """
        is_whole = self._mtmd.mtmd_decode_use_non_causal(self._handle, None)
        most = min(BATCH, context_length // _SHARE) if is_whole else context_length // _SHARE
        bitmap = self._mtmd.mtmd_bitmap_init(LONGEST_SIDE, LONGEST_SIDE, None)
        try:
            pieces, free = self._cut(bitmap)
        except KnownError as error:  # no image at all
            raise damaged_projector(error.details) from error
        finally:
            self._mtmd.mtmd_bitmap_free(bitmap)
        free()
        if max(piece.count for piece in pieces) <= most:
            return
        self.close()  # else both were in memory at once
        try:
            self._handle = self._open(most)
        except CancelledError:
            raise
        except KnownError:  # its least is more than that
            self._handle = self._open()

    def _decoded(self, data: bytes) -> Any:
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        bitmap = self._mtmd.mtmd_helper_bitmap_init_from_buf(self._handle, buffer, len(data), False)
        if not bitmap:
            raise unreadable_image(self._library.log())
        return bitmap

    def _cut(self, bitmap: Any) -> tuple[list[ImagePiece], Callable[[], None]]:
        mtmd, chunks = self._mtmd, self._mtmd.mtmd_input_chunks_init()
        part = mtmd.mtmd_input_part(None, bitmap)
        parts = (ctypes.POINTER(mtmd.mtmd_input_part) * 1)(ctypes.pointer(part))
        self._library.forget_log()
        failed = mtmd.mtmd_tokenize_from_parts(self._handle, chunks, parts, 1, False)
        count = 0 if failed else mtmd.mtmd_input_chunks_size(chunks)
        pieces = [self._piece(mtmd.mtmd_input_chunks_get(chunks, n)) for n in range(count)]
        if not any(piece.count for piece in pieces):
            mtmd.mtmd_input_chunks_free(chunks)
            size = {"width": mtmd.mtmd_bitmap_get_nx(bitmap), "height": mtmd.mtmd_bitmap_get_ny(bitmap)}
            what = Words("This model takes no image of {width} × {height} pixels.", **size)
            raise KnownError(what, Words("Choose another one."), self._library.log())
        return pieces, lambda: mtmd.mtmd_input_chunks_free(chunks)

    def _piece(self, chunk: int) -> ImagePiece:
        mtmd = self._mtmd
        if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
            count = ctypes.c_size_t()
            tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
            marks = tuple(token for token in tokens[: count.value] if token >= 0)  # others its model lacks
            return ImagePiece(chunk, marks, 0, len(marks))
        count, positions = mtmd.mtmd_input_chunk_get_n_tokens(chunk), mtmd.mtmd_input_chunk_get_n_pos(chunk)
        return ImagePiece(chunk, (), count, positions)


def _explain(log: str) -> KnownError:
    """Why it could not be loaded, by the library's log."""
    if _MISMATCH.search(log):
        advice = Words("Choose the one that belongs to this model, or ask without images.")
        return KnownError(Words("This vision file is for another model."), advice, log)
    if found := _UNKNOWN.search(log):
        what = Words("This version of the engine can’t use this kind of vision file ({name}) yet.")
        advice = Words("Look for an update of this app, or ask without images.")
        return NotSupportedError(what.filled(name=found[1][:60]), advice, log)
    return out_of_memory(log) if _MEMORY.search(log) else damaged_projector(log)
