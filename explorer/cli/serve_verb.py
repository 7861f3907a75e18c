"""`omx serve`: the server of the window without one, until Ctrl-C."""

from argparse import ArgumentParser, Namespace

from explorer.cli.arguments import whole
from explorer.cli.output import Output


def add_arguments(parser: ArgumentParser) -> None:
    parser.epilog = (
        "The address goes to stdout, then each request in a line as it ends. Without options it is served as"
        " the settings say; what the options say holds for this run."
    )
    port = whole(0, 65_535)
    parser.add_argument(
        "--port", type=port, metavar="N", help="0 takes any that is free; default: the settings’"
    )
    words = "offer this one; may be repeated; default: the settings’ choice, or all of this disk"
    parser.add_argument("--model", action="append", default=[], metavar="MODEL", help=words)
    words = "let other machines of the network ask; whoever has the token can, and nothing is encrypted"
    parser.add_argument("--network", action="store_true", help=words)
    words = "let this web page ask, as https://example.org; may be repeated"
    parser.add_argument("--allow-origin", action="append", default=[], metavar="PAGE", help=words)
    token = parser.add_mutually_exclusive_group()
    words = (
        "the token is in this environment variable; default: the one of the window, in the system’s keyring"
    )
    token.add_argument("--token-env", default="", metavar="NAME", help=words)
    words = "make another one; the one before is refused, in the window once its server is switched on again"
    token.add_argument("--new-token", action="store_true", help=words)
    words = "print the token also where no person looks on, such as into a pipe"
    parser.add_argument("--show-token", action="store_true", help=words)


def run(args: Namespace, out: Output) -> int | None:
    from explorer.cli.serve_run import serve  # noqa: PLC0415  with the verb's services

    return serve(args, out)
