"""What the story says of each step: one line with what came of it."""

from pathlib import Path

from explorer.base.machine import Machine
from explorer.domain.generation import AnswerTiming
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.units import size_text

_QUOTED = 100  # characters of an answer
_BYTES = {
    Integrity.CHECKED: "its bytes are what was published",
    Integrity.DAMAGED: "its bytes are NOT what was published",
    Integrity.UNCHECKED: "its bytes were not checked",
}


def started(seconds: float, machine: Machine) -> str:
    """``seconds``: from nothing to a window that can be used."""
    memory = size_text(machine.memory_total)
    return f"the window after {seconds:.1f} s; {machine.cores} cores, {memory} of memory"


def searched(words: str, found: int, repo: str, license_name: str) -> str:
    return f"“{words}” finds {found}; opened {repo} ({license_name or 'no license stated'})"


def downloaded(model: LocalModel, seconds: float) -> str:
    return f"{model.name}, {size_text(model.size)} in {seconds:.1f} s; {_BYTES[model.intact]}"


def asked(name: str, text: str, measured: AnswerTiming | None, seconds: float) -> str:
    """``seconds``: from pressing Enter to the end."""
    return f"{name} answered in {seconds:.1f} s{_speed(measured)}: {quoted(text)}"


def compared(name: str, text: str, measured: AnswerTiming) -> str:
    return f"{name}{_speed(measured)}: {quoted(text)}"


def reported(path: Path) -> str:
    return f"{path} ({size_text(path.stat().st_size)})"


def quoted(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _QUOTED else line[:_QUOTED].rstrip() + '…'}”"


def _speed(measured: AnswerTiming | None) -> str:
    """Nothing where fewer than two tokens came."""
    speed = measured.tokens_per_second if measured else 0.0
    return f", {speed:.{0 if speed >= 10 else 1}f} tokens/s" if speed else ""
