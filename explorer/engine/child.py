"""How a process of ours begins that serves its parent: requests come on one pipe, answers go on the other."""

import os
import signal
from typing import BinaryIO

from explorer.engine.leash import end_with_parent


def begin_as_child() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and the real stdout; whatever prints from now on prints to stderr. It ends with its parent."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; our parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return os.fdopen(os.dup(0), "rb"), answers
