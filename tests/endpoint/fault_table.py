"""Writes the table of tests/README.md that stands before the Hub's: ``python -m tests.endpoint.fault_table``.

A test fails if it is out of date.
"""

from tests.endpoint.fault_cases import FAULTS, EndpointFault
from tests.hub.fault_table import README

_AFTER = "## What a download survives"
_HEAD = """\
## What an answer of an endpoint survives

Every row is a test over real sockets (`endpoint/fault_cases.py`); what came before the fault is kept. The
table is written by `python -m tests.endpoint.fault_table` from the cases themselves.

| Fault | What the person reads | Requests | What is kept |
|---|---|---|---|
"""


def table() -> str:
    return _HEAD + "".join(map(_row, FAULTS))


def _row(case: EndpointFault) -> str:
    kept = "what was said" if case.kept else "nothing had come"
    return f"| {case.fault} | {case.sees} | {case.requests} | {kept} |\n"


if __name__ == "__main__":
    text = README.read_text("utf-8")
    before = text.partition(_HEAD.splitlines()[0])[0] if _HEAD.splitlines()[0] in text else None
    start, found, rest = text.partition(_AFTER)
    README.write_text(f"{start if before is None else before}{table()}\n{found}{rest}", encoding="utf-8")
    print(f"written: {README}")
