"""Words of the command line that several verbs take, and the texts in files that they name."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from explorer.base.files import is_folder, named_path, read_small
from explorer.domain.errors import KnownError
from explorer.domain.number_text import read_number


def add_device(parser: ArgumentParser) -> None:
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
        raise ArgumentTypeError(f"{text!r} is no number; write it as 0.5 or 0,5")
    return number


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number within limits, both included."""

    def read(text: str) -> int:
        number = read_number(text, whole=True)
        if number is None or number < least or (most is not None and number > most):
            limits = f"from {least:,}" if most is None else f"from {least:,} to {most:,}"
            raise ArgumentTypeError(f"{text!r} is no whole number {limits}")
        return int(number)

    return read


def add_sampling(parser: ArgumentParser) -> None:
    words = "of an answer with its thought; default: 256, or 4096 where a model thinks"
    parser.add_argument("--max-tokens", type=int, help=words)
    parser.add_argument(
        "--temperature", type=_decimal, help="0 is greedy; default: as the model states, or 0.7"
    )
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other setting, e.g. top_k=20; a wrong NAME lists all",
    )


def add_going_on(parser: ArgumentParser, words: str) -> None:
    """``words``: what --resume does."""
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help=words)
    again.add_argument("--anew", action="store_true", help="begin again, even if the same one is unfinished")


def output_paths(
    names: Sequence[str], what: str, formats: Iterable[str], is_format: Callable[[Path], object]
) -> list[Path]:
    """Where ``what`` is to be written. Looked at before anything runs: the run may take hours."""
    paths = [named_path(name) for name in names]
    for path in paths:
        if not is_format(path):
            known = ", ".join(formats)
            raise KnownError(f"{what} are written as {known}, not “{path.suffix}”.", "Name another file.")
        if not is_folder(path.absolute().parent):
            raise KnownError(f"There is no folder for {path}.", "Make it, or name another file.")
    return paths


def read_text(path: Path, what: str) -> str:
    """``what`` the file is. Raises KnownError."""
    try:
        return read_small(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError(f"{what} could not be read.", "It has to be a text in UTF-8.", str(error)) from error
    except OSError as error:
        advice = f"Check its path: {error.strerror or error}."
        raise KnownError(f"{what} could not be read.", advice, str(error)) from error
