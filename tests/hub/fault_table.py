"""Writes the tables of tests/README.md: ``python -m tests.hub.fault_table``.

They stand at its end; what stands before them is kept. A test fails if they are out of date.
"""

from pathlib import Path

from tests.hub.fault_cases import CASES, Case, Kept, Outcome
from tests.hub.name_cases import NAMES

README = Path(__file__).resolve().parents[1] / "README.md"

_HEAD = """\
## What a download survives

Every row is a test over real sockets (`hub/fault_cases.py`): about a sixth of the file is here, then the
fault comes. The network's faults are met with one connection and with four. Both tables are written by
`python -m tests.hub.fault_table` from the cases themselves, and a test fails if they are out of date.

| Fault | What the person reads | What happens | What is kept |
|---|---|---|---|
"""
_NAMES = """
## Names that a server may not choose

Refused before a byte is asked for: “The file name “…” is not safe: (reason). Choose another file of this
model, or tell its publisher.”

| Kind | Example | Reason |
|---|---|---|
"""


def table() -> str:
    names = "".join(f"| {case.kind} | `{case.shown}` | {case.reason} |\n" for case in NAMES)
    return _HEAD + "".join(_row(case) for case in CASES) + _NAMES + names


def _row(case: Case) -> str:
    ends = str(case.outcome)
    if case.outcome is Outcome.STOPS:
        ends += "; the next try begins anew" if case.kept is Kept.NOTHING else "; the next try goes on"
    return f"| {case.fault} | {'<br>'.join(case.sees) or '(nothing)'} | {ends} | {case.kept} |\n"


if __name__ == "__main__":
    before, _, _ = README.read_text("utf-8").partition(_HEAD.splitlines()[0])
    README.write_text(before + table(), encoding="utf-8")
    print(f"written: {README}")
