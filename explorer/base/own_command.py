"""How this app starts itself again, as a process that does one thing: ``__main__`` knows their names."""

import sys


def own_command(part: str) -> list[str]:
    """From source, installed, or frozen."""
    if getattr(sys, "frozen", False):  # set by PyInstaller
        return [sys.executable, part]
    return [sys.executable, "-m", "explorer", part]
