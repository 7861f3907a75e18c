"""Where the packaged program begins: the same as ``python -m explorer``."""

import multiprocessing
import sys

multiprocessing.freeze_support()  # first, before anything that could start a process

from explorer.__main__ import main  # noqa: E402 — freeze_support has to come before it

sys.exit(main())
