"""`omx ask`: one question to one model on this disk.

Its worker starts while the rest is imported: each takes a good part of a short question.
"""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from explorer.cli.arguments import add_device, add_sampling, whole
from explorer.cli.output import Output
from explorer.domain.cache_type import CACHE_TYPES
from explorer.kit.pyside_features import leave_out_features


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a .gguf file or an id that `omx list` prints")
    parser.add_argument("prompt", nargs="?")
    parser.add_argument("--system", default="", help="the system prompt")
    parser.add_argument(
        "--messages", metavar="FILE", help="what was said before the prompt: a list in JSON, or JSONL"
    )
    _add_given(parser)
    _add_answer(parser)
    parser.add_argument(
        "--template", metavar="FILE", help="a chat template (Jinja) in place of the model's own"
    )
    _add_load(parser)
    add_sampling(parser)
    add_device(parser)


def _add_given(parser: ArgumentParser) -> None:
    """What the prompt is about."""
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="FILE",
        help="a document that the prompt is about: PDF, DOCX, ODT, EPUB, HTML, CSV, text, or an image; may be"
        " given again",
    )
    parser.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="FILE",
        help="an image that the prompt is about, for a model that sees: PNG, JPEG, GIF, WebP, BMP; may be"
        " given again",
    )
    parser.add_argument(
        "--collection",
        action="append",
        default=[],
        metavar="NAME",
        help="documents of `omx documents` in which passages for the prompt are looked for",
    )
    parser.add_argument(
        "--send-documents",
        action="store_true",
        help="agree that words of these documents go to a model that leaves this machine",
    )


def _add_load(parser: ArgumentParser) -> None:
    """How the model is loaded."""
    parser.add_argument(
        "--adapter",
        action="append",
        default=[],
        metavar="FILE[=SCALE]",
        help="a LoRA; may be given again",
    )
    parser.add_argument(
        "--context-length", type=whole(256, 1 << 24), metavar="N", help="tokens; default: as the settings say"
    )
    parser.add_argument("--threads", type=whole(1, 1024), metavar="N", help="default: as the settings say")
    parser.add_argument(
        "--cache-type",
        default="f16",
        choices=CACHE_TYPES,
        help="what it has read is kept in half the memory as q8_0 and in less as q4_0; prompts are then read"
        " more slowly",
    )


def _add_answer(parser: ArgumentParser) -> None:
    """What it must look like, and what is told of it."""
    parser.add_argument("--begin", default="", metavar="TEXT", help="how the answer is to begin")
    parser.add_argument(
        "--think", default="", metavar="CHOICE", help="on, off, low, high…: what the model lets one choose"
    )
    parser.add_argument(
        "--think-budget", type=whole(least=0), metavar="N", help="tokens of thought; then the answer begins"
    )
    parser.add_argument(
        "--stop", action="append", default=[], metavar="TEXT", help="ends the answer; may be given again"
    )
    parser.add_argument(
        "--logprobs", type=int, metavar="N", help="show N alternatives (0-100) for each token"
    )
    parser.add_argument("--schema", metavar="FILE", help="a JSON schema that the answer must fit")
    parser.add_argument("--grammar", metavar="FILE", help="a GBNF grammar that the answer must follow")


def run(args: Namespace, out: Output) -> int | None:
    leave_out_features()
    from explorer.engine.local.worker_process import worker_command  # noqa: PLC0415  see above
    from explorer.engine.local.worker_supply import WorkerSupply  # noqa: PLC0415
    from explorer.kit.headless_loop import HeadlessLoop  # noqa: PLC0415

    _loop = HeadlessLoop()  # makes Qt's application object, without which no process is heard
    with closing(WorkerSupply([*worker_command(), "chat"])) as workers:  # as engine/local/worker.py reads it
        workers.start()
        from explorer.cli.ask_run import ask  # noqa: PLC0415  see above

        return ask(args, out, workers)
