"""`omx documents`: collections of one's own documents, to be searched and asked about."""

from argparse import SUPPRESS, ArgumentParser, Namespace

from explorer.cli.arguments import whole
from explorer.cli.output import Output

_DEEDS = {
    "add": "read files, and folders with all below, into a collection",
    "list": "show the collections, or the documents of one",
    "find": "show the passages that would be given for a question, with how they were found",
    "forget": "delete documents, or a collection, so that nothing of them is left in the index",
}
_ENDS = "Exit status of add: 1 when some files could not be read; the others are in the collection then."


def add_arguments(parser: ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="add|list|find|forget")
    made = {name: deeds.add_parser(name, help=about, description=about) for name, about in _DEEDS.items()}
    for deed in made.values():
        deed.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON for machines")
    add, find, forget = made["add"], made["find"], made["forget"]
    add.epilog = _ENDS
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.add_argument("--collection", required=True, metavar="NAME", help="made if there is none")
    add.add_argument("--watch", action="store_true", help="a new collection follows this one folder")
    add.add_argument("--words-only", action="store_true", help="do not wait until vectors are made")
    add.add_argument(
        "--password-file",
        default="",
        metavar="FILE",
        help="its first line opens protected PDFs; - asks for it, or reads it from a pipe",
    )
    made["list"].add_argument("--collection", default="", metavar="NAME")
    find.add_argument("question", metavar="QUESTION")
    find.add_argument("--collection", action="append", default=[], metavar="NAME", help="default: all")
    find.add_argument("--top", type=whole(1, 50), default=10, metavar="N", help="default: 10")
    forget.add_argument("paths", nargs="*", metavar="FILE", help="as `omx documents list` names it")
    forget.add_argument("--collection", default="", metavar="NAME", help="all of it, without FILE")
    forget.add_argument("--yes", action="store_true", help="do it: nothing of it comes back")


def run(args: Namespace, out: Output) -> int | None:
    from explorer.cli import documents_run  # noqa: PLC0415  with the verb's services

    deeds = {
        "add": documents_run.add,
        "list": documents_run.show,
        "find": documents_run.find,
        "forget": documents_run.forget,
    }
    return deeds[args.deed](args, out)
