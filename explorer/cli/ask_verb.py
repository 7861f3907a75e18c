"""`omx ask`: one question to one model on this disk.

Its worker starts while the rest is imported: each takes a good part of a short question.
"""

from argparse import ArgumentParser, Namespace

from explorer.cli.arguments import add_device, add_sampling
from explorer.cli.output import Output
from explorer.kit.features import leave_out_features


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a .gguf file or an id that `omx list` prints")
    parser.add_argument("prompt")
    parser.add_argument("--system", default="", help="the system prompt")
    parser.add_argument("--logprobs", type=int, metavar="N", help="show N alternatives (0-10) for each token")
    parser.add_argument("--schema", metavar="FILE", help="a JSON schema that the answer must fit")
    parser.add_argument("--grammar", metavar="FILE", help="a GBNF grammar that the answer must follow")
    add_sampling(parser)
    add_device(parser)


def run(args: Namespace, out: Output) -> int | None:
    leave_out_features()
    from explorer.cli.early import worker_begun  # noqa: PLC0415  see above

    with worker_begun() as workers:
        from explorer.cli.ask_run import ask  # noqa: PLC0415  see above

        return ask(args, out, workers)
