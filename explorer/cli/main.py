"""`omx`: every verb of the window without one, over the same services.

stdout carries only results (with ``--json`` only JSON), stderr progress and messages. A KnownError
ends with status 2 and its words; `compare`, `test` and `choose` end with 1 where some answers are missing,
`test` also where too few pass, `documents add` where some files could not be read. Where whoever reads stdout
has gone, the end is quiet, with the status that a shell gives to programs that a closed pipe ends.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from explorer.cli.output import Output, ReaderGoneError, print_note, print_result
from explorer.domain.errors import CancelledError, KnownError, MemoryShortError
from explorer.domain.harmless import harmless, storable

_ENDS = (
    "Exit status: 0 when all is done, 1 when `compare`, `test` or `choose` lacks some answers, `test` has too"
    " few that pass, or `documents add` some files, 2 for an error in words, 130 when stopped."
)
VERBS = {  # each is a module of this package, imported when it is chosen
    "search": "find GGUF models on the Hugging Face Hub",
    "download": "download a model and check its hash",
    "list": "show the models on this disk",
    "import": "take in model files from elsewhere on this disk",
    "ask": "ask one model on this disk",
    "documents": "collections of your documents: add, list, find passages in them, forget",
    "endpoints": "servers elsewhere whose models can be asked: list, add, test, remove",
    "score": "how likely a model finds continuations, or every token of a text",
    "devices": "show what this machine can compute with",
    "inspect": "show the header of a GGUF file, what it will take, what is odd",
    "chats": "list the chats of the Playground, write them to a file, bring them in from one",
    "card": "show what a model discloses, each fact with its source",
    "compare": "compare models: facts side by side, the same prompts, measured speed",
    "test": "ask models a set of tests, or packs, and judge the answers",
    "choose": "from a need in a file to candidates, a trial and a page that decides, unattended",
    "serve": "let other apps ask the models of this disk: an OpenAI-compatible server, until Ctrl-C",
    "selftest": "open the window, ask a model once, close: does it work on this machine?",
}
# What may be any bytes on the command line: all else is text that is sent, kept or looked for.
_PATHS = frozenset(
    {"model", "models", "targets", "file", "references", "paths", "out", "prompts", "need", "schema",
     "grammar", "messages", "template", "adapter"}
)  # fmt: skip
_GONE = 141  # what a shell says of a program that SIGPIPE has ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    _hold_standard_streams()
    try:
        words = sys.argv[1:] if argv is None else argv
        return _run(_parser(words).parse_args(words))
    except ReaderGoneError:
        return _GONE
    except KnownError as error:  # what argparse prints could not be written
        print_note(f"omx: {error}")
        return 2


def _hold_standard_streams() -> None:
    for number in range(3):  # else the next file of ours gets the number of one that is closed
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever a system's console is set to


def _run(args: argparse.Namespace) -> int:
    out = Output(as_json=args.json)
    try:
        _check_texts(args)
        return _module(args.verb).run(args, out) or 0
    except (CancelledError, KeyboardInterrupt):
        out.note("Stopped.")
        return 130
    except KnownError as error:
        out.note(f"omx: {error}")
        if isinstance(error, MemoryShortError):
            if error.packed is not None and args.verb == "ask":
                out.note(f"For a smaller context in memory: --cache-type {error.packed.type}")
            out.note("To try anyway: --anyway")
        if error.details and getattr(args, "template", ""):  # whoever wrote one looks for the place
            out.note(error.details)
        return 2


def _check_texts(args: argparse.Namespace) -> None:
    """Raises KnownError for bytes that are no UTF-8 where a text is meant."""
    for name, value in vars(args).items():
        for text in value if isinstance(value, list) else [value]:
            if name not in _PATHS and isinstance(text, str) and storable(text) != text:
                raise KnownError(f"“{text}” is no text in UTF-8.", "Write it in UTF-8.")


class _Parser(argparse.ArgumentParser):
    """Says again what was written on the command line: harmless, as all that `omx` prints."""

    def _print_message(self, message: str, file: object = None) -> None:
        if message and file is sys.stdout:
            print_result(harmless(message), end="")
        elif message:
            print_note(message, end="")


class _Version(argparse.Action):
    """Read when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from explorer.base.version import app_version  # noqa: PLC0415  see above

        print_result(app_version())
        parser.exit()


def _parser(words: Sequence[str]) -> _Parser:
    """Only the verb that ``words`` choose gets its arguments: the others are not imported."""
    parser = _Parser(prog="omx", description="Find, run and compare open language models.", epilog=_ENDS)
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="show the version of this program and exit"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    chosen = next((word for word in words if not word.startswith("-")), "")
    for name, about in VERBS.items():
        verb = verbs.add_parser(name, help=about, description=about)
        verb.add_argument("--json", action="store_true", help="print JSON for machines")
        if name == chosen:
            _module(name).add_arguments(verb)
    return parser


def _module(verb: str) -> Any:
    """Has ``add_arguments(parser)`` and ``run(args, out)``, which returns the exit status; None is 0."""
    return import_module(f"explorer.cli.{verb}_verb")


if __name__ == "__main__":
    sys.exit(main())
