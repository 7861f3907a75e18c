"""The process that reads documents: whatever a file does to its reader, it does here.

Requests come on stdin, pages go to stdout, one JSON object a line (``read_messages.py``). What reading may
cost is held to by this process, by the system and by ``read.py``, which ends it. Nothing is fetched, nothing
is written.
"""

import base64
import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import msgspec

from explorer.base.child_process import begin_as_child, limit_memory, limit_time
from explorer.base.files import NoFileError, open_regular
from explorer.documents.instructions import instruction_flags
from explorer.documents.passages import ReadPage
from explorer.documents.reading.kinds import kind_of
from explorer.documents.reading.limits import LONGEST_PAGE, MOST_FLAGS, ReadingLimits
from explorer.documents.reading.read_messages import NotReadError, ReadAnswer, ReadRequest, ReadSummary
from explorer.documents.reading.source import SourceFile

_OPEN_FILES = 64
_GRACE_S = 5.0  # for who watches from outside to be first, and to know why

_READERS = {
    "pdf": ("pdf", "read_pdf"),
    "docx": ("docx", "read_docx"),
    "odt": ("odt", "read_odt"),
    "epub": ("epub", "read_epub"),
    "html": ("html_page", "read_html"),
    "table": ("table", "read_table"),
    "markdown": ("plain", "read_markdown"),
    "text": ("plain", "read_text"),
}

type _Reader = Callable[[SourceFile], Iterator[ReadPage]]


def main() -> int:
    """Serve until stdin closes; the process's exit status."""
    requests, answers = begin_as_child()
    warnings.simplefilter("ignore")
    logging.disable()
    _limit_files()
    is_limited = False
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        answers.write(b"\n")  # it is ready
        answers.flush()
        for line in requests:
            request = msgspec.json.decode(line, type=ReadRequest)
            if not is_limited:
                limit_memory(request.limits.growth)
                is_limited = True
            limit_time(_most_seconds(request.limits))
            for answer in answered(request):
                answers.write(msgspec.json.encode(answer) + b"\n")
                answers.flush()
    return 0


def answered(request: ReadRequest) -> Iterator[ReadAnswer]:
    """The pages, then the end; or, at any place, why there is no more."""
    try:
        yield from _read(request)
    except NotReadError as error:
        yield ReadAnswer(fault=error.fault, details=error.details)
    except MemoryError:
        yield ReadAnswer(fault="memory")
    except FileNotFoundError as error:
        yield ReadAnswer(fault="missing", details=_said(error))
    except NoFileError as error:
        yield ReadAnswer(fault="no file", details=_said(error))
    except OSError as error:
        yield ReadAnswer(fault="unopened", details=_said(error))
    except Exception as error:  # noqa: BLE001  a foreign file: whatever it makes a reader raise is its failure
        yield ReadAnswer(fault="broken", details=_said(error))


def _read(request: ReadRequest) -> Iterator[ReadAnswer]:
    path = Path(os.fsdecode(base64.b64decode(request.path)))
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > request.limits.file:
            raise NotReadError("large file")
        suffix = path.suffix.lower()
        kind, source = kind_of(file, suffix), SourceFile(file, suffix, request.password, request.limits)
        pages = characters = 0
        for page in _reader_of(kind)(source):
            pages, characters = pages + 1, characters + len(page.text)
            _check(request.limits, len(page.text), pages, characters)
            yield ReadAnswer(page=_flagged(page))
    if not characters:
        raise NotReadError("scanned" if source.pictures else "empty")
    pictures = tuple(source.pictures)
    yield ReadAnswer(end=ReadSummary(kind, source.title.strip()[:300], pages, characters, pictures))


def _flagged(page: ReadPage) -> ReadPage:
    """With what speaks to a model, in the text or in what is not seen of it."""
    hidden = (replace(one, start=flag.start) for flag in page.flags for one in instruction_flags(flag.quote))
    flags = dict.fromkeys((*page.flags, *instruction_flags(page.text), *hidden))
    return (
        replace(page, flags=tuple(sorted(flags, key=lambda flag: flag.start))[:MOST_FLAGS]) if flags else page
    )


def _check(limits: ReadingLimits, length: int, pages: int, characters: int) -> None:
    if pages > limits.pages:
        raise NotReadError("too many pages")
    if length > LONGEST_PAGE or characters > limits.characters:
        raise NotReadError("too many characters")


def _reader_of(kind: str) -> _Reader:
    """Imported when one is needed: a text needs no PDF library."""
    module, name = _READERS[kind]
    reader: _Reader = getattr(import_module(f"explorer.documents.reading.{module}"), name)
    return reader


def _most_seconds(limits: ReadingLimits) -> float:
    return limits.seconds + limits.seconds_a_page * limits.pages + _GRACE_S


def _limit_files() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  Windows has none

        with contextlib.suppress(OSError, ValueError):  # less was allowed from the beginning
            resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}".encode(errors="backslashreplace").decode()
