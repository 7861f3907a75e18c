"""Reads documents: asks the process that does it, and says in words why one cannot be read.

Blocks, so it belongs into a task or a thread. The process is killed when it breaks a limit or nobody waits
any more, and the next document gets a fresh one.
"""

import base64
import os
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import msgspec

from explorer.base.files import NoFileError, open_regular
from explorer.base.helper_process import LimitedProcess, never
from explorer.base.own_command import own_command
from explorer.documents.passages import ReadPage
from explorer.documents.reading.limits import LIMITS, ReadingLimits
from explorer.documents.reading.read_faults import UnreadableError, unreadable
from explorer.documents.reading.read_messages import ReadAnswer, ReadFault, ReadRequest, ReadSummary
from explorer.domain.errors import CancelledError

_OUT_OF_MEMORY = (-6, 0xE0000008)  # PDFium ends itself then: by SIGABRT, on Windows with a code of its own


class DocumentReader:
    """Reads one document after the other with one process, which starts with the first. Not for two threads
    at once.
    """

    def __init__(self, limits: ReadingLimits = LIMITS) -> None:
        self._limits = limits
        self._process = LimitedProcess(limits.memory)

    def __enter__(self) -> "DocumentReader":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def read(
        self, path: Path, *, password: str = "", stopped: Callable[[], bool] = never
    ) -> Generator[ReadPage | ReadSummary]:
        """Its pages, as they are read, and at last what is known of the whole.

        Raises UnreadableError, after the pages that could be read; CancelledError once ``stopped``, which
        is asked by another thread.
        """
        pages, is_over = 0, False
        try:
            self._check(path)
            request = ReadRequest(base64.b64encode(os.fsencode(path.absolute())), self._limits, password)
            with closing(self._answers(request, lambda: pages, stopped)) as answers:
                for answer in answers:
                    is_over = answer.page is None and answer.fault != "memory"
                    if answer.fault is not None:
                        raise unreadable(answer.fault, path, pages, answer.details, self._limits)
                    if answer.page is not None:
                        pages += 1
                        yield answer.page
                    elif answer.end is not None:
                        yield answer.end
                        return
            raise self._broken_off(path, pages)
        finally:
            # What it still writes, or holds, is not for the next document.
            if not is_over or self._process.resident > self._limits.memory // 4:
                self.close()

    def _check(self, path: Path) -> None:
        """Before a process is started for it. Raises UnreadableError."""
        fault: ReadFault | None = None
        try:
            with open_regular(path) as file:
                if os.fstat(file.fileno()).st_size > self._limits.file:
                    fault = "large file"
        except FileNotFoundError:
            fault = "missing"
        except NoFileError:
            fault = "no file"
        except (OSError, ValueError) as error:  # no name of a file: it holds a NUL
            raise unreadable("unopened", path, 0, str(error), self._limits) from error
        if fault is not None:
            raise unreadable(fault, path, 0, "", self._limits)

    def _answers(
        self, request: ReadRequest, pages: Callable[[], int], stopped: Callable[[], bool]
    ) -> Generator[ReadAnswer]:
        limits, line = self._limits, msgspec.json.encode(request) + b"\n"

        def seconds() -> float:
            return limits.seconds + limits.seconds_a_page * pages()

        with closing(self._process.ask(own_command("read"), line, seconds, stopped)) as lines:
            for answer in lines:
                yield msgspec.json.decode(answer, type=ReadAnswer)

    def _broken_off(self, path: Path, pages: int) -> UnreadableError | CancelledError:
        process = self._process
        match process.ending:
            case "stopped":
                return CancelledError()
            case "time":
                return unreadable("time", path, pages, "", self._limits)
            case "memory":
                return unreadable("memory", path, pages, "", self._limits)
        fault: ReadFault = "memory" if process.code in _OUT_OF_MEMORY else "failed"
        return unreadable(fault, path, pages, process.details, self._limits)


def read_document(
    path: Path, *, stopped: Callable[[], bool] = never, limits: ReadingLimits = LIMITS
) -> Generator[ReadPage | ReadSummary]:
    """One document: ``DocumentReader.read`` in a process of its own, which is ended with it."""
    with DocumentReader(limits) as reader:
        yield from reader.read(path, stopped=stopped)
