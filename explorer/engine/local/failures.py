"""Explains failures of llama.cpp: turns its log into a sentence and a next step.

The library returns only "no model"; the reason stands in its log. The texts are those of the pinned
version; an unknown one still ends in an honest sentence with the log as details.
"""

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from explorer.domain.cache_type import CacheType, bits_of
from explorer.domain.errors import (
    DamagedFileError,
    DriverError,
    EngineBugError,
    KnownError,
    NotFoundError,
    NotSupportedError,
    OutOfMemoryError,
    WorkerEndedError,
)
from explorer.domain.words import Words

_DAMAGED = re.compile(
    r"not within the file bounds|corrupted|failed to read|invalid magic|invalid n_dims|wrong type|is corrupt"
    r"|failed to load model from|wrong shape|wrong number of tensors|missing tensor|key not found"
    r"|error loading model hyperparameters|error loading model vocabulary|bad array|invalid array",
    re.IGNORECASE,
)
_MEMORY = re.compile(
    r"failed to allocate|unable to allocate|bad_alloc|out of memory|not enough memory|cannot allocate"
    r"|mmap failed|failed to reserve",
    re.IGNORECASE,
)
# Narrower, for a log that does not say which of its lines led to the crash
_NO_MEMORY = re.compile(
    r"failed to allocate|unable to allocate|bad_alloc|out of memory|MemoryError", re.IGNORECASE
)
_LOST_DRIVER = re.compile(
    r"ErrorDeviceLost|device lost|ErrorOutOfDeviceMemory|(?:vk|vulkan|CUDA|hip|metal)[\w:]* error",
    re.IGNORECASE,
)
_LAST_LINES = 12
_KILLED = 9  # SIGKILL, which the kernel sends when memory runs out
_PAGE_GONE = (7, 10, 0xC0000006)  # SIGBUS on Linux and macOS, STATUS_IN_PAGE_ERROR on Windows
_SPLIT = re.compile(r"split|shard", re.IGNORECASE)
_UNSUPPORTED = (
    (
        re.compile(r"unknown model architecture: '([^']*)'"),
        Words("This version of the engine does not support the architecture “{name}”."),
    ),
    (
        re.compile(r"unknown (?:pre-)?tokenizer(?: type)?: '([^']*)'"),
        Words("This version of the engine does not support the tokenizer “{name}”."),
    ),
)
_DRIVER = re.compile(
    r"(?:vulkan|cuda|metal|ErrorDeviceLost|device lost|driver).*(?:fail|error)", re.IGNORECASE
)

_NOT_PACKED = re.compile(r"cache type \w+ with block size|quantized V cache requires")


@dataclass(frozen=True)
class WorkerEnd:
    """How a worker ended by itself. ``code``: exit status, or the signal if it crashed."""

    crashed: bool
    code: int
    log: str
    start_problem: str = ""

    def explain(self, *, loading: bool, answering: bool, seeing: bool = False) -> KnownError:
        """In words, for the person who was waiting; ``seeing``: it had an image before it."""
        if self.crashed and (reason := _explain_crash(self._details)):
            return reason
        how, advice = self._how(), Words("Load the model again.")
        if loading:
            what = Words("The engine stopped unexpectedly while loading ({how}).", how=how)
            advice = Words(
                "The file may be damaged or need more memory than there is. Try again, or another file."
            )
        elif seeing:
            what = Words("The engine stopped unexpectedly while it read an image ({how}).", how=how)
            advice = Words(
                "The vision file of this model may be damaged. Download it again, or ask without images."
            )
        elif answering:
            what = Words(
                "The engine stopped unexpectedly while answering ({how}). What was written is kept.", how=how
            )
        else:
            what = Words("The engine stopped unexpectedly ({how}).", how=how)
        if self._has_lost_its_file:
            advice = Words("Check that the file is whole and its disk is there, then load the model again.")
        kind = KnownError if loading or seeing else WorkerEndedError
        return kind(what, advice, self._details)

    @property
    def _details(self) -> str:
        return f"exit code {self.code}\n{self.log}".strip()

    @property
    def _has_lost_its_file(self) -> bool:
        return self.crashed and self.code & 0xFFFF_FFFF in _PAGE_GONE

    def _how(self) -> Words:
        if not self.crashed:
            return Words("it ended with status {code}", code=self.code)
        if self.code == _KILLED:
            return Words("killed by the system, perhaps for lack of memory")
        if self._has_lost_its_file:
            return Words("the file was changed or cut off while it was loaded, or its disk failed")
        return Words("it crashed")


