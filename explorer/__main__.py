"""One executable: the window, a verb of `omx`, or a part (``worker``, ``templates``, ``schema`` …)."""

import sys
from pathlib import Path


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == ["worker"]:
        from explorer.engine.local.worker import main as work  # noqa: PLC0415  the worker loads nothing else

        return work()
    if arguments[:1] == ["templates"]:
        from explorer.engine.local.template.render_process import main as render  # noqa: PLC0415  nor does this one

        return render()
    if arguments[:1] == ["schema"]:
        from explorer.engine.structured_output.validator_process import main as judge  # noqa: PLC0415  nor does this one

        return judge()
    if arguments[:1] == ["paper"]:
        from explorer.kit.printing.pdf_process import main as print_paper  # noqa: PLC0415  nor does this one

        return print_paper()
    if arguments[:1] == ["read"]:
        from explorer.documents.reading.read_process import main as read  # noqa: PLC0415  nor does this one

        return read()
    if arguments[:1] == ["selftest"] or arguments[:1] == ["omx"] or Path(sys.argv[0]).stem == "omx":
        from explorer.cli.main import main as omx  # noqa: PLC0415  no window is imported for a verb

        return omx(arguments[1:] if arguments[:1] == ["omx"] else arguments)
    from explorer.start import start  # noqa: PLC0415  neither does the worker pay for the window

    return start(arguments)


if __name__ == "__main__":
    sys.exit(main())
