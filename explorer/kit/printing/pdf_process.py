"""Makes a PDF in a process of its own: Qt lays text out in one long breath, and no screen may wait for it.

The process is the same executable started with ``paper``. It reads a ``PdfDocument`` as JSON on stdin,
writes the file on stdout, and needs no screen.
"""

import subprocess
import sys

import msgspec
from PySide6.QtGui import QGuiApplication

from explorer.base.own_command import own_command
from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.fonts import load_fonts
from explorer.kit.printing.pdf import PdfDocument, pdf_of

_LONGEST_S = 300.0  # of hundreds of long answers on a slow machine


def print_apart(paper: PdfDocument) -> bytes:
    """The bytes of the PDF. Blocks; raises KnownError if it cannot be made."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows alone
    try:
        done = subprocess.run(
            own_command("paper"),
            input=msgspec.json.encode(paper),
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
            creationflags=flags,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise _failed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def main() -> int:
    """The other end."""
    paper = msgspec.json.decode(sys.stdin.buffer.read(), type=PdfDocument)
    # Windows paints, and finds its fonts, without a screen by itself.
    platform = [] if sys.platform == "win32" else ["-platform", "offscreen"]
    app = QGuiApplication([*sys.argv[:1], *platform])
    load_fonts()
    sys.stdout.buffer.write(pdf_of(paper))
    sys.stdout.buffer.flush()
    del app
    return 0


def _failed(details: str) -> KnownError:
    return KnownError(
        Words("The PDF could not be made."),
        Words("Save it in another form."),
        details,
    )