def explain_load_failure(log: str) -> KnownError:
    """Why a model could not be loaded, judged from the engine's log alone."""
    for pattern, what in _UNSUPPORTED:
        if found := pattern.search(log):
            advice = Words("Choose another model, or look for an update of this app.")
            return NotSupportedError(what.filled(name=found[1][:60]), advice, log)
    errors = _errors(log)
    return next((explain(log) for pattern, explain in _REASONS if pattern.search(errors)), _unknown(log))


def explain_context_failure(log: str, cache: CacheType = "f16") -> KnownError:
    """Why no room for a conversation could be made; the model itself was loaded."""
    if _NOT_PACKED.search(log):
        what = Words("This model can’t use {bits}-bit context.", bits=bits_of(cache))
        return KnownError(what, Words("Load it with the usual 16 bit."), log)
    if _DRIVER.search(_errors(log)) and not _MEMORY.search(_errors(log)):
        return driver_failed(log)
    return out_of_memory(log)


def out_of_memory(details: str = "") -> KnownError:
    return OutOfMemoryError(
        Words("There is not enough memory for this model."),
        Words("Choose a smaller file or a shorter context length, or close other programs."),
        details,
    )


def failure_of(error: Exception) -> KnownError:
    """What ended one job; the model is still there, and so are the other jobs."""
    if isinstance(error, KnownError):
        return error
    if isinstance(error, MemoryError):
        return KnownError(Words("There is not enough memory for this."), Words("Ask for less at once."))
    trace = "".join(traceback.format_exception(error))
    return EngineBugError(
        Words("Something went wrong inside the engine."), Words("Try again, or copy the report."), trace
    )


def missing_part(details: str = "") -> KnownError:
    return NotFoundError(
        Words("A part of this model is missing: it comes in several files."),
        Words("Download the model again, so that all parts lie in one folder."),
        details,
    )


def not_installed(details: str) -> KnownError:
    """The library cannot be imported or does not fit this machine."""
    return KnownError(
        Words("The engine is not installed, so no model can run."),
        Words("Install the app again; from source, run its set-up again."),
        details,
    )


def driver_failed(details: str = "") -> KnownError:
    what = Words("The graphics driver failed.")
    return DriverError(what, Words("Update the driver, or restart the computer."), details)


def _explain_crash(log: str) -> KnownError | None:
    """Why a worker crashed, where what was written last says so: memory or driver; else ``None``."""
    last = "\n".join(log.splitlines()[-_LAST_LINES:])
    if _NO_MEMORY.search(last):
        return out_of_memory(log)
    return driver_failed(log) if _LOST_DRIVER.search(last) else None


def _unknown(log: str) -> KnownError:
    advice = Words("Try another file of it; the details say what the engine wrote.")
    return KnownError(Words("The model could not be loaded."), advice, log)


# In this order: a missing part is also "failed to load", so the particular comes before the general.
_REASONS: tuple[tuple[re.Pattern[str], Callable[[str], KnownError]], ...] = (
    (_SPLIT, missing_part),
    (re.compile("No such file"), partial(NotFoundError, Words("The file is gone."),
                                         Words("Choose another model, or download it again."))),
    (re.compile("Permission denied"), partial(KnownError, Words("There is no permission to open the file."),
                                              Words("Check its permissions."))),
    (_MEMORY, out_of_memory),
    (_DRIVER, driver_failed),
    (_DAMAGED, partial(DamagedFileError, Words("The file is damaged or incomplete."),
                       Words("Delete it and download it again."))),
)  # fmt: skip


def _errors(log: str) -> str:
    """The lines that carry an error; all of them where none does."""
    lines = [line for line in log.splitlines() if re.search(r"error|fail|invalid|unable|missing", line)]
    return "\n".join(lines) or log
