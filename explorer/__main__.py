"""One executable: the window, a verb of `omx`, or a part (``_PARTS``)."""

import sys
from importlib import import_module
from pathlib import Path

# What each part is. It loads nothing else: no worker pays for the window.
_PARTS = {
    "worker": "explorer.engine.local.worker",
    "templates": "explorer.engine.local.template.render_process",
    "schema": "explorer.engine.structured_output.validator_process",
    "checks": "explorer.evaluate.checks.held_process",
    "paper": "explorer.kit.printing.pdf_process",
    "read": "explorer.documents.reading.read_process",
    "formulas": "explorer.kit.formulas.formula_process",
}


def main() -> int:
    arguments = sys.argv[1:]
    if part := _PARTS.get(" ".join(arguments[:1])):
        return int(import_module(part).main())
    if arguments[:1] == ["selftest"] or arguments[:1] == ["omx"] or Path(sys.argv[0]).stem == "omx":
        from explorer.cli.main import main as omx  # noqa: PLC0415  no window is imported for a verb

        return omx(arguments[1:] if arguments[:1] == ["omx"] else arguments)
    from explorer.start import start  # noqa: PLC0415  neither does the worker pay for the window

    return start(arguments)


if __name__ == "__main__":
    sys.exit(main())
