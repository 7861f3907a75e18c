"""`omx`: every verb of the window without one, over the same services.

stdout carries only results (with ``--json`` only JSON), stderr progress and messages. A KnownError
ends with status 2 and its words; `compare` ends with 1 where some answers are missing. Where whoever reads
stdout has gone, the end is quiet, with the status that a shell gives to programs that a closed pipe ends.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from explorer.base.paths import find_paths
from explorer.cli import (
    card_verb,
    compare_verb,
    devices_verb,
    hub_verbs,
    inspect_verb,
    library_verbs,
    model_verbs,
    score_verb,
    search_verb,
    selftest,
)
from explorer.cli.output import Output, ReaderGoneError, print_note, print_result
from explorer.cli.waiting import ToldPatience
from explorer.domain.errors import CancelledError, KnownError, MemoryShortError
from explorer.domain.harmless import harmless, storable
from explorer.domain.number_text import read_number
from explorer.hub.download_rules import MOST_CONNECTIONS
from explorer.services import Core, open_core

Verb = Callable[[Core, argparse.Namespace, Output], int | None]  # the exit status; None is 0
_ENDS = (
    "Exit status: 0 when all is done, 1 when `compare` lacks some answers, 2 for an error in words, 130 when"
    " stopped."
)
VERBS: dict[str, Verb] = {
    "search": search_verb.search,
    "download": hub_verbs.download,
    "list": library_verbs.list_models,
    "import": library_verbs.import_models,
    "ask": model_verbs.ask,
    "inspect": inspect_verb.inspect,
    "card": card_verb.card,
    "compare": compare_verb.compare,
    "score": score_verb.score,
    "devices": devices_verb.devices,
}


# What may be any bytes on the command line: all else is text that is sent, kept or looked for.
_PATHS = frozenset({"model", "models", "file", "references", "paths", "out", "prompts", "schema", "grammar"})
_GONE = 141  # what a shell says of a program that SIGPIPE has ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    _hold_standard_streams()
    try:
        return _run(_parser().parse_args(argv))
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
        if args.verb == "selftest":
            selftest.selftest(find_paths(), args, out)
            return 0
        core = open_core(find_paths(), out.note)
        core.hub.wait_with(ToldPatience(out))
        try:
            return VERBS[args.verb](core, args, out) or 0
        finally:
            core.close()
    except (CancelledError, KeyboardInterrupt):
        out.note("Stopped.")
        return 130
    except KnownError as error:
        out.note(f"omx: {error}")
        if isinstance(error, MemoryShortError):
            out.note("To try anyway: --anyway")
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="omx", description="Find, run and compare open language models.", epilog=_ENDS)
    parser.add_argument("--version", action="version", version=version("open-model-explorer"))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_hub_verbs(verbs)
    _add_model_verbs(verbs)
    return parser


type _Verbs = argparse._SubParsersAction[_Parser]


def _verb(verbs: _Verbs, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    return parser


def _add_hub_verbs(verbs: _Verbs) -> None:
    search_verb.add_search(_verb(verbs, "search", "find GGUF models on the Hugging Face Hub"))
    download = _verb(verbs, "download", "download a model and check its hash")
    download.add_argument(
        "repo", metavar="REPO", help="org/name, org/name:Q4_K_M, an address, or a command of another program"
    )
    download.add_argument("--file", help="a file or quantization; without it one that fits this machine")
    connections = range(1, MOST_CONNECTIONS + 1)
    words = "connections for one file; without it as the settings say"
    download.add_argument("--connections", type=int, choices=connections, metavar="N", help=words)
    library_verbs.add_list(_verb(verbs, "list", "show the models on this disk"))
    library_verbs.add_import(_verb(verbs, "import", "take in model files from elsewhere on this disk"))


def _add_model_verbs(verbs: _Verbs) -> None:
    ask = _verb(verbs, "ask", "ask one model on this disk")
    ask.add_argument("model", metavar="MODEL", help="a .gguf file or an id that `omx list` prints")
    ask.add_argument("prompt")
    ask.add_argument("--system", default="", help="the system prompt")
    ask.add_argument("--logprobs", type=int, metavar="N", help="show N alternatives (0-10) for each token")
    ask.add_argument("--schema", metavar="FILE", help="a JSON schema that the answer must fit")
    ask.add_argument("--grammar", metavar="FILE", help="a GBNF grammar that the answer must follow")
    _add_sampling(ask)
    _add_device(ask)
    _add_score(verbs)
    inspect = _verb(verbs, "inspect", "show the header of a GGUF file, what it will take, what is odd")
    inspect.add_argument("file", metavar="FILE.gguf")
    card = _verb(verbs, "card", "show what a model discloses, each fact with its source")
    about = "org/name, a .gguf file, or a card: judged by its text, its name counts only as ORG__NAME.md"
    card.add_argument("references", metavar="FILE_OR_REPO", nargs="+", help=about)
    compare = _verb(verbs, "compare", "compare models: facts side by side, the same prompts, measured speed")
    compare_verb.add_compare(compare)
    _add_sampling(compare)
    _add_device(compare)
    test = _verb(verbs, "selftest", "open the window, ask a model once, close: does it work on this machine?")
    test.add_argument("model", metavar="FILE.gguf")


def _add_score(verbs: _Verbs) -> None:
    score = _verb(verbs, "score", "how likely a model finds continuations, or every token of a text")
    score.add_argument("model", metavar="FILE", help="a .gguf file or an id that `omx list` prints")
    score.add_argument("--prompt", required=True, help="what comes before; alone it is scored itself")
    score.add_argument("--continuation", nargs="+", action="extend", default=[], metavar="TEXT")
    score.add_argument("--logprobs", type=int, default=0, metavar="N", help="N alternatives (0-10) a token")
    _add_device(score)
    devices = _verb(verbs, "devices", "show what this machine can compute with")
    devices.add_argument(
        "--again", action="store_true", help="try a graphics driver again that failed before"
    )


def _add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        default="",
        metavar="NAME",
        help="cpu, or a name that `omx devices` prints; default: the best",
    )
    parser.add_argument(
        "--gpu-layers", type=int, default=-1, metavar="N", help="so many layers on that device; default: all"
    )
    parser.add_argument(
        "--anyway", action="store_true", help="load a model even if it is estimated not to fit into memory"
    )


def _decimal(text: str) -> float:
    """As a person writes it: 0.5 or 0,5."""
    number = read_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write it as 0.5 or 0,5")
    return number


def _add_sampling(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--max-tokens", type=int, default=256)
    parser.add_argument(
        "--temperature", type=_decimal, help="0 is greedy; default: as the model states, or 0.7"
    )
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting, e.g. top_k=20"
    )


if __name__ == "__main__":
    sys.exit(main())
