"""PySide's optional features, off: the app uses none of them.

To serve ``from __feature__ import snake_case``, PySide takes the place of Python's import, reads the source
of every module that is imported after it, and keeps it: 40 ms and 12 MiB for this app. Python's own import
still stands beside it.
"""

import builtins
import importlib

_PYTHONS = "__orig_import__"  # where PySide keeps it


def leave_out_features() -> None:
    """Let Python import again. Call before the rest of the app is imported."""
    importlib.import_module("PySide6.QtCore")  # takes the place now, and not later
    builtins.__import__ = getattr(builtins, _PYTHONS, builtins.__import__)
