"""`omx endpoints`: servers whose models can be asked, what each can tell, and their keys."""

from argparse import SUPPRESS, ArgumentParser, Namespace

from explorer.cli.output import Output

_DEEDS = {
    "list": "show the endpoints, or the models of one",
    "add": "add an endpoint: its models are listed, a lone one is chosen, and tested on this machine",
    "test": "ask what a server can tell: at most 16 short requests",
    "remove": "remove an endpoint with its key",
}
_NAMED = "its name, or its id as `omx endpoints list` shows it"


def add_arguments(parser: ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="list|add|test|remove")
    made = {name: deeds.add_parser(name, help=about, description=about) for name, about in _DEEDS.items()}
    for deed in made.values():
        deed.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON for machines")
    add, test = made["add"], made["test"]
    made["list"].add_argument("name", nargs="?", default="", metavar="NAME", help=_NAMED)
    add.add_argument("address", metavar="ADDRESS", help="such as http://127.0.0.1:8080/v1")
    add.add_argument("--name", default="", help="what you call it; default: its host")
    keys = add.add_mutually_exclusive_group()
    keys.add_argument("--key-env", default="", metavar="VARIABLE", help="the key is in this variable")
    keys.add_argument(
        "--key-stdin",
        action="store_true",
        help="ask for the key, or read it from a pipe; it is kept in the system’s keyring",
    )
    add.add_argument("--model", action="append", default=[], metavar="MODEL", help="to choose; several times")
    add.add_argument("--untested", action="store_true", help="contact nobody now")
    test.add_argument("name", metavar="NAME", help=_NAMED)
    test.add_argument("--model", default="", metavar="MODEL", help="to try it with; it is chosen then")
    made["remove"].add_argument("name", metavar="NAME", help=_NAMED)


def run(args: Namespace, out: Output) -> int | None:
    from explorer.cli import endpoints_run  # noqa: PLC0415  with the verb's services

    deeds = {
        "list": endpoints_run.show,
        "add": endpoints_run.add,
        "test": endpoints_run.test,
        "remove": endpoints_run.remove,
    }
    return deeds[args.deed](args, out)
